"""What the page of an award shows of its money and its changes."""

from dataclasses import dataclass

from grantsapp.awards.models import (
    Award,
    Irregularity,
    Stage,
    Variation,
    VariationStage,
)
from grantsapp.awards.queries import cases, spending, varying


@dataclass(frozen=True)
class Changes:
    """The spending of an award, what its group asked to change, and open doubts."""

    spending: spending.Spending
    variations: list[Variation]
    cases: list[Irregularity]

    @property
    def waiting(self) -> Variation | None:
        """The change that the fund has not decided on."""
        stage = VariationStage.ASKED
        return next((v for v in self.variations if v.stage is stage), None)

    @property
    def open_case(self) -> Irregularity | None:
        """The case that suspends its payments."""
        return next((c for c in self.cases if c.closed_at is None), None)


def of(award: Award, *, with_cases: bool = False) -> Changes | None:
    """Tell it of an award that stands; doubts only to those who may see them."""
    if award.stage not in {Stage.OFFERED, Stage.ACCEPTED}:
        return None
    return Changes(
        spending.spending_of(award),
        varying.variations_of(award),
        cases.cases_of(award) if with_cases else [],
    )
