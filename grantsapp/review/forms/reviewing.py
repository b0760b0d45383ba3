"""What a moderator types about a bid: scores with their reasons, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import TextAreaField
from wtforms.validators import Length

from grantsapp.forms import Form, Needed
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.actions.reviewing import Given
from grantsapp.review.models import CONFIDENCE, Assignment, Criterion, Phase
from grantsapp.review.queries import given_scores, lacking

CANNOT_JUDGE = "none"
Told = dict[str, str]  # sentences or texts, by the id of the control that they are of


@dataclass(frozen=True)
class Mark:
    """What stands at a criterion, as typed or as stored."""

    is_answered: bool = False
    value: int | None = None
    reason: str = ""

    @property
    def typed(self) -> str:
        """The score as the page sends it."""
        if not self.is_answered:
            return ""
        return CANNOT_JUDGE if self.value is None else str(self.value)


@dataclass(frozen=True)
class Sheet:
    """A review as it stands on a page: what was typed, or what is stored."""

    marks: Mapping[UUID, Mark]
    comment: str = ""
    confidence: int | None = None
    version: int = 0

    @property
    def given(self) -> Given:
        """The scores as they are stored."""
        return {k: (m.is_answered, m.value, m.reason) for k, m in self.marks.items()}


def stored(assignment: Assignment) -> Sheet:
    """Take a review as it is kept."""
    review = assignment.review
    if review is None:
        return Sheet({})
    marks = {
        key: Mark(score.is_answered, score.value, score.reason)
        for key, score in given_scores(assignment).items()
    }
    return Sheet(marks, review.comment, review.confidence, review.version)


def sent(form: Any, assignment: Assignment) -> Sheet:
    """Read what a page sent; what is off the scale counts as not given.

    What the page did not ask for stays as it is kept.
    """
    kept = stored(assignment)
    marks = {
        criterion.id: _mark(form, criterion)
        for criterion in assignment.phase.criteria
        if f"score-{criterion.code}" in form or f"reason-{criterion.code}" in form
    }
    comment, sure = kept.comment, kept.confidence
    if "comment" in form:
        comment = _text(form, "comment")
    if "confidence" in form:
        sure = form.get("confidence", type=int)
        sure = sure if sure in CONFIDENCE else None
    version = form.get("version", kept.version, type=int)
    return Sheet(marks, comment, sure, version)


def _mark(form: Any, criterion: Criterion) -> Mark:
    typed, reason = form.get(f"score-{criterion.code}", ""), f"reason-{criterion.code}"
    on_scale = typed in {str(n) for n in criterion.scale}
    answered = on_scale or typed == CANNOT_JUDGE
    return Mark(answered, int(typed) if on_scale else None, _text(form, reason))


def _text(form: Any, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n").strip()


def differing(mine: Sheet, kept: Sheet, phase: Phase) -> Told:
    """Say what was saved meanwhile, where it is not what was typed here."""
    found: Told = {}
    for criterion in phase.criteria:
        own = mine.marks.get(criterion.id)
        other = kept.marks.get(criterion.id, Mark())
        if own is not None and own.typed != other.typed:
            found[f"score-{criterion.code}"] = _score_in_words(other)
        if own is not None and own.reason != other.reason:
            found[f"reason-{criterion.code}"] = other.reason
    if mine.comment != kept.comment:
        found["comment"] = kept.comment
    if mine.confidence != kept.confidence:
        found["confidence"] = str(CONFIDENCE.get(kept.confidence or 0, ""))
    return found


def _score_in_words(mark: Mark) -> str:
    if mark.is_answered and mark.value is None:
        return gettext("I cannot judge this")
    return mark.typed


def faults(assignment: Assignment) -> Told:
    """Say what a review still lacks, by the id of its control."""
    found: Told = {}
    for lack in lacking(assignment):
        if lack.criterion is None:
            found["confidence"] = gettext("Say how sure you are.")
        elif lack.is_reason:
            found[f"reason-{lack.criterion.code}"] = gettext("Write why.")
        else:
            found[f"score-{lack.criterion.code}"] = gettext("Choose a score.")
    return found


class DeclineForm(Form):
    """Why somebody gives a bid back."""

    reason = TextAreaField(
        _("Why can you not score it?"),
        [Needed(_("Write in a few words why.")), Length(max=1000)],
        description=_(
            "No time, a language you do not read, not your field. The fund reads this, "
            "nobody else. A tie to the bid is something else: declare it as a conflict."
        ),
    )
