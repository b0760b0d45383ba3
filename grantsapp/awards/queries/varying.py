"""What groups ask to change in their awards, beside what it was."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n, ledger
from grantsapp.access import elsewhere
from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import Award, PaymentStage, Variation, VariationStage
from grantsapp.awards.queries.spending import lines_of
from grantsapp.calls.actions.freezing import MEASURES
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.i18n import gettext as _

Facts = dict[str, Any]
NONE = "–"


def facts_of(award: Award) -> Facts:
    """Tell what of an award can be changed, as plain values."""
    starts_on, ends_on = award.starts_on, award.ends_on
    return {
        "starts_on": starts_on.isoformat() if starts_on else "",
        "ends_on": ends_on.isoformat() if ends_on else "",
        "amount": award.amount or 0,
        "outputs": {str(p.measure): p.number for p in elsewhere("plan_of", award)},
        "budget": [
            {"id": str(line.id), "title": line.title, "amount": line.amount}
            for line in lines_of(award)
        ],
    }


def mark_of(facts: Facts) -> str:
    """Name what an award is now, so that a change is seen."""
    words = json.dumps(facts, sort_keys=True)
    return sha256(words.encode()).hexdigest()[:12]


def still_planned(award: Award) -> int:
    """Say what of an award nobody has begun to pay, in minor units."""
    prepared = sum(p.amount for p in award.payments if p.stage is PaymentStage.PREPARED)
    return (ledger.balance(award) or 0) - prepared


def least_amount(award: Award) -> int:
    """Say how far an award can go down: to what was paid or is being prepared."""
    return (award.amount or 0) - still_planned(award)


def variations_of(award: Award) -> list[Variation]:
    """List what a group asked to change, the newest first."""
    query = select(Variation).where(Variation.award_id == award.id)
    query = query.options(
        joinedload(Variation.asked_by),
        joinedload(Variation.proposed_by),
        joinedload(Variation.decided_by),
    )
    return list(db.session.scalars(query.order_by(Variation.number.desc())))


def waiting_variation(award: Award) -> Variation | None:
    """The change that the fund has not decided on."""
    query = select(Variation).where(
        Variation.award_id == award.id, Variation.stage == VariationStage.ASKED
    )
    return db.session.scalar(query)


def variation(key: UUID, *, lock: bool = False) -> Variation | None:
    """One change that was asked for, with its award."""
    query = select(Variation).where(Variation.id == key)
    if lock:
        return db.session.scalar(locked(query))
    award = joinedload(Variation.award)
    group = award.joinedload(Award.organisation)
    return db.session.scalar(
        query.options(
            award.joinedload(Award.call).joinedload(Call.fund),
            group.selectinload(Organisation.memberships),
            joinedload(Variation.asked_by),
            joinedload(Variation.proposed_by),
            joinedload(Variation.decided_by),
        )
    )


def next_number(award: Award) -> int:
    """Say the number of the next change of an award; its row is locked."""
    query = select(func.max(Variation.number)).where(Variation.award_id == award.id)
    return (db.session.scalar(query) or 0) + 1


@dataclass(frozen=True)
class Row:
    """One thing that changes: what it was, what is asked, and what it is today."""

    name: str
    before: str
    asked: str
    now: str
    is_typed: bool = False

    @property
    def is_moved(self) -> bool:
        """Say whether it is not any more what it was when it was asked for."""
        return self.now != self.before


def compared(variation: Variation, now: Facts) -> list[Row]:
    """Lay what is asked beside what it was."""
    currency = variation.award.call.fund.currency
    return list(_rows(variation.asks, variation.before, now, currency))


def _rows(asks: Facts, before: Facts, now: Facts, currency: str) -> Iterator[Row]:
    sides = (before, asks, now)
    for name, words in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
        if name in asks:
            yield _row(words, [_day(facts.get(name)) for facts in sides])
    if "amount" in asks:
        amounts = [i18n.money(facts["amount"], currency) for facts in sides]
        yield _row(_("Amount"), amounts)
    if "outputs" in asks:
        yield from _outputs(before["outputs"], asks["outputs"], now["outputs"])
    if "budget" in asks:
        yield from _lines(before["budget"], asks["budget"], now["budget"], currency)


def _row(name: str, told: Sequence[str], *, is_typed: bool = False) -> Row:
    before, asked, now = told
    return Row(name, before, asked, now, is_typed)


def _day(value: str | None) -> str:
    return i18n.day(date.fromisoformat(value)) if value else NONE


def _outputs(
    before: Mapping[str, int], asks: Mapping[str, int], now: Mapping[str, int]
) -> Iterator[Row]:
    for code, words in MEASURES.items():
        if before.get(code) != asks.get(code):
            plans = (before, asks, now)
            told = [i18n.number(p[code]) if code in p else NONE for p in plans]
            yield _row(str(words), told)


def _lines(
    before: list[Facts], asks: list[Facts], now: list[Facts], currency: str
) -> Iterator[Row]:
    """Lay lines side by side by their ids; a new one has none."""
    was, is_now = ({one["id"]: one for one in lines} for lines in (before, now))
    kept = {line["id"] for line in asks}
    asked = [(was.get(line["id"]), line, is_now.get(line["id"])) for line in asks]
    gone = [
        (line, None, is_now.get(line["id"]))
        for line in before
        if line["id"] not in kept
    ]
    for sides in asked + gone:
        title = (sides[1] or sides[0] or {})["title"]
        told = [_line(one, title, currency) for one in sides]
        yield _row(title, told, is_typed=True)


def _line(line: Facts | None, title: str, currency: str) -> str:
    """Write the amount of a line, with its title where that is another one."""
    if line is None:
        return NONE
    words = i18n.money(line["amount"], currency)
    return words if line["title"] == title else f"{line['title']}: {words}"
