"""The page of the ranking: plain means, what the panel agreed on, calibrated scores."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from grantsapp import i18n
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review import scoring
from grantsapp.review.calibrating.results import (
    Calibrated,
    Calibration,
    Severity,
    Uncalibrated,
    from_json,
)
from grantsapp.review.models import Kind, Phase, Solve, SolveStage, Wanted
from grantsapp.review.queries.agreed import means_with, moderated_on
from grantsapp.review.queries.panel import panel_of
from grantsapp.review.queries.ranking import Field, Scores, scores_in
from grantsapp.review.queries.solving import is_given_up, last_solve

Digest = Callable[[dict[str, Any]], str]
SORTS = {
    "mean": _("The plain mean"),
    "agreed": _("The mean with what the panel agreed on"),
    "calibrated": _("The calibrated score"),
}


class Place(NamedTuple):
    """One bid of the ranking, with its place in the order that was asked for."""

    bid: calls.Line
    standing: scoring.Standing
    asked: int
    agreed: Fraction | None
    is_moderated: bool
    calibrated: Calibrated | None
    ranks: dict[str, int | None]  # by the order
    rank: int | None
    is_tied: bool


class Request(NamedTuple):
    """A calibration that somebody asked for."""

    key: UUID
    asked_at: datetime
    ready_at: datetime | None
    is_given_up: bool


@dataclass(frozen=True)
class Table:
    """The ranking of a phase, in one order.

    `asked` is the last calibration that was asked for; what it found stands in one of
    `calibration` and `refusal`, and `is_stale` says that the scores changed since.
    """

    phase: Phase
    sort: str
    places: list[Place]
    is_moderated: bool
    asked: Request | None
    calibration: Calibration | None
    refusal: Uncalibrated | None
    is_stale: bool
    severities: list[tuple[str, Severity]]


def scoring_phases(field: Field) -> list[Phase]:
    """List the phases in which bids are scored."""
    return [phase for phase in field.phases if phase.kind is Kind.SCORING]


def snapshot_of(found: Scores, call: Call) -> dict[str, Any]:
    """Give the reviews that are in as plain values, in an order of their own."""
    return {
        "weights": found.weights,
        "budget": call.budget,
        "asked": {str(number): bid.amount for number, bid in found.bids.items()},
        "reviews": [
            [str(number), *one]
            for number, rows in found.given.items()
            for one in sorted([row.moderator.hex, list(row.values)] for row in rows)
        ],
    }


def table(phase: Phase, field: Field, sort: str, digest_of: Digest) -> Table:
    """Rank the bids of a phase; `digest_of` names a snapshot as the solve did."""
    found = scores_in(phase, field)
    solve = last_solve(phase.call, Wanted.CALIBRATION, phase=phase)
    answer = _answer_of(solve)
    calibration = answer if isinstance(answer, Calibration) else None
    fixed = moderated_on(phase)
    is_stale = False
    if solve is not None and answer is not None:
        is_stale = digest_of(snapshot_of(found, phase.call)) != solve.digest
    sort = "mean" if sort == "calibrated" and calibration is None else sort
    return Table(
        phase=phase,
        sort=sort,
        places=_places(found, fixed, calibration, sort),
        is_moderated=bool(fixed.keys() & found.bids.keys()),
        asked=_request(solve),
        calibration=calibration,
        refusal=answer if isinstance(answer, Uncalibrated) else None,
        is_stale=is_stale,
        severities=_named(calibration, phase.call) if calibration else [],
    )


def _request(solve: Solve | None) -> Request | None:
    if solve is None:
        return None
    given_up = solve.ready_at is None and is_given_up(solve)
    return Request(solve.id, solve.made_at, solve.ready_at, given_up)


def _answer_of(solve: Solve | None) -> Calibration | Uncalibrated | None:
    if solve is None or solve.stage is not SolveStage.READY:
        return None
    return from_json(solve.answer)


def _places(
    found: Scores, fixed: Any, calibration: Calibration | None, sort: str
) -> list[Place]:
    standings = found.standings()
    agreed = means_with(found, standings, fixed) if fixed else {}
    known = {int(one.bid): one for one in calibration.bids} if calibration else {}
    plain = scoring.ranked(standings)
    ranks: dict[str, dict[int, int | None]] = {
        "mean": plain,
        "agreed": scoring.ranked_means(agreed) if fixed else plain,
        "calibrated": {n: known[n].rank if n in known else None for n in found.bids},
    }
    chosen = ranks[sort]
    shared = Counter(chosen.values())
    order = sorted(chosen, key=lambda n: (chosen[n] or len(chosen) + 1, n))
    return [
        Place(
            bid=found.bids[number],
            standing=(standing := standings[number]),
            asked=found.asked[number],
            agreed=agreed[number] if fixed else standing.mean,
            is_moderated=number in fixed,
            calibrated=known.get(number),
            ranks={name: by[number] for name, by in ranks.items()},
            rank=chosen[number],
            is_tied=chosen[number] is not None and shared[chosen[number]] > 1,
        )
        for number in order
    ]


def _named(calibration: Calibration, call: Call) -> list[tuple[str, Severity]]:
    """Name the moderators of a calibration, by name: it is no ranking of people."""
    names = {member.id: member.person.called for member in panel_of(call)}
    found = [(names.get(UUID(m.moderator), "–"), m) for m in calibration.moderators]
    return sorted(found, key=lambda pair: i18n.fold(pair[0]))
