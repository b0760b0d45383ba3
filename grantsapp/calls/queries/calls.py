"""Funds, calls and forms, as pages read them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import clock
from grantsapp.calls.models import (
    Call,
    Duty,
    FormVersion,
    Fund,
    Question,
    Role,
    Section,
    Theme,
    Tier,
)
from grantsapp.calls.rules import roles_of
from grantsapp.db import db, locked


def funds_of(person: Any) -> list[Fund]:
    """List the funds that a person manages, with their calls."""
    mine = [r.fund_id for r in roles_of(person) if r.duty is Duty.MANAGER and r.fund_id]
    query = select(Fund).where(Fund.id.in_(mine)).options(selectinload(Fund.calls))
    return list(db.session.scalars(query.order_by(Fund.made_at)))


def all_funds() -> list[Fund]:
    """List the funds of the house, the oldest first."""
    return list(db.session.scalars(select(Fund).order_by(Fund.made_at)))


def fund(key: UUID, *, lock: bool = False) -> Fund | None:
    """One fund with its sources and themes."""
    query = select(Fund).where(Fund.id == key)
    query = query.options(selectinload(Fund.sources), selectinload(Fund.themes))
    return db.session.scalar(locked(query) if lock else query)


def theme(key: UUID) -> Theme | None:
    """One theme."""
    return db.session.get(Theme, key)


def open_calls() -> list[Call]:
    """List the calls that people can apply to now, the next to close first."""
    now = clock.now()
    query = _calls().where(Call.opened_at.is_not(None), Call.opens_at <= now)
    query = query.where(Call.closes_at > now).order_by(Call.closes_at)
    return list(db.session.scalars(query))


def other_calls() -> list[Call]:
    """List published calls that are not open: coming ones and closed ones."""
    now = clock.now()
    query = _calls().where(Call.opened_at.is_not(None))
    query = query.where(or_(Call.opens_at > now, Call.closes_at <= now))
    return list(db.session.scalars(query.order_by(Call.closes_at.desc())))


def call(reference: str, *, lock: bool = False, bare: bool = False) -> Call | None:
    """One call with its fund, and unless it is wanted bare, its themes and tiers."""
    query = _calls().where(Call.reference == reference)
    if not bare:
        query = query.options(
            selectinload(Call.tiers), joinedload(Call.fund).selectinload(Fund.themes)
        )
    if lock:
        query = query.with_for_update(of=Call).execution_options(populate_existing=True)
    return db.session.scalar(query)


def names_in(call: Call) -> dict[str, dict[str, str]]:
    """Name themes and tiers by their codes, in their order, as plain values."""
    themes = select(
        literal("theme").label("of"), Theme.code, Theme.name, Theme.position.label("at")
    ).where(Theme.fund_id == call.fund_id)
    tiers = select(literal("tier"), Tier.code, Tier.name, Tier.minimum)
    query = themes.union_all(tiers.where(Tier.call_id == call.id)).order_by("at")
    names: dict[str, dict[str, str]] = {"theme": {}, "tier": {}}
    for of, code, name, _at in db.session.execute(query):
        names[of][code] = name.shown().text
    return names


def _calls() -> Select[Call]:
    return select(Call).options(joinedload(Call.fund))


def sections_of(call: Call) -> list[Section]:
    """List the sections of a call that is being written, with their questions."""
    query = select(Section).where(Section.call_id == call.id)
    query = query.options(selectinload(Section.questions)).order_by(Section.position)
    return list(db.session.scalars(query))


def question(call: Call, code: str) -> Question | None:
    """One question of a call that is being written."""
    query = select(Question).where(Question.call_id == call.id, Question.code == code)
    return db.session.scalar(query)


def tier(call: Call, code: str) -> Tier | None:
    """One tier of a call."""
    return next((t for t in call.tiers if t.code == code), None)


def form_version_of(call: Call) -> FormVersion | None:
    """The newest frozen form of a call."""
    query = select(FormVersion).where(FormVersion.call_id == call.id)
    return db.session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def form_version_with(call: Call, number: int) -> FormVersion | None:
    """One frozen form of a call, by its number."""
    query = select(FormVersion).where(
        FormVersion.call_id == call.id, FormVersion.number == number
    )
    return db.session.scalar(query)


def form_versions_of(call: Call) -> list[FormVersion]:
    """List the frozen forms of a call, the first one first."""
    query = select(FormVersion).where(FormVersion.call_id == call.id)
    return list(db.session.scalars(query.order_by(FormVersion.number)))


def roles_in(fund: Fund) -> list[Role]:
    """List who serves a fund, in the order in which they came."""
    query = select(Role).options(joinedload(Role.person))
    query = query.where(Role.fund_id == fund.id).order_by(Role.made_at)
    return list(db.session.scalars(query))


def managers_of(fund: Fund) -> list[Role]:
    """List who manages a fund."""
    return [role for role in roles_in(fund) if role.duty is Duty.MANAGER]
