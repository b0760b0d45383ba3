"""What managers type about phases, criteria and eligibility."""

from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange

from grantsapp import i18n
from grantsapp.calls.forms.staff import TextsForm, a_code
from grantsapp.forms import (
    Form,
    LineField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import KINDS, Criterion


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
