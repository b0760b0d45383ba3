"""What grantees and managers may type about awards."""

from typing import Any

from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.forms import DayField, Form, LineField, Needed
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _


class AcceptForm(Form):
    """Who accepts an offer, for the group."""

    name = LineField(
        _("Your full name"),
        [
            Needed(_("Write your full name: it stands for a signature.")),
            Length(max=120),
        ],
    )
    confirmed = BooleanField(_("I may accept this grant for my group."))

    def validate_confirmed(self, field: Any) -> None:
        """It takes somebody who may."""
        if not field.data:
            raise ValidationError(gettext("Tick this if you may accept for the group."))


class RefuseForm(Form):
    """Why a group gives an offer back."""

    because = TextAreaField(
        _("Why can you not take it?"),
        [Needed(_("A few words help us to do better.")), Length(max=2000)],
    )


class ResultsForm(Form):
    """When the funded projects begin."""

    starts_on = DayField(
        _("First day of the funded projects"),
        [Needed(_("Write the day on which the projects begin."))],
        description=_("Each ends after the months of its size of grant."),
    )


class SummaryForm(Form):
    """What the public reads of a project."""

    summary = TextAreaField(
        _("What the public reads of the project"),
        [Needed(_("Write one or two sentences.")), Length(max=1000)],
        description=_("Shown in the list of awards and in the open data."),
    )
