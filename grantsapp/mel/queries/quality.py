"""Responses as the rules of data quality see them, numbered as they came in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from sys import intern
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import Exclusion, Response, Survey, SurveyInstrument
from grantsapp.mel.quality.seen import Key, Raw, Seen

AT_ONCE = 2_000  # rows that the database hands over together
TONGUE = "language:"  # in a layout, where the language changed


@dataclass(frozen=True)
class Sighted:
    """Sittings with the row of each number, and what awards expect."""

    expected: dict[Key, int | None]
    sittings: list[Seen] = field(default_factory=list)
    keys: dict[int, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Owed:
    """What all sittings of a survey share."""

    survey: str
    award: str
    expected: int | None
    moments: tuple[Moment, ...]
    tools: tuple[Instrument, ...]


def numbered(call: Call) -> Select[UUID, int]:
    """Number the responses of a call as they came in: the name that pages give one."""
    order = func.row_number().over(order_by=(Response.made_at, Response.id))
    return (
        select(Response.id, order.label("number"))
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id == call.id)
    )


def seen_in(call: Call, *conditions: Any, session: Session | None = None) -> Sighted:
    """Read the responses of a call that meet some conditions, in three queries."""
    reader: Any = session or db.session
    owed = _owed(call, reader)
    found = Sighted(_expected(owed.values()))
    numbers = numbered(call).subquery()
    left_out = select(Exclusion.id).where(
        Exclusion.response_id == Response.id, Exclusion.lifted_at.is_(None)
    )
    query = select(
        numbers.c.number, Response.id, Response.survey_id, Response.moment,
        Response.raw, Response.language, Response.layout, Response.seconds,
        Response.code_hash, Response.client_key, Response.origin, Response.made_at,
        Response.is_resent, left_out.exists().label("is_excluded"),
    ).join(numbers, numbers.c.id == Response.id)  # fmt: skip
    query = query.where(*conditions).order_by(numbers.c.number)
    for row in reader.execute(query, execution_options={"yield_per": AT_ONCE}):
        found.keys[row.number] = row.id
        found.sittings.append(_seen(row, owed[row.survey_id]))
    return found


def _owed(call: Call, reader: Any) -> dict[UUID, Owed]:
    """Give each survey's instruments, each read once for all surveys."""
    query = (
        select(Survey)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id == call.id)
        .options(selectinload(Survey.parts).joinedload(SurveyInstrument.instrument))
    )
    return {
        survey.id: Owed(
            str(survey.id),
            str(survey.award_id),
            survey.expected,
            survey.moments,
            tuple(row.tool for row in survey.instruments),
        )
        for survey in reader.scalars(query)
    }


def _expected(owed: Iterable[Owed]) -> dict[Key, int | None]:
    """Add up what the surveys of each award expect, where every one says it."""
    told: dict[str, list[int | None]] = {}
    for one in owed:
        told.setdefault(one.award, []).append(one.expected)
    found: dict[Key, int | None] = {}
    for award, numbers in told.items():
        known = [number for number in numbers if number is not None]
        found[award] = sum(known) if len(known) == len(numbers) else None
    return found


def _seen(row: Any, owed: Owed) -> Seen:
    looks_back = row.moment is Moment.T1 and Moment.R0 in owed.moments
    return Seen(
        id=row.number,
        survey=owed.survey,
        award=owed.award,
        moment=row.moment,
        raw=_shared(row.raw),
        tools=owed.tools,
        asked=owed.moments if looks_back else (),
        language=intern(row.language),
        languages=_tongues(row.language, tuple(row.layout)),
        seconds=row.seconds,
        code_hash=row.code_hash,
        client=row.client_key.hex,
        origin=row.origin,
        received_at=row.made_at,
        is_resent=row.is_resent,
        is_excluded=row.is_excluded,
    )


def _shared(raw: Raw) -> Raw:
    """Keep each code once for all sittings, in place of once for each."""
    return {
        intern(moment): {
            intern(tool): {intern(item): value for item, value in given.items()}
            for tool, given in tools.items()
        }
        for moment, tools in raw.items()
    }


@cache
def _tongues(language: str, layout: tuple[str, ...]) -> frozenset[str]:
    """Say in which languages instruments were answered, by the pages as they came."""
    found, now = {language}, language
    for page in layout:
        if page.startswith(TONGUE):
            now = page.removeprefix(TONGUE)
        elif page.partition("-")[0] in set(Moment):
            found.add(now)
    return frozenset(found)


def response(key: UUID, *, lock: bool = False) -> Response | None:
    """One response with what was said of it; its survey is locked, not the row."""
    if lock:
        survey = select(Response.survey_id).where(Response.id == key)
        hold([found] if (found := db.session.scalar(survey)) else [])
    query = select(Response).where(Response.id == key).options(*_WITH)
    return db.session.scalar(query.execution_options(populate_existing=True))


_WITH = (
    joinedload(Response.survey)
    .joinedload(Survey.award)
    .joinedload(Award.call)
    .joinedload(Call.fund),
    joinedload(Response.survey)
    .selectinload(Survey.parts)
    .joinedload(SurveyInstrument.instrument),
    selectinload(Response.exclusions),
)


def responses_to_weigh(call: Call, keys: Iterable[UUID]) -> list[Response]:
    """Read responses of a call to change them; their surveys are locked, in order."""
    wanted = list(keys)
    surveys = (
        select(Response.survey_id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Response.id.in_(wanted), Award.call_id == call.id)
        .distinct()
    )
    held = hold(db.session.scalars(surveys))
    query = select(Response).where(
        Response.id.in_(wanted), Response.survey_id.in_(held)
    )
    query = query.options(*_WITH).order_by(Response.made_at, Response.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def hold(surveys: Iterable[UUID]) -> list[UUID]:
    """Lock surveys, in one order for everybody."""
    keys = list(surveys)
    query = select(Survey.id).where(Survey.id.in_(keys)).order_by(Survey.id)
    return list(db.session.scalars(query.with_for_update()))
