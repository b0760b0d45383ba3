"""What a person may type in this room."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import i18n, places
from grantsapp.accounts.models import KINDS, REGISTERS, Kind, Organisation
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


def _borough() -> Any:
    return SelectField(
        _("Where are you based?"),
        choices=choices(
            [("", _("Not in this list")), *((b, b) for b in places.BOROUGHS)]
        ),
        default="",
        description=_("We need no office."),
    )


def _place() -> Any:
    words = _("If your place is not in the list, write it here")
    return LineField(words, [Length(max=120)])


class PlacedForm(Form):
    """Whoever is based somewhere: in a borough of the list, or in another place."""

    borough: Any
    place: Any

    def validate_borough(self, field: Any) -> None:
        """One of the two, so that nothing typed is dropped."""
        place = (self.place.data or "").strip()
        if not field.data and not place:
            words = gettext("Choose your borough, or write your place below.")
            raise ValidationError(words)
        if field.data and place:
            words = gettext("Choose a borough or write a place, not both.")
            raise ValidationError(words)

    @staticmethod
    def stored(group: Organisation) -> dict[str, str]:
        """Give what is stored of a group as its fields show it."""
        register, number = _split(group.org_id)
        listed = places.borough(group.borough) or ""
        return {
            "name": group.name,
            "kind": group.kind,
            "register": register,
            "number": number,
            "borough": listed,
            "place": "" if listed else group.borough,
            "about": group.about,
        }

    def facts(self) -> dict[str, str]:
        """Give what was typed; one place comes of the two fields."""
        apart = {"csrf_token", "version", "place"}
        facts = {name: data for name, data in self.data.items() if name not in apart}
        return facts | {"borough": self.borough.data or self.place.data}


def _split(org_id: str | None) -> tuple[str, str]:
    parts = (org_id or "").split("-", 2)
    return ("-".join(parts[:2]), parts[2]) if len(parts) == 3 else ("", "")  # noqa: PLR2004


class OnePersonForm(PlacedForm):
    """Somebody who applies alone; no more is asked than that."""

    name = LineField(_("Your name"), [Needed(_("Write your name.")), Length(max=200)])
    borough = _borough()
    place = _place()

    def facts(self) -> dict[str, str]:
        """One person has no register and no description of a group."""
        return super().facts() | {"kind": Kind.INDIVIDUAL}


_GROUPS = [(kind, words) for kind, words in KINDS.items() if kind != Kind.INDIVIDUAL]


class OrganisationForm(PlacedForm):
    """A group, described by itself."""

    name = LineField(
        _("Name of your group or organisation"),
        [Needed(_("Write the name of your group.")), Length(max=200)],
    )
    kind = SelectField(_("What kind of group is it?"), choices=choices(_GROUPS))
    register = SelectField(
        _("Is it in a register?"),
        choices=choices([("", _("In none, or I do not know")), *REGISTERS.items()]),
        description=_("You do not need a registration to apply."),
    )
    number = LineField(_("Number in that register"), [Length(max=30)])
    borough = _borough()
    place = _place()
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
