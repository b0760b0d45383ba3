"""What an evaluator says who asks for the answers as data."""

from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, NumberRange

from grantsapp.evaluation.anonymity import LEAST, MOST
from grantsapp.forms import Form, Needed, WholeField
from grantsapp.i18n import lazy_gettext as _

_NUMBER = _("Write a whole number of people from 5 to 50.")


class PackageForm(Form):
    """Why the data are needed, and how many people must be alike in them."""

    reason = TextAreaField(
        _("What do you need the data for?"),
        [
            Needed(_("Say what you need the data for.")),
            Length(max=1000, message=_("Write at most 1,000 letters.")),
        ],
        description=_("It stands in the ledger, with your name and the day."),
    )
    k = WholeField(
        _("How many people at least must be alike?"),
        [Needed(_NUMBER), NumberRange(LEAST, MOST, _NUMBER)],
        description=_(
            "Of somebody in a smaller group, details are withheld: where they took "
            "part, their language, what they told of themselves. Five is as low as the "
            "house goes; more is safer, and takes more from the data."
        ),
    )
    confirmed = BooleanField(_("I need this package all the same."))
