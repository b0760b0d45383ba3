"""Who meets, and who writes down what the panel agreed on."""

from typing import Any

from grantsapp.access import Policy, when, who
from grantsapp.calls.models import Application
from grantsapp.calls.rules import bid_manager, handed_in
from grantsapp.review.models import Kind, Moderator, Phase, Seat
from grantsapp.review.rules.deciding import no_part_in_it
from grantsapp.review.rules.panel import NOT_BEGUN, on_the_panel
from grantsapp.review.rules.phases import not_closed, phase_manager

MEETINGS = frozenset({Kind.MODERATION, Kind.RECOMMENDATION})


@who
def seat_that_meets(_person: Any, moderator: Moderator) -> bool:
    """Not a translator's: these see only what is to be translated."""
    return moderator.seat is not Seat.TRANSLATOR


@who
def moderates_scores(_person: Any, phase: Phase) -> bool:
    """Scores are moderated in it."""
    return phase.kind is Kind.MODERATION


@when(NOT_BEGUN, late=True)
def has_begun(_person: Any, phase: Phase) -> bool:
    """Its first day has come."""
    return phase.has_begun


POLICY: Policy = {
    ("meet", Moderator): on_the_panel & seat_that_meets,
    ("moderate", Phase): phase_manager & moderates_scores & has_begun & not_closed,
    ("moderate", Application): bid_manager & handed_in & no_part_in_it,
}
