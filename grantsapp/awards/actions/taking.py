"""The programme as a table to take away: the awards that were asked for, and totals."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from grantsapp import audit, i18n, sheets
from grantsapp.accounts.models import Person
from grantsapp.awards.models import PUBLICATIONS, Publication
from grantsapp.awards.programme import Line, Total
from grantsapp.awards.queries.programme import Tally
from grantsapp.awards.queries.wording import (
    AWAITED,
    HEALTH,
    NOT_SPLIT,
    STAGES,
    UNNAMED,
    boroughs,
)
from grantsapp.calls.models import Fund
from grantsapp.i18n import gettext as _

Head = list[str]


def as_csv(tally: Tally) -> bytes:
    """Write the awards, a line each."""
    return sheets.csv_bytes(*_awards(tally))


def as_workbook(tally: Tally) -> bytes:
    """Write the awards, and a tab for each way of adding them up."""
    found, places = tally.found, boroughs()
    tabs: dict[str, sheets.Table] = {
        _("Awards"): _awards(tally),
        _("Themes"): _totals(tally.themes, found.themes, _("Theme"), tally),
        _("Sizes of grant"): _totals(
            tally.tiers, found.tiers, _("Size of grant"), tally
        ),
        _("Boroughs"): _totals(tally.boroughs, places, _("Based in"), tally),
        _("Sources"): _shares(tally),
    }
    return sheets.workbook_bytes(tabs, right_to_left=i18n.direction() == "rtl")


WRITE: dict[str, Callable[[Tally], bytes]] = {"csv": as_csv, "xlsx": as_workbook}


def note(
    fund: Fund, content: bytes, *, by: Person, kind: str, filter: Any, count: int
) -> None:
    """Write down who took which awards away."""
    digest = hashlib.sha256(content).hexdigest()
    said = {"kind": kind, "filter": filter, "count": count, "hash": digest}
    audit.record("took the programme", fund, by=by, **said)


def _awards(tally: Tally) -> tuple[Head, list[list[Any]]]:
    found = tally.found
    head = [
        _("Number"), _("Project"), _("Group"), _("Based in"), _("Code of the place"),
        _("Theme"), _("Size of grant"), _("Stage"), _("Currency"), _("Committed"),
        _("Paid"), _("Still to be paid"), _("Next"), _("Day"), _("Health"),
        _("What the public learns"),
    ]  # fmt: skip
    currency, places = found.fund.currency, boroughs()
    return head, [
        [
            one.reference,
            one.title,
            one.group,
            one.place or places[one.borough],
            one.borough if one.borough.startswith("E") else None,
            found.themes.get(one.theme, one.theme),
            found.tiers.get(one.tier, one.tier),
            str(STAGES[one.stage][0]),
            currency,
            *(_money(m, currency) for m in (one.committed, one.paid, one.remaining)),
            str(AWAITED[one.deadline.what]) if one.deadline else None,
            one.deadline.on if one.deadline else None,
            _health(one),
            str(PUBLICATIONS[Publication(one.publication)]),
        ]
        for one in tally.lines
    ]


def _health(one: Line) -> str:
    return "; ".join(str(HEALTH[f][0]) for f in one.findings) or _("In order")


def _totals(
    some: Iterable[Total], names: Mapping[str, str], what: str, tally: Tally
) -> tuple[Sequence[str], list[list[Any]]]:
    currency = tally.found.fund.currency
    head = [
        _("Code"), what, _("Awards"), _("Committed"), _("Paid"), _("Still to be paid"),
    ]  # fmt: skip
    lines = [*some, replace(tally.whole, code=_("Together"))]
    return head, [
        [
            one.code,
            names.get(one.code) or (one.code or str(UNNAMED)),
            one.count,
            *(_money(m, currency) for m in (one.committed, one.paid, one.remaining)),
        ]
        for one in lines
    ]


def _shares(tally: Tally) -> tuple[Sequence[str], list[list[Any]]]:
    names, currency = tally.found.sources, tally.found.fund.currency
    return [_("Source of money"), _("Awards"), _("Committed")], [
        [
            names.get(one.code, str(NOT_SPLIT)),
            one.count,
            _money(one.committed, currency),
        ]
        for one in tally.sources
    ]


def _money(minor: int | None, currency: str) -> Decimal | None:
    if minor is None:
        return None
    return Decimal(minor).scaleb(-get_currency_precision(currency))
