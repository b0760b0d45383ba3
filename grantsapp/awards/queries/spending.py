"""What an award may be spent on, what was spent, and what is left."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import ledger
from grantsapp.accounts.models import Organisation
from grantsapp.audit import Event
from grantsapp.awards.budget import is_overspent
from grantsapp.awards.models import Award, BudgetLine, Spend, SpendStage
from grantsapp.calls.models import Call
from grantsapp.db import db, locked

LAID, EDITED = "laid the budget", "edited the budget"  # verbs in the history


@dataclass(frozen=True)
class Told:
    """A line of the budget with what was spent on it, in minor units."""

    line: BudgetLine
    spends: list[Spend]

    @property
    def spent(self) -> int:
        """What the group says it spent."""
        return sum(s.amount for s in self.spends)

    @property
    def agreed(self) -> int:
        """What of it the fund agreed to."""
        return sum(s.amount for s in self.spends if s.stage is SpendStage.AGREED)

    @property
    def left(self) -> int:
        """What is left of the line; below zero where more was spent."""
        return self.line.amount - self.spent

    @property
    def is_over(self) -> bool:
        """Say whether the fund must be asked about it."""
        return is_overspent(self.line.amount, self.spent)


@dataclass(frozen=True)
class Spending:
    """All lines of an award, and what was paid out for them."""

    lines: list[Told]
    paid: int
    is_scaled: bool = False

    @property
    def budget(self) -> int:
        """What all lines add up to."""
        return sum(told.line.amount for told in self.lines)

    @property
    def spent(self) -> int:
        """What the group says it spent."""
        return sum(told.spent for told in self.lines)

    @property
    def agreed(self) -> int:
        """What of it the fund agreed to."""
        return sum(told.agreed for told in self.lines)

    @property
    def open(self) -> int:
        """Count what the fund has not looked at."""
        return sum(s.stage is SpendStage.SAID for t in self.lines for s in t.spends)

    @property
    def queried(self) -> int:
        """Count what the fund has a question about."""
        return sum(s.stage is SpendStage.QUERIED for t in self.lines for s in t.spends)

    @property
    def underspend(self) -> int:
        """What was paid and is not spent with the fund's agreement."""
        return max(self.paid - self.agreed, 0)


def lines_of(award: Award) -> list[BudgetLine]:
    """List the lines of an award's budget, in their order."""
    query = select(BudgetLine).where(BudgetLine.award_id == award.id)
    return list(db.session.scalars(query.order_by(BudgetLine.position)))


def spending_of(award: Award) -> Spending:
    """Tell what was spent on each line, beside what it may be spent on."""
    lines = lines_of(award)
    query = select(Spend).where(Spend.line_id.in_([line.id for line in lines]))
    query = query.options(joinedload(Spend.file), joinedload(Spend.by))
    by_line: dict[UUID, list[Spend]] = {}
    for one in db.session.scalars(query.order_by(Spend.day, Spend.made_at)):
        by_line.setdefault(one.line_id, []).append(one)
    told = [Told(line, by_line.get(line.id, [])) for line in lines]
    return Spending(told, paid_of(award), was_scaled(award))


def paid_of(award: Award) -> int:
    """Say what was paid of an award, as the ledger has it."""
    return ledger.balance(ledger.part_of(award, "paid")) or 0


def underspend(award: Award) -> int:
    """Say what was paid and is not spent with the fund's agreement."""
    return spending_of(award).underspend


def was_scaled(award: Award) -> bool:
    """Say whether the lines are those of the bid, fitted to another amount."""
    query = select(Event).where(
        Event.thing_id == award.id, Event.verb.in_([LAID, EDITED])
    )
    last = db.session.scalar(query.order_by(Event.sequence.desc()).limit(1))
    return last is not None and bool(last.details.get("scaled"))


def spend(key: UUID, *, lock: bool = False) -> Spend | None:
    """One thing that money was spent on, with its award."""
    query = select(Spend).where(Spend.id == key)
    if lock:
        return db.session.scalar(locked(query))
    award = joinedload(Spend.line).joinedload(BudgetLine.award)
    group = award.joinedload(Award.organisation)
    return db.session.scalar(
        query.options(
            joinedload(Spend.file),
            award.joinedload(Award.call).joinedload(Call.fund),
            group.selectinload(Organisation.memberships),
        )
    )


def lines_with_spends(award: Award) -> set[UUID]:
    """Name the lines on which something was spent."""
    query = select(Spend.line_id).join(BudgetLine)
    return set(db.session.scalars(query.where(BudgetLine.award_id == award.id)))


def mark_of(spend: Spend) -> str:
    """Name what is said of money that was spent, so that a change is seen."""
    words = (spend.line_id, spend.amount, spend.day, spend.what, spend.file_id)
    return sha256(repr((words, spend.stage, spend.query)).encode()).hexdigest()[:12]


def budget_mark(award: Award) -> str:
    """Name the lines of a budget, so that a change is seen."""
    words = [(str(line.id), line.title, line.amount) for line in lines_of(award)]
    return sha256(repr(words).encode()).hexdigest()[:12]
