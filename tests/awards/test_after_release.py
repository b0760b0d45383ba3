"""Payments between their release and the bank: what stops them on this last way."""

import pytest
from sqlalchemy import func, select

from grantsapp import clock
from grantsapp.awards.actions import bank, cases, paying
from grantsapp.awards.models import BankDetails, BankStage, Batch
from grantsapp.db import db
from tests.awards.money import a_paid_call, again, an_accepted, an_account, ready
from tests.awards.money import released as a_released
from tests.awards.test_banking import hand_over, the_file


@pytest.fixture
def award(cast):
    return ready(an_accepted(a_paid_call(cast), cast), cast)


@pytest.fixture
def released(award, cast):
    return a_released(award, cast)


def the_bank():
    return db.session.scalar(select(BankDetails))


def stopped(award, cast):
    bank.stop(the_bank(), by=cast.bo)
    db.session.commit()


def changed(award, cast):
    the_bank().stage = BankStage.REPLACED
    an_account(award, number="200000 55779922")


def proposed(award, cast):
    an_account(award, number="200000 55779922").stage = BankStage.PROPOSED
    db.session.commit()


def suspended(award, cast):
    cases.open_a_case(again(award), what="?", by=cast.otto)
    db.session.commit()


STOPS = [
    (stopped, "account"),
    (changed, "account"),
    (proposed, "account"),
    (suspended, "An irregularity is open"),
]


@pytest.mark.parametrize(("stop", "sentence"), STOPS)
def test_what_is_stopped_after_its_release_goes_into_no_file(
    award, released, cast, browser, stop, sentence
):
    stop(award, cast)

    page = hand_over(browser, cast.stella, released)

    assert page.status == 409
    assert "CF1-A01-P1" in page.words()
    assert sentence in page.words()
    assert db.session.scalar(select(func.count(Batch.id))) == 0


@pytest.mark.parametrize(("stop", "sentence"), STOPS)
def test_what_is_stopped_after_it_went_into_a_file_keeps_the_file_here(
    storage, award, released, cast, browser, stop, sentence
):
    assert hand_over(browser, cast.stella, released).status == 303
    stop(award, cast)

    _batch, page = the_file(browser, cast.stella)

    assert page.status == 409
    assert sentence in page.words()


def test_a_file_with_a_payment_that_was_cancelled_is_not_taken_again(
    storage, award, released, cast, browser
):
    assert hand_over(browser, cast.stella, released).status == 303
    paying.cancel(again(award).payments[0], because="Closed.", by=cast.otto)
    db.session.commit()

    _batch, page = the_file(browser, cast.stella)

    assert page.status == 409
    assert "CF1-A01-P1" in page.words()


def test_a_file_whose_payments_were_paid_is_taken_whatever_came_after(
    storage, award, released, cast, browser
):
    assert hand_over(browser, cast.stella, released).status == 303
    paying.mark_paid(again(award).payments[0], clock.now().date(), by=cast.otto)
    stopped(award, cast)

    _batch, page = the_file(browser, cast.stella)

    assert page.status == 200
