"""Every award of a fund or of a call, with its money and what it waits for.

As many statements for five hundred awards as for five: the awards, the last ledger line
of each account, and all that stands against them in one union.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Select,
    select,
)

from grantsapp import clock, ledger, places
from grantsapp.access import elsewhere
from grantsapp.accounts.models import Organisation
from grantsapp.awards.health import Facts, deadlines, findings
from grantsapp.awards.models import (
    Award,
    Stage,
)
from grantsapp.awards.programme import (
    OUTSIDE,
    UNKNOWN,
    Line,
    Share,
    Total,
    Wish,
    chosen,
    shares,
    standing,
    total,
    totals,
)
from grantsapp.awards.queries import sources
from grantsapp.awards.queries.standing import Known, known_of
from grantsapp.awards.rules.sides import takes_side_of
from grantsapp.calls.models import Call, Fund, Tier
from grantsapp.db import db
from grantsapp.review.models import Decision


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


def programme(fund: Fund, call: Call | None = None, *, by: Any = None) -> Programme:
    """Read the awards of a fund with its themes and sources, or of one call of it.

    Somebody for whom it is read sees of no case that is none of their business.
    """
    calls, tiers = _names(fund)
    return Programme(
        fund=fund,
        call=call,
        lines=_lines(fund, call, by),
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


def _lines(fund: Fund, call: Call | None, by: Any) -> list[Line]:
    rows = db.session.execute(_rows(fund, call)).all()
    keys = [row.id for row in rows]
    paid = {key: ledger.part_of(ledger.Part(key), "paid").id for key in keys}
    known = known_of(_which(fund, call), ZoneInfo(fund.time_zone))
    back = _less_than_parts(known)
    of_parts = (account for two in back.values() for account in two)
    left = ledger.balances([*keys, *paid.values(), *of_parts])
    _take_off_what_came_back(known, back, left)
    _forget_cases(rows, known, by)
    reported = elsewhere("reported_among", keys)
    today = clock.today(fund.time_zone)
    nothing = Known()
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


def _less_than_parts(known: dict[UUID, Known]) -> dict[tuple[UUID, str], list[UUID]]:
    """Name the accounts of each part of which some came back: by award and source."""
    return {
        (key, part.source): sources.accounts_of(key, UUID(part.source))
        for key, one in known.items()
        if one.has_back
        for part in one.parts
    }


def _take_off_what_came_back(
    known: dict[UUID, Known],
    back: dict[tuple[UUID, str], list[UUID]],
    left: dict[UUID, int],
) -> None:
    """Leave to such a part what its source paid and has to pay."""
    stands = {pair: sum(left.get(o, 0) for o in two) for pair, two in back.items()}
    for key, one in known.items():
        if one.has_back:
            one.parts = [p._replace(amount=stands[key, p.source]) for p in one.parts]


def _forget_cases(rows: Iterable[Any], known: dict[UUID, Known], by: Any) -> None:
    """Leave out cases of awards whose side somebody takes: they must not hear of it."""
    for row in rows:
        one = known.get(row.id)
        if by is None or one is None or not one.cases:
            continue
        groups = {row.organisation_id, row.sponsor_id}
        if takes_side_of(by, groups, row.application_id):
            one.cases = 0


def _which(fund: Fund, call: Call | None) -> Select[Any]:
    query = select(Award.id).join(Call, Call.id == Award.call_id)
    return query.where(Call.id == call.id if call else Call.fund_id == fund.id)


def _rows(fund: Fund, call: Call | None) -> Any:
    query = select(
        Award.id, Award.number, Award.title, Award.language, Award.theme, Award.tier,
        Award.amount, Award.stage, Award.ends_on, Award.answer_by, Award.publication,
        Call.reference, Organisation.name, Organisation.borough,
        Organisation.language.label("group_language"),
        Award.organisation_id, Award.sponsor_id, Decision.application_id,
    )  # fmt: skip
    query = query.join(Call, Call.id == Award.call_id)
    query = query.outerjoin(Organisation, Organisation.id == Award.organisation_id)
    query = query.outerjoin(Decision, Decision.id == Award.decision_id)
    query = query.where(Call.id == call.id if call else Call.fund_id == fund.id)
    return query.order_by(Call.reference, Award.number)


def _line(
    row: Any,
    known: Known,
    *,
    has_reported: bool,
    today: date,
    paid: int | None,
    remaining: int | None,
) -> Line:
    facts = _facts(row, known, has_reported=has_reported)
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


def _facts(row: Any, known: Known, *, has_reported: bool) -> Facts:
    return Facts(
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


@lru_cache(maxsize=2_000)  # five hundred groups are of the same few places
def _borough(place: str) -> str:
    if not place.strip():
        return UNKNOWN
    known = places.borough(place)
    return places.BOROUGHS[known] if known else OUTSIDE
