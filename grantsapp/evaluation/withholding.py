"""What several public tables of one instrument would tell together, and who hides it.

Each published table gives means over a set of people, so whoever knows the sets knows
sums over them: the pairs of a project, those of them who answered every item, those who
came again, a group in all projects. One set alone is enough people; the difference of
two may be one person. So the sets cut people into parts, and

- within a project a table is published where each part is enough people, not of one
  mind, or nobody: whatever is added and subtracted, sums of whole parts come out;
- of groups, which lie across projects, one is hidden where the sums published can be
  solved for a part that is too small, as a reader who knows who is where could do.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.outcomes import may_be_shown
from grantsapp.evaluation.plan import Check
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.sampling import LATER, Asked
from grantsapp.evaluation.statistics import FLAT

if TYPE_CHECKING:
    from numpy.typing import NDArray

FollowUp = tuple[str, str]  # the later moment, and what it is held against
SETS: Final = (Check.COMPLETE, Check.UNFLAGGED)
_SOLVED: Final = 1 - 1e-7


@dataclass
class Sets:
    """The sets of one project's people over which something is published."""

    group: Sample
    scores: "dict[str, NDArray[Any]]"
    masks: "list[NDArray[Any]]" = field(default_factory=list)

    def parts(self) -> "NDArray[Any]":
        """Give each person a number: of the part that the sets make; 0 is in none."""
        import numpy as np

        found = np.zeros(len(self.group), np.int64)
        for place, mask in enumerate(self.masks):
            found |= mask.astype(np.int64) << place
        return found

    def takes(self, mask: "NDArray[Any]", threshold: int) -> bool:
        """Take a set in, if no part would then be too few, or of one mind."""
        self.masks.append(mask)
        parts = self.parts()
        if all(
            _is_enough(self._of(parts == part), threshold)
            for part in set(parts.tolist()) - {0}
        ):
            return True
        self.masks.pop()
        return False

    def _of(self, mask: "NDArray[Any]") -> "list[NDArray[Any]]":
        return [scores[mask] for scores in self.scores.values()]


def _is_enough(scores: "Sequence[NDArray[Any]]", threshold: int) -> bool:
    """Say whether people are enough, and differ in each score that they have."""
    import numpy as np

    if len(scores[0]) < threshold:
        return False
    told = [some[~np.isnan(some)] for some in scores]
    return all(
        some.max() - some.min() > FLAT * abs(some).max() for some in told if some.size
    )


@dataclass(frozen=True)
class Allowed:
    """What may be published beside the main figures of an instrument."""

    shown: tuple[str, ...]  # projects, in the main figures
    checks: frozenset[Check]
    follow_ups: dict[FollowUp, set[str]]
    sets: dict[str, Sets]


def allowed(asked: Asked, checks: Collection[Check], threshold: int) -> Allowed:
    """Say what may be published, the main figures first, then checks, then later."""
    sets = {name: Sets(group, scores) for name, group, scores in _projects(asked)}
    shown = tuple(
        name for name, one in sets.items() if may_be_shown(one.group, threshold)
    )
    for name in shown:
        sets[name].masks.append(_paired(sets[name].scores, "before", "after"))
    kept = frozenset(
        check
        for check in SETS
        if check in checks and _fits(check, [sets[name] for name in shown], threshold)
    )
    later: dict[FollowUp, set[str]] = {}
    for moment in (moment for moment in LATER if moment in asked.scores):
        for start in ("before", "after"):
            later[moment, start] = {
                name
                for name, one in sets.items()
                if _is_followed(one, start, moment, threshold)
            }
    return Allowed(shown, kept, later, sets)


def _projects(asked: Asked) -> "Iterator[tuple[str, Sample, dict[str, NDArray[Any]]]]":
    end = 0
    for name, group in asked.everybody.by_project():
        rows = slice(end, end + len(group))
        end = rows.stop
        scores = {role: some[rows] for role, some in asked.scores.items()}
        for start in ("before", "after"):
            for then in ("after", *LATER):
                if then in asked.scores and then != start:
                    scores[f"{start} to {then}"] = scores[then] - scores[start]
        yield name, group, scores


def _paired(scores: "dict[str, NDArray[Any]]", start: str, then: str) -> "NDArray[Any]":
    import numpy as np

    return ~(np.isnan(scores[start]) | np.isnan(scores[then]))


def _fits(check: Check, projects: Sequence[Sets], threshold: int) -> bool:
    """Take a check in where each project stands it; it is published over all."""
    taken = []
    for one in projects:
        if not one.takes(one.masks[0] & _kept(check, one.group), threshold):
            for other in taken:
                other.masks.pop()
            return False
        taken.append(one)
    return True


def _kept(check: Check, people: Sample) -> "NDArray[Any]":
    return ~people.is_flagged if check is Check.UNFLAGGED else people.is_whole()


def _is_followed(one: Sets, start: str, moment: str, threshold: int) -> bool:
    """Take a follow-up in, if the project would be shown in it and stands it."""
    mask = _paired(one.scores, start, moment)
    if mask.sum() < threshold:
        return False
    return one.takes(mask, threshold)


class Crossed:
    """The sets of all projects shown, crossed with the groups of some questions."""

    def __init__(self, found: Allowed, threshold: int) -> None:
        import numpy as np

        self._threshold = threshold
        some = [found.sets[name] for name in found.shown]
        kept = [one.parts() > 0 for one in some]
        parts = [one.parts()[k] for one, k in zip(some, kept, strict=True)]
        self._groups = [one.group.where(k) for one, k in zip(some, kept, strict=True)]
        counts = [len(part) for part in parts]
        self.part = np.concatenate([*parts, np.zeros(0, np.int64)])
        self.project = np.repeat(np.arange(len(parts)), counts)
        self._columns = [self.project, self.part]
        self._shown: list[tuple[int, int]] = []  # column, group

    def leaks(self, by: str, shown: Collection[str]) -> set[str]:
        """Name the groups whose publication would tell of too few; else keep them."""
        import numpy as np

        if not self._groups:
            return set()
        words = self._groups[0].words[by]
        places = {words.index(value) for value in shown}
        said = np.concatenate([group.groups[by] for group in self._groups]).astype(int)
        # Who is in no pair is in no group, and hidden groups are as one.
        said = np.where(self.part & 1, said, -1)
        column = np.where(np.isin(said, list(places)), said, -1)
        columns = [*self._columns, column]
        rows = [*self._shown, *((len(self._columns), place) for place in places)]
        told = _told(columns, rows, self._scores(), self._threshold)
        if told:
            return {words[place] for place in told if place in places} or set(shown)
        self._columns, self._shown = columns, rows
        return set()

    def _scores(self) -> "list[NDArray[Any]]":
        import numpy as np

        return [
            np.concatenate([group.before for group in self._groups]),
            np.concatenate([group.after for group in self._groups]),
        ]


def _told(
    columns: "list[NDArray[Any]]",
    rows: list[tuple[int, int]],
    scores: "list[NDArray[Any]]",
    threshold: int,
) -> set[int]:
    """Name the groups of the last column that lie on what can be solved for."""
    import numpy as np

    table, counts, is_secret = _atoms(columns, scores, threshold)
    sums = np.array(
        [*_sums_of_projects(table), *(table[:, column] == at for column, at in rows)],
        float,
    )
    # What of each part alone is told by the sums: all of it where this is one.
    grown = np.linalg.pinv(sums @ sums.T, hermitian=True)
    share = np.einsum("ri,rs,si->i", sums, grown, sums)
    found = set(table[(share > _SOLVED) & is_secret, -1].tolist())
    shared = (sums * counts) @ sums.T
    sizes = np.diag(shared)
    for outer, inner in np.argwhere((shared >= sizes[None, :]) & (sizes > 0)):
        if 0 < sizes[outer] - sizes[inner] < threshold:
            rest = (sums[outer] > 0) & ~(sums[inner] > 0)
            inside = (sums[inner] > 0) & (table[:, -1] >= 0)
            found |= set(table[rest | inside, -1].tolist())
    return found


def _sums_of_projects(table: "NDArray[Any]") -> "Iterator[NDArray[Any]]":
    """Give the sets of each project, as the parts that are in each."""
    for project in sorted(set(table[:, 0].tolist())):
        here = table[:, 0] == project
        every = int(table[here, 1].max()).bit_length()
        for bit in range(every):
            inside = here & ((table[:, 1] >> bit) & 1 > 0)
            if inside.any():
                yield inside


def _atoms(
    columns: "list[NDArray[Any]]", scores: "list[NDArray[Any]]", threshold: int
) -> "tuple[NDArray[Any], NDArray[Any], NDArray[Any]]":
    """Give the parts that all sets make, their people, and which are to be hidden."""
    import numpy as np

    name = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _values, place = np.unique(column, return_inverse=True)
        _names, name = np.unique(name * (place.max() + 1) + place, return_inverse=True)
    order = np.argsort(name, kind="stable")
    starts = np.flatnonzero(np.r_[True, name[order][1:] != name[order][:-1]])
    counts = np.diff(np.r_[starts, len(order)])
    table = np.column_stack([column[order][starts] for column in columns])
    is_secret = counts < threshold
    for some in (*scores, scores[1] - scores[0]):
        told = some[order]
        high = np.fmax.reduceat(told, starts)
        low = np.fmin.reduceat(told, starts)
        size = np.fmax(np.abs(high), np.abs(low))
        is_secret |= high - low <= FLAT * size
    return table, counts, is_secret
