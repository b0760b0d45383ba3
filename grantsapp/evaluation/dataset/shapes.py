"""What a data set is made of: people column by column, and what is known around them.

Arrays, because a fund may have a million answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.anonymity import Generalised, Trait
from grantsapp.mel.instruments import Instrument, Moment

if TYPE_CHECKING:
    from numpy.typing import NDArray

# In place of an answer; no scale goes so low. The first two are codes in the files for
# SPSS and are letters in those for Stata.
DECLINED: Final = -9998
LEFT_OUT: Final = -9999
NOT_ASKED: Final = -(2**31)
ABOUT: Final = "about_"  # before what people told of themselves


@dataclass(frozen=True)
class Asked:
    """An instrument of a call with the moments at which somebody was asked."""

    tool: Instrument
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Form:
    """A trait in words: what it is, and what its values mean."""

    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class People:
    """Everybody who answered; a place in each array is a person.

    `asked` numbers what people were asked, alike for those who were asked the same.
    `raw` has a column an item, by the place of the instrument in `tools` and moment.
    """

    person: "NDArray[Any]"
    traits: tuple[Trait, ...]
    asked: "NDArray[Any]"
    tools: tuple[Asked, ...]
    raw: "Mapping[tuple[int, Moment], NDArray[Any]]"

    def __len__(self) -> int:
        """Give the number of people."""
        return len(self.person)

    def given(self, safe: Generalised) -> "People":
        """Give those who stay, with what may be told of them, by their codes in order.

        The order of coming would tell who came when.
        """
        import numpy as np

        (kept,) = np.nonzero(safe.stays)
        kept = kept[np.argsort(self.person[kept], kind="stable")]
        traits = tuple(
            Trait(t.name, t.values, t.codes[kept], t.worth, t.bands, t.hangs_on)
            for t in safe.traits
        )
        raw = {key: table[kept] for key, table in self.raw.items()}
        return People(self.person[kept], traits, self.asked[kept], self.tools, raw)


@dataclass(frozen=True)
class Facts:
    """What the files say around the rows; everything in plain English words."""

    call: str
    title: str
    evaluation: int
    worked_out: str  # the moment, in ISO 8601
    seal: str
    code: str  # which version of grantsapp worked it out
    designs: Sequence[str]
    moments: Mapping[str, str]
    traits: Mapping[str, Form]
    left_out: Sequence[tuple[str, int]]  # responses that count in nothing, by reason
    threshold: int  # of what is published
    k: int
    safe: Generalised
    figures: Mapping[str, Any]
    is_synthetic: bool = False
    changed: Mapping[str, int] | None = None  # people since the package before
    minds: Mapping[str, int] = field(default_factory=dict)  # groups of one, by score
