"""Who may be told of a call, ask about it, and be asked what a fund should do."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, anybody, signed_in, when, who
from grantsapp.calls.models import (
    Application,
    Call,
    Consultation,
    Enquiry,
    Fund,
    Hearing,
    Subscription,
)
from grantsapp.calls.rules.bids import author, call_manager, fund_manager, handed_in
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _


@when(_("Publish the call first. Then there is somebody to tell."))
def is_made_known(_person: Any, call: Call) -> bool:
    """The call has been opened."""
    return call.is_published


@when(_("You can ask questions while the call is open."))
def open_for_enquiries(_person: Any, call: Call) -> bool:
    """Now lies between opening and closing."""
    return call.is_open


@who
def enquiry_manager(person: Any, enquiry: Enquiry) -> bool:
    """A manager of the call that the question is about."""
    return call_manager.why_not(person, enquiry.call) is None


@when(_("This question has its answer already. Nothing was changed."))
def not_answered(_person: Any, enquiry: Enquiry) -> bool:
    """Nobody has answered it."""
    return not enquiry.is_answered


@when(_("Thank you, you have told us already."))
def not_told_yet(_person: Any, application: Application) -> bool:
    """Its authors have not said how they heard of the call."""
    return not has_told(application)


def has_told(application: Application) -> bool:
    """Say whether the authors of a bid said how they heard of the call."""
    told = select(Hearing.id).where(Hearing.application_id == application.id)
    return bool(db.session.scalar(select(told.exists())))


@who
def consultation_manager(person: Any, consultation: Consultation) -> bool:
    """A manager of the fund that asks."""
    return fund_manager.why_not(person, consultation.fund) is None


@when(_("People answer this already. Its questions stay as they are."))
def not_yet_asked(_person: Any, consultation: Consultation) -> bool:
    """The survey has not been published."""
    return consultation.published_at is None


@when(_("This survey is closed. Thank you for looking in."))
def open_for_replies(_person: Any, consultation: Consultation) -> bool:
    """The survey is published, and its closing time has not come."""
    return consultation.is_open


POLICY: Policy = {
    ("subscribe to", Fund): anybody,
    ("confirm", Subscription): anybody,  # who has the letter, which the page asks for
    ("leave", Subscription): anybody,  # the same
    ("announce in", Call): call_manager & is_made_known,
    ("ask about", Call): signed_in & open_for_enquiries,
    ("answer", Enquiry): enquiry_manager & not_answered,
    ("tell how", Application): author & handed_in & not_told_yet,
    ("manage", Consultation): consultation_manager,
    ("write", Consultation): consultation_manager & not_yet_asked,
    ("answer", Consultation): anybody & open_for_replies,
    ("see thanks", Consultation): anybody,
}
