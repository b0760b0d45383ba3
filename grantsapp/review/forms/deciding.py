"""What becomes of a bid, and what the fund looked at before."""

from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.forms import (
    Form,
    MoneyField,
    Needed,
    WholeField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import OUTCOMES, VETTED, Outcome, Vetted

MOST_PLACES = 10_000
STATES: dict[str, Any] = {
    "undecided": _("Not decided"),
    "proposed": _("Waits for approval"),
    "returned": _("Sent back"),
    "approved": _("Approved"),
    "told": _("Told"),
    "held": _("A check is missing or in doubt"),
}


def most_letters(number: int) -> Length:
    """Bound a text, in our words."""
    words = _("This text is too long. Write at most %(number)d letters.", number=number)
    return Length(max=number, message=words)


def an_offered(_form: Any, field: Any) -> None:
    """Refuse what was not offered, in our words."""
    if field.data not in {value for value, *_more in field.iter_choices()}:
        raise ValidationError(gettext("Choose one of the answers shown."))


class DecisionForm(Form):
    """What becomes of a bid, with the reason and what the group will read."""

    outcome = RadioField(
        _("What becomes of this bid?"),
        choices=choices(OUTCOMES.items()),
        validate_choice=False,
    )
    amount = MoneyField(
        _("Amount"),
        description=_(
            "Of a yes it is taken from the budget. On the reserve list it is a wish, "
            "and takes nothing. It may be less than they ask for."
        ),
    )
    conditions = TextAreaField(
        _("Conditions"),
        [most_letters(4000)],
        description=_(
            "For a yes or the reserve list, where there are any. The group reads them, "
            "so write them in the same language as what the group will read."
        ),
    )
    place = WholeField(
        _("Place on the reserve list"),
        description=_("A number, such as 1 for the first. It may stay empty."),
    )
    reason = TextAreaField(
        _("Reason, for the file"),
        [
            Needed(_("Write why, so that anybody can follow it later.")),
            most_letters(4000),
        ],
    )
    feedback = TextAreaField(
        _("What the group will read"),
        [Needed(_("Write to the group what decided it.")), most_letters(4000)],
        description=_("In their language if you can. Kind, concrete, and of use."),
    )
    feedback_language = SelectField(
        _("Language of what the group will read"), [an_offered], validate_choice=False
    )

    def in_tongues(self, language: str) -> None:
        """Offer the languages that people write in, that of the bid first."""
        names = ((code, i18n.language_name(code)) for code in i18n.WRITTEN)
        others = sorted(names, key=lambda one: i18n.fold(one[1]))
        own = (language, i18n.language_name(language))
        pairs = [own, *(one for one in others if one[0] != language)]
        self.feedback_language.choices = choices(pairs)
        if not self.feedback_language.data:
            self.feedback_language.data = language

    def validate_outcome(self, field: Any) -> None:
        """It is one of the three."""
        if field.data not in set(OUTCOMES):
            raise ValidationError(gettext("Choose one."))

    def validate_amount(self, field: Any) -> None:
        """A yes has its amount."""
        if field.errors or self.outcome.data == Outcome.DECLINE:
            return
        if self.outcome.data == Outcome.FUND and not field.data:
            raise ValidationError(gettext("Write how much they get."))
        if field.data is not None and field.data <= 0:
            raise ValidationError(gettext("Write an amount above zero, or nothing."))

    def validate_place(self, field: Any) -> None:
        """A place counts from one."""
        if field.data is not None and not 0 < field.data <= MOST_PLACES:
            raise ValidationError(gettext("Write a number from 1, or nothing."))


class SendBackForm(Form):
    """Why a decision must be made anew."""

    because = TextAreaField(
        _("Why do you send it back?"),
        [Needed(_("Write what should be thought over.")), Length(max=2000)],
    )


class FilterForm(Form):
    """Which decisions a list shows; it all stands in the address."""

    outcome = SelectField(_("Decision"), [an_offered], validate_choice=False)
    state = SelectField(_("State"), [an_offered], validate_choice=False)

    def in_words(self) -> None:
        """Offer every outcome and state, and all of them."""
        every = ("", gettext("All"))
        self.outcome.choices = choices([every, *OUTCOMES.items()])
        self.state.choices = choices([every, *STATES.items()])
        for field in (self.outcome, self.state):
            field.data = field.data or ""


_VERDICTS: list[tuple[str, Any]] = [
    ("open", _("Not looked at yet")),
    ("clear", _("Clear")),
    ("doubt", _("There is a doubt")),
]


class VettingForm(Form):
    """What was found of an organisation and of those who lead it."""

    organisation = RadioField(
        VETTED[Vetted.ORGANISATION],
        choices=choices(_VERDICTS),
        default="open",
        validate_choice=False,
        description=_("Does it exist, is it what it says, may it have this money?"),
    )
    organisation_note = TextAreaField(
        _("What you looked at, or what the doubt is"), [most_letters(4000)]
    )
    trustees = RadioField(
        VETTED[Vetted.TRUSTEES],
        choices=choices(_VERDICTS),
        default="open",
        validate_choice=False,
        description=_("Are they who they say, and may they lead it?"),
    )
    trustees_note = TextAreaField(
        _("What you looked at, or what the doubt is"), [most_letters(4000)]
    )

    def _has_its_note(self, verdict: Any, note: Any) -> None:
        if verdict.data == "doubt" and not (note.data or "").strip():
            raise ValidationError(gettext("Write what the doubt is."))

    def validate_organisation(self, field: Any) -> None:
        """One of those shown."""
        an_offered(self, field)

    def validate_trustees(self, field: Any) -> None:
        """One of those shown."""
        an_offered(self, field)

    def validate_organisation_note(self, _field: Any) -> None:
        """A doubt has its note."""
        self._has_its_note(self.organisation, self.organisation_note)

    def validate_trustees_note(self, _field: Any) -> None:
        """A doubt has its note."""
        self._has_its_note(self.trustees, self.trustees_note)

    def given(self) -> dict[Vetted, tuple[bool, str]]:
        """Give each verdict that was made, with its note."""
        pairs = {
            what: (self[what.value].data, self[f"{what.value}_note"].data)
            for what in Vetted
        }
        return {
            what: (verdict == "clear", (note or "").strip())
            for what, (verdict, note) in pairs.items()
            if verdict in {"clear", "doubt"}
        }
