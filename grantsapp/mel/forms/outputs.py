"""What may be typed about planned outputs."""

from wtforms import SelectField
from wtforms.validators import NumberRange

from grantsapp.forms import Form, Needed, WholeField, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.actions.reporting import MOST
from grantsapp.mel.forms.fields import offered
from grantsapp.mel.models import MEASURES


class OutputForm(Form):
    """How much of something a project plans to deliver."""

    measure = SelectField(
        _("What is counted"),
        [offered],
        choices=choices(MEASURES.items()),
        validate_choice=False,
    )
    planned = WholeField(
        _("Planned"),
        [
            Needed(_("Write a whole number from 1.")),
            NumberRange(1, MOST, _("Write a whole number from 1.")),
        ],
    )
