"""What an evaluator says of a response: why it goes, and why it counts."""

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import Length, ValidationError

from grantsapp import unseen
from grantsapp.forms import ChoiceField, Form, Needed, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.quality.reasons import CHOSEN, Why
from grantsapp.mel.telling_quality import LEFT_OUT

MOST = 1_000  # letters
_FITS = Length(max=MOST, message=_("Write at most 1,000 letters."))


class ExcludeForm(Form):
    """Why responses are left out of the figures."""

    reason = ChoiceField(
        _("Why does it not count?"),
        choices=choices((why, LEFT_OUT[why]) for why in CHOSEN),
    )
    note = TextAreaField(
        _("In your own words"),
        [_FITS],
        description=_("It is kept with the response. Name nobody."),
    )

    def validate_note(self, field: Any) -> None:
        """Another reason is told in words."""
        if self.reason.data == Why.OTHER and unseen.is_blank(field.data or ""):
            raise ValidationError(_("Write what the reason is."))


class RestoreForm(Form):
    """Why a response is taken in again."""

    because = TextAreaField(
        _("Why is it taken in again?"),
        [Needed(_("Write why it is taken in again.")), _FITS],
    )


class PartForm(Form):
    """Why a sheet is another person's than the one with the same number."""

    because = TextAreaField(
        _("How do you know that it is another person's?"),
        [Needed(_("Write how you know that it is another person's.")), _FITS],
    )


class PreferForm(Form):
    """Why this response of a sitting counts, and not another one."""

    because = TextAreaField(
        _("Why does this one count?"),
        [Needed(_("Write why this one counts.")), _FITS],
    )
