"""What was told in confidence, as lists and numbers show it: without its words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.mel.models import Concern, Suite, Survey
from grantsapp.mel.rules import lead_of, leads

ACT_WITHIN = timedelta(days=3)  # from reading to settling, before it is called late
MOST_LISTED = 300  # shown in a queue; what waits stands first


@dataclass(frozen=True)
class Listed:
    """A concern in a queue. Its words are not even fetched for it."""

    id: UUID
    project: str
    project_language: str
    language: str
    wants_help: bool
    made_at: datetime
    is_read: bool
    is_settled: bool
    is_wiped: bool


@dataclass(frozen=True)
class Waiting:
    """How many concerns of a call wait, and since when: numbers that managers see."""

    unread: int = 0
    unsettled: int = 0  # read, and not settled
    late: int = 0  # read long enough ago that somebody should have settled it
    oldest: datetime | None = None

    @property
    def needs_somebody(self) -> bool:
        """Say whether to remind: something is unread, or was read and left too long."""
        return bool(self.unread or self.late)


def concern(key: UUID, *, lock: bool = False) -> Concern | None:
    """One concern, with the call it came from."""
    award = joinedload(Concern.survey).joinedload(Survey.award)
    call = award.joinedload(Award.call).joinedload(Call.fund)
    query = select(Concern).where(Concern.id == key)
    query = query.options(call, joinedload(Concern.settled_by))
    if lock:
        query = query.with_for_update(of=Concern)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def told_under(survey: Survey, client_key: UUID) -> Concern | None:
    """What was sent under this name, if anything was; locked."""
    query = select(Concern).where(
        Concern.survey_id == survey.id, Concern.client_key == client_key
    )
    return db.session.scalar(locked(query))


def _of(call: Call, *columns: Any) -> Any:
    query: Any = select(*columns).select_from(Concern)
    query = query.join(Survey, Survey.id == Concern.survey_id)
    query = query.join(Award, Award.id == Survey.award_id)
    return query.where(Award.call_id == call.id)


def concerns_in(call: Call) -> list[Listed]:
    """The queue of a call: unread first, then what is not settled, the newest first."""
    unread, settled = Concern.read_at.is_(None), Concern.settled_at.is_not(None)
    query = _of(
        call, Concern.id, Award.title, Award.language, Concern.language,
        Concern.wants_help, Concern.made_at, Concern.read_at, Concern.settled_at,
        Concern.wiped_at,
    )  # fmt: skip
    order = case((unread, 0), (settled, 2), else_=1)
    query = query.order_by(order, Concern.made_at.desc(), Concern.id).limit(MOST_LISTED)
    return [
        Listed(*row[:6], *(at is not None for at in row[6:]))
        for row in db.session.execute(query)
    ]


def told_about(concern: Concern) -> Listed:
    """Give what stands of one concern in its queue, for its page."""
    award = concern.survey.award
    times = (concern.read_at, concern.settled_at, concern.wiped_at)
    return Listed(
        concern.id, award.title, award.language, concern.language,
        concern.wants_help, concern.made_at, *(at is not None for at in times),
    )  # fmt: skip


def waiting_in(call: Call) -> Waiting:
    """Count what waits in a call."""
    return waiting_among([call])[call.id]


def waiting_among(found: list[Call]) -> dict[UUID, Waiting]:
    """Count what waits in each of these calls, in one query for all."""
    late = Concern.read_at < clock.now() - ACT_WITHIN
    query = (
        select(
            Award.call_id,
            func.count().filter(Concern.read_at.is_(None)),
            func.count().filter(Concern.read_at.is_not(None)),
            func.count().filter(late),
            func.min(Concern.made_at),
        )
        .select_from(Concern)
        .join(Survey, Survey.id == Concern.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(Award.call_id.in_([call.id for call in found]))
        .where(Concern.settled_at.is_(None))
        .group_by(Award.call_id)
    )
    rows = {row[0]: Waiting(*row[1:]) for row in db.session.execute(query)}
    return {call.id: rows.get(call.id, Waiting()) for call in found}


def lead_in(call: Call) -> Person | None:
    """Name who reads what is told in a call now, if anybody does."""
    key = lead_of(call.id)
    return db.session.get(Person, key) if key else None


def unread_for(person: Any) -> int | None:
    """How many a lead has not opened; None for everybody who leads nowhere."""
    if not person.is_authenticated:
        return None
    query = (
        select(Suite.lead_id, func.count(Concern.id))
        .outerjoin(Award, Award.call_id == Suite.call_id)
        .outerjoin(Survey, Survey.award_id == Award.id)
        .outerjoin(
            Concern, (Concern.survey_id == Survey.id) & Concern.read_at.is_(None)
        )
        .where(Suite.lead_id == person.id, leads())
        .group_by(Suite.lead_id)
    )
    found = db.session.execute(query).one_or_none()
    return found[1] if found else None


def calls_led_by(person: Any) -> list[Call]:
    """List the calls whose queue a person reads, the newest first."""
    query = select(Call).join(Suite, Suite.call_id == Call.id)
    query = query.where(Suite.lead_id == person.id, leads())
    query = query.options(joinedload(Call.fund))
    return list(db.session.scalars(query.order_by(Call.made_at.desc())))


def past_keeping(call: Call, before: datetime) -> list[Concern]:
    """List what was settled before then and still has its words; locked."""
    keys = _of(call, Concern.id)
    query = select(Concern).where(Concern.id.in_(keys))
    query = query.where(Concern.settled_at < before, Concern.wiped_at.is_(None))
    return list(db.session.scalars(locked(query)))


def has_words(call: Call) -> bool:
    """Say whether any concern of a call still has its words."""
    query = _of(call, Concern.id).where(Concern.wiped_at.is_(None))
    return bool(db.session.scalar(select(query.exists())))


def calls_with_words() -> list[UUID]:
    """Name the calls of which some concern still has its words."""
    query = select(Award.call_id).join(Survey, Survey.award_id == Award.id)
    query = query.join(Concern, Concern.survey_id == Survey.id)
    return list(db.session.scalars(query.where(Concern.wiped_at.is_(None)).distinct()))
