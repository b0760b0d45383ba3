"""What fund managers may type about a correction of a form."""

from wtforms import ValidationError

from grantsapp.calls.forms.staff import TextsForm
from grantsapp.forms import TranslatedField
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _


class CorrectionForm(TextsForm):
    """Why a form is corrected, for those who answer it."""

    note = TranslatedField(
        _("What you say to those who have a draft"),
        description=_(
            "The list of changes goes with it by itself. In every language, or in none."
        ),
        rows=3,
    )

    def validate_note(self, field: TranslatedField) -> None:
        """A note that some could not read would be worse than none."""
        written = [code for code in field.languages if field.data.plain(code)]
        if written and len(written) < len(field.languages):
            words = gettext("Write this in every language of the call, or in none.")
            raise ValidationError(words)
