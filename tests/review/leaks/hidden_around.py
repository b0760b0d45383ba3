"""The rest of the table: ties, talk, decisions, translations, and what staff keep."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from grantsapp.db import db
from grantsapp.review.models import (
    Affiliation,
    Assignment,
    BidTranslation,
    Check,
    Conflict,
    Decision,
    DecisionStage,
    Moderated,
    Moderator,
    Objection,
    Outcome,
    Passage,
    Recommendation,
    Release,
    Remark,
    Seat,
    Solve,
    Vetting,
)
from tests.review.leaks.hidden import Change, Secret, both, panel, setting
from tests.review.leaks.plans import MEMBERS
from tests.review.leaks.worlds import OUTSIDERS, World

EVERYBODY = frozenset({*OUTSIDERS, *MEMBERS})
# A bid whose money is taken cannot be withdrawn, and its group is told that it is being
# decided on, not how: see docs/decisions.md, 26.
WITHDRAWAL = "/applications/{}/withdrawal"


def secrets(world: World) -> Iterator[Secret]:
    """List it for a world."""
    yield from _ties(world)
    yield from _talk(world)
    yield from _decisions(world)
    yield from _for_staff(world)
    yield from _panel(world)


def rows(model: Any, **where: Any) -> list[Any]:
    """Read rows in a steady order."""
    return list(db.session.scalars(select(model).filter_by(**where).order_by(model.id)))


def _ties(world: World) -> Iterator[Secret]:
    places = {key: bid for bid, key in enumerate(world.bids)}
    names = {key: member for member, key in world.seats.items()}
    for tie in rows(Conflict):
        member, bid = names[tie.moderator_id], places[tie.application_id]
        others = panel(lambda p, who=member: p != who)
        words = {"reason": "They quarrelled.", "by_name": "Somebody else"}
        words["detail"] = {"words": "other"}
        if tie.settled_by:
            words |= {"settled_by": "Sven", "settled_because": "Sven thinks so."}
        name = f"why {member} is tied to {bid}"
        yield Secret(name, OUTSIDERS | others, setting(Conflict, tie.id, **words))
        yield Secret(f"that {member} is tied to {bid}", OUTSIDERS, _gone(tie))
    for row in rows(Objection):
        own = set(world.group_of(places[row.application_id]))
        change = setting(Objection, row.id, name="Ms Else", reason="Other.")
        name = f"whom the group of {places[row.application_id]} objects to"
        yield Secret(name, EVERYBODY - own, change)


def _gone(row: Any) -> Change:
    model, key = type(row), row.id

    def change() -> None:
        db.session.execute(delete(model).where(model.id == key))

    return change


def _talk(world: World) -> Iterator[Secret]:
    """What the panel says is for those who may read the bid and meet on it."""
    for bid, key in enumerate(world.bids):
        deaf = panel(lambda p, b=bid: not _meets(world, p, b))
        remarks = [r for r in rows(Remark, application_id=key) if r.by.name == "Stella"]
        for row in remarks:
            change = setting(Remark, row.id, text="Something else altogether.")
            yield Secret(f"what was said of {bid}", OUTSIDERS | deaf, change)
        for row in rows(Remark, application_id=key)[:1]:
            yield Secret(f"that {bid} was spoken of", OUTSIDERS | deaf, _gone(row))
        for row in rows(Moderated, application_id=key):
            facts = {"value": 1, "reason": "agreed on less", "by_name": "Sven"}
            change = setting(Moderated, row.id, **facts)
            yield Secret(f"what was agreed on {bid}", OUTSIDERS | deaf, change)
        for row in rows(Recommendation, application_id=key):
            facts = {"outcome": Outcome.RESERVE, "amount": 1, "reason": "Not sure."}
            change = setting(Recommendation, row.id, **facts)
            yield Secret(f"what was recommended on {bid}", OUTSIDERS | deaf, change)
        for row in rows(BidTranslation, application_id=key):
            change = setting(BidTranslation, row.id, text="In other words.")
            own = set(world.group_of(bid))
            name = f"the translation of the {row.question} of {bid}"
            yield Secret(
                name, (OUTSIDERS - own) | _may_not_read(world, bid, row), change
            )


def _meets(world: World, who: str, bid: int) -> bool:
    is_let = world.meets_on(bid) and world.is_cleared(who, bid)
    blocked = world.is_tied(who, bid) or world.seat(who) is Seat.TRANSLATOR
    return is_let and not blocked


def _may_not_read(world: World, bid: int, row: BidTranslation) -> frozenset[str]:
    """Name the members who may not read a translation; its title is in lists."""
    tied = panel(lambda p: world.is_tied(p, bid))
    if row.question == "title":
        return tied
    readers = panel(lambda p: world.seat(p) is not Seat.TRANSLATOR)
    return tied | {p for p in readers if not world.is_cleared(p, bid)}


def _decisions(world: World) -> Iterator[Secret]:
    """What is not told is nobody's; of what is, the reasons stay in the file."""
    for bid, key in enumerate(world.bids):
        own = frozenset(world.group_of(bid))
        for row in rows(Decision, application_id=key):
            inside = {"reason": "A weak plan.", "by_id": world.people["fay"]}
            words = {"feedback": "Think again.", "conditions": "A new bank account."}
            if row.amount is not None:
                words["amount"] = 100_100
            change = setting(Decision, row.id, **inside)
            yield Secret(f"the reason of the decision on {bid}", EVERYBODY, change)
            knows = own if row.told_at else frozenset()
            change = setting(Decision, row.id, **words)
            yield Secret(f"the decision on {bid}", EVERYBODY - knows, change)
            if row.told_at is None:
                name = f"that {bid} is decided on"
                yield Secret(name, EVERYBODY, _gone(row), WITHDRAWAL.format(key))
            if row.stage is DecisionStage.APPROVED and row.told_at is None:
                back = {"stage": DecisionStage.PROPOSED, "approved_by_id": None}
                change = setting(Decision, row.id, **back, approved_at=None)
                yield Secret(f"that the decision on {bid} is made", EVERYBODY, change)
        untold = EVERYBODY - (own if world.plan.bids[bid].decision == "told" else set())
        for row in rows(Check, application_id=key):
            change = setting(Check, row.id, reason="Another ground.", by_name="Sven")
            yield Secret(f"why {bid} passed the check", untold & OUTSIDERS, change)
        for row in rows(Passage, application_id=key):
            change = setting(Passage, row.id, reason="Drawn by lot.", by_name="Sven")
            yield Secret(f"why {bid} goes on", OUTSIDERS, change)


def _for_staff(world: World) -> Iterator[Secret]:
    for row in rows(Vetting):
        change = setting(Vetting, row.id, is_clear=False, note="A doubt.")
        yield Secret("what was found about a group", EVERYBODY, change)
    for row in rows(Release):
        change = setting(Release, row.id, at=row.at.replace(year=2031))
        yield Secret("when results go out", EVERYBODY, change)
    for row in rows(Solve):
        change = setting(Solve, row.id, answer={"words": "else"}, fault="broken")
        yield Secret("what a worker worked out", EVERYBODY, change)


def _panel(world: World) -> Iterator[Secret]:
    """Who is on the panel, what they know and what they score, outsiders never see."""
    for member, key in world.seats.items():
        facts: dict[str, Any] = {"expertise": ["practice"], "languages": ["bn"]}
        facts["capacity"] = 1
        row = rows(Affiliation, moderator_id=key)[0]
        belongs = setting(Affiliation, row.id, name="House of Else")
        change = both(setting(Moderator, key, **facts), belongs)
        yield Secret(f"what {member} knows", OUTSIDERS, change)
    for key, assignment in _each_but_the_first(world):
        row = db.session.get_one(Assignment, assignment)
        if key not in world.reviews:
            yield Secret(f"that {key[0]} scores {key[1]}", OUTSIDERS, _gone(row))


def _each_but_the_first(world: World) -> list[tuple[tuple[str, int, int], UUID]]:
    """That somebody scores at all is told: a call is then being read."""
    return sorted(world.assigned.items())[1:]
