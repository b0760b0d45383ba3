"""What becomes of bids: one person decides, a second approves, within the budget."""

from typing import Any

from grantsapp import audit, clock, i18n, ledger
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import Model, db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Decision, DecisionStage, Outcome
from grantsapp.review.queries import deciding as decided


def decide(
    application: Application,
    *,
    outcome: Outcome,
    amount: int | None,
    reason: str,
    feedback: str,
    by: Person,
    feedback_language: str | None = None,
    conditions: str = "",
    place: int | None = None,
) -> Decision:
    """Decide on a bid, or decide anew; the amount of a yes is taken from the budget.

    The caller holds the lock of the call. Raises Refused where the budget lacks it.
    """
    call = application.call
    decision = decided.decision_on(application)
    held = decision.holds if decision else 0
    refuse_too_much(call, (amount or 0 if outcome is Outcome.FUND else 0) - held)
    no, waits = outcome is Outcome.DECLINE, outcome is Outcome.RESERVE
    facts: dict[str, Any] = {
        "outcome": outcome,
        "amount": None if no else amount,
        "conditions": "" if no else conditions,
        "place": place if waits else None,
        "reason": reason,
        "feedback": feedback,
        "feedback_language": feedback_language,
    }
    if feedback_language == application.language:
        facts["feedback_language"] = None
    decision = _write(application, decision, facts, by=by)
    take(call, decision.holds - held, "decided", decision, by=by)
    del facts["outcome"]
    audit.record(f"decided: {outcome}", application, by=by, **facts)
    return decision


def _write(
    application: Application,
    decision: Decision | None,
    facts: dict[str, Any],
    *,
    by: Person,
) -> Decision:
    if decision is None:
        decision = Decision(application_id=application.id, by_id=by.id, **facts)
        db.session.add(decision)
    else:
        decision.version += 1
    for name, value in facts.items():
        setattr(decision, name, value)
    decision.by_id, decision.decided_at = by.id, clock.now()
    decision.stage, decision.returned_because = DecisionStage.PROPOSED, ""
    db.session.flush()
    return decision


def refuse_too_much(call: Call, more: int) -> None:
    """Raise Refused where so much more would go beyond the budget."""
    left = decided.left_of(call)
    if more > left:
        amount = i18n.money(left, call.fund.currency)
        raise Refused(_("Only %(amount)s is left of the budget.", amount=amount))


def approve(decision: Decision, *, by: Person) -> None:
    """Agree with what somebody else decided; from here on it stays."""
    decision.approved_by_id, decision.approved_at = by.id, clock.now()
    decision.stage = DecisionStage.APPROVED
    audit.record("approved the decision", decision.application, by=by)


def call_up(decision: Decision, amount: int, *, by: Person, reason: str = "") -> None:
    """Propose to fund a bid of the reserve list whose group knows that it waits.

    From here on it goes the way of every yes: a second person approves, and it goes
    out with the next release. What was told before stays in the bid's history. The
    caller holds the lock of the call. Raises Refused where the budget lacks it.
    """
    refuse_too_much(decision.application.call, amount)
    told, place = decision.told_at, decision.place
    before = {"amount": decision.amount, "place": place, "version": decision.version}
    before |= {"told_at": told.isoformat() if told else None, "by": decision.by.name}
    decision.outcome, decision.amount, decision.place = Outcome.FUND, amount, None
    decision.stage, decision.told_at = DecisionStage.PROPOSED, None
    decision.approved_by_id = decision.approved_at = None
    decision.by_id, decision.decided_at = by.id, clock.now()
    decision.version += 1
    decision.reason, decision.letter = reason or decision.reason, {}
    db.session.flush()
    bid = decision.application
    take(bid.call, amount, "called up", decision, by=by)
    facts = {"amount": amount, "reason": reason, "before": before}
    audit.record("decided: called up from the reserve list", bid, by=by, **facts)


def send_back(decision: Decision, *, because: str, by: Person) -> None:
    """Disagree: it must be decided anew, and its money is free until then.

    An approved one can be sent back until the group is told.
    """
    held = decision.holds
    decision.approved_by_id = decision.approved_at = None
    decision.stage, decision.returned_because = DecisionStage.RETURNED, because
    take(decision.application.call, -held, "sent back", decision, by=by)
    audit.record("sent the decision back", decision.application, by=by, because=because)


def edit_letter(decision: Decision, words: dict[str, str], *, by: Person) -> None:
    """Add a paragraph of the fund's own to the letter of a result, by language."""
    decision.letter = {code: text for code, text in words.items() if text}
    audit.record("edited the letter", decision.application, by=by, words=words)


def mark_told(decision: Decision, *, by: Person) -> None:
    """Note that the applicant was told, so that they can read it."""
    decision.told_at = clock.now()
    audit.record("told the applicant", decision.application, by=by)


def take(call: Call, amount: int, what: str, about: Model, *, by: Person) -> None:
    """Take money from the budget of a call, or give it back where it is below zero."""
    if ledger.balance(call) is None:
        ledger.book(call, call.budget, "budget", call, by=by)
    if amount:
        ledger.book(call, -amount, what, about, by=by)
