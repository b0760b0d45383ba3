"""Moderators are reminded of what they still have to score, and nobody else is."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from grantsapp import clock, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.review.models import Phase
from grantsapp.review.queries.outstanding import waiting_in
from grantsapp.review.queries.phases import phase as the_phase

REMINDERS = (-7, -2, 1)  # days from the last moment of a phase
LATEST = timedelta(days=2)  # a worker that slept longer reminds nobody any more


def plan(phase: Phase) -> None:
    """Ask for the reminders of a phase; asking again for the same time changes nothing.

    Call it when bids are assigned, and when the time changes or a phase opens again.
    """
    if phase.due_at is None or phase.closed_at is not None:
        return
    for days in REMINDERS:
        at = phase.due_at + timedelta(days=days)
        if at > clock.now():
            due = phase.due_at.isoformat()
            key = f"remind:{phase.id}:{days}:{due}"
            what = {"phase": str(phase.id), "days": days, "due": due}
            jobs.ask("review.remind", key, due_at=at, **what)


def remind(payload: dict[str, Any]) -> None:
    """Write to those who still have bids to score in a phase (a job)."""
    phase, days = the_phase(UUID(payload["phase"])), int(payload["days"])
    if phase is None or not _is_meant(phase, payload["due"], days):
        return
    for moderator, count in waiting_in(phase).items():
        _write(phase, moderator.person, count, f"{moderator.id}:{days}")


def _is_meant(phase: Phase, due: str, days: int) -> bool:
    """Say whether it is still the time that the reminder was asked for."""
    if phase.due_at is None or not phase.is_open:
        return False
    late = clock.now() - phase.due_at - timedelta(days=days)
    return phase.due_at == datetime.fromisoformat(due) and late <= LATEST


def _write(phase: Phase, person: Person, count: int, key: str) -> None:
    due = phase.due_at
    mail.post(
        "staff/reviews_due",
        f"remind:{phase.id}:{key}:{due.isoformat() if due else ''}",
        to=person.email,
        language=person.language,
        person=person,
        call=phase.call,
        phase=phase,
        count=count,
        is_over=phase.is_overdue,
        url=mail.address("/reviews"),
    )


JOBS = {"review.remind": remind}
