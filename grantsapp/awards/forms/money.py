"""What managers may type about the money of an award."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock, i18n
from grantsapp.awards.actions.planning import Planned
from grantsapp.awards.actions.repaying import too_much
from grantsapp.awards.models import REPAYMENT_KINDS, Award, Payment
from grantsapp.awards.queries.sources import Share
from grantsapp.awards.schedule import When
from grantsapp.forms import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    MoneyField,
    Needed,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

MORE_ROWS, MOST_ROWS = 2, 12
WAITS = {
    When.ACCEPTED: _("the agreement"),
    When.REPORTED: _("the group's report"),
    When.CONDITION: _("a condition"),
}


class SplitForm(Form):
    """What each source pays of an award: a field a source."""

    shares: tuple[Share, ...] = ()
    total = 0
    currency = "GBP"

    @classmethod
    def of(cls, award: Award, shares: list[Share], wished: Any = None) -> "SplitForm":
        """Make the form; `wished` are amounts that are proposed."""
        currency = award.call.fund.currency
        fields = {cls.name_of(s): cls._field(s, currency) for s in shares}
        stored = {s.source.id: s.amount or None for s in shares} | (wished or {})
        data = {cls.name_of(s): stored[s.source.id] for s in shares}
        form = type("SplitForm", (cls,), fields)(data=data)
        form.shares, form.total, form.currency = (
            tuple(shares),
            award.amount or 0,
            currency,
        )
        for name in fields:
            field: Any = form[name]
            field.in_currency(currency)
        return form

    @staticmethod
    def _field(share: Share, currency: str) -> MoneyField:
        most = gettext(
            "Up to %(left)s.", left=i18n.money(share.left + share.amount, currency)
        )
        gone = gettext(
            "%(paid)s of it is paid already.", paid=i18n.money(share.gone, currency)
        )
        hint = f"{most} {gone}" if share.gone else most
        return MoneyField(str(share.source.name), description=hint)

    @staticmethod
    def name_of(share: Share) -> str:
        """Name the field of a source."""
        return f"source_{share.source.id.hex}"

    def parts(self) -> dict[UUID, int]:
        """Give what each source pays; nothing typed is nothing paid."""
        return {s.source.id: self[self.name_of(s)].data or 0 for s in self.shares}

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at each part, then at all together."""
        if not super().validate(extra_validators):
            return False
        for share in self.shares:
            self._look_at(share)
        together = sum(self.parts().values())
        if self.shares and together != self.total:
            gap = i18n.money(abs(self.total - together), self.currency, is_exact=True)
            sentence = (
                gettext("The parts are %(gap)s short of the amount.", gap=gap)
                if together < self.total
                else gettext("The parts are %(gap)s above the amount.", gap=gap)
            )
            self._tell(self.shares[0], sentence)
        return not self.errors

    def _look_at(self, share: Share) -> None:
        amount = self[self.name_of(share)].data or 0
        if amount < share.gone:
            self._tell(
                share, gettext("A source cannot give less than it has paid already.")
            )
        if amount > share.left + share.amount:
            self._tell(share, gettext("This source has not so much left."))

    def _tell(self, share: Share, sentence: str) -> None:
        field = self[self.name_of(share)]
        field.errors = [*field.errors, sentence]


class PlanForm(Form):
    """The instalments that nobody has prepared: four fields a row."""

    rows = 0
    total = 0
    currency = "GBP"

    @classmethod
    def of(cls, award: Award, now: list[Payment], total: int) -> "PlanForm":
        """Make a row for each payment that can still change, and some more."""
        rows = min(len(now) + MORE_ROWS, max(MOST_ROWS, len(now)))
        fields: dict[str, Any] = {}
        for n in range(rows):
            fields[f"amount_{n}"] = MoneyField(_("Amount"))
            fields[f"due_on_{n}"] = DayField(_("Not before"))
            fields[f"waits_for_{n}"] = SelectField(
                _("Waits for"),
                choices=choices(WAITS.items()),
                validate_choice=False,  # an empty row chooses nothing
            )
            fields[f"condition_{n}"] = LineField(_("Condition"), [Length(max=300)])
        data = {
            f"{name}_{n}": getattr(payment, name)
            for n, payment in enumerate(now)
            for name in ("amount", "due_on", "waits_for", "condition")
        }
        form = type("PlanForm", (cls,), fields)(data=data)
        form.rows, form.total = rows, total
        form.currency = award.call.fund.currency
        for n in range(rows):
            field: Any = form[f"amount_{n}"]
            field.in_currency(form.currency)
        return form

    def lines(self) -> list[dict[str, Any]]:
        """Give the fields row by row, for the page."""
        names = ("amount", "due_on", "waits_for", "condition")
        return [{k: self[f"{k}_{n}"] for k in names} for n in range(self.rows)]

    def _filled(self) -> list[dict[str, Any]]:
        """Leave out rows of which nothing was typed."""
        return [
            line
            for line in self.lines()
            if any(line[k].data or line[k].errors for k in ("amount", "due_on"))
            or line["condition"].data
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at each row that is filled, then at all together."""
        super().validate(extra_validators)
        filled = self._filled()
        for line in filled:
            self._look_at(line)
        if self.errors:
            return False
        gap = self.total - sum(line["amount"].data for line in filled)
        if gap and self.rows:
            much = i18n.money(abs(gap), self.currency, is_exact=True)
            sentence = (
                gettext("The payments are %(gap)s short of what is left.", gap=much)
                if gap > 0
                else gettext("The payments are %(gap)s above what is left.", gap=much)
            )
            first = self["amount_0"]
            first.errors = [*first.errors, sentence]
        return not self.errors

    @staticmethod
    def _look_at(line: dict[str, Any]) -> None:
        if not line["amount"].data and not line["amount"].errors:
            line["amount"].errors = [gettext("Write an amount above nothing.")]
        if line["due_on"].data is None and not line["due_on"].errors:
            line["due_on"].errors = [gettext("Write a day, such as 2027-09-01.")]
        if line["waits_for"].data not in WAITS:
            line["waits_for"].errors = [gettext("Choose one.")]
        waits = line["waits_for"].data == When.CONDITION
        if waits and not line["condition"].data:
            line["condition"].errors = [gettext("Write what it waits for.")]
        if line["condition"].data and not waits:
            line["condition"].errors = [
                gettext("Choose that it waits for a condition, or leave this empty.")
            ]

    def plan(self) -> list[Planned]:
        """Give the instalments as they were typed."""
        return [
            Planned(
                line["amount"].data,
                line["due_on"].data,
                When(line["waits_for"].data),
                line["condition"].data or "",
            )
            for line in self._filled()
        ]


class ReasonForm(Form):
    """Why something is done that others will ask about."""

    reason = TextAreaField(
        _("Reason"),
        [Needed(_("Write a reason: others will read it.")), Length(max=2000)],
    )

    def words(self) -> str:
        """Give the reason."""
        return str(self.reason.data).strip()


class AskBackForm(Form):
    """How much is to come back, why, and until when."""

    amount = MoneyField(_("Amount"), [Needed(_("Write an amount above nothing."))])
    kind = ChoiceField(_("Why"), choices=choices(REPAYMENT_KINDS.items()))
    reason = TextAreaField(
        _("What the group reads"),
        [Needed(_("Write a reason: others will read it.")), Length(max=2000)],
    )
    due_on = DayField(_("Due"), [Needed(_("Write the day until which it is due."))])
    most = 0

    def for_award(self, most: int, currency: str) -> None:
        """Read amounts in a fund's currency, up to what can come back."""
        self.amount.in_currency(currency)
        self.most = most

    def validate_amount(self, field: Any) -> None:
        """Nothing is nothing to ask for, and more than was paid cannot come back."""
        if field.data == 0:
            raise ValidationError(gettext("Write an amount above nothing."))
        if field.data is not None and field.data > self.most:
            raise ValidationError(too_much(self.most, field.currency))

    def validate_due_on(self, field: Any) -> None:
        """A day that has passed cannot be kept."""
        today = clock.now().date()
        if field.data and not today <= field.data <= today + timedelta(days=3 * 366):
            raise ValidationError(
                gettext("Choose a day from today on, within three years.")
            )


class ReceivedForm(Form):
    """On which day money came back."""

    day = DayField(_("Came on"), [Needed(_("Write the day on which it came."))])

    def validate_day(self, field: Any) -> None:
        """What is still to come has not come."""
        if field.data and field.data > clock.now().date():
            raise ValidationError(gettext("This day is still to come."))

    def when(self) -> date:
        """Give the day."""
        found: date = self.day.data  # type: ignore[assignment]
        return found
