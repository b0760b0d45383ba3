"""Who may do what with the money of an award, and when: it takes two people to pay."""

from typing import Any

from grantsapp.access import Policy, Rule, when, who
from grantsapp.awards.models import (
    Award,
    Batch,
    Payment,
    PaymentStage,
    Repayment,
    RepaymentStage,
    Stage,
    Statement,
    StatementLine,
)
from grantsapp.awards.rules.awards import award_manager
from grantsapp.awards.rules.sides import no_side
from grantsapp.calls.rules import fund_manager
from grantsapp.i18n import lazy_gettext as _

WAITING = {PaymentStage.PLANNED, PaymentStage.PREPARED}


@who
def payment_manager(person: Any, payment: Payment) -> bool:
    """A manager of the award's call."""
    return award_manager.why_not(person, payment.award) is None


@who
def repayment_manager(person: Any, repayment: Repayment) -> bool:
    """A manager of the award's call."""
    return award_manager.why_not(person, repayment.award) is None


@who
def batch_manager(person: Any, batch: Batch) -> bool:
    """A manager of the fund whose money it is."""
    return fund_manager.why_not(person, batch.fund) is None


@who
def statement_manager(person: Any, statement: Statement) -> bool:
    """A manager of the fund whose account it is."""
    return fund_manager.why_not(person, statement.fund) is None


@who
def line_manager(person: Any, line: StatementLine) -> bool:
    """A manager of the fund whose account it is."""
    return fund_manager.why_not(person, line.statement.fund) is None


@when(_("This award is not running, so nothing is planned for it."))
def stands(_person: Any, award: Award) -> bool:
    """It is offered or accepted."""
    return award.stage in {Stage.OFFERED, Stage.ACCEPTED}


@when(_("Only what was accepted can be paid, and can come back."))
def accepted(_person: Any, award: Award) -> bool:
    """A group took the offer."""
    return award.stage is Stage.ACCEPTED


@when(_("This payment is prepared or paid already."))
def planned(_person: Any, payment: Payment) -> bool:
    """Nobody has prepared it yet."""
    return payment.stage is PaymentStage.PLANNED


@when(_("This payment is not prepared, or it is released already."))
def prepared(_person: Any, payment: Payment) -> bool:
    """One person has prepared it."""
    return payment.stage is PaymentStage.PREPARED


@when(_("You prepared this payment. Somebody else has to release it."))
def prepared_by_another(person: Any, payment: Payment) -> bool:
    """Two people see every payment."""
    return payment.prepared_by_id is not None and payment.prepared_by_id != person.id


@when(_("This payment is withheld already, or it has gone."), late=True)
def may_be_withheld(_person: Any, payment: Payment) -> bool:
    """It has not gone, and nobody holds it back."""
    return payment.stage in WAITING and not payment.withheld_because


@when(_("This payment is not withheld."))
def withheld(_person: Any, payment: Payment) -> bool:
    """Somebody holds it back."""
    return bool(payment.withheld_because) and payment.stage in WAITING


@when(_("This payment waits for no condition."))
def waits_for_a_condition(_person: Any, payment: Payment) -> bool:
    """Its condition is not noted as met."""
    return (
        bool(payment.condition)
        and payment.met_at is None
        and payment.stage is PaymentStage.PLANNED
    )


@when(_("Only a payment that is released and not paid can be cancelled."))
def released(_person: Any, payment: Payment) -> bool:
    """It went to the bank, and no statement says that it was paid."""
    return payment.stage is PaymentStage.RELEASED


@when(_("This money has come back or was waived already."))
def asked_for(_person: Any, repayment: Repayment) -> bool:
    """The fund waits for it."""
    return repayment.stage is RepaymentStage.ASKED


@when(
    _(
        "You asked for this money. Somebody else notes that it came, or a statement of "
        "the bank says so."
    )
)
def noted_by_another(person: Any, repayment: Repayment) -> bool:
    """Else one person alone could give up what they asked for: nothing has come."""
    return repayment.asked_by_id != person.id


@when(_("You asked for this money. Somebody else has to waive it."))
def asked_by_another(person: Any, repayment: Repayment) -> bool:
    """Two people see what is given up."""
    return repayment.asked_by_id is not None and repayment.asked_by_id != person.id


@when(_("This line is matched or set aside already."))
def unsettled(_person: Any, line: StatementLine) -> bool:
    """Nobody has said what it is."""
    return not (line.payment_id or line.repayment_id or line.aside_because)


def _of_its_award(rule: Rule) -> Rule:
    return Rule(lambda p, thing: rule.why_not(p, thing.award), rule.words)


_pays = payment_manager & _of_its_award(no_side)
_takes_back = repayment_manager & _of_its_award(no_side)

POLICY: Policy = {
    ("split", Award): award_manager & no_side & stands,
    ("plan payments", Award): award_manager & no_side & stands,
    ("ask back", Award): award_manager & no_side & accepted,
    ("manage", Payment): payment_manager,
    ("prepare", Payment): _pays & planned,
    ("send back", Payment): _pays & prepared,
    ("release", Payment): _pays & prepared & prepared_by_another,
    ("withhold", Payment): _pays & may_be_withheld,
    ("let go", Payment): _pays & withheld,
    ("note as met", Payment): _pays & waits_for_a_condition,
    ("cancel", Payment): _pays & released,
    ("manage", Repayment): repayment_manager,
    ("receive", Repayment): _takes_back & asked_for & noted_by_another,
    ("waive", Repayment): _takes_back & asked_for & asked_by_another,
    ("take", Batch): batch_manager,
    ("manage", Statement): statement_manager,
    ("settle", StatementLine): line_manager & unsettled,
}
