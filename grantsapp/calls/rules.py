"""Who may do what with funds, calls and applications, and when."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.access import Policy, anybody, signed_in, when, who
from grantsapp.accounts import queries as people
from grantsapp.calls.models import (
    Application,
    Attachment,
    Call,
    Consultation,
    Duty,
    Enquiry,
    Fund,
    Hearing,
    Role,
    Sponsorship,
    Subscription,
)
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _

HELPER_STAYS = timedelta(hours=12)


def roles_of(person: Any) -> list[Role]:
    """Read a person's roles once; a session keeps them."""
    if not person.is_authenticated:
        return []
    known = db.session.info.setdefault("roles", {})
    if person.id not in known:
        query = select(Role).where(Role.person_id == person.id)
        known[person.id] = list(db.session.scalars(query))
    return known[person.id]


def is_manager(person: Any) -> bool:
    """Say whether somebody manages anything, or may make funds."""
    return any(role.duty is not Duty.EVALUATOR for role in roles_of(person))


def is_evaluator(person: Any) -> bool:
    """Say whether somebody evaluates anything."""
    return any(role.duty is Duty.EVALUATOR for role in roles_of(person))


def _does(person: Any, duty: Duty, fund: Fund, call: Call | None = None) -> bool:
    return any(
        role.duty is duty
        and (role.fund_id == fund.id or (call is not None and role.call_id == call.id))
        for role in roles_of(person)
    )


@who
def founder(person: Any, _thing: Any) -> bool:
    """Somebody who may make funds in this house."""
    return any(role.duty is Duty.FOUNDER for role in roles_of(person))


@who
def fund_manager(person: Any, fund: Fund) -> bool:
    """A manager of the fund."""
    return _does(person, Duty.MANAGER, fund)


@who
def call_manager(person: Any, call: Call) -> bool:
    """A manager of the call, or of its fund."""
    return _does(person, Duty.MANAGER, call.fund, call)


@who
def call_evaluator(person: Any, call: Call) -> bool:
    """The independent evaluator of the call, or of its fund."""
    return _does(person, Duty.EVALUATOR, call.fund, call)


@who
def bid_manager(person: Any, application: Application) -> bool:
    """A manager of the application's call."""
    return _does(person, Duty.MANAGER, application.call.fund, application.call)


@who
def published(_person: Any, call: Call) -> bool:
    """The call has been opened, so everybody may know of it."""
    return call.is_published


@when(_("This call is open or has been. Its form stays as it is."))
def not_yet_published(_person: Any, call: Call) -> bool:
    """The call is still being written."""
    return not call.is_published


@when(_("You cannot apply now: this call is not open."))
def open_for_bids(_person: Any, call: Call) -> bool:
    """Now lies between opening and closing."""
    return call.is_open


@who
def author(person: Any, application: Application) -> bool:
    """Somebody who acts for the organisation that applies."""
    return person.is_authenticated and any(
        m.person_id == person.id for m in application.organisation.memberships
    )


@who
def helper_of(person: Any, application: Application) -> bool:
    """Somebody whom the organisation lets help with its drafts, today."""
    if not person.is_authenticated or not application.is_draft:
        return False
    if author.why_not(person, application) is None:
        return False  # a member needs no help's access, and no query is spent
    return people.helping_of(person, application.organisation_id) is not None


@who
def sponsor_of(person: Any, application: Application) -> bool:
    """Somebody of the organisation that confirmed to stand behind it."""
    standing = application.sponsorship
    return (
        person.is_authenticated
        and standing is not None
        and standing.is_confirmed
        and any(m.person_id == person.id for m in standing.organisation.memberships)
    )


@when(
    _("Open this draft from your list, so that its group can see that you did."),
    late=True,  # a page left open over night loses no text
)
def opened(person: Any, application: Application) -> bool:
    """A helper left a line in its history within the last half day."""
    since = clock.now() - HELPER_STAYS
    query = select(audit.Event.id).where(
        audit.Event.thing_id == application.id,
        audit.Event.by_id == person.id,
        audit.Event.at > since,
    )
    return db.session.scalar(query.limit(1)) is not None


@who
def handed_in(_person: Any, application: Application) -> bool:
    """It has left its authors' hands; before that nobody else reads it."""
    return not application.is_draft


@when(_("This application is already with us. Nothing was sent twice."))
def still_a_draft(_person: Any, application: Application) -> bool:
    """Its authors have not handed it in."""
    return application.is_draft


@when(_("This call has closed. Your draft and what you typed are kept."), late=True)
def before_the_deadline(_person: Any, application: Application) -> bool:
    """The call is open at the moment the request arrived."""
    return application.call.is_open


@who
def reader_of_its_application(person: Any, attachment: Attachment) -> bool:
    """Somebody who reads the application that it is in."""
    return _READS.why_not(person, attachment.application) is None


@who
def manager_of_its_application(person: Any, attachment: Attachment) -> bool:
    """A manager, once it has been handed in."""
    seen = bid_manager & handed_in
    return seen.why_not(person, attachment.application) is None


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


@who
def asked_to_sponsor(person: Any, sponsorship: Sponsorship) -> bool:
    """The person whose address the request went to."""
    return person.is_authenticated and person.email == sponsorship.email


@who
def of_the_sponsor(person: Any, sponsorship: Sponsorship) -> bool:
    """Somebody of the organisation that confirmed."""
    return (
        person.is_authenticated
        and sponsorship.organisation is not None
        and any(m.person_id == person.id for m in sponsorship.organisation.memberships)
    )


@who
def waits_for_an_answer(_person: Any, sponsorship: Sponsorship) -> bool:
    """Nobody has said yes or no, and the group still asks."""
    return sponsorship.is_asked


@when(_("This has been answered or taken back already. Nothing was changed."))
def still_asked(_person: Any, sponsorship: Sponsorship) -> bool:
    """It waits for the answer of the one who was asked."""
    return sponsorship.is_asked


@when(_("You do not stand behind this application any more."))
def still_confirmed(_person: Any, sponsorship: Sponsorship) -> bool:
    """The sponsor stands behind it."""
    return sponsorship.is_confirmed


@when(_("This application has been sent. Its sponsor stays as it is."))
def not_sent_yet(_person: Any, sponsorship: Sponsorship) -> bool:
    """Until it is sent, a sponsor can come and go."""
    return sponsorship.application.is_draft


_DRAFTS = still_a_draft & before_the_deadline
_HELPS = helper_of & opened
_READS = author | sponsor_of | _HELPS

POLICY: Policy = {
    ("make", Fund): founder,
    ("manage", Fund): fund_manager,
    ("list", Fund): signed_in,
    ("list", Call): anybody,
    ("read", Call): published | call_manager,
    ("manage", Call): call_manager,
    ("write", Call): call_manager & not_yet_published,
    ("open", Call): call_manager & not_yet_published,
    ("apply to", Call): signed_in & open_for_bids,
    ("list", Application): signed_in,
    ("read", Application): _READS,
    ("write", Application): (author | _HELPS) & _DRAFTS,
    ("submit", Application): author & _DRAFTS,
    ("help", Application): helper_of & still_a_draft,
    ("ask a sponsor for", Application): author & _DRAFTS,
    ("manage", Application): bid_manager & handed_in,
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
    ("read", Sponsorship): asked_to_sponsor | of_the_sponsor,
    ("confirm", Sponsorship): asked_to_sponsor & still_asked & not_sent_yet,
    ("decline", Sponsorship): (
        (asked_to_sponsor & waits_for_an_answer) | (of_the_sponsor & still_confirmed)
    )
    & not_sent_yet,
    ("read", Attachment): reader_of_its_application | manager_of_its_application,
}
