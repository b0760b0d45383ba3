"""What a panel agrees to, and what a fund wants it to know."""

from grantsapp import audit, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Area, Terms
from grantsapp.review.queries import terms
from grantsapp.review.queries.panel import areas_of, uses_of


def write_terms(call: Call, text: i18n.Text, *, by: Person) -> None:
    """Write the terms of a call; who agreed before agreed to the words of then."""
    own = terms.own_terms(call, lock=True)
    if own is None:
        own = Terms(call_id=call.id, text=text)
        db.session.add(own)
    own.text = text
    source = text.plain(text.source or "")
    audit.record("wrote the terms of the panel", call, by=by, hash=i18n.digest(source))


def drop_terms(call: Call, *, by: Person) -> None:
    """Go back to the words of the house."""
    own = terms.own_terms(call, lock=True)
    if own is not None:
        db.session.delete(own)
        audit.record("took the terms of the house", call, by=by)


def add_area(fund: Fund, *, code: str, name: i18n.Text, by: Person) -> Area:
    """Add an area of expertise that a fund wants, after the others."""
    places = [area.position for area in areas_of(fund)]
    area = Area(
        fund_id=fund.id, code=code, name=name, position=max(places, default=-1) + 1
    )
    db.session.add(area)
    audit.record("added an area of expertise", fund, by=by, code=code)
    return area


def rename_area(area: Area, name: i18n.Text, *, by: Person) -> None:
    """Change what an area is called; its code stays."""
    area.name = name
    audit.record("renamed an area of expertise", area.fund, by=by, code=area.code)


def remove_area(area: Area, *, by: Person) -> None:
    """Take an area out, unless a panel has it or a phase wants it."""
    if calls := uses_of(area):
        raise Refused(
            _(
                "This area is in use in: %(calls)s. Take it out there first.",
                calls=i18n.listed(calls),
            )
        )
    audit.record("removed an area of expertise", area.fund, by=by, code=area.code)
    db.session.delete(area)
