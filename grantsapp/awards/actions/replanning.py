"""The payments of an award that nobody has begun to pay, fitted to what is left."""

from grantsapp.awards.models import Award, Payment, PaymentStage
from grantsapp.awards.queries.varying import still_planned
from grantsapp.awards.schedule import Instalment, Period, When, replanned
from grantsapp.db import db


def replan(award: Award, before: Period, now: Period) -> None:
    """Fit what is planned to what is left to pay and to a new period.

    A payment that is not needed any more is cancelled, and stays in the list.
    """
    planned = [p for p in award.payments if p.stage is PaymentStage.PLANNED]
    parts = [
        Instalment(p.number, p.amount, p.due_on, When(p.waits_for)) for p in planned
    ]
    wanted = {
        part.number: part
        for part in replanned(parts, still_planned(award), before, now)
    }
    for payment in planned:
        part = wanted.pop(payment.number, None)
        if part is None:
            payment.stage = PaymentStage.CANCELLED
        elif (payment.amount, payment.due_on) != (part.amount, part.due_on):
            payment.amount, payment.due_on = part.amount, part.due_on
        else:
            continue
        payment.version += 1
    for part in wanted.values():  # everything was paid, and there is more
        award.payments.append(_payment(award, part))
    db.session.flush()


def _payment(award: Award, part: Instalment) -> Payment:
    return Payment(
        number=max((p.number for p in award.payments), default=0) + 1,
        amount=part.amount,
        due_on=part.due_on,
        waits_for=part.waits_for,
    )
