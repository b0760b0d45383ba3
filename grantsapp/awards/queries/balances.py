"""What was committed, paid and is left, read from the running balances of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import i18n, ledger
from grantsapp.awards.models import Award, Split, Stage
from grantsapp.awards.queries import sources
from grantsapp.calls.models import Call, FundingSource
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

SAID = {  # what the books say of a movement, in words
    "budget": lazy_gettext("Budget"),
    "decided": lazy_gettext("Decided"),
    "sent back": lazy_gettext("Decision sent back"),
    "offered": lazy_gettext("Offered"),
    "offer given back": lazy_gettext("Offer given back"),
    "past award": lazy_gettext("Award of a past round"),
    "given to an award": lazy_gettext("Given to an award"),
    "paid": lazy_gettext("Payment released"),
    "refused by the bank": lazy_gettext("Payment refused by the bank"),
    "paid back": lazy_gettext("Paid back"),
}


@dataclass(frozen=True)
class Account:
    """An account with a name that people know."""

    id: UUID
    name: str
    balance: int


@dataclass(frozen=True)
class Row:
    """One thing whose money is counted: what it committed, paid, and still has."""

    thing: Any
    committed: int
    paid: int
    remaining: int
    left: int = 0  # not committed yet; an award has committed all

    @property
    def paid_account(self) -> ledger.Part:
        """The account of what it paid."""
        return _paid(self.thing)


@dataclass(frozen=True)
class Balances:
    """The money of a call: in all, by award, and by source of the fund."""

    call: Row
    awards: list[Row]
    sources: list[Row]


def of_call(call: Call) -> Balances:
    """Read the balances of a call, its awards and its sources."""
    awards, payers = _awards_of(call), _sources_of(call)
    things = (call, *awards, *payers)
    found = ledger.balances(
        account.id for one in things for account in (one, _paid(one))
    )
    rows = [_row(found, award) for award in awards]
    paid = found.get(_paid(call).id, 0)
    remaining = sum(row.remaining for row in rows)
    left = found.get(call.id, call.budget)
    whole = Row(call, call.budget - left, paid, remaining, left)
    return Balances(whole, rows, [_source_row(found, one) for one in payers])


def _row(found: dict[UUID, int], award: Award) -> Row:
    paid, to_pay = found.get(_paid(award).id, 0), found.get(award.id, 0)
    return Row(award, paid + to_pay, paid, to_pay)


def _source_row(found: dict[UUID, int], source: FundingSource) -> Row:
    left = found.get(source.id, source.amount)
    paid = found.get(_paid(source).id, 0)
    committed = source.amount - left
    return Row(source, committed, paid, committed - paid, left)


def _paid(thing: Any) -> ledger.Part:
    return ledger.part_of(thing, sources.PAID)


def _awards_of(call: Call) -> list[Award]:
    query = select(Award).options(joinedload(Award.organisation))
    query = query.where(
        Award.call_id == call.id, Award.stage.in_([Stage.OFFERED, Stage.ACCEPTED])
    )
    return list(db.session.scalars(query.order_by(Award.number)))


def _sources_of(call: Call) -> list[FundingSource]:
    """List the sources that a call names, and any that pays an award of it."""
    used = select(Split.source_id).join(Award, Award.id == Split.award_id)
    used = used.where(Award.call_id == call.id)
    query = select(FundingSource).where(FundingSource.id.in_(used))
    found = {s.id: s for s in sources.payers_of(call)}
    found |= {s.id: s for s in db.session.scalars(query)}
    return sorted(found.values(), key=lambda source: source.made_at)


def accounts_of(call: Call) -> list[Account]:
    """List every account of a call, in the order of its page."""
    named = [(call, _("Not committed yet")), (_paid(call), _("Paid by the call"))]
    for award in _awards_of(call):
        about = {"reference": award.reference}
        named.append((award, _("%(reference)s: still to be paid", **about)))
        named.append((_paid(award), _("%(reference)s: paid", **about)))
    for source in _sources_of(call):
        about = {"source": source.name.shown(i18n.language()).text}
        named.append((source, _("%(source)s: not given to an award", **about)))
        named.append((_paid(source), _("%(source)s: paid", **about)))
    return _with_balances(named)


def _with_balances(named: Sequence[tuple[Any, str]]) -> list[Account]:
    found = ledger.balances([account.id for account, _name in named])
    return [
        Account(account.id, name, found.get(account.id, 0)) for account, name in named
    ]


def lines_in(call: Call, key: UUID) -> tuple[Account, list[ledger.Line]] | None:
    """Read one account of a call, line by line; None where it is none of its."""
    account = next((one for one in accounts_of(call) if one.id == key), None)
    return (account, ledger.lines_of(ledger.Part(key))) if account else None
