"""Who may do what with funds, calls and applications, and when."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.access import Policy, anybody, elsewhere, signed_in, when, who
from grantsapp.accounts import queries as people
from grantsapp.calls.models import (
    Appeal,
    Application,
    Attachment,
    Call,
    Duty,
    Fund,
    Role,
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
def known_outside(_person: Any, fund: Fund) -> bool:
    """One of its calls has been opened, so everybody may know what it is for."""
    return any(call.is_published for call in fund.calls)


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


@when(_("This call has closed. Its form stays as it is."))
def not_yet_closed(_person: Any, call: Call) -> bool:
    """The call is being written, or people can still apply."""
    return not call.is_closed


@when(_("This call is not open yet. Its form can be changed without a correction."))
def has_form(_person: Any, call: Call) -> bool:
    """The call was opened, with a form that people answer."""
    return call.is_published


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


@who
def takes_its_side(person: Any, application: Application) -> bool:
    """Of its group, of its sponsor, or somebody who helps or ever helped the group.

    Such a person neither moderates the bid nor decides on it.
    """
    if (author | sponsor_of).why_not(person, application) is None:
        return True
    return application.organisation_id in people.ever_helped_by(person)


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
    return application.submitted_at is not None


@when(
    _("A tie between you and this bid stands. Somebody else must look after it."),
    late=True,  # it may be declared while a page is open
)
def no_tie_stands(person: Any, application: Application) -> bool:
    """No seat of theirs on a panel ties them to it: they neither read nor judge."""
    return not elsewhere("is_tied_to", person, application)


@when(_("This application is already with us. Nothing was sent twice."), late=True)
def still_a_draft(_person: Any, application: Application) -> bool:
    """Its authors have not handed it in, or opened it again."""
    return application.is_draft or application.is_reopened


@when(_("This call has closed. Your draft and what you typed are kept."), late=True)
def before_the_deadline(_person: Any, application: Application) -> bool:
    """The call is open now, or in its grace time, for what was begun before."""
    call, now = application.call, clock.now()
    begun = application.made_at < call.closes_at <= now
    return call.is_open or (begun and now < call.grace_ends_at)


_HELPS = helper_of & opened


@who
def reader_of_its_application(person: Any, attachment: Attachment) -> bool:
    """Somebody who reads the application that it is in."""
    reads = author | sponsor_of | _HELPS | enters
    return reads.why_not(person, attachment.application) is None


@who
def manager_of_its_application(person: Any, attachment: Attachment) -> bool:
    """A manager, once it has been handed in."""
    bid = attachment.application
    if enters.why_not(person, bid) is None:
        return True
    counts = bid.sent is None or attachment in bid.files
    manages = bid_manager & handed_in & no_tie_stands
    return counts and manages.why_not(person, bid) is None


@who
def judge_of_its_application(person: Any, attachment: Attachment) -> bool:
    """Somebody who is to answer an appeal on the application it is in."""
    return person.is_authenticated and bool(
        db.session.scalar(
            select(Appeal.id).where(
                Appeal.application_id == attachment.application_id,
                Appeal.assigned_to_id == person.id,
            )
        )
    )


@who
def enters(person: Any, application: Application) -> bool:
    """A manager, where staff entered it on behalf of the group."""
    entered = application.entry is not None
    return entered and bid_manager.why_not(person, application) is None


ENTERING = timedelta(days=1)


@when(
    _("The time for entering this bid has passed. What you typed is kept."), late=True
)
def time_to_enter(_person: Any, application: Application) -> bool:
    """Open, or a day beyond the grace time; later with a reason on record."""
    call, entry = application.call, application.entry
    if not call.is_published or clock.now() < call.opens_at:
        return False
    return may_be_entered(call) or bool(entry and entry.late_because)


def may_be_entered(call: Call) -> bool:
    """Say whether staff may enter a bid now without giving a reason."""
    return clock.now() < call.grace_ends_at + ENTERING


speaks_for = author | enters
_OURS = (author & still_a_draft & before_the_deadline) | (
    enters & still_a_draft & time_to_enter
)
_THEIRS = _HELPS & still_a_draft & before_the_deadline

POLICY: Policy = {
    ("make", Fund): founder,
    ("manage", Fund): fund_manager,
    ("read", Fund): known_outside | fund_manager,
    ("list", Fund): signed_in,
    ("list", Call): anybody,
    ("read", Call): published | call_manager,
    ("manage", Call): call_manager,
    ("write", Call): call_manager & not_yet_published,
    ("shape", Call): call_manager & not_yet_closed,
    ("correct", Call): call_manager & has_form & not_yet_closed,
    ("open", Call): call_manager & not_yet_published,
    ("apply to", Call): signed_in & open_for_bids,
    ("list", Application): signed_in,
    ("read", Application): speaks_for | sponsor_of | _HELPS,
    ("write", Application): _OURS | _THEIRS,
    ("submit", Application): _OURS,
    ("help", Application): helper_of & still_a_draft,
    ("ask a sponsor for", Application): author & still_a_draft & before_the_deadline,
    ("manage", Application): bid_manager & handed_in & no_tie_stands,
    ("read", Attachment): reader_of_its_application
    | manager_of_its_application
    | judge_of_its_application,
}
