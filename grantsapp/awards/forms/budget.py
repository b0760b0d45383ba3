"""What people may type about the lines of a budget, and the outputs of a project."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision
from wtforms import Field
from wtforms.validators import StopValidation

from grantsapp import i18n, unseen
from grantsapp.awards.actions.budgeting import Wish
from grantsapp.calls.actions.freezing import MEASURES
from grantsapp.figures import Misread, minor_units, whole
from grantsapp.forms import Form, misread
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

BLANK, MOST_LINES, LONGEST = 2, 40, 200
MOST_OUTPUT = 10_000_000
Row = dict[str, str]


class BudgetField(Field):
    """`budget.0.title`, `budget.0.amount`, ... make a list of lines.

    The rows stay as they were typed, right or wrong.
    """

    currency, is_typed = "GBP", False
    rows: list[Row]

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Read the rows that hold something."""
        self.process_errors = []
        self.object_data, self.data = data, data or []
        self.is_typed = formdata is not None
        self.rows = self._typed(formdata) if self.is_typed else []

    def _typed(self, formdata: Any) -> list[Row]:
        found: dict[int, Row] = {}
        for key in formdata:
            name, number, cell = [*key.split("."), "", ""][:3]
            if name == self.name and number.isdecimal() and len(number) < 4:  # noqa: PLR2004
                words = unseen.one_line(str(formdata.get(key))).strip()
                found.setdefault(int(number), {})[cell] = words
        rows = (found[number] for number in sorted(found))
        return [row for row in rows if row.get("title") or row.get("amount")]

    def in_currency(self, currency: str) -> None:
        """Show and read amounts in a fund's currency."""
        self.currency = currency
        if not self.is_typed:
            self.rows = [
                {
                    "id": str(wish.id or ""),
                    "title": wish.title,
                    "amount": _plain(wish.amount, self.currency),
                }
                for wish in self.data
            ]

    def says(self, wishes: list[Wish]) -> bool:
        """Say whether just these lines were typed."""
        try:
            return [self._read(n, row) for n, row in enumerate(self.rows, 1)] == wishes
        except StopValidation:
            return False

    @property
    def shown(self) -> list[Row]:
        """The rows for the page, with empty ones after them."""
        empty = {"id": "", "title": "", "amount": ""}
        return [empty | row for row in [*self.rows, *[empty] * BLANK]]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's shape
        """Read every row, or say which one is wrong."""
        if not self.rows:
            raise StopValidation(gettext("Write at least one line."))
        if len(self.rows) > MOST_LINES:
            words = gettext("At most %(most)s lines.", most=i18n.number(MOST_LINES))
            raise StopValidation(words)
        self.data = [self._read(n, row) for n, row in enumerate(self.rows, 1)]

    def _read(self, number: int, row: Row) -> Wish:
        title, typed = row.get("title", ""), row.get("amount", "")
        found = minor_units(typed, self.currency, str(i18n.locale())) if typed else None
        why = ""
        if unseen.is_blank(title) or len(title) > LONGEST:
            why = gettext("Say in a few words what the money is for.")
        elif found is None or isinstance(found, Misread):
            why = misread(found, self.currency)
        if why or not isinstance(found, int):
            line = gettext("Line %(number)s", number=i18n.number(number))
            raise StopValidation(f"{line}: {why}")
        return Wish(_key(row.get("id", "")), title, found)

    @property
    def total(self) -> int:
        """What the lines add up to, once they are read."""
        return sum(wish.amount for wish in self.data)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _plain(minor: int, currency: str) -> str:
    """Write an amount as people type it, without the sign of its currency."""
    places = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-places)
    if i18n.is_whole(minor, currency):
        return i18n.number(int(amount))
    return i18n.number(amount, places)


def in_words(wishes: list[Wish], currency: str) -> str:
    """Write lines one under the other."""
    return "\n".join(f"{w.title}: {i18n.money(w.amount, currency)}" for w in wishes)


def differs(total: int, amount: int, currency: str) -> str:
    """Say that lines do not add up."""
    return gettext(
        "The lines add up to %(total)s, and the grant is %(amount)s.",
        total=i18n.money(total, currency),
        amount=i18n.money(amount, currency),
    )


class OutputsField(Field):
    """`outputs.people`, ... make a plan: how many of each measure."""

    typed: dict[str, str]
    measures = MEASURES

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Read what was typed for each measure."""
        self.process_errors = []
        self.object_data, self.data = data, data or {}
        self.typed = {c: i18n.number(n) for c, n in self.data.items()}
        if formdata is not None:
            names = {code: f"{self.name}.{code}" for code in MEASURES}
            asked = {c: name for c, name in names.items() if name in formdata}
            self.typed |= {c: str(formdata.get(n)).strip() for c, n in asked.items()}

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's shape
        """Read every number; what was planned cannot come to nothing."""
        found: dict[str, int] = {}
        for code, typed in self.typed.items():
            if not typed and code not in (self.object_data or {}):
                continue
            number = whole(typed, str(i18n.locale()))
            if number is None or not 0 < number <= MOST_OUTPUT:
                words = gettext("Write a whole number from 1.")
                raise StopValidation(f"{MEASURES[code]}: {words}")
            found[code] = number
        self.data = found


class BudgetForm(Form):
    """The lines of an award's budget."""

    budget = BudgetField(_("Lines of the budget"))
    amount = 0

    def for_award(self, amount: int, currency: str) -> None:
        """Fit it to what was awarded."""
        self.amount = amount
        self.budget.in_currency(currency)

    def show_now(self, wishes: list[Wish]) -> None:
        """Show the lines that somebody else saved beside what was typed."""
        if not self.budget.says(wishes):
            self.budget.theirs = in_words(wishes, self.budget.currency)  # type: ignore[attr-defined]

    def validate_budget(self, field: Any) -> None:
        """All lines together make the grant."""
        if field.total != self.amount:
            raise StopValidation(differs(field.total, self.amount, field.currency))
