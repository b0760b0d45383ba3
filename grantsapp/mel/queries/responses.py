"""Responses as plain values, for those who work figures out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from grantsapp import clock
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import (
    Exclusion,
    Instrument,
    Origin,
    Response,
    Survey,
    SurveyInstrument,
)
from grantsapp.mel.quality.seen import FOLLOW_UPS
from grantsapp.mel.sittings import Answers

FOLLOWING = set(map(Moment, FOLLOW_UPS))


def sittings_of(survey: Survey, client_key: UUID) -> list[Response]:
    """What was sent under this name: one row, or more where it was sent otherwise."""
    query = select(Response).where(
        Response.survey_id == survey.id, Response.client_key == client_key
    )
    return list(db.session.scalars(query.order_by(Response.made_at, Response.id)))


@dataclass(frozen=True)
class Given:
    """What one person answered to one instrument, at every moment that is linked."""

    survey_id: UUID
    award_id: UUID
    instrument_id: UUID
    person: str
    raw: dict[Moment, Answers]
    language: str
    origin: Origin
    about: dict[str, str]  # what the person told of themselves


def responses_in(call: Call) -> list[Given]:
    """Read the responses of a call that count, by person and instrument.

    Sittings under one code are one person, except that where the code was used twice at
    one moment, each of those stands for itself. Whoever answered a follow-up alone is
    left out, since nothing before can be held against it; so is whoever answered
    something else from an instrument of which they answered nothing.
    """
    owed, found = _owed(call), []
    for award_id, name, sittings in _people(call):
        first, moments = sittings[0], {sitting.moment for sitting in sittings}
        if moments <= FOLLOWING:
            continue
        is_told = any(_is_told(sitting.raw) for sitting in sittings)
        about = _about(sittings)
        for key, code in owed.get(first.survey_id, []):
            raw = _joined(sittings, code)
            if is_told and not _is_told(raw):
                continue
            found.append(
                Given(
                    survey_id=first.survey_id,
                    award_id=award_id,
                    instrument_id=key,
                    person=name,
                    raw=raw,
                    language=first.language,
                    origin=first.origin,
                    about=about,
                )
            )
    return found


def quiet_moment(call: Call) -> datetime:
    """Give a moment before which nothing of a call is on its way to being stored.

    Whoever keeps an answer or leaves one out says when, and then holds its survey
    until that is stored; so each survey is held once, and let go.
    """
    surveys = select(Survey.id).join(Award, Award.id == Survey.award_id)
    surveys = surveys.where(Award.call_id == call.id).order_by(Survey.id)
    with db.session.begin_nested() as point:
        db.session.scalars(surveys.with_for_update(of=Survey, key_share=True)).all()
        at = clock.now()
        point.rollback()
    return at


def changed_since(call: Call, at: datetime) -> bool:
    """Say whether what is compared has changed since: answers, or what counts of them.

    Follow-ups come months later and stand in no comparison of before and after.
    """
    touched = or_(
        Response.made_at > at, Exclusion.made_at > at, Exclusion.lifted_at > at
    )
    query = (
        select(Response.id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .outerjoin(Exclusion, Exclusion.response_id == Response.id)
        .where(Award.call_id == call.id, Response.moment.not_in(FOLLOWING), touched)
    )
    return db.session.scalar(query.limit(1)) is not None


def _people(call: Call) -> Iterator[tuple[UUID, str, list[Response]]]:
    """Give each person's sittings with the award, in a steady order.

    A person is named by the code, as soon as there is one, so that the name stays when
    later sittings come; what a code used twice says is named by its row.
    """
    query = (
        select(Award.id, Response)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id == call.id, Response.counts)
        .order_by(Award.number, Survey.number, Response.made_at, Response.id)
    )
    people: dict[tuple[UUID, str], tuple[UUID, list[Response]]] = {}
    for award_id, row in db.session.execute(query):
        who = row.survey_id, row.code_hash or str(row.id)
        people.setdefault(who, (award_id, []))[1].append(row)
    for (_survey, name), (award_id, sittings) in people.items():
        times = Counter(sitting.moment for sitting in sittings)
        if linked := [sitting for sitting in sittings if times[sitting.moment] == 1]:
            yield award_id, name, linked
        doubled = (sitting for sitting in sittings if times[sitting.moment] > 1)
        yield from ((award_id, str(sitting.id), [sitting]) for sitting in doubled)


def _is_told(raw: Mapping[Any, Any]) -> bool:
    """Say whether something stands there of the moments that are compared."""
    return any(given for moment, given in raw.items() if moment not in FOLLOWING)


def _about(sittings: Sequence[Response]) -> dict[str, str]:
    """Give what somebody told of themselves; what was told first stays."""
    return {
        question: told
        for sitting in reversed(sittings)
        for question, told in sitting.about.items()
        if told
    }


def _joined(sittings: Iterable[Response], code: str) -> dict[Moment, Answers]:
    """Put one instrument's answers of a person's sittings together, by moment."""
    return {
        Moment(moment): tools.get(code, {})
        for sitting in sittings
        for moment, tools in sitting.raw.items()
    }


def _owed(call: Call) -> dict[UUID, list[tuple[UUID, str]]]:
    """Give the instruments of each survey of a call, by id and code."""
    query = (
        select(SurveyInstrument.survey_id, Instrument.id, Instrument.code)
        .join(Instrument, Instrument.id == SurveyInstrument.instrument_id)
        .join(Survey, Survey.id == SurveyInstrument.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id == call.id)
        .order_by(SurveyInstrument.position)
    )
    owed: dict[UUID, list[tuple[UUID, str]]] = {}
    for survey_id, key, code in db.session.execute(query):
        owed.setdefault(survey_id, []).append((key, code))
    return owed
