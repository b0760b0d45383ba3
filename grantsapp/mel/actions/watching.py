"""Somebody watches over what was told: letters to the lead, reminders, the wiping.

A letter says where there is something to read, and nothing of it. Where nobody is the
lead, those who manage the fund are told to name one; they do not read it either. No
letter and no job knows when somebody told something, but for the hour.
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
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


def tell_of(survey: Survey) -> None:
    """Let the lead know in the next whole hour that there is something to read."""
    _tell(survey.award.call, survey=survey)


def tell_of_handing_over(suite: Suite, before: Person | None) -> None:
    """Tell a new lead what waits, and whoever was it before that they no longer are."""
    call, now = suite.call, clock.now()
    waiting = queries.waiting_in(call)
    if suite.lead is not None:
        key = _key("lead_named", suite.lead, call, now, about="lead")
        _write("lead_named", key, call, suite.lead, waiting=waiting)
    if before is not None:
        key = _key("lead_ended", before, call, now, about="lead")
        _write("lead_ended", key, call, before)
    if suite.lead is None and waiting.needs_somebody:
        _tell(call)


def _tell(call: Call, survey: Survey | None = None) -> None:
    """Write to the lead of a call; where there is none, to its managers.

    With a survey it is news of that; without one it is a reminder. Where there are no
    managers either, whoever runs the house hears of it: never nobody.
    """
    lead = queries.lead_in(call)
    if lead:
        kind = "concern_told" if survey else "concerns_wait"
        _in_turn(kind, call, lead, survey)
        return
    managers = [role.person for role in calls.managers_of(call.fund)]
    for person in managers:
        _in_turn("lead_missing", call, person, survey)
    if not managers:
        _in_turn("nobody_reads", call, None, survey)


def _in_turn(
    template: str, call: Call, person: Person | None, survey: Survey | None
) -> None:
    """Write on the whole hour, once in each; a letter that waits speaks for all.

    What somebody tells makes a letter of the next hour, so that nothing of it says
    when they wrote: neither its key nor when it was made, is due and was sent.
    """
    now = clock.whole_hour(clock.now())
    due, last = now + AN_HOUR * bool(survey), mail.last_due(_start(call, person))
    if last is None or last < due:
        key = _key(template, person, call, due)
        facts = {"survey": survey, "waiting": queries.waiting_in(call)}
        letter = _write(template, key, call, person, **facts)
        letter.made_at, letter.due_at = now, due


def _write(
    template: str, key: str, call: Call, person: Person | None, **facts: Any
) -> mail.Letter:
    start = f"/staff/calls/{call.reference}/concerns"
    return mail.post(
        f"staff/{template}",
        key,
        to=person.email if person else _operator(),
        language=person.language if person else "en",
        person=person,
        call=call,
        url=mail.address(start),
        count_url=mail.address(f"{start}/count"),
        **facts,
    )


def _operator() -> str:
    return str(current_app.config["OPERATOR"] or current_app.config["MAIL_FROM"])


def _key(
    template: str,
    person: Person | None,
    call: Call,
    at: datetime,
    about: str = "concern",
) -> str:
    return f"{_start(call, person, about)}{template}:{at.isoformat()}"


def _start(call: Call, person: Person | None, about: str = "concern") -> str:
    return f"{about}:{call.id}:{person.id if person else 'operator'}:"


def ask_to_watch(call_id: UUID, at: datetime) -> None:
    """Ask to look at the concerns of a call once on that day, however many ask."""
    key, due = f"concerns:{call_id}:{at:%Y-%m-%d}", clock.whole_hour(at)
    jobs.ask(WATCH, key, due_at=due, call=str(call_id))
    if job := jobs.asked(key):
        job.made_at = clock.whole_hour(job.made_at)


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
