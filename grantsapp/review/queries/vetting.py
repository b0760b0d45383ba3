"""What the fund found of groups before it promises money."""

from uuid import UUID

from sqlalchemy import select

from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review.models import Vetted, Vetting

Found = dict[Vetted, Vetting]


def vettings_of(application: Application) -> Found:
    """Give what was found of one bid's group."""
    query = select(Vetting).where(Vetting.application_id == application.id)
    return {one.what: one for one in db.session.scalars(query)}


def vettings_in(call: Call) -> dict[UUID, Found]:
    """Give what was found, by application."""
    query = select(Vetting).join(Application, Application.id == Vetting.application_id)
    found: dict[UUID, Found] = {}
    for one in db.session.scalars(query.where(Application.call_id == call.id)):
        found.setdefault(one.application_id, {})[one.what] = one
    return found


def is_clear(found: Found) -> bool:
    """Say whether everything was looked at, and nothing is in doubt."""
    return all(what in found and found[what].is_clear for what in Vetted)


def has_doubt(found: Found) -> bool:
    """Say whether somebody has a doubt."""
    return any(not one.is_clear for one in found.values())
