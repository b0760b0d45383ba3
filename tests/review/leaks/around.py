"""Makes what stands around reviews: a second round, talk, decisions, translations."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import clock
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.review.actions import deciding
from grantsapp.review.models import (
    Affiliation,
    Assignment,
    BidTranslation,
    Criterion,
    Kind,
    Moderated,
    Objection,
    Outcome,
    Passage,
    Phase,
    Recommendation,
    Release,
    Remark,
    Review,
    ReviewVersion,
    Score,
    Solve,
    SolveStage,
    Stage,
    Vetted,
    Vetting,
    Wanted,
)
from tests import cast as cast_of


def more_criteria(world: Any) -> None:
    """Give a second round of scores the criteria of the first."""
    first = _criteria(world.phases[1])
    for place, plan in enumerate(world.plan.phases):
        if place > 1 and plan.kind is Kind.SCORING:
            for row in first:
                names = ("code", "weight", "title", "guidance", "rubric", "position")
                facts = {name: getattr(row, name) for name in names}
                db.session.add(Criterion(phase_id=world.phases[place], **facts))
    db.session.commit()


def _criteria(phase: UUID) -> list[Criterion]:
    query = select(Criterion).where(Criterion.phase_id == phase)
    return list(db.session.scalars(query.order_by(Criterion.position)))


def score_again(world: Any) -> None:
    """Let those who scored first score in a second round; every other one is in."""
    for place, plan in enumerate(world.plan.phases):
        if place < 2 or plan.kind is not Kind.SCORING:
            continue
        first = [key for key in world.assigned if world.goes_on(key[1])]
        for number, (member, bid, _phase) in enumerate(first):
            stage = Stage.DRAFT if number % 2 else Stage.SUBMITTED
            _score(world, member, bid, place, stage)
    db.session.commit()


def _score(world: Any, member: str, bid: int, place: int, stage: Stage) -> None:
    asked = Assignment(
        phase_id=world.phases[place],
        application_id=world.bids[bid],
        moderator_id=world.seats[member],
        why={"words": "knows the field"},
    )
    db.session.add(asked)
    db.session.flush()
    world.assigned[member, bid, place] = asked.id
    if not world.is_cleared(member, bid):
        return
    review = Review(assignment_id=asked.id, stage=stage, comment=f"{member} again")
    review.submitted_at = clock.now() if stage is Stage.SUBMITTED else None
    db.session.add(review)
    db.session.flush()
    for row in _criteria(world.phases[place]):
        facts = {"review_id": review.id, "criterion_id": row.id}
        db.session.add(Score(**facts, value=2, reason=f"again {row.code}"))
    facts = {"review_id": review.id, "number": 1, "comment": "before"}
    db.session.add(ReviewVersion(**facts, scores={"need": [2, "again"]}))
    world.reviews[member, bid, place] = stage


def let_on(world: Any) -> None:
    """Close the phases that are over, and let on what goes on."""
    for place, plan in enumerate(world.plan.phases):
        if not plan.is_closed:
            continue
        db.session.get_one(Phase, world.phases[place]).closed_at = clock.now()
        for bid, key in enumerate(world.bids):
            if world.goes_on(bid):
                facts = {"phase_id": world.phases[place], "application_id": key}
                row = Passage(**facts, goes_on=True, by_rule=False, by_name="Stella")
                row.reason = "Chosen by hand."
                db.session.add(row)
    db.session.commit()


def belong(world: Any) -> None:
    """Let every member belong somewhere."""
    for member, seat in world.seats.items():
        db.session.add(Affiliation(moderator_id=seat, name=f"House of {member}"))
    db.session.commit()


def talk(world: Any, cast: Any) -> None:
    """Say, agree and recommend something on every bid, translate and object to it."""
    for bid, key in enumerate(world.bids):
        for place, plan in enumerate(world.plan.phases):
            about = {"phase_id": world.phases[place], "application_id": key}
            if plan.kind is Kind.MODERATION:
                _moderate(world, about)
            if plan.kind in {Kind.MODERATION, Kind.RECOMMENDATION}:
                for who in (cast.stella, cast.rosa):
                    said = {"by_id": who.id, "text": f"{who.name} on {bid}."}
                    db.session.add(Remark(**about, **said))
                _recommend(about)
        for question in ("title", "need"):
            _translate(key, question, bid)
        facts = {"name": f"Mr {bid}", "reason": f"We quarrel, {bid}.", "by_name": "x"}
        db.session.add(Objection(application_id=key, **facts))
    db.session.commit()


def _moderate(world: Any, about: dict[str, UUID]) -> None:
    for row in _criteria(world.phases[1]):
        told = {"value": 4, "reason": f"agreed on {row.code}", "by_name": "Stella"}
        db.session.add(Moderated(**about, criterion_id=row.id, **told))


def _recommend(about: dict[str, UUID]) -> None:
    facts = {"outcome": Outcome.FUND, "amount": 500_000, "by_name": "Stella"}
    db.session.add(Recommendation(**about, **facts, reason="All agree."))


def _translate(key: UUID, question: str, bid: int) -> None:
    facts = {"language": "en", "source_hash": "x", "by_name": "Eva", "version": 1}
    words = f"{question} of {bid} in English."
    db.session.add(
        BidTranslation(application_id=key, question=question, text=words, **facts)
    )


def decide(world: Any, cast: Any) -> None:
    """Decide on bids as drawn; look at the group first, and plan the release."""
    call = calls.call("CF1")
    for plan, key in zip(world.plan.bids, world.bids, strict=True):
        for what in Vetted:
            facts = {"is_clear": True, "note": "Looked at.", "by_name": "Stella"}
            facts |= {"what": what, "at": clock.now()}
            db.session.add(Vetting(application_id=key, **facts))
        if plan.decision:
            _decide(key, plan, cast)
    release = Release(call_id=call.id, at=clock.now(), by_id=cast.stella.id)
    release.at += timedelta(days=30)
    facts = {"wanted": Wanted.PORTFOLIO, "stage": SolveStage.READY, "fault": "slow"}
    solve = Solve(call_id=call.id, **facts, answer={"words": "solved"})
    db.session.add_all([release, solve])
    db.session.commit()


def _decide(key: UUID, plan: Any, cast: Any) -> None:
    bid = calls.application(key)
    yes = plan.decision != "told" and plan.is_eligible
    if plan.decision == "proposed":
        deciding.decide(
            bid,
            outcome=Outcome.FUND if yes else Outcome.DECLINE,
            amount=700_000 if yes else None,
            reason="Strong plan.",
            feedback="Your plan is concrete.",
            by=cast.stella,
        )
    else:
        made = cast_of.decided(
            bid, cast.stella, cast.otto, amount=700_000 if yes else None
        )
        if plan.decision == "told":
            deciding.mark_told(made, by=cast.stella)
    db.session.commit()
