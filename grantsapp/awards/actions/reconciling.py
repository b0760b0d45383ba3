"""What a bank's statement says was paid and has come back, taken over at once."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from babel.numbers import get_currency_precision

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards import statements
from grantsapp.awards.actions import paying, repaying
from grantsapp.awards.models import Payment, Repayment, Statement, StatementLine
from grantsapp.awards.queries import money
from grantsapp.calls.models import Fund
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

Move = Payment | Repayment


@dataclass(frozen=True)
class Row:
    """A line of a statement, beside what it stands for or why that is not clear."""

    line: statements.Line
    move: Move | None
    why: statements.Why | None


@dataclass(frozen=True)
class Preview:
    """What a statement would change."""

    rows: list[Row]
    digest: str

    @property
    def matched(self) -> list[Row]:
        """The lines that are clear."""
        return [row for row in self.rows if row.move is not None]

    @property
    def unclear(self) -> list[Row]:
        """The lines that are left for a person."""
        return [row for row in self.rows if row.move is None]

    @property
    def mark(self) -> str:
        """Name what is matched with what, so that a change meanwhile is seen."""
        pairs = [f"{r.line.number}:{r.move.id}" for r in self.rows if r.move]
        return sha256(" ".join([self.digest, *pairs]).encode()).hexdigest()[:16]


def preview(fund: Fund, content: bytes) -> Preview:
    """Read a statement and match it; raises `statements.Faults`, stores nothing."""
    digest = sha256(content).hexdigest()
    if money.is_known(fund, digest):
        raise Refused(_("This statement was read in already. Nothing was changed."))
    lines = statements.read(
        content,
        currency=fund.currency,
        places=get_currency_precision(fund.currency),
        today=clock.now().date(),
    )
    moves = {str(move.id): move for move in money.moves_of(fund)}
    found = statements.match(lines, [money.as_due(move) for move in moves.values()])
    rows = [
        Row(line, moves[one.due.key] if one.due else None, one.why)
        for line, one in zip(lines, found, strict=True)
    ]
    return Preview(rows, digest)


def take_over(fund: Fund, seen: Preview, *, name: str, by: Person) -> Statement:
    """Keep a statement, and take over what is clear in it; all or nothing.

    The fund is locked, so that two people do not read in the same file.
    """
    statement = Statement(
        fund_id=fund.id, name=name[:200], digest=seen.digest, by_id=by.id
    )
    db.session.add(statement)
    db.session.flush()
    for row in seen.rows:
        line = StatementLine(
            statement_id=statement.id,
            number=row.line.number,
            day=row.line.day,
            amount=row.line.amount,
            text=row.line.text,
        )
        db.session.add(line)
        if row.move is not None:
            _settle(line, row.move, by=by)
    db.session.flush()
    facts = {"lines": len(seen.rows), "matched": len(seen.matched)}
    audit.record("read in a statement", fund, by=by, name=statement.name, **facts)
    return statement


def match_by_hand(line: StatementLine, key: UUID, *, by: Person) -> None:
    """Say what a line stands for; its amount has to fit."""
    fund = line.statement.fund
    move = next((m for m in money.moves_of(fund) if m.id == key), None)
    if move is None:
        raise Refused(_("This is not to be paid or to come back any more."))
    due = money.as_due(move)
    if due.amount != line.amount:
        amounts = {
            "line": i18n.money(line.amount, fund.currency),
            "due": i18n.money(due.amount, fund.currency),
        }
        raise Refused(
            _("The line is about %(line)s, and this about %(due)s.", **amounts)
        )
    if (twin := money.settled_like(line)) is not None:
        words = _(
            "The same line is matched already, in %(name)s. Set this one aside.",
            name=twin.statement.name,
        )
        raise Refused(words)
    _settle(line, move, by=by)
    facts = {"day": line.day.isoformat(), "line": line.number}
    audit.record("matched a line", fund, by=by, reference=due.reference, **facts)


def set_aside(line: StatementLine, *, because: str, by: Person) -> None:
    """Say that a line is nothing of these awards."""
    line.aside_because = because
    facts = {"line": line.number, "because": because}
    audit.record("set a line aside", line.statement.fund, by=by, **facts)


def _settle(line: StatementLine, move: Move, *, by: Person) -> None:
    if isinstance(move, Payment):
        payment = money.payment(move.id, lock=True)
        if payment is not None:
            paying.mark_paid(payment, line.day, by=by)
            line.payment_id = payment.id
        return
    repayment = money.repayment(move.id, lock=True)
    if repayment is not None:
        repaying.receive(repayment, line.day, by=by)
        line.repayment_id = repayment.id
