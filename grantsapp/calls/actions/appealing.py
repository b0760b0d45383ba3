"""A group disagrees with a decision; a person who did not decide answers."""

from grantsapp import audit, clock, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls import queries
from grantsapp.calls.models import Appeal, Application, Finding
from grantsapp.calls.rules import may_judge
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def appeal(application: Application, *, words: str, by: Person) -> Appeal:
    """Say why a decision is wrong; the fund's managers find somebody to look at it."""
    made = Appeal(application=application, words=words, by_name=by.called)
    db.session.add(made)
    audit.record("appealed", application, by=by)
    db.session.flush()
    _tell_group(made, "appeal_received")
    managers = {r.person for r in queries.managers_of(application.call.fund)}
    for manager in sorted(managers, key=lambda m: m.email):
        _tell(made, "staff/appeal_received", manager)
    return made


def assign(made: Appeal, *, email: str, name: str, by: Person) -> Person:
    """Ask somebody who took no part to answer; by letter. Raises Refused."""
    judge = people.person_with(email) or accounts.add_person(email, name=name)
    db.session.flush()
    if not may_judge(judge, made.application):
        raise Refused(
            _("%(name)s took part in this bid or its decision.", name=judge.called)
        )
    made.assigned_to = judge
    audit.record("assigned the appeal", made.application, by=by, to=judge.called)
    _tell(made, "staff/appeal_assigned", judge)
    return judge


def answer(made: Appeal, *, finding: Finding, words: str, by: Person) -> None:
    """Answer in writing; from here on it stays."""
    made.finding, made.answer, made.answered_at = finding, words, clock.now()
    audit.record(f"answered the appeal: {finding}", made.application, by=by)
    _tell_group(made, "appeal_answered")


def _tell_group(made: Appeal, template: str) -> None:
    for member in made.application.organisation.memberships:
        _tell(made, template, member.person)


def _tell(made: Appeal, template: str, person: Person) -> None:
    inside = template.startswith("staff/")
    place = f"/staff/appeals/{made.id}"
    if not inside:
        place = f"/applications/{made.application_id}/appeal"
    mail.post(
        template,
        f"{template}:{made.id}:{person.id}",
        to=person.email,
        language=person.language,
        appeal=made,
        application=made.application,
        person=person,
        url=mail.address(place),
    )
