"""What a person may type in this room."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.accounts.models import KINDS, REGISTERS
from grantsapp.forms import Form, LineField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _


def an_address(_form: Any, field: Any) -> None:
    """Demand an e-mail address, and keep its plain form."""
    try:
        found = validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        words = gettext("Write an e-mail address such as name@example.org.")
        raise ValidationError(words) from None
    field.data = found.normalized.lower()


class EmailForm(Form):
    """Where should the code go?"""

    email = LineField(_("E-mail address"), [an_address])


class CodeForm(Form):
    """The code from the letter."""

    code = LineField(_("Code"), [Needed(_("Type the six digits from the letter."))])


class PersonForm(Form):
    """What a person is called, and how we write to them."""

    name = LineField(
        _("Your name"),
        [Needed(_("Write your name.")), Length(max=120)],
        description=_("As you want to be called, in any alphabet."),
    )
    language = SelectField(
        _("Language of our letters to you"), choices=choices(i18n.LANGUAGES.items())
    )


class OrganisationForm(Form):
    """A group, described by itself."""

    name = LineField(
        _("Name of your group or organisation"),
        [Needed(_("Write the name of your group.")), Length(max=200)],
    )
    kind = SelectField(_("What kind of group is it?"), choices=choices(KINDS.items()))
    register = SelectField(
        _("Is it in a register?"),
        choices=choices([("", _("In none, or I do not know")), *REGISTERS.items()]),
        description=_("You do not need a registration to apply."),
    )
    number = LineField(_("Number in that register"), [Length(max=30)])
    borough = LineField(
        _("Where are you based?"),
        [Needed(_("Write the borough or neighbourhood.")), Length(max=120)],
        description=_("A borough or neighbourhood is enough. We need no office."),
    )
    about = TextAreaField(
        _("What do you do?"),
        [Length(max=2000)],
        description=_("Two or three sentences, in your own language."),
    )

    def validate_number(self, field: Any) -> None:
        """A register without a number says nothing."""
        if self.register.data and not field.data:
            raise ValidationError(gettext("Write the number, or choose no register."))
        if field.data and not field.data.replace("-", "").isalnum():
            raise ValidationError(gettext("A number has only letters and digits."))
