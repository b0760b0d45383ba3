"""Somebody watches over what was told: letters to the lead, reminders, the wiping.

A letter says where there is something to read, and nothing of it. Where nobody is the
lead, those who manage the fund are told to name one; they do not read it either.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app

from grantsapp import audit, clock, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.calls.queries.telling import call_with
from grantsapp.mel import queries
from grantsapp.mel.models import Suite, Survey

WATCH = "mel.watch_concerns"
AN_HOUR = timedelta(hours=1)  # between two letters to one person about one call
A_DAY = timedelta(days=1)


def tell_of(survey: Survey) -> None:
    """Let the lead know that there is something to read, at most once an hour."""
    _tell(survey.award.call, survey=survey)


def tell_of_handing_over(suite: Suite, before: Person | None) -> None:
    """Tell a new lead what waits, and whoever was it before that they no longer are."""
    waiting = queries.waiting_in(suite.call)
    if suite.lead is not None:
        facts = {"about": "lead", "waiting": waiting}
        _write("lead_named", suite.lead, suite.call, **facts)
    if before is not None:
        _write("lead_ended", before, suite.call, about="lead")
    if suite.lead is None and waiting.needs_somebody:
        _tell(suite.call)


def _tell(call: Call, survey: Survey | None = None) -> None:
    """Write to the lead of a call; where there is none, to its managers.

    With a survey it is news of that; without one it is a reminder.
    """
    suite = queries.suite_of(call)
    lead = suite.lead if suite else None
    people = [lead] if lead else [r.person for r in calls.managers_of(call.fund)]
    waiting = queries.waiting_in(call)
    for person in people:
        kind = "concern_told" if survey else "concerns_wait"
        template = kind if lead else "lead_missing"
        _in_turn(template, person, call, survey=survey, waiting=waiting)


def _in_turn(template: str, person: Person, call: Call, **facts: Any) -> None:
    """Write, but no sooner than an hour after the letter before; one that waits is it.

    A letter that goes later speaks for all that came in until then.
    """
    now, last = clock.now(), mail.last_due(_start(call, person))
    if last is None or last + AN_HOUR <= now:
        _write(template, person, call, **facts)
    elif last <= now:
        due = last + AN_HOUR
        _write(template, person, call, due, **{**facts, "survey": None})


def _write(
    template: str,
    person: Person,
    call: Call,
    due: datetime | None = None,
    about: str = "concern",
    **facts: Any,
) -> None:
    due = due or clock.now()
    letter = mail.post(
        f"staff/{template}",
        f"{_start(call, person, about)}{template}:{due.isoformat()}",
        to=person.email,
        language=person.language,
        person=person,
        call=call,
        url=mail.address(f"/staff/calls/{call.reference}/concerns"),
        count_url=mail.address(f"/staff/calls/{call.reference}/concerns/count"),
        **facts,
    )
    letter.due_at = due


def _start(call: Call, person: Person, about: str = "concern") -> str:
    return f"{about}:{call.id}:{person.id}:"


def ask_to_watch(call_id: UUID, at: datetime) -> None:
    """Ask to look at the concerns of a call once on that day, however many ask."""
    jobs.ask(WATCH, f"concerns:{call_id}:{at:%Y-%m-%d}", due_at=at, call=str(call_id))


def ask_for_all(at: datetime) -> None:
    """Ask it for every call that has any, should a day have been missed."""
    for key in queries.calls_with_words():
        ask_to_watch(key, at)


def watch(payload: dict[str, Any]) -> None:
    """Remind of what waits, wipe what is old, and look again tomorrow (a job)."""
    call = call_with(UUID(payload["call"]), lock=True)
    if call is None:
        return
    wipe_old(call)
    if queries.waiting_in(call).needs_somebody:
        _tell(call)
    if queries.has_words(call):
        ask_to_watch(call.id, clock.now() + A_DAY)


def wipe_old(call: Call) -> int:
    """Wipe the words of what was settled long ago; gives how many rows that were."""
    days = timedelta(days=int(current_app.config["CONCERN_DAYS"]))
    found = queries.past_keeping(call, clock.now() - days)
    for concern in found:
        concern.words = concern.contact = concern.note = ""
        concern.wiped_at = clock.now()
        audit.record("wiped", concern)
    return len(found)


JOBS = {WATCH: watch}
