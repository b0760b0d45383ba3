"""Ties between the panel and the bids are found, declared and settled.

A search only ever adds: what it found before and does not find now is marked, not
dropped, since a tie that goes away by itself would open a bid that nobody looked at.
What a person settled keeps its standing; new grounds are set beside the old ones.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from grantsapp import audit, clock, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.review import ties
from grantsapp.review.models import Conflict, Moderator, Source, Standing
from grantsapp.review.queries import tying
from grantsapp.review.rules import forget_ties

JOB = "review.find_ties"
Finding = dict[str, Any]
Found = dict[tuple[UUID, UUID, Source], list[Finding]]


def ask_to_find(call: Call) -> None:
    """Have a worker look for ties, now and once more when all bids are in."""
    which, closes = str(call.id), call.grace_ends_at
    jobs.ask(JOB, f"ties:{which}:{clock.now().isoformat()}", call=which)
    if closes > clock.now():
        key = f"ties:{which}:closing:{closes.isoformat()}"
        jobs.ask(JOB, key, due_at=closes, call=which)


def find_in_call(payload: dict[str, Any]) -> None:
    """Look for ties over a whole call (a job)."""
    call = db.session.get(Call, UUID(payload["call"]))
    if call is not None:
        find_now(call)


def find_now(call: Call, *, by: Person | None = None) -> int:
    """Look for ties between the panel and what was handed in; gives what is new."""
    return _find(call, None, None, by=by)


def find_between(moderator: Moderator, bid: Application) -> int:
    """Look for ties of one member to one bid, before that opens to them."""
    return _find(moderator.call, moderator.id, bid.id)


def _find(
    call: Call, member: UUID | None, bid: UUID | None, *, by: Person | None = None
) -> int:
    tying.hold(call)
    db.session.flush()
    found = _grounds(
        ties.ties(
            tying.members_to_search(call, member),
            tying.bids_to_search(call, bid),
            on=clock.now().date(),
        )
    )
    known = {_key(c): c for c in tying.found_before(call, member, bid)}
    new = [key for key in found if key not in known]
    for key in new:
        _add(key, found[key], by)
    for key, conflict in known.items():
        _look_again(conflict, found.get(key, []))
    db.session.flush()
    forget_ties()
    return len(new)


def _key(conflict: Conflict) -> tuple[UUID, UUID, Source]:
    return conflict.moderator_id, conflict.application_id, conflict.source


def _grounds(found: Iterable[ties.Tie]) -> Found:
    """Gather what was found by member, bid and source."""

    def key(tie: ties.Tie) -> tuple[str, str, str]:
        return tie.member, tie.bid, tie.kind.value

    return {
        (UUID(member), UUID(bid), Source(kind)): [_finding(tie) for tie in grounds]
        for (member, bid, kind), grounds in groupby(sorted(found, key=key), key)
    }


def _finding(tie: ties.Tie) -> Finding:
    """Write a tie as plain values that a page makes a sentence of."""
    return {
        "kind": tie.kind.value,
        "theirs": tie.theirs,
        "bids": tie.bids,
        "role": tie.role.value if tie.role else None,
        "ended_on": tie.ended_on.isoformat() if tie.ended_on else None,
        "through": tie.through,
        "alike": {
            "kind": tie.alike.kind.value,
            "pairs": [list(pair) for pair in tie.alike.pairs],
        }
        if tie.alike
        else None,
    }


def _add(
    key: tuple[UUID, UUID, Source], findings: list[Finding], by: Person | None
) -> None:
    moderator, bid, source = key
    conflict = Conflict(
        moderator_id=moderator,
        application_id=bid,
        source=source,
        standing=Standing.FOUND,
        detail={"findings": findings},
    )
    db.session.add(conflict)
    audit.record("found a tie", conflict, by=by, source=str(source), grounds=findings)


def _look_again(conflict: Conflict, findings: list[Finding]) -> None:
    """Bring a known tie in line with what is found now; a settled one stays so."""
    detail = dict(conflict.detail)
    before = detail.get("findings", [])
    detail["gone"] = not findings
    if findings and conflict.standing is Standing.FOUND:
        detail = {"findings": findings}
    elif findings:
        detail["since"] = [one for one in findings if one not in before]
    lasting = {name: value for name, value in detail.items() if value}
    if lasting != conflict.detail:
        conflict.detail = lasting


def settle(
    conflict: Conflict, standing: Standing, *, because: str, seen: str, by: Person
) -> None:
    """Confirm or waive a tie, once somebody looked at it as it stands."""
    if seen != state_of(conflict):
        raise Late(_("Somebody has settled this tie meanwhile. Look at it again."))
    before, name, detail = conflict.standing, by.called, dict(conflict.detail)
    conflict.standing, conflict.settled_because = standing, because
    conflict.settled_by, conflict.settled_at = name, clock.now()
    if since := detail.pop("since", []):
        detail["findings"] = [*detail.get("findings", []), *since]
    conflict.detail = detail
    db.session.flush()
    words = "waived a tie" if standing is Standing.WAIVED else "confirmed a tie"
    audit.record(words, conflict, by=by, because=because, before=str(before))
    forget_ties()


def state_of(conflict: Conflict) -> str:
    """Name what somebody looks at, so that two do not settle it one over the other."""
    at = conflict.settled_at.isoformat() if conflict.settled_at else ""
    since = len(conflict.detail.get("since", ()))
    return f"{conflict.standing} {at} {since}"


def declare(
    moderator: Moderator, bid: Application, source: Source, *, reason: str, by: Person
) -> Conflict:
    """Note that a person says that there is a tie; it stands at once.

    One that was declared before, and waived, stands again with the new reason.
    """
    conflict, name = tying.said_before(moderator, bid.id, source), by.called
    if conflict is None:
        conflict = Conflict(
            moderator_id=moderator.id, application_id=bid.id, source=source
        )
        db.session.add(conflict)
    conflict.standing, conflict.reason = Standing.CONFIRMED, reason
    conflict.by_name = conflict.settled_by = name
    conflict.settled_at, conflict.settled_because = clock.now(), ""
    db.session.flush()
    audit.record("declared a tie", conflict, by=by, reason=reason, source=str(source))
    forget_ties()
    return conflict


JOBS = {JOB: find_in_call}
