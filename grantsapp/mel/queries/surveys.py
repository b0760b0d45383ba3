"""Surveys and suites, as pages read them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.accounts.models import Membership, Organisation
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import (
    Origin,
    Response,
    Suite,
    SuiteInstrument,
    Survey,
    SurveyInstrument,
)


def suite_of(call: Call, *, lock: bool = False) -> Suite | None:
    """The suite of a call with its instruments."""
    parts = selectinload(Suite.parts).joinedload(SuiteInstrument.instrument)
    query = select(Suite).where(Suite.call_id == call.id)
    query = query.options(parts, joinedload(Suite.lead))
    if lock:
        query = query.with_for_update(of=Suite)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def _surveys() -> Select[Survey]:
    award = joinedload(Survey.award)
    organisation = award.joinedload(Award.organisation)
    return select(Survey).options(
        award.joinedload(Award.call).joinedload(Call.fund),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        selectinload(Survey.parts).joinedload(SurveyInstrument.instrument),
    )


def survey(key: UUID, *, lock: bool = False) -> Survey | None:
    """One survey by the key in its public link."""
    query = _surveys().where(Survey.key == key)
    if lock:
        query = query.with_for_update(of=Survey)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def survey_by_id(key: UUID) -> Survey | None:
    """One survey by its id, as a job names it."""
    return db.session.scalar(_surveys().where(Survey.id == key))


@dataclass(frozen=True)
class Counted:
    """A survey with how many responses count, by moment, language and origin.

    The one definition of a number of responses: every page and figure takes it from
    here. Excluded ones and second versions of a sitting are told apart.
    """

    survey: Survey
    by_moment: dict[Moment, int]
    synthetic: int
    left_out: int
    by_language: dict[tuple[Moment, str], int]

    @property
    def main(self) -> int:
        """How many stand against what is expected: at the last moment it compares."""
        return self.by_moment.get(self.survey.moments[-1], 0)

    @property
    def responses(self) -> int:
        """How many count at any moment."""
        return sum(self.by_moment.values())

    @property
    def share(self) -> float | None:
        """How many came in of those expected, or None where nobody said."""
        expected = self.survey.expected
        return None if not expected else self.main / expected


def counted(surveys: Iterable[Survey]) -> list[Counted]:
    """Count the responses of these surveys, in one query for all."""
    found = list(surveys)
    alike = (
        Response.survey_id,
        Response.moment,
        Response.origin,
        Response.language,
        Response.counts,
    )
    query = select(*alike, func.count()).group_by(*alike)
    query = query.where(Response.survey_id.in_([s.id for s in found]))
    lines: dict[UUID, list[Any]] = {}
    for key, *line in db.session.execute(query):
        lines.setdefault(key, []).append(line)
    return [_counted(survey, lines.get(survey.id, [])) for survey in found]


def _counted(survey: Survey, lines: list[Any]) -> Counted:
    by_moment: Counter[Moment] = Counter()
    by_language: Counter[tuple[Moment, str]] = Counter()
    made_up = left_out = 0
    for moment, origin, language, counts, number in lines:
        if not counts:
            left_out += number
            continue
        by_moment[moment] += number
        by_language[moment, language] += number
        made_up += number if origin is Origin.SYNTHETIC else 0
    return Counted(survey, dict(by_moment), made_up, left_out, dict(by_language))


def asked_in(call: Call) -> list[Survey]:
    """List the surveys of a call, by award."""
    query = _surveys().join(Award, Award.id == Survey.award_id)
    query = query.where(Award.call_id == call.id)
    return list(db.session.scalars(query.order_by(Award.number, Survey.number)))


def surveys_in(call: Call) -> list[Counted]:
    """List the surveys of a call, by award, with their numbers of responses."""
    return counted(asked_in(call))


def surveys_of(award: Award) -> list[Counted]:
    """List the surveys that a grantee hands on."""
    query = _surveys().where(Survey.award_id == award.id).order_by(Survey.number)
    return counted(db.session.scalars(query))
