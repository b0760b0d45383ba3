"""The money of the first round: offered, agreed on, checked, paid, and what went wrong.

The round was told on paper; its twenty-two awards were brought in and lived here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.awards import accounts
from grantsapp.awards.actions import (
    agreeing,
    bank,
    cases,
    diligence,
    disclosing,
    offering,
    paying,
    repaying,
    sourcing,
    spending,
    varying,
)
from grantsapp.awards.actions.budgeting import Wish
from grantsapp.awards.budget import shared
from grantsapp.awards.models import (
    Award,
    Matter,
    Payment,
    PaymentStage,
    Publication,
    RepaymentKind,
)
from grantsapp.awards.queries import spending as spent
from grantsapp.awards.queries.varying import facts_of
from grantsapp.awards.schedule import end_of
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.demo.telling import PENNIES, read

SHARES = (60, 25, 15)  # of the three lines of a budget
QUERIED = 2  # the line of which the fund asks
KEPT = ("longer", "withheld", "irregular", "waiting", "ready")  # whose last part waits
PAPERS_HOLD = timedelta(days=900)


def lines_of(one: dict[str, Any]) -> list[Wish]:
    """Give the budget of an award in three lines, to the penny."""
    titles = read("lives.toml")["lines"].get(one["language"])
    titles = titles or read("lives.toml")["lines"]["en"]
    parts = shared(one["amount"] * PENNIES, SHARES)
    return [Wish(None, *line) for line in zip(titles, parts, strict=True)]


def begin(award: Award, one: dict[str, Any], people: dict[str, Person]) -> None:
    """Sign, check and split an award, and pay its first part."""
    told, group = read("lives.toml"), award.organisation
    if group is None:
        return
    signatory = group.memberships[0].person
    stella, zofia = people["stella"], people["zofia"]
    offering.accept(award, name=one["signed"], role=told["role"], by=signatory)
    agreeing.sign_for_fund(award, name=zofia.called, role=told["fund_role"], by=zofia)
    _check(award, told, signatory, stella, zofia)
    _account(award, told, signatory, zofia)
    _split(award, stella)
    _pay(award.payments[0], stella, zofia)


def _check(
    award: Award, told: dict[str, Any], by: Person, first: Person, second: Person
) -> None:
    today = clock.now().date()
    for item in diligence.lay(award.call):
        until = today + PAPERS_HOLD if item.matter is Matter.INSURANCE else None
        facts = {"said": told["checks"], "until": until, "file": None}
        due = diligence.give(award, item, **facts, by=by)
        db.session.flush()
        diligence.look(due, by=first)
        diligence.clear(due, by=second)


def _account(
    award: Award, told: dict[str, Any], by: Person, settled_by: Person
) -> None:
    group = award.organisation
    account = accounts.uk(told["sort_code"], f"{10_000_000 + 7_919 * award.number}")
    details = bank.propose(
        award, account, holder=(group.name if group else "")[:70], by=by
    )
    db.session.flush()
    bank.approve(details, evidence=None, by=settled_by)


def _split(award: Award, by: Person) -> None:
    """The city and the foundation pay half of each award."""
    first, second = award.call.fund.sources[:2]
    halves = shared(award.amount or 0, (1, 1))
    sourcing.split(award, dict(zip((first.id, second.id), halves, strict=True)), by=by)


def _pay(payment: Payment, by: Person, released_by: Person) -> None:
    db.session.flush()
    paying.prepare(payment, by=by)
    paying.release(payment, by=released_by)
    paying.mark_paid(payment, max(clock.now().date(), payment.due_on), by=by)


def in_the_middle(award: Award, people: dict[str, Person]) -> None:
    """Note what was spent; some lives take a turn."""
    told, group, stella = read("lives.toml"), award.organisation, people["stella"]
    if group is None:
        return
    by = group.memberships[0].person
    _spend(award, told, by, stella)
    if award.number == told["longer"]["award"]:
        _extend(award, told["longer"], by, people)
    if award.number == told["withheld"]["award"]:
        for payment in _planned(award):
            paying.withhold(
                payment, because=told["withheld"]["because"], by=people["stella"]
            )
    if award.number == told["irregular"]["award"]:
        cases.open_a_case(award, what=told["irregular"]["what"], by=people["zofia"])
    for name, setting in (("area", Publication.AREA), ("unsaid", Publication.WITHHELD)):
        if award.number == told[name]["award"]:
            disclosing.disclose(
                award, setting, reason=told[name]["reason"], by=people["stella"]
            )


def _spend(award: Award, told: dict[str, Any], by: Person, agreed_by: Person) -> None:
    words = told["spent"].get(award.language) or told["spent"]["en"]
    day = clock.now().date() - timedelta(days=20)
    for line, what in zip(spent.lines_of(award), words, strict=True):
        part = line.amount * 45 // 100
        noted = spending.note(line, day=day, what=what, amount=part, by=by)
        db.session.flush()
        if award.number == told["queried"]["award"] and line.position == QUERIED:
            spending.query(noted, question=told["queried"]["question"], by=agreed_by)
        else:
            spending.agree(noted, by=agreed_by)


def _extend(
    award: Award, one: dict[str, Any], by: Person, people: dict[str, Person]
) -> None:
    """A later end: asked for, agreed to, and signed anew by all."""
    if award.starts_on is None or award.ends_on is None:
        return
    later = end_of(award.starts_on, 12 + one["months"])
    asked = varying.ask(
        award,
        {"ends_on": later.isoformat()},
        before=facts_of(award),
        reason=one["reason"],
        by=by,
    )
    db.session.flush()
    varying.agree(asked, because=one["because"], by=people["zofia"])
    told = read("lives.toml")
    offering.accept(award, name=award.signed_name, role=told["role"], by=by)
    zofia = people["zofia"]
    agreeing.sign_for_fund(award, name=zofia.called, role=told["fund_role"], by=zofia)


def _planned(award: Award) -> list[Payment]:
    return [p for p in award.payments if p.stage is PaymentStage.PLANNED]


def at_the_end(award: Award, people: dict[str, Person]) -> None:
    """The report is in: what is left is released, unless something keeps it back."""
    told = read("lives.toml")
    stella, zofia = people["stella"], people["zofia"]
    kept = {told[name]["award"] for name in KEPT}
    if award.number not in kept:
        for payment in _planned(award):
            db.session.flush()
            paying.prepare(payment, by=stella)
            paying.release(payment, by=zofia)
    if award.number == told["repaid"]["award"]:
        _ask_back(award, told["repaid"], stella)


def _ask_back(award: Award, one: dict[str, Any], by: Person) -> None:
    today = clock.now().date()
    repaying.ask_back(
        award,
        amount=one["amount"] * PENNIES,
        kind=RepaymentKind.UNDERSPEND,
        reason=one["reason"],
        due_on=today + timedelta(days=35),
        by=by,
    )
    db.session.flush()


def lately(award: Award, people: dict[str, Person]) -> None:
    """One payment is prepared and waits for its second person."""
    if award.number == read("lives.toml")["waiting"]["award"]:
        for payment in _planned(award):
            paying.prepare(payment, by=people["stella"])


Step = Callable[[Award], None]


def at(now: datetime, days: int, awards: list[Award], step: Step) -> None:
    """Take a step with each award, so many days ago, an hour apart."""
    for award in awards:
        moment = now - timedelta(days=days) + timedelta(hours=award.number)
        with clock.stopped_at(moment):
            step(award)


def brought_in(call: Call, one: dict[str, Any], by: Person, **facts: Any) -> Award:
    """Bring an award of the paper round in, with its budget."""
    return offering.bring(call, lines_of(one), by=by, **facts)
