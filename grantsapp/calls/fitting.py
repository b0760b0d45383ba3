"""Whether a call is for a group: its kind, its place, its way in. Plain values only."""

from collections.abc import Collection
from enum import StrEnum

ONE_PERSON = "individual"  # the word of accounts.models.Kind for somebody alone


class Route(StrEnum):
    """How a group comes in: on its own, or through a sponsor that holds the money."""

    OWN = "own"
    SPONSOR = "sponsor"


class Misfit(StrEnum):
    """Why a call is not for a group."""

    KIND = "kind"
    PLACE = "place"


def allows(kinds: Collection[str], kind: str, *, alone_too: bool = False) -> bool:
    """Say whether a kind of group may apply.

    No kinds: every kind of group. Somebody alone applies where the call says so, or
    where it takes everybody (`alone_too`).
    """
    if not kinds:
        return alone_too or kind != ONE_PERSON
    return kind in kinds


def misfit(
    *, kind_fits: bool, boroughs: Collection[str], borough: str | None, route: Route
) -> Misfit | None:
    """Say what does not fit, if anything. A sponsor helps against a wrong kind only."""
    if boroughs and borough not in boroughs:
        return Misfit.PLACE
    if not kind_fits and route is not Route.SPONSOR:
        return Misfit.KIND
    return None
