"""A doubt about an award: opened by one manager, closed by another.

Its history is its own, not the award's, so that nothing of it is told further.
"""

from grantsapp import audit, clock, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award, Irregularity, Outcome
from grantsapp.awards.queries import cases
from grantsapp.awards.rules.sides import takes_its_side
from grantsapp.calls import queries as calls
from grantsapp.db import db


def open_a_case(award: Award, *, what: str, by: Person) -> Irregularity:
    """Suspend the payments of an award; the caller holds its lock."""
    case = Irregularity(
        award=award, number=cases.next_number(award), what=what, opened_by=by
    )
    db.session.add(case)
    audit.record("opened a case", case, by=by, what=what)
    _tell(case, "staff/case_opened", "opened", by)
    return case


def close(case: Irregularity, *, outcome: Outcome, note: str, by: Person) -> None:
    """Say how it ended; payments go on, unless the award ends."""
    case.outcome, case.note = outcome, note
    case.closed_by, case.closed_at = by, clock.now()
    audit.record("closed the case", case, by=by, outcome=outcome, note=note)
    _tell(case, "staff/case_closed", "closed", by)


def _tell(case: Irregularity, template: str, deed: str, by: Person) -> None:
    """Write to the other managers, without a word of what it is about."""
    award = case.award
    for role in calls.managers_of(award.call.fund):
        person = role.person
        if person.id == by.id or takes_its_side(person, award):
            continue
        mail.post(
            template,
            f"case-{deed}:{case.id}:{person.id}",
            to=person.email,
            language=person.language,
            person=person,
            award=award,
            url=mail.address(f"/staff/awards/cases/{case.id}"),
        )
