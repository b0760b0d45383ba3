"""What a payment needs before it can go, written down directly."""

from datetime import timedelta

from grantsapp import clock
from grantsapp.awards.actions import diligence, paying, sourcing
from grantsapp.awards.models import (
    AccountKind,
    AgreementStage,
    BankDetails,
    BankStage,
    Batch,
    Due,
    DueStage,
    Repayment,
    RepaymentKind,
    Statement,
    StatementLine,
)
from grantsapp.awards.queries import agreements, money
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, eligible

IBAN = "GB82WEST12345698765432"  # the example of the IBAN registry
UK = "200000 55779911"


def a_paid_call(cast, reference="CF1", fund=None):
    """A call of a fund that Stella and Otto manage."""
    fund = fund or a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella, reference=reference)


def an_accepted(call, cast, *people, **answers):
    """An award of £8,000 that was accepted; £6,400 first, £1,600 for the report."""
    first, *others = people or (cast.amina, cast.bo)
    bid = a_bid(call, a_group(first, *others, name=first.name), first, **answers)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def an_account(award, kind=AccountKind.UK, number=UK, holder="Kitchen Table", **facts):
    """Bank details that two people approved, usable since yesterday."""
    row = BankDetails(
        fund_id=award.call.fund_id,
        organisation_id=award.organisation_id,
        kind=kind,
        holder=holder,
        number=number,
        masked=f"•••• {number[-4:]}",
        stage=BankStage.APPROVED,
        usable_from=clock.now() - timedelta(days=1),
        **facts,
    )
    db.session.add(row)
    db.session.commit()
    return row


def an_agreement(award):
    """The agreement of the offer, in force."""
    standing = agreements.standing(award)
    standing.stage = AgreementStage.IN_FORCE
    db.session.commit()


def cleared(award):
    """All that the house asks for was given and found right by two."""
    for item in diligence.lay(award.call):
        facts = {"award_id": award.id, "item_id": item.id}
        db.session.add(Due(**facts, stage=DueStage.CLEAR))
    db.session.commit()


def ready(award, cast, parts=None):
    """An award whose first payment nothing keeps back, and that may go today."""
    for payment in award.payments:
        payment.due_on = clock.now().date()
    an_agreement(award)
    cleared(award)
    an_account(award)
    (source, *_others) = award.call.fund.sources
    sourcing.split(award, parts or {source.id: award.amount}, by=cast.stella)
    db.session.commit()
    return award


def again(award):
    """The award as it stands now."""
    db.session.rollback()
    db.session.expire_all()
    return money.one_award(award.id)


def released(award, cast, number=1):
    """A payment that Stella prepared and Otto released."""
    payment = again(award).payments[number - 1]
    paying.prepare(payment, by=cast.stella)
    paying.release(payment, by=cast.otto)
    db.session.commit()
    return payment


def banked(call, award, asked_by):
    """One of everything that a fund's bank needs, by what it is; nothing is paid."""
    fund = {"fund_id": call.fund_id}
    day = clock.now().date()
    facts = {"kind": RepaymentKind.OTHER, "reason": "r", "due_on": day}
    repayment = Repayment(
        award_id=award.id, number=1, amount=1, asked_by_id=asked_by.id, **facts
    )
    batch = Batch(**fund, message_id="GA1", format="csv", count=1, total=1)
    statement = Statement(**fund, name="a.csv", digest="0")
    db.session.add_all([repayment, batch, statement])
    db.session.flush()
    facts = {"number": 2, "day": day, "amount": -1, "text": "?"}
    line = StatementLine(statement_id=statement.id, **facts)
    db.session.add(line)
    db.session.commit()
    payment = award.payments[-1]
    made = {"payment": payment, "repayment": repayment, "batch": batch, "line": line}
    made |= {"fund": call.fund, "call": call, "statement": statement}
    return {name: row.id for name, row in made.items()}
