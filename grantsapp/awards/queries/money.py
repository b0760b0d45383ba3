"""What the pages of money read: payments, repayments, batches, statements."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import ledger
from grantsapp.awards.models import (
    Award,
    Batch,
    Payment,
    PaymentStage,
    Repayment,
    RepaymentStage,
    Statement,
    StatementLine,
)
from grantsapp.awards.queries import hindrances, sources
from grantsapp.awards.queries.awards import award as one_award
from grantsapp.awards.statements import Due
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db, locked

GONE = (PaymentStage.RELEASED, PaymentStage.PAID)
OPEN = (PaymentStage.PLANNED, PaymentStage.PREPARED)


@dataclass(frozen=True)
class Money:
    """The money of one award, as a manager sees it."""

    award: Award
    paid: int
    to_pay: int
    shares: list[sources.Share]
    repayments: list[Repayment]
    hindrances: list[str]

    @property
    def is_split(self) -> bool:
        """Say whether its sources make its amount."""
        return sum(share.amount for share in self.shares) == self.award.amount

    @property
    def is_planned(self) -> bool:
        """Say whether its open payments make what is still to be paid."""
        return self.to_pay == sum(p.amount for p in open_payments(self.award))


def of(award: Award, *, with_cases: bool = True) -> Money:
    """Gather the money of an award; doubts only for those who may see them."""
    paid = ledger.part_of(award, sources.PAID)
    found = ledger.balances([award.id, paid.id])
    return Money(
        award=award,
        paid=found.get(paid.id, 0),
        to_pay=found.get(award.id, 0),
        shares=sources.shares_of(award),
        repayments=repayments_of(award),
        hindrances=hindrances.of_award(award, with_cases=with_cases),
    )


def open_payments(award: Award) -> list[Payment]:
    """List the payments of an award whose money is still on its account."""
    return [p for p in award.payments if p.stage in OPEN]


def planned_payments(award: Award) -> list[Payment]:
    """List the payments of an award that nobody has prepared."""
    return [p for p in award.payments if p.stage is PaymentStage.PLANNED]


def plan_mark(award: Award) -> str:
    """Name the payments of an award as they stand, so that a newer plan is seen."""
    return ".".join(f"{p.number}:{p.version}:{p.stage}" for p in award.payments)


def locked_award(award: Award) -> Award:
    """Hold the call, then the award: whoever moves money takes them in this order."""
    calls.call(award.call.reference, lock=True, bare=True)
    found = one_award(award.id, lock=True)
    if found is None:
        raise LookupError(award.id)
    return found


def payment(key: UUID, *, lock: bool = False) -> Payment | None:
    """One payment with its award; locked after its call and its award."""
    found = db.session.get(Payment, key)
    if found is None:
        return None
    award = locked_award(found.award) if lock else one_award(found.award_id)
    if award is None:
        return None
    if lock:
        db.session.scalar(locked(select(Payment).where(Payment.id == key)))
    return next((p for p in award.payments if p.id == key), None)


def repayment(key: UUID, *, lock: bool = False) -> Repayment | None:
    """One repayment with its award; locked after its call and its award."""
    found = db.session.get(Repayment, key)
    if found is None or not lock:
        return found
    locked_award(found.award)
    return db.session.scalar(locked(select(Repayment).where(Repayment.id == key)))


def repayments_of(award: Award) -> list[Repayment]:
    """List what a group was asked to give back."""
    query = select(Repayment).where(Repayment.award_id == award.id)
    return list(db.session.scalars(query.order_by(Repayment.number)))


def next_repayment_number(award: Award) -> int:
    """Say the number of the next repayment; the award is locked."""
    query = select(func.max(Repayment.number)).where(Repayment.award_id == award.id)
    return (db.session.scalar(query) or 0) + 1


def _payments_in(fund: Fund) -> Select[Payment]:
    query = select(Payment).join(Payment.award).join(Award.call)
    query = query.options(
        joinedload(Payment.award).joinedload(Award.call).joinedload(Call.fund),
        joinedload(Payment.award).joinedload(Award.organisation),
        joinedload(Payment.award).joinedload(Award.sponsor),
        joinedload(Payment.bank),
    )
    query = query.where(Call.fund_id == fund.id)
    return query.order_by(Call.reference, Award.number, Payment.number)


def payments_in(fund: Fund, stage: PaymentStage) -> list[Payment]:
    """List the payments of a fund in a stage."""
    return list(db.session.scalars(_payments_in(fund).where(Payment.stage == stage)))


def to_hand_over(fund: Fund, *, lock: bool = False) -> list[Payment]:
    """List the released payments of a fund that no bank was told of.

    With `lock` their awards are held too, so that no case is opened meanwhile.
    """
    waits = (Payment.stage == PaymentStage.RELEASED) & Payment.batch_id.is_(None)
    query = _payments_in(fund).where(waits)
    if lock:
        awards = select(Award.id).join(Award.call).where(Call.fund_id == fund.id)
        awards = awards.where(Award.id.in_(select(Payment.award_id).where(waits)))
        db.session.execute(awards.order_by(Award.id).with_for_update(of=Award))
        query = query.with_for_update(of=Payment)
        query = query.execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def unpaid_in(batch: Batch) -> list[Payment]:
    """List the payments of a batch of which no statement says that they were paid."""
    query = _payments_in(batch.fund).where(Payment.batch_id == batch.id)
    return list(db.session.scalars(query.where(Payment.stage != PaymentStage.PAID)))


def batches_of(fund: Fund) -> list[Batch]:
    """List what was handed to the bank, the newest first."""
    query = select(Batch).options(joinedload(Batch.by)).where(Batch.fund_id == fund.id)
    return list(db.session.scalars(query.order_by(Batch.made_at.desc())))


def batch(key: UUID) -> Batch | None:
    """One batch."""
    return db.session.get(Batch, key)


def statements_of(fund: Fund) -> list[tuple[Statement, int]]:
    """List the statements of a fund, the newest first, with their unsettled lines."""
    unsettled = select(StatementLine.statement_id, func.count().label("left"))
    unsettled = unsettled.where(is_unsettled()).group_by(StatementLine.statement_id)
    counted = unsettled.subquery()
    query = select(Statement, func.coalesce(counted.c.left, 0)).outerjoin(
        counted, counted.c.statement_id == Statement.id
    )
    query = query.where(Statement.fund_id == fund.id)
    rows = db.session.execute(query.order_by(Statement.made_at.desc()))
    return [(one, int(left)) for one, left in rows]


def is_unsettled() -> ColumnElement[bool]:
    """Ask of a line whether nobody has said what it is."""
    return (
        StatementLine.payment_id.is_(None)
        & StatementLine.repayment_id.is_(None)
        & (StatementLine.aside_because == "")
    )


def statement(key: UUID) -> Statement | None:
    """One statement with its lines and what they were matched with."""
    lines = selectinload(Statement.lines)
    paid = lines.joinedload(StatementLine.payment).joinedload(Payment.award)
    back = lines.joinedload(StatementLine.repayment).joinedload(Repayment.award)
    query = select(Statement).options(
        paid.joinedload(Award.call), back.joinedload(Award.call)
    )
    return db.session.scalar(query.where(Statement.id == key))


def statement_line(key: UUID, *, lock: bool = False) -> StatementLine | None:
    """One line of a statement."""
    query = select(StatementLine).where(StatementLine.id == key)
    return db.session.scalar(locked(query) if lock else query)


def settled_like(line: StatementLine) -> StatementLine | None:
    """Find the same movement in another statement of the fund, if it is matched.

    Statements overlap: what stands in two of them was paid once.
    """
    query = select(StatementLine).join(StatementLine.statement)
    query = query.where(
        Statement.fund_id == line.statement.fund_id,
        Statement.id != line.statement_id,
        StatementLine.day == line.day,
        StatementLine.amount == line.amount,
        StatementLine.text == line.text,
        StatementLine.payment_id.is_not(None) | StatementLine.repayment_id.is_not(None),
    )
    return db.session.scalar(query.limit(1))


def is_known(fund: Fund, digest: str) -> bool:
    """Say whether a statement's file was read in before."""
    query = select(Statement.id).where(
        Statement.fund_id == fund.id, Statement.digest == digest
    )
    return db.session.scalar(query) is not None


def moves_of(fund: Fund) -> list[Payment | Repayment]:
    """List what can stand on a fund's statements: paid out, or come back."""
    gone = _payments_in(fund).where(Payment.stage.in_(GONE))
    back = select(Repayment).join(Repayment.award).join(Award.call)
    back = back.options(joinedload(Repayment.award).joinedload(Award.call))
    stages = or_(
        Repayment.stage == RepaymentStage.ASKED,
        Repayment.stage == RepaymentStage.RECEIVED,
    )
    back = back.where(Call.fund_id == fund.id, stages)
    ordered = back.order_by(Call.reference, Award.number, Repayment.number)
    return [*db.session.scalars(gone), *db.session.scalars(ordered)]


def as_due(move: Payment | Repayment) -> Due:
    """Write what can stand on a statement as plain values."""
    if isinstance(move, Payment):
        is_open = move.stage is PaymentStage.RELEASED
        return Due(str(move.id), move.reference, -move.amount, is_open)
    is_open = move.stage is RepaymentStage.ASKED
    return Due(str(move.id), move.reference, move.amount, is_open)
