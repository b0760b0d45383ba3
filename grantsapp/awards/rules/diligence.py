"""Who gives, looks at and clears what the checklist of a call asks for."""

from datetime import date, timedelta
from typing import Any

from grantsapp import clock
from grantsapp.access import Policy, when, who
from grantsapp.awards.models import Award, Due, DueStage, Stage
from grantsapp.awards.rules.awards import award_manager, grantee
from grantsapp.awards.rules.sides import takes_a_side_in, takes_its_side
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_manager
from grantsapp.i18n import lazy_gettext as _

SOON = timedelta(days=30)


def today_in(call: Call) -> date:
    """Say what day it is where the fund is."""
    return clock.today(call.fund.time_zone)


def is_over(due: Due, today: date) -> bool:
    """Say whether its paper has run out; it holds on its last day."""
    return due.until is not None and due.until < today


def is_soon_over(due: Due, today: date) -> bool:
    """Say whether its paper has run out, or will within thirty days."""
    return due.until is not None and due.until <= today + SOON


@who
def its_group(person: Any, due: Due) -> bool:
    """Somebody who acts for the group that gave it."""
    return grantee.why_not(person, due.award) is None


@who
def its_manager(person: Any, due: Due) -> bool:
    """A manager of the award's call."""
    return award_manager.why_not(person, due.award) is None


@when(
    _("This award was given back or has lapsed. Nothing is asked of it any more."),
    late=True,
)
def stands(_person: Any, award: Award) -> bool:
    """It is offered or accepted."""
    return award.stage in {Stage.OFFERED, Stage.ACCEPTED}


@when(
    _(
        "You belong to this group or its sponsor, have helped them, or have a tie to "
        "its bid. Somebody else must look at this."
    )
)
def on_no_side(person: Any, due: Due) -> bool:
    """Neither of the group nor of its sponsor, nor their helper; nor who gave it."""
    return person.id != due.by_id and not takes_its_side(person, due.award)


@when(
    _("Somebody looked at this a moment ago. See how it stands now; nothing changed.")
)
def not_looked_at(_person: Any, due: Due) -> bool:
    """The group has given it, and nobody has found it right yet."""
    return due.stage is DueStage.GIVEN


@when(_("This was not found right by a first person yet, or is clear already."))
def looked_at(_person: Any, due: Due) -> bool:
    """One person has found it right."""
    return due.stage is DueStage.LOOKED


@when(_("You found this right yourself. A second person must clear it."))
def second_person(person: Any, due: Due) -> bool:
    """Another than the one who looked first."""
    return person.id != due.first_by_id


@when(_("This was sent back already. The group knows."))
def not_sent_back(_person: Any, due: Due) -> bool:
    """It is with the fund."""
    return due.stage is not DueStage.BACK


@when(
    _("This was found right, so it stays as it is. What you typed is kept."), late=True
)
def not_clear(_person: Any, due: Due) -> bool:
    """It is not clear, or its paper has run out or soon will."""
    over = is_soon_over(due, today_in(due.award.call))
    return due.stage is not DueStage.CLEAR or over


@when(
    _(
        "You have a part in an award of this call. Somebody else must write its "
        "checklist."
    )
)
def no_side_in_any(person: Any, call: Call) -> bool:
    """No award of the call is for somebody whose side they take."""
    return not takes_a_side_in(person, call)


_JUDGES = its_manager & on_no_side

POLICY: Policy = {
    ("follow the checklist of", Award): (grantee | award_manager) & stands,
    ("answer the checklist of", Award): grantee & stands,
    ("write the checklist of", Call): call_manager & no_side_in_any,
    ("replace", Due): its_group & not_clear,
    ("open", Due): its_group | its_manager,
    ("look at", Due): _JUDGES & not_looked_at,
    ("clear", Due): _JUDGES & looked_at & second_person,
    ("send back", Due): _JUDGES & not_sent_back,
}
