"""Letters about money: to a group, to the sponsor who holds it, to who releases it."""

from typing import Any

from grantsapp import clock, mail
from grantsapp.accounts.models import Organisation, Person
from grantsapp.awards.models import Award, Payment, Repayment
from grantsapp.calls import queries as calls


def about_payment(payment: Payment, news: str) -> None:
    """Tell what became of a payment, once for each time."""
    key = f"payment:{payment.id}:{news}:{payment.version}"
    _tell("payment_told", key, payment.award, payment=payment, news=news)


def about_repayment(repayment: Repayment, news: str) -> None:
    """Tell that money is asked for, has come, or is waived."""
    key = f"repayment:{repayment.id}:{news}"
    _tell("repayment_told", key, repayment.award, repayment=repayment, news=news)


def ask_for_release(payment: Payment) -> None:
    """Write to the others who manage the fund that a payment waits; once a day each."""
    fund, today = payment.award.call.fund, clock.now().date().isoformat()
    for role in calls.managers_of(fund):
        if role.person_id == payment.prepared_by_id:
            continue
        mail.post(
            "staff/payment_waits",
            f"payment-waits:{fund.id}:{today}:{role.person_id}",
            to=role.person.email,
            language=role.person.language,
            person=role.person,
            fund=fund,
            url=mail.address(f"/staff/funds/{fund.id}/payments"),
        )


def _tell(template: str, key: str, award: Award, **words: Any) -> None:
    """Write to everybody of the group, and of the sponsor."""
    own = _people(award.organisation)
    for person in own | (_people(award.sponsor) - own):
        mail.post(
            template,
            f"{key}:{person.id}",
            to=person.email,
            language=person.language,
            award=award,
            person=person,
            url=mail.address(f"/awards/{award.id}") if person in own else "",
            **words,
        )


def _people(group: Organisation | None) -> set[Person]:
    return {m.person for m in group.memberships} if group else set()
