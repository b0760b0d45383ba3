"""What evaluators and managers may type about surveys and outputs."""

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import NumberRange

from grantsapp.forms import ChoiceField, Form, Needed, WholeField, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.actions.reporting import MOST
from grantsapp.mel.models import DESIGNS, MEASURES


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


class OutputForm(Form):
    """How much of something a project plans to deliver."""

    measure = SelectField(_("What is counted"), choices=choices(MEASURES.items()))
    planned = WholeField(
        _("Planned"),
        [
            Needed(_("Write a whole number from 1.")),
            NumberRange(1, MOST, _("Write a whole number from 1.")),
        ],
    )
