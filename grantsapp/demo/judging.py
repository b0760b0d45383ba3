"""The bids are checked, scored and decided; the first results go out."""

from datetime import datetime, timedelta
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.awards.actions import offering
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.demo.telling import PENNIES, plan_outputs, read
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import measuring
from grantsapp.mel.instruments import Design
from grantsapp.review import queries as reviews
from grantsapp.review.actions import (
    assigning,
    deciding,
    declaring,
    inviting,
    planning,
    reviewing,
)
from grantsapp.review.models import Expertise, Moderator, Outcome
from grantsapp.review.models import Kind as PhaseKind
from grantsapp.review.queries import deciding as decided

EXPERTISE = {
    "rosa": Expertise.PREVENTION,
    "ravi": Expertise.THREAT,
    "mei": Expertise.PRACTICE,
}


def moderation(
    call: Call, bids: dict[str, Application], people: dict[str, Person], now: datetime
) -> None:
    """Check the bids and let the panel score them, as far as it has come."""
    told, stella = read("reviews.toml"), people["stella"]
    with clock.stopped_at(now - timedelta(days=15)):
        phase = reviews.phase_of_kind(call, PhaseKind.ELIGIBILITY)
        for one in told["eligibility"]:
            if phase is not None:
                planning.check_eligibility(
                    phase,
                    bids[one["bid"]],
                    is_eligible=one["eligible"],
                    reason="" if one["eligible"] else one["reason"].strip(),
                    by=stella,
                )
        panel = _panel(call, people)
    with clock.stopped_at(now - timedelta(days=10)):
        _score(call, bids, panel, told["reviews"])


def _panel(call: Call, people: dict[str, Person]) -> dict[str, Moderator]:
    panel = {}
    for name, expertise in {**EXPERTISE, "karim": Expertise.PRACTICE}.items():
        panel[name] = inviting.invite(
            call,
            email=people[name].email,
            name=people[name].name,
            expertise=[expertise],
            by=people["stella"],
        )
        db.session.flush()
        if name in EXPERTISE:
            inviting.answer_invitation(panel[name], accepts=True, by=people[name])
    return panel


def _score(
    call: Call,
    bids: dict[str, Application],
    panel: dict[str, Moderator],
    told: list[dict[str, Any]],
) -> None:
    """Assign eight bids; Ravi has a conflict with one, and Mei is not done yet."""
    phase = reviews.phase_of_kind(call, PhaseKind.SCORING)
    if phase is None:
        return
    wanted = {(panel[r["moderator"]].id, bids[r["bid"]].id) for r in told}
    wanted |= {(panel["ravi"].id, bids["03"].id)}
    wanted |= {(panel["mei"].id, bids[b].id) for b in ("05", "06")}
    assigning.assign(phase, wanted, by=_manager(call))
    db.session.flush()
    by_pair = {
        (a.moderator_id, a.application_id): a for a in reviews.assignments_in(phase)
    }
    ravi = by_pair[panel["ravi"].id, bids["03"].id]
    declaring.declare_conflict(
        ravi, reason="My sister teaches in this project.", by=panel["ravi"].person
    )
    criteria = {c.code: c.id for c in phase.criteria}
    for one in told:
        assignment = by_pair[panel[one["moderator"]].id, bids[one["bid"]].id]
        _review(assignment, one, criteria)


def _manager(call: Call) -> Person:
    return calls.managers_of(call.fund)[0].person


def _review(assignment: Any, one: dict[str, Any], criteria: dict[str, Any]) -> None:
    moderator = assignment.moderator.person
    declaring.clear_conflict(assignment, by=moderator)
    reasons = one.get("reasons", {})
    given = {
        key: (
            code in one["scores"] or code in reasons,
            one["scores"].get(code),
            reasons.get(code, ""),
        )
        for code, key in criteria.items()
    }
    reviewing.save_review(assignment, given, comment="", by=moderator)
    db.session.flush()
    if one["state"] == "submitted":
        reviewing.submit_review(assignment, by=moderator)


def decisions(
    call: Call, bids: dict[str, Application], people: dict[str, Person], now: datetime
) -> None:
    """Some bids are decided, some approved, one sent back; three groups know."""
    told = read("decisions.toml")["decisions"]
    stella, zofia = people["stella"], people["zofia"]
    for one in told:
        with clock.stopped_at(now - timedelta(days=6)):
            decision = deciding.decide(
                bids[one["bid"]],
                outcome=Outcome(one["outcome"]),
                amount=one["amount"] * PENNIES if "amount" in one else None,
                reason=one["reason"],
                feedback=one["feedback"],
                by=stella,
            )
        with clock.stopped_at(now - timedelta(days=5)):
            if one["then"] in {"told", "accepted"}:
                deciding.approve(decision, by=zofia)
            elif one["then"] == "returned":
                deciding.send_back(decision, because=one["because"], by=zofia)
    with clock.stopped_at(now - timedelta(days=4)):
        starts_on = (now + timedelta(days=30)).date()
        offering.send_results(call, starts_on=starts_on, by=stella)
    with clock.stopped_at(now - timedelta(days=3)):
        _acceptance(next(one for one in told if one["then"] == "accepted"), bids, zofia)


def _acceptance(one: dict[str, Any], bids: dict[str, Application], by: Person) -> None:
    """One group takes its offer, and is told what its people will be asked."""
    bid = bids[one["bid"]]
    award = awards.award_for(decided.decision_on(bid))
    if award is None:
        return
    member = bid.organisation.memberships[0].person
    offering.accept(award, name=one["signed"], by=member)
    plan_outputs(award, one, by=by)
    for code, design in (
        ("recognising", Design.MATCHED),
        ("neighbours", Design.RETROSPECTIVE),
    ):
        if tool := mel.instrument(code):
            measuring.attach(tool, [award], design, by=by)
