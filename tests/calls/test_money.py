"""Funding sources: what counts, who pays a call, and what visitors read of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from grantsapp import audit
from grantsapp.calls import queries
from grantsapp.calls.actions import aiming, writing
from grantsapp.calls.funding import Kind, Source, counted, percentages
from grantsapp.calls.models import FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from tests.cast import a_call, a_fund, text


@pytest.mark.parametrize(
    ("city", "match", "pays"),
    [(400, 400, 400), (400, 100, 100), (400, 500, 400), (1, 500, 1)],
)
def test_a_match_pays_a_pound_for_a_pound_up_to_its_amount(city, match, pays):
    sources = [
        Source("city", Kind.PUBLIC, city),
        Source("friend", Kind.PARTNER, 70),
        Source("match", Kind.MATCH, match, matches="city"),
    ]
    assert counted(sources) == {"city": city, "friend": 70, "match": pays}


def test_a_match_of_nothing_pays_nothing():
    assert counted([Source("match", Kind.MATCH, 500)]) == {"match": 0}


@pytest.mark.parametrize(
    ("amounts", "shares"),
    [
        ({}, {}),
        ({"a": 5}, {"a": 100}),
        ({"a": 1, "b": 1}, {"a": 50, "b": 50}),
        ({"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        ({"a": 2, "b": 1}, {"a": 67, "b": 33}),
        ({"a": 999, "b": 1}, {"a": 100, "b": 0}),
    ],
)
def test_shares_in_per_cent(amounts, shares):
    assert percentages(amounts) == shares


@given(st.dictionaries(st.text(), st.integers(1, 10**12), min_size=1))
def test_shares_always_add_up_to_one_hundred_and_are_off_by_less_than_one(amounts):
    shares, whole = percentages(amounts), sum(amounts.values())
    assert sum(shares.values()) == 100
    for key, amount in amounts.items():
        assert abs(shares[key] * whole - 100 * amount) < whole


# On the pages


@pytest.fixture
def fund(cast):
    """The city gives 400,000 and a partner matches up to 100,000 of it."""
    fund = a_fund(cast.stella)
    writing.add_source(
        fund,
        by=cast.stella,
        name=text("Harbour"),
        amount=10_000_000,
        kind=Kind.MATCH,
        matches_id=fund.sources[0].id,
    )
    db.session.commit()
    return fund


@pytest.fixture
def call(fund, cast):
    return a_call(fund, cast.stella)


def fields(fund):
    return [f"source_{s.id.hex}" for s in queries.fund(fund.id).sources]


def pay(browser, by, call, *amounts):
    names = fields(call.fund)
    typed = dict(zip(names, amounts, strict=True))
    return browser(by).post(f"/staff/calls/{call.reference}/money", typed)


def shown(browser, call, language="en"):
    return browser(None, language).get(f"/calls/{call.reference}").words()


def test_a_manager_sees_kinds_totals_and_what_is_left(app, call, cast, browser):
    pay(browser, cast.stella, call, "250,000", "50,000")

    words = browser(cast.stella).get(f"/staff/funds/{call.fund_id}").words()

    assert "A match: a pound for each pound" in words
    assert "£400,000 £150,000" in words  # the amount, and what is left of it
    assert "£100,000 £50,000" in words
    assert "Together: £500,000" in words


def test_a_match_of_more_than_there_is_counts_for_less(app, fund, cast, browser):
    queries.fund(fund.id).sources[1].amount = 50_000_000
    db.session.commit()

    words = browser(cast.stella).get(f"/staff/funds/{fund.id}").words()

    assert "Counts for £400,000: it pays no more than what it matches." in words
    assert "Together: £800,000" in words


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        (("150,000", "150,000"), None),
        (("300,000", "100,000"), "75%"),
    ],
)
def test_visitors_read_the_shares_that_the_figures_give(
    app, call, cast, browser, amounts, sentence
):
    source = queries.fund(call.fund_id).sources[1]
    source.amount = 15_000_000
    db.session.commit()
    answer = pay(browser, cast.stella, call, *amounts)

    assert answer.status == 303
    words = shown(browser, call)
    if sentence is None:
        assert "Half of the money comes from: City. The other half: Harbour." in words
    else:
        assert "The money comes from: City (75%) and Harbour (25%)." in words
    assert "City" in shown(browser, call, "ar")


def test_one_source_pays_all(app, call, cast, browser):
    pay(browser, cast.stella, call, "300,000", "")
    assert "All of the money comes from: City." in shown(browser, call)


def test_a_call_that_names_no_source_says_nothing_of_money(app, call, browser):
    assert "the money comes" not in shown(browser, call)


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        (
            ("200,000", "50,000"),
            "The budget is £300,000, but the sources pay only £250,000.",
        ),
        (("400,001", ""), "Only £400,000 of this source is left."),
        (("300,000", "100,001"), "Only £100,000 of this source is left."),
        (("lots", "100,000"), "Write an amount in figures, such as 8,500."),
        (("-5", "100,000"), "Write an amount in figures, such as 8,500."),
    ],
)
def test_wrong_money_is_told_and_stays(app, call, cast, browser, amounts, sentence):
    answer = pay(browser, cast.stella, call, *amounts)

    assert answer.status == 422
    assert any(fault.startswith(sentence) for fault in answer.faults)
    first = fields(call.fund)[0]
    assert answer.form("money")[first] == [amounts[0]]
    assert queries.sources_of_call(call) == []


def test_two_calls_cannot_have_the_same_pound(app, call, fund, cast, browser):
    pay(browser, cast.stella, call, "300,000", "")
    other = a_call(fund, cast.stella, reference="CF2")

    answer = pay(browser, cast.stella, other, "200,000", "100,000")

    assert answer.faults == ["Only £100,000 of this source is left."]


def test_paying_again_replaces_and_nothing_drops(app, call, cast, browser):
    pay(browser, cast.stella, call, "300,000", "100,000")
    pay(browser, cast.stella, call, "300,000", "")

    (only,) = queries.sources_of_call(call)
    assert only.amount == 30_000_000
    assert [e.verb for e in audit.history(call)].count("said who pays") == 2


def test_the_action_refuses_what_the_page_refuses(app, call, cast):
    city = call.fund.sources[0]
    with pytest.raises(Refused, match="pay only £1"):
        aiming.pay_for(call, {city.id: 100}, by=cast.stella)


def test_a_budget_above_its_sources_is_refused(app, fund, cast, browser):
    call = a_call(fund, cast.stella, published=False)
    pay(browser, cast.stella, call, "300,000", "")
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"
    form = stella.get(path).form("text")

    answer = stella.post(path, {**form, "budget": ["300,001"]})

    assert answer.status == 422
    assert answer.faults[0].startswith("The budget is £300,001, but the sources")
    assert stella.post(path, {**form, "budget": ["299,000"]}).status == 303


def test_a_call_whose_sources_no_longer_pay_it_does_not_open(app, fund, cast, browser):
    call = a_call(fund, cast.stella, published=False)
    pay(browser, cast.stella, call, "300,000", "")
    call = queries.call("CF1")
    call.budget = 30_000_001
    db.session.commit()

    answer = browser(cast.stella).post("/staff/calls/CF1/opening")

    assert answer.status == 409
    assert "but the sources pay only £300,000" in answer.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": ""}, "Write an amount above nothing."),
        ({"amount": "200,000"}, "Calls have £300,000 of this already: City."),
        ({"kind": "match"}, "Another source matches this one."),
        ({"name-en": ""}, "Write this in English."),
    ],
)
def test_a_source_cannot_become_what_calls_do_not_allow(
    app, call, cast, browser, change, sentence
):
    pay(browser, cast.stella, call, "300,000", "")
    source = queries.fund(call.fund_id).sources[0]
    path = f"/staff/funds/{call.fund_id}/sources/{source.id}"
    typed = {"name-en": "City", "kind": "public", "amount": "400,000", "matched": ""}

    answer = browser(cast.stella).post(path, {**typed, **change})

    assert answer.status == 422
    assert answer.faults[0].startswith(sentence)


def test_less_of_a_source_takes_its_match_along(app, call, cast, browser):
    """The match pays a call 100,000, so the city cannot fall below that."""
    pay(browser, cast.stella, call, "200,000", "100,000")
    city = queries.fund(call.fund_id).sources[0]
    db.session.delete(next(p for p in queries.sources_of_call(call) if p.amount > 1e7))
    db.session.commit()
    path = f"/staff/funds/{call.fund_id}/sources/{city.id}"

    answer = browser(cast.stella).post(
        path, {"name-en": "City", "kind": "public", "amount": "90,000"}
    )

    assert answer.faults == ["Calls have £100,000 of this already: Harbour."]


def test_a_match_needs_what_it_matches(app, fund, cast, browser):
    path = f"/staff/funds/{fund.id}/sources"
    typed = {"name-en": "Another", "kind": "match", "amount": "5", "matched": ""}

    answer = browser(cast.stella).post(path, typed)

    assert answer.faults == ["Choose the source that it matches."]


def test_a_changed_source_leaves_its_old_amount_in_the_audit(app, fund, cast, browser):
    source = fund.sources[0]
    path = f"/staff/funds/{fund.id}/sources/{source.id}"
    typed = {"name-en": "City hall", "kind": "public", "amount": "410,000"}

    assert browser(cast.stella).post(path, typed).status == 303

    line = audit.history(fund)[-1]
    assert line.verb == "edited a funding source"
    assert line.details == {"amount": 41_000_000, "before": 40_000_000}


def test_a_source_that_counts_somewhere_cannot_be_removed(app, call, cast, browser):
    pay(browser, cast.stella, call, "300,000", "")
    city, match = queries.fund(call.fund_id).sources
    base, stella = f"/staff/funds/{call.fund_id}/sources", browser(cast.stella)

    paid = stella.post(f"{base}/{city.id}/removal")
    assert paid.status == 409
    assert "This source pays for CF1. Take it out there first." in paid.text

    assert stella.post(f"{base}/{match.id}/removal").status == 303
    left = db.session.scalars(select(FundingSource)).all()
    assert [str(s.name) for s in left] == ["City"]


def test_a_matched_source_stays_while_it_is_matched(app, fund, cast, browser):
    path = f"/staff/funds/{fund.id}/sources/{fund.sources[0].id}/removal"
    answer = browser(cast.stella).post(path)

    assert answer.status == 409
    assert "Another source matches this one." in answer.text


def test_a_source_of_another_fund_is_not_found(app, fund, cast, browser):
    other = a_fund(cast.otto)
    path = f"/staff/funds/{other.id}/sources/{fund.sources[0].id}"
    assert browser(cast.otto).get(path).status == 404
    assert browser(cast.otto).post(f"{path}/removal").status == 404
