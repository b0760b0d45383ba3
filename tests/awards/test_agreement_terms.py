"""The terms of agreements: written, previewed, refused where they are wrong."""

import pytest

from grantsapp import i18n
from grantsapp.awards import placeholders
from grantsapp.awards.queries import terms
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible

WHERE = "/staff/calls/CF1/agreement-terms"


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


def typed(browser, **fields):
    return {**browser.get(WHERE).form("agreement-terms"), **fields}


@pytest.mark.parametrize("code", list(i18n.LANGUAGES))
def test_the_words_of_the_house_are_whole_in_each_language(app, code):
    text = terms.house_terms([code]).plain(code)

    assert list(placeholders.faults(text)) == []
    assert text.count("## ") == 10
    for name in placeholders.NAMES:
        assert f"{{{name}}}" in text


def test_a_call_begins_with_the_words_of_the_house(call, cast, browser):
    page = browser(cast.stella).get(WHERE)

    assert "These are the words of the house" in page.words()
    assert "{group}" in page.form("agreement-terms")["text-ar"][0]
    assert terms.terms_of(call).answer_days == 28


def test_own_terms_are_kept_and_can_be_dropped(call, cast, browser):
    stella = browser(cast.stella)
    form = typed(stella, answer_days="10", binding="pl", **{"text-en": "{group}!"})

    assert stella.post(WHERE, form).status == 303
    found = terms.terms_of(call)
    assert (found.text.plain("en"), found.binding) == ("{group}!", "pl")
    assert (found.answer_days, found.version) == (10, 1)

    assert stella.post(f"{WHERE}/removal").status == 303
    assert terms.terms_of(call).version == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text-en": "To {grup}."}, "{grup} in English is no placeholder."),
        ({"text-ar": "إلى {grup}."}, "{grup} in Arabic is no placeholder."),
        ({"text-pl": "Dla {group"}, "In Polish a brace opens and does not close"),
        ({"text-en": "So}"}, "In English a brace closes that never opened"),
        ({"text-en": ""}, "Write this in English."),
        ({"text-pl": "", "binding": "pl"}, "The terms have no text in Polish."),
        ({"binding": "xx"}, "Choose one."),
        ({"answer_days": "1"}, "Choose between 5 and 180 days."),
        ({"answer_days": "soon"}, "Write a whole number"),
    ],
)
def test_terms_that_are_wrong_are_refused_at_their_field(
    call, cast, browser, fields, sentence
):
    stella = browser(cast.stella)

    page = stella.post(WHERE, typed(stella, **fields))

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert terms.terms_of(call).version == 0


def test_a_preview_fills_in_a_real_award_and_saves_nothing(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    offer = an_offer(bid, cast.stella, cast.otto)
    stella = browser(cast.stella)
    fields = {"text-en": "Dear {group}, {amount}.", "preview": "y"}

    page = stella.post(WHERE, typed(stella, award=str(offer.id), **fields))

    assert page.status == 200
    assert "Dear Kitchen Table, £8,000." in page.words()
    assert "Dear {group}" in page.text
    assert terms.terms_of(call).version == 0


def test_two_managers_who_write_at_once_see_both_texts(call, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    form = typed(otto, **{"text-en": "Of Otto: {group}."})
    stella.post(WHERE, typed(stella, **{"text-en": "Of Stella: {group}."}))

    page = otto.post(WHERE, form)

    assert page.status == 409
    assert "Of Stella: {group}." in page.words()
    assert "Of Otto: {group}." in page.text
    assert terms.terms_of(call).text.plain("en") == "Of Stella: {group}."


def test_what_was_offered_stays_when_the_terms_change(call, cast, browser):
    from grantsapp.awards.queries import agreements

    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    offer = an_offer(bid, cast.stella, cast.otto)
    before = agreements.standing(offer).digest
    stella = browser(cast.stella)

    stella.post(WHERE, typed(stella, **{"text-en": "Other words."}))

    db.session.expire_all()
    assert agreements.standing(offer).digest == before
