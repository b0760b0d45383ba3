"""Asking for a sponsor, and answering."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.accounts.forms import an_address
from grantsapp.forms import Form, LineField, Needed, choices
from grantsapp.i18n import lazy_gettext as _


class AskSponsorForm(Form):
    """Which organisation, and who there?"""

    name = LineField(
        _("Name of the organisation"),
        [Needed(_("Write the name of the organisation.")), Length(max=200)],
    )
    email = LineField(
        _("E-mail address of somebody there"),
        [an_address],
        description=_("Talk to them first: they get a letter and have to confirm."),
    )
    language = SelectField(
        _("Language of the letter"), choices=choices(i18n.LANGUAGES.items())
    )


class DeclineForm(Form):
    """Why not?"""

    reason = TextAreaField(
        _("Why not?"),
        [Needed(_("Write a reason. The group reads it.")), Length(max=2000)],
        description=_("A sentence is enough. The group reads it."),
    )
