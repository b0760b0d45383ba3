"""The bids of a call as a table to take away: what the address asks for, no more."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision

from grantsapp import audit, i18n, sheets
from grantsapp.accounts.models import KINDS, Person
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries import asked as asking
from grantsapp.calls.queries import bids
from grantsapp.calls.queries.bids import Bid, Wish
from grantsapp.calls.queries.wording import shown, shown_raw
from grantsapp.calls.questions import Form, Kind, Option, Question, Reading
from grantsapp.i18n import gettext as _

MOST_IN_A_CELL = 32_767  # characters, for spreadsheets
# The facts of a bid: a stable code, and how its cell is told.
Facts = dict[str, tuple[str, Callable[[Bid], Any]]]
FIRST_CODES = {"title", "tier", "amount", "theme"}


def as_csv(call: Call, wish: Wish) -> tuple[bytes, int]:
    """Write what a wish selects, labels over codes, and say how many bids it is."""
    labels, codes, rows = _table(call, wish)
    return sheets.csv_bytes(labels, [codes, *rows]), len(rows)


def as_workbook(call: Call, wish: Wish) -> tuple[bytes, int]:
    """Write what a wish selects as a workbook, with its codes on a second sheet."""
    labels, codes, rows = _table(call, wish)
    asked = asking.asked(asking.forms_of(call))
    tabs: dict[str, sheets.Table] = {
        _("Bids"): (labels, [[_short(cell) for cell in row] for row in rows]),
        _("Codes"): (
            [_("Column"), _("Code"), _("Kind"), _("Answer"), _("Code of the answer")],
            _book(labels, codes, asked),
        ),
    }
    to_the_left = i18n.direction() == "rtl"
    return sheets.workbook_bytes(tabs, right_to_left=to_the_left), len(rows)


def note(
    call: Call, content: bytes, *, by: Person, kind: str, filter: Any, count: int
) -> None:
    """Write down who took which bids away."""
    digest = hashlib.sha256(content).hexdigest()
    said = {"kind": kind, "filter": filter, "count": count, "hash": digest}
    audit.record("took the bids", call, by=by, **said)


def _short(cell: Any) -> Any:
    if isinstance(cell, str) and len(cell) > MOST_IN_A_CELL:
        return cell[: MOST_IN_A_CELL - 1] + "…"
    return cell


def _book(
    labels: list[str], codes: list[str], asked: Mapping[str, Question]
) -> Iterable[list[str]]:
    """Say what each column is, and what each answer is called."""
    for label, code in zip(labels, codes, strict=True):
        question = asked.get(code.removeprefix("answer."))
        kind = str(question.kind) if question else ""
        yield [label, code, kind, "", ""]
        yield from _choices(label, code, kind, question.options if question else ())
        for column in question.columns if question else ():
            name = f"{label}: {i18n.Text(column.label)}"
            place, sort = f"{code}.{column.code}", str(column.kind)
            yield [name, place, sort, "", ""]
            yield from _choices(name, place, sort, column.options)


def _choices(
    label: str, code: str, kind: str, options: Iterable[Option]
) -> Iterable[list[str]]:
    for option in options:
        words = i18n.Text(option.label).shown().text
        yield [label, code, kind, words, option.code]


def _table(call: Call, wish: Wish) -> tuple[list[str], list[str], list[list[Any]]]:
    forms = asking.forms_of(call)
    asked = asking.asked(forms)
    own = {code: q for code, q in asked.items() if code not in FIRST_CODES}
    facts = _facts(call)
    keys = bids.ordered(call, wish)
    told = _answers(call, forms, own)
    rows = [
        [
            *(tell(bid) for _label, tell in facts.values()),
            *(told.get((bid.id, code)) for code in own),
        ]
        for part in _parts(keys)
        for bid in bids.lines(call, part, with_first=True)
    ]
    labels = [label for label, _tell in facts.values()]
    labels += [i18n.Text(q.label).shown().text for q in own.values()]
    return labels, [*facts, *(f"answer.{code}" for code in own)], rows


def _parts(keys: list[UUID], size: int = 500) -> Iterable[list[UUID]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _facts(call: Call) -> Facts:
    currency = call.fund.currency
    themes = {t.code: t.name.shown().text for t in call.fund.themes}
    tiers = {t.code: t.name.shown().text for t in call.tiers}
    return {
        "reference": (_("Number"), lambda bid: bid.reference),
        "title": (_("Project"), lambda bid: bid.title),
        "group": (_("Group"), lambda bid: bid.group),
        "kind": (_("Kind of group"), lambda bid: str(KINDS[bid.kind])),
        "borough": (_("Based in"), lambda bid: bid.borough),
        "language": (_("Language"), lambda bid: bid.language),
        "theme": (_("Theme"), lambda bid: themes.get(bid.theme, bid.theme)),
        "tier": (_("Size of grant"), lambda bid: tiers.get(bid.tier, bid.tier)),
        "amount": (_("Asks for"), lambda bid: _money(bid.amount, currency)),
        "currency": (_("Currency"), lambda _bid: currency),
        "stage": (_("State"), lambda bid: str(bid.stage)),
        "submitted_at": (_("Handed in"), lambda bid: bid.submitted_at),
        "first": (_("First bid"), lambda bid: _yes(bool(bid.is_first))),
    }


def _money(minor: int | None, currency: str) -> Decimal | None:
    if minor is None:
        return None
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def _yes(is_so: bool) -> str:
    return _("Yes") if is_so else _("No")


def _answers(
    call: Call, forms: dict[UUID, Form], own: Mapping[str, Question]
) -> dict[tuple[UUID, str], Any]:
    """Read every answer of the call that may leave the house, as cells."""
    which = (Application.call_id == call.id) & Application.stage.in_(bids.HANDED_IN)
    told = asking.answers(which, forms, own.keys())
    cells = {place: cell(*answer) for place, answer in told.items()}
    named = asking.files(which, own.keys())
    return cells | {place: "; ".join(names) for place, names in named.items()}


def cell(question: Question, reading: Reading, raw: list[str]) -> Any:
    """Tell an answer as a cell: what was typed, where it could not be read.

    A line of a table is a line of the cell; what was not asked is an empty cell.
    """
    value = reading.value
    if reading.skipped:
        return None
    if value is None:
        return shown_raw(question, [str(part) for part in raw]) or None
    if question.kind is Kind.MONEY:
        return _money(value, question.currency)
    if question.kind is Kind.DATE:
        return date.fromisoformat(value)
    if question.kind in {Kind.ONE, Kind.SEVERAL}:
        codes = value if isinstance(value, list) else [value]
        return "; ".join(i18n.Text(question.label_of(c)).shown().text for c in codes)
    if question.kind is Kind.NUMBER:
        return value
    return shown(question, reading)
