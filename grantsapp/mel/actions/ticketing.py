"""Links that work once: made, found, used. No row says which answers one brought."""

import base64
import secrets
from datetime import date

from sqlalchemy import insert

from grantsapp import audit, clock, mail
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Survey, Ticket
from grantsapp.mel.queries import tickets

MOST = 500  # at once
BYTES = 16  # of chance
PARTS = ((0, 7), (7, 13), (13, 20), (20, 26))  # letters that are printed together


def draw(count: int) -> list[str]:
    """Draw what stands in so many links: 128 bits each, in letters one can type."""
    return [
        base64.b32encode(secrets.token_bytes(BYTES)).decode().rstrip("=").lower()
        for _ in range(count)
    ]


def address(token: str) -> str:
    """Give the address of a link that works once, in parts that a hand can type."""
    return mail.address(f"/once/{'-'.join(parts(token))}")


def parts(token: str) -> list[str]:
    """Part what stands in a link, so that eyes do not lose their place."""
    return [token[start:end] for start, end in PARTS]


def keep(survey: Survey, tokens: list[str], moment: Moment, *, by: Person) -> int:
    """Keep links as hashes alone; gives the number of their batch.

    The caller holds the lock of the survey, so that no two batches have one number.
    """
    batch, now = tickets.last_batch(survey) + 1, clock.now()
    rows = [
        {
            "survey_id": survey.id,
            "digest": tickets.digest_of(token),
            "batch": batch,
            "moment": moment,
            "made_at": now,
        }
        for token in tokens
    ]
    db.session.execute(insert(Ticket), rows)
    facts = {"links": len(tokens), "batch": batch, "number": survey.number}
    audit.record("made links that work once", survey.award, by=by, **facts)
    return batch


def find(survey: Survey, token: str, *, lock: bool = False) -> Ticket | None:
    """Find the link of a survey; locked, it is nobody else's until the request ends."""
    return tickets.ticket(token, survey, lock=lock)


def use(ticket: Ticket, today: date) -> bool:
    """Use a link up; gives False where it was used already. A day is all we keep."""
    if ticket.used_on is not None:
        return False
    ticket.used_on = today
    return True


def only_once(survey: Survey, *, wanted: bool, by: Person) -> None:
    """Let people in through links that work once alone, or through the public one."""
    if survey.needs_ticket == wanted:
        return
    survey.needs_ticket_since = clock.now() if wanted else None
    words = "closed the public link" if wanted else "opened the public link"
    audit.record(words, survey.award, by=by, number=survey.number)
