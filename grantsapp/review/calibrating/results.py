"""What calibrating the scores of a phase found, or why it found nothing. Plain values.

It goes into JSON and comes back, so that a job may write it and a page may show it.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Reason = Literal["too_few", "one_moderator", "apart", "too_thin", "all_equal"]


@dataclass(frozen=True)
class Part:
    """Bids and moderators that hang together, and with no others."""

    bids: tuple[str, ...]
    moderators: tuple[str, ...]


@dataclass(frozen=True)
class Uncalibrated:
    """Why there are no calibrated scores.

    too_few: fewer bids than it takes. one_moderator: nobody to compare with. apart: the
    parts share no moderator, so that nothing tells a severe moderator in one from its
    weak bids; `parts` has the largest first. too_thin: so few reviews beyond those that
    connect them, that nothing tells severity from chance. all_equal: every review says
    the same.
    """

    reason: Reason
    reviews: int
    bids: int
    moderators: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Calibrated:
    """Where a bid stands: equals share a rank, and it is skipped after.

    The true rank lies from `highest` to `lowest` with 90 %. `fundable` is the
    probability of being among those the fund can pay, None where it was not asked.
    """

    bid: str
    reviews: int
    score: float
    se: float
    rank: int
    highest: int
    lowest: int
    fundable: float | None


@dataclass(frozen=True)
class Severity:
    """How many points a moderator takes off; below zero, adds."""

    moderator: str
    reviews: int
    severity: float
    se: float


@dataclass(frozen=True)
class Variances:
    """Between bids, between moderators, and of what is left in a review."""

    bids: float
    moderators: float
    error: float


@dataclass(frozen=True)
class Calibration:
    """Calibrated scores, best first; moderators, the most severe first.

    `empty` are reviews that judged nothing and were left out. The same seed and number
    of draws give the same intervals again.
    """

    mu: float
    mu_se: float
    variances: Variances
    bids: tuple[Calibrated, ...]
    moderators: tuple[Severity, ...]
    reviews: int
    empty: int
    seed: int
    draws: int


def as_json(found: Calibration | Uncalibrated) -> dict[str, Any]:
    """Give it as what JSON can hold."""
    return asdict(found)


def from_json(data: dict[str, Any]) -> Calibration | Uncalibrated:
    """Read back what `as_json` gave."""
    if "reason" in data:
        parts = (
            Part(tuple(part["bids"]), tuple(part["moderators"]))
            for part in data["parts"]
        )
        return Uncalibrated(**{**data, "parts": tuple(parts)})
    inner = {
        "variances": Variances(**data["variances"]),
        "bids": tuple(Calibrated(**bid) for bid in data["bids"]),
        "moderators": tuple(Severity(**one) for one in data["moderators"]),
    }
    return Calibration(**{**data, **inner})
