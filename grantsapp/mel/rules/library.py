"""Who reads the library of instruments, and who brings one in."""

from typing import Any

from grantsapp.access import Policy, who
from grantsapp.calls.models import Duty
from grantsapp.calls.rules import roles_of
from grantsapp.mel.models import Instrument


@who
def staff(person: Any, _thing: Any) -> bool:
    """Somebody with a duty in any fund."""
    return bool(roles_of(person))


@who
def manager_or_evaluator(person: Any, _thing: Any) -> bool:
    """Somebody who manages or evaluates a fund or a call."""
    duties = {Duty.MANAGER, Duty.EVALUATOR}
    return any(role.duty in duties for role in roles_of(person))


POLICY: Policy = {
    ("list", Instrument): staff,
    ("read", Instrument): staff,
    ("bring in", Instrument): manager_or_evaluator,
}
