"""Links that work once, as they are counted and found."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp.db import db
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Survey, Ticket

MOST_BATCHES = 100  # told on the page, the newest first


@dataclass(frozen=True)
class Batch:
    """Links that were made together, and how many of them were used."""

    number: int
    moment: Moment
    made_at: datetime
    links: int
    used: int


def batches_of(survey: Survey) -> list[Batch]:
    """Count the links of a survey by batch."""
    query = (
        select(
            Ticket.batch,
            Ticket.moment,
            func.min(Ticket.made_at),
            func.count(),
            func.count(Ticket.used_on),
        )
        .where(Ticket.survey_id == survey.id)
        .group_by(Ticket.batch, Ticket.moment)
        .order_by(Ticket.batch.desc())
        .limit(MOST_BATCHES)
    )
    return [Batch(*row) for row in db.session.execute(query)]


def last_batch(survey: Survey) -> int:
    """Give the number of the newest batch, 0 before the first."""
    query = select(func.max(Ticket.batch)).where(Ticket.survey_id == survey.id)
    return db.session.scalar(query) or 0


def digest_of(token: str) -> str:
    """Hash what stands in a link, however it was typed."""
    plain = token.replace("-", "").replace(" ", "").lower()
    return hashlib.sha256(plain.encode()).hexdigest()


def ticket(token: str, survey: Survey | None = None, *, lock: bool) -> Ticket | None:
    """Find a link by what stands in it, of one survey or of any."""
    query = select(Ticket).where(Ticket.digest == digest_of(token))
    query = query.options(joinedload(Ticket.survey))
    if survey is not None:
        query = query.where(Ticket.survey_id == survey.id)
    if lock:
        query = query.with_for_update(of=Ticket)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)
