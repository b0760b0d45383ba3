"""What a group may type about money that it spent, and the fund about it."""

from typing import Any

from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock
from grantsapp.awards.models import BudgetLine
from grantsapp.forms import DayField, Form, LineField, MoneyField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST = 200


class SpendForm(Form):
    """Money that was spent."""

    what = LineField(
        _("What did you buy or pay?"),
        [Needed(_("Say in a few words what it was.")), Length(max=LONGEST)],
    )
    amount = MoneyField(
        _("How much was it?"), [Needed(_("Write the amount on the receipt."))]
    )
    day = DayField(_("On which day?"), [Needed(_("Write the day on the receipt."))])
    line = SelectField(
        _("Which line of the budget?"), choices=[], validate_choice=False
    )

    def for_lines(self, lines: list[BudgetLine], currency: str) -> "SpendForm":
        """Offer the lines of an award's budget."""
        self.line.choices = choices((str(line.id), line.title) for line in lines)
        self.amount.in_currency(currency)
        return self

    def validate_line(self, field: Any) -> None:
        """One of those that were offered, said in our words."""
        if field.data not in [value for value, *_more in field.iter_choices()]:
            raise ValidationError(gettext("Choose one."))

    def validate_amount(self, field: Any) -> None:
        """Money that came back is no spending."""
        if field.data is not None and field.data <= 0:
            raise ValidationError(gettext("Write an amount above nothing."))

    def validate_day(self, field: Any) -> None:
        """It was spent already, and not in another century."""
        if field.data is None:
            return
        today = clock.now().date()
        if field.data > today:
            raise ValidationError(gettext("This day is still to come."))
        if field.data.year < today.year - 10:
            raise ValidationError(gettext("This day is too long ago."))


class QueryForm(Form):
    """What the fund wants to know about it."""

    question = TextAreaField(
        _("What do you want to know?"),
        [Needed(_("Write your question.")), Length(max=2000)],
        description=_("The group gets it by letter, and can change what it noted."),
    )
