"""What managers type about the phases of a call."""

from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import NumberRange

from grantsapp import i18n
from grantsapp.calls.forms.staff import TextsForm, a_code, source_text
from grantsapp.forms import (
    ChoiceField,
    LineField,
    MomentField,
    Needed,
    TranslatedField,
    WholeField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.forms.points import PointsField
from grantsapp.review.models import ADVANCE, KINDS, SEEN, Advance, Kind, Phase, Seen
from grantsapp.review.queries.planning import Edge

_REVIEWS = _("Write a whole number from 1 to 20.")


class PhaseForm(TextsForm):
    """A step of the moderation: what happens in it decides what else it asks."""

    taken: frozenset[str] = frozenset()  # the codes of the other phases
    has_check = False
    kind = SelectField(_("What happens in it"), choices=choices(KINDS.items()))
    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    title = TranslatedField(_("Title of the phase"), [source_text])

    def validate_kind(self, field: Any) -> None:
        """A call checks eligibility once."""
        if field.data == Kind.ELIGIBILITY and self.has_check:
            words = gettext("This call has an eligibility check already.")
            raise ValidationError(words)

    def validate_code(self, field: Any) -> None:
        """Two phases of a call have two codes."""
        if field.data in self.taken:
            raise ValidationError(gettext("Another phase has this code."))


# What each kind of phase asks, part by part; an eligibility check asks for its dates.
DATES = ("title", "opens_at", "due_at")
WORK = ("reviews", "cover", "asks_confidence", "flag_spread")
HIDDEN = ("hides_organisation", "hides_people", "hides_moderators")
ADVANCING = ("advance", "best", "least_mean")
ASKED: dict[Kind, tuple[str, ...]] = {
    Kind.ELIGIBILITY: DATES,
    Kind.SCORING: (*DATES, *WORK, *HIDDEN, "scores_seen", *ADVANCING),
    Kind.MODERATION: (*DATES, *HIDDEN, *ADVANCING),
    Kind.RECOMMENDATION: (*DATES, *HIDDEN[:2], "advance"),
}
PROMISED = frozenset({*HIDDEN, "scores_seen", "asks_confidence"})
BY_COUNT = (Advance.BEST, Advance.AT_LEAST)


class SettingsForm(TextsForm):
    """When a phase is, how bids are scored in it, and which of them go on."""

    before: Edge | None = None
    after: Edge | None = None
    closes_at: Any = None  # scoring waits for the call to close
    zone = "UTC"
    title = TranslatedField(_("Title of the phase"), [source_text])
    opens_at = MomentField(_("Opens"), description=_("Left empty, it begins at once."))
    due_at = MomentField(
        _("Due"), description=_("It is over only when you close it, so nothing is cut.")
    )
    reviews = WholeField(
        _("Reviews for each bid"),
        [Needed(_REVIEWS), NumberRange(1, 20, _REVIEWS)],
    )
    cover = SelectMultipleField(
        _("Expertise that the experts of each bid must cover between them")
    )
    asks_confidence = BooleanField(_("Ask experts how sure they are of each review"))
    flag_spread = PointsField(
        _("Flag a bid whose scores spread by more than so many points"),
        description=_("Such as 1.5. Left empty, no bid is flagged."),
    )
    hides_organisation = BooleanField(_("Hide which organisation applies"))
    hides_people = BooleanField(_("Hide the people of the organisation"))
    hides_moderators = BooleanField(_("Hide the experts from each other"))
    scores_seen = ChoiceField(
        _("When do experts see what others gave to the same bid?"),
        choices=choices(SEEN.items()),
    )
    advance = ChoiceField(_("Which bids go on?"), choices=choices(ADVANCE.items()))
    best = WholeField(_("How many, where the best go on"))
    least_mean = PointsField(_("The least mean, where bids need one"))

    @classmethod
    def of(cls, phase: Phase, areas: dict[str, str], *, is_reviewed: bool) -> Any:
        """Make the form that this kind of phase asks; what was promised stays."""
        by_mean = phase.advance is Advance.AT_LEAST
        number = {"least_mean" if by_mean else "best": phase.advance_number}
        form = cls(obj=phase, data=number).in_languages(phase.call.languages)
        form.cover.choices = choices(areas.items())
        asked = set(ASKED[phase.kind]) - (PROMISED if is_reviewed else set())
        if "best" not in asked:
            form.advance.choices = choices(
                (code, words) for code, words in ADVANCE.items() if code not in BY_COUNT
            )
        for name in {n for part in ASKED.values() for n in part} - asked:
            del form[name]
        form.zone = phase.call.fund.time_zone
        for field in (form.opens_at, form.due_at):
            field.in_zone(form.zone)
        return form

    def facts(self) -> dict[str, Any]:
        """Give what was typed as a phase wants it."""
        apart = {"csrf_token", "version", "best", "least_mean"}
        facts = {name: data for name, data in self.data.items() if name not in apart}
        if "scores_seen" in facts:
            facts["scores_seen"] = Seen(facts["scores_seen"])
        if "advance" in facts:
            rule = facts["advance"] = Advance(facts["advance"])
            name = {Advance.BEST: "best", Advance.AT_LEAST: "least_mean"}.get(rule)
            facts["advance_number"] = self.data[name] if name else None
        return facts

    def validate_opens_at(self, field: Any) -> None:
        """It opens after all that comes before."""
        if field.data:
            self._see_before(field.data)
            self._see_after(field.data, is_start=True)

    def validate_due_at(self, field: Any) -> None:
        """It is due after it opens, and before what comes after."""
        if not field.data:
            return
        opens = self.opens_at.data
        if opens and field.data <= opens:
            raise ValidationError(gettext("The phase must be due after it opens."))
        if not opens:
            self._see_before(field.data)
        self._see_after(field.data, is_start=False)

    def _see_before(self, moment: Any) -> None:
        if self.closes_at and moment < self.closes_at:
            raise ValidationError(
                gettext(
                    "The call closes on %(moment)s. Nobody can score before that.",
                    moment=i18n.moment(self.closes_at, self.zone),
                )
            )
        if self.before and moment < self.before.at:
            raise ValidationError(
                gettext(
                    "“%(phase)s” goes on until %(moment)s. Phases cannot overlap.",
                    phase=self.before.title,
                    moment=i18n.moment(self.before.at, self.zone),
                )
            )

    def _see_after(self, moment: Any, *, is_start: bool) -> None:
        edge = self.after
        if edge and (moment > edge.at or (is_start and moment == edge.at)):
            raise ValidationError(
                gettext(
                    "“%(phase)s” begins on %(moment)s. Phases cannot overlap.",
                    phase=edge.title,
                    moment=i18n.moment(edge.at, self.zone),
                )
            )

    def validate_best(self, field: Any) -> None:
        """Where the best go on, somebody says how many."""
        wanted = self.advance.data == Advance.BEST
        if wanted and not field.errors and (field.data or 0) < 1:
            raise ValidationError(gettext("Write how many bids go on."))

    def validate_least_mean(self, field: Any) -> None:
        """Where bids need a mean, somebody says which."""
        wanted = self.advance.data == Advance.AT_LEAST
        if wanted and not field.errors and not field.data:
            raise ValidationError(gettext("Write the mean that a bid needs."))
