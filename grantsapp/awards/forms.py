"""What grantees and managers may type about awards."""

from datetime import timedelta
from typing import Any

from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock
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


class WhereOffers(Needed):
    """Demand a value only where something is offered."""

    def __call__(self, form: Any, field: Any) -> None:
        """Refusals alone need no day."""
        if form.offers:
            super().__call__(form, field)


class ResultsForm(Form):
    """When the funded projects begin; `offers` says whether there are any."""

    offers = True

    starts_on = DayField(
        _("First day of the funded projects"),
        [WhereOffers(_("Write the day on which the projects begin."))],
        description=_("Each ends after the months of its size of grant."),
    )

    def validate_starts_on(self, field: Any) -> None:
        """A slip of the pen would bind a group to another century."""
        today = clock.now().date()
        first, last = today - timedelta(days=366), today + timedelta(days=3 * 366)
        if field.data and not first <= field.data <= last:
            raise ValidationError(
                gettext("Choose a day within a year back and three years ahead.")
            )


class SummaryForm(Form):
    """What the public reads of a project."""

    summary = TextAreaField(
        _("What the public reads of the project"),
        [Needed(_("Write one or two sentences.")), Length(max=1000)],
        description=_("Shown in the list of awards and in the open data."),
    )
