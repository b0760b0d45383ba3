"""How the texts of a call stand in its languages."""

from sqlalchemy import select

from grantsapp.calls.models import Call
from grantsapp.calls.models.translations import Waiver
from grantsapp.calls.queries.parts import Place, places_of
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
