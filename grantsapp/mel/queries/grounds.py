"""What a file of responses is read against: instruments, projects, words of a call."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from grantsapp import i18n
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import ABOUT, Instrument, Suite, Survey, SurveyInstrument
from grantsapp.mel.queries.surveys import suite_of
from grantsapp.mel.tables import Facts, Question
from grantsapp.mel.tables.folding import fold

NOT_SAID = _("Prefer not to say")


@dataclass(frozen=True)
class Asked:
    """A survey as a place for sittings: how it asks, and which instruments."""

    id: UUID
    design: Design
    tools: Mapping[str, UUID]  # rows of instruments by code


@dataclass(frozen=True)
class Home:
    """A project that sittings can come from, with its surveys, the newest first."""

    award_id: UUID
    reference: str
    title: str
    language: str
    surveys: tuple[Asked, ...]


@dataclass(frozen=True)
class Ground:
    """Everything that a file of a call is read against. Plain values."""

    facts: Facts
    rows: Mapping[str, UUID]  # of instruments by code
    tools: tuple[instruments.Instrument, ...]
    homes: Mapping[str, Home]  # by every name that a project goes by
    projects: tuple[Home, ...]

    def asked(self, home: Home, codes: Collection[str]) -> Asked | None:
        """Find the survey of a project that asks just so; None where none does."""
        for one in home.surveys:
            fits = all(one.tools.get(code) == self.rows[code] for code in codes)
            if fits and one.design is self.facts.design:
                return one
        return None


def ground_of(call: Call) -> Ground:
    """Read what files of a call are read against.

    The suite says how people are asked; in an older house the surveys do.
    """
    suite, surveys = suite_of(call), _surveys(call)
    tools = _tools(suite, surveys)
    homes = _homes(call, surveys)
    names = _names(homes)
    design = surveys[0].design if surveys else Design.RETROSPECTIVE
    facts = Facts(
        design=suite.design if suite else design,
        follow_ups=tuple(suite.follow_ups) if suite else (3, 6),
        languages=_languages(suite, tools),
        projects=tuple(names),
        about=_questions(suite.about if suite else ABOUT),
        refusals=tuple(_in_our_languages(NOT_SAID).values()),
        zone=call.fund.time_zone,
    )
    rows = {row.code: row.id for row in tools}
    plain = tuple(row.tool for row in tools)
    return Ground(facts, rows, plain, names, tuple(homes))


def _surveys(call: Call) -> list[Survey]:
    """Read the surveys of a call, the newest of each project first."""
    parts = selectinload(Survey.parts).joinedload(SurveyInstrument.instrument)
    query = select(Survey).join(Award, Award.id == Survey.award_id).options(parts)
    query = query.where(Award.call_id == call.id)
    return list(db.session.scalars(query.order_by(Award.number, Survey.number.desc())))


def _tools(suite: Suite | None, surveys: Iterable[Survey]) -> list[Instrument]:
    """List the instruments, those of the suite first, one version of each."""
    found: dict[str, Instrument] = {}
    for row in suite.instruments if suite else ():
        found.setdefault(row.code, row)
    for survey in surveys:
        for row in survey.instruments:
            found.setdefault(row.code, row)
    return list(found.values())


def _homes(call: Call, surveys: Iterable[Survey]) -> list[Home]:
    by_award: dict[UUID, list[Asked]] = {}
    for survey in surveys:
        tools = {row.code: row.id for row in survey.instruments}
        asked = Asked(survey.id, survey.design, tools)
        by_award.setdefault(survey.award_id, []).append(asked)
    return [
        Home(a.id, a.reference, a.title, a.language, tuple(by_award.get(a.id, ())))
        for a in awards.awards_in(call)
        if a.is_live
    ]


def _names(homes: Iterable[Home]) -> dict[str, Home]:
    """Give every name of each project; what two projects are called names none."""
    known: dict[str, dict[str, Home]] = {}
    for home in homes:
        for name in (home.reference, home.reference.rpartition("-")[2], home.title):
            known.setdefault(fold(name), {})[name] = home
    found: dict[str, Home] = {}
    for by_name in known.values():
        if len({home.award_id for home in by_name.values()}) == 1:
            found |= by_name
    return found


def _languages(suite: Suite | None, tools: Iterable[Instrument]) -> tuple[str, ...]:
    """List the languages of the suite, and then all others of its instruments."""
    spoken = [code for row in tools for code in row.tool.languages]
    return tuple(dict.fromkeys([*(suite.languages if suite else ()), *spoken]))


def _questions(codes: Iterable[str]) -> tuple[Question, ...]:
    return tuple(
        Question(
            code,
            _in_our_languages(ABOUT[code][0]),
            {key: _in_our_languages(words) for key, words in ABOUT[code][1].items()},
        )
        for code in codes
        if code in ABOUT
    )


def _in_our_languages(words: object) -> dict[str, str]:
    found = {}
    for code in i18n.LANGUAGES:
        with i18n.writing_in(code):
            found[code] = str(words)
    return found
