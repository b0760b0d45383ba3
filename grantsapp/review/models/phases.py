"""Phases of the moderation of a call, what bids are scored on, and which go on."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors, i18n
from grantsapp.calls.models import Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Kind(StrEnum):
    """What happens in a phase."""

    ELIGIBILITY = "eligibility"
    SCORING = "scoring"
    MODERATION = "moderation"
    RECOMMENDATION = "recommendation"


KINDS = {
    Kind.ELIGIBILITY: _("Eligibility check"),
    Kind.SCORING: _("Expert scoring"),
    Kind.MODERATION: _("Moderation of scores"),
    Kind.RECOMMENDATION: _("Recommendation of the panel"),
}


class Seen(StrEnum):
    """When a moderator sees what the others gave to the same bid."""

    NEVER = "never"
    OWN_IN = "own_in"
    CLOSED = "closed"


SEEN = {
    Seen.OWN_IN: _("Once their own review of the bid is in"),
    Seen.CLOSED: _("Once the phase is closed"),
    Seen.NEVER: _("Never"),
}


class Advance(StrEnum):
    """The rule by which bids go on to the next phase."""

    ALL = "all"
    BEST = "best"
    AT_LEAST = "at_least"
    BY_HAND = "by_hand"


ADVANCE = {
    Advance.ALL: _("Every bid goes on"),
    Advance.BEST: _("The best of the ranking go on, with all that tie with the last"),
    Advance.AT_LEAST: _("Bids with at least this mean go on"),
    Advance.BY_HAND: _("Each bid is chosen by hand"),
}


class Phase(Model):
    """A step of the moderation of a call.

    `reviews`, `cover`, the three `hides_...`, `scores_seen`, and `flag_spread` say how
    bids are scored in it. `flag_spread` and, where bids need a mean to go on,
    `advance_number` are in hundredths of a point; where the best go on, it is how many.
    """

    __tablename__ = "phases"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        CheckConstraint("opens_at < due_at", name="opens_before_it_ends"),
        CheckConstraint("reviews >= 0", name="reviews_are_counted"),
        CheckConstraint(
            "advance NOT IN ('best', 'at_least') OR advance_number > 0",
            name="advance_has_its_number",
        ),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    title: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reviews: Mapped[int] = mapped_column(default=3)  # wanted for each bid
    cover: Mapped[list[str]] = mapped_column(JSON, default=list)  # areas of expertise
    hides_organisation: Mapped[bool] = mapped_column(default=False)
    hides_people: Mapped[bool] = mapped_column(default=False)
    hides_moderators: Mapped[bool] = mapped_column(default=False)
    scores_seen: Mapped[Seen] = mapped_column(Word(Seen), default=Seen.OWN_IN)
    asks_confidence: Mapped[bool] = mapped_column(default=False)
    flag_spread: Mapped[int | None]
    advance: Mapped[Advance] = mapped_column(Word(Advance), default=Advance.ALL)
    advance_number: Mapped[int | None]

    call: Mapped[Call] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", back_populates="phase"
    )

    @property
    def has_begun(self) -> bool:
        """Say whether its first day has come; one without a day began at once."""
        return self.opens_at is None or self.opens_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Say whether work goes on in it: begun, and not closed by a manager."""
        return self.has_begun and self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        """Say whether its last day is over and nobody closed it."""
        return self.is_open and self.due_at is not None and self.due_at <= clock.now()


class Criterion(Model):
    """What a bid is scored on, with the rubric that says what each score means."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("phase_id", "code"),
        CheckConstraint("weight > 0", name="weight_is_positive"),
        CheckConstraint("minimum < maximum", name="scale_has_two_ends"),
    )

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    code: Mapped[str]
    weight: Mapped[int]
    title: Mapped[i18n.Text] = mapped_column(Translated)
    guidance: Mapped[i18n.Text] = mapped_column(Translated)
    minimum: Mapped[int] = mapped_column(default=1)
    maximum: Mapped[int] = mapped_column(default=5)
    rubric: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    needs_reason: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    phase: Mapped[Phase] = relationship(back_populates="criteria")

    @property
    def scale(self) -> range:
        """The scores that can be given."""
        return range(self.minimum, self.maximum + 1)

    def meaning(self, score: int) -> i18n.Text:
        """Say what a score means."""
        return i18n.Text(self.rubric.get(str(score)))


class Check(Model):
    """Whether the call can fund a bid at all, and why not."""

    __tablename__ = "checks"
    __table_args__ = (
        UniqueConstraint("phase_id", "application_id"),
        CheckConstraint("is_eligible OR reason <> ''", name="a_no_has_its_reason"),
    )

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    is_eligible: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    at: Mapped[datetime]


class Passage(Model):
    """Whether a bid goes on from a phase that was closed, by its rule or by hand.

    A choice by hand, against the rule or without one, has its reason.
    """

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("phase_id", "application_id"),
        CheckConstraint("by_rule OR reason <> ''", name="by_hand_has_its_reason"),
    )

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), index=True
    )
    goes_on: Mapped[bool]
    by_rule: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]


errors.SENTENCES |= {
    "phases.call_id, phases.code": _("Another phase has this code."),
    "uq_phases_call_id_code": _("Another phase has this code."),
    "criteria.phase_id, criteria.code": _("Another criterion has this code."),
    "uq_criteria_phase_id_code": _("Another criterion has this code."),
}
