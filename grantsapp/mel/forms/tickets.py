"""What may be typed to make links that work once."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import NumberRange

from grantsapp.forms import Form, Needed, WholeField, choices
from grantsapp.i18n import language_name
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.actions.ticketing import MOST
from grantsapp.mel.instruments import Moment
from grantsapp.mel.queries.ways import MOMENTS_IN_WORDS

_HOW_MANY = _("Write a whole number from 1 to 500.")


class TicketsForm(Form):
    """How many links, for which time, in which language."""

    count = WholeField(
        _("How many links?"), [Needed(_HOW_MANY), NumberRange(1, MOST, _HOW_MANY)]
    )
    moment = SelectField(_("For which time?"), choices=[])
    spoken = SelectField(_("In which language?"), choices=[])

    def offer(
        self, moments: tuple[Moment, ...], languages: tuple[str, ...]
    ) -> "TicketsForm":
        """Offer the times and the languages of a survey."""
        words: Any = MOMENTS_IN_WORDS
        self.moment.choices = choices((m, words[m]) for m in moments)
        self.spoken.choices = choices((c, language_name(c)) for c in languages)
        return self
