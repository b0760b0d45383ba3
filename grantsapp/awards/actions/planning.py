"""Instalments planned anew, as long as nobody has prepared them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from grantsapp import audit, ledger
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award, Payment, PaymentStage
from grantsapp.awards.queries import money
from grantsapp.awards.schedule import When
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


@dataclass(frozen=True)
class Planned:
    """One instalment as somebody wants it."""

    amount: int
    due_on: date
    waits_for: When
    condition: str = ""


def still_to_plan(award: Award) -> int:
    """Say what the payments that nobody has prepared make together."""
    to_pay = ledger.balance(award) or 0
    prepared = [p for p in award.payments if p.stage is PaymentStage.PREPARED]
    return to_pay - sum(p.amount for p in prepared)


def replan(award: Award, wanted: Sequence[Planned], *, by: Person) -> None:
    """Plan what is not prepared anew; it makes what is still to be paid."""
    if sum(one.amount for one in wanted) != still_to_plan(award):
        raise Refused(_("The payments do not add up to what is still to be paid."))
    now = money.planned_payments(award)
    if any(p.withheld_because for p in now[len(wanted) :]):
        raise Refused(_("A payment that is withheld cannot be taken out of the plan."))
    for payment, one in zip(now, wanted, strict=False):
        _change(payment, one)
    for payment in now[len(wanted) :]:
        award.payments.remove(payment)
        db.session.delete(payment)
    number = max((p.number for p in award.payments), default=0)
    for place, one in enumerate(wanted[len(now) :], number + 1):
        award.payments.append(Payment(number=place, **asdict(one)))
    db.session.flush()
    plan = [asdict(one) | {"due_on": one.due_on.isoformat()} for one in wanted]
    audit.record("planned the payments", award, by=by, plan=plan)


def _change(payment: Payment, one: Planned) -> None:
    if one.waits_for is not When.CONDITION or one.condition != payment.condition:
        payment.met_at, payment.met_by_name = None, ""
    payment.amount, payment.due_on = one.amount, one.due_on
    payment.waits_for, payment.condition = one.waits_for, one.condition
    payment.version += 1
