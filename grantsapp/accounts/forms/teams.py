"""Asking somebody to act for a group, or to help it."""

from datetime import timedelta
from typing import Any

from wtforms import SelectField, ValidationError

from grantsapp import clock, i18n
from grantsapp.accounts.forms.people import an_address
from grantsapp.forms import DayField, Form, LineField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

HELP_DAYS = 90
MOST_HELP_DAYS = 366


class MemberForm(Form):
    """Who should join the group?"""

    email = LineField(_("Their e-mail address"), [an_address])
    language = SelectField(
        _("Language of the letter"),
        choices=choices(i18n.LANGUAGES.items()),
        description=_("Somebody who has an account gets it in their own language."),
    )


class HelperForm(MemberForm):
    """Who should help the group, and until when?"""

    until = DayField(
        _("Until when may they help?"),
        [Needed(_("Write the last day of the help."))],
        description=_("You can end it earlier at any time."),
    )

    def validate_until(self, field: Any) -> None:
        """Help is for a while: from today, for a year at most."""
        today = clock.now().date()
        if field.data < today:
            raise ValidationError(gettext("This day is over. Choose a later one."))
        if field.data > today + timedelta(days=MOST_HELP_DAYS):
            words = gettext("Choose a day within a year; you can ask again later.")
            raise ValidationError(words)
