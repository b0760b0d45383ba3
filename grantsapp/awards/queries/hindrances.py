"""What keeps a payment back: a sentence for each test that it does not pass.

Each test is a function of its own; those of one award are asked once for all of its
payments.
"""

from sqlalchemy import select

from grantsapp import clock, ledger
from grantsapp.access import elsewhere
from grantsapp.awards.models import (
    Agreement,
    AgreementStage,
    Award,
    BankDetails,
    Payment,
    PaymentStage,
    Stage,
)
from grantsapp.awards.queries import agreements, bank, cases, diligence, sources
from grantsapp.awards.schedule import When
from grantsapp.db import db
from grantsapp.i18n import gettext as _


def of(payment: Payment, *, with_cases: bool = True) -> list[str]:
    """Say what keeps a payment back, a sentence each; nothing where it can go."""
    found = of_award(payment.award, with_cases=with_cases)
    return [*found, *of_payment(payment)]


def of_award(award: Award, *, with_cases: bool = True) -> list[str]:
    """Say what keeps back every payment of an award; doubts where they may be seen."""
    tests = (
        _not_accepted,
        _no_agreement,
        _not_clear,
        _no_account,
        _irregular,
        _not_split,
    )
    asked = [test for test in tests if with_cases or test is not _irregular]
    return [sentence for test in asked if (sentence := test(award))]


def of_payment(payment: Payment) -> list[str]:
    """Say what keeps back this payment alone."""
    tests = (_withheld, _no_report, _not_met, _other_account, _too_much, _not_agreed)
    return [sentence for test in tests if (sentence := test(payment))]


def after_release(payment: Payment) -> list[str]:
    """Say why a released payment must not go to the bank any more, or not yet.

    What was found in order at its release may have changed since: its payee can stop
    an account at any time. The payee is held until the request ends.
    """
    tests = (_cancelled, _stopped_account)
    found = [sentence for test in tests if (sentence := test(payment))]
    return [*found, *filter(None, [_irregular(payment.award)])]


def bank_of(award: Award, *, lock: bool = False) -> BankDetails | None:
    """Find the account that money of an award goes to, if one can be used now."""
    group = bank.payee_of(award)
    if group is None:
        return None
    return bank.usable(group, award.call.fund, clock.now(), lock=lock)


def _not_accepted(award: Award) -> str:
    waits = award.stage is not Stage.ACCEPTED
    return _("The group has not accepted the grant.") if waits else ""


def _no_agreement(award: Award) -> str:
    return "" if agreements.in_force(award) else _("No agreement is in force.")


def _not_clear(award: Award) -> str:
    return "" if diligence.is_clear(award) else _("Due diligence is not finished.")


def _no_account(award: Award) -> str:
    if bank_of(award) is not None:
        return ""
    return _("No bank details that two people approved can be used yet.")


def _irregular(award: Award) -> str:
    if cases.open_case(award) is not None:
        return _("An irregularity is open: nothing is paid before it is closed.")
    ended = cases.has_ended(award)
    return _("A case ended this award: nothing more is paid.") if ended else ""


def _not_split(award: Award) -> str:
    planned = sum(part.amount for part in sources.splits_of(award))
    if planned == award.amount:
        return ""
    return _("The sources of its money do not add up to its amount.")


def _withheld(payment: Payment) -> str:
    return _("This payment is withheld.") if payment.withheld_because else ""


def _no_report(payment: Payment) -> str:
    waits = payment.waits_for is When.REPORTED
    if not waits or elsewhere("has_reported", payment.award):
        return ""
    return _("The group has not sent its report.")


def _not_met(payment: Payment) -> str:
    waits = payment.waits_for is When.CONDITION and payment.met_at is None
    return _("Nobody has noted its condition as met.") if waits else ""


def _other_account(payment: Payment) -> str:
    if payment.bank_id is None:
        return ""
    found = bank_of(payment.award)
    if found is None or found.id == payment.bank_id:
        return ""
    return _("The bank details changed since it was prepared. Send it back first.")


def _cancelled(payment: Payment) -> str:
    waits = payment.stage is not PaymentStage.RELEASED
    return _("It was cancelled, so no bank may be told to pay it.") if waits else ""


def _stopped_account(payment: Payment) -> str:
    found = bank_of(payment.award, lock=True)
    if found is not None and found.id == payment.bank_id:
        return ""
    return _("Its account was stopped or changed since, or a change waits.")


def _too_much(payment: Payment) -> str:
    left = ledger.balance(payment.award) or 0
    if payment.amount <= left:
        return ""
    return _("It is more than what is still to be paid.")


def _not_agreed(payment: Payment) -> str:
    """A change that raised an amount pays no more before all have signed it."""
    award = payment.award
    query = select(Agreement.facts).where(
        Agreement.award_id == award.id, Agreement.stage == AgreementStage.IN_FORCE
    )
    facts = db.session.scalar(query)
    gone = (award.amount or 0) - (ledger.balance(award) or 0)
    if facts is None or gone + payment.amount <= facts["amount"]:
        return ""
    return _("It is more than the agreement that holds: the new one is not signed.")
