"""The people of a snapshot as samples: who answered an instrument before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.plan import LANGUAGE
from grantsapp.evaluation.samples import LEFT_OUT, SAID, Sample
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Design, Instrument, Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEFORE, AFTER = "before", "after"
LATER: Final = ("t2", "t3")
SYNTHETIC: Final = "synthetic"


@dataclass(frozen=True)
class Asked:
    """One instrument of a snapshot, and everybody who answered it."""

    tool: Instrument
    designs: tuple[str, ...]
    everybody: Sample  # before and after
    scores: "Mapping[str, NDArray[Any]]"  # by what a moment is to its survey
    is_after_only: "NDArray[Any]"

    def since(self, start: str, moment: str) -> Sample:
        """Give everybody with a later moment in the place of after."""
        first, then = self.scores[start], self.scores[moment]
        return replace(self.everybody, before=first, after=then)

    @cached_property
    def only_after(self) -> Sample:
        """Give those whose survey asks them once, about the end alone."""
        return self.everybody.where(self.is_after_only)


def is_synthetic(snapshot: Snapshot) -> bool:
    """Say whether somebody in it was made up."""
    kinds = snapshot.arrays.get("people/kind")
    made_up = {
        place
        for place, kind in enumerate(snapshot.meta["kinds"])
        if kind["origin"] == SYNTHETIC
    }
    return kinds is not None and bool(made_up & set(kinds.tolist()))


def asked_in(snapshot: Snapshot, by: Iterable[str] = ()) -> list[Asked]:
    """Give each instrument; `by` names the groups that people are to be parted in."""
    people = _People(snapshot, tuple(by))
    return [
        people.asked(place, told)
        for place, told in enumerate(snapshot.meta["instruments"])
    ]


class _People:
    """What is known of the people of a snapshot beside their answers."""

    def __init__(self, snapshot: Snapshot, by: tuple[str, ...]) -> None:
        self._snapshot, self._by = snapshot, by
        surveys = snapshot.meta["surveys"]
        self._projects = tuple(dict.fromkeys(one["project"] for one in surveys))

    def asked(self, place: int, told: Mapping[str, Any]) -> Asked:
        """Give one instrument with its people."""
        import numpy as np

        tool = instruments.read(told["definition"])
        person = self._array(f"{place:02}/person", (0,))
        shape = (len(person), len(tool.items))
        items, scores = {}, {}
        for role in (BEFORE, AFTER, *LATER):
            name = f"{place:02}/{role}"
            if name in self._snapshot.arrays or role in {BEFORE, AFTER}:
                # Item by item in memory, since nearly all is summed over items.
                items[role] = np.asfortranarray(self._array(name, shape))
                scores[role] = scores_of(tool, items[role])
        survey = self._array("people/survey", (0,))[person]
        everybody = Sample(
            projects=self._projects,
            project=self._of_surveys(survey, self._project_places),
            before=scores[BEFORE],
            after=scores[AFTER],
            items_before=items[BEFORE],
            items_after=items[AFTER],
            is_flagged=self._array("people/flagged", (0,))[person].astype(bool),
            groups={by: self._groups[by][0][person] for by in self._by},
            words={by: self._groups[by][1] for by in self._by},
        )
        once = self._of_surveys(survey, self._are_once).astype(bool)
        return Asked(tool, tuple(told["designs"]), everybody, scores, once)

    def _array(self, name: str, shape: tuple[int, ...]) -> "NDArray[Any]":
        import numpy as np

        found = self._snapshot.arrays.get(name)
        return np.full(shape, LEFT_OUT, np.uint8) if found is None else found

    def _of_surveys(
        self, survey: "NDArray[Any]", facts: "NDArray[Any]"
    ) -> "NDArray[Any]":
        return facts[survey] if len(facts) else survey

    @cached_property
    def _project_places(self) -> "NDArray[Any]":
        import numpy as np

        surveys = self._snapshot.meta["surveys"]
        return np.array([self._projects.index(one["project"]) for one in surveys], int)

    @cached_property
    def _are_once(self) -> "NDArray[Any]":
        import numpy as np

        surveys = self._snapshot.meta["surveys"]
        return np.array([one["design"] == Design.AFTER_ONLY for one in surveys], bool)

    @cached_property
    def _groups(self) -> "dict[str, tuple[NDArray[Any], tuple[str, ...]]]":
        """Give, by question, the place of what each person said, and all that was."""
        import numpy as np

        kinds = self._array("people/kind", (0,)).astype(int)
        found = {}
        for by in self._by:
            said = [_said(kind, by) for kind in self._snapshot.meta["kinds"]]
            words = tuple(sorted(set(said)))
            places = np.array([words.index(one) for one in said], np.uint16)
            found[by] = (self._of_surveys(kinds, places), words)
        return found


def _said(kind: Mapping[str, Any], by: str) -> str:
    return kind["language"] if by == LANGUAGE else str(kind["about"].get(by, ""))


def scores_of(tool: Instrument, items: "NDArray[Any]") -> "NDArray[Any]":
    """Score rows by the instrument's own rule; nan where too little was answered."""
    import numpy as np

    width = len(tool.items)
    if items.max(initial=0) < SAID:
        count, given = np.full(len(items), width), items
    else:
        answered = items < SAID
        count, given = answered.sum(axis=1, dtype=np.int64), items * answered
    total = given.sum(axis=1, dtype=np.int64) + count * tool.minimum
    times = width if tool.scoring.rule is Rule.SUM else 1
    with np.errstate(invalid="ignore", divide="ignore"):
        score = total * times / count
    score[count < tool.least] = np.nan
    return score
