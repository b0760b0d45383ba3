"""A file of responses is taken by a worker: all of it, once, or nothing.

It is read, checked and scored while nothing is held. Then its row, its projects and
their surveys are held, what is here is looked at again, and all rows are stored in one
go. Where something changed meanwhile, it begins anew.
"""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from grantsapp import audit, clock, files, jobs
from grantsapp.awards.models import Award
from grantsapp.bulk import Keys, Rows
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, bringing, counting, reviving
from grantsapp.mel.actions.answering import score_rows
from grantsapp.mel.actions.sorting import Kind, Order, Sorting
from grantsapp.mel.models import (
    FileStage,
    RememberedMapping,
    Response,
    ResponseFile,
    ResponseScore,
    Survey,
)
from grantsapp.mel.queries.files import Known, known_in
from grantsapp.mel.queries.grounds import ground_of
from grantsapp.mel.tables import Faults, signature

TAKE = "mel.take_responses"
TRIES = 3
log = logging.getLogger("grantsapp.jobs")
_COLUMNS = (
    "id", "file_id", "survey_id", "client_key", "digest", "moment", "code_hash", "raw",
    "about", "language", "origin", "layout", "seconds", "answered_at", "is_resent",
    "counts",
)  # fmt: skip
_SCORES = (
    "id", "response_id", "instrument_id", "moment", "subscale", "value", "answered",
    "keyed", "made_at",
)  # fmt: skip


class Moved(Exception):
    """Somebody changed what a file was read against, each time that it was read."""


@dataclass
class Ready:
    """A file that was read whole, as rows that only need to be stored."""

    sorting: Sorting
    responses: Rows
    scores: Rows
    again: list[tuple[UUID, UUID, str]]  # what comes again, by name and content


def take_in(payload: dict[str, Any]) -> None:
    """Take a file (a job); what cannot be taken says why."""
    key, version = UUID(payload["file"]), int(payload["version"])
    file = queries.response_file(key)
    if file is None or not _waits(file, version):
        return
    is_last = queries.is_last_try(file)
    try:
        for _try in range(TRIES):
            if _take(key, version):
                return
        raise Moved
    except Faults as refused:
        _refuse(key, version, bringing.bare(refused), refused.count)
    except Exception:
        if not is_last:
            raise  # the job is put off, and tried again
        log.exception("gave up on response file %s", key)
        _refuse(key, version, [], 0)


def _waits(file: ResponseFile, version: int) -> bool:
    return file.stage is FileStage.WAITING and file.version == version


def _take(key: UUID, version: int) -> bool:
    """Read and store; says whether it is done."""
    file = queries.response_file(key)
    if file is None or not _waits(file, version):
        return True
    ground, job = ground_of(file.call), queries.taking_key(file)
    known, source = _known(ground), bringing.Source.of(file)
    db.session.commit()  # lets go of the books: what follows only reads the file
    order = bringing.order_of(source, ground)

    def tell(count: int) -> None:
        told = {"read": count}
        mine = update(ResponseFile).where(ResponseFile.id == key)
        db.session.execute(mine.values(told=told))
        jobs.carry_on(job)
        db.session.commit()

    ready = _made_ready(order, known, key, tell)
    return _store(key, version, order, ready, known)


def _known(ground: Any) -> Known:
    return known_in([one.id for home in ground.projects for one in home.surveys])


def _made_ready(order: Order, known: Known, key: UUID, tell: Any) -> Ready:
    sorting, keys, score_keys = Sorting(order, known, tell), Keys(), Keys()
    tools = {
        tool.code: (order.ground.rows[tool.code], tool) for tool in order.ground.tools
    }
    ready = Ready(sorting, Rows(Response, _COLUMNS), Rows(ResponseScore, _SCORES), [])
    for one in sorting:
        row = one.row
        if one.kind is Kind.AGAIN:
            ready.again.append((row["survey_id"], row["client_key"], row["digest"]))
        if one.kind in {Kind.AGAIN, Kind.HERE}:
            continue
        row |= {"id": keys.next(), "file_id": key}
        row |= counting.as_new(is_resent=one.kind is Kind.CHANGED)
        ready.responses.add([row[name] for name in _COLUMNS])
        for line in score_rows(row["id"], row["raw"], tools, score_keys.next):
            ready.scores.add([line[name] for name in _SCORES])
    return ready


def _store(key: UUID, version: int, order: Order, ready: Ready, known: Known) -> bool:
    """Store all of it under the locks, if nothing moved meanwhile.

    Its rows are of this moment, not of the one when they were read: figures that were
    worked out in between are older than they are.
    """
    file = queries.response_file(key, lock=True)
    if file is None or not _waits(file, version):
        return True
    awards = _hold(ready, order, file.call_id)
    now = ground_of(file.call)
    if now.projects != order.ground.projects or _known(now) != known:
        db.session.rollback()
        return False
    for award_id, (_home, asked) in ready.sorting.new_surveys.items():
        _ask(awards[award_id], asked, now)
    reviving.revive(ready.again, file)
    ready.responses.write(made_at=clock.now())
    ready.scores.write()
    _end(file, order, ready, awards)
    return True


def _hold(ready: Ready, order: Order, call_id: UUID) -> dict[UUID, Award]:
    """Hold the call, as figures do that are worked out, and what sittings come from."""
    call = select(Call.id).where(Call.id == call_id).with_for_update(key_share=True)
    db.session.scalars(call).all()
    told = {reference for reference, _moment in ready.sorting.counts}
    homes = [home for home in order.ground.projects if home.reference in told]
    query = select(Award).where(Award.id.in_([home.award_id for home in homes]))
    awards = list(db.session.scalars(locked(query.order_by(Award.number))))
    surveys = select(Survey).where(Survey.award_id.in_([a.id for a in awards]))
    db.session.scalars(locked(surveys.order_by(Survey.id))).all()
    return {award.id: award for award in awards}


def _ask(award: Award, asked: Any, ground: Any) -> None:
    """Make the survey that a project never had; nobody answers it any more."""
    tools = [row for row in queries.instruments() if row.id in asked.tools.values()]
    order = list(ground.rows.values())
    tools.sort(key=lambda row: order.index(row.id))
    survey = asking.ask(award, tools, asked.design, key=asked.id, by=None)
    asking.close_survey(survey, by=None)
    db.session.flush()


def _end(
    file: ResponseFile, order: Order, ready: Ready, awards: dict[UUID, Award]
) -> None:
    """Write down what came, forget the bytes, remember how they were read."""
    sorting = ready.sorting
    file.stage, file.ended_at = FileStage.TAKEN, clock.now()
    file.faults, file.told = [], bringing.told(sorting)
    bytes_, file.file = file.file, None
    db.session.flush()
    if bytes_ is not None:
        files.remove(bytes_)
    _remember(file, order)
    for award in awards.values():
        found = file.told["projects"].get(award.reference, {})
        count = sum(found.values())
        audit.record("took in responses", award, count=count, file=str(file.id))
    facts = {"file": str(file.id), "name": file.name, "hash": file.digest}
    audit.record("took a file of responses", file.call, **facts)


def _remember(file: ResponseFile, order: Order) -> None:
    mark = signature(order.table.names)
    row = queries.remembered(file.call, mark)
    if row is None:
        row = RememberedMapping(call_id=file.call_id, signature=mark, mapping={})
        db.session.add(row)
    row.mapping = order.matching.as_json()


def _refuse(key: UUID, version: int, faults: list[dict[str, Any]], count: int) -> None:
    """Note that nothing of it was taken, and why; it can be tried again."""
    db.session.rollback()
    file = queries.response_file(key, lock=True)
    if file is not None and _waits(file, version):
        file.stage, file.ended_at = FileStage.REFUSED, clock.now()
        file.faults, file.told = faults, {"count": count}


JOBS = {TAKE: take_in}
