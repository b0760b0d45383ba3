"""The panel says what it recommends on a bid; it is not a decision."""

from uuid import UUID

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.review.models import Outcome, Phase, Recommendation


def recommend(
    phase: Phase,
    application: Application,
    known: Recommendation | None,
    *,
    outcome: Outcome,
    amount: int | None,
    reason: str,
    by: Person,
) -> Recommendation:
    """Write down what the panel recommends on a bid, or write it anew.

    A no has no amount. The caller holds the lock of the phase.
    """
    wanted = None if outcome is Outcome.DECLINE else amount
    facts = {"outcome": outcome, "amount": wanted, "reason": reason}
    facts["by_name"] = by.called
    if known is None:
        known = _new(phase.id, application.id, facts)
    else:
        known.version += 1
        for name, value in facts.items():
            setattr(known, name, value)
    db.session.flush()
    told = {"amount": wanted, "reason": reason, "phase": phase.code}
    audit.record(f"recommended: {outcome}", application, by=by, **told)
    return known


def _new(phase: UUID, application: UUID, facts: dict[str, object]) -> Recommendation:
    made = Recommendation(phase_id=phase, application_id=application, **facts)
    db.session.add(made)
    return made
