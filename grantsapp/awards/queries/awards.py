"""What the pages of this room read, limited to what the person may see."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.review.models import Decision, DecisionStage, Outcome
from grantsapp.review.queries import deciding as decided


def _awards() -> Select[Award]:
    organisation = joinedload(Award.organisation)
    call = joinedload(Award.call).joinedload(Call.fund)
    return select(Award).options(
        call.selectinload(Fund.themes),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
    )


def award(key: UUID, *, lock: bool = False) -> Award | None:
    """One award with its call, group and payments."""
    query = _awards().where(Award.id == key)
    query = query.options(selectinload(Award.payments), joinedload(Award.letter))
    if lock:
        query = query.with_for_update(of=Award)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def awards_in(call: Call) -> list[Award]:
    """List the awards of a call, by number."""
    query = _awards().where(Award.call_id == call.id).order_by(Award.number)
    return list(db.session.scalars(query))


def awards_of(person: Any) -> list[Award]:
    """List the awards of a person's organisations, the newest first."""
    query = _awards().join(Award.organisation).join(Membership)
    query = query.where(Membership.person_id == person.id)
    return list(db.session.scalars(query.order_by(Award.made_at.desc())))


def is_grantee(person: Any) -> bool:
    """Say whether a person's organisations have an award, or hold one's money."""
    own = people.groups_of(person).own
    if not own:
        return False
    mine = select(Award.id).where(
        or_(Award.organisation_id.in_(own), Award.sponsor_id.in_(own))
    )
    return bool(db.session.scalar(select(mine.exists())))


def award_for(decision: Decision | None) -> Award | None:
    """The award that a decision led to."""
    if decision is None:
        return None
    query = _awards().where(Award.decision_id == decision.id)
    return db.session.scalar(query)


def award_stage(application: Any) -> str:
    """Say where the award of a bid is on its way; nothing where there is none."""
    query = select(Award.stage).join(Decision, Decision.id == Award.decision_id)
    stage = db.session.scalar(query.where(Decision.application_id == application.id))
    return str(stage or "")


def untold_decisions(call: Call) -> list[Decision]:
    """List the approved decisions whose applicants have heard nothing yet."""
    return [
        d
        for d in decided.decisions_in(call)
        if d.stage is DecisionStage.APPROVED and d.told_at is None
    ]


def next_number(call: Call) -> int:
    """Say the number of the next award of a call; its row is locked."""
    query = select(func.max(Award.number)).where(Award.call_id == call.id)
    return (db.session.scalar(query) or 0) + 1


def edit_of(award: Award) -> str:
    """Name the text that the public reads of an award, so that a newer one is seen."""
    return sha256(award.summary.encode()).hexdigest()[:12]


def letter_mark(decision: Decision) -> str:
    """Name what was added to the letter of a decision, so that a newer one is seen."""
    words = json.dumps(decision.letter, sort_keys=True)
    return sha256(words.encode()).hexdigest()[:12]


def is_yes(decision: Decision) -> bool:
    """Say whether a decision gives a grant."""
    return decision.outcome is Outcome.FUND
