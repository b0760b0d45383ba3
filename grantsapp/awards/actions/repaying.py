"""Money that comes back: asked for, received, or waived by another person."""

from datetime import date

from grantsapp import audit, i18n, ledger
from grantsapp.accounts.models import Person
from grantsapp.awards import splitting
from grantsapp.awards.actions import informing
from grantsapp.awards.actions.paying import book_paid, book_paid_from
from grantsapp.awards.models import Award, Repayment, RepaymentKind, RepaymentStage
from grantsapp.awards.queries import money, sources
from grantsapp.calls.models import FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions.deciding import take


def may_be_asked(award: Award) -> int:
    """Say how much of what was paid nobody has asked for yet."""
    paid = ledger.balance(ledger.part_of(award, sources.PAID)) or 0
    asked = [r for r in money.repayments_of(award) if r.stage is RepaymentStage.ASKED]
    return paid - sum(r.amount for r in asked)


def ask_back(
    award: Award,
    *,
    amount: int,
    kind: RepaymentKind,
    reason: str,
    due_on: date,
    by: Person,
) -> Repayment:
    """Ask a group for money back; no more than it got. The award is locked."""
    most = may_be_asked(award)
    if amount > most:
        raise Refused(too_much(most, award.call.fund.currency))
    repayment = Repayment(
        award=award,
        number=money.next_repayment_number(award),
        amount=amount,
        kind=kind,
        reason=reason,
        due_on=due_on,
        asked_by_id=by.id,
    )
    db.session.add(repayment)
    facts = {"kind": str(kind), "reason": reason, "due_on": due_on.isoformat()}
    _record("asked for money back", repayment, by=by, **facts)
    informing.about_repayment(repayment, "asked")
    return repayment


def too_much(most: int, currency: str) -> str:
    """Say that less was paid than is asked for."""
    return _(
        "Only %(amount)s was paid and not asked for yet.",
        amount=i18n.money(most, currency),
    )


def receive(repayment: Repayment, day: date, *, by: Person) -> None:
    """Note that it came: the call and its sources have it again."""
    award, amount = repayment.award, repayment.amount
    if repayment.stage is not RepaymentStage.ASKED:
        raise Refused(_("This money has come back or was waived already."))
    repayment.stage, repayment.received_on = RepaymentStage.RECEIVED, day
    db.session.flush()
    parts = _parts(award, amount)
    take(award.call, -amount, "paid back", repayment, by=by)
    book_paid(award, -amount, "paid back", repayment, by=by)
    for source in sorted(parts, key=lambda source: source.id):
        if part := parts[source]:
            ledger.book(source, part, "paid back", repayment, by=by)
            book_paid_from(award, source, -part, "paid back", repayment, by=by)
    _record("received money back", repayment, by=by, day=day.isoformat())
    informing.about_repayment(repayment, "received")


def _parts(award: Award, amount: int) -> dict[FundingSource, int]:
    """Part what came back over the sources, by what each has paid."""
    payers = [part.source for part in sources.splits_of(award)]
    sources.lock_sources(payers)
    accounts = {source: sources.paid_from(award, source) for source in payers}
    found = ledger.balances(one.id for one in accounts.values())
    paid = {source: found.get(account.id, 0) for source, account in accounts.items()}
    if amount > sum(paid.values()):
        raise Refused(_("More comes back than was paid. Nothing was changed."))
    return splitting.shares(amount, paid)


def waive(repayment: Repayment, *, because: str, by: Person) -> None:
    """Give up money that somebody else asked for, with a reason."""
    repayment.stage, repayment.waived_because = RepaymentStage.WAIVED, because
    _record("waived money", repayment, by=by, because=because)
    informing.about_repayment(repayment, "waived")


def _record(verb: str, repayment: Repayment, *, by: Person, **details: object) -> None:
    facts = {"repayment": repayment.reference, "amount": repayment.amount}
    audit.record(verb, repayment.award, by=by, **facts, **details)
