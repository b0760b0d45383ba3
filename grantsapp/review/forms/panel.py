"""Who is asked onto a panel, and what its members know, read and can do."""

from typing import Any

from wtforms import SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.accounts.forms import an_address
from grantsapp.calls.models import Fund
from grantsapp.forms import DayField, Form, LineField, Needed, WholeField, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.forms.belonging import OrganisationsField
from grantsapp.review.models import SEATS, Moderator, Seat
from grantsapp.review.queries.panel import expertise_in, is_scorer

MOST_BIDS = 999


def of_the_list(_form: Any, field: Any) -> None:
    """Take only what was offered, each once."""
    offered = {str(choice[0]) for choice in field.iter_choices()}
    if not set(field.data or ()) <= offered:
        raise ValidationError(gettext("Choose from the list."))
    field.data = list(dict.fromkeys(field.data or ()))


def some_bids(_form: Any, field: Any) -> None:
    """A capacity is a number of bids, or nothing."""
    if field.data is not None and not 0 <= field.data <= MOST_BIDS:
        words = gettext("Write a number from 0 to %(most)s.", most=MOST_BIDS)
        raise ValidationError(words)


class _Knowing(Form):
    """What somebody knows and reads, in words of the fund."""

    @classmethod
    def of(cls, fund: Fund, member: Moderator | None = None, **begun: Any) -> Any:
        """Offer the expertise that panels of this fund can have."""
        form = cls(obj=member, data=begun)
        field: Any = form["expertise"]
        field.choices = choices(expertise_in(fund).items())
        return form

    def is_whole(self, seat: Seat) -> bool:
        """Validate, and demand a field of expertise of those who score."""
        done = self.validate()
        field: Any = self["expertise"]
        if is_scorer(seat) and not field.data and not field.errors:
            field.errors = [gettext("Choose at least one field of expertise.")]
            return False
        return done


def _expertise() -> Any:
    return SelectMultipleField(_("Expertise"), [of_the_list], validate_choice=False)


def _languages(label: Any) -> Any:
    return SelectMultipleField(
        label,
        [of_the_list],
        choices=lambda: choices((c, i18n.language_name(c)) for c in i18n.WRITTEN),
        validate_choice=False,
    )


def _capacity(label: Any) -> Any:
    return WholeField(
        label, [some_bids], description=_("In each phase. Empty: no limit.")
    )


def _seat() -> Any:
    return SelectField(
        _("Seat"), choices=choices(SEATS.items()), default=Seat.MODERATOR, coerce=str
    )


class InvitationForm(_Knowing):
    """Somebody to ask onto the panel."""

    name = LineField(
        _("Name"),
        [
            Needed(_("Write the name.")),
            Length(max=120, message=_("Write %(max)d characters at most.")),
        ],
    )
    email = LineField(_("E-mail address"), [an_address])
    seat = _seat()
    expertise = _expertise()
    languages = _languages(_("Languages that they read"))
    capacity = _capacity(_("The most bids they take"))

    def facts(self) -> dict[str, Any]:
        """Give what was typed as a place on the panel wants it."""
        names = ("name", "email", "expertise", "languages", "capacity")
        facts = {name: self[name].data for name in names}
        return {**facts, "seat": Seat(str(self.seat.data))}


def _from() -> Any:
    return DayField(_("Available from"))


def _until() -> Any:
    return DayField(
        _("Available until"), description=_("Both days count. Empty: always.")
    )


class _Available(_Knowing):
    """When somebody can be given bids."""

    def validate_available_until(self, field: Any) -> None:
        """Nobody goes before they come."""
        begins = self["available_from"].data
        if field.data and begins and field.data < begins:
            words = gettext("The last day cannot come before the first one.")
            raise ValidationError(words)

    def abilities(self) -> dict[str, Any]:
        """Give what was typed of what they know and when they can."""
        names = ("expertise", "languages", "capacity")
        days = ("available_from", "available_until")
        return {name: self[name].data for name in (*names, *days)}


class MemberForm(_Available):
    """A member of the panel, as its managers know them."""

    seat = _seat()
    expertise = _expertise()
    languages = _languages(_("Languages that they read"))
    capacity = _capacity(_("The most bids they take"))
    available_from = _from()
    available_until = _until()

    def facts(self) -> dict[str, Any]:
        """Give what was typed as a place on the panel wants it."""
        return {**self.abilities(), "seat": Seat(str(self.seat.data))}


class MyPartForm(_Available):
    """What a member of the panel says of themselves."""

    languages = _languages(_("Languages that I read"))
    expertise = _expertise()
    capacity = _capacity(_("The most bids I take"))
    available_from = _from()
    available_until = _until()
    organisations = OrganisationsField(
        _("Where I belong, and did in the last three years"),
        description=_(
            "Every organisation that you work, speak or volunteer for. Write the last "
            "month where you have left."
        ),
    )


class EndSeatForm(Form):
    """Why somebody is taken off the panel."""

    because = TextAreaField(
        _("Why?"),
        [Needed(_("Write why in a few words.")), Length(max=1000)],
        description=_("They read this in a letter."),
    )


class ConflictForm(Form):
    """Why a moderator must not touch a bid."""

    reason = TextAreaField(
        _("What ties you to this bid?"),
        [Needed(_("Write in a few words what ties you to it.")), Length(max=1000)],
        description=_("The fund reads this, nobody else."),
    )
