"""What may be typed in confidence, and by the lead who settles it."""

from typing import Any

from wtforms import BooleanField, TextAreaField, ValidationError

from grantsapp import i18n, unseen
from grantsapp.forms import Form, Needed
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.actions.concerning import LONGEST, LONGEST_CONTACT


def _lines(typed: str | None) -> str:
    text = (typed or "").replace("\r\n", "\n")
    return "" if unseen.is_blank(text) else text.strip()


class AtMost:
    """Demand a length that we can keep, saying how long the text is now."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse what is longer; it stays in its field."""
        if len(field.data) > self.most:
            figures = {"now": len(field.data), "most": self.most}
            shown = {name: i18n.number(count) for name, count in figures.items()}
            raise ValidationError(
                gettext("This has %(now)s characters; %(most)s is the most.", **shown)
            )


class ConcernForm(Form):
    """Something is wrong: what it is, and whether and how to get in touch."""

    words = TextAreaField(
        _("What is wrong?"),
        [AtMost(LONGEST)],
        filters=[_lines],
        description=_("In your own words, in any language. You need not give names."),
    )
    wants_help = BooleanField(_("I would like somebody to get in touch"))
    contact = TextAreaField(
        _("How can we reach you?"),
        [AtMost(LONGEST_CONTACT)],
        filters=[_lines],
        description=_(
            "A phone number or an e-mail address. Say when it is safe to call, and"
            " whether we may leave a message. You may leave this empty."
        ),
    )

    def validate_words(self, field: Any) -> None:
        """Take no empty page, since nobody could act on it."""
        if not field.data and not self.contact.data and not self.wants_help.data:
            raise ValidationError(gettext("Write what is wrong. Nothing was sent yet."))

    def validate_contact(self, field: Any) -> None:
        """Ask how, where somebody wants to be reached."""
        if self.wants_help.data and not field.data:
            raise ValidationError(
                gettext("Write how we can reach you, or take the tick away.")
            )


class SettlingForm(Form):
    """What was done about a concern."""

    note = TextAreaField(
        _("What was done?"),
        [Needed(_("Write in a sentence what was done.")), AtMost(LONGEST)],
        filters=[_lines],
        description=_("Only you and a lead after you can read this."),
    )
