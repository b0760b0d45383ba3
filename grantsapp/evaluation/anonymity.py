"""Data in which nobody stands alone: what people told, withheld where too few share it.

Whoever knows a few things of somebody could look that person up in a table. So every
combination of such traits that stands in it is shared by at least `k` people. It is
reached by withholding single cells of those in small groups, the least valued first,
or by merging bands for everybody where that costs less. A row goes only when all of its
traits are withheld and still too few are like it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

WITHHELD: Final = "withheld"
# As low as the house ever shows figures of; higher takes more from who reads the data.
LEAST: Final = 5
MOST: Final = 50


@dataclass(frozen=True)
class Trait:
    """Something of a person that others may know, as a code a person into `values`.

    It is withheld the later, the higher it is valued (`worth`). `bands` says how all
    its values may be merged. What hangs on another trait follows from that one: to
    withhold it says nothing while the other is given.
    """

    name: str
    values: tuple[str, ...]
    codes: "NDArray[Any]"
    worth: float = 1.0
    bands: Mapping[str, str] = field(default_factory=dict)
    hangs_on: str = ""


@dataclass(frozen=True)
class Generalised:
    """Traits that are safe to give, whose rows stay, and what was done to them."""

    traits: tuple[Trait, ...]
    stays: "NDArray[Any]"
    merged: tuple[str, ...]
    withheld: Mapping[str, int]  # people by trait, among those who stay

    @property
    def left_out(self) -> int:
        """How many rows went."""
        return int((~self.stays).sum())


def smallest_group(
    traits: Sequence[Trait], beside: "NDArray[Any] | None" = None
) -> int:
    """Say how few people share a combination; nought where nobody is."""
    groups = _Groups.of(traits, beside)
    return int(groups.totals().min()) if len(groups.people) else 0


def generalise(
    traits: Sequence[Trait],
    k: int,
    *,
    beside: "NDArray[Any] | None" = None,
    merged: Sequence[str] = (),
) -> Generalised:
    """Withhold as little as is found to be needed; ValueError below the least `k`.

    `beside` is a number a person that cannot be changed, and that others may know too.
    The bands of `merged` were merged before and stay so.
    """
    if k < LEAST:
        raise ValueError(f"fewer than {LEAST} people")
    with_blank = [_with_blank(trait, trait.name in merged) for trait in traits]
    groups = _Groups.of(with_blank, beside)
    done = {place for place, trait in enumerate(traits) if trait.name in merged}
    while groups.rare(k).any():
        step = _best(groups, k, done)
        if step is None:
            break
        groups.cells, newly = step
        done |= newly
    return _told(groups, with_blank, k, done)


class _Groups:
    """The combinations that there are, each once with its people."""

    def __init__(
        self, traits: Sequence[Trait], cells: Any, people: Any, of: Any
    ) -> None:
        self.traits = traits
        self.cells, self.people, self.of = cells, people, of

    @classmethod
    def of(cls, traits: Sequence[Trait], beside: Any) -> "_Groups":
        """Find the combinations; the last column is what cannot be changed."""
        import numpy as np

        size = len(traits[0].codes)
        fixed = np.zeros(size, np.int64) if beside is None else beside
        rows = np.column_stack([*(trait.codes for trait in traits), fixed])
        key = _key(rows)
        _keys, first, of, people = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        return cls(traits, rows[first].astype(np.int64), people, of)

    def totals(self, cells: Any = None) -> Any:
        """Say of each combination how many people share it."""
        import numpy as np

        key = _key(self.cells if cells is None else cells)
        return np.bincount(key, weights=self.people)[key]

    def rare(self, k: int, cells: Any = None) -> Any:
        """Say which combinations too few people share."""
        return self.totals(cells) < k


def _key(rows: Any) -> Any:
    """Number equal rows alike, column by column, so that no number grows too large."""
    import numpy as np

    key = np.zeros(len(rows), np.int64)
    for column in rows.T:
        key = key * (int(column.max(initial=0)) + 1) + column
        key = np.unique(key, return_inverse=True)[1]
    return key


def _with_blank(trait: Trait, is_merged: bool) -> Trait:
    """Make room for what a trait may become: merged bands, and nothing told."""
    import numpy as np

    more = sorted({*trait.bands.values(), WITHHELD} - set(trait.values))
    values = (*trait.values, *more)
    codes = np.asarray(trait.codes, np.int64)
    if is_merged:
        codes = _merging(trait, values)[codes]
    return Trait(trait.name, values, codes, trait.worth, trait.bands, trait.hangs_on)


def _merging(trait: Trait, values: Sequence[str]) -> Any:
    import numpy as np

    place = {value: at for at, value in enumerate(values)}
    return np.array([place[trait.bands.get(value, value)] for value in values])


Step = tuple[Any, set[int]]  # the cells after it, and whose bands it merged


def _best(groups: _Groups, k: int, done: set[int]) -> Step | None:
    """Choose the step that saves most people for what it takes; None where none is."""
    rare = groups.rare(k)
    steps = [
        *(_withholding(groups, k, rare, place) for place in range(len(groups.traits))),
        *(
            _merged(groups, k, rare, place)
            for place, trait in enumerate(groups.traits)
            if trait.bands and place not in done
        ),
    ]
    known = [step for step in steps if step is not None]
    saving = [step for step in known if step[0] > 0]
    if saving:
        _value, cells, newly, _all = max(saving, key=lambda step: step[0])
        return cells, newly
    lasting = [step for step in known if step[3] is not None]
    if not lasting:
        return None
    worths = [groups.traits[step[3][1]].worth for step in lasting]
    return lasting[worths.index(min(worths))][3][0], set()


def _withholding(groups: _Groups, k: int, rare: Any, place: int) -> Any:
    """Withhold a trait of those whom that saves, or else of all the rare."""
    trait = groups.traits[place]
    blank = trait.values.index(WITHHELD)
    concerned = rare & (groups.cells[:, place] != blank) & _may_go(groups, trait)
    if not concerned.any():
        return None
    whole = groups.cells.copy()
    whole[concerned, place] = blank
    saved = concerned & ~groups.rare(k, whole)
    cells = groups.cells.copy()
    cells[saved, place] = blank
    # Others of the same rare group that were blank before are saved along with them.
    value = 1 / trait.worth if saved.any() else 0.0
    return value, cells, set(), (whole, place)


def _may_go(groups: _Groups, trait: Trait) -> Any:
    import numpy as np

    for place, other in enumerate(groups.traits):
        if other.name == trait.hangs_on:
            return groups.cells[:, place] == other.values.index(WITHHELD)
    return np.ones(len(groups.cells), bool)


def _merged(groups: _Groups, k: int, rare: Any, place: int) -> Any:
    """Merge the bands of a trait for everybody; half of what it tells is lost so."""
    trait = groups.traits[place]
    cells = groups.cells.copy()
    cells[:, place] = _merging(trait, trait.values)[cells[:, place]]
    changed = groups.people[cells[:, place] != groups.cells[:, place]].sum()
    saved = groups.people[rare & ~groups.rare(k, cells)].sum()
    if not changed:
        return None
    return saved / (trait.worth * changed / 2), cells, {place}, None


def _told(
    groups: _Groups, traits: Sequence[Trait], k: int, done: set[int]
) -> Generalised:
    stays = ~groups.rare(k)[groups.of]
    safe, withheld = [], {}
    for place, trait in enumerate(traits):
        codes = groups.cells[groups.of, place]
        blank = trait.values.index(WITHHELD)
        if number := int(((codes == blank) & stays).sum()):
            withheld[trait.name] = number
        safe.append(
            Trait(
                trait.name,
                trait.values,
                codes,
                trait.worth,
                trait.bands,
                trait.hangs_on,
            )
        )
    merged = tuple(traits[place].name for place in sorted(done))
    return Generalised(tuple(safe), stays, merged, withheld)
