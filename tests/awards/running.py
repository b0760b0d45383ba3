"""Awards that run: with a budget in lines, spending, payments that were made."""

from datetime import date
from decimal import Decimal

from grantsapp import clock, i18n, ledger
from grantsapp.awards import queries
from grantsapp.awards.actions import budgeting
from grantsapp.awards.actions import spending as deeds
from grantsapp.awards.models import (
    Agreement,
    AgreementStage,
    Award,
    PaymentStage,
    Spend,
)
from grantsapp.awards.queries import agreements, spending
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Call, Duty
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from tests.cast import Cast, a_bid, a_call, a_fund, a_group, an_award, text


def a_managed_call(cast: Cast, *, with_budget: bool = False) -> Call:
    """A call that Stella, Otto and Zed manage; it may ask for a budget in lines."""
    fund = a_fund(cast.stella)
    for person in (cast.otto, cast.zed):
        give_role(person, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella, published=not with_budget)
    if with_budget:
        section = calls.sections_of(call)[0]
        facts = {"label": text("budget"), "help": i18n.Text(), "code": "budget"}
        writing.add_question(section, call, by=cast.stella, kind=Kind.BUDGET, **facts)
        db.session.commit()
        writing.open_call(calls.call("CF1") or call, by=cast.stella)
        db.session.commit()
    return calls.call("CF1") or call


def a_running_award(cast: Cast, call: Call | None = None) -> Award:
    """Eight thousand pounds for Amina and Bo, accepted: 6,400 now, 1,600 later."""
    call = call or a_managed_call(cast)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    return an_award(bid, cast.stella, cast.otto)


def in_lines(award: Award, by, **amounts: int) -> None:
    """Give an award these lines, in pounds."""
    wishes = [
        budgeting.Wish(None, title.title(), pounds * 100)
        for title, pounds in amounts.items()
    ]
    budgeting.edit(award, wishes, by=by)
    db.session.commit()


def line_of(award: Award, title: str):
    """Find a line by its title."""
    return next(one for one in spending.lines_of(award) if one.title == title)


def spent(award: Award, title: str, pounds: str, by) -> Spend:
    """Note what was spent on a line."""
    facts = {"day": date(2026, 11, 2), "what": f"{title} bought", "by": by}
    amount = int(Decimal(pounds) * 100)
    made = deeds.note(line_of(award, title), amount=amount, **facts)
    db.session.commit()
    return made


def first_paid(award: Award, by) -> None:
    """The first payment was released and paid, as the ledger tells it."""
    found = queries.award(award.id)
    part = found.payments[0]
    part.stage, part.released_at = PaymentStage.PAID, clock.now()
    part.paid_on = date(2026, 11, 1)
    ledger.book(found, -part.amount, "released", part, by=by)
    ledger.book(ledger.part_of(found, "paid"), part.amount, "released", part, by=by)
    db.session.commit()


def an_agreement(award: Award, stage: AgreementStage) -> Agreement:
    """The agreement of the offer, in a stage, whatever its signatures say."""
    made = agreements.standing(award)
    assert made is not None
    made.stage = stage
    db.session.commit()
    return made
