"""The suite of a call is put together: its instruments, and the frame around them."""

from typing import Any

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import Text
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import concerning
from grantsapp.mel.models import Instrument, Suite, SuiteInstrument


def suite_for(call: Call) -> Suite:
    """Give the suite of a call, made now if there is none; the call is locked."""
    found = queries.suite_of(call, lock=True)
    if found is None:
        found = Suite(call=call)
        db.session.add(found)
        db.session.flush()
    return found


def frame(suite: Suite, *, by: Person, **facts: Any) -> None:
    """Say how people are asked, in which languages, with whose help at hand."""
    named = facts.get("lead", suite.lead)
    for name, value in facts.items():
        if name != "lead":
            setattr(suite, name, value)
    concerning.hand_over(suite, named, by=by)  # the queue goes along, and both hear
    suite.version += 1
    lead = suite.lead.called if suite.lead else ""
    apart = {"lead": lead, "consent": dict(suite.consent), "help": dict(suite.help)}
    audit.record("wrote the suite", suite.call, by=by, **{**facts, **apart})


def add(suite: Suite, instrument: Instrument, *, by: Person) -> None:
    """Put an instrument at the end; adding it again changes nothing."""
    if instrument in suite.instruments:
        return
    if any(row.code == instrument.code for row in suite.instruments):
        raise Refused(
            _("Another version of this instrument is in the suite. Take it out first.")
        )
    part = SuiteInstrument(instrument=instrument, position=len(suite.parts))
    suite.parts.append(part)
    _record("added an instrument", suite, instrument, by)


def remove(suite: Suite, instrument: Instrument, *, by: Person) -> None:
    """Take an instrument out; projects that were asked it keep it."""
    part = _part(suite, instrument)
    if part is None:
        return
    suite.parts.remove(part)
    _number(suite.parts)
    _record("removed an instrument", suite, instrument, by)


def move(suite: Suite, instrument: Instrument, *, up: bool, by: Person) -> None:
    """Change places with a neighbour; the last one stays last."""
    part = _part(suite, instrument)
    if part is None:
        return
    place = suite.parts.index(part)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(suite.parts):
        return
    part.position, suite.parts[other].position = other, place
    suite.parts.sort(key=lambda part: part.position)
    _record("ordered the instruments", suite, instrument, by)


def copy(call: Call, made: Call, by: Person) -> None:
    """Give a copied call, which has the suite of the earlier one, its lead as well.

    In another fund somebody else leads, and help has other numbers: both are left out.
    """
    known = queries.suite_of(call)
    if known is None:
        return
    is_same = call.fund_id == made.fund_id
    facts = {"lead": known.lead} if is_same else {"help": Text()}
    frame(suite_for(made), by=by, **facts)


def _part(suite: Suite, instrument: Instrument) -> SuiteInstrument | None:
    found = (p for p in suite.parts if p.instrument_id == instrument.id)
    return next(found, None)


def _number(parts: list[SuiteInstrument]) -> None:
    for place, part in enumerate(parts):
        part.position = place


def _record(deed: str, suite: Suite, instrument: Instrument, by: Person) -> None:
    facts = {"code": instrument.code, "version": instrument.version}
    audit.record(deed, suite.call, by=by, **facts)
