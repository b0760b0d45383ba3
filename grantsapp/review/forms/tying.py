"""What managers say of ties, and whom applicants name."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.calls.queries import Line
from grantsapp.forms import Form, LineField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Moderator, Standing

_LONG = _("Write %(max)d characters at most.")
_VERDICTS = {
    Standing.CONFIRMED: _("It is a tie: the bid stays closed to them"),
    Standing.WAIVED: _("It does not count: the bid opens to them"),
}


class SettleForm(Form):
    """Whether a tie stands."""

    standing = RadioField(
        _("What do you find?"),
        [Needed(_("Choose what you find."))],
        choices=choices(_VERDICTS.items()),
        validate_choice=False,
    )
    because = TextAreaField(
        _("Why?"),
        [Length(max=2000, message=_LONG)],
        description=_("Needed where it does not count. It stays on record."),
    )

    def validate_standing(self, field: Any) -> None:
        """One of the two, and nothing else."""
        if field.data not in set(_VERDICTS):
            raise ValidationError(gettext("Choose what you find."))

    def validate_because(self, field: Any) -> None:
        """Nobody waives a tie without a reason."""
        if self.standing.data == Standing.WAIVED and not (field.data or "").strip():
            raise ValidationError(gettext("Write why this tie does not count."))


class DeclareForm(Form):
    """A tie that a manager knows of."""

    moderator = SelectField(_("Who?"), validate_choice=False)
    bid = SelectField(_("Which bid?"), validate_choice=False)
    reason = TextAreaField(
        _("What ties them to it?"),
        [
            Needed(_("Write in a few words what ties them to it.")),
            Length(max=1000, message=_LONG),
        ],
    )

    @classmethod
    def of(cls, panel: Iterable[Moderator], bids: Iterable[Line]) -> "DeclareForm":
        """Offer the panel and what was handed in."""
        form = cls()
        nobody = [("", gettext("Choose"))]
        people = [(str(m.id), m.person.called) for m in panel]
        listed = [(str(b.id), f"{b.reference} · {b.title}") for b in bids]
        form.moderator.choices = choices([*nobody, *people])
        form.bid.choices = choices([*nobody, *listed])
        return form

    def validate_moderator(self, field: Any) -> None:
        """Somebody of the panel."""
        _demand_offered(field, gettext("Choose somebody of the panel."))

    def validate_bid(self, field: Any) -> None:
        """A bid that was handed in."""
        _demand_offered(field, gettext("Choose a bid."))

    def pair(self) -> tuple[UUID, UUID]:
        """Give the member and the bid."""
        return UUID(str(self.moderator.data)), UUID(str(self.bid.data))


def _demand_offered(field: Any, sentence: str) -> None:
    offered = {str(choice[0]) for choice in field.iter_choices()} - {""}
    if str(field.data) not in offered:
        raise ValidationError(sentence)


class ObjectionForm(Form):
    """Somebody who should not read a bid."""

    name = LineField(
        _("Name of the person"),
        [Needed(_("Write the name.")), Length(max=200, message=_LONG)],
        description=_("As fully as you know it, in any script."),
    )
    reason = TextAreaField(
        _("Why?"),
        [Length(max=1000, message=_LONG)],
        description=_("You need not say. The fund reads it, the panel never does."),
    )
