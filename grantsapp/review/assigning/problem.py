"""What is asked of an assignment: who may review what, and what matters how much."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

Pair = tuple[str, str]  # the key of a bid, and the key of a moderator

FAR = 2  # so many reviews off the fair share, each further one counts double


class Rule(StrEnum):
    """What may be given up, each at its price in `Weights`."""

    MISSING_REVIEW = "missing_review"
    NO_OVERLAP = "no_overlap"
    MISSING_EXPERTISE = "missing_expertise"
    OVER_CAPACITY = "over_capacity"
    NOBODY_READS = "nobody_reads"
    SAME_INSTITUTION = "same_institution"
    NOT_READ = "not_read"
    UNEVEN_LOAD = "uneven_load"


@dataclass(frozen=True)
class Weights:
    """The points that each breach of a rule costs; nought switches a rule off.

    - missing_review: a review that a bid wants and does not get
    - no_overlap: a group of bids and moderators that no review ties to the rest
    - missing_expertise: an area that none of a bid's moderators knows
    - over_capacity: a review beyond what its moderator has time for
    - nobody_reads: a bid whose language none of its moderators reads
    - same_institution: a second (third, ...) moderator of one institution on a bid
    - not_read: a review by a moderator who does not read the bid's language
    - uneven_load: a review more, or fewer, than the moderator's fair share; from the
      third on double
    """

    missing_review: int = 100
    no_overlap: int = 100
    missing_expertise: int = 40
    over_capacity: int = 30
    nobody_reads: int = 20
    same_institution: int = 10
    not_read: int = 4
    uneven_load: int = 1

    def __post_init__(self) -> None:
        for rule in Rule:
            weight = self[rule]
            if type(weight) is not int or weight < 0:
                raise ValueError(f"weight_not_whole: {rule}")

    def __getitem__(self, rule: Rule) -> int:
        return getattr(self, rule)


@dataclass(frozen=True)
class Bid:
    """A bid: no language means that everybody reads it."""

    key: str
    language: str = ""
    wanted: int = 3
    expertise: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Moderator:
    """A moderator, with how many reviews they have time for in all."""

    key: str
    capacity: int
    expertise: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()

    def reads(self, bid: Bid) -> bool:
        """Say whether they read the bid as it was written."""
        return not bid.language or bid.language in self.languages


@dataclass(frozen=True)
class Problem:
    """A snapshot to assign on; the same snapshot gives the same pairs.

    `forbidden` pairs are conflicts and opt-outs: they never come out, not even when
    they are `fixed` too. `fixed` pairs come out always, and count for everything.
    `only` names the bids that may get anybody new (None: all of them).
    `gap` and `nodes` say when to stop looking; time never does.
    """

    bids: tuple[Bid, ...]
    moderators: tuple[Moderator, ...]
    forbidden: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()
    weights: Weights = field(default_factory=Weights)
    only: frozenset[str] | None = None
    seed: int = 0
    gap: float = 0.01
    nodes: int = 2000

    def __post_init__(self) -> None:
        bids, people = {b.key for b in self.bids}, {m.key for m in self.moderators}
        if len(bids) < len(self.bids) or len(people) < len(self.moderators):
            raise ValueError("key_twice")
        if any(b not in bids or m not in people for b, m in self.fixed):
            raise ValueError("fixed_unknown")
        counts = [b.wanted for b in self.bids] + [m.capacity for m in self.moderators]
        if min([*counts, self.seed]) < 0:
            raise ValueError("below_zero")
        if self.nodes < 1:
            raise ValueError("no_nodes")
        if not 0 <= self.gap < 1:
            raise ValueError("gap_not_a_share")

    @property
    def kept(self) -> frozenset[Pair]:
        """What must come out: fixed, and not in conflict."""
        return self.fixed - self.forbidden

    def places(self) -> dict[str, int]:
        """Count the reviews each bid is to have: as wanted, or as many as are fixed."""
        fixed = {bid.key: 0 for bid in self.bids}
        for bid, _moderator in self.kept:
            fixed[bid] += 1
        return {bid.key: max(bid.wanted, fixed[bid.key]) for bid in self.bids}

    def fair_shares(self) -> dict[str, tuple[int, int]]:
        """Share all reviews out by capacity: each share rounded down and up."""
        whole = sum(self.places().values())
        room = sum(m.capacity for m in self.moderators) or 1
        shares = {m.key: divmod(whole * m.capacity, room) for m in self.moderators}
        return {key: (low, low + (rest > 0)) for key, (low, rest) in shares.items()}

    def wants_overlap(self) -> bool:
        """Say whether moderators can be tied together: one review a bid ties nobody."""
        most = max((bid.wanted for bid in self.bids), default=0)
        return self.weights.no_overlap > 0 and most > 1

    def to_json(self) -> dict[str, Any]:
        """Make plain lists, words and numbers of it."""
        return plain(asdict(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` made."""
        only = data["only"]
        return cls(
            bids=tuple(_bid(row) for row in data["bids"]),
            moderators=tuple(_moderator(row) for row in data["moderators"]),
            forbidden=frozenset((b, m) for b, m in data["forbidden"]),
            fixed=frozenset((b, m) for b, m in data["fixed"]),
            weights=Weights(**data["weights"]),
            only=None if only is None else frozenset(only),
            **{name: data[name] for name in ("seed", "gap", "nodes")},
        )


def _bid(row: Mapping[str, Any]) -> Bid:
    return Bid(**{**row, "expertise": frozenset(row["expertise"])})


def _moderator(row: Mapping[str, Any]) -> Moderator:
    sets = ("expertise", "languages", "institutions")
    return Moderator(**{**row, **{name: frozenset(row[name]) for name in sets}})


def plain(value: Any) -> Any:
    """Turn sets (sorted) and tuples into lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset | set):
        return [plain(inner) for inner in sorted(value)]
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
