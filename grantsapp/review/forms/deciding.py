"""What becomes of a bid."""

from typing import Any

from wtforms import (
    RadioField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from grantsapp.forms import (
    Form,
    MoneyField,
    Needed,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import OUTCOMES, Outcome


class DecisionForm(Form):
    """What becomes of a bid, with the reason and what the group will read."""

    outcome = RadioField(
        _("What becomes of this bid?"),
        choices=choices(OUTCOMES.items()),
        validate_choice=False,
    )
    amount = MoneyField(
        _("Amount"), description=_("Only for a yes. It may be less than they ask for.")
    )
    reason = TextAreaField(
        _("Reason, for the file"),
        [
            Needed(_("Write why, so that anybody can follow it later.")),
            Length(max=4000),
        ],
    )
    feedback = TextAreaField(
        _("What the group will read"),
        [Needed(_("Write to the group what decided it.")), Length(max=4000)],
        description=_("In their language if you can. Kind, concrete, and of use."),
    )

    def validate_outcome(self, field: Any) -> None:
        """It is one of the two."""
        if field.data not in set(OUTCOMES):
            raise ValidationError(gettext("Choose one."))

    def validate_amount(self, field: Any) -> None:
        """A yes has its amount."""
        if self.outcome.data == Outcome.FUND and not field.errors and not field.data:
            raise ValidationError(gettext("Write how much they get."))


class SendBackForm(Form):
    """Why a decision must be made anew."""

    because = TextAreaField(
        _("Why do you send it back?"),
        [Needed(_("Write what should be thought over.")), Length(max=2000)],
    )
