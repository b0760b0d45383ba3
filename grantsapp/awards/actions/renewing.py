"""Papers that end: the group is asked for a new one while the old one still holds."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from grantsapp import clock, jobs, mail
from grantsapp.awards.health import Facts, Planned, papers_must_hold
from grantsapp.awards.models import Due, DueStage
from grantsapp.awards.queries.standing import TO_GO
from grantsapp.db import db

PAPER_ENDS = "awards.paper_ends"
DAYS_BEFORE = 30


def plan(due: Due) -> None:
    """Ask for the letter about a paper that is in order and has a last day."""
    if due.until is None:
        return
    zone = ZoneInfo(due.award.call.fund.time_zone)
    before = due.until - timedelta(days=DAYS_BEFORE)
    at = datetime.combine(before, time(9), zone).astimezone(clock.UTC)
    day = due.until.isoformat()
    what = {"due": str(due.id), "day": day}
    jobs.ask(PAPER_ENDS, f"paper-ends:{due.id}:{day}", due_at=at, **what)


def carry_out(payload: dict[str, Any]) -> None:
    """Write to the group if that very paper still stands for a project (a job)."""
    due = db.session.get(Due, UUID(payload["due"]))
    if due is None or due.stage is not DueStage.CLEAR:
        return
    last = date.fromisoformat(payload["day"])
    if due.until != last or not _is_wanted(due, last):
        return
    group = due.award.organisation
    for member in group.memberships if group else ():
        mail.post(
            "paper_ends",
            f"paper-ends:{due.id}:{payload['day']}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            person=member.person,
            award=due.award,
            due=due,
            url=mail.address(f"/awards/{due.award_id}/checklist/{due.item.code}"),
        )


def _is_wanted(due: Due, last: date) -> bool:
    """Say whether there must be a paper on the day after the last one of this."""
    award = due.award
    to_go = (p for p in award.payments if p.stage in TO_GO)
    planned = tuple(Planned(payment.due_on) for payment in to_go)
    facts = Facts(award.stage, ends_on=award.ends_on, payments=planned)
    return papers_must_hold(facts, last + timedelta(days=1))


JOBS = {PAPER_ENDS: carry_out}
