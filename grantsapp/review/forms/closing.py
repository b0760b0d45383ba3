"""What a manager chooses when a phase is closed: bid by bid, with a reason."""

from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import unseen
from grantsapp.errors import Late
from grantsapp.forms import Form
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.actions.closing import Choice
from grantsapp.review.queries.closing import Closing, Outgo

LONGEST = 2000
ON, OUT = "on", "out"


class ClosingForm(Form):
    """Closing a phase: its open work is named, and choices by hand have reasons.

    For each bid a page posts `goes-KEY` (`on`, `out`, or empty as the rule says) and
    `reason-KEY`.
    """

    closing: Closing
    choices: dict[UUID, Choice]
    wrong: dict[str, str]  # the sentence for a field of a bid, by its name
    outstanding = BooleanField(_("Close it although this is not done"))
    shared = TextAreaField(
        _("A reason for every choice by hand that has none of its own"),
        [Length(max=LONGEST, message=_("Write less: at most 2,000 characters."))],
    )

    @classmethod
    def of(cls, closing: Closing) -> "ClosingForm":
        """Make the form for a phase as it would be closed now."""
        form = cls()
        form.closing, form.choices, form.wrong = closing, {}, {}
        if not form.is_submitted():
            form.version.data = closing.mark
        if not closing.outstanding:
            del form.outstanding
        if not closing.can_choose:
            del form.shared
        return form

    def validate_outstanding(self, field: Any) -> None:
        """What is not done is passed over by somebody, not by nobody."""
        if not field.data:
            words = gettext("Tick this if the phase is to be closed all the same.")
            raise ValidationError(words)

    def validate(self, *args: Any, **kw: Any) -> bool:
        """Read the choices bid by bid, besides the fields."""
        is_fine = super().validate(*args, **kw)
        self._refuse_strangers()
        shared = self.shared.data or "" if "shared" in self else ""
        for one in self.closing.lines if self.closing.can_choose else ():
            self._read(one, shared)
        return is_fine and not self.wrong

    def _refuse_strangers(self) -> None:
        """Raise Late where something was chosen for a bid that is not in the phase."""
        known = {str(one.bid.id) for one in self.closing.lines}
        for name, value in request.form.items():
            kind, _dash, key = name.partition("-")
            if kind in {"goes", "reason"} and value and key not in known:
                words = gettext("The bids of this phase have changed. Look again.")
                raise Late(words)

    def _read(self, one: Outgo, shared: str) -> None:
        name = f"goes-{one.bid.id}"
        goes = request.form.get(name, "")
        if goes not in {"", ON, OUT} or (goes == "" and one.said.goes_on is None):
            self.wrong[name] = gettext("Choose whether it goes on.")
            return
        if goes == "" or (goes == ON) is one.said.goes_on:
            return
        reason = unseen.kept(self.reason_of(one)).strip() or shared.strip()
        if unseen.is_blank(reason):
            words = gettext(
                "Write why you choose this for %(bid)s.", bid=one.bid.reference
            )
            self.wrong[f"reason-{one.bid.id}"] = words
        elif len(reason) > LONGEST:
            words = gettext("Write less: at most 2,000 characters.")
            self.wrong[f"reason-{one.bid.id}"] = words
        self.choices[one.bid.id] = Choice(goes == ON, reason)

    @staticmethod
    def goes(one: Outgo) -> str:
        """Give what was chosen for a bid, as it was posted."""
        return request.form.get(f"goes-{one.bid.id}", "")

    @staticmethod
    def reason_of(one: Outgo) -> str:
        """Give the reason for a bid, as it was typed."""
        return request.form.get(f"reason-{one.bid.id}", "")

    def faults(self) -> list[tuple[str, str]]:
        """List each fault with the id of its field, those of bids last."""
        return [*super().faults(), *self.wrong.items()]
