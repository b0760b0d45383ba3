"""What a bid says the money is for: the lines of its budget, as they were sent."""

from typing import Any, NamedTuple

from grantsapp.calls.models import Application
from grantsapp.calls.queries.applications import readings
from grantsapp.calls.questions import Kind


class Line(NamedTuple):
    """What a group asks for, and how much of it from the fund, in minor units."""

    what: str
    amount: int


def budget_of(bid: Application) -> list[Line]:
    """List what a bid asks the fund to pay; nothing where its call asks for no budget.

    Lines that others pay are left out, and so are sensitive questions.
    """
    told = readings(bid)
    lines = [
        Line(str(row.get("what") or ""), int(row.get("amount") or 0))
        for question in bid.form_version.form.questions
        if question.kind is Kind.BUDGET and not question.sensitive
        for row in _rows(told.get(question.code))
    ]
    return [line for line in lines if line.amount > 0 and line.what]


def _rows(reading: Any) -> list[dict[str, Any]]:
    value = getattr(reading, "value", None)
    return value if isinstance(value, list) else []
