"""Evaluations, and what everybody may read of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from grantsapp import clock, jobs
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.queries.around import told_around
from grantsapp.jobs import Job


def _evaluations() -> Select[Evaluation]:
    return select(Evaluation).options(joinedload(Evaluation.call).joinedload(Call.fund))


def evaluation(key: UUID, *, lock: bool = False) -> Evaluation | None:
    """One evaluation with its call."""
    query = _evaluations().where(Evaluation.id == key)
    return db.session.scalar(query.with_for_update(of=Evaluation) if lock else query)


def newest(call: Call) -> Evaluation | None:
    """The last evaluation of a call, published or not."""
    query = _evaluations().where(Evaluation.call_id == call.id)
    return db.session.scalar(query.order_by(Evaluation.number.desc()).limit(1))


def next_number(call: Call) -> int:
    """Say the number of the next evaluation of a call; its row is locked."""
    query = select(func.max(Evaluation.number)).where(Evaluation.call_id == call.id)
    return (db.session.scalar(query) or 0) + 1


def evaluation_key(call: Call, number: int) -> str:
    """Name the work on an evaluation, so that it is done once."""
    return f"evaluate:{call.id}:{number}"


def work_on(call: Call) -> Job | None:
    """The work on the next evaluation of a call, if somebody asked for it."""
    return jobs.asked(evaluation_key(call, next_number(call)))


def is_given_up(job: Job) -> bool:
    """Say whether no worker takes it up any more, as often as it failed."""
    if job.done_at is not None or job.attempts < jobs.MOST_ATTEMPTS:
        return False
    return job.leased_until is None or job.leased_until < clock.now()


def of_seal(seal: str) -> Evaluation | None:
    """The evaluation that was worked out from the snapshot with this seal."""
    query = _evaluations().where(Evaluation.seal == seal, Evaluation.seal != "")
    return db.session.scalar(query.order_by(Evaluation.made_at).limit(1))


def published(reference: str) -> Evaluation | None:
    """The newest published evaluation of a call, by the call's reference."""
    query = _published().where(Call.reference == reference)
    return db.session.scalar(query.limit(1))


def published_of(call: Call) -> list[Evaluation]:
    """List every evaluation of a call whose figures were ever published."""
    return list(db.session.scalars(_published().where(Call.id == call.id)))


def is_published_since(call: Call, at: datetime) -> bool:
    """Say whether figures of a call were worked out after a moment and published."""
    query = _published().where(Call.id == call.id, Evaluation.made_at >= at)
    return db.session.scalar(query.limit(1)) is not None


def all_published() -> list[Evaluation]:
    """List the newest published evaluation of each call, the newest call first."""
    found: dict[UUID, Evaluation] = {}
    for one in db.session.scalars(_published()):
        found.setdefault(one.call_id, one)
    return list(found.values())


def _published() -> Select[Evaluation]:
    query = _evaluations().join(Call, Call.id == Evaluation.call_id)
    query = query.where(Evaluation.published_at.is_not(None))
    return query.order_by(Call.closes_at.desc(), Evaluation.number.desc())


def public_figures(evaluation: Evaluation) -> dict[str, Any]:
    """Give the figures for the public, with the names that it may read today."""
    return told(evaluation.public, evaluation.call)


def told(figures: dict[str, Any], call: Call) -> dict[str, Any]:
    """Name the projects as their awards are published now, whatever was stored.

    One that is withheld has no line of its own, and stays a part of the averages.
    """
    known = awards.told_in(call)
    projects = {
        key: {"title": one.title, "language": one.title_language, "area": one.area}
        for key in figures["projects"]
        if (one := known.get(key))
    }
    shown = [_of_projects(one, projects) for one in figures["instruments"]]
    withheld = len(figures["projects"]) - len(projects)
    return figures | {
        **told_around(figures, {key: one["area"] for key, one in projects.items()}),
        "projects": projects,
        "instruments": shown,
        "withheld": withheld,
    }


def _of_projects(one: dict[str, Any], projects: Collection[str]) -> dict[str, Any]:
    """Give an instrument with lines of these projects alone, in each of its tables."""

    def kept(table: dict[str, Any]) -> dict[str, Any]:
        lines = [p for p in table["by_project"] if p["project"] in projects]
        return table | {"by_project": lines}

    found = kept(one)
    if one.get("follow_ups"):
        found["follow_ups"] = [kept(later) for later in one["follow_ups"]]
    if one.get("after_only"):
        found["after_only"] = kept(one["after_only"])
    return found
