"""A phase is closed, and its bids go on or do not; or it is opened again."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Passage, Phase
from grantsapp.review.queries.closing import Closing, Outgo, not_closed_before
from grantsapp.review.rules import forget_bids_in


class Choice(NamedTuple):
    """What somebody chose for a bid, and why."""

    goes_on: bool
    reason: str


def refuse_too_early(phase: Phase) -> None:
    """Raise Refused where an earlier phase has let no bid on yet."""
    earlier = not_closed_before(phase)
    if earlier is not None:
        words = _("Close “%(phase)s” first: it lets bids on.", phase=earlier.title)
        raise Refused(words)


def close_phase(
    closing: Closing, chosen: Mapping[UUID, Choice], *, by: Person
) -> tuple[int, int]:
    """End a phase: write for every bid whether it goes on; gives (on, not on).

    The caller holds the lock of the phase. What agrees with the rule needs no reason;
    raises Refused where one is missing, or where nobody chose.
    """
    phase = closing.phase
    refuse_too_early(phase)
    made = [_passage(phase, one, chosen.get(one.bid.id), by) for one in closing.lines]
    db.session.add_all(made)
    phase.closed_at = clock.now()
    db.session.flush()
    forget_bids_in()
    on = sum(one.goes_on for one in made)
    by_hand = {
        line.bid.reference: [one.goes_on, one.reason]
        for line, one in zip(closing.lines, made, strict=True)
        if not one.by_rule
    }
    facts = {"on": on, "out": len(made) - on, "by_hand": by_hand}
    audit.record("closed the phase", phase, by=by, code=phase.code, **facts)
    return on, len(made) - on


def _passage(phase: Phase, one: Outgo, choice: Choice | None, by: Person) -> Passage:
    by_rule = choice is None or choice.goes_on is one.said.goes_on
    goes_on = one.said.goes_on if choice is None else choice.goes_on
    if goes_on is None:
        raise Refused(_("Choose for each bid whether it goes on."))
    reason = "" if by_rule or choice is None else choice.reason.strip()
    if not by_rule and not reason:
        raise Refused(_("Write why you choose otherwise than the rule."))
    return Passage(
        phase_id=phase.id,
        application_id=one.bid.id,
        goes_on=goes_on,
        by_rule=by_rule,
        reason=reason,
        by_name=by.called,
    )


def open_again(phase: Phase, *, by: Person) -> None:
    """Go on with a phase that was closed; who goes on is said when it is closed anew.

    What was chosen by hand stays in the audit.
    """
    db.session.execute(delete(Passage).where(Passage.phase_id == phase.id))
    phase.closed_at = None
    db.session.flush()
    forget_bids_in()
    audit.record("opened the phase again", phase, by=by, code=phase.code)
