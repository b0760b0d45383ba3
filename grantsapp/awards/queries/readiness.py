"""What must be right before money goes: the checklist, and the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from grantsapp.awards.models import Award
from grantsapp.awards.queries import bank, diligence


@dataclass(frozen=True)
class Readiness:
    """How far an award is with both."""

    dues: diligence.Standing
    bank: bank.Account
    titles: ClassVar = diligence.TITLES
    tones: ClassVar = diligence.TONES

    @property
    def is_ready(self) -> bool:
        """Say whether a payment could go today."""
        return self.dues.is_clear and self.bank.usable is not None


def of(award: Award) -> Readiness:
    """How far one award is."""
    return among([award])[award.id]


def among(awards: Iterable[Award]) -> dict[UUID, Readiness]:
    """How far many awards are, in three queries."""
    listed = list(awards)
    dues, accounts = diligence.standings(listed), bank.accounts(listed)
    return {a.id: Readiness(dues[a.id], accounts[a.id]) for a in listed}
