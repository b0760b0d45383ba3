"""The phases of a call are set up, and its bids checked."""

from typing import Any

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.models import (
    Check,
    Criterion,
    Kind,
    Phase,
)
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import planning as plans
from grantsapp.review.rules import forget_bids_in
from grantsapp.review.rules.phases import untouched


def add_phase(call: Call, *, by: Person, **facts: Any) -> Phase:
    """Add a step to the moderation, after the others."""
    position = len(queries.phases_of(call))
    phase = Phase(call_id=call.id, position=position, **facts)
    db.session.add(phase)
    audit.record("added a phase", call, by=by, code=phase.code)
    forget_bids_in()
    return phase


def edit_phase(phase: Phase, *, by: Person, **facts: Any) -> None:
    """Say anew when and how a phase goes; what changed stands in the audit."""
    changed = [name for name, v in facts.items() if getattr(phase, name) != v]
    for name in changed:
        setattr(phase, name, facts[name])
    if changed:
        audit.record("edited a phase", phase, by=by, code=phase.code, changed=changed)


def move_phase(phase: Phase, *, up: bool, by: Person) -> None:
    """Change places with a neighbour in which nothing was done either.

    Raises Refused where their dates would lie in the wrong order.
    """
    phases = queries.phases_of(phase.call)
    place = phases.index(phase)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(phases):
        return
    neighbour = phases[other]
    if untouched.why_not(by, neighbour) is not None:
        words = _(
            "Something was done in “%(phase)s” already, so it stays where it is.",
            phase=neighbour.title,
        )
        raise Refused(words)
    phases[place], phases[other] = neighbour, phase
    if plans.out_of_order(phases):
        raise Refused(_("Their dates would overlap. Change the dates first."))
    _number(phases)
    audit.record("ordered the phases", phase.call, by=by, code=phase.code)


def remove_phase(phase: Phase, *, by: Person) -> None:
    """Take a phase out of the moderation, with its criteria."""
    call, phases = phase.call, queries.phases_of(phase.call)
    audit.record("removed a phase", call, by=by, code=phase.code)
    for criterion in list(phase.criteria):
        db.session.delete(criterion)
    db.session.flush()
    db.session.refresh(phase, ["criteria"])
    db.session.delete(phase)
    _number([other for other in phases if other is not phase])


def _number(phases: list[Phase]) -> None:
    for position, phase in enumerate(phases):
        phase.position = position
    db.session.flush()
    forget_bids_in()


def refuse_incomplete(phase: Phase) -> None:
    """Raise Refused where a moderator of the call could not read the rubric."""
    if phase.kind is not Kind.SCORING:
        return
    if not phase.criteria:
        raise Refused(_("This phase has no criterion yet; experts need at least one."))
    if gaps := plans.gaps_in(phase):
        start = _("Bids cannot be given out in this phase yet.")
        raise Refused(" ".join([start, *plans.lacking(gaps)]))


def add_criterion(phase: Phase, *, by: Person, **facts: Any) -> Criterion:
    """Say what bids are scored on in a phase."""
    criterion = Criterion(phase_id=phase.id, position=len(phase.criteria), **facts)
    db.session.add(criterion)
    audit.record("added a criterion", phase, by=by, code=criterion.code)
    return criterion


def copy_criteria(phase: Phase, source: Phase, *, by: Person) -> int:
    """Score on the same as in an earlier phase, besides what is there; gives how many.

    The criteria are new ones, so that earlier scores stay what they are.
    """
    taken = {criterion.code for criterion in phase.criteria}
    found = [c for c in source.criteria if c.code not in taken]
    for number, one in enumerate(found, len(phase.criteria)):
        facts = {name: getattr(one, name) for name in _COPIED}
        db.session.add(Criterion(phase_id=phase.id, position=number, **facts))
    codes = [criterion.code for criterion in found]
    audit.record("copied criteria", phase, by=by, codes=codes, source=source.code)
    return len(found)


_COPIED = (
    "code",
    "weight",
    "title",
    "guidance",
    "minimum",
    "maximum",
    "rubric",
    "needs_reason",
)


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
    forget_bids_in()
    return check
