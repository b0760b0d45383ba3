"""What managers and moderators may type in the moderation."""

from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange

from grantsapp import i18n
from grantsapp.accounts.forms import an_address
from grantsapp.calls.forms.staff import TextsForm, a_code
from grantsapp.forms import (
    Form,
    LineField,
    MoneyField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import EXPERTISE, KINDS, OUTCOMES, Criterion, Outcome


def _source(_form: Any, field: Any) -> None:
    """Demand the text in the first language of the call."""
    if not field.data.plain(field.languages[0]):
        name = i18n.language_name(field.languages[0])
        raise ValidationError(gettext("Write this in %(language)s.", language=name))


class PhaseForm(TextsForm):
    """A step of the moderation."""

    kind = SelectField(_("What happens in it"), choices=choices(KINDS.items()))
    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    title = TranslatedField(_("Title of the phase"), [_source])


class CriterionForm(TextsForm):
    """What bids are scored on, with a rubric text for each score from 1 to 5."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    weight = IntegerField(
        _("Weight"),
        [NumberRange(1, 100, _("Write a whole number from 1 to 100."))],
        description=_("In per cent, or any whole number; only the shares count."),
    )
    title = TranslatedField(_("Title of the criterion"), [_source])
    guidance = TranslatedField(_("What to look for"), rows=2)
    rubric_1 = TranslatedField(_("What a 1 means"), [_source])
    rubric_2 = TranslatedField(_("What a 2 means"), [_source])
    rubric_3 = TranslatedField(_("What a 3 means"), [_source])
    rubric_4 = TranslatedField(_("What a 4 means"), [_source])
    rubric_5 = TranslatedField(_("What a 5 means"), [_source])

    @staticmethod
    def rubric_of(criterion: Criterion) -> dict[str, i18n.Text]:
        """Give the rubric as the fields of this form want it."""
        return {f"rubric_{n}": criterion.meaning(n) for n in range(1, 6)}

    def facts(self) -> dict[str, Any]:
        """Give what was typed as a criterion wants it."""
        names = ("code", "weight", "title", "guidance")
        facts = {name: self[name].data for name in names}
        facts["rubric"] = {str(n): dict(self[f"rubric_{n}"].data) for n in range(1, 6)}
        return facts


class InvitationForm(Form):
    """Somebody to ask onto the panel."""

    name = LineField(_("Name"), [Needed(_("Write the name."))])
    email = LineField(_("E-mail address"), [an_address])
    expertise = SelectMultipleField(
        _("Expertise"),
        [Needed(_("Choose at least one field of expertise."))],
        choices=choices(EXPERTISE.items()),
    )


class EligibilityForm(Form):
    """Whether the call can fund a bid at all."""

    verdict = RadioField(
        _("Can this call fund the bid?"),
        [Needed(_("Choose yes or no."))],
        choices=choices(
            [("yes", _("Yes, it goes on to the experts")), ("no", _("No"))]
        ),
    )
    reason = TextAreaField(
        _("Why not?"),
        [Length(max=2000)],
        description=_("Only for a no. The group will read it, so write it to them."),
    )

    def validate_reason(self, field: Any) -> None:
        """A no has its reason."""
        if self.verdict.data == "no" and not (field.data or "").strip():
            raise ValidationError(gettext("Write why this call cannot fund the bid."))


class ConflictForm(Form):
    """Why a moderator must not touch a bid."""

    reason = TextAreaField(
        _("What ties you to this bid?"),
        [Needed(_("Write in a few words what ties you to it.")), Length(max=1000)],
        description=_("The fund reads this, nobody else."),
    )


class DecisionForm(Form):
    """What becomes of a bid, with the reason and what the group will read."""

    outcome = RadioField(
        _("What becomes of this bid?"),
        choices=choices(OUTCOMES.items()),
        validate_choice=False,
    )
    amount = MoneyField(
        _("Amount"), description=_("Only for a yes. It may be less than they ask for.")
    )
    reason = TextAreaField(
        _("Reason, for the file"),
        [
            Needed(_("Write why, so that anybody can follow it later.")),
            Length(max=4000),
        ],
    )
    feedback = TextAreaField(
        _("What the group will read"),
        [Needed(_("Write to the group what decided it.")), Length(max=4000)],
        description=_("In their language if you can. Kind, concrete, and of use."),
    )

    def validate_outcome(self, field: Any) -> None:
        """It is one of the two."""
        if field.data not in set(OUTCOMES):
            raise ValidationError(gettext("Choose one."))

    def validate_amount(self, field: Any) -> None:
        """A yes has its amount."""
        if self.outcome.data == Outcome.FUND and not field.errors and not field.data:
            raise ValidationError(gettext("Write how much they get."))


class SendBackForm(Form):
    """Why a decision must be made anew."""

    because = TextAreaField(
        _("Why do you send it back?"),
        [Needed(_("Write what should be thought over.")), Length(max=2000)],
    )
