"""What a group may ask to change, and what the fund may say to it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.awards.actions.budgeting import Wish
from grantsapp.awards.actions.varying import too_little
from grantsapp.awards.forms.budget import BudgetField, OutputsField, differs, in_words
from grantsapp.awards.queries.varying import Facts, mark_of
from grantsapp.calls.actions.freezing import MEASURES
from grantsapp.forms import ChoiceField, DayField, Form, MoneyField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST = timedelta(days=6 * 366)
AGREE, REFUSE = "agree", "refuse"


class VaryForm(Form):
    """An award as it is, to be written as it should be."""

    starts_on = DayField(_("First day"), [Needed(_("Write the first day."))])
    ends_on = DayField(_("Last day"), [Needed(_("Write the last day."))])
    amount = MoneyField(_("Amount"), [Needed(_("Write an amount above nothing."))])
    budget = BudgetField(_("What the money is for"))
    outputs = OutputsField(_("What you plan to deliver"))
    reason = TextAreaField(
        _("Why?"),
        [Needed(_("Tell us in a few sentences why.")), Length(max=4000)],
        description=_("What happened, and how the project goes on."),
    )
    least, facts = 0, None

    @classmethod
    def of(cls, facts: Facts) -> "VaryForm":
        """Begin with what is agreed now."""
        return cls(
            data={
                "starts_on": _day(facts["starts_on"]),
                "ends_on": _day(facts["ends_on"]),
                "amount": facts["amount"],
                "outputs": facts["outputs"],
                "budget": _wishes(facts),
            }
        )

    def for_award(self, facts: Facts, currency: str, least: int) -> None:
        """Fit it to what is agreed, and to what was paid."""
        self.facts, self.least = facts, least
        self.amount.in_currency(currency)
        self.budget.in_currency(currency)
        if not self.is_submitted():
            self.version.data = mark_of(facts)

    def validate_ends_on(self, field: Any) -> None:
        """A period runs forward, and not into another century."""
        start = self.starts_on.data
        if start is None or field.data is None:
            return
        if field.data < start:
            words = gettext("The last day cannot come before the first one.")
            raise ValidationError(words)
        if field.data - start > LONGEST:
            raise ValidationError(gettext("A project runs for six years at most."))

    def validate_amount(self, field: Any) -> None:
        """What was paid stays paid."""
        if field.data is not None and field.data <= 0:
            raise ValidationError(gettext("Write an amount above nothing."))
        if field.data is not None and field.data < self.least:
            raise ValidationError(too_little(self.least, field.currency))

    def validate_budget(self, field: Any) -> None:
        """All lines together make the amount; a line alone follows it."""
        amount = self.amount.data
        if amount is None or field.total == amount:
            return
        if len(field.data) == 1 and field.data == field.object_data:
            field.data = [field.data[0]._replace(amount=amount)]
            return
        raise ValidationError(differs(field.total, amount, field.currency))

    def asks(self) -> Facts:
        """Say what would change, as it is kept."""
        told: Facts = {
            "starts_on": self.starts_on.data.isoformat(),  # type: ignore[attr-defined]
            "ends_on": self.ends_on.data.isoformat(),  # type: ignore[attr-defined]
            "amount": self.amount.data,
            "outputs": self.outputs.data,
            "budget": [
                {"id": str(w.id or ""), "title": w.title, "amount": w.amount}
                for w in self.budget.data
            ],
        }
        now = self.facts or {}
        return {name: value for name, value in told.items() if value != now.get(name)}

    def show_now(self, facts: Facts, currency: str) -> None:
        """Show what changed meanwhile beside what was typed; the next try counts."""
        plan = [f"{MEASURES[c]}: {i18n.number(n)}" for c, n in facts["outputs"].items()]
        if not self.budget.says(_wishes(facts)):
            words = in_words(_wishes(facts), currency)
            self.budget.theirs = words  # type: ignore[attr-defined]
        now_planned = {c: i18n.number(n) for c, n in facts["outputs"].items()}
        if {c: n for c, n in self.outputs.typed.items() if n} != now_planned:
            self.outputs.theirs = "\n".join(plan)  # type: ignore[attr-defined]
        now = SimpleNamespace(
            starts_on=_day(facts["starts_on"]),
            ends_on=_day(facts["ends_on"]),
            amount=facts["amount"],
        )
        self.show_both(now, mark_of(facts))


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _wishes(facts: Facts) -> list[Wish]:
    return [Wish(UUID(b["id"]), b["title"], b["amount"]) for b in facts["budget"]]


class DecideForm(Form):
    """What the fund says to a change."""

    answer = ChoiceField(
        _("What do you say?"),
        choices=choices([(AGREE, _("We agree")), (REFUSE, _("We do not agree"))]),
    )
    because = TextAreaField(
        _("What the group reads"),
        [Length(max=4000)],
        description=_("It stands in the letter. A no needs a reason."),
    )

    def validate_because(self, field: Any) -> None:
        """A no needs a reason."""
        if self.answer.data == REFUSE and not (field.data or "").strip():
            raise ValidationError(gettext("Say why, in words that the group reads."))
