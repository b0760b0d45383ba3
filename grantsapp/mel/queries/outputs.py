"""What projects are to deliver, and what their reports say."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.models import (
    Delivery,
    Measure,
    Output,
    Report,
    Stage,
)
from grantsapp.review.models import Decision


def outputs_of(award: Award) -> list[Output]:
    """List what a project plans to deliver, in the order of the measures."""
    query = select(Output).where(Output.award_id == award.id)
    order = list(Measure)
    return sorted(db.session.scalars(query), key=lambda o: order.index(o.measure))


@dataclass(frozen=True)
class Planned:
    """How much of a measure a project is to deliver, and what its bid promised.

    What the fund planned counts before what the bid promised.
    """

    measure: Measure
    output: Output | None
    promised: int
    places: list[tuple[str, int]]

    @property
    def number(self) -> int:
        """What the report is measured against."""
        return self.output.planned if self.output else self.promised

    @property
    def differs(self) -> bool:
        """Say whether the fund planned something else than the bid promised."""
        return 0 < self.promised != self.number


def plan_of(award: Award) -> list[Planned]:
    """List what a project is to deliver, by measure: of the fund, and of its bid."""
    agreed = {o.measure: o for o in outputs_of(award)}
    promised: dict[str, list[calls.Promise]] = {}
    for one in _promises_of(award):
        promised.setdefault(one.measure, []).append(one)
    return [
        Planned(
            measure,
            agreed.get(measure),
            sum(one.number for one in promised.get(measure, [])),
            [(one.place, one.number) for one in promised.get(measure, []) if one.place],
        )
        for measure in Measure
        if measure in agreed or measure in promised
    ]


def _promises_of(award: Award) -> list[calls.Promise]:
    """Read the bid behind an award; one of a past round has none."""
    if award.decision_id is None:
        return []
    query = select(Decision.application_id).where(Decision.id == award.decision_id)
    return calls.promises_of(db.session.scalars(query).one())


def output(key: UUID) -> Output | None:
    """One planned output with its award."""
    query = select(Output).where(Output.id == key)
    whole = joinedload(Output.award).joinedload(Award.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole))


def report_on(award: Award, *, lock: bool = False) -> Report | None:
    """The report of a grantee, draft or sent."""
    query = select(Report).where(Report.award_id == award.id)
    given = selectinload(Report.deliveries).joinedload(Delivery.output)
    query = query.options(given)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def delivered_by(report: Report | None) -> dict[Measure, int]:
    """Give what a sent report says was delivered, by measure."""
    return {d.output.measure: d.delivered for d in report.deliveries} if report else {}


@dataclass(frozen=True)
class Delivered:
    """What a fund planned and got of one measure, over the projects that reported."""

    measure: Measure
    planned: int
    delivered: int
    projects: int


def delivered_in(call: Call) -> list[Delivered]:
    """Sum outputs over the submitted reports of a call, planned beside delivered."""
    query = (
        select(
            Output.measure,
            func.sum(Output.planned),
            func.sum(Delivery.delivered),
            func.count(),
        )
        .join(Delivery, Delivery.output_id == Output.id)
        .join(Report, Report.id == Delivery.report_id)
        .join(Award, Award.id == Output.award_id)
        .where(Award.call_id == call.id, Report.stage == Stage.SUBMITTED)
        .group_by(Output.measure)
    )
    order = list(Measure)
    found = [
        Delivered(m, int(p), int(d), n) for m, p, d, n in db.session.execute(query)
    ]
    return sorted(found, key=lambda d: order.index(d.measure))


def reports_in(call: Call) -> tuple[int, int]:
    """Count the reports that are in, and the projects that owe one."""
    live = [a for a in awards.awards_in(call) if a.is_live]
    query = select(func.count()).select_from(Report).join(Award)
    query = query.where(Award.call_id == call.id, Report.stage == Stage.SUBMITTED)
    return db.session.scalar(query) or 0, len(live)


def reported_among(keys: Iterable[UUID]) -> set[UUID]:
    """Say whose reports are in, among these awards."""
    query = select(Report.award_id).where(Report.award_id.in_(keys))
    return set(db.session.scalars(query.where(Report.stage == Stage.SUBMITTED)))
