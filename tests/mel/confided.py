"""Builders for what is told in confidence: a lead, a concern, somebody's letters."""

from uuid import UUID, uuid4

from sqlalchemy import select

from grantsapp import i18n, mail
from grantsapp.accounts.models import Person
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Call, Duty
from grantsapp.db import db
from grantsapp.mel.actions import concerning
from grantsapp.mel.models import Concern, Suite, Survey

MARKED = "zebrafish"  # a word that stands nowhere else in the house
HELP = i18n.Text.of(
    "en",
    en="In danger now? Call 999.\n\nChildline: 0800 1111, at any hour.",
    ar="هل أنت في خطر الآن؟ اتصل بالرقم 999.\n\nخط مساعدة الأطفال 0800 1111 في كل وقت.",
)


def a_lead(call: Call, person: Person | None) -> Suite:
    """A suite of the call that names this person, with numbers to ring."""
    if person is not None:
        serves(call, person)
    suite = Suite(call=call, lead=person, help=HELP)
    db.session.add(suite)
    db.session.commit()
    return suite


def serves(call: Call, person: Person, duty: Duty = Duty.MANAGER) -> None:
    """Give somebody a duty in the fund of a call."""
    give_role(person, duty, fund=call.fund)
    db.session.commit()


def told(
    survey: Survey,
    words: str = MARKED,
    *,
    key: UUID | None = None,
    contact: str = "",
    wants_help: bool = False,
) -> Concern:
    """Something told in confidence."""
    concern = concerning.keep(
        survey,
        client_key=key or uuid4(),
        wants_help=wants_help,
        words=words,
        contact=contact,
        language="en",
    )
    db.session.commit()
    return concern


def letters_to(person: Person) -> list[mail.Letter]:
    """What was written to somebody, in the order in which it goes."""
    query = select(mail.Letter).where(mail.Letter.to == person.email)
    return list(db.session.scalars(query.order_by(mail.Letter.due_at)))
