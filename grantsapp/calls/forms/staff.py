"""What fund managers may type: funds, calls, tiers, questions."""

import re
from typing import Any
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from grantsapp import i18n
from grantsapp.calls import facts
from grantsapp.calls.models import Fund
from grantsapp.calls.questions import Kind
from grantsapp.forms import (
    Form,
    LineField,
    MomentField,
    MoneyField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

CODE, REFERENCE = re.compile(facts.CODE), re.compile(facts.REFERENCE)
FIRST_CODES = {"title", "tier", "amount", "theme"}


def a_code(_form: Any, field: Any) -> None:
    """Demand a short stable code."""
    if not CODE.fullmatch(field.data or ""):
        words = gettext("Use small Latin letters, digits and _, such as young_people.")
        raise ValidationError(words)


def _source(_form: Any, field: Any) -> None:
    """Demand the text in the first language; the others may follow later."""
    if not field.data.plain(field.languages[0]):
        name = i18n.language_name(field.languages[0])
        raise ValidationError(gettext("Write this in %(language)s.", language=name))


class TextsForm(Form):
    """A form whose translated fields ask in the languages of a fund or call."""

    def in_languages(self, languages: list[str]) -> Any:
        """Ask for every text in these languages, the source first."""
        for field in self:
            if isinstance(field, TranslatedField):
                field.in_languages(languages)
        return self


def _languages() -> Any:
    return SelectMultipleField(
        _("Languages"),
        [Needed(_("Choose at least one language."))],
        choices=lambda: choices((c, i18n.language_name(c)) for c in i18n.WRITTEN),
        description=_("The first one is the language that you write in yourself."),
    )


class FundForm(TextsForm):
    """A fund, as it shows itself."""

    name = TranslatedField(_("Name of the fund"), [_source])
    summary = TranslatedField(_("What it is for"), [_source], rows=3)
    time_zone = SelectField(
        _("Time zone"),
        choices=choices((zone, zone) for zone in sorted(available_timezones())),
        default="Europe/London",
        description=_("Deadlines are shown and entered in this zone."),
    )
    currency = SelectField(
        _("Currency"),
        choices=choices((c, c) for c in ("GBP", "EUR", "PLN", "USD")),
        default="GBP",
    )
    languages = _languages()


class SourceForm(TextsForm):
    """Where money comes from."""

    name = TranslatedField(_("Name of the source"), [_source])
    amount = MoneyField(_("Amount"), [Needed(_("Write an amount above nothing."))])


class ThemeForm(TextsForm):
    """A priority theme."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    name = TranslatedField(_("Name of the theme"), [_source])
    description = TranslatedField(_("What it means"), [_source], rows=3)


class CallForm(TextsForm):
    """A call: what it says, how much there is, and when."""

    reference = LineField(
        _("Reference"),
        description=_("Two to twelve capital letters and digits, such as CGF2."),
    )
    title = TranslatedField(_("Title"), [_source])
    summary = TranslatedField(
        _("Summary"), [_source], rows=3, description=_("One or two sentences.")
    )
    prospectus = TranslatedField(
        _("Prospectus"),
        [_source],
        rows=12,
        description=_("An empty line starts a paragraph; ## starts a heading."),
    )
    budget = MoneyField(
        _("Budget of this call"), [Needed(_("Write an amount above nothing."))]
    )
    opens_at = MomentField(_("Opens"), [Needed(_("Write when the call opens."))])
    closes_at = MomentField(_("Closes"), [Needed(_("Write when the call closes."))])
    languages = _languages()

    @classmethod
    def of(cls, fund: Fund, languages: list[str], **kw: Any) -> "CallForm":
        """Make the form in a fund's currency, time zone and languages."""
        form = cls(**kw).in_languages(languages)
        form.budget.in_currency(fund.currency)
        form.opens_at.in_zone(fund.time_zone)
        form.closes_at.in_zone(fund.time_zone)
        return form

    def validate_reference(self, field: Any) -> None:
        """A reference is short and can be said on the phone."""
        if not REFERENCE.fullmatch(field.data or ""):
            words = gettext("Use two to twelve capital letters and digits.")
            raise ValidationError(words)

    def validate_closes_at(self, field: Any) -> None:
        """A call closes after it opens."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The call must close after it opens."))


class TierForm(TextsForm):
    """A size of grant."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    name = TranslatedField(_("Name of the tier"), [_source])
    minimum = MoneyField(_("Least"), [Needed(_("Write an amount above nothing."))])
    maximum = MoneyField(_("Most"), [Needed(_("Write an amount above nothing."))])
    months = IntegerField(
        _("Longest duration in months"), [NumberRange(1, 60)], default=12
    )

    def validate_maximum(self, field: Any) -> None:
        """The most is not less than the least."""
        if field.data is not None and (self.minimum.data or 0) > field.data:
            raise ValidationError(gettext("The most cannot be less than the least."))


class SectionForm(TextsForm):
    """A page of the form."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    title = TranslatedField(_("Title of the section"), [_source])


KINDS = {
    Kind.LONG: _("Long text"),
    Kind.SHORT: _("Short text"),
    Kind.NUMBER: _("Whole number"),
    Kind.MONEY: _("Amount of money"),
    Kind.DATE: _("Date"),
    Kind.ONE: _("One of several answers"),
    Kind.SEVERAL: _("Any of several answers"),
    Kind.YES_NO: _("Yes or no"),
    Kind.FILE: _("File"),
}


class QuestionForm(TextsForm):
    """A question."""

    section = SelectField(_("Section"))
    code = LineField(
        _("Code"),
        [a_code],
        description=_("Answers are stored and exported under it; it never changes."),
    )
    kind = SelectField(_("Kind of answer"), choices=choices(KINDS.items()))
    label = TranslatedField(_("Question"), [_source])
    help = TranslatedField(_("Help below the question"), rows=2)
    is_required = BooleanField(_("An answer is required"), default=True)
    words = IntegerField(
        _("Word limit"),
        [Optional(), NumberRange(1, 5000)],
        description=_("For long text only."),
    )
    options = TextAreaField(
        _("Answers to choose from"),
        description=_(
            "For choices only. One a line: code | text in the first language | "
            "text in the second, in the order of the languages of the call."
        ),
    )

    def validate_code(self, field: Any) -> None:
        """Four codes are taken: every bid is asked them."""
        if field.data in FIRST_CODES:
            raise ValidationError(gettext("Every bid is asked this already."))

    def validate_options(self, field: Any) -> None:
        """A choice needs two answers at least, each with a code."""
        if self.kind.data not in {Kind.ONE, Kind.SEVERAL}:
            return
        lines = option_lines(field.data)
        codes = [line[0] for line in lines]
        if len(lines) < 2:  # noqa: PLR2004
            raise ValidationError(gettext("Write at least two answers, one a line."))
        if len(set(codes)) < len(codes) or not all(map(CODE.fullmatch, codes)):
            words = gettext("Each line begins with a code of its own, then | and text.")
            raise ValidationError(words)
        if any(len(line) < 2 or not line[1] for line in lines):  # noqa: PLR2004
            raise ValidationError(gettext("Each answer needs a text after its code."))


def option_lines(typed: str | None) -> list[list[str]]:
    """Read the lines of a choice: code, then a text per language."""
    lines = (line for line in (typed or "").splitlines() if line.strip())
    return [[part.strip() for part in line.split("|")] for line in lines]


def options_from(typed: str | None, languages: list[str]) -> list[dict[str, Any]]:
    """Make the options of a question."""
    made = []
    for code, *texts in option_lines(typed):
        label = i18n.Text()
        for tongue, text in zip(languages, texts, strict=False):
            label = label.with_text(tongue, text)
        made.append({"code": code, "label": dict(label)})
    return made


def options_as_typed(options: list[dict[str, Any]], languages: list[str]) -> str:
    """Write the options of a question as the lines that make them."""
    rows = (
        [o["code"], *(i18n.Text(o["label"]).plain(c) for c in languages)]
        for o in options
    )
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)
