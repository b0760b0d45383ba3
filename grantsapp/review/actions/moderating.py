"""What people do in the moderation: set it up, invite, assign, declare, score."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from grantsapp import audit, clock, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.models import (
    Answered,
    Assignment,
    Check,
    Conflict,
    Criterion,
    Moderator,
    Phase,
    Review,
    Score,
    Stage,
)
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import moderating as queries
from grantsapp.review.rules import has_conflict

Pair = tuple[UUID, UUID]  # a moderator and an application


def add_phase(call: Call, *, by: Person, **facts: Any) -> Phase:
    """Add a step to the moderation, after the others."""
    position = len(queries.phases_of(call))
    phase = Phase(call_id=call.id, position=position, **facts)
    db.session.add(phase)
    audit.record("added a phase", call, by=by, code=phase.code)
    return phase


def add_criterion(phase: Phase, *, by: Person, **facts: Any) -> Criterion:
    """Say what bids are scored on in a phase."""
    criterion = Criterion(phase_id=phase.id, position=len(phase.criteria), **facts)
    db.session.add(criterion)
    audit.record("added a criterion", phase, by=by, code=criterion.code)
    return criterion


def edit_criterion(criterion: Criterion, *, by: Person, **facts: Any) -> None:
    """Say it anew, while nobody has scored yet."""
    for name, value in facts.items():
        setattr(criterion, name, value)
    audit.record("edited a criterion", criterion.phase, by=by, code=criterion.code)


def remove_criterion(criterion: Criterion, *, by: Person) -> None:
    """Score on it no longer."""
    audit.record("removed a criterion", criterion.phase, by=by, code=criterion.code)
    db.session.delete(criterion)


def check_eligibility(
    phase: Phase,
    application: Application,
    *,
    is_eligible: bool,
    reason: str,
    by: Person,
) -> Check:
    """Say whether the call can fund a bid at all; a no has its reason.

    Raises Late where the fund has decided to fund it.
    """
    decision = decided.decision_on(application)
    if not is_eligible and decision is not None and decision.holds:
        words = _("It is decided to fund this bid. Send that decision back first.")
        raise Late(words)
    check = queries.checks_of(phase).get(application.id)
    found = {"is_eligible": is_eligible, "reason": reason}
    found |= {"by_name": by.called, "at": clock.now()}
    if check is None:
        check = Check(phase_id=phase.id, application_id=application.id, **found)
        db.session.add(check)
    for name, value in found.items():
        setattr(check, name, value)
    words = "found eligible" if is_eligible else "found not eligible"
    audit.record(words, application, by=by, reason=reason)
    return check


def invite(
    call: Call, *, email: str, name: str, expertise: list[str], by: Person
) -> Moderator:
    """Ask somebody onto the panel, by letter; raises Refused where they are on it."""
    person = people.person_with(email) or accounts.add_person(email, name=name)
    if any(m.person_id == person.id for m in queries.panel_of(call)):
        raise Refused(_("This person is on the panel."))
    moderator = Moderator(call=call, person=person, expertise=expertise)
    db.session.add(moderator)
    audit.record("invited a moderator", call, by=by, name=person.called)
    mail.post(
        "staff/moderator_invited",
        f"invited:{moderator.id}",
        to=person.email,
        language=person.language,
        call=call,
        person=person,
        url=mail.address(f"/invitations/{moderator.id}"),
    )
    return moderator


def answer_invitation(moderator: Moderator, *, accepts: bool, by: Person) -> None:
    """Accept the terms of reference, or decline."""
    moderator.answered = Answered.ACCEPTED if accepts else Answered.DECLINED
    moderator.answered_at = clock.now()
    words = "accepted the invitation" if accepts else "declined the invitation"
    audit.record(words, moderator.call, by=by)


def assign(phase: Phase, wanted: set[Pair], *, by: Person) -> tuple[int, int]:
    """Ask just these moderators to score just these bids; gives (added, removed).

    A pair with a conflict is refused as a whole; a begun review is never taken away.
    """
    bids = {b.id: b for b in queries.eligible_applications(phase.call)}
    panel = {m.id: m for m in queries.panel_of(phase.call)}
    panel = {k: m for k, m in panel.items() if m.answered is Answered.ACCEPTED}
    known = {
        (a.moderator_id, a.application_id): a
        for a in queries.assignments_in(phase, lock=True)
    }
    added = [pair for pair in sorted(wanted) if pair not in known]
    for moderator_id, application_id in added:
        if moderator_id not in panel or application_id not in bids:
            raise Refused(_("The panel or the bids have changed. Look again."))
        _refuse_conflict(panel[moderator_id], bids[application_id])
    removed = [a for pair, a in known.items() if pair not in wanted and not a.review]
    for pair in added:
        db.session.add(_assignment(phase, pair))
    for assignment in removed:
        db.session.delete(assignment)
    if added or removed:
        audit.record("assigned", phase, by=by, added=len(added), removed=len(removed))
    _tell({moderator for moderator, _bid in added}, panel, phase)
    return len(added), len(removed)


def _assignment(phase: Phase, pair: Pair) -> Assignment:
    moderator_id, application_id = pair
    return Assignment(
        phase_id=phase.id, moderator_id=moderator_id, application_id=application_id
    )


def _refuse_conflict(moderator: Moderator, application: Application) -> None:
    if has_conflict(moderator, application):
        raise Refused(
            _(
                "%(name)s has a conflict with %(bid)s. Nothing was assigned.",
                name=moderator.person.called,
                bid=application.reference,
            )
        )


def _tell(asked: Iterable[UUID], panel: dict[UUID, Moderator], phase: Phase) -> None:
    """Write once to each moderator who got new bids at this moment."""
    for key in sorted(asked):
        person = panel[key].person
        mail.post(
            "staff/bids_assigned",
            f"assigned:{key}:{clock.now().isoformat()}",
            to=person.email,
            language=person.language,
            call=phase.call,
            person=person,
            url=mail.address("/reviews"),
        )


def clear_conflict(assignment: Assignment, *, by: Person) -> None:
    """Note that the moderator knows of no conflict; the bid opens."""
    if assignment.cleared_at is None:
        assignment.cleared_at = clock.now()
        audit.record("saw no conflict", assignment, by=by)


def declare_conflict(assignment: Assignment, *, reason: str, by: Person) -> None:
    """Close a bid to a moderator for good; a review of theirs stays unread."""
    conflict = Conflict(
        moderator_id=assignment.moderator_id,
        application_id=assignment.application_id,
        reason=reason,
        by_name=by.called,
    )
    db.session.add(conflict)
    audit.record("declared a conflict", assignment, by=by, reason=reason)


OneGiven = tuple[bool, int | None, str]  # answered at all, value, reason
Given = dict[UUID, OneGiven]  # by criterion


def save_review(
    assignment: Assignment, given: Given, *, comment: str, by: Person
) -> Review:
    """Keep a review as far as it is written."""
    review = assignment.review
    if review is None:
        review = Review(assignment_id=assignment.id)
        db.session.add(review)
        assignment.review = review
    review.comment = comment
    known = {s.criterion_id: s for s in review.scores}
    for key, one in given.items():
        _keep_score(review, known.get(key), key, one)
    audit.record("saved", review, by=by, scores=_values(assignment, given))
    return review


def _keep_score(review: Review, score: Score | None, key: UUID, one: OneGiven) -> None:
    answered, value, reason = one
    if not answered and not reason:
        return
    if score is None:
        score = Score(criterion_id=key)
        review.scores.append(score)
    score.value, score.reason, score.is_answered = value, reason, answered


def _values(assignment: Assignment, given: Given) -> dict[str, Any]:
    codes = {c.id: c.code for c in assignment.phase.criteria}
    return {codes[key]: [value, reason] for key, (_a, value, reason) in given.items()}


def submit_review(assignment: Assignment, *, by: Person) -> None:
    """Hand a review in; from here on the others' reviews can be read."""
    review = assignment.review
    given = queries.given_scores(assignment)
    complete = all(
        c.id in given and given[c.id].is_answered and given[c.id].reason
        for c in assignment.phase.criteria
    )
    if review is None or not complete:
        raise Refused(_("Score every criterion, with a reason."))
    review.stage, review.submitted_at = Stage.SUBMITTED, clock.now()
    audit.record("submitted", review, by=by)
