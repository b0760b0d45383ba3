"""Where the money of awards comes from: parts of sources, and their accounts."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import ledger
from grantsapp.awards import splitting
from grantsapp.awards.models import Award, Split
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call, FundingSource
from grantsapp.db import db, locked

PAID = "paid"


Named = ledger.Part  # by its id alone


def still_to_pay(award: Award | Named, source: FundingSource | Named) -> ledger.Part:
    """Name the account of what a source still has to pay for an award."""
    return ledger.part_of(award, f"to pay from {source.id}")


def paid_from(award: Award | Named, source: FundingSource | Named) -> ledger.Part:
    """Name the account of what a source has paid for an award, less what came back."""
    return ledger.part_of(award, f"paid from {source.id}")


def splits_of(award: Award) -> list[Split]:
    """List who pays how much of an award, as the fund lists its sources."""
    query = select(Split).options(joinedload(Split.source)).join(Split.source)
    query = query.where(Split.award_id == award.id)
    return list(db.session.scalars(query.order_by(FundingSource.made_at)))


def payers_of(call: Call) -> list[FundingSource]:
    """List the sources that may pay awards of a call; all where it names none."""
    named = calls.sources_of_call(call)
    return [one.source for one in named] or list(call.fund.sources)


def lock_sources(sources: list[FundingSource]) -> None:
    """Hold the rows of sources, always in one order, so that nobody waits in a ring."""
    keys = [source.id for source in sources]
    query = select(FundingSource).where(FundingSource.id.in_(keys))
    list(db.session.scalars(locked(query.order_by(FundingSource.id))))


def accounts_of(award: UUID, source: UUID) -> list[UUID]:
    """Name the accounts of what a source has to pay and has paid, by ids alone."""
    two = Named(award), Named(source)
    return [still_to_pay(*two).id, paid_from(*two).id]


def left_of(source: FundingSource) -> int:
    """Say what of a source no award has yet."""
    found = ledger.balance(source)
    return source.amount if found is None else found


@dataclass(frozen=True)
class Share:
    """A source beside an award: what it gives, has paid, and could still give."""

    source: FundingSource
    amount: int
    to_pay: int
    left: int
    paid: int  # less what came back

    @property
    def gone(self) -> int:
        """What of its part has ever been paid; its part cannot be less."""
        return self.amount - self.to_pay


def shares_of(award: Award) -> list[Share]:
    """List the sources that pay an award, or may, with what each can give."""
    parts = {part.source_id: part for part in splits_of(award)}
    known = {s.id: s for s in payers_of(award.call)}
    known |= {key: part.source for key, part in parts.items()}
    accounts = [(still_to_pay(award, s), paid_from(award, s)) for s in known.values()]
    parts_of = [one.id for two in accounts for one in two]
    balances = ledger.balances([*parts_of, *known])
    return [
        Share(
            source,
            parts[source.id].amount if source.id in parts else 0,
            balances.get(to_pay.id, 0),
            balances.get(source.id, source.amount),
            balances.get(paid.id, 0),
        )
        for source, (to_pay, paid) in zip(known.values(), accounts, strict=True)
    ]


def pro_rata(award: Award, shares: list[Share]) -> dict[UUID, int]:
    """Propose parts: as the call's sources share its budget, else by what is left."""
    wished = {one.source_id: one.amount for one in calls.sources_of_call(award.call)}
    weights = {s.source.id: wished.get(s.source.id, 0) for s in shares}
    if not any(weights.values()):
        weights = {s.source.id: s.left + s.amount for s in shares}
    if not any(weights.values()):
        return {}
    return splitting.shares(award.amount or 0, weights)
