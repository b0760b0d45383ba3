"""Files of responses: what was brought to a call, and what is here of it already."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import clock, jobs
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.mel.models import (
    FileStage,
    Origin,
    RememberedMapping,
    Response,
    ResponseFile,
)

# What is here under a name: whether each content of it was taken back with its file.
Known = dict[tuple[UUID, UUID], dict[str, bool]]


def files_in(call: Call) -> list[ResponseFile]:
    """List the files that were brought to a call, the newest first."""
    query = select(ResponseFile).where(ResponseFile.call_id == call.id)
    query = query.order_by(ResponseFile.made_at.desc(), ResponseFile.id)
    return list(db.session.scalars(query))


def response_file(key: UUID, *, lock: bool = False) -> ResponseFile | None:
    """One file with its call; whoever locks it alone decides what becomes of it."""
    query = select(ResponseFile).where(ResponseFile.id == key)
    if lock:
        return db.session.scalar(locked(query))
    whole = joinedload(ResponseFile.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole, joinedload(ResponseFile.file)))


def same_before(file: ResponseFile) -> ResponseFile | None:
    """Find a file with the same bytes that was taken before."""
    query = select(ResponseFile).where(
        ResponseFile.call_id == file.call_id,
        ResponseFile.digest == file.digest,
        ResponseFile.id != file.id,
        ResponseFile.stage == FileStage.TAKEN,
    )
    return db.session.scalar(query.order_by(ResponseFile.made_at).limit(1))


def remembered(call: Call, signature: str) -> RememberedMapping | None:
    """How a table with such columns was read in this call the last time."""
    query = select(RememberedMapping).where(
        RememberedMapping.call_id == call.id, RememberedMapping.signature == signature
    )
    return db.session.scalar(query)


def taking_key(file: ResponseFile) -> str:
    """Name the job that takes a file; it can be asked for again in a later version."""
    return f"take responses:{file.id}:{file.version}"


def is_last_try(file: ResponseFile) -> bool:
    """Say whether no worker takes the job again after the one that has it now."""
    job = jobs.asked(taking_key(file))
    return job is not None and job.attempts >= jobs.MOST_ATTEMPTS


def is_given_up(file: ResponseFile) -> bool:
    """Say whether a file waits for nobody: the last worker died over it."""
    if file.stage is not FileStage.WAITING:
        return False
    job = jobs.asked(taking_key(file))
    if job is None or job.attempts < jobs.MOST_ATTEMPTS or job.done_at is not None:
        return job is None
    return job.leased_until is None or job.leased_until < clock.now()


def known_in(surveys: Collection[UUID]) -> Known:
    """Read what was brought to these surveys, by name."""
    found: Known = {}
    for survey_id, key, digest, is_gone in db.session.execute(_brought(surveys)):
        found.setdefault((survey_id, key), {})[digest] = bool(is_gone)
    return found


def gone_in(surveys: Collection[UUID]) -> dict[tuple[UUID, UUID, str], UUID]:
    """Give the rows that were taken back with their file, by name and content."""
    query = _brought(surveys).add_columns(Response.id)
    return {
        (survey_id, key, digest): row
        for survey_id, key, digest, is_gone, row in db.session.execute(query)
        if is_gone
    }


def _brought(surveys: Iterable[UUID]):
    is_gone = (ResponseFile.stage == FileStage.BACK) & Response.counts.is_(False)
    return (
        select(Response.survey_id, Response.client_key, Response.digest, is_gone)
        .join(ResponseFile, ResponseFile.id == Response.file_id)
        .where(Response.survey_id.in_(surveys), Response.origin == Origin.IMPORT)
    )
