"""What is said of a bid, and what the panel agreed on."""

from typing import Any

from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.forms import Form, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Criterion

LONGEST = 10_000  # letters: four pages


class RemarkForm(Form):
    """Something to say of a bid."""

    text = TextAreaField(
        _("Your remark"),
        [
            Needed(_("Write what you want to say.")),
            Length(
                max=LONGEST,
                message=_("This is too long for a remark. Say it in 10,000 letters."),
            ),
        ],
        description=_("The panel and the fund read it, with your name where it shows."),
    )


class AgreedForm(Form):
    """The score on one criterion that the panel agreed on, with its reason."""

    value = RadioField(_("What the panel agreed on"), choices=[], validate_choice=False)
    reason = TextAreaField(
        _("Reason"),
        [
            Needed(_("Write why the panel agreed on this score.")),
            Length(max=4000, message=_("Say it in 4,000 letters.")),
        ],
    )

    def on(self, criterion: Criterion) -> "AgreedForm":
        """Offer the scale of a criterion."""
        self.value.choices = choices(
            (str(n), f"{n} {criterion.meaning(n)}".strip()) for n in criterion.scale
        )
        return self

    def validate_value(self, field: Any) -> None:
        """It is on the scale."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose a score of the scale."))


class TakeBackForm(Form):
    """Why an agreed score goes."""

    because = TextAreaField(
        _("Why do you take it back?"),
        [Needed(_("Write why it goes; that is kept.")), Length(max=2000)],
    )
