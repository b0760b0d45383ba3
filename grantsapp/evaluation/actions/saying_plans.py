"""What is said of a plan of analysis, and of what departs from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.plan import Adjust, Check, Departure
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

ADJUSTMENTS = {
    Adjust.HOLM: _("By Holm: hardly ever one that comes out by chance"),
    Adjust.BENJAMINI_HOCHBERG: _(
        "By Benjamini and Hochberg: of those that come out, few by chance"
    ),
}
CHECKS = {
    Check.COMPLETE: _("Only people who answered every statement"),
    Check.UNFLAGGED: _("Without answers that the rules of data quality speak of"),
    Check.ONE_OUT: _("Each project left out once (for people inside)"),
    Check.NAIVE: _("As if people were of no project (descriptive only)"),
}
DEPARTURES = {
    Departure.NO_PLAN: _(
        "No plan of analysis was declared before the answers were looked at."
    ),
    Departure.TOO_LATE: _(
        "The plan of analysis was declared after the answers were first looked at."
    ),
    Departure.CHANGED: _(
        "The plan of analysis was changed after the answers were first looked at."
    ),
    Departure.FAMILY: _("Other instruments are tested together than was declared."),
    Departure.ADJUST: _("The p-values are adjusted otherwise than was declared."),
    Departure.CHECKS: _("Other checks are made than were declared."),
    Departure.BY: _("Outcomes are looked at in other groups than was declared."),
    Departure.THRESHOLD: _(
        "Small groups are hidden below another number of people than was declared."
    ),
}


def departures(plan: Mapping[str, Any]) -> list[str]:
    """Say what was done otherwise than declared, a sentence each."""
    return [str(DEPARTURES[Departure(code)]) for code in plan["departures"]]


def declared(plan: Mapping[str, Any], zone: str) -> str:
    """Say when the plan was declared, or that there was none."""
    if not plan["declared_at"]:
        return gettext("No plan of analysis was declared.")
    at = datetime.fromisoformat(plan["declared_at"])
    return gettext(
        "The plan of analysis was declared on %(day)s.", day=i18n.day(at, zone)
    )
