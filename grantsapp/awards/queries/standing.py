"""What stands against awards, and how they are split over sources, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
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

from grantsapp.awards.health import Planned, Why
from grantsapp.awards.models import (
    Due,
    DueStage,
    Irregularity,
    Payment,
    PaymentStage,
    Repayment,
    RepaymentStage,
    Split,
    Variation,
    VariationStage,
)
from grantsapp.awards.programme import Part
from grantsapp.awards.schedule import When
from grantsapp.columns import Utc
from grantsapp.db import db


@dataclass
class Known:
    """What was read of one award beside its row."""

    payments: list[Planned] = field(default_factory=list)
    papers: list[date] = field(default_factory=list)
    asked: list[date] = field(default_factory=list)
    repayments: list[date] = field(default_factory=list)
    cases: int = 0
    parts: list[Part] = field(default_factory=list)
    has_back: bool = False  # some of its money came back


class _Kind(IntEnum):
    """What a row of the union is about."""

    ASKED = 0
    PLANNED = 1
    PAPER = 2
    CASE = 3
    REPAYMENT = 4
    SPLIT = 5


def known_of(which: Select[Any], zone: ZoneInfo) -> dict[UUID, Known]:
    """Read all that stands against awards, and how they are split, in one go."""
    found: dict[UUID, Known] = {}
    rows: Any = db.session.execute(_standing(which))
    for key, kind, at, on, flag, source, amount in rows:
        one = found.setdefault(key, Known())
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
                one.has_back = bool(flag)
    return found


TO_GO = (PaymentStage.PLANNED, PaymentStage.PREPARED)
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
    shown = [DueStage.GIVEN, DueStage.LOOKED, DueStage.CLEAR]
    back = select(Repayment.id).where(
        Repayment.award_id == Split.award_id,
        Repayment.stage == RepaymentStage.RECEIVED,
    )
    has_back = case((back.exists(), 1), else_=0)
    parts: Iterable[tuple[type[Any], int, dict[str, Any], Any]] = (
        (Variation, _Kind.ASKED, {"at": Variation.made_at},
         Variation.stage == VariationStage.ASKED),
        (Payment, _Kind.PLANNED, {"on": Payment.due_on, "flag": kept},
         Payment.stage.in_(TO_GO)),
        (Due, _Kind.PAPER, {"on": Due.until},
         Due.until.is_not(None) & Due.stage.in_(shown)),
        (Irregularity, _Kind.CASE, {}, Irregularity.closed_at.is_(None)),
        (Repayment, _Kind.REPAYMENT, {"on": Repayment.due_on},
         Repayment.stage == RepaymentStage.ASKED),
        (Split, _Kind.SPLIT, {"source": Split.source_id, "amount": Split.amount,
                              "flag": has_back}, Split.amount > 0),
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
