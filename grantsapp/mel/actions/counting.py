"""Whether a response counts: said here, and written here alone.

It counts unless somebody left it out, or another one of the same name stands in its
place. Whoever changes either of the two settles it anew, under its survey's lock.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, not_, update

from grantsapp.db import db
from grantsapp.mel.models import Exclusion, Response

AT_ONCE = 5_000  # ids in one question to the database


def standing(response: Response) -> Exclusion | None:
    """Give what keeps a response out now, said by an evaluator or the house."""
    return next((e for e in response.exclusions if e.lifted_at is None), None)


def as_new(*, is_resent: bool) -> dict[str, bool]:
    """Give the columns of a response that nobody has left out yet."""
    return {"is_resent": is_resent, "counts": not is_resent}


def settle(response: Response) -> None:
    """Say anew whether a response counts."""
    response.counts = standing(response) is None and not response.is_resent


def put_behind(response: Response) -> None:
    """Let another one of its name stand in its place."""
    # Both at once: what is read next writes them, and one alone is refused.
    response.is_resent, response.counts = True, False


def settle_many(keys: Iterable[UUID], **values: Any) -> None:
    """Say anew of many whether they count; other `values` are written with it."""
    is_out = exists().where(
        Exclusion.response_id == Response.id, Exclusion.lifted_at.is_(None)
    )
    counts = and_(not_(Response.is_resent), not_(is_out))
    for some in parts(keys):
        mine = update(Response).where(Response.id.in_(some))
        for told in (values, {"counts": counts}):
            if told:
                db.session.execute(
                    mine.values(**told),
                    execution_options={"synchronize_session": False},
                )


def parts(keys: Iterable[UUID]) -> Iterable[list[UUID]]:
    """Give keys in parts that fit one question to the database."""
    every = list(keys)
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
