"""Payments on their way: prepared by one person, released by another, paid by a bank.

Whoever moves money holds the call, then the award (`queries.money.locked_award`), and
every account is booked in the same order, so that nobody waits in a ring.
"""

from datetime import date
from typing import Any

from grantsapp import audit, clock, ledger
from grantsapp.accounts.models import Person
from grantsapp.awards import splitting
from grantsapp.awards.actions import informing
from grantsapp.awards.models import Award, Payment, PaymentStage
from grantsapp.awards.queries import hindrances, sources
from grantsapp.calls.models import FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def prepare(payment: Payment, *, by: Person) -> None:
    """Make a payment ready, with the account that it goes to."""
    _refuse_hindered(payment)
    payment.bank = bank = hindrances.bank_of(payment.award)
    payment.prepared_by_id, payment.prepared_at = by.id, clock.now()
    _go(payment, PaymentStage.PREPARED)
    masked = bank.masked if bank else ""
    _record("prepared a payment", payment, by=by, account=masked)
    informing.ask_for_release(payment)


def send_back(payment: Payment, *, by: Person) -> None:
    """Take the preparation back; it can be prepared anew."""
    payment.bank = payment.prepared_by_id = payment.prepared_at = None
    _go(payment, PaymentStage.PLANNED)
    _record("sent a payment back", payment, by=by)


def release(payment: Payment, *, by: Person) -> None:
    """Let a prepared payment go: its money is no longer there to be promised."""
    _refuse_hindered(payment)
    payment.released_by_id, payment.released_at = by.id, clock.now()
    _go(payment, PaymentStage.RELEASED)
    _book(payment, _parts(payment), "paid", by=by)
    _record("released a payment", payment, by=by)
    informing.about_payment(payment, "released")


def cancel(payment: Payment, *, because: str, by: Person) -> Payment:
    """Take back a released payment that the bank refused, and plan it anew."""
    award = payment.award
    _book(payment, _parts_taken(payment), "refused by the bank", by=by, back=True)
    _go(payment, PaymentStage.CANCELLED)
    again = Payment(
        award_id=award.id,
        number=max(p.number for p in award.payments) + 1,
        **{name: getattr(payment, name) for name in _THE_SAME},
    )
    award.payments.append(again)
    _record("cancelled a payment", payment, by=by, because=because)
    informing.about_payment(payment, "cancelled")
    return again


_THE_SAME = ("amount", "due_on", "waits_for", "condition", "met_at", "met_by_name")


def withhold(payment: Payment, *, because: str, by: Person) -> None:
    """Hold a payment back, with a reason that the group reads."""
    payment.withheld_because = because
    payment.version += 1
    _record("withheld a payment", payment, by=by, because=because)
    informing.about_payment(payment, "withheld")


def let_go(payment: Payment, *, by: Person) -> None:
    """Hold it back no longer."""
    payment.withheld_because = ""
    payment.version += 1
    _record("let a payment go on", payment, by=by)
    informing.about_payment(payment, "let go")


def note_as_met(payment: Payment, *, by: Person) -> None:
    """Note that the condition of a payment is met."""
    payment.met_at, payment.met_by_name = clock.now(), by.called
    payment.version += 1
    _record("noted a condition as met", payment, by=by)


def mark_paid(payment: Payment, day: date, *, by: Person) -> None:
    """Note the day on which a bank paid it."""
    if payment.stage is not PaymentStage.RELEASED:
        raise Refused(_("Only a payment that was released can be paid."))
    payment.paid_on = day
    _go(payment, PaymentStage.PAID)
    _record("was paid", payment, by=by, day=day.isoformat())


def _refuse_hindered(payment: Payment) -> None:
    hindrances.bank_of(payment.award, lock=True)  # nobody stops its account meanwhile
    if found := hindrances.of(payment):
        raise Refused(" ".join(found))


def _go(payment: Payment, stage: PaymentStage) -> None:
    payment.stage = stage
    payment.version += 1
    db.session.flush()


def _record(verb: str, payment: Payment, *, by: Person, **details: Any) -> None:
    facts = {"payment": payment.reference, "amount": payment.amount}
    audit.record(verb, payment.award, by=by, **facts, **details)


def _parts(payment: Payment) -> dict[FundingSource, int]:
    """Part a payment over sources, by what each of them still has to pay."""
    award = payment.award
    payers = [part.source for part in sources.splits_of(award)]
    sources.lock_sources(payers)
    accounts = {source: sources.still_to_pay(award, source) for source in payers}
    found = ledger.balances(one.id for one in accounts.values())
    left = {source: found.get(account.id, 0) for source, account in accounts.items()}
    if sum(left.values()) < payment.amount:
        raise Refused(_("The sources of its money do not add up to its amount."))
    return splitting.shares(payment.amount, left)


def _parts_taken(payment: Payment) -> dict[FundingSource, int]:
    """Say what each source gave for a payment, as the books have it."""
    award = payment.award
    payers = [part.source for part in sources.splits_of(award)]
    sources.lock_sources(payers)
    return {
        source: sum(
            line.amount
            for line in ledger.lines_of(sources.paid_from(award, source))
            if line.about_id == payment.id
        )
        for source in payers
    }


def _book(
    payment: Payment,
    parts: dict[FundingSource, int],
    what: str,
    *,
    by: Person,
    back: bool = False,
) -> None:
    """Book a payment on all accounts that it touches, or book it back."""
    award, sign = payment.award, -1 if back else 1
    amount = sign * payment.amount
    ledger.book(award, -amount, what, payment, by=by)
    book_paid(award, amount, what, payment, by=by)
    for source in sorted(parts, key=lambda source: source.id):
        part = sign * parts[source]
        if part:
            to_pay = sources.still_to_pay(award, source)
            ledger.book(to_pay, -part, what, payment, by=by)
            book_paid_from(award, source, part, what, payment, by=by)


def book_paid(award: Award, amount: int, what: str, about: Any, *, by: Person) -> None:
    """Count an amount as paid by an award and its call, or as come back."""
    for thing in (award, award.call):
        paid = ledger.part_of(thing, sources.PAID)
        ledger.book(paid, amount, what, about, by=by)


def book_paid_from(
    award: Award,
    source: FundingSource,
    amount: int,
    what: str,
    about: Any,
    *,
    by: Person,
) -> None:
    """Count an amount as paid by a source, in all and for this award."""
    paid = ledger.part_of(source, sources.PAID)
    ledger.book(paid, amount, what, about, by=by)
    ledger.book(sources.paid_from(award, source), amount, what, about, by=by)
