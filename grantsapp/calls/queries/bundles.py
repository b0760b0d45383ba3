"""Bundles: what is in one, which there are, and how one stands."""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp import jobs
from grantsapp.calls.models import Answer, Application, Attachment, Bundle, Call
from grantsapp.calls.queries import bids
from grantsapp.db import db


def bundle(key: UUID) -> Bundle | None:
    """One bundle with its call and file."""
    query = select(Bundle).where(Bundle.id == key)
    query = query.options(
        joinedload(Bundle.call).joinedload(Call.fund), joinedload(Bundle.file)
    )
    return db.session.scalar(query)


def job_key(key: UUID) -> str:
    """The key of the work that makes a bundle."""
    return f"bundle:{key}"


def is_given_up(bundle: Bundle) -> bool:
    """Say whether the worker tried as often as it does."""
    job = jobs.asked(job_key(bundle.id))
    if job is None or job.done_at is not None:
        return job is None
    return job.attempts >= jobs.MOST_ATTEMPTS and job.leased_until is None


def standing(call: Call, digest: str) -> Bundle | None:
    """Find a bundle of just these bids that is good, or on its way."""
    query = select(Bundle).where(Bundle.call_id == call.id, Bundle.digest == digest)
    query = query.order_by(Bundle.made_at.desc()).limit(1)
    found = db.session.scalar(query)
    if found is None or found.is_over:
        return None
    if found.ready_at is None and is_given_up(found):
        return None
    return found


def digest_of(call: Call, language: str) -> str:
    """Hash what a bundle would hold: when a word or a file changes, so does this."""
    counted: list[Any] = []
    handed_in = (
        Application.call_id == call.id,
        Application.stage.in_(bids.HANDED_IN),
    )
    query = select(Application.id, Application.stage).where(*handed_in)
    counted += db.session.execute(query.order_by(Application.number)).all()
    for table, column in (
        (Answer, func.sum(Answer.version)),
        (Attachment, func.max(Attachment.made_at)),
    ):
        whole = select(func.count(), column).join(
            Application, Application.id == table.application_id
        )
        counted += db.session.execute(whole.where(*handed_in)).all()
    words = "\n".join(str(tuple(row)) for row in [*counted, (language,)])
    return hashlib.sha256(words.encode()).hexdigest()
