"""The panel talks about a bid, and what it agrees on is written down."""

from sqlalchemy import select

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.review.models import Criterion, Moderated, Phase, Reading, Remark


def remark(reading: Reading, text: str, *, by: Person) -> Remark:
    """Say something of a bid; the same said twice in a row is said once."""
    last = select(Remark).where(
        Remark.phase_id == reading.phase.id,
        Remark.application_id == reading.application.id,
    )
    last = last.order_by(Remark.made_at.desc(), Remark.id).limit(1)
    before = db.session.scalar(last)
    if before is not None and (before.by_id, before.text) == (by.id, text):
        return before
    said = Remark(
        phase_id=reading.phase.id,
        application_id=reading.application.id,
        by_id=by.id,
        text=text,
    )
    db.session.add(said)
    audit.record("made a remark", reading.application, by=by, text=text)
    return said


def agree(
    phase: Phase,
    bid: Application,
    criterion: Criterion,
    *,
    value: int,
    reason: str,
    by: Person,
    known: Moderated | None,
) -> None:
    """Write down the score that the panel agreed on, over the one that was `known`."""
    facts = {"value": value, "reason": reason, "by_name": by.called}
    if known is None:
        about = {"phase_id": phase.id, "application_id": bid.id}
        db.session.add(Moderated(criterion_id=criterion.id, **about, **facts))
    else:
        known.value, known.reason, known.by_name = value, reason, by.called
        known.version += 1
    db.session.flush()
    said = {"criterion": criterion.code, "value": value, "reason": reason}
    audit.record("moderated a score", bid, by=by, phase=phase.code, **said)


def take_back(
    phase: Phase, bid: Application, known: Moderated, *, because: str, by: Person
) -> None:
    """Take an agreed score away; what it was, and why it went, stays in the audit."""
    said = {"value": known.value, "reason": known.reason, "because": because}
    code = known.criterion.code
    db.session.delete(known)
    db.session.flush()
    verb = "took a moderated score back"
    audit.record(verb, bid, by=by, phase=phase.code, criterion=code, **said)
