"""What people type about agreements: a name under one, its terms, its conditions."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock, i18n
from grantsapp.awards import placeholders
from grantsapp.awards.models import Award
from grantsapp.awards.placeholders import Fault, Wrong
from grantsapp.calls.forms.staff import TextsForm, source_text
from grantsapp.calls.models import Call
from grantsapp.forms import (
    DayField,
    Form,
    LineField,
    MoneyField,
    Needed,
    TranslatedField,
    WholeField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST_TERMS, LONGEST_CONDITIONS = 40_000, 4_000
LEAST_DAYS, MOST_DAYS = 5, 180


class SignForm(Form):
    """Who signs an agreement, and as what; `version` is the digest of what they saw."""

    name = LineField(
        _("Your full name"),
        [
            Needed(_("Write your full name: it stands for a signature.")),
            Length(max=120),
        ],
    )
    role = LineField(
        _("Your role"),
        [Needed(_("Write what you are there, such as chair.")), Length(max=120)],
        description=_("What you are in your organisation, such as chair or treasurer."),
    )
    confirmed = BooleanField(_("I may sign this agreement for my organisation."))

    def validate_confirmed(self, field: Any) -> None:
        """It takes somebody who may."""
        if not field.data:
            raise ValidationError(
                gettext("Tick this if you may sign for your organisation.")
            )

    def show_newer(self, digest: str) -> None:
        """Keep name and role, and ask for the tick anew under other words."""
        self.version.raw_data, self.version.data = None, digest
        self.confirmed.data = False


class ConditionsForm(Form):
    """What the fund asks of one grant alone."""

    conditions = TextAreaField(
        _("Conditions of this grant"),
        [Length(max=LONGEST_CONDITIONS)],
        description=_(
            "Saving makes a new version of the agreement, which the group reads and "
            "signs. May stay empty."
        ),
    )


def _sentence(wrong: Wrong, code: str) -> str:
    facts = {"words": wrong.words, "language": i18n.language_name(code)}
    if wrong.fault is Fault.UNKNOWN:
        return gettext(
            "%(words)s in %(language)s is no placeholder. Use one of the list.", **facts
        )
    if wrong.fault is Fault.UNCLOSED:
        return gettext(
            "In %(language)s a brace opens and does not close: “%(words)s”.", **facts
        )
    return gettext(
        "In %(language)s a brace closes that never opened: “%(words)s”.", **facts
    )


def known_placeholders(_form: Any, field: Any) -> None:
    """Refuse a brace that is no placeholder, in each language."""
    found = [
        _sentence(wrong, code)
        for code in field.languages
        for wrong in placeholders.faults(field.data.plain(code))
    ]
    if found:
        raise ValidationError(" ".join(found))


class TermsForm(TextsForm):
    """The terms of a call's agreements."""

    text = TranslatedField(
        _("Terms"),
        [source_text, known_placeholders],
        rows=18,
        description=_("An empty line starts a paragraph; ## starts a heading."),
    )
    binding = SelectField(
        _("Which language binds?"),
        validate_choice=False,  # in our own words, below
        description=_("Where the texts differ, this one holds."),
    )
    answer_days = WholeField(
        _("Days to answer an offer"), [Needed(_("Write a number of days."))]
    )
    award = SelectField(
        _("Preview with"),
        validate_choice=False,  # without one there is just no preview
        description=_("“Preview” fills the text in, and saves nothing."),
    )

    def for_call(self, call: Call, awards: Iterable[Award]) -> "TermsForm":
        """Ask in the languages of a call, with its awards for the preview."""
        self.in_languages(call.languages)
        self.binding.choices = choices(
            (code, i18n.language_name(code)) for code in call.languages
        )
        self.award.choices = choices(
            (str(award.id), f"{award.reference} {award.title}") for award in awards
        )
        return self

    def validate_text(self, field: Any) -> None:
        """Refuse what is no agreement any more."""
        if any(len(field.data.plain(code)) > LONGEST_TERMS for code in field.languages):
            raise ValidationError(
                gettext(
                    "This text is too long. Write at most %(number)d letters.",
                    number=LONGEST_TERMS,
                )
            )

    def validate_binding(self, field: Any) -> None:
        """What binds must be there."""
        if field.data not in self.text.languages:
            raise ValidationError(gettext("Choose one."))
        if field.data and not self.text.data.plain(field.data).strip():
            name = i18n.language_name(field.data)
            raise ValidationError(
                gettext("The terms have no text in %(language)s.", language=name)
            )

    def validate_answer_days(self, field: Any) -> None:
        """Neither a weekend nor a year."""
        if field.data is not None and not LEAST_DAYS <= field.data <= MOST_DAYS:
            raise ValidationError(
                gettext(
                    "Choose between %(least)s and %(most)s days.",
                    least=LEAST_DAYS,
                    most=MOST_DAYS,
                )
            )


class MoreTimeForm(Form):
    """Until when an offer waits."""

    until = DayField(_("Last day to answer"), [Needed(_("Write a day."))])
    after: date | None = None

    def validate_until(self, field: Any) -> None:
        """Later than now, and within the time that any offer may have."""
        today = clock.now().date()
        last = today + timedelta(days=MOST_DAYS)
        if field.data is None:
            return
        if field.data <= max(today, self.after or today):
            raise ValidationError(
                gettext("Choose a day that is later than the one it has now.")
            )
        if field.data > last:
            raise ValidationError(
                gettext("Choose a day until %(day)s.", day=i18n.day(last))
            )


class CallUpForm(Form):
    """How much a bid of the reserve list gets after all."""

    amount = MoneyField(_("Amount"), [Needed(_("Write an amount."))])
    reason = TextAreaField(
        _("Reason, for the file"),
        [Needed(_("Write why this bid is next.")), Length(max=4000)],
    )
    most: int | None = None

    def for_bid(self, call: Call, most: int | None) -> "CallUpForm":
        """Read amounts in a fund's currency, up to the most of its size of grant."""
        self.amount.in_currency(call.fund.currency)
        self.most = most
        return self

    def validate_amount(self, field: Any) -> None:
        """More than nothing, and no more than its size of grant allows."""
        if field.data is None:
            return
        if field.data <= 0:
            raise ValidationError(gettext("Write an amount of more than nothing."))
        if self.most is not None and field.data > self.most:
            raise ValidationError(
                gettext(
                    "The most for this size of grant is %(amount)s.",
                    amount=i18n.money(self.most, field.currency),
                )
            )
