"""What this room adds to a call's file and copies: the suite, but for its lead.

Who leads is a person, and no file holds one. Instruments belong to the house, so a file
names them, and a house that lacks one says so.
"""

from collections.abc import Container
from typing import Any

from grantsapp import i18n
from grantsapp.calls.packing import Rule
from grantsapp.calls.queries.parts import Link, Part
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import (
    ABOUT,
    FOLLOW_UPS,
    OLDEST,
    Instrument,
    Suite,
    SuiteInstrument,
)


def _only(name: str, known: Container[Any]) -> Rule:
    """Make the rule that a list names what is known, each once."""

    def holds(values: dict[str, Any]) -> bool:
        told = values.get(name, [])
        if not isinstance(told, list) or not all(_is_plain(one) for one in told):
            return False
        return all(one in known for one in told) and len(set(told)) == len(told)

    return Rule(name, holds)


def _is_plain(one: Any) -> bool:
    return type(one) in (str, int)


def _is_an_age(values: dict[str, Any]) -> bool:
    return 0 <= values.get("minimum_age", 0) <= OLDEST


PARTS = (
    Part(
        "suite",
        "suite",
        Suite,
        _("suite"),
        order=("made_at",),
        apart=frozenset({"version"}),
        in_texts=False,  # they have their own page, which knows its languages
        most=1,
        rules=(
            Rule("minimum_age", _is_an_age),
            _only("follow_ups", FOLLOW_UPS),
            _only("about", ABOUT),
            _only("languages", i18n.WRITTEN),
        ),
    ),
    Part(
        "suite_instrument",
        "instruments",
        SuiteInstrument,
        _("instrument"),
        "suite",
        in_texts=False,
        links=(Link("instrument_id", Instrument, ("code", "version")),),
    ),
)
