"""What managers may type about a doubt."""

from wtforms import TextAreaField
from wtforms.validators import Length

from grantsapp.awards.models import OUTCOMES
from grantsapp.forms import ChoiceField, Form, Needed, choices
from grantsapp.i18n import lazy_gettext as _


class CaseForm(Form):
    """What may be wrong."""

    what = TextAreaField(
        _("What may be wrong?"),
        [Needed(_("Write what you know, and from whom.")), Length(max=8000)],
        description=_("Only the managers of the fund read it. The group does not."),
    )


class CloseCaseForm(Form):
    """How it ended."""

    outcome = ChoiceField(_("How did it end?"), choices=choices(OUTCOMES.items()))
    note = TextAreaField(
        _("What was found and done?"),
        [Needed(_("Write what was found and done.")), Length(max=8000)],
    )
