"""Who comes in by a link that works once, comes in once."""

from typing import NamedTuple

from grantsapp import clock
from grantsapp.mel import queries
from grantsapp.mel.actions import ticketing
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.rules.surveys import Occasion
from grantsapp.mel.sittings import Sitting


class Entry(NamedTuple):
    """Whether a sitting comes in, and why it is left out of the figures at first."""

    is_let_in: bool
    left_out: Why | None = None


def enter(occasion: Occasion, sitting: Sitting, token: str) -> Entry:
    """Use up the link of a sitting, in the transaction that keeps it.

    A sitting that is here already came in before, and may be sent again. A link that
    nobody knows is none: then it matters whether the survey wants one, or wanted one
    when the person began. When that was we have from the device alone, so what it lets
    in waits for the evaluator.
    """
    survey = occasion.survey
    ticket = ticketing.find(survey, token, lock=True) if token else None
    if ticket is not None and ticket.moment is not sitting.moment:
        ticket = None
    left_out = Why.NO_LINK if survey.needs_ticket and ticket is None else None
    left_out = Why.LATE if occasion.is_late else left_out
    if queries.sittings_of(survey, sitting.client_key):
        return Entry(True, left_out)
    if ticket is None:
        return Entry(occasion.had_one_link, left_out)
    today = clock.today(survey.award.call.fund.time_zone)
    return Entry(ticketing.use(ticket, today), left_out)
