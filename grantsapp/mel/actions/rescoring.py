"""Scores are worked out anew from the raw answers; what differs is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from grantsapp import audit
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions.answering import score_rows, tools_of
from grantsapp.mel.models import Response, ResponseScore, Survey

AT_ONCE = 2_000  # responses whose scores are held in memory


@dataclass(frozen=True)
class Rescored:
    """What came of it."""

    responses: int
    changed: int  # responses of which a score is another now, or is new, or gone


def rescore(survey: Survey) -> Rescored:
    """Make the scores of a survey's responses anew; the caller holds its lock."""
    tools, count, changed = tools_of(survey), 0, 0
    for batch in _batches(survey):
        before = _scores([row.id for row in batch])
        lines = [line for row in batch for line in score_rows(row.id, row.raw, tools)]
        now: dict[UUID, set[Any]] = {}
        for line in lines:
            now.setdefault(line["response_id"], set()).add(_facts(line))
        changed += sum(before.get(r.id, set()) != now.get(r.id, set()) for r in batch)
        count += len(batch)
        _replace([row.id for row in batch], lines)
    if changed:
        audit.record("scored anew", survey.award, responses=count, changed=changed)
    return Rescored(count, changed)


def _batches(survey: Survey) -> Iterator[list[Any]]:
    query = select(Response.id, Response.raw).where(Response.survey_id == survey.id)
    found = db.session.execute(query.order_by(Response.id)).all()
    for start in range(0, len(found), AT_ONCE):
        yield list(found[start : start + AT_ONCE])


def _scores(keys: list[UUID]) -> dict[UUID, set[Any]]:
    query = select(
        ResponseScore.response_id, ResponseScore.instrument_id, ResponseScore.moment,
        ResponseScore.subscale, ResponseScore.value, ResponseScore.answered,
        ResponseScore.keyed,
    ).where(ResponseScore.response_id.in_(keys))  # fmt: skip
    found: dict[UUID, set[Any]] = {}
    for key, *facts in db.session.execute(query):
        found.setdefault(key, set()).add(tuple(facts))
    return found


def _facts(line: dict[str, Any]) -> Any:
    names = ("instrument_id", "moment", "subscale", "value", "answered", "keyed")
    return tuple(line[name] for name in names)


def _replace(keys: list[UUID], lines: list[dict[str, Any]]) -> None:
    old = ResponseScore.response_id.in_(keys)
    db.session.execute(
        delete(ResponseScore).where(old),
        execution_options={"synchronize_session": False},
    )
    if lines:
        db.session.execute(insert(ResponseScore), lines)


def rescore_all() -> Rescored:
    """Make the scores of every survey anew, a survey a transaction."""
    responses = changed = 0
    for key in db.session.scalars(select(Survey.key)).all():
        survey = queries.survey(key, lock=True)
        if survey is not None:
            done = rescore(survey)
            responses, changed = responses + done.responses, changed + done.changed
        db.session.commit()
    return Rescored(responses, changed)
