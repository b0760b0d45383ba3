"""What people answered to one instrument, as arrays: a row a person.

Arrays, because a fund may have a million answers; sorted by project, so that a project
is a stretch of rows.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.statistics import Paired, Wilcoxon, alpha, paired, wilcoxon

if TYPE_CHECKING:
    from numpy.typing import NDArray

# In place of an answer to an item; as `mel.instruments` packs them.
LEFT_OUT: Final = 255
SAID: Final = 254  # from here on nothing was answered: refused, or left out


@dataclass(frozen=True)
class Answered:
    """One person; items in order and reversed already where they are reversed.

    A score is None where too little was answered for one.
    """

    project: str
    before: tuple[float | None, ...]
    after: tuple[float | None, ...]
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True)
class Sample:
    """Arrays of one length, sorted by project; items are of people times items.

    `project` is a place in `projects`; a score is nan where there is none; an item
    counts from the lowest answer, and is SAID or more where nothing was. `groups` has
    what people said of themselves, by question: as places in `words` where it has the
    question, else as texts. What is worked out of it is remembered, since a million
    people are in several tables; nothing of it may be written to.
    """

    projects: tuple[str, ...]
    project: "NDArray[Any]"
    before: "NDArray[Any]"
    after: "NDArray[Any]"
    items_before: "NDArray[Any]"
    items_after: "NDArray[Any]"
    is_flagged: "NDArray[Any]"
    groups: "Mapping[str, NDArray[Any]]" = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Give the number of people."""
        return len(self.project)

    def where(self, mask: "NDArray[Any] | slice") -> "Sample":
        """Give the people for whom it is so."""
        return Sample(
            self.projects,
            self.project[mask],
            self.before[mask],
            self.after[mask],
            self.items_before[mask],
            self.items_after[mask],
            self.is_flagged[mask],
            {name: values[mask] for name, values in self.groups.items()},
            self.words,
        )

    def kept(self, mask: "NDArray[Any]") -> "Sample":
        """Give the people for whom it is so; all of them are this sample."""
        return self if mask.all() else self.where(mask)

    def pairs(self) -> "Sample":
        """Give the people who have both scores."""
        return self._pairs

    @cached_property
    def _pairs(self) -> "Sample":
        import numpy as np

        return self.kept(~(np.isnan(self.before) | np.isnan(self.after)))

    @cached_property
    def compared(self) -> Paired | None:
        """Compare before and after over the people who have both scores."""
        return paired(self._pairs.before, self._pairs.after)

    @cached_property
    def ranked(self) -> Wilcoxon:
        """Compare them by ranks."""
        return wilcoxon(self._pairs.before, self._pairs.after)

    @cached_property
    def alphas(self) -> tuple[float | None, float | None]:
        """Say how the items hold together, before and after, over the same people."""
        pairs = self._pairs
        return alpha(items(pairs.items_before)), alpha(items(pairs.items_after))

    def complete(self) -> "Sample":
        """Give the people who answered every item both times."""
        return self.kept(self.is_whole())

    def is_whole(self) -> "NDArray[Any]":
        """Say of each whether they answered every item both times."""
        return self._is_whole

    @cached_property
    def _is_whole(self) -> "NDArray[Any]":
        whole = self.items_before.max(axis=1, initial=0) < SAID
        return whole & (self.items_after.max(axis=1, initial=0) < SAID)

    def of_projects(self, names: Collection[str]) -> "Sample":
        """Give the people of some projects."""
        import numpy as np

        places = [place for place, p in enumerate(self.projects) if p in names]
        return self.kept(np.isin(self.project, places))

    def by_project(self) -> "Iterator[tuple[str, Sample]]":
        """Give each project that has people, with its people."""
        return iter(self._by_project)

    @cached_property
    def _by_project(self) -> "list[tuple[str, Sample]]":
        import numpy as np

        ends = np.searchsorted(self.project, np.arange(len(self.projects) + 1))
        return [
            (name, self.where(slice(ends[place], ends[place + 1])))
            for place, name in enumerate(self.projects)
            if ends[place + 1] > ends[place]
        ]


def items(table: "NDArray[Any]") -> "NDArray[Any]":
    """Give the rows of those who answered every item, as alpha wants them."""
    whole = table.max(axis=1, initial=0) < SAID
    return table if whole.all() else table[whole]


def sample_of(answered: Sequence[Answered]) -> Sample:
    """Put people together who answered the same instrument."""
    import numpy as np

    rows = sorted(answered, key=lambda one: one.project)
    names = tuple(dict.fromkeys(one.project for one in rows))
    places = {name: place for place, name in enumerate(names)}
    width = len(rows[0].after) if rows else 0
    low = min(
        (v for one in rows for v in (*one.before, *one.after) if v is not None),
        default=0,
    )

    def table(answers: list[tuple[float | None, ...]]) -> Any:
        found = np.full((len(rows), width), LEFT_OUT, np.uint8)
        for row, line in enumerate(answers):
            for column, value in enumerate(line):
                if value is not None:
                    found[row, column] = int(value - low)
        return found

    return Sample(
        projects=names,
        project=np.array([places[one.project] for one in rows], int),
        before=np.array([_or_nan(one.score_before) for one in rows], float),
        after=np.array([_or_nan(one.score_after) for one in rows], float),
        items_before=table([one.before for one in rows]),
        items_after=table([one.after for one in rows]),
        is_flagged=np.zeros(len(rows), bool),
    )


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
