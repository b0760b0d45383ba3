"""Statements that come again, or hold what no bank writes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from grantsapp import clock, ledger
from grantsapp.accounts.models import Rescue
from grantsapp.awards.actions import reconciling, repaying
from grantsapp.awards.models import Repayment, RepaymentKind, Statement, StatementLine
from grantsapp.db import db
from tests.awards.money import a_paid_call, again, an_accepted, ready, released
from tests.awards.test_banking import (
    form_of,
    fund_path,
    read_in,
    send,
    statement,
    today,
)


@pytest.fixture
def call(cast):
    return a_paid_call(cast)


@pytest.fixture
def award(call, cast):
    award = ready(an_accepted(call, cast), cast)
    released(award, cast)
    return again(award)


def owed(award, cast):
    facts = {"kind": RepaymentKind.OTHER, "reason": "?", "amount": 50_000}
    due = clock.now().date() + timedelta(days=30)
    found = repaying.ask_back(again(award), **facts, due_on=due, by=cast.stella)
    db.session.commit()
    return found.id


def lines():
    query = select(StatementLine).join(Statement)
    return db.session.scalars(query.order_by(Statement.made_at, "number")).all()


def test_a_line_that_comes_again_in_a_longer_statement_pays_nothing_twice(
    award, cast, browser
):
    first, second = owed(award, cast), owed(award, cast)
    came = (today(), "500.00", "LARKSPUR")
    read_in(browser, cast.stella, award, statement(came))
    read_in(browser, cast.stella, award, statement(came, (today(), "-5.00", "FEE")))
    before = ledger.balance(award.call)
    one, again_, _fee = lines()
    stella = browser(cast.stella)
    path = f"/staff/statements/lines/{one.id}"
    assert stella.post(path, {"move": str(first)}).status == 303

    page = stella.post(f"/staff/statements/lines/{again_.id}", {"move": str(second)})

    assert page.status == 409
    assert "september.csv" in page.words()
    assert db.session.get(Repayment, second).received_on is None
    assert ledger.balance(again(award).call) == before + 50_000


def test_two_lines_alike_in_one_statement_are_two_movements(award, cast, browser):
    keys = owed(award, cast), owed(award, cast)
    came = (today(), "500.00", "LARKSPUR")
    read_in(browser, cast.stella, award, statement(came, came))
    for line, key in zip(lines(), keys, strict=True):
        reconciling.match_by_hand(line, key, by=cast.stella)
    assert all(line.repayment_id for line in lines())


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-99999999999999999999.00", "?"),
        ("-" + "9" * 60, "?"),
        ("-5.00", "a\x00b"),
    ],
)
def test_what_no_bank_writes_gets_an_answer(award, cast, browser, amount, words):
    content = statement((today(), amount, words))

    page = send(browser, cast.stella, award, content)
    if page.status == 200:
        page = browser(cast.stella).post(
            fund_path(award, "statements/read"), form_of(page)
        )

    assert page.status in {303, 409, 422}


def test_a_session_that_ended_keeps_neither_account_nor_statement(award, cast, browser):
    content = statement((today(), "-5.00", "FEE 55779911"))
    form = form_of(send(browser, cast.stella, award, content))
    stella = browser(cast.stella)
    stella.get(fund_path(award, "payments"))
    db.session.execute(text("UPDATE sign_ins SET ended_at = made_at"))
    db.session.commit()

    page = stella.post(fund_path(award, "payments"), {"account": "200000 55779911"})
    assert page.location.endswith("/sign-in")
    page = stella.post(fund_path(award, "statements/read"), form)
    assert page.location.endswith("/sign-in")

    assert db.session.scalar(select(func.count(Rescue.id))) == 0
