"""The spending of an award as tables that a spreadsheet opens."""

from decimal import Decimal

from babel.numbers import get_currency_precision

from grantsapp import sheets
from grantsapp.awards.models import SPENDS, Award
from grantsapp.awards.queries import spending
from grantsapp.i18n import gettext as _


def spending_tables(award: Award) -> tuple[sheets.Table, sheets.Table]:
    """Write the lines with their sums, and each thing that was bought."""
    told, currency = spending.spending_of(award), award.call.fund.currency
    places = get_currency_precision(currency)

    def money(minor: int) -> Decimal:
        return Decimal(minor).scaleb(-places)

    sums = [
        [
            one.line.title,
            *map(money, (one.line.amount, one.spent, one.agreed, one.left)),
            _("yes") if one.is_over else "",
        ]
        for one in told.lines
    ]
    spends = [
        [
            spend.day,
            spend.what,
            one.line.title,
            money(spend.amount),
            currency,
            str(SPENDS[spend.stage]),
            spend.query,
            spend.file.name if spend.file else "",
            spend.by.called if spend.by else "",
        ]
        for one in told.lines
        for spend in one.spends
    ]
    return (_sums_head(), sums), (_spends_head(), spends)


def _sums_head() -> list[str]:
    head = [_("Line"), _("Budget"), _("Spent"), _("Agreed"), _("Left"), _("Overspent")]
    return list(map(str, head))


def _spends_head() -> list[str]:
    return [
        _("Day"),
        _("What for"),
        _("Line"),
        _("Amount"),
        _("Currency"),
        _("State"),
        _("Question of the fund"),
        _("Receipt"),
        _("Noted by"),
    ]
