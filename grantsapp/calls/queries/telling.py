"""Who hears of a call, what was said and asked about it, and what people told us."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp.accounts.models import Membership, Person
from grantsapp.calls.models import (
    Alternative,
    Announcement,
    Application,
    Audience,
    Call,
    Consultation,
    Enquiry,
    Fund,
    Hearing,
    Reply,
    Source,
    Stage,
    Subscription,
)
from grantsapp.db import db, locked
from grantsapp.mail import Letter

_STAGES = {
    Audience.DRAFTS: {Stage.DRAFT},
    Audience.SUBMITTED: {Stage.SUBMITTED},
    Audience.ALL: {Stage.DRAFT, Stage.SUBMITTED},
}


def subscription(key: UUID, *, lock: bool = False) -> Subscription | None:
    """One address that wants to hear of calls, with its fund."""
    query = select(Subscription).where(Subscription.id == key)
    if lock:
        return db.session.scalar(locked(query))
    return db.session.scalar(query.options(joinedload(Subscription.fund)))


def subscription_of(fund: Fund, email: str) -> Subscription | None:
    """The subscription of an address, confirmed or not."""
    query = select(Subscription).where(
        Subscription.fund_id == fund.id, Subscription.email == email
    )
    return db.session.scalar(locked(query))


def subscribers_to(call: Call) -> list[Subscription]:
    """List the confirmed addresses whose themes a call serves."""
    query = select(Subscription).where(
        Subscription.fund_id == call.fund_id, Subscription.confirmed_at.is_not(None)
    )
    served = {theme.code for theme in call.fund.themes}
    found = db.session.scalars(query.order_by(Subscription.made_at))
    return [s for s in found if not s.themes or served & set(s.themes)]


def letters_to(subscription: Subscription, mark: str) -> list[Letter]:
    """List the letters that a subscription brought about, by what their keys say."""
    calls = select(Call.id).where(Call.fund_id == subscription.fund_id)
    keys = [f"call-opened:{key}:{mark}" for key in db.session.scalars(calls)]
    asked = Letter.key.startswith(f"confirm-notices:{subscription.id}:")
    query = select(Letter).where(asked | Letter.key.in_(keys))
    return list(db.session.scalars(locked(query)))


def count_subscribers(fund: Fund) -> int:
    """Count the confirmed addresses of a fund."""
    query = select(func.count(Subscription.id)).where(
        Subscription.fund_id == fund.id, Subscription.confirmed_at.is_not(None)
    )
    return db.session.scalar(query) or 0


def call_with(key: UUID, *, lock: bool = False) -> Call | None:
    """One call by its key, for a job."""
    query = select(Call).where(Call.id == key)
    return db.session.scalar(locked(query) if lock else query)


def announcements_of(call: Call) -> list[Announcement]:
    """List what was announced in a call, the newest first."""
    query = select(Announcement).where(Announcement.call_id == call.id)
    return list(db.session.scalars(query.order_by(Announcement.sent_at.desc())))


def announcement(key: UUID) -> Announcement | None:
    """One announcement with its call."""
    query = select(Announcement).where(Announcement.id == key)
    whole = joinedload(Announcement.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole))


def people_with_bids(call: Call, audience: Audience) -> list[Person]:
    """List everybody who acts for a group with such a bid, each of them once."""
    bids = select(Application.organisation_id).where(
        Application.call_id == call.id, Application.stage.in_(_STAGES[audience])
    )
    members = select(Membership.person_id).where(Membership.organisation_id.in_(bids))
    query = select(Person).where(Person.id.in_(members)).order_by(Person.made_at)
    return list(db.session.scalars(query))


def people_with(keys: list[UUID]) -> list[Person]:
    """List people by their keys; who has left is left out."""
    return list(db.session.scalars(select(Person).where(Person.id.in_(keys))))


def enquiry(key: UUID, *, lock: bool = False) -> Enquiry | None:
    """One question about a call."""
    query = select(Enquiry).where(Enquiry.id == key)
    whole = joinedload(Enquiry.call).joinedload(Call.fund)
    query = query.options(whole, joinedload(Enquiry.by))
    if lock:
        query = query.with_for_update(of=Enquiry)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def enquiries_of(call: Call) -> list[Enquiry]:
    """List all questions about a call, those that wait first."""
    query = select(Enquiry).where(Enquiry.call_id == call.id)
    query = query.options(joinedload(Enquiry.by)).order_by(Enquiry.made_at)
    return sorted(db.session.scalars(query), key=lambda e: e.is_answered)


def own_enquiries(call: Call, person: Any) -> list[Enquiry]:
    """List what one person asked about a call."""
    query = select(Enquiry).where(Enquiry.call_id == call.id)
    query = query.where(Enquiry.by_id == person.id).order_by(Enquiry.made_at)
    return list(db.session.scalars(query))


def published_enquiries(call: Call) -> list[Enquiry]:
    """List the questions about a call that everybody reads with their answers."""
    query = select(Enquiry).where(
        Enquiry.call_id == call.id, Enquiry.is_public.is_(True)
    )
    return list(db.session.scalars(query.order_by(Enquiry.answered_at)))


def count_waiting(call: Call) -> int:
    """Count the questions about a call that nobody has answered yet."""
    query = select(func.count(Enquiry.id)).where(
        Enquiry.call_id == call.id, Enquiry.answered_at.is_(None)
    )
    return db.session.scalar(query) or 0


def hearings_in(call: Call) -> list[tuple[Source, str]]:
    """List how people heard of a call, without saying who."""
    query = select(Hearing.source, Hearing.other).join(Hearing.application)
    rows = db.session.execute(query.where(Application.call_id == call.id))
    return sorted((source, other) for source, other in rows)


def alternatives_of(call: Call) -> list[Alternative]:
    """List the links to a call in other formats, by language and format."""
    query = select(Alternative).where(Alternative.call_id == call.id)
    order = (Alternative.language, Alternative.format, Alternative.made_at)
    return list(db.session.scalars(query.order_by(*order)))


def alternative(call: Call, key: UUID) -> Alternative | None:
    """One link of a call."""
    query = select(Alternative).where(
        Alternative.call_id == call.id, Alternative.id == key
    )
    return db.session.scalar(query)


def consultations_of(fund: Fund) -> list[Consultation]:
    """List a fund's surveys of needs, the newest first."""
    query = select(Consultation).where(Consultation.fund_id == fund.id)
    return list(db.session.scalars(query.order_by(Consultation.made_at.desc())))


def consultation(key: UUID, *, lock: bool = False) -> Consultation | None:
    """One survey of needs with its fund."""
    query = select(Consultation).where(Consultation.id == key)
    query = query.options(joinedload(Consultation.fund))
    if lock:
        query = query.with_for_update(of=Consultation)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def replies_to(consultation: Consultation) -> list[Reply]:
    """List what visitors answered."""
    query = select(Reply).where(Reply.consultation_id == consultation.id)
    return list(db.session.scalars(query.order_by(Reply.made_at)))


def has_replied(consultation: Consultation, respondent: str) -> bool:
    """Say whether a page's answers are kept already."""
    query = select(Reply.id).where(
        Reply.consultation_id == consultation.id, Reply.respondent == respondent
    )
    return bool(db.session.scalar(select(query.exists())))
