"""What managers may type and send about the fund's bank account."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import request
from wtforms import SelectField, SelectMultipleField, ValidationError

from grantsapp import clock, i18n, unseen
from grantsapp.awards import accounts, pain
from grantsapp.awards.actions import exporting
from grantsapp.awards.actions.exporting import CSV, From
from grantsapp.awards.models import Payment, StatementLine
from grantsapp.awards.queries import money
from grantsapp.awards.statements import Due, Fault, Why, Wrong
from grantsapp.calls.forms.carrying import LARGEST
from grantsapp.forms import ChoiceField, DayField, Form, LineField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

MOST_AHEAD = timedelta(days=92)
_WRONG = {
    Wrong.NO_TABLE: _(
        "No row with the heads of columns was found: it needs a date, an amount (or "
        "money in and money out) and a description."
    ),
    Wrong.TOO_MANY: _("There are more lines than %(said)s. Send a shorter time."),
    Wrong.NO_LINES: _("There is no line in this file."),
    Wrong.DAY: _("Row %(row)s: “%(said)s” is no day."),
    Wrong.LATER: _("Row %(row)s: “%(said)s” is still to come."),
    Wrong.AMOUNT: _("Row %(row)s: “%(said)s” is no amount."),
    Wrong.TWO_WAYS: _(
        "Some amounts have a comma before their decimals, others a point."
    ),
    Wrong.CURRENCY: _("Row %(row)s: “%(said)s” is another currency than the fund's."),
}
WHY = {
    Why.NOTHING: _("It names no payment that we know."),
    Why.AMOUNT: _("It names something of another amount."),
    Why.SEVERAL: _("It could be more than one."),
    Why.SETTLED: _("It names something that is settled already."),
}


class HandOverForm(Form):
    """Which payments go to the bank, as what, from which account, on which day."""

    picked = SelectMultipleField(_("Payments"), validate_choice=False)
    format = ChoiceField(
        _("File"),
        choices=choices(
            [
                (pain.FORMAT, _("ISO 20022 credit transfers (pain.001), for a bank")),
                (CSV, _("A table (CSV)")),
            ]
        ),
        default=pain.FORMAT,
    )
    day = DayField(_("Paid on"), [Needed(_("Write the day on which the bank pays."))])
    account = LineField(
        _("The fund's account"),
        description=_(
            "An IBAN, or sort code and account number. A table does not need it."
        ),
    )
    bic = LineField(_("BIC"), description=_("Only if your bank asks for it."))
    payments: Sequence[Payment] = ()

    @classmethod
    def of(cls, payments: list[Payment], account: str) -> "HandOverForm":
        """Offer what was released, what is due picked, and the account of last time."""
        today = clock.now().date()
        day = max(today, min((p.due_on for p in payments), default=today))
        late = exporting.too_early(payments, day)
        picked = [str(p.id) for p in payments if p not in late]
        form = cls(data={"picked": picked, "account": account, "day": day})
        form.payments = payments
        form.picked.choices = choices(
            [(str(p.id), f"{p.reference} · {_amount(p)}") for p in payments]
        )
        return form

    def validate_picked(self, field: Any) -> None:
        """An empty file is none."""
        if not field.data:
            raise ValidationError(gettext("Choose at least one payment."))
        picked = [p for p in self.payments if str(p.id) in field.data]
        day = max(self.day.data or date.max, clock.now().date())
        for payment in exporting.too_early(picked, day):
            raise ValidationError(
                gettext(
                    "%(reference)s may not be paid before %(day)s. Choose a later "
                    "day, or leave it out.",
                    reference=payment.reference,
                    day=i18n.day(payment.due_on),
                )
            )

    def validate_day(self, field: Any) -> None:
        """Banks pay from today on."""
        today = clock.now().date()
        if field.data and not today <= field.data <= today + MOST_AHEAD:
            raise ValidationError(
                gettext("Choose a day from today on, within three months.")
            )

    def validate_account(self, field: Any) -> None:
        """Its check digits tell a slip of the finger."""
        if self.format.data == CSV and not field.data:
            return
        try:
            accounts.either(field.data or "")
        except accounts.Misread as fault:
            raise ValidationError(
                gettext("This is no IBAN, and no sort code with an account number.")
            ) from fault

    def validate_bic(self, field: Any) -> None:
        """Eight or eleven signs."""
        try:
            accounts.bic(field.data or "")
        except accounts.Misread as fault:
            raise ValidationError(
                gettext("A BIC has eight or eleven signs.")
            ) from fault

    def keys(self) -> list[UUID]:
        """Give what was picked."""
        return [UUID(key) for key in self.picked.data or () if _is_key(key)]

    def paid_from(self) -> From:
        """Give account and day."""
        day: Any = self.day.data
        return From(str(self.account.data or ""), str(self.bic.data or "").upper(), day)


def _is_key(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True


def _amount(payment: Payment) -> str:
    return i18n.money(payment.amount, payment.award.call.fund.currency, is_exact=True)


def sent_file() -> tuple[str, bytes] | str:
    """Give name and content of the file of this request, or say what is wrong."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return gettext("Choose a file first.")
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        return gettext("This file is too large. The most is 2 MB.")
    return unseen.one_line(upload.filename)[:200], content


def sentence(fault: Fault) -> str:
    """Put what is wrong with a statement into words."""
    said = unseen.one_line(fault.said)
    if fault.wrong is Wrong.CURRENCY and not fault.row:
        return gettext("The file is in %(said)s, another currency.", said=said)
    return str(_WRONG[fault.wrong]) % {"row": fault.row, "said": said}


class MatchForm(Form):
    """What a line of a statement stands for, by hand."""

    move = SelectField(
        _("What is it?"), [Needed(_("Choose what it is."))], validate_choice=False
    )

    @classmethod
    def of(cls, line: StatementLine, dues: list[Due]) -> "MatchForm":
        """Offer what has the same amount."""
        form = cls()
        fitting = [d for d in dues if d.is_open and d.amount == line.amount]
        form.move.choices = choices(
            [("", gettext("Choose")), *((d.key, d.reference) for d in fitting)]
        )
        return form

    def key(self) -> UUID | None:
        """Give what was chosen."""
        words = str(self.move.data or "")
        return UUID(words) if _is_key(words) else None


def open_dues(moves: list[Any]) -> list[Due]:
    """Write what is still to be paid or to come back as plain values."""
    return [due for due in map(money.as_due, moves) if due.is_open]
