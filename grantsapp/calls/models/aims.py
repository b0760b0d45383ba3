"""What a fund is for: its theory of change, who pays for a call, the quiz before it."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors, i18n
from grantsapp.calls import funding, quiz, theory
from grantsapp.calls.models.calls import FundingSource
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _

AIM_KINDS = {
    theory.Kind.INPUT: _("Inputs"),
    theory.Kind.ACTIVITY: _("Activities"),
    theory.Kind.OUTPUT: _("Outputs"),
    theory.Kind.OUTCOME: _("Outcomes"),
    theory.Kind.GOAL: _("Goal"),
    theory.Kind.ASSUMPTION: _("Assumptions"),
}
SOURCE_KINDS = {
    funding.Kind.PUBLIC: _("Public money"),
    funding.Kind.PARTNER: _("A partner's money"),
    funding.Kind.MATCH: _("A match: a pound for each pound of another source"),
}
OUTCOMES = {
    quiz.Outcome.APPLY: _("You can apply"),
    quiz.Outcome.SPONSOR: _("Apply through a sponsor"),
    quiz.Outcome.NOT_NOW: _("Not this time"),
}


class Aim(Model):
    """An entry of a fund's theory of change; it outlives a call, as the goal does."""

    __tablename__ = "aims"
    __table_args__ = (UniqueConstraint("fund_id", "code"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"))
    code: Mapped[str]
    kind: Mapped[theory.Kind] = mapped_column(Word(theory.Kind))
    words: Mapped[i18n.Text] = mapped_column(Translated)
    leads_to: Mapped[list[str]] = mapped_column(JSON, default=list)  # codes
    stands_at: Mapped[list[str]] = mapped_column(JSON, default=list)  # links
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)  # codes
    position: Mapped[int] = mapped_column(default=0)

    @property
    def entry(self) -> theory.Entry:
        """The entry as a plain value."""
        return theory.Entry(
            self.code, self.kind, tuple(self.leads_to), tuple(self.stands_at)
        )


class CallSource(Model):
    """What a funding source pays towards a call."""

    __tablename__ = "call_sources"
    __table_args__ = (
        UniqueConstraint("call_id", "source_id"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    source_id: Mapped[UUID] = mapped_column(
        ForeignKey("funding_sources.id"), index=True
    )
    amount: Mapped[int] = mapped_column(BigInteger)

    source: Mapped[FundingSource] = relationship()


class QuizQuestion(Model):
    """A question of the quiz before a call's form; answers given to it are not kept."""

    __tablename__ = "quiz_questions"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    kind: Mapped[quiz.Kind] = mapped_column(Word(quiz.Kind))
    words: Mapped[i18n.Text] = mapped_column(Translated)
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def plain(self) -> quiz.Question:
        """The question as a plain value."""
        return quiz.Question(self.code, self.kind, quiz.answers_from(self.answers))


errors.SENTENCES |= {
    "aims.fund_id, aims.code": _("Another entry has this code."),
    "uq_aims_fund_id_code": _("Another entry has this code."),
    "quiz_questions.call_id, quiz_questions.code": _("Another question has this code."),
    "uq_quiz_questions_call_id_code": _("Another question has this code."),
}
