"""What the pages of this room read, limited to what the person may see."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.awards import opendata
from grantsapp.awards.models import Award, Stage
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


def public_awards() -> list[tuple[Call, list[Award]]]:
    """List the awards that the public sees, by call, the newest call first.

    Accepted ones, and those of past rounds whose group and amount are known.
    """
    query = _awards().join(Call, Call.id == Award.call_id)
    query = query.where(
        Award.stage.in_([Stage.ACCEPTED, Stage.PAST]),
        Award.amount.is_not(None),
        Award.organisation_id.is_not(None),
    ).order_by(Call.closes_at.desc(), Call.id, Award.number)
    found = db.session.scalars(query)
    return [(call, list(group)) for call, group in groupby(found, lambda a: a.call)]


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


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the prefix that 360Giving gave, and the funder's own org-id."""

    prefix: str
    funder_id: str = ""


def grants(awards: Iterable[Award], by: Publisher) -> list[opendata.Grant]:
    """Write awards as plain values for open data; one without group or amount is none.

    What the public reads of a project is what the fund wrote, never the bid's own text.
    """
    return [
        _grant(a, a.organisation, a.amount, by)
        for a in awards
        if a.organisation and a.amount
    ]


def _grant(
    award: Award, group: Organisation, amount: int, by: Publisher
) -> opendata.Grant:
    call = award.call
    theme = next((t for t in call.fund.themes if t.code == award.theme), None)
    at = award.answered_at or award.offered_at or call.closes_at
    fund = call.fund.name.shown("en").text
    place = opendata.borough_location(group.borough) if group.borough else None
    about = ((fund, theme.code, theme.name.shown("en").text),) if theme else ()
    own_id = opendata.organisation_id(by.prefix, by.funder_id or None, "fund")
    return opendata.Grant(
        reference=award.reference,
        title=award.title[:140],
        description=award.summary or plain_summary(award),
        currency=call.fund.currency,
        amount_minor=amount,
        awarded_on=(award.offered_at or at)
        .astimezone(ZoneInfo(call.fund.time_zone))
        .date(),
        recipient=_organisation(by.prefix, group),
        to_one_person=group.is_one_person,
        funder=opendata.Organisation(id=own_id, name=fund),
        amount_applied_minor=award.amount_asked,
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        programme_code=call.reference,
        programme_title=call.title.shown("en").text,
        classifications=about,
        beneficiary_locations=(place,) if place else (),
        modified_at=at,
    )


def plain_summary(award: Award) -> str:
    """Say in one English sentence what a project is, where nobody wrote more."""
    theme = next((t for t in award.call.fund.themes if t.code == award.theme), None)
    under = f", under the theme “{theme.name.shown('en').text}”" if theme else ""
    return f"A project of the call “{award.call.title.shown('en').text}”{under}."


def _organisation(prefix: str, group: Organisation) -> opendata.Organisation:
    register, _dash, number = (group.org_id or "").rpartition("-")
    return opendata.Organisation(
        id=opendata.organisation_id(prefix, group.org_id, str(group.id)[:8]),
        name=group.name,
        charity_number=number if register in {"GB-CHC", "GB-SC"} else None,
        company_number=number if register == "GB-COH" else None,
    )
