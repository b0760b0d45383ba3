"""Money moved by several processes at one moment, on both databases."""

import pytest
from sqlalchemy import func, select

from grantsapp import audit, clock, ledger
from grantsapp.awards.actions import paying
from grantsapp.awards.models import (
    Batch,
    Payment,
    PaymentStage,
    Split,
    Statement,
)
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from tests.awards.money import (
    a_paid_call,
    again,
    an_accepted,
    ready,
    released,
)
from tests.awards.test_banking import form_of, hand_over, send, statement
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes


@pytest.fixture
def call(cast):
    call = a_paid_call(cast)
    give_role(cast.fay, Duty.MANAGER, fund=call.fund)
    db.session.commit()
    return call


def prepared(award, cast):
    payment = again(award).payments[0]
    paying.prepare(payment, by=cast.stella)
    db.session.commit()
    return payment


def test_two_releases_of_one_payment_book_once(call, cast, database):
    award = ready(an_accepted(call, cast), cast)
    path = f"/staff/payments/{prepared(award, cast).id}/release"

    statuses = all_at_once(
        database, [(person, path, {}) for person in (cast.otto, cast.fay, cast.otto)]
    )

    assert statuses == [303, 409, 409]
    found = again(award)
    assert ledger.balance(found) == 160_000
    for thing in (found, found.call, found.call.fund.sources[0]):
        assert ledger.balance(ledger.part_of(thing, "paid")) == 640_000
    verbs = [e.verb for e in audit.history(found)]
    assert verbs.count("released a payment") == 1


def test_releases_of_many_awards_from_one_source_are_all_booked(call, cast, database):
    awards = [
        ready(an_accepted(call, cast, person), cast)
        for person in (cast.amina, cast.bo, cast.omar)
    ]
    paths = [f"/staff/payments/{prepared(a, cast).id}/release" for a in awards]

    statuses = all_at_once(database, [(cast.otto, path, {}) for path in paths])

    assert statuses == [303, 303, 303]
    (source,) = again(awards[0]).call.fund.sources
    for thing in (awards[0].call, source):
        assert ledger.balance(ledger.part_of(thing, "paid")) == 3 * 640_000


def test_releases_in_two_calls_of_one_fund_are_all_booked(call, cast, database):
    other = a_paid_call(cast, "CF2", call.fund)
    awards = [
        ready(an_accepted(one, cast, person), cast)
        for one, person in ((call, cast.amina), (other, cast.omar))
    ]
    paths = [f"/staff/payments/{prepared(a, cast).id}/release" for a in awards]

    statuses = all_at_once(database, [(cast.otto, path, {}) for path in paths])

    assert statuses == [303, 303]
    (source,) = again(awards[0]).call.fund.sources
    assert ledger.balance(ledger.part_of(source, "paid")) == 2 * 640_000


def test_a_source_that_is_enough_for_one_is_given_to_one(call, cast, database):
    (source,) = call.fund.sources
    source.amount = 1_000_000
    db.session.commit()
    other = a_paid_call(cast, "CF2", call.fund)
    awards = [
        an_accepted(one, cast, person)
        for one, person in ((call, cast.amina), (other, cast.omar))
    ]
    form = {f"source_{source.id.hex}": "8,000"}

    statuses = all_at_once(
        database, [(cast.otto, f"/staff/awards/{a.id}/sources", form) for a in awards]
    )

    assert statuses in ([303, 409], [303, 422])
    assert db.session.scalar(select(func.sum(Split.amount))) == 800_000
    assert ledger.balance(again(awards[0]).call.fund.sources[0]) == 200_000


def test_a_plan_and_a_preparation_at_once_lose_no_penny(call, cast, database, browser):
    award = ready(an_accepted(call, cast), cast)
    path = f"/staff/awards/{award.id}/instalments"
    form = browser(cast.otto).get(path).form("instalments")
    form.pop("csrf_token")
    form |= {"amount_0": "1,000", "amount_1": "7,000"}
    prepare = f"/staff/payments/{award.payments[0].id}/preparation"

    statuses = all_at_once(
        database, [(cast.otto, path, form), (cast.stella, prepare, {})]
    )

    assert statuses in ([303, 303], [303, 409])
    payments = db.session.scalars(select(Payment).order_by(Payment.number)).all()
    assert sum(p.amount for p in payments) == 800_000


def test_two_files_for_the_bank_at_once_become_one(call, cast, database, browser):
    award = ready(an_accepted(call, cast), cast)
    payment = released(award, cast)
    path = f"/staff/funds/{call.fund_id}/payments"
    form = {
        "picked": [str(payment.id)],
        "format": "csv",
        "day": clock.now().date().isoformat(),
    }

    statuses = all_at_once(
        database, [(person, path, form) for person in (cast.otto, cast.stella)]
    )

    assert statuses == [303, 409]
    assert db.session.scalar(select(func.count(Batch.id))) == 1
    assert hand_over(browser, cast.fay, payment).status == 409


def test_one_statement_read_in_twice_at_once_counts_once(call, cast, database, browser):
    award = ready(an_accepted(call, cast), cast)
    released(award, cast)
    today = clock.now().date().isoformat()
    content = statement((today, "-6400.00", "CF1-A01-P1"))
    form = form_of(send(browser, cast.stella, award, content))
    path = f"/staff/funds/{call.fund_id}/statements/read"

    statuses = all_at_once(
        database, [(person, path, form) for person in (cast.otto, cast.stella)]
    )

    assert statuses == [303, 409]
    assert db.session.scalar(select(func.count(Statement.id))) == 1
    assert again(award).payments[0].stage is PaymentStage.PAID
