"""Whether the call can fund a bid at all."""

from typing import Any

from wtforms import BooleanField, RadioField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.forms import Form, Needed, choices
from grantsapp.i18n import gettext, ngettext
from grantsapp.i18n import lazy_gettext as _


class EligibilityForm(Form):
    """Whether the call can fund a bid at all; a no to a scored bid is said twice."""

    reviews = 0  # how many experts have begun to score it
    verdict = RadioField(
        _("Can this call fund the bid?"),
        [Needed(_("Choose yes or no."))],
        choices=choices(
            [("yes", _("Yes, it goes on to the experts")), ("no", _("No"))]
        ),
    )
    reason = TextAreaField(
        _("Why not?"),
        [Length(max=2000)],
        description=_("Only for a no. The group will read it, so write it to them."),
    )
    anyway = BooleanField(
        _("Not eligible, although experts have begun to score the bid")
    )

    def validate_reason(self, field: Any) -> None:
        """A no has its reason."""
        if self.verdict.data == "no" and not (field.data or "").strip():
            raise ValidationError(gettext("Write why this call cannot fund the bid."))

    def validate_anyway(self, field: Any) -> None:
        """What experts have scored is not put aside by the way."""
        if self.verdict.data != "no" or not self.reviews or field.data:
            return
        words = ngettext(
            "One review of this bid is begun. After a no it counts no longer; "
            "tick this to say no all the same.",
            "%(num)d reviews of this bid are begun. After a no they count no longer; "
            "tick this to say no all the same.",
            self.reviews,
        )
        raise ValidationError(words)
