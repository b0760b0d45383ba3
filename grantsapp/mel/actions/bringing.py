"""Files of responses are brought, told apart, taken or given up."""

from dataclasses import asdict, dataclass
from typing import Any

from grantsapp import audit, files, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions.sorting import Order, Sorting
from grantsapp.mel.models import FileStage, ResponseFile
from grantsapp.mel.queries.grounds import Ground
from grantsapp.mel.tables import (
    Fault,
    Faults,
    Matching,
    Table,
    Wrong,
    from_json,
    guess,
    opened,
)

TAKE = "mel.take_responses"  # the job, see `taking_in`
OPEN = {FileStage.MAPPED, FileStage.REFUSED}
READ_AS = ("encoding", "separator", "sheet")  # what a person may say of a file


def opened_as(content: bytes, said: dict[str, Any], ground: Ground) -> Table:
    """Open a file as somebody said that it is written; raises Faults."""
    known = {name: str(said.get(name, "")) for name in READ_AS}
    return opened(content, languages=ground.facts.languages, **known)


def matched(
    table: Table, ground: Ground, remembered: dict[str, Any] | None
) -> tuple[Matching, bool]:
    """Say what the columns are: as the last time, or as they look.

    Which project and which moment a whole file is of is never carried over: the next
    file may well be of another.
    """
    guessed = guess(table, ground.tools, ground.facts)
    if guessed.project not in ground.homes and len(ground.projects) == 1:
        alone = "" if guessed.project_column else ground.projects[0].reference
        guessed = _with(guessed, project=alone)
    if remembered is None:
        return guessed, False
    facts = {"project": guessed.project, "moment": guessed.moment}
    return _with(from_json(remembered), **facts), True


def _with(matching: Matching, **facts: Any) -> Matching:
    return from_json(matching.as_json() | facts)


def bring(
    call: Call, received: files.Received, matching: Matching, *, was: bool, by: Person
) -> ResponseFile:
    """Keep a file that could be opened, to be told apart and taken."""
    file = ResponseFile(
        call=call,
        file=files.keep(received, by=by),
        name=received.name,
        digest=received.digest,
        mapping=matching.as_json() | {"as_last_time": was},
        by_name=by.called,
    )
    db.session.add(file)
    facts = {"name": file.name, "hash": file.digest}
    audit.record("brought a file of responses", call, by=by, **facts)
    return file


def read_as(
    file: ResponseFile, said: dict[str, str], matching: Matching | None
) -> None:
    """Note how a file is written; other columns than before are told apart anew."""
    still_open(file)
    file.dialect = said
    if matching is not None:
        file.mapping = matching.as_json()
    _changed(file)


def tell_apart(file: ResponseFile, matching: Matching, *, apart: bool) -> None:
    """Note what the columns are; `apart` sets rows without a name off from others."""
    still_open(file)
    file.mapping = matching.as_json() | {"apart": apart}
    _changed(file)


def _changed(file: ResponseFile) -> None:
    file.version += 1
    file.stage, file.faults, file.told = FileStage.MAPPED, [], {}


def still_open(file: ResponseFile) -> None:
    """Refuse where a worker has the file, or nothing is left to do with it."""
    if queries.is_given_up(file):
        return
    if file.stage is FileStage.WAITING:
        raise Late(_("Somebody had this file taken meanwhile. Nothing was changed."))
    if file.stage not in OPEN:
        raise Late(_("This file was taken already. Nothing was changed."))


def take(file: ResponseFile, *, by: Person) -> None:
    """Have a worker take a file as it is told apart now."""
    still_open(file)
    file.version += 1
    file.stage, file.faults, file.told = FileStage.WAITING, [], {}
    jobs.ask(TAKE, queries.taking_key(file), file=str(file.id), version=file.version)
    facts = {"name": file.name, "hash": file.digest}
    audit.record("had a file of responses taken", file.call, by=by, **facts)


def give_up(file: ResponseFile, *, by: Person) -> None:
    """Forget a file of which nothing was taken."""
    still_open(file)
    facts = {"name": file.name, "hash": file.digest}
    audit.record("gave up a file of responses", file.call, by=by, **facts)
    bytes_ = file.file
    db.session.delete(file)
    db.session.flush()
    if bytes_ is not None:
        files.remove(bytes_)


@dataclass(frozen=True)
class Source:
    """A file and how it is read, apart from the session: it can be read later."""

    file: files.File
    dialect: dict[str, Any]
    mapping: dict[str, Any]
    batch: str

    @classmethod
    def of(cls, row: ResponseFile) -> "Source":
        """Take what is needed of a row whose bytes are still here."""
        file = row.file
        if file is None:
            raise Refused(_("This file is not here any more."))
        db.session.expunge(file)
        batch = str(row.id) if row.mapping.get("apart") else ""
        return cls(file, dict(row.dialect), dict(row.mapping), batch)

    def opened(self, ground: Ground) -> Table:
        """Open it; raises Faults where it cannot be read so."""
        with files.opened(self.file) as stream:
            return opened_as(stream.read(), self.dialect, ground)


def order_of(source: Source, ground: Ground) -> Order:
    """Give a file as it is to be read; raises Faults where it cannot be opened."""
    matching = from_json(source.mapping)
    return Order(source.opened(ground), matching, ground, source.batch)


def told(sorting: Sorting) -> dict[str, Any]:
    """Say in plain figures what came of a file."""
    counts: dict[str, dict[str, int]] = {}
    for (reference, moment), count in sorting.counts.items():
        counts.setdefault(reference, {})[str(moment)] = count
    asked = [home.reference for home, _asked in sorting.new_surveys.values()]
    kinds = {str(kind): count for kind, count in sorting.kinds.items()}
    return {"projects": counts, "asked": asked, **kinds, **sorting.left}


def bare(refused: Faults) -> list[dict[str, Any]]:
    """Give faults as they may be kept: without what people wrote."""
    kept = [asdict(fault) for fault in refused.faults]
    for fault in kept:
        fault["said"] = ""
    return kept


def whole(kept: list[dict[str, Any]], table: Table) -> list[Fault]:
    """Give kept faults back, with what stands in the file where it is still there."""
    found = [_fault(**one) for one in kept]
    wanted = {fault.line for fault in found if fault.column in table.names}
    place = {name: number for number, name in enumerate(table.names)}
    cells: dict[int, Any] = {}
    if wanted:
        for line, row in table.rows():
            if line in wanted:
                cells[line] = row
            if line >= max(wanted):
                break
    return [_filled(fault, cells.get(fault.line), place) for fault in found]


def _fault(wrong: str, **more: Any) -> Fault:
    return Fault(Wrong(wrong), **more)


def _filled(fault: Fault, row: Any, place: dict[str, int]) -> Fault:
    number = place.get(fault.column, -1)
    if row is None or not 0 <= number < len(row):
        return fault
    return Fault(fault.wrong, fault.line, fault.column, row[number][:80], fault.facts)
