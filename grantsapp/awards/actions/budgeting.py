"""The budget of an award: taken from the bid, edited, changed by agreement."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import agreeing
from grantsapp.awards.budget import shared
from grantsapp.awards.models import AgreementStage, Award, BudgetLine
from grantsapp.awards.queries import agreements, spending
from grantsapp.calls.models import Application
from grantsapp.calls.queries.budgets import budget_of
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

MOVED = 1_000  # where lines wait while they change places


class Wish(NamedTuple):
    """A line as it should be; one that is there already is named by its id."""

    id: UUID | None
    title: str
    amount: int


def lay(award: Award, bid: Application, *, by: Person) -> None:
    """Take the lines from the bid, fitted to the amount; else one with all of it."""
    asked, amount = budget_of(bid), award.amount or 0
    is_scaled = bool(asked) and sum(line.amount for line in asked) != amount
    wishes = [Wish(None, award.title or bid.reference, amount)]
    if asked:
        parts = shared(amount, [line.amount for line in asked])
        titles = [line.what for line in asked]
        wishes = [Wish(None, *one) for one in zip(titles, parts, strict=True)]
    set_lines(award, wishes)
    audit.record(spending.LAID, award, by=by, lines=_plain(wishes), scaled=is_scaled)


def edit(award: Award, wishes: Sequence[Wish], *, by: Person) -> None:
    """Write the lines anew, before the agreement is signed; one that waits follows."""
    before = spending.lines_of(award)
    was = [[line.title, line.amount] for line in before]
    set_lines(award, wishes)
    audit.record(spending.EDITED, award, by=by, before=was, now=_plain(wishes))
    standing = agreements.standing(award)
    if standing is not None and standing.stage is AgreementStage.OPEN:
        made = agreeing.write(award, by=by)
        agreeing.tell(award, "agreement_changed", str(made.number))


def set_lines(award: Award, wishes: Sequence[Wish]) -> None:
    """Make the lines what they should be; what was spent stays on its line."""
    if sum(wish.amount for wish in wishes) != award.amount:
        raise Refused(_("The lines do not add up to the grant. Nothing was changed."))
    known = {line.id: line for line in spending.lines_of(award)}
    kept = {wish.id for wish in wishes}
    used = spending.lines_with_spends(award)
    for key, line in known.items():
        line.position += MOVED
        if key in kept:
            continue
        if key in used:
            raise Refused(
                _(
                    "Money was spent on the line “%(title)s”, so it cannot go. "
                    "It can be given another amount.",
                    title=line.title,
                )
            )
        db.session.delete(line)
    db.session.flush()
    for position, wish in enumerate(wishes, 1):
        line = known.pop(wish.id, None) if wish.id else None
        if line is None:
            line = BudgetLine(award_id=award.id)
            db.session.add(line)
        line.position, line.title, line.amount = position, wish.title, wish.amount
    db.session.flush()


def _plain(wishes: Sequence[Wish]) -> list[list[str | int]]:
    return [[wish.title, wish.amount] for wish in wishes]
