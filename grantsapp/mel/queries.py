"""What the pages of this room read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.accounts.models import Membership, Organisation
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call, Duty
from grantsapp.calls.rules import roles_of
from grantsapp.db import db
from grantsapp.mel.models import (
    Delivery,
    Instrument,
    Measure,
    Origin,
    Output,
    Report,
    Response,
    Stage,
    Survey,
)
from grantsapp.review.models import Decision


def instruments() -> list[Instrument]:
    """List the instruments of the house, each version."""
    query = select(Instrument).order_by(Instrument.code, Instrument.version)
    return list(db.session.scalars(query))


def versions_of(code: str) -> list[Instrument]:
    """List the versions of one instrument."""
    query = select(Instrument).where(Instrument.code == code)
    return list(db.session.scalars(query.order_by(Instrument.version)))


def instrument(code: str) -> Instrument | None:
    """The newest version of an instrument."""
    query = select(Instrument).where(Instrument.code == code)
    return db.session.scalar(query.order_by(Instrument.version.desc()).limit(1))


def calls_to_evaluate(person: Any) -> list[Call]:
    """List the calls of the funds that a person evaluates, the newest first."""
    mine = [r for r in roles_of(person) if r.duty is Duty.EVALUATOR]
    funds = [r.fund_id for r in mine if r.fund_id]
    query = select(Call).where(Call.fund_id.in_(funds)).options(joinedload(Call.fund))
    query = query.where(Call.opened_at.is_not(None))
    return list(db.session.scalars(query.order_by(Call.closes_at.desc())))


def _surveys() -> Select[Survey]:
    award = joinedload(Survey.award)
    organisation = award.joinedload(Award.organisation)
    return select(Survey).options(
        award.joinedload(Award.call).joinedload(Call.fund),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        joinedload(Survey.instrument),
    )


def survey(key: UUID, *, lock: bool = False) -> Survey | None:
    """One survey by the key in its public link."""
    query = _surveys().where(Survey.key == key)
    if lock:
        query = query.with_for_update(of=Survey)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


@dataclass(frozen=True)
class Counted:
    """A survey with how many answered it, and how many of these are synthetic."""

    survey: Survey
    responses: int
    synthetic: int


def _counted(query: Select[Survey]) -> list[Counted]:
    found = list(db.session.scalars(query))
    counts = select(Response.survey_id, Response.origin, func.count())
    keys = [s.id for s in found]
    counts = counts.where(Response.survey_id.in_(keys))
    counts = counts.group_by(Response.survey_id, Response.origin)
    numbers: dict[UUID, dict[Origin, int]] = {}
    for key, origin, count in db.session.execute(counts):
        numbers.setdefault(key, {})[origin] = count
    return [
        Counted(
            survey,
            sum(numbers.get(survey.id, {}).values()),
            numbers.get(survey.id, {}).get(Origin.SYNTHETIC, 0),
        )
        for survey in found
    ]


def surveys_in(call: Call) -> list[Counted]:
    """List the surveys of a call, by award, with their numbers of responses."""
    query = _surveys().join(Award, Award.id == Survey.award_id)
    query = query.join(Instrument, Instrument.id == Survey.instrument_id)
    query = query.where(Award.call_id == call.id)
    return _counted(query.order_by(Award.number, Instrument.code))


def surveys_of(award: Award) -> list[Counted]:
    """List the surveys that a grantee hands on."""
    return _counted(_surveys().where(Survey.award_id == award.id).order_by(Survey.key))


def response_of(survey: Survey, respondent: str) -> Response | None:
    """What a respondent answered before."""
    query = select(Response).where(
        Response.survey_id == survey.id, Response.respondent == respondent
    )
    return db.session.scalar(query.options(selectinload(Response.scores)))


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


@dataclass(frozen=True)
class Given:
    """One respondent's raw answers with where they belong, without a row behind it."""

    survey_id: UUID
    award_id: UUID
    instrument_id: UUID
    respondent: str
    raw: dict[str, dict[str, int]]
    language: str
    origin: Origin


def reported_among(keys: Iterable[UUID]) -> set[UUID]:
    """Say whose reports are in, among these awards."""
    query = select(Report.award_id).where(Report.award_id.in_(keys))
    return set(db.session.scalars(query.where(Report.stage == Stage.SUBMITTED)))


def responses_in(call: Call) -> list[Given]:
    """Read all responses of a call as plain values, in a steady order."""
    query = (
        select(
            Survey.id,
            Award.id,
            Survey.instrument_id,
            Response.respondent,
            Response.raw,
            Response.language,
            Response.origin,
        )
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id == call.id)
        .order_by(Award.number, Survey.id, Response.respondent)
    )
    return [Given(*row) for row in db.session.execute(query)]


def languages_of(tools: Iterable[Instrument]) -> list[str]:
    """List the languages that every one of these instruments speaks."""
    sets = [set(i.tool.languages) for i in tools]
    return sorted(set.intersection(*sets)) if sets else []
