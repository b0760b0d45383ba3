"""Clarifications, appeals, withdrawn and entered bids, as pages read them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import comparing, questions
from grantsapp.calls.models import (
    Appeal,
    Application,
    Call,
    Clarification,
    Entry,
    Stage,
)
from grantsapp.calls.queries.wording import shown_raw
from grantsapp.db import db


def _whole(query: Select[Any], bid: Any) -> Select[Any]:
    """Read with a row the bid that it is about, and all that pages need of that."""
    whole = joinedload(bid)
    return query.options(
        whole.joinedload(Application.call).joinedload(Call.fund),
        whole.joinedload(Application.form_version),
        whole.joinedload(Application.entry),
        whole.joinedload(Application.organisation)
        .selectinload(Organisation.memberships)
        .joinedload(Membership.person),
    )


def clarification(key: UUID, *, lock: bool = False) -> Clarification | None:
    """One question of the fund, with the bid; locked with the bid it may change."""
    query = select(Clarification).where(Clarification.id == key)
    query = _whole(query, Clarification.application)
    query = query.options(
        joinedload(Clarification.application).selectinload(Application.answers)
    )
    if lock:
        its_bid = select(Clarification.application_id).where(Clarification.id == key)
        bid = select(Application.id).where(Application.id.in_(its_bid))
        db.session.execute(bid.with_for_update())
        query = query.with_for_update(of=Clarification)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def clarifications_of(application: Application) -> list[Clarification]:
    """List what the fund asked about a bid, the newest last."""
    query = select(Clarification).where(Clarification.application_id == application.id)
    return list(db.session.scalars(query.order_by(Clarification.made_at)))


def clarifications_in(call: Call) -> list[Clarification]:
    """List what was asked about the bids of a call, the newest first."""
    query = _whole(select(Clarification), Clarification.application)
    query = query.join(Application, Application.id == Clarification.application_id)
    query = query.where(Application.call_id == call.id)
    return list(db.session.scalars(query.order_by(Clarification.made_at.desc())))


@dataclass(frozen=True)
class Compared:
    """One answer before and after a clarification."""

    code: str
    label: i18n.Shown
    language: str
    before: tuple[comparing.Piece, ...]
    after: tuple[comparing.Piece, ...]

    @property
    def changed(self) -> bool:
        """Say whether the two differ."""
        return any(piece.changed for piece in self.before + self.after)


def compared(found: Clarification) -> list[Compared]:
    """Set what was sent first beside the answer to what the fund asked."""
    bid = found.application
    part = bid.form_version.form.section(found.section)
    before, after = found.before, found.after
    lines = []
    for question in part.questions if part else ():
        typed = (v.get(question.code) for v in (before, after))
        texts = [shown_raw(question, one["raw"] if one else []) for one in typed]
        pieces = comparing.compare(*texts)
        label = i18n.Text(question.label).shown()
        tongue = bid.language if question.kind in _WRITTEN else ""
        lines.append(
            Compared(question.code, label, tongue, tuple(pieces[0]), tuple(pieces[1]))
        )
    return [line for line in lines if line.before or line.after]


def clarified_answers(application: Application) -> dict[str, Compared]:
    """Give the answers that were changed because the fund asked, by question."""
    return {
        line.code: line
        for found in clarifications_of(application)
        if found.answered_at
        for line in compared(found)
        if line.changed
    }


_WRITTEN = {questions.Kind.SHORT, questions.Kind.LONG}


def appeal(key: UUID, *, lock: bool = False) -> Appeal | None:
    """One appeal with its bid and who is to answer."""
    query = _whole(select(Appeal).where(Appeal.id == key), Appeal.application)
    query = query.options(joinedload(Appeal.assigned_to))
    if lock:
        query = query.with_for_update(of=Appeal)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def appeal_on(application: Application) -> Appeal | None:
    """The appeal of a group on its bid, if there is one."""
    query = select(Appeal).where(Appeal.application_id == application.id)
    return db.session.scalar(query)


def appeals_in(call: Call) -> list[Appeal]:
    """List the appeals on the bids of a call, the newest first."""
    query = _whole(select(Appeal), Appeal.application)
    query = query.options(joinedload(Appeal.assigned_to))
    query = query.join(Application, Application.id == Appeal.application_id)
    query = query.where(Application.call_id == call.id)
    return list(db.session.scalars(query.order_by(Appeal.made_at.desc())))


def _bids(call: Call) -> Select[Any]:
    query = select(Application).where(Application.call_id == call.id)
    return query.order_by(Application.number).options(
        joinedload(Application.call),
        joinedload(Application.organisation),
        joinedload(Application.entry),
    )


def withdrawn_applications(call: Call) -> list[Application]:
    """List what the fund had received and its authors took back."""
    gone = Application.stage == Stage.WITHDRAWN
    query = _bids(call).where(gone, Application.submitted_at.is_not(None))
    return list(db.session.scalars(query))


def entered_drafts(call: Call) -> list[Application]:
    """List the bids that staff began to enter and did not hand in yet."""
    query = _bids(call).join(Entry).where(Application.stage == Stage.DRAFT)
    return list(db.session.scalars(query))
