"""Who may do what with awards, and when."""

from typing import Any

from grantsapp.access import Policy, anybody, signed_in, when, who
from grantsapp.awards.models import Award, Stage
from grantsapp.awards.rules.sides import no_side
from grantsapp.calls.rules import call_manager
from grantsapp.i18n import lazy_gettext as _


@who
def grantee(person: Any, award: Award) -> bool:
    """Somebody who acts for the organisation that the award is for."""
    group = award.organisation
    return (
        person.is_authenticated
        and group is not None
        and any(m.person_id == person.id for m in group.memberships)
    )


@who
def award_manager(person: Any, award: Award) -> bool:
    """A manager of the award's call."""
    return call_manager.why_not(person, award.call) is None


@when(_("You have answered this offer already."), late=True)
def offered(_person: Any, award: Award) -> bool:
    """The offer waits for its answer."""
    return award.stage is Stage.OFFERED


@who
def told_by_letter(_person: Any, award: Award) -> bool:
    """It was offered here; a past round had its own letters."""
    return award.stage is not Stage.PAST


POLICY: Policy = {
    ("list", Award): anybody,
    ("list own", Award): signed_in,
    ("read", Award): grantee,
    ("read the letter", Award): (grantee | award_manager) & told_by_letter,
    ("answer", Award): grantee & offered,
    ("manage", Award): award_manager,
    ("set the publication", Award): award_manager & no_side,
}
