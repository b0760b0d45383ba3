"""What fund managers do: make funds, write calls, open them."""

from datetime import timedelta
from typing import Any

from grantsapp import audit, clock, i18n, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls import queries, questions
from grantsapp.calls.actions import (
    aiming,
    correcting,
    freezing,
    quizzing,
    telling,
    translating,
)
from grantsapp.calls.models import (
    Call,
    Duty,
    FormVersion,
    Fund,
    FundingSource,
    Question,
    Role,
    Section,
    Theme,
    Tier,
)
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def give_role(
    person: Person, duty: Duty, *, fund: Fund | None = None, by: Person | None = None
) -> Role:
    """Give a person a duty in a fund, or in the house."""
    role = Role(person_id=person.id, duty=duty, fund_id=fund.id if fund else None)
    db.session.add(role)
    db.session.info.pop("roles", None)
    db.session.flush()
    audit.record(f"became {duty}", fund or person, by=by or person, who=person.called)
    return role


def ask_to_serve(fund: Fund, *, email: str, name: str, duty: Duty, by: Person) -> Role:
    """Give somebody a duty in a fund, by letter; raises Refused where they have one.

    Nobody both manages and evaluates: the evaluation is independent.
    """
    person = people.person_with(email) or accounts.add_person(email, name=name)
    if any(role.person_id == person.id for role in queries.roles_in(fund)):
        raise Refused(_("This person serves the fund already."))
    role = give_role(person, duty, fund=fund, by=by)
    mail.post(
        "staff/asked_to_serve",
        f"role:{role.id}",
        to=person.email,
        language=person.language,
        person=person,
        fund=fund,
        duty=duty,
        url=mail.address("/staff/" if duty is Duty.MANAGER else "/staff/evaluations"),
    )
    return role


def add_fund(*, by: Person, **facts: Any) -> Fund:
    """Make a fund; who makes it manages it."""
    fund = Fund(**facts)
    db.session.add(fund)
    audit.record("made", fund, by=by)
    give_role(by, Duty.MANAGER, fund=fund)
    return fund


def edit_fund(fund: Fund, *, by: Person, **facts: Any) -> None:
    """Change what a fund says of itself."""
    _change(fund, facts)
    audit.record("edited", fund, by=by)


def add_source(fund: Fund, *, by: Person, **facts: Any) -> FundingSource:
    """Note where money comes from."""
    source = FundingSource(fund_id=fund.id, **facts)
    db.session.add(source)
    audit.record("added a funding source", fund, by=by, amount=source.amount)
    return source


def add_theme(fund: Fund, *, by: Person, **facts: Any) -> None:
    """Add a priority theme, after the others."""
    theme = Theme(fund_id=fund.id, position=len(fund.themes), **facts)
    db.session.add(theme)
    audit.record("added a theme", fund, by=by, code=theme.code)


def add_call(fund: Fund, *, by: Person, **facts: Any) -> Call:
    """Begin to write a call, with one section ready for questions."""
    call = Call(fund_id=fund.id, **facts)
    db.session.add(call)
    db.session.flush()
    title = freezing.details_title(call)
    add_section(call, code="details", title=title, by=by)
    audit.record("made", call, by=by)
    return call


def add_past_call(
    fund: Fund, *, reference: str, by: Person | None = None, **facts: Any
) -> Call:
    """Note a call that was carried out elsewhere, with what is known of it."""
    now = clock.now()
    unknown: dict[str, Any] = {
        "title": i18n.Text.of(en=reference),
        "summary": i18n.Text(),
        "prospectus": i18n.Text(),
        "budget": 0,
        "languages": ["en"],
        "opens_at": now - timedelta(days=1),
        "closes_at": now,
    }
    call = Call(fund=fund, reference=reference, **(unknown | facts))
    call.opened_at = call.opens_at
    db.session.add(call)
    audit.record("imported", call, by=by)
    return call


def add_past_fund() -> Fund:
    """Make a fund for rounds that came without one."""
    fund = Fund(
        name=i18n.Text.of(en="Imported rounds"),
        summary=i18n.Text(),
        time_zone="Europe/London",
        currency="GBP",
        languages=["en"],
    )
    db.session.add(fund)
    audit.record("imported", fund)
    return fund


def edit_call(call: Call, *, by: Person, **facts: Any) -> None:
    """Change what a call says; its number of edits tells a second editor."""
    _change(call, facts)
    telling.tell_when_open(call)
    audit.record("edited", call, by=by, version=call.version)


def _change(thing: Fund | Call, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(thing, name, value)
    thing.version += 1


def add_tier(call: Call, *, by: Person, **facts: Any) -> None:
    """Offer a size of grant."""
    db.session.add(Tier(call_id=call.id, **facts))
    audit.record("added a tier", call, by=by, code=facts["code"])


def remove_tier(tier: Tier, call: Call, *, by: Person) -> None:
    """Offer it no longer."""
    db.session.delete(tier)
    audit.record("removed a tier", call, by=by, code=tier.code)


def add_section(call: Call, *, code: str, title: i18n.Text, by: Person) -> Section:
    """Add a page to the form, after the others."""
    position = len(queries.sections_of(call))
    section = Section(call_id=call.id, code=code, title=title, position=position)
    db.session.add(section)
    audit.record("added a section", call, by=by, code=code)
    return section


def add_question(section: Section, call: Call, *, by: Person, **facts: Any) -> Question:
    """Add a question to a section, after the others."""
    question = Question(
        call_id=call.id,
        section_id=section.id,
        position=len(section.questions),
        **facts,
    )
    db.session.add(question)
    audit.record("added a question", call, by=by, code=question.code)
    return question


def edit_question(question: Question, call: Call, *, by: Person, **facts: Any) -> None:
    """Change a question; of an open call it counts once it is published."""
    for name, value in facts.items():
        setattr(question, name, value)
    audit.record("edited a question", call, by=by, code=question.code)


def move_question(question: Question, call: Call, *, up: bool, by: Person) -> None:
    """Change places with a neighbour of the section; the last one stays last.

    Raises Refused where a question would come before the one that it hangs on.
    """
    asked = list(question.section.questions)
    place = asked.index(question) + (-1 if up else 1)
    if not 0 <= place < len(asked):
        return
    first, second = (question, asked[place]) if up else (asked[place], question)
    if (first.condition or {}).get("question") == second.code:
        words = _("“%(question)s” hangs on the one before it.", question=first.label)
        raise Refused(words)
    asked.remove(question)
    asked.insert(place, question)
    for position, one in enumerate(asked):
        one.position = position
    audit.record("ordered the questions", call, by=by, code=question.code)


def remove_question(question: Question, call: Call, *, by: Person) -> None:
    """Ask it no longer; raises Refused where another question hangs on it."""
    if hanging := _hanging_on(question, call):
        words = _("“%(question)s” hangs on it.", question=hanging[0].label)
        raise Refused(words)
    db.session.delete(question)
    audit.record("removed a question", call, by=by, code=question.code)


def _hanging_on(question: Question, call: Call) -> list[Question]:
    asked = [q for section in queries.sections_of(call) for q in section.questions]
    return [q for q in asked if (q.condition or {}).get("question") == question.code]


def open_call(call: Call, *, by: Person) -> None:
    """Freeze the form and publish the call; from here on the clock opens and closes."""
    if unready := what_is_missing(call):
        raise Refused(_("This call is not ready: %(why)s", why=" ".join(unready)))
    form = questions.as_json(correcting.form_now(call))
    db.session.add(FormVersion(call_id=call.id, number=1, definition=form))
    call.opened_at = clock.now()
    telling.tell_when_open(call)
    audit.record("opened", call, by=by)


def what_is_missing(call: Call) -> list[str]:
    """Say what a call still needs before it can open, a sentence each."""
    sections = queries.sections_of(call)
    needs = [
        (not call.tiers, _("Add at least one tier.")),
        (
            not call.fund.themes and not call.seeks_evaluator,
            _("Add at least one priority theme to the fund."),
        ),
        (not any(s.questions for s in sections), _("Add at least one question.")),
        (call.closes_at <= clock.now(), _("The closing time has passed already.")),
    ]
    missing = [sentence for is_so, sentence in needs if is_so]
    missing += [*aiming.unpaid(call), *quizzing.unready(call)]
    missing += correcting.loose_ends(freezing.form_of(call))
    return missing + translating.unready(call)
