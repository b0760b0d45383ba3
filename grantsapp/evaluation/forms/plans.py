"""What may be declared about an analysis."""

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import Length, NumberRange

from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions.saying_plans import ADJUSTMENTS, CHECKS
from grantsapp.evaluation.plan import Adjust, Check, Plan
from grantsapp.evaluation.suppression import FLOOR
from grantsapp.forms import ChoiceField, Form, Needed, WholeField, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.forms.fields import several

MOST = 10_000  # letters
HIGHEST = 1_000  # people
_FITS = Length(max=MOST, message=_("Write at most 10,000 letters."))
_LOW = _("Write a whole number of people from 5 to 1,000.")


class PlanForm(Form):
    """What will be looked at, and how."""

    family = several(
        _("Which instruments are tested together?"),
        Needed(_("Choose at least one instrument.")),
        description=_(
            "The more is tested, the more comes out by chance alone. So the p-values "
            "of those that you choose are adjusted for their number."
        ),
    )
    adjust = ChoiceField(
        _("How are p-values adjusted?"), choices=choices(ADJUSTMENTS.items())
    )
    checks = several(
        _("What is checked beside the main analysis?"),
        choices=choices(CHECKS.items()),
        description=_("Each check says how much hangs on a choice."),
    )
    by = several(
        _("In which groups are outcomes looked at?"),
        description=_(
            "Only what people are asked can be chosen. Small groups stay hidden."
        ),
    )
    threshold = WholeField(
        _("Below how many people is nothing shown?"),
        [Needed(_LOW), NumberRange(FLOOR, HIGHEST, _LOW)],
        description=_("Ten is usual here, and never fewer than five."),
    )
    words = TextAreaField(
        _("What do you expect, and why?"),
        [_FITS],
        description=_(
            "For example what the theory of change says should move, how much would "
            "matter, and what would surprise you. The public can read it."
        ),
    )
    reason = TextAreaField(
        _("Why is there another plan?"),
        [_FITS],
        description=_("It stands in the report beside what changed."),
    )

    @classmethod
    def of(cls, call: Call) -> "PlanForm":
        """Make the form with the plan that stands, or with what we propose."""
        declared = queries.declared_in(call)
        standing = declared[-1].plan if declared else queries.proposed(call)
        form = cls(data=_shown(standing) | {"version": str(len(declared))})
        tools, groups = queries.instruments_of(call), queries.groups_of(call)
        form.family.choices = choices(
            (code, words.shown().text) for code, words in tools.items()
        )
        form.by.choices = choices(groups.items())
        if declared:
            need = Needed(_("Write why another plan is declared."))
            form.reason.validators = [need, *form.reason.validators]
        else:
            del form.reason
        return form

    def plan(self) -> Plan:
        """Give what was typed as a plan."""
        return Plan(
            family=tuple(self.family.data or ()),
            adjust=Adjust(self.adjust.data),
            checks=tuple(Check(check) for check in self.checks.data or ()),
            by=tuple(self.by.data or ()),
            threshold=self.threshold.data or FLOOR,
            words=(self.words.data or "").strip(),
        )

    @property
    def why(self) -> str:
        """Give the reason for another plan; the first one has none."""
        return (self.reason.data or "").strip() if self.reason else ""


def _shown(standing: Plan) -> dict[str, Any]:
    return {
        "family": list(standing.family),
        "adjust": str(standing.adjust),
        "checks": [str(check) for check in standing.checks],
        "by": list(standing.by),
        "threshold": standing.threshold,
        "words": standing.words,
    }
