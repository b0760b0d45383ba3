"""The account that a group is paid on: what stands, what waits, what may be paid to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from grantsapp import clock
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.awards.models import Award, BankDetails, BankStage, Stage
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db, locked

_STAND = (BankStage.PROPOSED, BankStage.APPROVED)


@dataclass(frozen=True)
class Account:
    """What a payee gave to a fund: the details in use, and those that wait."""

    payee: Organisation | None
    approved: BankDetails | None = None
    proposed: BankDetails | None = None

    @property
    def cools(self) -> bool:
        """Say whether the days after a change are not over."""
        return self.approved is not None and not _is_warm(self.approved, clock.now())

    @property
    def usable(self) -> BankDetails | None:
        """The details that may be paid to now: none while a change waits or cools."""
        return _usable(self.approved, self.proposed, clock.now())


def payee_of(award: Award) -> Organisation | None:
    """Say who receives the money: the sponsor where there is one, else the group."""
    return award.sponsor or award.organisation


def of(award: Award) -> Account:
    """What the payee of one award gave."""
    return accounts([award])[award.id]


def accounts(awards: Iterable[Award]) -> dict[UUID, Account]:
    """What the payees of many awards gave to their funds, in one query."""
    listed = list(awards)
    payees = {a.id: a.sponsor_id or a.organisation_id for a in listed}
    query = select(BankDetails).where(
        BankDetails.organisation_id.in_({p for p in payees.values() if p}),
        BankDetails.stage.in_(_STAND),
    )
    found: dict[tuple[UUID, UUID | None, BankStage], BankDetails] = {
        (d.fund_id, d.organisation_id, d.stage): d
        for d in db.session.scalars(query.order_by(BankDetails.made_at))
    }
    return {
        a.id: Account(
            payee_of(a),
            found.get((a.call.fund_id, payees[a.id], BankStage.APPROVED)),
            found.get((a.call.fund_id, payees[a.id], BankStage.PROPOSED)),
        )
        for a in listed
    }


def usable(
    organisation: Organisation, fund: Fund, now: datetime, *, lock: bool = False
) -> BankDetails | None:
    """The details that a fund may pay an organisation on at a moment, if there are any.

    None while nothing is approved, while a change waits for its answer, and in the days
    after one. With `lock` they stay as they are until the request ends.
    """
    if lock:
        hold(organisation)
    standing = standing_of(organisation, fund)
    return _usable(
        standing.get(BankStage.APPROVED), standing.get(BankStage.PROPOSED), now
    )


def standing_of(organisation: Organisation, fund: Fund) -> dict[BankStage, BankDetails]:
    """Give the details that are approved and those that wait, one of each at most."""
    query = select(BankDetails).where(
        BankDetails.organisation_id == organisation.id,
        BankDetails.fund_id == fund.id,
        BankDetails.stage.in_(_STAND),
    )
    return {d.stage: d for d in db.session.scalars(query)}


def hold(organisation: Organisation) -> None:
    """Let nobody else change the details of a payee until this request ends.

    The row of the organisation is the lock: the first details have none yet.
    """
    query = select(Organisation.id).where(Organisation.id == organisation.id)
    db.session.execute(query.with_for_update(key_share=True))


def details(key: UUID, *, lock: bool = False) -> BankDetails | None:
    """One row of details, with its payee's people and its fund."""
    query = select(BankDetails).where(BankDetails.id == key)
    if lock and (found := db.session.scalar(query)):
        hold(found.organisation)
        db.session.scalar(locked(query))
    return db.session.scalar(_whole(query))


def history_of(organisation: Organisation, fund: Fund) -> list[BankDetails]:
    """List all details that a payee ever gave to a fund, the newest first."""
    query = select(BankDetails).where(
        BankDetails.organisation_id == organisation.id, BankDetails.fund_id == fund.id
    )
    query = query.order_by(BankDetails.made_at.desc())
    return list(db.session.scalars(_whole(query)))


def award_paid_by(details: BankDetails) -> Award | None:
    """The newest award that is paid on this account, where its pages are."""
    query = select(Award).join(Call, Call.id == Award.call_id)
    mine = details.organisation_id
    of_mine = or_(
        Award.sponsor_id == mine,
        Award.sponsor_id.is_(None) & (Award.organisation_id == mine),
    )
    query = query.where(
        Call.fund_id == details.fund_id,
        Award.stage.in_([Stage.OFFERED, Stage.ACCEPTED]),
        of_mine,
    )
    return db.session.scalar(query.order_by(Award.made_at.desc()).limit(1))


def _usable(
    approved: BankDetails | None, proposed: BankDetails | None, now: datetime
) -> BankDetails | None:
    if approved is None or proposed is not None or not _is_warm(approved, now):
        return None
    return approved


def _is_warm(details: BankDetails, now: datetime) -> bool:
    return details.usable_from is not None and details.usable_from <= now


def _whole(query: Select[BankDetails]) -> Select[BankDetails]:
    people = joinedload(BankDetails.organisation)
    people = people.selectinload(Organisation.memberships)
    return query.options(
        people.joinedload(Membership.person),
        joinedload(BankDetails.fund),
        joinedload(BankDetails.proposed_by),
        joinedload(BankDetails.settled_by),
        joinedload(BankDetails.evidence),
    )
