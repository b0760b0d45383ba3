"""What each project of a call planned, delivered and told: for those who evaluate."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.models import (
    Delivery,
    Measure,
    Output,
    Report,
    Stage,
    StoryPermission,
)
from grantsapp.mel.queries.surveys import surveys_in

Outputs = list[tuple[Measure, int, int | None]]  # planned, and delivered if reported


@dataclass
class Fulfilled:
    """A project: its outputs, when its report came, its answers and how many it owed.

    None: nobody agreed on how many were expected, or nobody was asked.
    """

    outputs: Outputs = field(default_factory=list)
    reported_at: datetime | None = None
    expected: int | None = None
    answers: int | None = None
    is_asking: bool = False  # people can still answer


def fulfilled_in(call: Call) -> dict[UUID, Fulfilled]:
    """Give what is known of the projects of a call, by award, in a few queries."""
    found: dict[UUID, Fulfilled] = {}
    order = list(Measure)
    rows: Any = db.session.execute(_outputs(call))
    for key, measure, planned, delivered in rows:
        one = found.setdefault(key, Fulfilled())
        one.outputs.append((measure, planned, delivered))
    for one in found.values():
        one.outputs.sort(key=lambda output: order.index(output[0]))
    sent = select(Report.award_id, Report.submitted_at).join(Award)
    sent = sent.where(Award.call_id == call.id, Report.stage == Stage.SUBMITTED)
    for key, at in db.session.execute(sent):
        found.setdefault(key, Fulfilled()).reported_at = at
    for counted in surveys_in(call):
        one = found.setdefault(counted.survey.award_id, Fulfilled())
        one.answers = (one.answers or 0) + counted.main
        one.is_asking = one.is_asking or counted.survey.is_open
        if counted.survey.expected:
            one.expected = (one.expected or 0) + counted.survey.expected
    return found


def _outputs(call: Call) -> Any:
    """Select the outputs of a call with what submitted reports say of them."""
    is_in = and_(Report.award_id == Output.award_id, Report.stage == Stage.SUBMITTED)
    of_it = and_(Delivery.output_id == Output.id, Delivery.report_id == Report.id)
    return (
        select(Output.award_id, Output.measure, Output.planned, Delivery.delivered)
        .join(Award, Award.id == Output.award_id)
        .outerjoin(Report, is_in)
        .outerjoin(Delivery, of_it)
        .where(Award.call_id == call.id)
    )


@dataclass(frozen=True)
class Lesson:
    """What the report of a project says beside its figures, in the group's own words.

    `story` may be told as `permission` says, and nowhere where that is none.
    """

    award_id: UUID
    reference: str
    title: str
    language: str
    learned: str
    unexpected: str
    got_worse: str
    story: str
    permission: StoryPermission
    told_at: datetime

    @property
    def may_be_told(self) -> bool:
        """Say whether it has a story for everybody, with a name or without one."""
        return bool(self.story) and self.permission is not StoryPermission.NONE

    @property
    def is_empty(self) -> bool:
        """Say whether none of these questions was answered."""
        return not (self.learned or self.unexpected or self.got_worse or self.story)


def lessons_in(call: Call) -> list[Lesson]:
    """List what the submitted reports of a call tell, by award."""
    query = (
        select(
            Award.id,
            Award.number,
            Award.title,
            Report.language,
            Report.learned,
            Report.unexpected,
            Report.got_worse,
            Report.story,
            Report.story_permission,
            Report.submitted_at,
        )
        .join(Award, Award.id == Report.award_id)
        .where(Award.call_id == call.id, Report.stage == Stage.SUBMITTED)
        .order_by(Award.number)
    )
    rows: Any = db.session.execute(query)
    found = (
        Lesson(key, f"{call.reference}-A{number:02}", *words)
        for key, number, *words in rows
    )
    return [one for one in found if not one.is_empty]
