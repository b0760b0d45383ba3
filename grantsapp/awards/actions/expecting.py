"""An offer waits for its answer: its reminder and its end are asked for in time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from grantsapp import audit, clock, jobs
from grantsapp.accounts.models import Person
from grantsapp.awards.actions.agreeing import tell
from grantsapp.awards.models import Award

LAPSE, REMIND = "awards.lapse", "awards.remind"
DAYS_BEFORE = 3


def plan(award: Award) -> None:
    """Ask for the reminder of an offer, and for its end once its last day is over."""
    if award.answer_by is None:
        return
    zone = ZoneInfo(award.call.fund.time_zone)
    day = award.answer_by.isoformat()
    what = {"award": str(award.id), "day": day}
    before = award.answer_by - timedelta(days=DAYS_BEFORE)
    at = datetime.combine(before, time(9), zone).astimezone(clock.UTC)
    if at > clock.now():
        jobs.ask(REMIND, f"remind:{award.id}:{day}", due_at=at, **what)
    after = award.answer_by + timedelta(days=1)
    at = datetime.combine(after, time(), zone).astimezone(clock.UTC)
    jobs.ask(LAPSE, f"lapse:{award.id}:{day}", due_at=at, **what)


def give_more_time(award: Award, until: date, *, by: Person) -> None:
    """Let an offer wait longer; the day that it had goes by without effect."""
    before, award.answer_by = award.answer_by, until
    plan(award)
    days = {"before": before.isoformat() if before else "", "now": until.isoformat()}
    audit.record("gave more time", award, by=by, **days)
    tell(award, "offer_longer", until.isoformat())
