"""What a fund is for, who pays, and the quiz before a call, as pages read them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.calls import drawing, funding, theory
from grantsapp.calls.models import (
    Aim,
    Call,
    CallSource,
    Fund,
    FundingSource,
    QuizQuestion,
    Theme,
)
from grantsapp.db import db


def aims_of(fund: Fund) -> list[Aim]:
    """List the entries of a fund's theory of change, in the managers' order."""
    query = select(Aim).where(Aim.fund_id == fund.id)
    return list(db.session.scalars(query.order_by(Aim.position, Aim.made_at)))


def aim(fund: Fund, code: str) -> Aim | None:
    """One entry."""
    query = select(Aim).where(Aim.fund_id == fund.id, Aim.code == code)
    return db.session.scalar(query)


def has_theory(fund: Fund) -> bool:
    """Say whether a fund tells what it leads to."""
    query = select(Aim.id).where(Aim.fund_id == fund.id).limit(1)
    return db.session.scalar(query) is not None


@dataclass(frozen=True)
class Step:
    """An entry with all that stands beside it."""

    aim: Aim
    leads_to: list[Aim]
    themes: list[Theme]
    rests_on: list[tuple[int, Aim]]
    number: int | None = None  # an assumption's
    links: tuple[tuple[Aim, Aim], ...] = ()  # where an assumption stands


@dataclass(frozen=True)
class Theory:
    """A theory of change: as a list, kind by kind, and as a drawing."""

    groups: list[tuple[theory.Kind, list[Step]]]
    drawing: drawing.Drawing
    by_code: dict[str, Aim]


def theory_of(fund: Fund) -> Theory | None:
    """Put a fund's theory of change together, in the reader's language."""
    aims = aims_of(fund)
    if not aims:
        return None
    entries, by_code = [a.entry for a in aims], {a.code: a for a in aims}
    steps = [_step(a, fund, entries, by_code) for a in aims]
    kinds = [(kind, [s for s in steps if s.aim.kind is kind]) for kind in theory.Kind]
    drawn = drawing.draw(
        entries,
        {a.code: str(a.words) for a in aims},
        mirrored=i18n.direction() == "rtl",
    )
    return Theory([(k, found) for k, found in kinds if found], drawn, by_code)


def _step(
    aim: Aim, fund: Fund, entries: list[theory.Entry], by_code: dict[str, Aim]
) -> Step:
    pairs = theory.links(entries)
    ends = [end for start, end in pairs if start == aim.code]
    numbered = theory.assumptions(entries)
    beside = {theory.link(aim.code, end) for end in ends}
    stands_at = [(a, b) for a, b in pairs if theory.link(a, b) in aim.stands_at]
    return Step(
        aim=aim,
        leads_to=[by_code[end] for end in ends],
        themes=[t for t in fund.themes if t.code in aim.themes],
        rests_on=[(n, by_code[e.code]) for n, e in numbered if beside & {*e.stands_at}],
        number=next((n for n, e in numbered if e.code == aim.code), None),
        links=tuple((by_code[a], by_code[b]) for a, b in stands_at),
    )


def source(fund: Fund, key: UUID) -> FundingSource | None:
    """One funding source of a fund."""
    return next((s for s in fund.sources if s.id == key), None)


@dataclass(frozen=True)
class Money:
    """What the sources of a fund have, give to calls, and have left."""

    counted: dict[UUID, int]
    given: dict[UUID, int]
    total: int

    def left(self, source: FundingSource) -> int:
        """Say what of a source no call has yet."""
        return self.counted[source.id] - self.given.get(source.id, 0)


def money_of(fund: Fund, wished: dict[UUID, dict[str, Any]] | None = None) -> Money:
    """Add up a fund's money: what counts, and what its calls have of it.

    `wished` are facts of sources as they would be after a change.
    """
    plain = [_plain(s, (wished or {}).get(s.id, {})) for s in fund.sources]
    by_id = {str(s.id): s.id for s in fund.sources}
    counted = {by_id[k]: v for k, v in funding.counted(plain).items()}
    query = select(CallSource.source_id, func.sum(CallSource.amount))
    query = query.where(CallSource.source_id.in_(counted))
    rows = db.session.execute(query.group_by(CallSource.source_id))
    given = {key: int(amount) for key, amount in rows}
    return Money(counted, given, sum(counted.values()))


def _plain(source: FundingSource, wished: dict[str, Any]) -> funding.Source:
    facts = {name: getattr(source, name) for name in ("kind", "amount", "matches_id")}
    facts |= {name: value for name, value in wished.items() if name in facts}
    matches = str(facts["matches_id"]) if facts["matches_id"] else None
    return funding.Source(str(source.id), facts["kind"], facts["amount"], matches)


def sources_of_call(call: Call) -> list[CallSource]:
    """List who pays for a call, as the fund lists its sources."""
    query = select(CallSource).join(CallSource.source)
    query = query.options(joinedload(CallSource.source))
    query = query.where(CallSource.call_id == call.id)
    return list(db.session.scalars(query.order_by(FundingSource.made_at)))


def paid_for(call: Call) -> int | None:
    """Say what the sources of a call pay together, if any is named."""
    query = select(func.sum(CallSource.amount)).where(CallSource.call_id == call.id)
    found = db.session.scalar(query)
    return None if found is None else int(found)


def shares_of(call: Call) -> list[tuple[FundingSource, int]]:
    """Say in per cent who pays how much of a call."""
    paying = sources_of_call(call)
    parts = funding.percentages({str(p.source_id): p.amount for p in paying})
    return [(p.source, parts[str(p.source_id)]) for p in paying]


def calls_paid_by(source: FundingSource) -> list[str]:
    """List the calls that have money of a source, by reference."""
    query = select(Call.reference).join(CallSource, CallSource.call_id == Call.id)
    query = query.where(CallSource.source_id == source.id)
    return list(db.session.scalars(query.order_by(Call.reference)))


def quiz_of(call: Call) -> list[QuizQuestion]:
    """List the questions of the quiz before a call."""
    query = select(QuizQuestion).where(QuizQuestion.call_id == call.id)
    ordered = query.order_by(QuizQuestion.position, QuizQuestion.made_at)
    return list(db.session.scalars(ordered))


def has_quiz(call: Call) -> bool:
    """Say whether a quiz stands before a call's form."""
    query = select(QuizQuestion.id).where(QuizQuestion.call_id == call.id).limit(1)
    return db.session.scalar(query) is not None


def quiz_question(call: Call, code: str) -> QuizQuestion | None:
    """One question of the quiz."""
    query = select(QuizQuestion).where(QuizQuestion.call_id == call.id)
    return db.session.scalar(query.where(QuizQuestion.code == code))
