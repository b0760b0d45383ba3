"""The questions of an XLSForm that may be items: by the group in which they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why
from grantsapp.mel.xlsforms.tabs import Row, Tab

_SELECT = re.compile(r"select[_ ]one (?:from )?(\S+)((?: or[_ ](?:specify )?other)?)")
_BEGIN = re.compile(r"begin[_ ](group|repeat|lgroup|loop|looped group)")
_END = re.compile(r"end[_ ](group|repeat|lgroup|loop|looped group)")
# How a group is shown; a survey of ours shows one item after the other anyway.
_SHOWN = {"table-list", "field-list", "table-list minimal"}


@dataclass
class Asked:
    """A question on a list of choices."""

    row: Row
    choices: str


@dataclass
class Block:
    """The questions of one group; those outside of any stand in one without a row."""

    row: Row | None = None
    is_repeated: bool = False
    asked: list[Asked] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Give the name of the group."""
        return self.row.get("name") if self.row else ""


@dataclass
class Outline:
    """What a survey's sheet asks, and what of it cannot be brought in."""

    blocks: list[Block]
    notes: list[Note]


def outline(survey: Tab) -> Outline:
    """Walk through the sheet; raises Unreadable where its groups do not close."""
    found = Outline([Block()], [])
    open_blocks = [found.blocks[0]]
    for row in survey.rows:
        kind = re.sub(r"\s+", " ", row.get("type")).lower()
        if begun := _BEGIN.fullmatch(kind):
            open_blocks.append(_begin(row, begun[1], open_blocks[-1], found))
        elif _END.fullmatch(kind):
            open_blocks.pop()
            if not open_blocks:
                raise Unreadable(Note(Why.UNCLOSED, row.place("type")))
        else:
            found.notes += _ask(row, open_blocks[-1])
    if row := open_blocks[-1].row:
        raise Unreadable(Note(Why.UNCLOSED, row.place("type")))
    return found


def _begin(row: Row, kind: str, around: Block, found: Outline) -> Block:
    block = Block(row, is_repeated=around.is_repeated or kind != "group")
    if kind != "group":
        found.notes.append(Note(Why.TYPE, row.place("type"), row.get("type")))
    found.blocks.append(block)
    return block


def _ask(row: Row, block: Block) -> Iterator[Note]:
    """Put a question into its block, or say why it does not belong there."""
    select = _SELECT.fullmatch(re.sub(r"\s+", " ", row.get("type")))
    if select is None:
        yield Note(Why.TYPE, row.place("type"), row.get("type"))
    elif block.is_repeated:
        yield Note(Why.REPEATED, row.place("type"), row.get("name"))
    else:
        block.asked.append(Asked(row, select[1]))
        if select[2]:
            yield Note(Why.OR_OTHER, row.place("type"), row.get("name"))


def other_cells(row: Row, known: set[str]) -> Iterator[Note]:
    """Name each cell of a row that was taken whose column we cannot hold."""
    for name, words in row.cells.items():
        is_shown = name == "appearance" and words.lower() in _SHOWN
        if name not in known and not is_shown:
            yield Note(Why.COLUMN, row.place(name), name)
