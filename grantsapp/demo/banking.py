"""The bank of the demonstration: it takes a file of payments, and sends a statement."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from grantsapp import clock, sheets
from grantsapp.accounts.models import Person
from grantsapp.awards import pain
from grantsapp.awards.actions import exporting, reconciling
from grantsapp.awards.actions.exporting import From
from grantsapp.awards.models import Payment
from grantsapp.awards.queries import money
from grantsapp.calls.models import Fund
from grantsapp.db import db
from grantsapp.demo.telling import PENNIES, read

HANDED, BOOKED, BACK, READ_IN = 40, 39, 36, 35  # days ago
_HEAD = ("Date", "Description", "Amount (GBP)")


def through_the_bank(fund: Fund, now: datetime, *, by: Person) -> None:
    """Hand over what is released; read in what the bank says became of it."""
    told = read("lives.toml")["bank"]
    db.session.flush()
    with clock.stopped_at(now - timedelta(days=HANDED)):
        ready = money.to_hand_over(fund)
        paid_from = From(told["account"], "", clock.now().date())
        keys = [payment.id for payment in ready]
        order = {"format_": pain.FORMAT, "paid_from": paid_from}
        exporting.hand_over(fund, keys, **order, by=by)
    with clock.stopped_at(now - timedelta(days=READ_IN)):
        content = sheets.csv_bytes(_HEAD, _lines(fund, now, told))
        seen = reconciling.preview(fund, content)
        reconciling.take_over(fund, seen, name=told["name"], by=by)


def _lines(
    fund: Fund, now: datetime, told: dict[str, Any]
) -> list[tuple[str, str, Decimal]]:
    def day(ago: int) -> str:
        return _written((now - timedelta(days=ago)).date())

    dues = [(move, money.as_due(move)) for move in money.moves_of(fund)]
    lines = []
    for move, due in dues:
        if due.is_open:
            is_out = isinstance(move, Payment)
            amount = Decimal(due.amount) / PENNIES
            lines.append((day(BOOKED if is_out else BACK), due.reference, amount))
    return [*lines, (day(BACK), told["other"], -Decimal(str(told["fee"])))]


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y")
