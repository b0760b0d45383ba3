"""Offers that nobody answers: a reminder, then the day passes and the money is free."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from grantsapp import audit
from grantsapp.awards import queries
from grantsapp.awards.actions import agreeing, offering
from grantsapp.awards.actions.expecting import LAPSE, REMIND
from grantsapp.awards.models import Award, Party, Stage
from grantsapp.awards.queries.agreements import award_and_call
from grantsapp.awards.rules.agreements import day_is_over, signed_by
from grantsapp.calls.queries.telling import call_with


class House(NamedTuple):
    """Who does what nobody does: it has a name and no account."""

    called: str = "grantsapp"


def lapse(award: Award, *, by: Any = None) -> None:
    """End an offer whose last day is over; its money is free, and all are told.

    The caller holds the lock of the call, then of the award.
    """
    award.move(Stage.LAPSED)
    agreeing.decline(award)
    offering.free(award, "offer lapsed", by=by or House())
    day = award.answer_by.isoformat() if award.answer_by else ""
    audit.record("lapsed", award, by=by, answer_by=day)
    agreeing.tell(award, "offer_lapsed", day)
    offering.tell_of_free_money(award)


def carry_out(payload: dict[str, Any]) -> None:
    """End an offer if its last day is still the one that was meant (a job)."""
    award = _still_meant(payload)
    if award is not None and day_is_over.why_not(None, award) is None:
        lapse(award)


def remind(payload: dict[str, Any]) -> None:
    """Write to the sides that have not signed that few days are left (a job)."""
    award = _still_meant(payload)
    if award is None or day_is_over.why_not(None, award) is None:
        return
    missing = [s for s in (Party.GRANTEE, Party.SPONSOR) if s not in signed_by(award)]
    agreeing.tell(award, "offer_waits", payload["day"], missing)


def _still_meant(payload: dict[str, Any]) -> Award | None:
    """Lock an award, with its call, that still waits for the answer of that day."""
    key = UUID(payload["award"])
    its = award_and_call(key)
    if its is None:
        return None
    call_with(its[0], lock=True)
    award = queries.award(key, lock=True)
    if award is None or award.stage is not Stage.OFFERED:
        return None
    same = award.answer_by == date.fromisoformat(payload["day"])
    return award if same else None


JOBS = {LAPSE: carry_out, REMIND: remind}
