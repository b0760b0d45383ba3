"""The tables of this room, by subject."""

from grantsapp.accounts.models.people import (
    KINDS,
    REGISTERS,
    Code,
    Kind,
    Membership,
    Organisation,
    Person,
    Rescue,
    SignIn,
    Tries,
)
from grantsapp.accounts.models.teams import Answered, Helping, Invitation, Part

__all__ = [
    "KINDS",
    "REGISTERS",
    "Answered",
    "Code",
    "Helping",
    "Invitation",
    "Kind",
    "Membership",
    "Organisation",
    "Part",
    "Person",
    "Rescue",
    "SignIn",
    "Tries",
]
