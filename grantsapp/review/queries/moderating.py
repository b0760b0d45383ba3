"""What the pages of this room read, limited to what the person may see.

What a moderator sees of a bid is a frozen view made by `bid_view`; no row of the
database reaches a moderator's page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Attachment, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.calls.queries.tabling import Told, tabled
from grantsapp.calls.queries.wording import shown
from grantsapp.calls.questions import Kind as QuestionKind
from grantsapp.calls.rules import takes_its_side
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Answered,
    Assignment,
    Check,
    Conflict,
    Criterion,
    Kind,
    Moderator,
    Phase,
    Review,
    Score,
    Stage,
)


def phases_of(call: Call) -> list[Phase]:
    """List the phases of a call in their order, with their criteria."""
    query = select(Phase).where(Phase.call_id == call.id).order_by(Phase.position)
    return list(db.session.scalars(query.options(selectinload(Phase.criteria))))


def phase_of_kind(call: Call, kind: Kind) -> Phase | None:
    """Find the first phase of a kind."""
    return next((p for p in phases_of(call) if p.kind is kind), None)


def phase(key: UUID) -> Phase | None:
    """One phase with its call."""
    query = select(Phase).where(Phase.id == key).options(selectinload(Phase.criteria))
    whole = joinedload(Phase.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole))


def criterion(key: UUID) -> Criterion | None:
    """One criterion with its phase and call."""
    whole = joinedload(Criterion.phase).joinedload(Phase.call).joinedload(Call.fund)
    query = select(Criterion).where(Criterion.id == key).options(whole)
    return db.session.scalar(query)


def panel_of(call: Call) -> list[Moderator]:
    """List the moderators of a call, by name."""
    query = select(Moderator).where(Moderator.call_id == call.id)
    found = db.session.scalars(query.options(joinedload(Moderator.person)))
    return sorted(found, key=lambda m: i18n.fold(m.person.called))


def moderator(key: UUID, *, lock: bool = False) -> Moderator | None:
    """One place on a panel."""
    query = select(Moderator).where(Moderator.id == key)
    whole = joinedload(Moderator.call).joinedload(Call.fund)
    query = query.options(joinedload(Moderator.person), whole)
    return db.session.scalar(query.with_for_update(of=Moderator) if lock else query)


def is_moderator(person: Any) -> bool:
    """Say whether somebody is, or is asked to be, on a panel."""
    if not person.is_authenticated:
        return False
    mine = select(Moderator.id).where(Moderator.person_id == person.id)
    return bool(db.session.scalar(select(mine.exists())))


def invitations_of(person: Any) -> list[Moderator]:
    """List the invitations that a person has not answered."""
    query = select(Moderator).where(
        Moderator.person_id == person.id, Moderator.answered == Answered.INVITED
    )
    return list(db.session.scalars(query.options(joinedload(Moderator.call))))


def checks_of(phase: Phase | None) -> dict[UUID, Check]:
    """Give the eligibility checks of a phase, by application."""
    if phase is None:
        return {}
    query = select(Check).where(Check.phase_id == phase.id)
    return {check.application_id: check for check in db.session.scalars(query)}


def eligible_applications(call: Call) -> list[Application]:
    """List the bids that passed the check, or all where the call has none."""
    bids, phase = (
        calls.submitted_applications(call),
        phase_of_kind(call, Kind.ELIGIBILITY),
    )
    if phase is None:
        return bids
    checks = checks_of(phase)
    return [b for b in bids if b.id in checks and checks[b.id].is_eligible]


def assignments_of(person: Any) -> list[Assignment]:
    """List what a moderator is asked to score: just what their door opens."""
    query = _assignments().join(Assignment.moderator)
    query = query.where(Moderator.person_id == person.id)
    found = db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
    blocked = _blocked(person)
    return [
        a
        for a in found.unique()
        if a.moderator.answered is Answered.ACCEPTED
        and (a.moderator_id, a.application_id) not in blocked
        and takes_its_side.why_not(person, a.application) is not None
    ]


def _blocked(person: Any) -> set[tuple[UUID, UUID]]:
    query = select(Conflict.moderator_id, Conflict.application_id).join(
        Moderator, Moderator.id == Conflict.moderator_id
    )
    return {
        (row[0], row[1])
        for row in db.session.execute(query.where(Moderator.person_id == person.id))
    }


def assignment(key: UUID, *, lock: bool = False) -> Assignment | None:
    """One assignment with its bid, moderator, phase and review."""
    query = _assignments().where(Assignment.id == key)
    if lock:
        query = query.with_for_update(of=Assignment)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def _assignments() -> Select[Assignment]:
    application = joinedload(Assignment.application)
    organisation = application.joinedload(Application.organisation)
    phase = joinedload(Assignment.phase)
    return select(Assignment).options(
        application.joinedload(Application.call).joinedload(Call.fund),
        application.joinedload(Application.form_version),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        phase.selectinload(Phase.criteria),
        joinedload(Assignment.moderator).joinedload(Moderator.person),
        selectinload(Assignment.review).selectinload(Review.scores),
        *with_sponsor(application),
    )


def assignments_in(phase: Phase, *, lock: bool = False) -> list[Assignment]:
    """List who is asked to score what in a phase."""
    query = _assignments().where(Assignment.phase_id == phase.id)
    if lock:
        db.session.execute(locked(select(Phase).where(Phase.id == phase.id)))
    return list(db.session.scalars(query.order_by(Assignment.made_at)))


def conflicts_in(call: Call) -> dict[tuple[UUID, UUID], str]:
    """Give the declared conflicts of a call, by moderator and application."""
    query = select(Conflict).join(Moderator, Moderator.id == Conflict.moderator_id)
    found = db.session.scalars(query.where(Moderator.call_id == call.id))
    return {(c.moderator_id, c.application_id): c.reason for c in found}


@dataclass(frozen=True)
class AnswerView:
    """One answer as a moderator reads it."""

    label: i18n.Shown
    text: str
    language: str
    files: tuple[tuple[UUID, str], ...] = ()
    clarified: calls.Compared | None = None  # both versions, where the fund asked
    table: Told | None = None


@dataclass(frozen=True)
class BidView:
    """What a moderator sees of a bid, and nothing else."""

    reference: str
    title: str
    language: str
    call: i18n.Shown
    organisation: str
    organisation_language: str
    people: tuple[str, ...]
    borough: str = ""
    about: str = ""
    sections: tuple[tuple[i18n.Shown, tuple[AnswerView, ...]], ...] = ()


def bid_view(assignment: Assignment) -> BidView:
    """Make what this moderator may see of the bid: names until they are cleared."""
    bid = assignment.application
    outline = {
        "reference": bid.reference,
        "title": bid.title,
        "language": bid.language,
        "call": bid.call.title.shown(),
        "organisation": bid.organisation.name,
        "organisation_language": bid.organisation.language,
        "people": tuple(m.person.called for m in bid.organisation.memberships),
    }
    if not may("read", assignment):
        return BidView(**outline)
    return BidView(
        **outline,
        borough=bid.organisation.borough,
        about=bid.organisation.about,
        sections=tuple(_section_views(bid)),
    )


def _section_views(
    bid: Application,
) -> Iterable[tuple[i18n.Shown, tuple[AnswerView, ...]]]:
    found = calls.readings(bid)
    clarified = calls.clarified_answers(bid)
    for section in bid.form_version.form.sections:
        answers = tuple(
            AnswerView(
                label=i18n.Text(question.label).shown(),
                text=""
                if question.kind is QuestionKind.FILE
                else shown(question, found[question.code]),
                language=bid.language
                if question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
                else "",
                files=tuple(
                    (a.id, a.file.name)
                    for a in bid.files
                    if a.question == question.code
                ),
                clarified=clarified.get(question.code),
                table=tabled(question, found[question.code], [], bid.language),
            )
            for question in section.questions
            if not found[question.code].skipped
        )
        yield i18n.Text(section.title).shown(), answers


def attachment_of(assignment: Assignment, key: UUID) -> Attachment | None:
    """One file of the bid that a moderator scores."""
    found = calls.attachment(key)
    fits = found is not None and found.application_id == assignment.application_id
    return found if fits else None


@dataclass(frozen=True)
class OtherReview:
    """What another moderator said, shown after one's own review is in."""

    moderator: str
    scores: tuple[tuple[i18n.Shown, int | None, str], ...]
    comment: str


def other_reviews(assignment: Assignment) -> list[OtherReview]:
    """List the submitted reviews of the others, if one's own is in; else nothing."""
    if not may("see other scores", assignment):
        return []
    others = _assignments().where(
        Assignment.phase_id == assignment.phase_id,
        Assignment.application_id == assignment.application_id,
        Assignment.id != assignment.id,
    )
    blocked = conflicts_in(assignment.application.call)
    return [
        OtherReview(
            moderator=other.moderator.person.called,
            scores=tuple(_scores_in_order(other)),
            comment=other.review.comment,
        )
        for other in db.session.scalars(others.order_by(Assignment.made_at))
        if other.review
        and other.review.stage is Stage.SUBMITTED
        and (other.moderator_id, other.application_id) not in blocked
    ]


def _scores_in_order(
    assignment: Assignment,
) -> Iterable[tuple[i18n.Shown, int | None, str]]:
    given = given_scores(assignment)
    for criterion in assignment.phase.criteria:
        if criterion.id in given:
            score = given[criterion.id]
            yield criterion.title.shown(), score.value, score.reason


def given_scores(assignment: Assignment) -> dict[UUID, Score]:
    """Give a moderator's own scores by criterion."""
    review = assignment.review
    return {s.criterion_id: s for s in review.scores} if review else {}
