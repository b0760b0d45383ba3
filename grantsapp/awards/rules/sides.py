"""Who takes the side of a group, and so decides nothing about its award."""

from typing import Any

from grantsapp.access import when, who
from grantsapp.accounts import queries as people
from grantsapp.awards.models import Award, Stage
from grantsapp.awards.rules.awards import grantee
from grantsapp.i18n import lazy_gettext as _


def takes_side(person: Any, award: Award) -> bool:
    """Say whether they act for the group or its sponsor, or ever helped it."""
    if grantee.why_not(person, award) is None:
        return True
    if award.sponsor_id and award.sponsor_id in people.groups_of(person).own:
        return True
    return award.organisation_id in people.ever_helped_by(person)


@when(
    _("You belong to this group, help it or sponsor it. Somebody else must decide."),
    late=True,
)
def no_side(person: Any, award: Award) -> bool:
    """They act neither for the group nor for its sponsor, and never helped it."""
    return not takes_side(person, award)


@who
def of_no_side(person: Any, award: Award) -> bool:
    """The same, where the page is none of their business."""
    return not takes_side(person, award)


@when(_("This grant was not accepted, so nothing of it can be changed here."))
def accepted(_person: Any, award: Award) -> bool:
    """The group said yes."""
    return award.stage is Stage.ACCEPTED
