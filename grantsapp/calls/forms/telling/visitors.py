"""What visitors and applicants type: an address, a question, how they heard of it."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.accounts.forms import an_address
from grantsapp.calls.models import SOURCES, Fund
from grantsapp.forms import Form, LineField, Needed, choices
from grantsapp.i18n import lazy_gettext as _

MOST_TYPED = 3000


class NoticesForm(Form):
    """Where to write to when a call opens, in which language, about what."""

    email = LineField(_("E-mail address"), [an_address])
    language = SelectField(_("Language of our letters to you"))
    themes = SelectMultipleField(
        _("Themes that interest you"),
        description=_("Choose none to hear of every call."),
    )

    @classmethod
    def of(cls, fund: Fund) -> "NoticesForm":
        """Offer the themes of a fund, and its languages as far as we write them."""
        spoken = [c for c in fund.languages if c in i18n.LANGUAGES] or ["en"]
        mine = i18n.language() if i18n.language() in spoken else spoken[0]
        form = cls(data={"language": mine})
        form.language.choices = choices((c, i18n.LANGUAGES[c]) for c in spoken)
        form.themes.choices = choices((t.code, t.name.shown()) for t in fund.themes)
        return form


class EnquiryForm(Form):
    """A question about a call."""

    question = TextAreaField(
        _("Your question"),
        [
            Needed(_("Write your question.")),
            Length(max=MOST_TYPED, message=_("Write at most 3,000 characters.")),
        ],
        description=_(
            "In any language. Leave out what is nobody else's business: the fund may "
            "publish your question, without your name, together with the answer."
        ),
    )


class HearingForm(Form):
    """How somebody heard of a call."""

    source = RadioField(
        _("How did you hear of this call?"), choices=choices(SOURCES.items())
    )
    other = LineField(
        _("If in another way, how?"),
        [Length(max=200, message=_("Write at most 200 characters."))],
    )

    def of_person(self) -> dict[str, Any]:
        """Give what was told; the text counts only where no code fits."""
        other = self.other.data if self.source.data == "other" else ""
        return {"source": self.source.data, "other": other or ""}
