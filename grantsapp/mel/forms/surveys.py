"""What may be typed about surveys."""

from typing import Any

from wtforms import SelectField, SelectMultipleField

from grantsapp.forms import ChoiceField, Form, Needed, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import DESIGNS


class AttachForm(Form):
    """Which instrument the people of which projects answer, and how."""

    instrument = SelectField(_("Instrument"), choices=[])
    design = ChoiceField(_("When do people answer?"), choices=choices(DESIGNS.items()))
    awards = SelectMultipleField(
        _("Projects"), [Needed(_("Choose at least one project."))], choices=[]
    )

    def offer(self, instruments: list[Any], awards: list[Any]) -> "AttachForm":
        """Offer these instruments and these projects, the ones that run."""
        self.instrument.choices = choices(instruments)
        self.awards.choices = choices(awards)
        return self
