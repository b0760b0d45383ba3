"""How the texts of a call stand in its languages."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from grantsapp.calls.models import Call, Duty, Fund
from grantsapp.calls.models.translations import Waiver
from grantsapp.calls.queries.parts import Place, places_of
from grantsapp.calls.rules import roles_of
from grantsapp.db import db


def waivers_of(call: Call) -> list[Waiver]:
    """List the languages in which a call may open without every text."""
    query = select(Waiver).where(Waiver.call_id == call.id)
    return list(db.session.scalars(query.order_by(Waiver.language)))


def waiver(call: Call, language: str) -> Waiver | None:
    """Find the reason why a call may open without every text in a language."""
    return next((w for w in waivers_of(call) if w.language == language), None)


def place_at(call: Call, path: str) -> Place | None:
    """Find where a text of a call stands."""
    return next((p for p in places_of(call) if p.path == path), None)


def calls_to_copy(person: Any, currency: str) -> list[Call]:
    """List the calls that a person manages in a currency, the newest first."""
    mine = [role for role in roles_of(person) if role.duty is Duty.MANAGER]
    query = select(Call).join(Fund).options(joinedload(Call.fund))
    query = query.where(
        or_(
            Call.fund_id.in_([role.fund_id for role in mine if role.fund_id]),
            Call.id.in_([role.call_id for role in mine if role.call_id]),
        ),
        Fund.currency == currency,
    )
    return list(db.session.scalars(query.order_by(Call.made_at.desc())))
