"""How the rows of a table are read, worked out once from its matching."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from grantsapp.mel.instruments import Instrument
from grantsapp.mel.tables import dates, languages, words
from grantsapp.mel.tables.cells import (
    Known,
    Left,
    Meaning,
    Odd,
    answers,
    bare,
    options,
)
from grantsapp.mel.tables.faults import Wrong
from grantsapp.mel.tables.folding import fold
from grantsapp.mel.tables.mapping import Facts, Matching


@dataclass(frozen=True)
class Block:
    """The columns of one instrument at one moment; no moment where the row says it."""

    tool: Instrument
    moment: str
    columns: tuple[tuple[int, str], ...]  # place and item
    meanings: Known[Meaning]


@dataclass(frozen=True)
class Asked:
    """The column of a question about the person."""

    place: int
    question: str
    meanings: Known[str | Left | Odd]


@dataclass(frozen=True)
class Plan:
    """Everything that the reading of a row looks up."""

    names: Sequence[str]
    places: dict[str, int]  # of columns that are one thing each
    blocks: tuple[Block, ...]
    about: tuple[Asked, ...]
    project: Known[str | Odd]
    moment: Known[str | Odd]
    language: Known[str | Odd]
    date: Callable[[str], datetime | None]
    content: Callable[[Sequence[str]], tuple[str, ...]]  # cells in the order of names
    used: frozenset[int]

    def cell(self, cells: Sequence[str], what: str) -> str:
        """Give the cell of a column that is one thing; nothing if there is none."""
        place = self.places.get(what)
        return "" if place is None else cells[place]


def planned(
    names: Sequence[str],
    matching: Matching,
    tools: Sequence[Instrument],
    facts: Facts,
) -> Plan:
    """Work out how to read a table whose matching is without fault."""
    place = {name: number for number, name in enumerate(names)}
    single = {what: place[name] for what, name in matching.single_columns().items()}
    blocks = _blocks(matching, tools, facts, place)
    zone = ZoneInfo(matching.zone)
    order = sorted(range(len(names)), key=names.__getitem__)
    asked = {question.code: question.options for question in facts.about}
    used = {*single.values(), *(place[n] for n in (*matching.items, *matching.about))}
    return Plan(
        names=names,
        places=single,
        blocks=blocks,
        about=tuple(
            Asked(place[name], code, options(asked.get(code, {}), facts.refusals))
            for name, code in matching.about.items()
        ),
        project=_projects(matching, facts),
        moment=_moments(matching, facts),
        language=_languages(matching, facts),
        date=lambda cell: dates.read(cell, zone, day_first=matching.day_first),
        content=itemgetter(*order) if len(order) > 1 else tuple,
        used=frozenset(used),
    )


def _blocks(
    matching: Matching,
    tools: Sequence[Instrument],
    facts: Facts,
    place: dict[str, int],
) -> tuple[Block, ...]:
    order = {moment: number for number, moment in enumerate(("", *facts.moments))}
    found: list[Block] = []
    for tool in tools:
        meanings = answers(tool, matching.words, facts.refusals)
        columns: dict[str, dict[str, int]] = {}
        for name, slot in matching.items.items():
            if slot.tool == tool.code:
                moment = columns.setdefault(matching.when(slot), {})
                moment[slot.item] = place[name]
        for moment, by_item in columns.items():
            known = [(by_item[i.code], i.code) for i in tool.items if i.code in by_item]
            found.append(Block(tool, moment, tuple(known), meanings))
    return tuple(sorted(found, key=lambda block: order[block.moment]))


def _projects(matching: Matching, facts: Facts) -> Known[str | Odd]:
    said = {fold(cell): label for cell, label in matching.projects.items()}
    known = {fold(label): label for label in facts.projects}

    def find(cell: str) -> str | Odd:
        if not matching.project_column:
            return matching.project
        label = bare(cell)
        if not label:
            return Odd(Wrong.NO_PROJECT)
        label = said.get(fold(label), label)
        return known.get(fold(label), Odd(Wrong.UNKNOWN_PROJECT) if known else label)

    return Known(find)


def _moments(matching: Matching, facts: Facts) -> Known[str | Odd]:
    said = {fold(cell): moment for cell, moment in matching.moments.items()}

    def find(cell: str) -> str | Odd:
        if not matching.moment_column:
            return matching.moment
        word = fold(bare(cell))
        if not word:
            return Odd(Wrong.NO_MOMENT)
        moment = said.get(word) or words.moment(word, facts.design)
        return moment if moment in facts.moments else Odd(Wrong.MOMENT_UNKNOWN)

    return Known(find)


def _languages(matching: Matching, facts: Facts) -> Known[str | Odd]:
    known = languages.names(facts.languages)

    def find(cell: str) -> str | Odd:
        word = bare(cell)
        if not word:
            return matching.language
        return languages.code(word, known) or Odd(Wrong.UNKNOWN_LANGUAGE)

    return Known(find)
