"""What was decided on bids, and what is left of the budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as a_field
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n, ledger
from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Decision,
    DecisionStage,
    Kind,
    Outcome,
    Phase,
    Recommendation,
)
from grantsapp.review.queries import vetting
from grantsapp.review.queries.agreed import means_with, moderated_on
from grantsapp.review.queries.ranking import Field, Row, field_of, rows_of, scores_in
from grantsapp.review.queries.recommending import recommendations_in


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


class Outline(NamedTuple):
    """What a bid is about and where its group is, as plain values."""

    tier: str
    theme: str
    organisation: UUID
    borough: str


def outlines_in(call: Call) -> dict[UUID, Outline]:
    """Give the outline of every bid that was handed in to a call."""
    query = select(
        Application.id,
        Application.tier,
        Application.theme,
        Application.organisation_id,
        Organisation.borough,
    ).join(Organisation, Organisation.id == Application.organisation_id)
    query = query.where(
        Application.call_id == call.id, Application.submitted_at.is_not(None)
    )
    return {row[0]: Outline(*row[1:]) for row in db.session.execute(query)}


class Stopped(NamedTuple):
    """The phase from which a bid did not go on, and why where somebody said so."""

    phase: i18n.Text
    reason: str


@dataclass(frozen=True)
class Choice:
    """One bid on the pages where bids are decided."""

    bid: calls.Line
    row: Row | None  # its place in the last ranking that it came into
    decision: Decision | None
    is_eligible: bool = True
    stopped: Stopped | None = None
    outline: Outline | None = None
    ranked_in: i18n.Text | None = None  # the phase, where bids are ranked in several
    agreed: Fraction | None = None  # the mean with the scores that the panel agreed on
    recommended: Recommendation | None = None
    vetted: vetting.Found = a_field(default_factory=dict)

    @property
    def mean(self) -> Fraction | None:
        """The mean that counts: the agreed one where there is one."""
        if self.agreed is not None or self.row is None:
            return self.agreed
        return self.row.standing.mean

    @property
    def can_be_funded(self) -> bool:
        """Say whether it passed the check and every phase that is closed."""
        return self.is_eligible and self.stopped is None

    @property
    def is_held(self) -> bool:
        """Say whether it is to be funded and a check is missing or in doubt."""
        made = self.decision
        return bool(made and made.holds) and not vetting.is_clear(self.vetted)


def choices_in(call: Call) -> list[Choice]:
    """List every bid in ranking order, then those that the call cannot fund."""
    field = field_of(call)
    eligible = {bid.id for bid in field.eligible}
    made = {d.application_id: d for d in decisions_in(call)}
    outlines, vetted = outlines_in(call), vetting.vettings_in(call)
    advice = recommendations_in(call)
    rows = _rows(field)
    ordered = [row.bid for row, *_more in sorted(rows.values(), key=_best_first)]
    ordered += [bid for bid in field.bids if bid.id not in rows]
    several = len({phase.id for _row, _agreed, phase in rows.values()}) > 1
    choices = []
    for bid in ordered:
        row, agreed, phase = rows.get(bid.id, (None, None, None))
        choice = Choice(
            bid,
            row,
            made.get(bid.id),
            is_eligible=bid.id in eligible,
            stopped=_stopped(field, bid),
            outline=outlines.get(bid.id),
            ranked_in=phase.title if phase and several else None,
            agreed=agreed,
            recommended=advice.get(bid.id),
            vetted=vetted.get(bid.id, {}),
        )
        choices.append(choice)
    return choices


Ranked = tuple[Row, Fraction | None, Phase]


def _rows(field: Field) -> dict[UUID, Ranked]:
    """Rank each bid in the last scoring in which somebody was asked to score it.

    A second look may be taken at some bids only; the others keep their place.
    """
    rows: dict[UUID, Ranked] = {}
    unasked: dict[UUID, Ranked] = {}
    for phase in reversed([p for p in field.phases if p.kind is Kind.SCORING]):
        found, fixed = scores_in(phase, field), moderated_on(phase)
        standings = found.standings()
        means = means_with(found, standings, fixed)
        for row in rows_of(found, standings):
            number = row.bid.number
            agreed = means[number] if number in fixed else None
            kept = rows if row.asked else unasked
            kept.setdefault(row.bid.id, (row, agreed, phase))
    return unasked | rows


def _best_first(ranked: Ranked) -> tuple[bool, Fraction]:
    row, agreed, _phase = ranked
    mean = row.standing.mean if agreed is None else agreed
    return mean is None, -(mean or Fraction(0))


def _stopped(field: Field, bid: calls.Line) -> Stopped | None:
    """Find the first phase that did not let a bid on."""
    check = (field.checks or {}).get(bid.number)
    for phase in field.phases:
        if phase.kind is Kind.ELIGIBILITY:
            if check is not None and not check.is_eligible:
                return Stopped(phase.title, check.reason)
            continue
        passed = field.passages.get(phase.id, {}).get(bid.number)
        if passed is not None and not passed.goes_on:
            return Stopped(phase.title, passed.reason)
    return None


def reserve_list(choices: Iterable[Choice]) -> list[Choice]:
    """List the bids that wait for money: by place, then in the order given."""
    found = [
        c
        for c in choices
        if c.decision
        and c.decision.outcome is Outcome.RESERVE
        and c.decision.stage is not DecisionStage.RETURNED
    ]
    return sorted(found, key=lambda c: _behind(c.decision))


def _behind(decision: Decision | None) -> tuple[bool, int]:
    place = decision.place if decision else None
    return place is None, place or 0


class Total(NamedTuple):
    """How many bids of a sort are to be funded, and with how much."""

    bids: int
    money: int


def totals(choices: Iterable[Choice], sort: str) -> dict[str, Total]:
    """Sum up what is decided to be funded, by `tier`, `theme` or `borough`."""
    found: dict[str, Total] = {}
    for choice in choices:
        if choice.outline and choice.decision and choice.decision.holds:
            name = getattr(choice.outline, sort)
            before = found.get(name, Total(0, 0))
            found[name] = Total(before.bids + 1, before.money + choice.decision.holds)
    return found


def names_of(call: Call) -> dict[str, dict[str, str]]:
    """Name the tiers and themes of a call that was read with them, by their codes."""
    pairs = (("tier", call.tiers), ("theme", call.fund.themes))
    return {
        sort: {one.code: one.name.shown().text for one in found}
        for sort, found in pairs
    }


def state_of(choice: Choice) -> str:
    """Name how far the decision on a bid is, as a filter of the list."""
    made = choice.decision
    if made is None:
        return "undecided"
    return "told" if made.told_at else str(made.stage)


def waiting_for(person: Any, choices: Iterable[Choice]) -> list[Decision]:
    """List the decisions of others that this person may approve."""
    found = [c.decision for c in choices if c.decision]
    return [
        d
        for d in found
        if d.stage is DecisionStage.PROPOSED and may("approve", d, person)
    ]
