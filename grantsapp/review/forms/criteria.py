"""What bids are scored on: a scale, a weight, and what each score means."""

import re
from collections.abc import Iterator
from typing import Any

from flask import request
from wtforms import BooleanField, ValidationError
from wtforms.validators import NumberRange

from grantsapp import i18n
from grantsapp.calls.forms.staff import TextsForm, a_code
from grantsapp.figures import whole
from grantsapp.forms import LineField, Needed, TranslatedField, WholeField
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Criterion, Phase

MOST_STEPS = 11
HIGHEST = 100
USUAL = range(1, 6)
_WEIGHT = _("Write a whole number from 1 to 100.")
_END = _("Write a whole number from 0 to 100.")
_RUBRIC = re.compile(r"rubric_([0-9]{1,3})-[A-Za-z-]{2,8}")


def _in_its_languages(form: Any, field: Any) -> None:
    """Demand the first language; all of them, once bids are given out."""
    wanted = field.languages if form.needs_all else field.languages[:1]
    for code in wanted:
        if not field.data.plain(code):
            name = i18n.language_name(code)
            raise ValidationError(gettext("Write this in %(language)s.", language=name))


class CriterionForm(TextsForm):
    """What bids are scored on; `of` adds a rubric text for each score of the scale."""

    taken: frozenset[str] = frozenset()  # the codes of the other criteria
    needs_all = False
    scale: range = USUAL
    carried: tuple[tuple[str, str], ...] = ()  # typed for scores beyond the scale
    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    weight = WholeField(
        _("Weight"),
        [Needed(_WEIGHT), NumberRange(1, 100, _WEIGHT)],
        description=_("In per cent, or any whole number; only the shares count."),
    )
    title = TranslatedField(_("Title of the criterion"), [_in_its_languages])
    guidance = TranslatedField(_("What to look for"), rows=2)
    needs_reason = BooleanField(
        _("Experts write a reason beside the score"), default=True
    )
    minimum = WholeField(
        _("Lowest score"), [Needed(_END), NumberRange(0, HIGHEST, _END)]
    )
    maximum = WholeField(
        _("Highest score"), [Needed(_END), NumberRange(0, HIGHEST, _END)]
    )

    @classmethod
    def of(cls, phase: Phase, criterion: Criterion | None) -> Any:
        """Make the form with a rubric for the scale that is typed, or else stands."""
        scale = _typed_scale() or (criterion.scale if criterion else USUAL)
        rubric = {
            f"rubric_{n}": TranslatedField(
                _("What a %(score)s means", score=n), [_in_its_languages], rows=2
            )
            for n in scale
        }
        told: dict[str, Any] = {"minimum": min(scale), "maximum": max(scale)}
        if criterion is not None:
            told = {f"rubric_{n}": criterion.meaning(n) for n in scale}
        form = type("WithRubric", (cls,), rubric)(obj=criterion, data=told)
        form.scale, form.carried = scale, tuple(_beyond(scale))
        others = {c.code for c in phase.criteria if c is not criterion}
        form.taken = frozenset(others)
        return form.in_languages(phase.call.languages)

    def validate_code(self, field: Any) -> None:
        """Two criteria of a phase have two codes."""
        if field.data in self.taken:
            raise ValidationError(gettext("Another criterion has this code."))

    def validate_maximum(self, field: Any) -> None:
        """A scale has two steps at least, and no more than people can tell apart."""
        least, most = self.minimum.data, field.data
        if field.errors or least is None or most is None:
            return
        if not 2 <= most - least + 1 <= MOST_STEPS:  # noqa: PLR2004
            raise ValidationError(
                gettext(
                    "A scale has from 2 to %(most)s steps, such as 1 to 5.",
                    most=MOST_STEPS,
                )
            )

    def scale_is_right(self) -> bool:
        """Look at the scale alone, before its rubric is asked for."""
        first = self.minimum.validate(self)
        return self.maximum.validate(self, [type(self).validate_maximum]) and first

    def facts(self) -> dict[str, Any]:
        """Give what was typed as a criterion wants it."""
        names = ("code", "weight", "title", "guidance", "needs_reason")
        facts = {name: self[name].data for name in (*names, "minimum", "maximum")}
        rubric = {str(n): dict(self[f"rubric_{n}"].data) for n in self.scale}
        return facts | {"rubric": rubric}


def _typed_scale() -> range | None:
    """Read the scale that was posted, if it is one."""
    ends = [
        whole(request.form.get(name, "").strip(), str(i18n.locale()))
        for name in ("minimum", "maximum")
    ]
    least, most = ends
    if least is None or most is None or not 0 <= least < most <= HIGHEST:
        return None
    return range(least, most + 1) if most - least < MOST_STEPS else None


def _beyond(scale: range) -> Iterator[tuple[str, str]]:
    """Give what was typed for scores outside of the scale, so that it is not lost."""
    for name, typed in request.form.items():
        found = _RUBRIC.fullmatch(name)
        if found and typed.strip() and int(found[1]) not in scale:
            yield name, typed
