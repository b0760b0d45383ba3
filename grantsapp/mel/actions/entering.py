"""Who comes in by a link that works once, comes in once."""

from grantsapp import clock
from grantsapp.mel import queries
from grantsapp.mel.actions import ticketing
from grantsapp.mel.models import Survey
from grantsapp.mel.sittings import Sitting


def let_in(survey: Survey, sitting: Sitting, token: str) -> bool:
    """Use up the link of a sitting, in the transaction that keeps it.

    A sitting that is here already came in before, and may be sent again. A link that
    nobody knows is none; then it matters whether the survey wants one.
    """
    if queries.sittings_of(survey, sitting.client_key):
        return True
    ticket = ticketing.find(survey, token, lock=True) if token else None
    if ticket is None or ticket.moment is not sitting.moment:
        return not survey.needs_ticket
    return ticketing.use(ticket, clock.today(survey.award.call.fund.time_zone))
