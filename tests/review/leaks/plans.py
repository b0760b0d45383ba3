"""Draws a call and its moderation from a seed, as plain values."""

from dataclasses import dataclass
from random import Random

from grantsapp.review.models import Kind, Seat, Seen, Source, Stage, Standing

MEMBERS = ("rosa", "ravi", "mei", "eva")
GROUPS = (("amina", "bo"), ("omar",), ("sven",), ("hana",))
DRAFTING = "sid"  # of a group that never hands its bid in
NAMES = (
    "Kitchen Table",
    "مائدة المطبخ",
    "Стол на кухне",
    "Stół kuchenny",
    "রান্নাঘরের টেবিল",
    "厨房的桌子",
    "Zazpi & Sons <Ltd>",
)
LANGUAGES = ("en", "ar", "pl", "ru", "bn", "so")


@dataclass(frozen=True)
class PhasePlan:
    """A phase, with what it hides and whose scores it shows."""

    kind: Kind
    hides_organisation: bool
    hides_people: bool
    hides_moderators: bool
    seen: Seen
    is_closed: bool
    asks_confidence: bool


@dataclass(frozen=True)
class PairPlan:
    """What ties a member of the panel to a bid."""

    is_assigned: bool
    is_cleared: bool
    review: Stage | None
    is_reopened: bool
    tie: tuple[Source, Standing] | None
    value: int | None


@dataclass(frozen=True)
class BidPlan:
    """A bid, with what the fund makes of it."""

    name: str
    language: str
    files: int
    is_eligible: bool
    is_withdrawn: bool
    decision: str  # "", proposed, approved, told


@dataclass(frozen=True)
class Plan:
    """All of a call."""

    seats: tuple[Seat, ...]
    phases: tuple[PhasePlan, ...]
    bids: tuple[BidPlan, ...]
    pairs: tuple[tuple[PairPlan, ...], ...]  # a line a member, a pair a bid


def a_plan(seed: int) -> Plan:
    """Draw a call with its panel, its bids and where its moderation stands."""
    chance = Random(seed)  # noqa: S311 - a seed to draw by, not a secret
    bids = tuple(_bid(chance) for _group in GROUPS[: chance.randint(2, len(GROUPS))])
    return Plan(
        seats=_seats(chance),
        phases=_phases(chance),
        bids=bids,
        pairs=tuple(tuple(_pair(chance) for _bid in bids) for _member in MEMBERS),
    )


def _often(chance: Random, share: float = 0.75) -> bool:
    return chance.random() < share


def _seats(chance: Random) -> tuple[Seat, ...]:
    return (
        Seat.MODERATOR,
        Seat.MODERATOR if _often(chance) else Seat.ADVISER,
        chance.choice([Seat.MODERATOR, Seat.MODERATOR, Seat.LAY, Seat.ADVISER]),
        chance.choice([Seat.TRANSLATOR, Seat.MODERATOR]),
    )


def _bid(chance: Random) -> BidPlan:
    return BidPlan(
        name=chance.choice(NAMES),
        language=chance.choice(LANGUAGES),
        files=chance.randint(0, 2),
        is_eligible=_often(chance, 0.85),
        is_withdrawn=not _often(chance, 0.9),
        decision=chance.choice(["", "proposed", "approved", "told"]),
    )


def _pair(chance: Random) -> PairPlan:
    sources = (Source.DECLARED, Source.STAFF, Source.DOMAIN, Source.NAME)
    tie = (chance.choice(sources), chance.choice(list(Standing)))
    return PairPlan(
        is_assigned=_often(chance),
        is_cleared=_often(chance),
        review=chance.choice([None, Stage.DRAFT, Stage.SUBMITTED, Stage.SUBMITTED]),
        is_reopened=not _often(chance, 0.85),
        tie=None if _often(chance) else tie,
        value=chance.choice([None, 1, 2, 3, 4, 5]),
    )


AFTER = (
    (),
    (Kind.MODERATION,),
    (Kind.MODERATION, Kind.RECOMMENDATION),
    (Kind.SCORING, Kind.RECOMMENDATION),
)


def _phases(chance: Random) -> tuple[PhasePlan, ...]:
    """Draw a check, scores, and what may follow; most phases hide the same things."""
    after = chance.choice(AFTER)
    hides = [chance.random() < 0.5 for _what in range(3)]
    drawn = []
    for place, kind in enumerate((Kind.ELIGIBILITY, Kind.SCORING, *after)):
        own = [one if _often(chance, 0.9) else not one for one in hides]
        is_last = place == 1 + len(after)
        is_closed = place > 0 and (not is_last or not _often(chance))
        seen = chance.choice(list(Seen))
        drawn.append(PhasePlan(kind, *own, seen, is_closed, chance.random() < 0.5))
    return tuple(drawn)
