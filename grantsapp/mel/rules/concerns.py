"""Who reads what was told in confidence: the lead whom the suite names, nobody else.

The lead serves the fund, and does not evaluate it: somebody who reads single responses
beside their minute could tell who of a small project wrote. A lead of whom this is not
true any more reads nothing; managers are told to name another one.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from grantsapp.access import Policy, anybody, when, who
from grantsapp.calls.models import Call, Duty, Role
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Concern, Suite, Survey


def serves() -> ColumnElement[bool]:
    """Say in a query that the lead whom a suite names has a duty for its call."""
    return _has(Role.id.is_not(None))


def evaluates() -> ColumnElement[bool]:
    """Say in a query that the lead whom a suite names evaluates its call."""
    return _has(Role.duty == Duty.EVALUATOR)


def _has(what: ColumnElement[bool]) -> ColumnElement[bool]:
    fund = select(Call.fund_id).where(Call.id == Suite.call_id)
    fund = fund.correlate(Suite).scalar_subquery()
    theirs = or_(Role.call_id == Suite.call_id, Role.fund_id == fund)
    query = select(Role.id).where(Role.person_id == Suite.lead_id, theirs, what)
    return query.correlate(Suite).exists()


def leads() -> ColumnElement[bool]:
    """Say in a query that the lead whom a suite names reads what is told."""
    return serves() & ~evaluates()


def lead_of(call_id: UUID) -> UUID | None:
    """Say who reads what is told in a call now, if anybody does."""
    query = select(Suite.lead_id).where(Suite.call_id == call_id)
    return db.session.scalar(query.where(leads()))


@who
def lead(person: Any, call: Call) -> bool:
    """The safeguarding lead of the call."""
    return person.is_authenticated and lead_of(call.id) == person.id


@who
def leads_somewhere(person: Any, _thing: Any) -> bool:
    """The safeguarding lead of any call."""
    if not person.is_authenticated:
        return False
    query = select(Suite.id).where(Suite.lead_id == person.id, leads())
    return bool(db.session.scalar(select(query.exists())))


@who
def concern_lead(person: Any, concern: Concern) -> bool:
    """The safeguarding lead of the concern's call."""
    return lead.why_not(person, concern.survey.award.call) is None


@when(_("This is so long ago that its words have been wiped."))
def has_its_words(_person: Any, concern: Concern) -> bool:
    """It has not been wiped."""
    return concern.wiped_at is None


@when(_("This is settled already."))
def not_settled(_person: Any, concern: Concern) -> bool:
    """It waits for somebody to act."""
    return concern.settled_at is None


@when(_("This is not settled, so there is nothing to open again."))
def is_settled(_person: Any, concern: Concern) -> bool:
    """Somebody settled it."""
    return concern.settled_at is not None


POLICY: Policy = {
    ("confide", Survey): anybody,
    ("list", Concern): leads_somewhere,
    ("read concerns", Call): lead,
    ("count concerns", Call): lead | call_manager,
    ("see", Concern): concern_lead,
    ("open", Concern): concern_lead & has_its_words,
    ("settle", Concern): concern_lead & not_settled,
    ("reopen", Concern): concern_lead & is_settled & has_its_words,
}
