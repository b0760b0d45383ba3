"""Money that comes back: asked for, received, waived by another person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock, ledger
from grantsapp.awards.actions import repaying, sourcing
from grantsapp.awards.models import Repayment, RepaymentKind, RepaymentStage
from grantsapp.awards.queries import programme, sources
from grantsapp.calls.actions import writing
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.mail import Letter
from tests.awards.money import a_paid_call, again, an_accepted, ready, released
from tests.cast import text

ASK = {"amount": "500", "kind": "underspend", "reason": "The hall was cheaper."}


@pytest.fixture
def award(cast):
    award = ready(an_accepted(a_paid_call(cast), cast), cast)
    released(award, cast)
    return again(award)


def day(days):
    return (clock.now() + timedelta(days=days)).date()


def asked(award, by, amount=50_000):
    facts = {"amount": amount, "kind": RepaymentKind.UNDERSPEND, "reason": "Cheaper."}
    found = repaying.ask_back(award, **facts, due_on=day(30), by=by)
    db.session.commit()
    return found


def test_a_group_is_asked_and_reads_why_and_until_when(award, cast, browser):
    path = f"/staff/awards/{award.id}/repayments"
    form = {**ASK, "due_on": day(30).isoformat()}

    assert browser(cast.stella).post(path, form).status == 303

    page = browser(cast.bo).get(f"/awards/{award.id}").words()
    assert "CF1-A01-R1" in page
    assert "The hall was cheaper." in page
    letters = db.session.scalars(
        select(Letter).where(Letter.template == "repayment_told")
    ).all()
    assert {letter.to for letter in letters} == {"amina@example.org", "bo@example.org"}
    english = next(letter for letter in letters if letter.language == "en")
    assert "£500" in english.body
    assert "CF1-A01-R1" in english.body


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": "0"}, "Write an amount above nothing."),
        ({"amount": "€500"}, "Write the amount in £"),
        ({"kind": "x"}, "Choose one."),
        ({"reason": " "}, "Write a reason: others will read it."),
        ({"due_on": "2020-01-01"}, "Choose a day from today on"),
    ],
)
def test_what_is_not_right_asks_nobody(award, cast, browser, change, sentence):
    form = {**ASK, "due_on": day(30).isoformat(), **change}

    page = browser(cast.stella).post(f"/staff/awards/{award.id}/repayments", form)

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert db.session.scalars(select(Repayment)).all() == []


def test_no_more_is_asked_back_than_was_paid(award, cast, browser):
    asked(award, cast.stella, 600_000)
    form = {**ASK, "amount": "400.01", "due_on": day(30).isoformat()}

    page = browser(cast.stella).post(f"/staff/awards/{award.id}/repayments", form)

    assert page.status == 422
    assert page.faults == ["Only £400 was paid and not asked for yet."]
    assert "The hall was cheaper." in page.words("textarea")
    assert len(db.session.scalars(select(Repayment)).all()) == 1


def test_money_that_came_back_is_there_for_others_again(award, cast, browser):
    repayment = asked(award, cast.stella)
    path = f"/staff/repayments/{repayment.id}/receipt"
    otto = browser(cast.otto)

    early = otto.post(path, {"day": day(2).isoformat()})
    assert early.faults == ["This day is still to come."]
    assert otto.post(path, {"day": day(0).isoformat()}).status == 303
    assert otto.post(path, {"day": day(0).isoformat()}).status == 409

    found = again(award)
    (city,) = found.call.fund.sources
    assert ledger.balance(found.call) == 30_000_000 - 800_000 + 50_000
    assert ledger.balance(city) == 40_000_000 - 800_000 + 50_000
    for thing in (found, found.call, city):
        assert ledger.balance(ledger.part_of(thing, "paid")) == 640_000 - 50_000
    assert ledger.balance(found) == 160_000


def test_what_comes_back_goes_to_the_sources_that_paid(cast):
    award = an_accepted(a_paid_call(cast), cast)
    fund = award.call.fund
    writing.add_source(fund, name=text("Friend"), amount=1_000_000, by=cast.stella)
    db.session.flush()
    db.session.refresh(fund, ["sources"])
    city, friend = fund.sources
    ready(award, cast, {city.id: 533_333, friend.id: 266_667})
    released(award, cast)
    found = again(award)
    repaying.receive(asked(found, cast.stella, 100_001), day(0), by=cast.stella)

    left = [ledger.balance(source) for source in (city, friend)]
    assert sum(left) == 41_000_000 - 800_000 + 100_001
    assert [s - b for s, b in zip((40_000_000, 1_000_000), left, strict=True)] == [
        533_333 - 66_667,
        266_667 - 33_334,
    ]
    stands = {str(city.id): 466_666, str(friend.id): 233_333}
    (line,) = programme.programme(fund).lines
    assert {part.source: part.amount for part in line.parts} == stands
    assert line.committed == sum(stands.values())
    paid = [share.paid for share in sources.shares_of(found)]
    assert paid == [426_666 - 66_667, 213_334 - 33_334]
    sourcing.split(found, {city.id: 540_000, friend.id: 260_000}, by=cast.stella)
    assert sum(s.to_pay for s in sources.shares_of(found)) == 160_000


def test_what_one_asked_for_another_waives_with_a_reason(award, cast, browser):
    repayment = asked(award, cast.stella)
    path = f"/staff/repayments/{repayment.id}/waiver"

    alone = browser(cast.stella).post(path, {"reason": "They are broke."})
    assert alone.status == 409
    assert "Somebody else has to waive it." in alone.words()
    otto = browser(cast.otto)
    assert otto.post(path, {"reason": ""}).status == 422
    assert otto.post(path, {"reason": "They are broke."}).status == 303

    found = db.session.get(Repayment, repayment.id, populate_existing=True)
    assert (found.stage, found.waived_because) == (
        RepaymentStage.WAIVED,
        "They are broke.",
    )
    assert ledger.balance(ledger.part_of(again(award), "paid")) == 640_000
    late = otto.post(f"/staff/repayments/{repayment.id}/receipt", {"day": "2027-01-01"})
    assert late.status == 409


def test_more_than_was_paid_cannot_come_back(award, cast):
    first, second = asked(award, cast.stella, 640_000), None
    repaying.receive(first, day(0), by=cast.stella)
    with pytest.raises(Refused, match="Only £0 was paid"):
        second = asked(award, cast.stella, 1)
    assert second is None


def test_who_asked_for_money_does_not_say_alone_that_it_came(award, cast, browser):
    repayment = asked(award, cast.stella)
    path = f"/staff/repayments/{repayment.id}/receipt"

    page = browser(cast.stella).post(path, {"day": day(0).isoformat()})

    assert page.status == 409
    assert "Somebody else notes that it came" in page.words()
    assert ledger.balance(again(award).call) == 30_000_000 - 800_000
    assert browser(cast.otto).post(path, {"day": day(0).isoformat()}).status == 303
