"""From the rows of a table to sittings, all of them or none. Plain values only.

Rows are given as they are read. A fault does not stop the reading: no more rows are
given, the others are looked at, and at the end all is refused. So whoever stores rows
as they come does it in one transaction.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from grantsapp.mel.instruments import Design, Instrument, Moment
from grantsapp.mel.sittings import Raw, Sitting
from grantsapp.mel.tables.cells import LEFT, Known, Odd, Several, bare
from grantsapp.mel.tables.checking import check
from grantsapp.mel.tables.faults import Collected, Fault, Faults, Wrong, shown
from grantsapp.mel.tables.mapping import Facts, Matching
from grantsapp.mel.tables.opening import Cells, Table
from grantsapp.mel.tables.pairing import Row, paired
from grantsapp.mel.tables.plan import Block, Plan, planned

_SPACE = UUID("5d0b8f6e-6a55-4f0e-9a53-0f1d1c2a7b11")  # of all names that we make
_ORDER = ("t1", "r0", "t0", "t2", "t3")  # by which a sitting is named
_MOST_SECONDS = 7 * 24 * 3600  # longer is a clock that is wrong, or a form left open


class Reading:
    """A table being read; go through it once, then ask what was left out."""

    def __init__(
        self,
        table: Table,
        matching: Matching,
        tools: Sequence[Instrument],
        facts: Facts,
        *,
        batch: str = "",
        whole: bool = False,
    ) -> None:
        """Raise Faults if the matching does not fit; `batch` sets equal rows apart.

        A `whole` reading gives rows without an answer too: somebody was asked.
        """
        if faults := check(matching, table.names, tools, facts):
            raise Faults(faults)
        self.blank = self.repeated = self.unanswered = self.given = 0
        self._table, self._batch, self._whole = table, batch, whole
        self._plan = planned(table.names, matching, tools, facts)
        self._faults = Collected()
        self._seen: dict[tuple[str, str, str], tuple[int, bytes]] = {}
        self._times: dict[bytes, int] = {}
        self._is_wide = not matching.moment_column
        self._looks_back = facts.design == Design.RETROSPECTIVE

    def __iter__(self) -> Iterator[Row]:
        """Give the rows, and raise Faults at the end if any row has one."""
        found = self._rows()
        if self._looks_back and not self._is_wide:
            found = paired(found)
        for row in found:
            if not self._faults.count:
                self.given += 1
                yield row
        if not self.given and not self._faults.count:
            self._faults.add(Fault(Wrong.NO_ROWS))
        self._faults.settle()

    def _rows(self) -> Iterator[Row]:
        width, plan = len(self._table.names), self._plan
        broken = {line for line, _place in self._table.holes}
        for line, cells in self._table.rows():
            if not any(cells) or not any(map(str.strip, cells)):
                self.blank += 1
            elif len(cells) != width:
                facts: dict[str, str | int] = {"count": len(cells), "head": width}
                self._faults.add(Fault(Wrong.CELLS, line, facts=facts))
            else:
                if line in broken:
                    self._tell_holes(line)
                yield from self._read(line, cells, plan)

    def _read(self, line: int, cells: Cells, plan: Plan) -> Iterator[Row]:
        project = self._known(line, cells, "project", plan.project)
        moment = self._known(line, cells, "moment", plan.moment)
        language = self._known(line, cells, "language", plan.language)
        raw: Raw = {}
        for block in plan.blocks:
            if answers := self._answers(line, cells, block, language):
                raw.setdefault(block.moment or moment, {})[block.tool.code] = answers
        about = self._about(line, cells)
        began, done = (self._time(line, cells, what) for what in ("began", "answered"))
        key = self._key(line, cells, project, moment)
        if key is None:
            self.repeated += 1
        elif not raw and not self._whole:
            self.unanswered += 1
        elif not self._faults.count:
            code = bare(plan.cell(cells, "code"))
            seconds = _seconds(began, done)
            for when, part, part_code in self._parts(raw, key, code):
                first = min(part, key=_ORDER.index, default="")
                name = uuid5(_SPACE, f"{key} {first}")
                sitting = Sitting(
                    when, part, name, part_code, about, language, "import",
                    seconds=seconds, answered_at=done,
                )  # fmt: skip
                yield Row(project, sitting, line)

    def _parts(self, raw: Raw, key: str, code: str) -> list[tuple[Moment, Raw, str]]:
        """Part a row into sittings: one that looks back, and one for each moment."""
        back = {m: raw[m] for m in ("t1", "r0") if m in raw} if self._looks_back else {}
        parts = [(Moment.T1, back)] if back else []
        parts += [(Moment(m), {m: raw[m]}) for m in raw if m not in back]
        parts = parts or [(Moment.T1, {})]
        if len(parts) > 1 and not code:  # one row is one person, also without a code
            code = f"row-{uuid5(_SPACE, key)}"
        return [(when, part, code) for when, part in parts]

    def _answers(
        self, line: int, cells: Cells, block: Block, language: str
    ) -> dict[str, int | None]:
        meanings, found = block.meanings, {}
        for place, item in block.columns:
            meaning = meanings[cells[place]]
            if meaning is None or type(meaning) is int:
                found[item] = meaning
            elif meaning is LEFT:
                continue
            elif isinstance(meaning, Several) and (
                (value := meaning.within(language)) is not None
            ):
                found[item] = value
            else:
                wrong = meaning.wrong if isinstance(meaning, Odd) else Wrong.AMBIGUOUS
                ends = block.tool.minimum, block.tool.maximum
                self._tell(wrong, line, place, cells, least=ends[0], most=ends[1])
        return found

    def _about(self, line: int, cells: Cells) -> dict[str, str]:
        found: dict[str, str] = {}
        for asked in self._plan.about:
            option = asked.meanings[cells[asked.place]]
            if isinstance(option, str):
                found[asked.question] = option
            elif isinstance(option, Odd):
                self._tell(option.wrong, line, asked.place, cells)
        return found

    def _known(
        self, line: int, cells: Cells, what: str, meanings: Known[str | Odd]
    ) -> str:
        found = meanings[self._plan.cell(cells, what)]
        if isinstance(found, str):
            return found
        self._tell(found.wrong, line, self._plan.places[what], cells)
        return ""

    def _time(self, line: int, cells: Cells, what: str) -> datetime | None:
        cell = self._plan.cell(cells, what)
        if not cell or not bare(cell):
            return None
        found = self._plan.date(cell)
        if found is None:
            self._tell(Wrong.NO_DATE, line, self._plan.places[what], cells)
        return found

    def _key(self, line: int, cells: Cells, project: str, moment: str) -> str | None:
        """Name a row by its own name, or by what stands in it; None if it was there."""
        content = "\x1f".join(self._plan.content(cells)).encode(errors="replace")
        digest = hashlib.blake2b(content, digest_size=16).digest()
        name = bare(self._plan.cell(cells, "identity")).lower().removeprefix("uuid:")
        if not name:
            self._times[digest] = times = self._times.get(digest, 0) + 1
            return f"{self._batch} row {digest.hex()} {times}"
        first, was = self._seen.setdefault((project, name, moment), (line, digest))
        if first == line:
            return f"{self._batch} id {name}"
        if was != digest:
            place = self._plan.places["identity"]
            self._tell(Wrong.TWICE, line, place, cells, first=first)
        return None

    def _tell(
        self, wrong: Wrong, line: int, place: int, cells: Cells, **facts: int
    ) -> None:
        said, name = shown(cells[place]), self._plan.names[place]
        self._faults.add(Fault(wrong, line, name, said, dict(facts)))

    def _tell_holes(self, line: int) -> None:
        """Tell the cells of a line that a spreadsheet left without a result."""
        for (number, place), wrong in self._table.holes.items():
            if number == line and place in self._plan.used:
                self._faults.add(Fault(wrong, line, self._plan.names[place]))


def _seconds(began: datetime | None, done: datetime | None) -> int | None:
    """Say how long somebody took, if both clocks make sense."""
    if began is None or done is None or began == done:
        return None
    seconds = int((done - began).total_seconds())
    return seconds if 0 <= seconds <= _MOST_SECONDS else None
