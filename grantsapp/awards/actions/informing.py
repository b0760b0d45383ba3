"""Letters to a group about its money, and to the sponsor who holds it."""

from typing import Any

from grantsapp import mail
from grantsapp.accounts.models import Organisation, Person
from grantsapp.awards.models import Award, Payment, Repayment


def about_payment(payment: Payment, news: str) -> None:
    """Tell what became of a payment, once for each time."""
    key = f"payment:{payment.id}:{news}:{payment.version}"
    _tell("payment_told", key, payment.award, payment=payment, news=news)


def about_repayment(repayment: Repayment, news: str) -> None:
    """Tell that money is asked for, has come, or is waived."""
    key = f"repayment:{repayment.id}:{news}"
    _tell("repayment_told", key, repayment.award, repayment=repayment, news=news)


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
