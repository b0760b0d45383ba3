"""The furniture of forms: the base, fields that read as people type, and conflicts.

A form that is wrong answers 422 with an error summary; a form that somebody else
saved meanwhile answers 409 and shows both texts.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from grantsapp import i18n, unseen
from grantsapp.figures import Misread, ascii_digits, minor_units, sign_of, whole
from grantsapp.i18n import gettext as _


class Form(FlaskForm):
    """A form of the house: knows how many faults it has, and whose text is newer."""

    class Meta:  # type: ignore[override]
        """Our words, not the library's."""

        locales = False

    version = HiddenField()

    def faults(self) -> list[tuple[str, str]]:
        """List each fault with the id of its field, for the summary."""
        return [
            (fault_id(field), str(words))
            for field in self
            for words in _flat(field.errors)
            if field.type != "CSRFTokenField"
        ]

    def is_stale(self, version: int | str) -> bool:
        """Say whether somebody saved the thing since this form was opened."""
        return str(self.version.data or version) != str(version)

    def show_both(self, thing: Any, version: int | str) -> None:
        """Put the other person's text beside each field that differs."""
        for field in self:
            theirs = getattr(thing, field.name, None)
            if field is self.version or not hasattr(thing, field.name):
                continue
            if theirs != field.data:
                field.theirs = _in_words(field, theirs)  # type: ignore[attr-defined]
        self.version.raw_data = None
        self.version.data = str(version)


def _in_words(field: Any, value: Any) -> str:
    """Write what somebody else saved as this field would show it."""
    if value is None:
        return ""
    if isinstance(field, MoneyField):
        return i18n.money(value, field.currency)
    if field.type in {"RadioField", "ChoiceField", "SelectField"}:
        return next((str(c[1]) for c in field.iter_choices() if c[0] == value), "")
    return str(value)


def fault_id(field: Any) -> str:
    """Give the id of the control that an error summary links to."""
    if isinstance(field, TranslatedField):
        return f"{field.id}-{field.languages[0]}"
    if field.type in {"RadioField", "ChoiceField", "SelectMultipleField"}:
        return f"{field.id}-0"
    return str(field.id)


def _flat(errors: Iterable[Any]) -> list[str]:
    return [str(e) for e in errors]


def choices(words: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Make the options of a choice from values and their words."""
    return [SelectChoice(str(value), label) for value, label in words]


class Needed:
    """Demand a value, with the sentence to say when there is none."""

    field_flags = {"required": True}  # noqa: RUF012 - the library's own shape

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at the first fault: an empty field needs no second sentence."""
        empty = not field.data if field.data != 0 else False
        if isinstance(field.data, str):
            empty = unseen.is_blank(field.data)
        if empty and not field.errors:
            raise StopValidation(str(self.sentence))
        if field.errors:
            raise StopValidation()


class LineField(StringField):
    """One line of text, without the spaces around it and what steers it unseen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Trim it; what was typed stays in `raw_data`."""
        super().process_formdata([unseen.one_line(v) for v in valuelist])


class ChoiceField(RadioField):
    """One of a few answers; anything else is none, said in our words."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's shape
        """Take only what was offered."""
        if self.data not in [value for value, *_more in self.iter_choices()]:
            raise StopValidation(_("Choose one."))


class TranslatedField(Field):
    """One text in several languages: `title-en`, `title-ar`, ... make a `Text`."""

    def __init__(self, label: Any, validators: Any = (), *, rows: int = 1, **kw: Any):
        super().__init__(label, validators, **kw)
        self.rows = rows
        self.languages: list[str] = ["en"]

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Read each language from its own control, over the text that was stored."""
        self.process_errors = []
        stored = data if isinstance(data, i18n.Text) else i18n.Text()
        self.object_data, self.data = data, stored
        if formdata is None:
            return
        text = stored
        for code in self._posted(formdata):
            typed = str(formdata.get(f"{self.name}-{code}")).replace("\r\n", "\n")
            typed = unseen.one_line(typed) if self.rows == 1 else unseen.kept(typed)
            if code in stored and typed.strip() == stored.plain(code):
                continue  # left as it was: whether it still fits is for a translator
            text = text.with_text(code, typed.strip())
        self.data = text

    def _posted(self, formdata: Any) -> list[str]:
        start = f"{self.name}-"
        names = [key for key in formdata if key.startswith(start)]
        codes = [n.removeprefix(start) for n in names]
        source = self.data.source if self.data else None
        return sorted((c for c in codes if len(c) <= 8), key=lambda c: c != source)  # noqa: PLR2004

    def in_languages(self, languages: list[str]) -> None:
        """Say which languages the page asks for, the source first."""
        self.languages = languages


def misread(why: Misread | str | None, currency: str) -> str:
    """Say why an amount was not understood, and how to write it."""
    if why == Misread.OTHER_CURRENCY:
        return _(
            "Write the amount in %(currency)s, without the sign of another currency.",
            currency=sign_of(currency),
        )
    if why == Misread.TWO_WAYS:
        return _(
            "This could be thousands or decimals. Write it without a dot, such as 8500."
        )
    if why == Misread.TOO_LARGE:
        return _("This amount is too large.")
    return _("Write an amount in figures, such as 8,500.")


class MoneyField(StringField):
    """An amount, typed as people write it, kept in minor units."""

    currency = "GBP"

    def in_currency(self, currency: str) -> None:
        """Read and show it in a fund's currency, whatever was thought of it before."""
        self.currency = currency
        if self.raw_data:
            self.process_errors = []
            try:
                self.process_formdata(self.raw_data)
            except ValueError as error:
                self.process_errors = [error.args[0]]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        places = get_currency_precision(self.currency)
        amount = Decimal(self.data).scaleb(-places)
        shown = amount.quantize(1) if amount == amount.to_integral_value() else amount
        return i18n.number(shown, None if shown == amount.quantize(1) else places)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount, or say what one looks like."""
        self.data = None
        typed = (valuelist[0] if valuelist else "").strip()
        if not typed:
            return
        found = minor_units(typed, self.currency, str(i18n.locale()))
        if isinstance(found, Misread):
            raise ValidationError(misread(found, self.currency))
        self.data: Any = found


class WholeField(StringField):
    """A whole number, typed as people write it, such as 1,000."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else i18n.number(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, or say what one looks like."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            self.data: Any = whole(typed, str(i18n.locale()))
            if self.data is None:
                raise ValidationError(_("Write a whole number in figures, such as 40."))


class MomentField(Field):
    """A moment, typed as a day and a time in the fund's time zone."""

    zone = "UTC"

    def in_zone(self, zone: str) -> None:
        """Read and show it by the clock on a fund's wall."""
        self.zone = zone
        if self.raw_data and not self.process_errors:
            self.process_formdata(self.raw_data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read `2027-05-05T23:59` as the clock on the fund's wall."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        try:
            local = datetime.fromisoformat(typed)
        except ValueError:
            raise ValidationError(_("Write a day and a time.")) from None
        if local.tzinfo is None:
            local = local.replace(tzinfo=ZoneInfo(self.zone))
        self.data = local

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return self.data.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")


class DayField(Field):
    """A day, typed as `2027-09-01`, with the picker that browsers have."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day, in digits of any script."""
        typed = ascii_digits((valuelist[0] if valuelist else "").strip())
        self.data = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValidationError(_("Write a day, such as 2027-09-01.")) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""
