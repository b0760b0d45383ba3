"""The ranking as a table to take away, with every column that its page knows."""

import hashlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.numbers import get_currency_precision

from grantsapp import audit, i18n, sheets
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.review.queries.placing import Place, Table

PLACES = 6  # of decimals: a table is worked on, a page is read


def write(table: Table, call: Call, ending: str) -> bytes:
    """Write the ranking as CSV or as a workbook."""
    head, rows = _head(table, call), [_row(place, call) for place in table.places]
    if ending == "csv":
        return sheets.csv_bytes(head, rows)
    to_the_left = i18n.direction() == "rtl"
    return sheets.workbook_bytes(
        {_("Ranking"): (head, rows)}, right_to_left=to_the_left
    )


def note(call: Call, content: bytes, *, by: Person, kind: str, phase: str) -> None:
    """Write down who took which ranking away."""
    digest = hashlib.sha256(content).hexdigest()
    said = {"kind": kind, "phase": phase, "hash": digest}
    audit.record("took the ranking", call, by=by, **said)


def _head(table: Table, call: Call) -> list[str]:
    return [
        _("Rank"),
        _("Shares its rank"),
        _("Bid"),
        _("Title"),
        _("Group"),
        _("Asks for (%(currency)s)", currency=call.fund.currency),
        _("Reviews in"),
        _("Reviews asked for"),
        *(str(criterion.title) for criterion in table.phase.criteria),
        _("Mean"),
        _("Rank by the mean"),
        _("Spread"),
        _("Lowest"),
        _("Highest"),
        _("Agreed mean"),
        _("Rank by the agreed mean"),
        _("Was moderated"),
        _("Calibrated score"),
        _("Rank by the calibrated score"),
        _("Best likely rank"),
        _("Worst likely rank"),
        _("Probability of being among the fundable"),
    ]


def _row(place: Place, call: Call) -> list[Any]:
    bid, standing = place.bid, place.standing
    return [
        place.rank,
        _yes_or_no(place.is_tied),
        bid.reference,
        bid.title,
        bid.organisation,
        _amount(bid.amount, call.fund.currency),
        standing.reviews,
        place.asked,
        *(_figure(mean) for mean in standing.means),
        _figure(standing.mean),
        place.ranks["mean"],
        _figure(standing.spread),
        _figure(standing.lowest),
        _figure(standing.highest),
        _figure(place.agreed),
        place.ranks["agreed"],
        _yes_or_no(place.is_moderated),
        *_calibrated(place),
    ]


def _calibrated(place: Place) -> list[Any]:
    one = place.calibrated
    if one is None:
        return [None] * 5
    ends = [one.rank, one.highest, one.lowest]
    return [_figure(one.score), *ends, _figure(one.fundable)]


def _yes_or_no(is_so: bool) -> str:
    return _("yes") if is_so else _("no")


def _figure(value: Fraction | float | None) -> float | None:
    return None if value is None else round(float(value), PLACES)


def _amount(minor: int | None, currency: str) -> Decimal | None:
    if minor is None:
        return None
    return Decimal(minor).scaleb(-get_currency_precision(currency))
