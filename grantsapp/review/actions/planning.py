"""The phases of a call are set up, and its bids checked."""

from typing import Any

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.models import (
    Check,
    Criterion,
    Phase,
)
from grantsapp.review.queries import deciding as decided


def add_phase(call: Call, *, by: Person, **facts: Any) -> Phase:
    """Add a step to the moderation, after the others."""
    position = len(queries.phases_of(call))
    phase = Phase(call_id=call.id, position=position, **facts)
    db.session.add(phase)
    audit.record("added a phase", call, by=by, code=phase.code)
    return phase


def add_criterion(phase: Phase, *, by: Person, **facts: Any) -> Criterion:
    """Say what bids are scored on in a phase."""
    criterion = Criterion(phase_id=phase.id, position=len(phase.criteria), **facts)
    db.session.add(criterion)
    audit.record("added a criterion", phase, by=by, code=criterion.code)
    return criterion


def edit_criterion(criterion: Criterion, *, by: Person, **facts: Any) -> None:
    """Say it anew, while nobody has scored yet."""
    for name, value in facts.items():
        setattr(criterion, name, value)
    audit.record("edited a criterion", criterion.phase, by=by, code=criterion.code)


def remove_criterion(criterion: Criterion, *, by: Person) -> None:
    """Score on it no longer."""
    audit.record("removed a criterion", criterion.phase, by=by, code=criterion.code)
    db.session.delete(criterion)


def check_eligibility(
    phase: Phase,
    application: Application,
    *,
    is_eligible: bool,
    reason: str,
    by: Person,
) -> Check:
    """Say whether the call can fund a bid at all; a no has its reason.

    Raises Late where the fund has decided to fund it.
    """
    decision = decided.decision_on(application)
    if not is_eligible and decision is not None and decision.holds:
        words = _("It is decided to fund this bid. Send that decision back first.")
        raise Late(words)
    check = queries.checks_of(phase).get(application.id)
    found = {"is_eligible": is_eligible, "reason": reason}
    found |= {"by_name": by.called, "at": clock.now()}
    if check is None:
        check = Check(phase_id=phase.id, application_id=application.id, **found)
        db.session.add(check)
    for name, value in found.items():
        setattr(check, name, value)
    words = "found eligible" if is_eligible else "found not eligible"
    audit.record(words, application, by=by, reason=reason)
    return check
