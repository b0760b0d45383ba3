"""What the pages of this room read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.samples import Answered
from grantsapp.mel import instruments
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument as Tool
from grantsapp.mel.models import Survey


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
        "projects": projects,
        "instruments": shown,
        "withheld": withheld,
    }


def surveys_by_key(call: Call) -> dict[UUID, Survey]:
    """Give the surveys of a call by key."""
    return {c.survey.id: c.survey for c in mel.surveys_in(call)}


def tools_in(call: Call) -> dict[UUID, Tool]:
    """Give every instrument that a project of a call owes."""
    surveys = surveys_by_key(call).values()
    return {row.id: row.tool for survey in surveys for row in survey.instruments}


def answered_in(call: Call) -> dict[UUID, list[Answered]]:
    """Give what people answered, by instrument, scored anew from the raw answers."""
    surveys, tools = surveys_by_key(call), tools_in(call)
    projects = {a.id: a.reference for a in awards.awards_in(call)}
    found: dict[UUID, list[Answered]] = {key: [] for key in tools}
    for given in mel.responses_in(call):
        moments, tool = surveys[given.survey_id].moments, tools[given.instrument_id]
        after = given.raw.get(moments[-1], {})
        before = given.raw.get(moments[0], {}) if len(moments) > 1 else {}
        found[given.instrument_id].append(
            Answered(
                project=projects[given.award_id],
                before=instruments.vector(tool, before),
                after=instruments.vector(tool, after),
                score_before=instruments.score(tool, before).value,
                score_after=instruments.score(tool, after).value,
            )
        )
    return found


@dataclass(frozen=True)
class Line:
    """One line of a chart: a project, or all of them together."""

    label: str
    language: str
    people: int | None
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    is_total: bool = False


@dataclass(frozen=True)
class Shown:
    """An instrument's figures as a page shows them."""

    figures: dict[str, Any]
    lines: list[Line]
    low: float  # the ends of the axis, in points of the scale
    high: float

    def place(self, value: float) -> float:
        """Say where a value stands on the axis, from 0 to 100."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def shown(figures: dict[str, Any]) -> list[Shown]:
    """Lay the outcomes of an evaluation out for a page or a document."""
    return [_shown(one, figures["projects"]) for one in figures["instruments"]]


def has_interval(one: dict[str, Any]) -> bool:
    """Say whether the average has an interval that can be trusted, to be shown."""
    return (
        one["pooled"]["ci"] is not None
        and "interval_small_projects" not in one["notes"]
    )


def _name(project: dict[str, Any]) -> tuple[str, str]:
    """Name a project in a chart: by its title, or by where it is."""
    if project["title"]:
        return project["title"], project["language"]
    return awards.nameless(project.get("area", "")), i18n.language()


def _shown(one: dict[str, Any], projects: dict[str, Any]) -> Shown:
    lines = [
        Line(
            label=name,
            language=language,
            people=p["pairs"],
            before=p["mean_before"],
            after=p["mean_after"],
            change=p["difference"],
            low=(p["ci"] or [None, None])[0],
            high=(p["ci"] or [None, None])[1],
        )
        for p in one["by_project"]
        for name, language in [_name(projects[p["project"]])]
        if p["difference"] is not None
    ]
    pooled = one["pooled"]
    if pooled["estimate"] is not None and "too_few_projects" not in one["notes"]:
        ends = pooled["ci"] if has_interval(one) else [None, None]
        total = Line("", "", None, None, None, pooled["estimate"], *ends, is_total=True)
        lines.append(total)
    values = [v for line in lines for v in (line.low, line.change, line.high)]
    known = [v for v in values if v is not None] + [0.0]
    low, high = min(known), max(known)
    room = (high - low or 1.0) * 0.08
    return Shown(one, lines, low - room, high + room)
