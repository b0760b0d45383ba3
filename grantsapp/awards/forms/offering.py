"""What grantees and managers may type about awards."""

from datetime import timedelta
from typing import Any

from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock
from grantsapp.calls.models import Call
from grantsapp.forms import (
    ChoiceField,
    DayField,
    Form,
    MomentField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _


class RefuseForm(Form):
    """Why a group gives an offer back."""

    because = TextAreaField(
        _("Why can you not take it?"),
        [Needed(_("A few words help us to do better.")), Length(max=2000)],
    )


class WhereOffers(Needed):
    """Demand a value only where something is offered."""

    def __call__(self, form: Any, field: Any) -> None:
        """Refusals alone need no day."""
        if form.offers:
            super().__call__(form, field)


NOW, LATER = "now", "later"
MOST_LATER = timedelta(days=366)


class ReleaseForm(Form):
    """When the results go out, and when the funded projects begin.

    `offers` says whether there are any.
    """

    offers = True

    moment = ChoiceField(
        _("When do the results go out?"),
        choices=choices(
            [(NOW, _("Now")), (LATER, _("At the moment that I write below"))]
        ),
        default=NOW,
    )
    at = MomentField(
        _("Day and time"), description=_("By the clock where the fund is.")
    )
    starts_on = DayField(
        _("First day of the funded projects"),
        [WhereOffers(_("Write the day on which the projects begin."))],
        description=_("Each ends after the months of its size of grant."),
    )

    def for_call(self, call: Call, *, offers: bool) -> None:
        """Fit it to a call and to what goes out."""
        self.offers = offers
        self.at.in_zone(call.fund.time_zone)

    def validate_at(self, field: Any) -> None:
        """A moment that is set is still to come."""
        if self.moment.data != LATER or field.errors:
            return
        if field.data is None:
            raise ValidationError(gettext("Write a day and a time."))
        if not clock.now() < field.data <= clock.now() + MOST_LATER:
            raise ValidationError(
                gettext("Choose a moment that is still to come, within a year.")
            )

    def validate_starts_on(self, field: Any) -> None:
        """A slip of the pen would bind a group to another century."""
        today = clock.now().date()
        first, last = today - timedelta(days=366), today + timedelta(days=3 * 366)
        if field.data and not first <= field.data <= last:
            raise ValidationError(
                gettext("Choose a day within a year back and three years ahead.")
            )


MOST_WORDS = 4_000  # letters of a paragraph


class LetterForm(Form):
    """A paragraph of the fund's own, in each language that a group's people read."""

    words = TranslatedField(
        _("A paragraph of your own"),
        rows=5,
        description=_(
            "It stands after the first sentence. Plain text; an empty line begins a "
            "new paragraph. It may stay empty."
        ),
    )

    def in_tongues(self, languages: list[str]) -> None:
        """Ask for the languages of those who get the letter."""
        self.words.in_languages(languages or ["en"])

    def validate_words(self, field: Any) -> None:
        """Refuse what is no paragraph any more."""
        if any(len(field.data.plain(code)) > MOST_WORDS for code in field.languages):
            raise ValidationError(
                gettext(
                    "This text is too long. Write at most %(number)d letters.",
                    number=MOST_WORDS,
                )
            )

    def texts(self, before: dict[str, str]) -> dict[str, str]:
        """Give what was typed; of languages that nobody was asked for, what stood."""
        asked = {code: self.words.data.plain(code) for code in self.words.languages}
        return before | asked


class SummaryForm(Form):
    """What the public reads of a project."""

    summary = TextAreaField(
        _("What the public reads of the project"),
        [Needed(_("Write one or two sentences.")), Length(max=1000)],
        description=_("Shown in the list of awards and in the open data."),
    )
