"""Who may do what with funds, calls and applications, and when."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, anybody, signed_in, when, who
from grantsapp.calls.models import (
    Application,
    Attachment,
    Bundle,
    Call,
    Duty,
    Fund,
    Role,
)
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _


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
def author_of_its_application(person: Any, attachment: Attachment) -> bool:
    """Somebody who acts for the organisation whose application it is in."""
    return author.why_not(person, attachment.application) is None


@who
def manager_of_its_application(person: Any, attachment: Attachment) -> bool:
    """A manager, once it has been handed in."""
    seen = bid_manager & handed_in
    return seen.why_not(person, attachment.application) is None


@when(_("This application has not been handed in, so there is no receipt yet."))
def has_left(_person: Any, application: Application) -> bool:
    """It was handed in, so there is something to confirm."""
    return not application.is_draft


@who
def manager_of_its_call(person: Any, bundle: Bundle) -> bool:
    """A manager of the call whose bids it holds."""
    return _does(person, Duty.MANAGER, bundle.call.fund, bundle.call)


@when(_("This file is not ready yet. Nothing was taken."))
def ready(_person: Any, bundle: Bundle) -> bool:
    """The worker has made it."""
    return bundle.ready_at is not None


@when(_("This file was kept for seven days and is gone. Ask for a new one."))
def still_kept(_person: Any, bundle: Bundle) -> bool:
    """Its week is not over."""
    return not bundle.is_over


_WRITES = author & still_a_draft & before_the_deadline

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
    ("read", Application): author,
    ("write", Application): _WRITES,
    ("submit", Application): _WRITES,
    ("manage", Application): bid_manager & handed_in,
    ("confirm", Application): author & has_left,
    ("read", Bundle): manager_of_its_call,
    ("take", Bundle): manager_of_its_call & ready & still_kept,
    ("read", Attachment): author_of_its_application | manager_of_its_application,
}
