"""Evaluations, and what everybody may read of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.queries.around import told_around


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
    shown = [
        one | {"by_project": [p for p in one["by_project"] if p["project"] in projects]}
        for one in figures["instruments"]
    ]
    withheld = len(figures["projects"]) - len(projects)
    return figures | {
        **told_around(figures, {key: one["area"] for key, one in projects.items()}),
        "projects": projects,
        "instruments": shown,
        "withheld": withheld,
    }
