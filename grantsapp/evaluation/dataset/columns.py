"""Every column of the wide table in words: one list for table, labels and codebook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grantsapp.evaluation.anonymity import WITHHELD
from grantsapp.evaluation.dataset import naming
from grantsapp.evaluation.dataset.shapes import Asked, Facts, People
from grantsapp.mel.instruments import Instrument, Item, Moment, Rule

PERSON = (
    "A code for one person, the same in every package of this call, unless two "
    "sittings at one moment have one self-made code: then each of them is a person"
)
SCORES = {
    Rule.MEAN: "Mean of the answered items",
    Rule.SUM: "Sum of the items, one without an answer counted as the others' mean",
}
NOT_GIVEN = "Not given, since too few people share it"


@dataclass(frozen=True)
class Source:
    """Where the numbers of a column are from: an item by its number, or the score (0).

    `tool` is the place of the instrument.
    """

    tool: int
    moment: Moment
    number: int = 0
    is_turned: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its name, its words, the words of its values, and where it is from.

    A trait of people has no source.
    """

    name: str
    label: str
    values: Mapping[int | str, str] = field(default_factory=dict)
    source: Source | None = None
    item: Item | None = None
    note: str = ""

    @property
    def is_raw(self) -> bool:
        """Say whether it has answers as they were given."""
        return bool(self.source and self.source.number and not self.source.is_turned)

    @property
    def is_turned(self) -> bool:
        """Say whether it has answers turned round."""
        return self.source is not None and self.source.is_turned

    @property
    def is_score(self) -> bool:
        """Say whether it has scores."""
        return self.source is not None and not self.source.number


def columns(people: People, facts: Facts) -> list[Column]:
    """List the columns of the wide table, in order."""
    stems = naming.stems(people.tools)
    return [
        Column("person", PERSON),
        *_traits(people, facts),
        *(
            column
            for place, asked in enumerate(people.tools)
            for moment in asked.moments
            for column in _of_moment(place, stems[place], asked, moment, facts)
        ),
    ]


def _traits(people: People, facts: Facts) -> Iterator[Column]:
    for trait in people.traits:
        form = facts.traits[trait.name]
        values = {v: form.values.get(v, v) for v in trait.values if v != WITHHELD}
        values.pop("", None)
        note = "Empty where it was not told."
        yield Column(trait.name, form.label, {**values, WITHHELD: NOT_GIVEN}, note=note)


def _of_moment(
    place: int, stem: str, asked: Asked, moment: Moment, facts: Facts
) -> Iterator[Column]:
    tool, when = asked.tool, facts.moments[moment]
    values: dict[int | str, str] = {
        v: english(tool.label(v)) or str(v) for v in tool.values
    }
    note = _note(stem, asked)
    for number, item in enumerate(tool.items, 1):
        words = f"{english(item.text)} ({when})"
        name = naming.item(stem, moment, number)
        source = Source(place, moment, number)
        yield Column(name, words, values, source, item, note)
        if item.is_reversed:
            name = naming.item(stem, moment, number, turned=True)
            words = f"{words}, turned round so that more is more"
            source = Source(place, moment, number, is_turned=True)
            yield Column(name, words, {}, source, item, note)
    words = f"{_rule(tool)} ({when})"
    name = naming.score(stem, moment)
    yield Column(name, words, {}, Source(place, moment), None, note)


def _note(stem: str, asked: Asked) -> str:
    """Say whose name was cut, so that it fits."""
    if not naming.is_short(stem, asked):
        return ""
    return f"{stem} is short for {asked.tool.code}, version {asked.tool.version}."


def _rule(tool: Instrument) -> str:
    return (
        f"{english(tool.title)}: {SCORES[tool.scoring.rule]}. At least {tool.least} of "
        f"{len(tool.items)} items must be answered"
    )


def english(text: Mapping[str, str]) -> str:
    """Give a text in English, or in the first language that it has."""
    return text.get("en") or next(iter(text.values()), "")
