"""What fund managers may type: funds, calls, tiers, questions."""

import re
from typing import Any
from zoneinfo import available_timezones

from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional

from grantsapp import i18n, places
from grantsapp.accounts.forms import an_address
from grantsapp.accounts.models import KINDS as ORGANISATION_KINDS
from grantsapp.calls import facts
from grantsapp.calls.actions.aiming import too_dear
from grantsapp.calls.models import CallKind, Duty, Fund
from grantsapp.forms import (
    ChoiceField,
    DayField,
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
SERVES = {
    Duty.MANAGER: _("Manages the fund"),
    Duty.EVALUATOR: _("Evaluates the fund, independently of its managers"),
}
FIRST_CODES = {"title", "tier", "amount", "theme"}


def a_code(_form: Any, field: Any) -> None:
    """Demand a short stable code."""
    if not CODE.fullmatch(field.data or ""):
        words = gettext("Use small Latin letters, digits and _, such as young_people.")
        raise ValidationError(words)


def source_text(_form: Any, field: Any) -> None:
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

    name = TranslatedField(_("Name of the fund"), [source_text])
    summary = TranslatedField(_("What it is for"), [source_text], rows=3)
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


class RoleForm(Form):
    """Who else serves the fund, and as what."""

    name = LineField(_("Name"), [Needed(_("Write the name.")), Length(max=120)])
    email = LineField(_("E-mail address"), [an_address])
    duty = ChoiceField(_("What do they do?"), choices=choices(SERVES.items()))


class ThemeForm(TextsForm):
    """A priority theme."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    name = TranslatedField(_("Name of the theme"), [source_text])
    description = TranslatedField(_("What it means"), [source_text], rows=3)


CALL_KINDS = {
    CallKind.GRANTS: _("Projects to give grants to"),
    CallKind.EVALUATOR: _("An independent evaluator"),
}


class CallForm(TextsForm):
    """A call: what it says, how much there is, and when."""

    paid: int | None = None  # what the sources of the call pay, where they are named
    kind = SelectField(
        _("What does it look for?"),
        choices=choices(CALL_KINDS.items()),
        coerce=CallKind,
        default=CallKind.GRANTS,
    )
    reference = LineField(
        _("Reference"),
        description=_("Two to twelve capital letters and digits, such as CGF2."),
    )
    title = TranslatedField(_("Title"), [source_text])
    summary = TranslatedField(
        _("Summary"), [source_text], rows=3, description=_("One or two sentences.")
    )
    prospectus = TranslatedField(
        _("Prospectus"),
        [source_text],
        rows=12,
        description=_("An empty line starts a paragraph; ## starts a heading."),
    )
    budget = MoneyField(
        _("Budget of this call"), [Needed(_("Write an amount above nothing."))]
    )
    opens_at = MomentField(_("Opens"), [Needed(_("Write when the call opens."))])
    closes_at = MomentField(_("Closes"), [Needed(_("Write when the call closes."))])
    grace_minutes = IntegerField(
        _("Minutes of grace after closing"),
        [Optional(), NumberRange(0, 1440, _("Write a number from 0 to 1440."))],
        default=0,
        filters=[lambda minutes: minutes or 0],
        description=_(
            "What was begun before closing can be handed in so much later. "
            "Applicants see the closing time only."
        ),
    )
    results_by = DayField(
        _("Results by"),
        description=_("Not required. Applicants read that you plan to tell them then."),
    )
    appeal_days = IntegerField(
        _("Days for an appeal"),
        [Optional(), NumberRange(0, 365, _("Write a number from 0 to 365."))],
        default=20,
        filters=[lambda days: 20 if days is None else days],
        description=_("After a group was told the result. With 0, to the day's end."),
    )
    languages = _languages()
    organisation_kinds = SelectMultipleField(
        _("Which kinds of group can apply?"),
        choices=choices(ORGANISATION_KINDS.items()),
        description=_(
            "None ticked: every kind of group. One person alone can apply only where "
            "it is ticked, or where you look for an evaluator."
        ),
    )
    boroughs = SelectMultipleField(
        _("In which boroughs?"),
        choices=choices((name, name) for name in places.BOROUGHS),
        description=_("None ticked: everywhere."),
    )

    @classmethod
    def of(cls, fund: Fund, languages: list[str], **kw: Any) -> "CallForm":
        """Make the form in a fund's currency, time zone and languages."""
        form = cls(**kw).in_languages(languages)
        form.budget.in_currency(fund.currency)
        form.opens_at.in_zone(fund.time_zone)
        form.closes_at.in_zone(fund.time_zone)
        return form

    def validate_budget(self, field: Any) -> None:
        """The named sources pay the budget."""
        if field.data and self.paid is not None and field.data > self.paid:
            words = too_dear(field.data, self.paid, field.currency)
            raise ValidationError(words)

    def validate_reference(self, field: Any) -> None:
        """A reference is short and can be said on the phone."""
        if not REFERENCE.fullmatch(field.data or ""):
            words = gettext("Use two to twelve capital letters and digits.")
            raise ValidationError(words)

    def validate_closes_at(self, field: Any) -> None:
        """A call closes after it opens."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The call must close after it opens."))

    def validate_results_by(self, field: Any) -> None:
        """Results come after the call has closed."""
        closes = self.closes_at.data
        if field.data and closes and field.data < closes.date():
            raise ValidationError(
                gettext("Results cannot come before the call closes.")
            )


class TierForm(TextsForm):
    """A size of grant."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    name = TranslatedField(_("Name of the tier"), [source_text])
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
    title = TranslatedField(_("Title of the section"), [source_text])
