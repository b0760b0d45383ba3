"""Money that must not run out: accounts whose every line carries the balance after it.

No total is typed and none is summed when it matters: the database refuses a balance
below zero and a second line at the same place, whoever writes at the same time.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from grantsapp import errors
from grantsapp.db import Model, db
from grantsapp.i18n import lazy_gettext as _


class Line(Model):
    """One movement on an account, in minor units: plus brings money, minus takes it."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        UniqueConstraint("account_id", "sequence"),
        CheckConstraint("balance >= 0", name="balance_never_below_zero"),
    )

    account_id: Mapped[UUID]  # the thing whose money it is, such as a call
    sequence: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str]
    about_id: Mapped[UUID]  # the thing that moved it, such as a decision
    by_name: Mapped[str]


_LATER = aliased(Line)


class Part(NamedTuple):
    """A further account of a thing, such as what was paid of an award."""

    id: UUID


def part_of(thing: "Model | Part", name: str) -> Part:
    """Name a further account of a thing."""
    return Part(uuid5(thing.id, name))


def book(
    account: Model | Part, amount: int, what: str, about: Model, *, by: Any
) -> Line:
    """Write the next line of an account; breaks a constraint where money lacks."""
    db.session.flush()
    last = _last(account.id)
    line = Line(
        account_id=account.id,
        sequence=last.sequence + 1 if last else 1,
        amount=amount,
        balance=(last.balance if last else 0) + amount,
        what=what,
        about_id=about.id,
        by_name=by.called,
    )
    db.session.add(line)
    db.session.flush()
    return line


def balance(account: Model | Part) -> int | None:
    """Say what is left on an account; None where nothing was ever booked."""
    last = _last(account.id)
    return last.balance if last else None


def balances(accounts: Iterable[UUID]) -> dict[UUID, int]:
    """Say what is left on many accounts at once; one without a line is left out."""
    newest = select(func.max(_LATER.sequence))
    newest = newest.where(_LATER.account_id == Line.account_id)
    query = select(Line.account_id, Line.balance).where(
        Line.account_id.in_(list(accounts)), Line.sequence == newest.scalar_subquery()
    )
    return {row.account_id: int(row.balance) for row in db.session.execute(query)}


def lines_of(account: Model | Part) -> list[Line]:
    """List the movements on an account, the oldest first."""
    query = select(Line).where(Line.account_id == account.id)
    return list(db.session.scalars(query.order_by(Line.sequence)))


def _last(account_id: UUID) -> Line | None:
    query = select(Line).where(Line.account_id == account_id)
    return db.session.scalar(query.order_by(Line.sequence.desc()).limit(1))


_TOO_MUCH = _("There is not so much money left. Nothing was changed.")
_AT_ONCE = _("Somebody else moved this money at the same moment. Look again.")
errors.SENTENCES |= {
    "balance_never_below_zero": _TOO_MUCH,
    "ledger_lines.account_id, ledger_lines.sequence": _AT_ONCE,
    "uq_ledger_lines_account_id_sequence": _AT_ONCE,
}
