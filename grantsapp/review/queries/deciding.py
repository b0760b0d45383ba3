"""What was decided on bids, and what is left of the budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantsapp import ledger
from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import Decision, DecisionStage, Kind
from grantsapp.review.queries.ranking import Row, field_of, ranking


def _decisions() -> Select[Decision]:
    application = joinedload(Decision.application)
    organisation = application.joinedload(Application.organisation)
    return select(Decision).options(
        application.joinedload(Application.call).joinedload(Call.fund),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        joinedload(Decision.by),
        joinedload(Decision.approved_by),
        *with_sponsor(application),
    )


def decision_on(application: Application) -> Decision | None:
    """What was decided on a bid, if anything."""
    query = _decisions().where(Decision.application_id == application.id)
    return db.session.scalar(query)


def decision(key: UUID, *, lock: bool = False) -> Decision | None:
    """One decision with its bid; locked, with its call, whose money it moves."""
    if lock:
        its_call = select(Application.call_id).join(Decision).where(Decision.id == key)
        db.session.execute(locked(select(Call).where(Call.id.in_(its_call))))
    query = _decisions().where(Decision.id == key)
    return db.session.scalar(query.execution_options(populate_existing=lock))


def decisions_in(call: Call) -> list[Decision]:
    """List what was decided on the bids of a call, by number."""
    query = _decisions().join(Application, Application.id == Decision.application_id)
    query = query.where(Application.call_id == call.id).order_by(Application.number)
    return list(db.session.scalars(query))


def result_for(application: Application) -> Decision | None:
    """What the applicant may read of the decision, once the fund has told them."""
    found = decision_on(application)
    return found if found and may("read", found) else None


def left_of(call: Call) -> int:
    """Say how much of a call's budget nobody has decided on, in minor units."""
    left = ledger.balance(call)
    return call.budget if left is None else left


@dataclass(frozen=True)
class Choice:
    """One bid on the page where bids are decided."""

    bid: calls.Line
    row: Row | None  # its place in the ranking; None where it is not eligible
    decision: Decision | None
    ineligible_because: str = ""


def choices_in(call: Call) -> list[Choice]:
    """List every bid in ranking order, then those that the call cannot fund."""
    field = field_of(call)
    scored = field.phase_of_kind(Kind.SCORING)
    rows = ranking(scored, field) if scored else []
    made = {d.application_id: d for d in decisions_in(call)}
    choices = [Choice(row.bid, row, made.get(row.bid.id)) for row in rows]
    ranked = {c.bid.id for c in choices}
    for bid in field.bids:
        if bid.id not in ranked:
            check = (field.checks or {}).get(bid.number)
            reason = check.reason if check else ""
            choices.append(Choice(bid, None, made.get(bid.id), reason))
    return choices


def waiting_for(person: Any, choices: Iterable[Choice]) -> list[Decision]:
    """List the decisions of others that this person may approve."""
    found = [c.decision for c in choices if c.decision]
    return [
        d
        for d in found
        if d.stage is DecisionStage.PROPOSED and may("approve", d, person)
    ]
