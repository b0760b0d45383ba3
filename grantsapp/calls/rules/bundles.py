"""Who may take bids with them, and when."""

from typing import Any

from grantsapp.access import Policy, Rule, elsewhere, when, who
from grantsapp.calls.models import Application, Bundle, Call
from grantsapp.calls.rules.bids import author, call_manager
from grantsapp.i18n import lazy_gettext as _


@when(_("This application has not been handed in, so there is no receipt yet."))
def has_left(_person: Any, application: Application) -> bool:
    """It was handed in, so there is something to confirm."""
    return not application.is_draft


@who
def manager_of_its_call(person: Any, bundle: Bundle) -> bool:
    """A manager of the call whose bids it holds."""
    return call_manager.why_not(person, bundle.call) is None


@when(_("This file is not ready yet. Nothing was taken."))
def ready(_person: Any, bundle: Bundle) -> bool:
    """The worker has made it."""
    return bundle.ready_at is not None


@when(_("This file was kept for seven days and is gone. Ask for a new one."))
def still_kept(_person: Any, bundle: Bundle) -> bool:
    """Its week is not over."""
    return not bundle.is_over


@when(
    _(
        "A tie between you and a bid of this call stands. Somebody else must take all "
        "of its bids."
    )
)
def no_tie_in_call(person: Any, call: Call) -> bool:
    """No seat of theirs on a panel ties them to any of its bids."""
    return not elsewhere("tied_in", person, call)


# A file of all bids holds the one to which somebody may be tied.
none_is_tied = Rule(
    lambda p, b: no_tie_in_call.why_not(p, b.call), no_tie_in_call.words
)

POLICY: Policy = {
    ("take all bids of", Call): call_manager & no_tie_in_call,
    ("confirm", Application): author & has_left,
    ("read", Bundle): manager_of_its_call & none_is_tied,
    ("take", Bundle): manager_of_its_call & none_is_tied & ready & still_kept,
}
