"""Which source of the fund pays how much of an award."""

from collections.abc import Mapping
from uuid import UUID

from grantsapp import audit, ledger
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award, Split
from grantsapp.awards.queries import sources
from grantsapp.calls.models import FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def split(award: Award, parts: Mapping[UUID, int], *, by: Person) -> None:
    """Say who pays an award; the parts make its amount. The award is locked.

    What a source has paid already stays paid: its part cannot be less.
    """
    shares = {share.source.id: share for share in sources.shares_of(award)}
    wanted = {key: amount for key, amount in parts.items() if amount}
    if sum(wanted.values()) != award.amount or any(a < 0 for a in wanted.values()):
        raise Refused(_("The parts do not add up to the amount of the award."))
    if wanted.keys() - shares.keys():
        raise Refused(_("This source does not pay for this call."))
    if any(wanted.get(key, 0) < share.gone for key, share in shares.items()):
        raise Refused(_("A source cannot give less than it has paid already."))
    known = {part.source_id: part for part in sources.splits_of(award)}
    before = {str(key): part.amount for key, part in known.items()}
    sources.lock_sources([share.source for share in shares.values()])
    for key in sorted(shares):
        _give(award, shares[key].source, known.get(key), wanted.get(key, 0), by=by)
    now = {str(key): amount for key, amount in wanted.items()}
    audit.record("split over sources", award, by=by, before=before, now=now)


def _give(
    award: Award, source: FundingSource, part: Split | None, amount: int, *, by: Person
) -> None:
    change = amount - (part.amount if part else 0)
    if not change:
        return
    _open(source, by=by)
    ledger.book(source, -change, "given to an award", award, by=by)
    account = sources.still_to_pay(award, source)
    ledger.book(account, change, "given to an award", award, by=by)
    if part is None:
        db.session.add(Split(award_id=award.id, source_id=source.id, amount=amount))
    elif amount:
        part.amount = amount
    else:
        db.session.delete(part)
    db.session.flush()


def _open(source: FundingSource, *, by: Person) -> None:
    """Open the account of a source with all that it has."""
    if ledger.balance(source) is None:
        ledger.book(source, source.amount, "budget", source, by=by)


def give_back(award: Award, what: str, *, by: Person) -> None:
    """Free what sources were to pay for an award that comes to nothing."""
    parts = sources.splits_of(award)
    sources.lock_sources([part.source for part in parts])
    for part in sorted(parts, key=lambda part: part.source_id):
        account = sources.still_to_pay(award, part.source)
        left = ledger.balance(account) or 0
        if left:
            ledger.book(account, -left, what, award, by=by)
            ledger.book(part.source, left, what, award, by=by)
        db.session.delete(part)
    db.session.flush()
