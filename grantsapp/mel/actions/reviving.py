"""What a file brought is taken back as a whole, and comes in again with another."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.db import db, locked
from grantsapp.mel.actions import counting
from grantsapp.mel.models import (
    HOUSE,
    Exclusion,
    FileStage,
    Response,
    ResponseFile,
    Survey,
)
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.queries.files import gone_in


def take_back(file: ResponseFile, because: str, *, by: Person) -> int:
    """Leave out all that a file brought; gives how many counted until now."""
    held = select(Response.survey_id).where(Response.file_id == file.id)
    surveys = select(Survey).where(Survey.id.in_(held)).order_by(Survey.id)
    db.session.scalars(locked(surveys)).all()
    standing = select(Exclusion.response_id).where(Exclusion.lifted_at.is_(None))
    mine = select(Response.id).where(
        Response.file_id == file.id, Response.id.not_in(standing)
    )
    keys, now = list(db.session.scalars(mine)), clock.now()
    lines = [
        {
            "id": uuid4(), "response_id": key, "reason": Why.TAKEN_BACK,
            "note": because,
            "by_name": by.name, "made_at": now,
        }
        for key in keys
    ]  # fmt: skip
    if lines:
        db.session.execute(insert(Exclusion), lines)
    counting.settle_many(keys)
    file.stage, file.version = FileStage.BACK, file.version + 1
    file.told = file.told | {"because": because, "back_by": by.called}
    facts = {"file": str(file.id), "because": because, "count": len(keys)}
    audit.record("took back a file of responses", file.call, by=by, **facts)
    return len(keys)


def revive(names: Collection[tuple[UUID, UUID, str]], file: ResponseFile) -> None:
    """Take in again what was taken back and comes with another file.

    What an evaluator left out for a reason of its own stays out.
    """
    if not names:
        return
    gone = gone_in({survey for survey, _key, _digest in names})
    keys = [gone[name] for name in names]
    now = clock.now()
    for some in counting.parts(keys):
        db.session.execute(
            update(Exclusion)
            .where(Exclusion.response_id.in_(some), Exclusion.lifted_at.is_(None))
            .where(Exclusion.reason == Why.TAKEN_BACK)
            .values(lifted_at=now, lifted_by_name=HOUSE, lifted_because=file.name),
            execution_options={"synchronize_session": False},
        )
    left_out = {key for some in counting.parts(keys) for key in _left_out(some)}
    free = [key for key in keys if key not in left_out]
    counting.settle_many(left_out, file_id=file.id)
    counting.settle_many(free, file_id=file.id, is_resent=False)


def _left_out(keys: list[UUID]) -> Iterable[UUID]:
    standing = select(Exclusion.response_id).where(Exclusion.lifted_at.is_(None))
    return db.session.scalars(standing.where(Exclusion.response_id.in_(keys)))
