"""A change of an award: asked by its group, decided by the fund, carried out.

Money moves with the second person's yes, and not before.
"""

from datetime import date
from typing import Any
from uuid import UUID

from grantsapp import audit, clock, i18n, ledger
from grantsapp.access import elsewhere
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import budgeting, replanning, telling_changes
from grantsapp.awards.actions.amending import amend
from grantsapp.awards.models import Award, Variation, VariationStage
from grantsapp.awards.queries import varying
from grantsapp.awards.schedule import Period
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions.deciding import refuse_too_much, take


def ask(
    award: Award, asks: varying.Facts, *, before: varying.Facts, reason: str, by: Person
) -> Variation:
    """Ask the fund for a change; the caller holds the lock of the award."""
    variation = Variation(
        award=award,
        number=varying.next_number(award),
        asks=asks,
        before=before,
        reason=reason,
        asked_by=by,
    )
    db.session.add(variation)
    audit.record("asked for a change", award, by=by, asks=asks, reason=reason)
    telling_changes.asked(variation)
    return variation


def withdraw(variation: Variation, *, by: Person) -> None:
    """Take back what was asked for."""
    _settle(variation, VariationStage.WITHDRAWN)
    award, number = variation.award, variation.number
    audit.record("took a change back", award, by=by, number=number)


def refuse(variation: Variation, *, because: str, by: Person) -> None:
    """Say no, with a reason that the group reads."""
    _settle(variation, VariationStage.REFUSED)
    variation.decided_by, variation.because = by, because
    facts = {"number": variation.number, "because": because}
    audit.record("refused a change", variation.award, by=by, **facts)
    telling_changes.decided(variation)


def changes_money(variation: Variation) -> bool:
    """Say whether it takes two people."""
    return "amount" in variation.asks


def propose(variation: Variation, *, because: str, by: Person) -> None:
    """Say yes to another amount, as the first of two people."""
    refuse_impossible(variation)
    variation.proposed_by, variation.because = by, because
    facts = {"number": variation.number, "because": because}
    audit.record("proposed to agree to a change", variation.award, by=by, **facts)
    telling_changes.proposed(variation, by)


def refuse_impossible(variation: Variation) -> None:
    """Raise Refused where the money is not there, or was paid already."""
    award = variation.award
    amount = variation.asks.get("amount")
    if amount is None:
        return
    refuse_too_much(award.call, amount - (award.amount or 0))
    least = varying.least_amount(award)
    if amount < least:
        raise Refused(too_little(least, award.call.fund.currency))


def too_little(least: int, currency: str) -> str:
    """Say that more was paid than is asked for."""
    return _(
        "%(amount)s was paid already, or is being paid. The grant cannot be less.",
        amount=i18n.money(least, currency),
    )


def agree(variation: Variation, *, because: str, by: Person) -> None:
    """Say yes, and carry it out; the caller holds the locks of call and award."""
    refuse_impossible(variation)
    award = variation.award
    before = _period(award)
    _settle(variation, VariationStage.AGREED)
    variation.decided_by, variation.because = by, because
    _move_money(variation, by)
    _carry_out(award, variation.asks, by)
    replanning.replan(award, before, _period(award))
    award.version += 1
    audit.record(
        "agreed to a change",
        award,
        by=by,
        number=variation.number,
        before=variation.before,
        asks=variation.asks,
        because=because,
    )
    amend(award, variation, by)
    telling_changes.decided(variation)


def _settle(variation: Variation, stage: VariationStage) -> None:
    variation.stage, variation.decided_at = stage, clock.now()


def _period(award: Award) -> Period:
    if award.starts_on is None or award.ends_on is None:
        raise ValueError(f"{award.reference} is of a past round and has no period.")
    return Period(award.starts_on, award.ends_on)


def _move_money(variation: Variation, by: Person) -> None:
    """Take more from the budget of the call, or give back what is not needed."""
    amount, award = variation.asks.get("amount"), variation.award
    more = 0 if amount is None else amount - (award.amount or 0)
    if more:
        take(award.call, more, "variation", variation, by=by)
        ledger.book(award, more, "variation", variation, by=by)
        award.amount = amount


def _carry_out(award: Award, asks: dict[str, Any], by: Person) -> None:
    starts_on, ends_on = asks.get("starts_on"), asks.get("ends_on")
    if starts_on:
        award.starts_on = date.fromisoformat(starts_on)
    if ends_on:
        award.ends_on = date.fromisoformat(ends_on)
        elsewhere("replan_surveys", award)
    if "outputs" in asks:
        elsewhere("change_plan", award, asks["outputs"], by)
    if "budget" in asks:
        budgeting.set_lines(award, [_wish(line) for line in asks["budget"]])


def _wish(line: dict[str, Any]) -> budgeting.Wish:
    key = UUID(line["id"]) if line["id"] else None
    return budgeting.Wish(key, line["title"], line["amount"])
