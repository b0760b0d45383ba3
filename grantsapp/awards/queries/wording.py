"""The words of a programme: on its page, and in the files that are made of it."""

from typing import Any

from grantsapp import places
from grantsapp.awards.health import GRAVE, Awaited, Finding
from grantsapp.awards.models import Stage
from grantsapp.awards.programme import OUTSIDE, UNKNOWN
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

STAGES: dict[str, tuple[Any, str]] = {
    Stage.OFFERED.value: (_("Offered"), "wait"),
    Stage.ACCEPTED.value: (_("Accepted"), "good"),
    Stage.REFUSED.value: (_("Given back"), "stop"),
    Stage.LAPSED.value: (_("Lapsed"), "stop"),
    Stage.PAST.value: (_("Past round"), ""),
}
# A word for the list, and the rule in a sentence.
HEALTH: dict[str, tuple[Any, Any]] = {
    Finding.OPEN_CASE: (
        _("Open case"),
        _("An irregularity was reported and is not closed; nothing is paid."),
    ),
    Finding.LATE_REPORT: (
        _("Report late"),
        _("Thirty days after its last day a project has sent no report."),
    ),
    Finding.EXPIRED_PAPER: (
        _("Paper expired"),
        _("A paper has run out while the project runs or money is still to go."),
    ),
    Finding.LATE_REPAYMENT: (
        _("Repayment late"),
        _("Money that was asked back has not come by its day."),
    ),
    Finding.LATE_ANSWER: (
        _("Offer unanswered"),
        _("The last day to answer the offer is over."),
    ),
    Finding.WITHHELD: (
        _("Payment withheld"),
        _("The fund holds a payment back, with a reason."),
    ),
    Finding.VARIATION: (
        _("Change to decide"),
        _("The group asked for a change and has no answer yet."),
    ),
    Finding.LATE_PAYMENT: (
        _("Payment late"),
        _("A payment that waits for nothing has not gone by its day."),
    ),
}
TONES = {one.value: "stop" if one in GRAVE else "wait" for one in Finding}
AWAITED: dict[str, Any] = {
    Awaited.ANSWER: _("Answer to the offer"),
    Awaited.DECISION: _("Decision on a change"),
    Awaited.PAYMENT: _("Payment"),
    Awaited.REPORT: _("Report"),
    Awaited.PAPER: _("Paper runs out"),
    Awaited.REPAYMENT: _("Repayment"),
}
COLUMNS: dict[str, Any] = {
    "number": _("Number"),
    "project": _("Project"),
    "group": _("Group"),
    "stage": _("Stage"),
    "committed": _("Committed"),
    "paid": _("Paid"),
    "remaining": _("Still to be paid"),
    "deadline": _("Next"),
    "health": _("Health"),
}


def boroughs() -> dict[str, str]:
    """Name the places that groups are based in, by code, as an alphabet has them."""
    known = {places.BOROUGHS[name]: name for name in sorted(places.BOROUGHS)}
    more = {OUTSIDE: gettext("Outside London"), UNKNOWN: gettext("Not known")}
    return known | more


NOT_SPLIT = _("Not split over sources yet")
UNNAMED = _("Not known")
