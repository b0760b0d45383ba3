"""Who reads what was told in confidence: the lead whom the suite names, nobody else."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp.access import Policy, anybody, when, who
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Concern, Suite, Survey


def lead_of(call_id: UUID) -> UUID | None:
    """Say whom the suite of a call names as its safeguarding lead now."""
    return db.session.scalar(select(Suite.lead_id).where(Suite.call_id == call_id))


@who
def lead(person: Any, call: Call) -> bool:
    """The safeguarding lead of the call."""
    return person.is_authenticated and lead_of(call.id) == person.id


@who
def leads_somewhere(person: Any, _thing: Any) -> bool:
    """The safeguarding lead of any call."""
    if not person.is_authenticated:
        return False
    query = select(Suite.id).where(Suite.lead_id == person.id)
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
