"""Who reads the library of instruments, and who brings one in."""

from typing import Any

from grantsapp.access import Policy, who
from grantsapp.calls.rules import roles_of
from grantsapp.mel.models import Instrument


@who
def staff(person: Any, _thing: Any) -> bool:
    """Somebody with a duty in any fund."""
    return bool(roles_of(person))


POLICY: Policy = {("list", Instrument): staff}
