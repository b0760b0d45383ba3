"""What the people of projects are asked: the suites of two calls."""

from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.demo.telling import a_text, read
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, suiting
from grantsapp.mel.instruments import Design
from grantsapp.mel.wording import CONSENT


def a_suite(call: Call, name: str, people: dict[str, Person]) -> None:
    """Put the suite of a call together; Zofia reads what is told in confidence."""
    told, eva = read("suites.toml"), people["eva"]
    one = told[name]
    suite = suiting.suite_for(call)
    for code in one["instruments"]:
        if tool := queries.instrument(code):
            suiting.add(suite, tool, by=eva)
    suiting.frame(
        suite,
        by=eva,
        design=Design(one["design"]),
        follow_ups=one["follow_ups"],
        about=one["about"],
        minimum_age=one["minimum_age"],
        languages=["en", "ar", "pl"],
        consent=a_text(CONSENT),
        help=a_text(told["help"]),
        lead=people["zofia"],
    )
    db.session.flush()


def ask(award: Award, *, expected: int, by: Person) -> None:
    """Ask a project what suits its theme."""
    suite = queries.suite_of(award.call)
    if suite is not None:
        tools = queries.owed_by(suite, award)
        asking.ask(award, tools, suite.design, expected=expected, by=by)
