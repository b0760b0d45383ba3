"""Results go out together: now, or at a moment that was set.

What goes is what somebody saw: the decisions of the page, in the versions of the page.
Where one of them no longer holds at the moment, nothing goes, and managers are told.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import audit, clock, i18n, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import offering
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.calls.queries.telling import call_with
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.models import (
    Decision,
    DecisionStage,
    Release,
)
from grantsapp.review.queries import releasing as ready
from grantsapp.review.queries.deciding import decisions_in

KIND = "awards.release"
Faults = dict[str, list[str]]  # the references of bids, by what is wrong with them


def release_now(
    call: Call, results: ready.Results, *, starts_on: date | None, by: Person
) -> offering.Sent:
    """Tell all results that are ready, in this request; the call is locked."""
    refuse_unready(call, results)
    now = clock.now()
    row = Release(
        call_id=call.id, at=now, done_at=now, starts_on=starts_on, by_id=by.id
    )
    db.session.add(row)
    audit.record("released the results", call, by=by, decisions=results.seen)
    return offering.send(call, results.going, starts_on=starts_on, by=by)


def plan(
    call: Call,
    results: ready.Results,
    *,
    at: datetime,
    starts_on: date | None,
    by: Person,
) -> Release:
    """Set the moment at which what is ready now goes out; the call is locked."""
    refuse_unready(call, results)
    row = Release(call_id=call.id, at=at, starts_on=starts_on, by_id=by.id)
    db.session.add(row)
    db.session.flush()
    moment = at.isoformat()
    audit.record("planned a release", call, by=by, at=moment, decisions=results.seen)
    jobs.ask(KIND, _key(row), due_at=at, release=str(row.id), decisions=results.seen)
    return row


def call_off(release: Release, *, by: Person) -> None:
    """Send nothing at the moment that was set."""
    if not release.is_planned:
        raise Refused(_("This release is over or called off already."))
    release.called_off_at = clock.now()
    audit.record("called a release off", release.call, by=by)


def refuse_unready(call: Call, results: ready.Results) -> None:
    """Raise Late where nothing can go, with the bids that keep it back."""
    if ready.planned_release(call) is not None:
        raise Late(_("A release of these results is planned already."))
    if not results.going:
        raise Late(_("Every approved result has been sent."))
    if results.held:
        names = i18n.listed([h.decision.application.reference for h in results.held])
        raise Late(
            _(
                "Nothing was sent: a check is missing or in doubt for %(bids)s. Clear "
                "it, or send the decision back.",
                bids=names,
            )
        )


def planned_for(release: Release) -> ready.Seen:
    """Name what goes out with a release, as it was seen when it was planned."""
    job = jobs.asked(_key(release))
    return dict(job.payload["decisions"]) if job else {}


def _key(release: Release) -> str:
    return f"release:{release.id}"


def carry_out(payload: dict[str, Any]) -> None:
    """Send what was planned (a job), or nothing where it no longer holds."""
    key = UUID(payload["release"])
    call_id = db.session.scalar(select(Release.call_id).where(Release.id == key))
    call = call_with(call_id, lock=True) if call_id else None
    release = ready.release(key, lock=True)
    if call is None or release is None or not release.is_planned:
        return
    made = decisions_in(call)
    faults = _faults(call, release, made, payload["decisions"])
    if faults:
        _stop(call, release, faults)
        return
    release.done_at = clock.now()
    going = [d for d in made if str(d.id) in payload["decisions"]]
    offering.send(call, going, starts_on=release.starts_on, by=release.by)


def _faults(
    call: Call, release: Release, made: Iterable[Decision], seen: Mapping[str, int]
) -> Faults:
    """Find what no longer holds of what was planned."""
    found: Faults = {}
    if call_manager.why_not(release.by, call) is not None:
        found["person"] = [release.by.called]
    planned = [d for d in made if str(d.id) in seen]
    changed = [d for d in planned if not _holds(d, seen)]
    if changed or len(planned) < len(seen):
        found["changed"] = _references(changed)
    if held := ready.held_among(call, planned):
        found["unchecked"] = _references(h.decision for h in held)
    return found


def _holds(decision: Decision, seen: Mapping[str, int]) -> bool:
    approved = decision.stage is DecisionStage.APPROVED and decision.told_at is None
    return approved and decision.version == seen[str(decision.id)]


def _references(decisions: Iterable[Decision]) -> list[str]:
    return [d.application.reference for d in decisions]


def _stop(call: Call, release: Release, faults: Faults) -> None:
    """Note why nothing went, and write it to everybody who manages the fund."""
    release.called_off_at, release.fault = clock.now(), json.dumps(faults)
    audit.record("stopped a release", call, faults=faults)
    for role in calls.managers_of(call.fund):
        mail.post(
            "staff/release_stopped",
            f"release-stopped:{release.id}:{role.person_id}",
            to=role.person.email,
            language=role.person.language,
            person=role.person,
            call=call,
            release=release,
            sentences=lambda: fault_in_words(release.fault),
            url=mail.address(f"/staff/calls/{call.reference}/release"),
        )


def fault_in_words(fault: str) -> list[str]:
    """Say why a release was stopped, in the reader's language."""
    words = {
        "person": _("Who planned it is no longer a manager: %(names)s."),
        "changed": _("A decision was changed after it was planned: %(names)s."),
        "unchecked": _("A check is missing or in doubt: %(names)s."),
    }
    found: Faults = json.loads(fault) if fault else {}
    return [words[what] % {"names": i18n.listed(of)} for what, of in found.items()]


JOBS = {KIND: carry_out}
