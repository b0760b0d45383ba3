"""What is ready to be told to the groups of a call, and what keeps the rest back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Decision,
    DecisionStage,
    Outcome,
    Release,
    Vetted,
)
from grantsapp.review.queries import vetting
from grantsapp.review.queries.deciding import decisions_in

Seen = dict[str, int]  # the version of each decision that somebody saw, by its key


class Held(NamedTuple):
    """A yes that may not go out yet: what was not looked at, and what is in doubt."""

    decision: Decision
    missing: list[Vetted]
    doubts: list[Vetted]


@dataclass(frozen=True)
class Results:
    """The results of a call that nobody was told, by what keeps them."""

    going: list[Decision]  # approved
    held: list[Held]  # those of them with a check that is missing or in doubt
    proposed: list[Decision]
    returned: list[Decision]
    undecided: list[calls.Line]

    @property
    def seen(self) -> Seen:
        """Name what would go out now."""
        return {str(d.id): d.version for d in self.going}

    @property
    def mark(self) -> str:
        """Stand for what would go out now, so that a change is noticed."""
        return sha256(json.dumps(self.seen, sort_keys=True).encode()).hexdigest()[:16]

    def of(self, outcome: Outcome | str) -> list[Decision]:
        """List what would go out with this outcome."""
        return [d for d in self.going if d.outcome == outcome]


def results_in(call: Call) -> Results:
    """Sort the bids of a call by what keeps their results from going out."""
    made = decisions_in(call)
    decided = {d.application_id for d in made}
    untold = [d for d in made if d.told_at is None]
    going = [d for d in untold if d.stage is DecisionStage.APPROVED]
    return Results(
        going=going,
        held=held_among(call, going),
        proposed=[d for d in untold if d.stage is DecisionStage.PROPOSED],
        returned=[d for d in untold if d.stage is DecisionStage.RETURNED],
        undecided=[b for b in calls.submitted_lines(call) if b.id not in decided],
    )


def held_among(call: Call, decisions: Iterable[Decision]) -> list[Held]:
    """List the yeses with a check that is missing or in doubt."""
    known = vetting.vettings_in(call)
    found = []
    for decision in decisions:
        vetted = known.get(decision.application_id, {})
        if decision.outcome is Outcome.FUND and not vetting.is_clear(vetted):
            missing = [what for what in Vetted if what not in vetted]
            doubts = [what for what, one in vetted.items() if not one.is_clear]
            found.append(Held(decision, missing, doubts))
    return found


def _releases() -> Any:
    return select(Release).options(
        joinedload(Release.call).joinedload(Call.fund), joinedload(Release.by)
    )


def release(key: UUID, *, lock: bool = False) -> Release | None:
    """One release with its call."""
    query = select(Release).where(Release.id == key)
    return db.session.scalar(
        locked(query) if lock else _releases().where(Release.id == key)
    )


def releases_of(call: Call) -> list[Release]:
    """List the releases of a call, the newest first."""
    query = _releases().where(Release.call_id == call.id)
    return list(db.session.scalars(query.order_by(Release.made_at.desc())))


def planned_release(call: Call) -> Release | None:
    """Find the release that is still to come."""
    query = _releases().where(
        Release.call_id == call.id,
        Release.done_at.is_(None),
        Release.called_off_at.is_(None),
    )
    return db.session.scalar(query)
