"""What lies on the table when a bid is talked about: scores, remarks, agreements.

Frozen values for members of the panel and for the fund; only the names differ. A member
whose phase hides moderators reads "Moderator 1", the same number for the same person
throughout the bid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.review import scoring
from grantsapp.review.models import (
    Assignment,
    Criterion,
    Kind,
    Moderated,
    Moderator,
    Phase,
    Remark,
    Review,
    Seat,
    Seen,
    Stage,
)
from grantsapp.review.queries.conflicts import blocking
from grantsapp.review.queries.meeting import moderated_rows, remarks_on
from grantsapp.review.queries.panel import panel_of
from grantsapp.review.queries.phases import phases_of
from grantsapp.review.queries.reviewing import given_scores


@dataclass(frozen=True)
class OneScore:
    """What one moderator gave on a criterion, and why."""

    who: str
    value: int | None
    reason: str


@dataclass(frozen=True)
class Agreed:
    """What the panel agreed on one criterion, and who wrote it down."""

    value: int
    reason: str
    by_name: str
    version: str
    phase: i18n.Shown
    is_of_this_phase: bool


@dataclass(frozen=True)
class OnCriterion:
    """One criterion of a bid: each score, their mean and spread, what was agreed."""

    key: UUID
    code: str
    title: i18n.Shown
    scale: range
    given: tuple[OneScore, ...]
    mean: float | None
    spread: float | None
    agreed: Agreed | None


@dataclass(frozen=True)
class Scored:
    """A phase of scores before the meeting; without criteria where it shows none."""

    title: i18n.Shown
    is_shown: bool
    criteria: tuple[OnCriterion, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    standing: scoring.Standing | None = None


@dataclass(frozen=True)
class Said:
    """A remark; its language is empty where its author's name is hidden."""

    who: str
    is_mine: bool
    at: object
    text: str
    language: str
    phase: i18n.Shown


@dataclass(frozen=True)
class Talk:
    """All that lies on the table for one bid."""

    scored: tuple[Scored, ...]
    remarks: tuple[Said, ...]


@dataclass(frozen=True)
class _Reader:
    """For whom names are written: the fund reads all of them."""

    meeting: Phase
    numbers: dict[UUID, int]
    seats: dict[UUID, Seat]
    member: Person | None

    def name(self, person: Person, *phases: Phase) -> str:
        """Name somebody, by a number where one of the phases hides who they are."""
        if not self.hides(person, *phases):
            return person.called
        seat = self.seats.get(person.id, Seat.MODERATOR)
        number = self.numbers[person.id]
        if seat is Seat.LAY:
            return _("Lay member %(number)s", number=number)
        if seat is Seat.ADVISER:
            return _("Adviser %(number)s", number=number)
        return _("Moderator %(number)s", number=number)

    def hides(self, person: Person, *phases: Phase) -> bool:
        """Say whether a name must not be read; everybody knows their own."""
        if self.member is None or self.member.id == person.id:
            return False
        return any(p.hides_moderators for p in (self.meeting, *phases))


def talk_on(bid: Application, meeting: Phase, *, member: Person | None = None) -> Talk:
    """Lay out a bid for a meeting: for one of its members, or without one the fund."""
    phases = phases_of(bid.call)
    asked = _asked_before(bid, meeting)
    remarks = remarks_on(bid, meeting)
    seats = {seat.person_id: seat.seat for seat in panel_of(bid.call)}
    reader = _Reader(meeting, _numbers(asked, remarks), seats, member)
    blocked = blocking(bid.call)
    counted = [
        a for a in asked if _is_in(a) and (a.moderator_id, bid.id) not in blocked
    ]
    fixed = moderated_rows(bid, meeting)
    before = [
        p for p in phases if p.kind is Kind.SCORING and p.position < meeting.position
    ]
    titles = {phase.id: phase.title.shown() for phase in phases}
    return Talk(
        scored=tuple(
            _scored(
                p, [a for a in counted if a.phase_id == p.id], fixed, reader, titles
            )
            for p in before
        ),
        remarks=tuple(_said(one, reader, phases) for one in remarks),
    )


def _asked_before(bid: Application, meeting: Phase) -> list[Assignment]:
    """Read the reviews of the phases before, in the order in which they were begun."""
    query = (
        select(Assignment)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Phase, Phase.id == Assignment.phase_id)
        .where(
            Assignment.application_id == bid.id,
            Assignment.declined_at.is_(None),
            Phase.position < meeting.position,
        )
        .options(
            joinedload(Assignment.moderator).joinedload(Moderator.person),
            joinedload(Assignment.review).selectinload(Review.scores),
        )
    )
    return list(db.session.scalars(query.order_by(Review.made_at, Review.id)))


def _is_in(assignment: Assignment) -> bool:
    review = assignment.review
    return review is not None and review.stage is Stage.SUBMITTED


def _numbers(asked: Sequence[Assignment], remarks: Sequence[Remark]) -> dict[UUID, int]:
    """Number people by their first review of the bid, then by their first remark.

    A review that was begun is never taken away, so nobody's number changes.
    """
    people = [one.moderator.person_id for one in asked]
    people += [one.by_id for one in remarks]
    return {key: number for number, key in enumerate(dict.fromkeys(people), 1)}


def _scored(
    phase: Phase,
    counted: Sequence[Assignment],
    fixed: dict[UUID, Moderated],
    reader: _Reader,
    titles: dict[UUID, i18n.Shown],
) -> Scored:
    """Lay out a phase of scores; a member sees them once it is closed, or never."""
    title = phase.title.shown()
    rules = {phase.scores_seen, reader.meeting.scores_seen}
    is_shown = phase.closed_at is not None and Seen.NEVER not in rules
    is_shown = is_shown or reader.member is None
    shown = counted if is_shown else []
    named = [(reader.name(a.moderator.person, phase), a) for a in shown]
    order = [criterion.id for criterion in phase.criteria]
    values = [[_value(a, key) for key in order] for _who, a in named]
    weights = [criterion.weight for criterion in phase.criteria]
    return Scored(
        title=title,
        is_shown=is_shown,
        criteria=tuple(
            _on(criterion, named, _agreed(fixed.get(criterion.id), reader, titles))
            for criterion in phase.criteria
        ),
        comments=tuple(
            (who, a.review.comment) for who, a in named if a.review and a.review.comment
        ),
        standing=scoring.standing(values, weights) if is_shown else None,
    )


def _value(assignment: Assignment, criterion: UUID) -> int | None:
    score = given_scores(assignment).get(criterion)
    return score.value if score else None


def _on(
    criterion: Criterion,
    named: Sequence[tuple[str, Assignment]],
    agreed: Agreed | None,
) -> OnCriterion:
    scores = [(who, given_scores(a).get(criterion.id)) for who, a in named]
    given = [OneScore(who, s.value, s.reason) for who, s in scores if s is not None]
    values = [one.value for one in given if one.value is not None]
    return OnCriterion(
        key=criterion.id,
        code=criterion.code,
        title=criterion.title.shown(),
        scale=criterion.scale,
        given=tuple(given),
        mean=sum(values) / len(values) if values else None,
        spread=scoring.spread_of(values),
        agreed=agreed,
    )


def version_of(row: Moderated | None) -> str:
    """Name a version of what was agreed; one made anew is another thing."""
    return f"{row.id}.{row.version}" if row else "0"


def _agreed(
    row: Moderated | None, reader: _Reader, titles: dict[UUID, i18n.Shown]
) -> Agreed | None:
    if row is None:
        return None
    return Agreed(
        value=row.value,
        reason=row.reason,
        by_name=row.by_name,
        version=version_of(row),
        phase=titles[row.phase_id],
        is_of_this_phase=row.phase_id == reader.meeting.id,
    )


def _said(remark: Remark, reader: _Reader, phases: Sequence[Phase]) -> Said:
    phase = next(p for p in phases if p.id == remark.phase_id)
    hidden = reader.hides(remark.by, phase)
    return Said(
        who=reader.name(remark.by, phase),
        is_mine=reader.member is not None and reader.member.id == remark.by_id,
        at=remark.made_at,
        text=remark.text,
        language="" if hidden else remark.by.language,
        phase=phase.title.shown(),
    )
