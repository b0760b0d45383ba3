"""Phases, criteria, the panel, conflicts, assignments, reviews and their scores."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Kind(StrEnum):
    """What happens in a phase."""

    ELIGIBILITY = "eligibility"
    SCORING = "scoring"


KINDS = {
    Kind.ELIGIBILITY: _("Eligibility check"),
    Kind.SCORING: _("Expert scoring"),
}


class Phase(Model):
    """A step of the moderation of a call."""

    __tablename__ = "phases"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    title: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", back_populates="phase"
    )

    @property
    def is_open(self) -> bool:
        """Say whether work in it is not over."""
        return self.closed_at is None


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
    position: Mapped[int] = mapped_column(default=0)

    phase: Mapped[Phase] = relationship(back_populates="criteria")

    @property
    def scale(self) -> range:
        """The scores that can be given."""
        return range(self.minimum, self.maximum + 1)

    def meaning(self, score: int) -> i18n.Text:
        """Say what a score means."""
        return i18n.Text(self.rubric.get(str(score)))


class Expertise(StrEnum):
    """What a panel must know between its members."""

    PREVENTION = "prevention"
    THREAT = "threat"
    PRACTICE = "practice"


EXPERTISE = {
    Expertise.PREVENTION: _("Prevention policy"),
    Expertise.THREAT: _("The threat of hate and extremism here"),
    Expertise.PRACTICE: _("International practice"),
}


class Answered(StrEnum):
    """What somebody said to an invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Moderator(Model):
    """A person on the panel of a call."""

    __tablename__ = "moderators"
    __table_args__ = (UniqueConstraint("call_id", "person_id"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    expertise: Mapped[list[str]] = mapped_column(JSON)
    answered: Mapped[Answered] = mapped_column(Word(Answered), default=Answered.INVITED)
    answered_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship()


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


class Conflict(Model):
    """Why a moderator must not touch a bid; it blocks reading, everywhere."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("moderator_id", "application_id"),)

    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE")
    )
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), index=True
    )
    reason: Mapped[str]
    by_name: Mapped[str]


class Assignment(Model):
    """A bid that a moderator is asked to score in a phase."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("phase_id", "application_id", "moderator_id"),
        Index(None, "moderator_id"),
    )

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE")
    )
    cleared_at: Mapped[datetime | None]  # the moderator said: no conflict

    phase: Mapped[Phase] = relationship()
    application: Mapped[Application] = relationship()
    moderator: Mapped[Moderator] = relationship()
    review: Mapped["Review | None"] = relationship(back_populates="assignment")


class Stage(StrEnum):
    """Where a review is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Review(Model):
    """What a moderator says of a bid."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(
            "(stage = 'submitted') = (submitted_at IS NOT NULL)",
            name="submitted_has_its_time",
        ),
    )

    assignment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), unique=True
    )
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.DRAFT)
    comment: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship(back_populates="review")
    scores: Mapped[list["Score"]] = relationship()


class Score(Model):
    """What a moderator gave on a criterion; null is "cannot judge", never zero."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)

    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews.id", ondelete="CASCADE")
    )
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criteria.id"))
    value: Mapped[int | None]
    is_answered: Mapped[bool] = mapped_column(default=True)  # false: a reason only
    reason: Mapped[str] = mapped_column(default="")

    criterion: Mapped[Criterion] = relationship()


class Outcome(StrEnum):
    """What becomes of a bid."""

    FUND = "fund"
    DECLINE = "decline"


OUTCOMES = {Outcome.FUND: _("Fund it"), Outcome.DECLINE: _("Do not fund it")}


class DecisionStage(StrEnum):
    """Where a decision is on its way: two people make it."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"


class Decision(Model):
    """What the fund decided on a bid; moderators only recommend.

    Its amount is taken from the call's budget when it is proposed, and given back when
    it is returned or changed.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(
            "(outcome = 'fund') = (amount IS NOT NULL)", name="a_yes_has_its_amount"
        ),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "(stage = 'approved') = (approved_by_id IS NOT NULL)",
            name="approved_has_its_person",
        ),
        CheckConstraint("approved_by_id <> by_id", name="two_people_decide"),
        CheckConstraint(
            "told_at IS NULL OR stage = 'approved'", name="told_when_approved"
        ),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), unique=True
    )
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]  # for the file
    feedback: Mapped[str]  # for the applicant
    stage: Mapped[DecisionStage] = mapped_column(
        Word(DecisionStage), default=DecisionStage.PROPOSED
    )
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    returned_because: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    approved_by: Mapped[Person | None] = relationship(foreign_keys=approved_by_id)

    @property
    def holds(self) -> int:
        """What it takes from the budget now, in minor units."""
        return 0 if self.stage is DecisionStage.RETURNED else self.amount or 0


errors.SENTENCES |= {
    "moderators.call_id, moderators.person_id": _("This person is on the panel."),
    "uq_moderators_call_id_person_id": _("This person is on the panel."),
    "phases.call_id, phases.code": _("Another phase has this code."),
    "uq_phases_call_id_code": _("Another phase has this code."),
    "criteria.phase_id, criteria.code": _("Another criterion has this code."),
    "uq_criteria_phase_id_code": _("Another criterion has this code."),
    "two_people_decide": _("Somebody else must approve what you decided."),
    "decisions.application_id": _("Somebody else just decided on this bid."),
    "uq_decisions_application_id": _("Somebody else just decided on this bid."),
}
