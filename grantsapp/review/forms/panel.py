"""Who is asked onto a panel, and what ties its members."""

from wtforms import (
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Length

from grantsapp.accounts.forms import an_address
from grantsapp.forms import (
    Form,
    LineField,
    Needed,
    choices,
)
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import EXPERTISE


class InvitationForm(Form):
    """Somebody to ask onto the panel."""

    name = LineField(_("Name"), [Needed(_("Write the name."))])
    email = LineField(_("E-mail address"), [an_address])
    expertise = SelectMultipleField(
        _("Expertise"),
        [Needed(_("Choose at least one field of expertise."))],
        choices=choices(EXPERTISE.items()),
    )


class ConflictForm(Form):
    """Why a moderator must not touch a bid."""

    reason = TextAreaField(
        _("What ties you to this bid?"),
        [Needed(_("Write in a few words what ties you to it.")), Length(max=1000)],
        description=_("The fund reads this, nobody else."),
    )
