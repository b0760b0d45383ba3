"""The table of what is hidden from whom, and a way to change each of it.

Written from the issue, not from the policy: where the two disagree, one of them is
wrong. What is not said to be hidden here is not said to be shown either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from grantsapp.accounts.models import Membership, Organisation, Person
from grantsapp.calls.models import Answer, Application, Attachment
from grantsapp.db import db
from grantsapp.files import File
from grantsapp.review.models import (
    Assignment,
    Kind,
    Review,
    ReviewVersion,
    Score,
    Seat,
    Seen,
    Stage,
)
from tests.review.leaks.plans import DRAFTING, MEMBERS
from tests.review.leaks.worlds import OUTSIDERS, READERS, World

Change = Callable[[], None]
OLD, NEW = "What we need", "Quite another need"  # what a search is asked for


@dataclass(frozen=True)
class Secret:
    """Something, the people from whom it is hidden, and a change to it."""

    name: str
    hidden_from: frozenset[str]
    change: Change
    but_at: str = ""  # a page that tells it all the same, as the house has decided


def secrets(world: World) -> list[Secret]:
    """List all that is hidden from somebody in a world."""
    from tests.review.leaks import hidden_around

    found = [*_reviews(world), *_bids(world), *_names(world)]
    return [s for s in [*found, *hidden_around.secrets(world)] if s.hidden_from]


def setting(model: Any, key: UUID, **values: Any) -> Change:
    """Change columns of a row, past every rule of the house."""

    def change() -> None:
        db.session.execute(update(model).where(model.id == key).values(**values))

    return change


def both(*changes: Change) -> Change:
    """Make several changes."""

    def change() -> None:
        for one in changes:
            one()

    return change


def panel(test: Callable[[str], bool]) -> frozenset[str]:
    """Name the members of the panel for whom something is so."""
    return frozenset(filter(test, MEMBERS))


# What moderators gave.


def _reviews(world: World) -> Iterator[Secret]:
    for number, (key, assignment) in enumerate(sorted(world.assigned.items())):
        member, bid, place = key
        review = db.session.scalar(select(Review).filter_by(assignment_id=assignment))
        others = panel(lambda p, who=member: p != who)
        why = setting(Assignment, assignment, why={"words": "another reason"})
        name = f"why {member} was asked to score {bid} in phase {place}"
        yield Secret(name, OUTSIDERS | others, why)
        if review is None:
            continue
        blind = panel(lambda p, k=key: not _may_see_scores(world, p, *k))
        name = f"what {member} gave to {bid} in phase {place}"
        yield Secret(name, OUTSIDERS | blind, _other_scores(review.id))
        if review.stage is Stage.DRAFT and number % 2:
            name = f"that {member} began to score {bid} in phase {place}"
            yield Secret(name, OUTSIDERS | others, _without(review.id))


def _may_see_scores(world: World, who: str, author: str, bid: int, place: int) -> bool:
    """Say whether the phase may let somebody see a review by now."""
    if who == author:
        return True
    phase, stage = world.plan.phases[place], world.reviews[author, bid, place]
    if stage is Stage.DRAFT or phase.seen is Seen.NEVER:
        return False
    if world.is_tied(who, bid) or world.seat(who) is Seat.TRANSLATOR:
        return False
    own = world.reviews.get((who, bid, place))
    if own is Stage.SUBMITTED:
        return phase.seen is Seen.OWN_IN or phase.is_closed
    asked = own is Stage.DRAFT or (who, bid, place) in world.assigned
    if asked and not phase.is_closed:
        return False  # what they give must be their own
    return _meets_after(world, bid, place) and world.is_cleared(who, bid)


def _meets_after(world: World, bid: int, place: int) -> bool:
    later = world.plan.phases[place + 1 :]
    meets = any(p.kind in {Kind.MODERATION, Kind.RECOMMENDATION} for p in later)
    return meets and world.goes_on(bid) and world.plan.phases[place].is_closed


def _other_scores(review: UUID) -> Change:
    def change() -> None:
        for score in db.session.scalars(select(Score).filter_by(review_id=review)):
            score.value = 5 if score.value in {None, 1, 2, 3} else 1
            score.reason = f"now for another reason than {score.reason}"
        row = db.session.get_one(Review, review)
        row.comment, row.confidence = "another comment", 1
        query = select(ReviewVersion).filter_by(review_id=review)
        for version in db.session.scalars(query):
            version.comment, version.scores = "other", {"need": [5, "other"]}
        db.session.flush()

    return change


def _without(review: UUID) -> Change:
    def change() -> None:
        for model in (Score, ReviewVersion):
            db.session.execute(delete(model).where(model.review_id == review))
        db.session.execute(delete(Review).where(Review.id == review))

    return change


# What a bid says.


def _bids(world: World) -> Iterator[Secret]:
    for bid, key in enumerate(world.bids):
        strangers = OUTSIDERS - set(world.group_of(bid))
        tied = panel(lambda p, b=bid: world.is_tied(p, b))
        blind = panel(lambda p, b=bid: not _may_read(world, p, b))
        translators = panel(lambda p: world.seat(p) is Seat.TRANSLATOR)
        yield Secret(
            f"the words of {bid}",
            strangers | (blind - translators) | (translators & tied),
            _answer(key, "need", [f"{NEW}, {bid}."]),
        )
        yield Secret(
            f"the figures of {bid}",
            strangers | blind | translators,
            both(
                _answer(key, "people", ["77"]),
                _answer(key, "amount", ["9,999"]),
                _answer(key, "starts", ["2027-11-11"]),
                setting(Application, key, amount=999_900),
            ),
        )
        yield Secret(
            f"what is sealed in {bid}",
            strangers | frozenset(MEMBERS),
            _sealed(key),
        )
        title = both(
            _answer(key, "title", [f"Another title {bid}"]),
            setting(Application, key, title=f"Another title {bid}"),
        )
        yield Secret(f"the title of {bid}", strangers | tied, title)
        for file in _files(key):
            name = f"a file of {bid}"
            change = setting(Attachment, file, file_id=world.spare)
            yield Secret(name, strangers | blind | translators, change)
    draft = _answer(world.draft, "need", [f"{NEW} in a draft."])
    title = setting(Application, world.draft, title="Another draft", amount=1)
    nobody = frozenset(READERS) - {DRAFTING}
    yield Secret("what a draft says", nobody, both(draft, title))


def _may_read(world: World, who: str, bid: int) -> bool:
    """Say whether a member may be let read a bid: untied, asked, and let near it."""
    if world.is_tied(who, bid) or not world.is_cleared(who, bid):
        return False
    if world.plan.bids[bid].is_withdrawn:
        return False
    if world.is_assigned(who, bid):
        return True
    if not world.goes_on(bid):
        return False
    return world.seat(who) is not Seat.MODERATOR or world.meets_on(bid)


def _answer(bid: UUID | None, code: str, raw: list[str]) -> Change:
    def change() -> None:
        which = (Answer.application_id == bid, Answer.question == code)
        db.session.execute(update(Answer).where(*which).values(raw=raw))

    return change


def _sealed(bid: UUID) -> Change:
    def change() -> None:
        which = (Answer.application_id == bid, Answer.question == "sealed")
        sealed = '["Other words under seal."]'
        db.session.execute(update(Answer).where(*which).values(sealed=sealed))

    return change


def _files(bid: UUID) -> list[UUID]:
    query = select(Attachment.id).where(Attachment.application_id == bid)
    return list(db.session.scalars(query.order_by(Attachment.made_at)))


# Who is behind a bid, and who is on the panel.


def _names(world: World) -> Iterator[Secret]:
    for bid, key in enumerate(world.bids):
        strangers = OUTSIDERS - set(world.group_of(bid))
        group = db.session.get_one(Application, key).organisation
        translators = panel(lambda p: world.seat(p) is Seat.TRANSLATOR)
        tied = panel(lambda p, b=bid: world.is_tied(p, b)) | translators
        everyone = frozenset(MEMBERS)
        hides_it = everyone if world.always("hides_organisation") else tied
        hides_them = everyone if world.always("hides_people") else tied
        group_is = {"name": f"Other Group {bid}", "borough": "Barnet", "about": "Else."}
        change = setting(Organisation, group.id, **group_is)
        yield Secret(f"the group of {bid}", strangers | hides_it, change)
        yield Secret(
            f"the names of the people of {bid}",
            strangers | hides_them,
            _people(group.id, "name"),
        )
        yield Secret(
            f"the addresses of the people of {bid}",
            strangers | hides_them,
            both(_people(group.id, "email"), _answer(key, "mail", ["else@b.example"])),
        )
        for number, file in enumerate(_files(key)):
            kept = select(Attachment.file_id).where(Attachment.id == file)
            change = setting(
                File, db.session.scalar(kept), name=f"of-a-group-{number}.txt"
            )
            blind = panel(lambda p, b=bid: not _may_read(world, p, b))
            name = f"the name of a file of {bid}"
            yield Secret(name, strangers | blind | hides_it | hides_them, change)
    for member in MEMBERS:
        others = panel(lambda p, who=member: p != who)
        nameless = others if world.always("hides_moderators") else frozenset()
        change = setting(Person, world.people[member], name=f"Another {member}")
        yield Secret(f"the name of {member}", OUTSIDERS | nameless, change)


def _people(group: UUID, what: str) -> Change:
    def change() -> None:
        query = select(Membership.person_id).where(Membership.organisation_id == group)
        for number, key in enumerate(db.session.scalars(query).all()):
            person = db.session.get_one(Person, key)
            words = {"name": f"Anders Genannt {number}", "email": f"b{key.hex}@c.test"}
            setattr(person, what, words[what])
        db.session.flush()

    return change
