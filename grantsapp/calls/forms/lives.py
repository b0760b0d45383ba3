"""What may be typed about a bid after it was written, and on behalf of a group."""

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import clock, i18n
from grantsapp.accounts.forms import OrganisationForm, an_address
from grantsapp.calls.models import Channel, Finding
from grantsapp.forms import Form, LineField, MomentField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

CHANNELS = {
    Channel.PAPER: _("On paper"),
    Channel.PHONE: _("By phone"),
    Channel.VISIT: _("In a conversation"),
    Channel.EMAIL: _("By e-mail"),
}
FINDINGS = {
    Finding.UPHELD: _("Upheld: the group is right"),
    Finding.NOT_UPHELD: _("Not upheld: the decision was made as it should"),
}
LONGEST = 10_000


def at_most(characters: int) -> Length:
    """Limit a text, with a sentence that says to what."""
    return Length(max=characters, message=_("Write %(max)d characters at most."))


class WithdrawForm(Form):
    """Taking a bid back."""

    because = TextAreaField(
        _("Why do you withdraw it?"),
        [at_most(2000)],
        description=_("You need not say. The fund reads it."),
    )


class AskForm(Form):
    """What the fund asks on one section of a bid."""

    section = SelectField(_("Which section is it about?"))
    words = TextAreaField(
        _("What do you ask?"),
        [Needed(_("Write what you ask.")), at_most(LONGEST)],
        description=_("Everybody in the group gets it by letter, as you write it."),
    )
    until = MomentField(
        _("Answer until"), [Needed(_("Write until when they can answer."))]
    )

    def validate_until(self, field: Any) -> None:
        """Nobody can answer in the past."""
        if field.data and field.data <= clock.now():
            raise ValidationError(gettext("Choose a moment that is still to come."))


class AppealForm(Form):
    """Why a group thinks that a decision is wrong."""

    words = TextAreaField(
        _("What went wrong, and what do you ask for?"),
        [Needed(_("Write what went wrong.")), at_most(LONGEST)],
        description=_("In your own language. You can appeal once."),
    )


class AssignForm(Form):
    """Who is to answer an appeal."""

    name = LineField(_("Name"), [Needed(_("Write a name.")), at_most(120)])
    email = LineField(
        _("E-mail address"),
        [an_address],
        description=_("Of somebody who took no part in this decision."),
    )


class FindingForm(Form):
    """The answer to an appeal."""

    finding = RadioField(
        _("What do you find?"),
        [Needed(_("Choose what you find."))],
        choices=choices(FINDINGS.items()),
        validate_choice=False,
    )
    answer = TextAreaField(
        _("Your answer to the group"),
        [Needed(_("Write your answer.")), at_most(LONGEST)],
        description=_("They get it by letter, as you write it."),
    )

    def validate_finding(self, field: Any) -> None:
        """One of the two, and nothing else."""
        if field.data not in set(FINDINGS):
            raise ValidationError(gettext("Choose what you find."))


class EntryForm(OrganisationForm):
    """A bid that came on paper or by phone, and the group behind it."""

    language = SelectField(
        _("In which language is the bid?"),
        choices=lambda: choices((c, i18n.language_name(c)) for c in i18n.WRITTEN),
    )
    contact = LineField(_("Name of the contact"), [at_most(120)])
    email = LineField(
        _("E-mail address of the contact"),
        description=_(
            "If they have one: they get our letters and can sign in to read the bid."
        ),
    )
    channel = SelectField(_("How did it come?"), choices=choices(CHANNELS.items()))
    note = LineField(_("Where is the paper, or the note of the call?"), [at_most(300)])
    late_because = TextAreaField(
        _("Why is it entered after its time?"),
        [Needed(_("Write why it is entered after its time.")), at_most(2000)],
        description=_("The time for entering bids has passed. The reason is kept."),
    )

    @classmethod
    def of(cls, *, in_time: bool, **kw: Any) -> "EntryForm":
        """Ask for a reason only where the time has passed."""
        form = cls(**kw)
        if in_time:
            del form.late_because
        return form

    def validate_email(self, field: Any) -> None:
        """An address, if there is one, is an address."""
        if field.data:
            an_address(self, field)
