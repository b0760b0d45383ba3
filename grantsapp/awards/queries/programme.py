"""Every award of a fund or of a call, with its money and what it waits for.

As many statements for five hundred awards as for five: the awards, the last ledger line
of each account, and all that stands against them in one union.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Select,
    Uuid,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)

from grantsapp import clock, ledger, places
from grantsapp.access import elsewhere
from grantsapp.accounts.models import Organisation
from grantsapp.awards.health import Facts, Planned, Why, deadlines, findings
from grantsapp.awards.models import (
    Award,
    Due,
    DueStage,
    Irregularity,
    Payment,
    PaymentStage,
    Repayment,
    RepaymentStage,
    Split,
    Stage,
    Variation,
    VariationStage,
)
from grantsapp.awards.programme import (
    OUTSIDE,
    UNKNOWN,
    Line,
    Part,
    Share,
    Total,
    Wish,
    chosen,
    shares,
    standing,
    total,
    totals,
)
from grantsapp.awards.schedule import When
from grantsapp.calls.models import Call, Fund, Tier
from grantsapp.columns import Utc
from grantsapp.db import db


@dataclass(frozen=True)
class Programme:
    """The awards of a fund, or of one of its calls, and the names they go by."""

    fund: Fund
    call: Call | None
    lines: list[Line]
    themes: dict[str, str]
    tiers: dict[str, str]
    sources: dict[str, str]
    calls: dict[str, str]


def programme(fund: Fund, call: Call | None = None) -> Programme:
    """Read the awards of a fund with its themes and sources, or of one call of it."""
    calls, tiers = _names(fund)
    return Programme(
        fund=fund,
        call=call,
        lines=_lines(fund, call),
        themes={t.code: t.name.shown().text for t in fund.themes},
        tiers=tiers,
        sources={str(s.id): s.name.shown().text for s in fund.sources},
        calls=calls,
    )


@dataclass(frozen=True)
class Tally:
    """The awards that somebody asked for, and what they come to.

    What was refused or has lapsed is a line, and no part of any total.
    """

    found: Programme
    lines: list[Line]
    whole: Total
    themes: list[Total]
    tiers: list[Total]
    boroughs: list[Total]
    sources: list[Share]


def tally(found: Programme, wish: Wish) -> Tally:
    """Choose, order and add up."""
    lines = chosen(found.lines, wish)
    counted = standing(lines)
    known = [*places.BOROUGHS.values(), OUTSIDE, UNKNOWN]
    return Tally(
        found=found,
        lines=lines,
        whole=total(counted),
        themes=totals(counted, lambda one: one.theme, found.themes),
        tiers=totals(counted, lambda one: one.tier, found.tiers),
        boroughs=totals(counted, lambda one: one.borough, known),
        sources=shares(counted, found.sources),
    )


def _names(fund: Fund) -> tuple[dict[str, str], dict[str, str]]:
    """Name calls and their sizes of grant; of two calls' same code, the newer name."""
    query = select(Call.reference, Call.title, Tier.code, Tier.name)
    query = query.outerjoin(Tier, Tier.call_id == Call.id)
    query = query.where(Call.fund_id == fund.id)
    calls: dict[str, str] = {}
    tiers: dict[str, str] = {}
    for reference, title, code, name in db.session.execute(
        query.order_by(Call.closes_at.desc(), Tier.minimum)
    ):
        calls[reference] = title.shown().text
        if code:
            tiers.setdefault(code, name.shown().text)
    return calls, tiers


@dataclass
class _Known:
    """What was read of one award beside its row."""

    payments: list[Planned] = field(default_factory=list)
    papers: list[date] = field(default_factory=list)
    asked: list[date] = field(default_factory=list)
    repayments: list[date] = field(default_factory=list)
    cases: int = 0
    parts: list[Part] = field(default_factory=list)


def _lines(fund: Fund, call: Call | None) -> list[Line]:
    rows = db.session.execute(_rows(fund, call)).all()
    keys = [row.id for row in rows]
    paid = {key: ledger.part_of(ledger.Part(key), "paid").id for key in keys}
    left = ledger.balances([*keys, *paid.values()])
    known = _known(_which(fund, call), ZoneInfo(fund.time_zone))
    reported = elsewhere("reported_among", keys)
    today = clock.now().astimezone(ZoneInfo(fund.time_zone)).date()
    nothing = _Known()
    return [
        _line(
            row,
            known.get(row.id, nothing),
            has_reported=row.id in reported,
            today=today,
            paid=left.get(paid[row.id]),
            remaining=left.get(row.id),
        )
        for row in rows
    ]


def _which(fund: Fund, call: Call | None) -> Select[Any]:
    query = select(Award.id).join(Call, Call.id == Award.call_id)
    return query.where(Call.id == call.id if call else Call.fund_id == fund.id)


def _rows(fund: Fund, call: Call | None) -> Any:
    query = select(
        Award.id, Award.number, Award.title, Award.language, Award.theme, Award.tier,
        Award.amount, Award.stage, Award.ends_on, Award.answer_by, Award.publication,
        Call.reference, Organisation.name, Organisation.borough,
        Organisation.language.label("group_language"),
    )  # fmt: skip
    query = query.join(Call, Call.id == Award.call_id)
    query = query.outerjoin(Organisation, Organisation.id == Award.organisation_id)
    query = query.where(Call.id == call.id if call else Call.fund_id == fund.id)
    return query.order_by(Call.reference, Award.number)


def _line(
    row: Any,
    known: _Known,
    *,
    has_reported: bool,
    today: date,
    paid: int | None,
    remaining: int | None,
) -> Line:
    facts = Facts(
        stage=row.stage,
        answer_by=row.answer_by,
        ends_on=row.ends_on,
        has_reported=has_reported,
        payments=tuple(known.payments),
        papers=tuple(known.papers),
        asked=tuple(known.asked),
        repayments=tuple(known.repayments),
        cases=known.cases,
    )
    booked_elsewhere = row.stage is Stage.PAST
    return Line(
        key=row.id,
        call=row.reference,
        number=row.number,
        title=row.title,
        language=row.language,
        group=row.name or "",
        group_language=row.group_language or "",
        place=row.borough or "",
        borough=_borough(row.borough or ""),
        theme=row.theme,
        tier=row.tier,
        stage=str(row.stage),
        publication=str(row.publication),
        amount=row.amount,
        paid=paid if paid is not None or booked_elsewhere else 0,
        remaining=remaining if remaining is not None or booked_elsewhere else 0,
        parts=tuple(known.parts),
        findings=findings(facts, today),
        deadline=next(iter(deadlines(facts, today)), None),
    )


@lru_cache(maxsize=2_000)  # five hundred groups are of the same few places
def _borough(place: str) -> str:
    if not place.strip():
        return UNKNOWN
    known = places.borough(place)
    return places.BOROUGHS[known] if known else OUTSIDE


class _Kind(IntEnum):
    """What a row of the union is about."""

    ASKED = 0
    PLANNED = 1
    PAPER = 2
    CASE = 3
    REPAYMENT = 4
    SPLIT = 5


def _known(which: Select[Any], zone: ZoneInfo) -> dict[UUID, _Known]:
    """Read all that stands against awards, and how they are split, in one go."""
    found: dict[UUID, _Known] = {}
    rows: Any = db.session.execute(_standing(which))
    for key, kind, at, on, flag, source, amount in rows:
        one = found.setdefault(key, _Known())
        match kind:
            case _Kind.ASKED:
                one.asked.append(at.astimezone(zone).date())
            case _Kind.PLANNED:
                one.payments.append(Planned(on, _WHY[flag]))
            case _Kind.PAPER:
                one.papers.append(on)
            case _Kind.CASE:
                one.cases += 1
            case _Kind.REPAYMENT:
                one.repayments.append(on)
            case _:
                one.parts.append(Part(str(source), amount))
    return found


_WHY = (Why.NOTHING, Why.WITHHELD, Why.CONDITION, Why.REPORT)


def _standing(which: Select[Any]) -> Any:
    """One statement for six tables; a column that a table lacks is empty there."""
    condition = (Payment.waits_for == When.CONDITION) & Payment.met_at.is_(None)
    kept = case(
        (Payment.withheld_because != "", 1),
        (condition, 2),
        (Payment.waits_for == When.REPORTED, 3),
        else_=0,
    )
    to_go = [PaymentStage.PLANNED, PaymentStage.PREPARED]
    shown = [DueStage.GIVEN, DueStage.LOOKED, DueStage.CLEAR]
    parts: Iterable[tuple[type[Any], int, dict[str, Any], Any]] = (
        (Variation, _Kind.ASKED, {"at": Variation.made_at},
         Variation.stage == VariationStage.ASKED),
        (Payment, _Kind.PLANNED, {"on": Payment.due_on, "flag": kept},
         Payment.stage.in_(to_go)),
        (Due, _Kind.PAPER, {"on": Due.until},
         Due.until.is_not(None) & Due.stage.in_(shown)),
        (Irregularity, _Kind.CASE, {}, Irregularity.closed_at.is_(None)),
        (Repayment, _Kind.REPAYMENT, {"on": Repayment.due_on},
         Repayment.stage == RepaymentStage.ASKED),
        (Split, _Kind.SPLIT, {"source": Split.source_id, "amount": Split.amount},
         Split.amount > 0),
    )  # fmt: skip
    return union_all(
        *(
            select(table.award_id, literal(int(kind)), *_cells(values)).where(
                table.award_id.in_(which), test
            )
            for table, kind, values, test in parts
        )
    )


_EMPTY: dict[str, Any] = {
    "at": Utc, "on": Date, "flag": Integer, "source": Uuid, "amount": BigInteger,
}  # fmt: skip


def _cells(values: dict[str, Any]) -> list[Any]:
    return [
        values.get(name, cast(null(), kind)).label(name)
        for name, kind in _EMPTY.items()
    ]
