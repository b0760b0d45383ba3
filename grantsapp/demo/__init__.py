"""The demonstration: one fund, three calls, their bids and awards, told from `texts/`.

Everything in it is invented; the pages say so. It is made through the same actions as
everything else, with the clock held at the moments of the story.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Person
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Duty, Fund
from grantsapp.db import db
from grantsapp.demo import around
from grantsapp.demo.deciding import decisions
from grantsapp.demo.finished import finished_round
from grantsapp.demo.judging import moderation
from grantsapp.demo.opening import a_call, a_fund, bids
from grantsapp.mel.actions import library


@dataclass(frozen=True)
class Part:
    """Somebody of the cast: who signs in, and what they show."""

    email: str
    name: str
    language: str
    part: str


CAST = (
    Part("stella@example.org", "Stella Marsh", "en", "manages the fund, and decides"),
    Part("amina@example.org", "أمينة يوسف", "ar", "applies, in Arabic; has an offer"),
    Part("zofia@example.org", "Zofia Wójcik", "pl", "approves decisions, in Polish"),
    Part("malgorzata@example.org", "Małgorzata Lis", "pl", "has a grant, and reports"),
    Part("rosa@example.org", "Rosa Okafor", "en", "scores: prevention policy"),
    Part("ravi@example.org", "Ravi Menon", "en", "scores: the threat here"),
    Part("mei@example.org", "Mei Tanaka", "en", "scores: international practice"),
    Part("karim@example.org", "كريم حداد", "ar", "is invited to the panel"),
    Part("eva@example.org", "Eva Lindholm", "en", "evaluates the fund"),
    Part("hana@example.org", "Hana Svoboda", "en", "helps two groups, in a library"),
    Part("harriet@example.org", "Harriet Lindqvist", "en", "stands behind a bid"),
    Part("ines@example.org", "Inês Duarte", "en", "is to answer an appeal"),
    Part("zed@example.org", "Zed Blank", "en", "has no part in anything"),
)


def fill() -> None:
    """Tell the story, once."""
    if db.session.scalar(select(Fund.id).limit(1)) is not None:
        return
    now = clock.now()
    with clock.stopped_at(now - timedelta(days=75)):
        people = _people()
        fund = a_fund(people["stella"])
        writing.give_role(people["zofia"], Duty.MANAGER, fund=fund)
        writing.give_role(people["eva"], Duty.EVALUATOR, fund=fund)
        library.add_starters(by=people["eva"])
        around.subscribers(fund)
        closed = a_call(fund, "call-1", people["stella"], now, opens=-70, closes=-20)
    with clock.stopped_at(now - timedelta(days=70)):
        writing.open_call(closed, by=people["stella"])
    with clock.stopped_at(now - timedelta(days=12)):
        current = a_call(fund, "call-2", people["stella"], now, opens=-10, closes=24)
    with clock.stopped_at(now - timedelta(days=10)):
        writing.open_call(current, by=people["stella"])
    told = bids({"CGF1": closed, "CGF2": current}, now, by=people["stella"])
    finished_round(fund, people, now)
    around.after_closing(told, now, by=people["stella"])
    panel = moderation(closed, told, people, now)
    decisions(closed, told, people, panel, now)
    around.appeal(told, now, judge=people["ines"], at_desk=people["stella"])
    around.open_call(current, told, people, now)
    around.needs(fund, now, by=people["stella"])
    db.session.commit()


def _people() -> dict[str, Person]:
    """Make the cast, by the first part of their addresses."""
    return {
        who.email.partition("@")[0]: accounts.add_person(
            who.email, name=who.name, language=who.language
        )
        for who in CAST
    }
