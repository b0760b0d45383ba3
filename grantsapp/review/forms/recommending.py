"""What the panel recommends on a bid."""

from typing import Any

from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.forms import ChoiceField, Form, MoneyField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import OUTCOMES, Outcome


class RecommendationForm(Form):
    """Fund, reserve or decline, with how much and why."""

    outcome = ChoiceField(
        _("What does the panel recommend?"), choices=choices(OUTCOMES.items())
    )
    amount = MoneyField(
        _("Amount"),
        description=_("For a yes, and for the reserve list if you know it."),
    )
    reason = TextAreaField(
        _("Why?"),
        [
            Needed(_("Write why the panel recommends this.")),
            Length(max=4000, message=_("Write less: at most 4,000 characters.")),
        ],
        description=_("The fund reads this when it decides. Applicants do not."),
    )

    def validate_amount(self, field: Any) -> None:
        """A yes has its amount; nothing is no amount."""
        if field.errors or self.outcome.data == Outcome.DECLINE:
            return
        if self.outcome.data == Outcome.FUND and not field.data:
            raise ValidationError(gettext("Write how much they should get."))
        if field.data == 0:
            raise ValidationError(gettext("Write an amount above nothing."))
