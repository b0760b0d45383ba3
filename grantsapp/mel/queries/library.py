"""The instruments of the house, and who evaluates which call."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.calls.models import Call, Duty, Fund, Theme
from grantsapp.calls.rules import roles_of
from grantsapp.db import db
from grantsapp.mel.models import Instrument


def instruments() -> list[Instrument]:
    """List the instruments of the house, each version."""
    query = select(Instrument).order_by(Instrument.code, Instrument.version)
    return list(db.session.scalars(query))


def versions_of(code: str) -> list[Instrument]:
    """List the versions of one instrument."""
    query = select(Instrument).where(Instrument.code == code)
    return list(db.session.scalars(query.order_by(Instrument.version)))


def newest_instruments() -> list[Instrument]:
    """List the newest version of each instrument."""
    newest = func.max(Instrument.version).label("version")
    each = select(Instrument.code, newest).group_by(Instrument.code).subquery()
    query = select(Instrument).join(
        each,
        (each.c.code == Instrument.code) & (each.c.version == Instrument.version),
    )
    return list(db.session.scalars(query.order_by(Instrument.code)))


def version_of(code: str, version: int) -> Instrument | None:
    """One version of an instrument."""
    query = select(Instrument).where(Instrument.code == code)
    return db.session.scalar(query.where(Instrument.version == version))


def theme_names() -> dict[str, i18n.Text]:
    """Name the themes of the house by their codes, as the first fund that has one."""
    query = select(Theme.code, Theme.name).join(Fund, Fund.id == Theme.fund_id)
    query = query.order_by(Fund.made_at.desc(), Theme.code)
    return {row.code: row.name for row in db.session.execute(query)}


def instrument(code: str) -> Instrument | None:
    """The newest version of an instrument."""
    query = select(Instrument).where(Instrument.code == code)
    return db.session.scalar(query.order_by(Instrument.version.desc()).limit(1))


def calls_to_evaluate(person: Any) -> list[Call]:
    """List the calls of the funds that a person evaluates, the newest first."""
    mine = [r for r in roles_of(person) if r.duty is Duty.EVALUATOR]
    funds = [r.fund_id for r in mine if r.fund_id]
    query = select(Call).where(Call.fund_id.in_(funds)).options(joinedload(Call.fund))
    query = query.where(Call.opened_at.is_not(None))
    return list(db.session.scalars(query.order_by(Call.closes_at.desc())))


def languages_of(tools: Iterable[Instrument]) -> list[str]:
    """List the languages that every one of these instruments speaks."""
    sets = [set(i.tool.languages) for i in tools]
    return sorted(set.intersection(*sets)) if sets else []
