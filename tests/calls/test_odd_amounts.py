"""Amounts as people write them anywhere: understood, or refused with a sentence.

What counts as understood stands here by hand. An amount that can be read in two ways,
or is in another currency, is never guessed at.
"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.calls import queries
from grantsapp.calls.actions import writing
from grantsapp.calls.questions import Column, Fault, Kind, Question, line_of, read
from grantsapp.db import db
from grantsapp.figures import SIGNS, Misread, minor_units, whole
from tests.cast import a_call, a_draft, a_fund, a_group, text

LANGUAGES = ("en", "ar", "pl", "bn")
OTHER, TWO, LARGE, NO = (
    Misread.OTHER_CURRENCY,
    Misread.TWO_WAYS,
    Misread.TOO_LARGE,
    Misread.NO_AMOUNT,
)
# In a fund that gives pounds; the same in every language.
EVERYWHERE = {
    "1000": 100_000,
    "1,000": 100_000,
    "1 000": 100_000,
    "1\u00a0000": 100_000,
    "1\u202f000": 100_000,
    "1'000": 100_000,
    "1’000": 100_000,
    "1,000.50": 100_050,
    "1.000,50": 100_050,
    "1 000,50": 100_050,
    "1 000.50": 100_050,
    "1'000.50": 100_050,
    "1000.5": 100_050,
    "1.000.000": 100_000_000,
    "1,000,000": 100_000_000,
    "١٠٠٠": 100_000,
    "١٬٠٠٠": 100_000,
    "١٬٠٠٠٫٥٠": 100_050,
    "۱۰۰۰": 100_000,
    "১০০০": 100_000,
    "১,০০০.৫০": 100_050,
    "１０００": 100_000,
    "£1,000": 100_000,
    "£ 1,000.00": 100_000,
    "1 000 £": 100_000,
    "GBP 1,000": 100_000,
    "1000 gbp": 100_000,
    "\u2066£1,000\u2069": 100_000,  # as our own Arabic pages write it
    "\u200f١٠٠٠\u200e": 100_000,
    " 1000 ": 100_000,
    "0": 0,
    "999999999999": 99_999_999_999_900,
    # not guessed at
    "1.000": TWO,
    "12.500": TWO,
    "١.٠٠٠": TWO,
    "£1.000": TWO,
    # another currency
    "€1,000": OTHER,
    "1000 zł": OTHER,
    "1000,50 zł": OTHER,
    "$5": OTHER,
    "1000 EUR": OTHER,
    "pln 10": OTHER,
    # too large
    "1000000000000": LARGE,
    "9" * 30: LARGE,
    "1e3": NO,
    "-5": NO,
    "−5": NO,
    "(500)": NO,
    "1000000 or so": NO,
    "1k": NO,
    "a lot": NO,
    "£": NO,
    "£5£": NO,
    "10 00": NO,
    "1 0 0 0": NO,
    "1,2,3": NO,
    "1..0": NO,
    "1.0.0,00": NO,
    "0x10": NO,
    "1_000": NO,
    "NaN": NO,
    "inf": NO,
    "½": NO,
    "²": NO,
    "Ⅷ": NO,
    "1000.505": NO,
    "9" * 5_000: NO,
    "": NO,
    "\u200b": NO,
}
# A comma parts the decimals in Polish; the lakhs are parted in Bengali.
BY_LANGUAGE = {
    "1000,50": (NO, NO, 100_050, NO),
    "1,00": (NO, NO, 100, NO),
    "1,00,000": (NO, NO, NO, 10_000_000),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", EVERYWHERE, ids=ascii)
def test_an_amount_is_understood_or_refused_for_a_reason(typed, language):
    assert minor_units(typed, "GBP", language) == EVERYWHERE[typed]


@pytest.mark.parametrize("typed", BY_LANGUAGE)
def test_what_differs_between_languages(typed):
    found = tuple(minor_units(typed, "GBP", code) for code in LANGUAGES)

    assert found == BY_LANGUAGE[typed]


@pytest.mark.parametrize(
    ("typed", "currency", "found"),
    [
        ("€1,000", "EUR", 100_000),
        ("1.000,50 €", "EUR", 100_050),
        ("£1,000", "EUR", OTHER),
        ("1000,50 zł", "PLN", 100_050),
        ("1000 ZŁ", "PLN", 100_000),
        ("$5", "USD", 500),
        ("$5", "CAD", 500),
        ("5 CHF", "CHF", 500),
        ("1.000", "JPY", TWO),
        ("1,000", "JPY", 1_000),
        ("1.000", "KWD", 1_000),  # it has three decimals
    ],
)
def test_each_fund_takes_its_own_currency(typed, currency, found):
    assert minor_units(typed, currency, "pl") == found


@given(
    st.text(max_size=30), st.sampled_from([*SIGNS, "JPY"]), st.sampled_from("enarpl")
)
def test_reading_an_amount_never_raises(typed, currency, language):
    found = minor_units(typed, currency, language if len(language) == 2 else "en")

    assert isinstance(found, Misread) or found >= 0


@pytest.mark.parametrize(
    "mean", ["1" + " " * 500_000 + "x1", "1," * 400_000, "é" * 10**6]
)
def test_a_mean_text_is_read_in_no_time(mean):
    start = time.process_time()

    assert minor_units(mean, "GBP", "en") == NO
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("٤٠", 40), ("৪০", 40), ("1 000", 1000), ("1,000", 1000), ("\u200e40", 40),
        ("40.5", None), ("1.000", None), ("£40", None), ("40 zł", None), ("1k", None),
        ("−5", -5), ("1e3", None), ("9" * 30, None), ("", None),
    ],
)  # fmt: skip
def test_whole_numbers(typed, number):
    assert [whole(typed, code) for code in LANGUAGES] == [number] * 4


def test_a_cell_of_a_budget_is_read_in_the_same_way():
    label = {"en": {"text": "Label", "source_hash": None, "origin": "own"}}
    columns = (Column("what", Kind.SHORT, label), Column("amount", Kind.MONEY, label))
    asked = Question("budget", Kind.BUDGET, label, columns=columns)

    for typed, meant in EVERYWHERE.items():
        found = read(asked, [line_of({"what": "Hall", "amount": typed})], "ar")
        if isinstance(meant, Misread):
            assert found.fault is Fault.IN_A_CELL, typed
        else:
            assert found.value[0]["amount"] == meant, typed


# on the pages: a field, a cell, and the forms of staff

SENTENCES = {
    "en": {
        "€1,000": "Write the amount in £, without the sign of another currency.",
        "1.000": "This could be thousands or decimals. Write it without a dot",
        "9" * 30: "This amount is too large.",
        "1e3": "Write an amount in figures, such as 8,500.",
        "-5": "Write an amount in figures, such as 8,500.",
    },
    "ar": {"€1,000": "عملة أخرى", "1.000": "بدون نقطة", "9" * 30: "كبير"},
    "pl": {"€1,000": "innej waluty", "1.000": "bez kropki", "9" * 30: "za duża"},
}  # fmt: skip
CASES = [(code, typed) for code, told in SENTENCES.items() for typed in told]


@pytest.fixture
def draft(cast):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    section = queries.sections_of(call)[0]
    facts = {"label": text("Budget"), "help": text("Help"), "code": "budget"}
    writing.add_question(section, call, by=cast.stella, kind=Kind.BUDGET, **facts)
    db.session.commit()
    writing.open_call(queries.call("CF1"), by=cast.stella)
    db.session.commit()
    return a_draft(queries.call("CF1"), a_group(cast.amina), cast.amina)


@pytest.mark.parametrize(("language", "typed"), CASES)
def test_a_field_says_what_is_wrong_and_keeps_what_was_typed(
    draft, cast, browser, language, typed
):
    amina = browser(cast.amina, language)
    where = f"/applications/{draft.id}/sections/project"
    form = amina.get(where).form("sections")

    page = amina.follow(amina.post(where, {**form, "amount": typed}))

    assert any(SENTENCES[language][typed] in fault for fault in page.faults)
    assert page.form("sections")["amount"] == [typed]


@pytest.mark.parametrize(("language", "typed"), CASES)
def test_a_cell_says_what_is_wrong_and_keeps_what_was_typed(
    draft, cast, browser, language, typed
):
    amina = browser(cast.amina, language)
    where = f"/applications/{draft.id}/sections/details"
    form = amina.get(where).form("sections")
    cells = {"budget.0.what": "Hall", "budget.0.amount": typed}

    page = amina.follow(amina.post(where, {**form, **cells}))

    assert any(SENTENCES[language][typed] in fault for fault in page.faults)
    assert page.form("sections")["budget.0.amount"] == [typed]


@pytest.mark.parametrize(("language", "typed"), CASES)
def test_a_form_of_staff_says_it_too(app, cast, browser, language, typed):
    a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, path = browser(cast.stella, language), "/staff/calls/CF1/text"
    form = stella.get(path).form("text")

    page = stella.post(path, {**form, "budget": typed})

    assert page.status == 422
    assert any(SENTENCES[language][typed] in fault for fault in page.faults)
    assert page.form("text")["budget"] == [typed]


def test_a_fund_that_gives_euros_takes_euros_and_no_pounds(cast, browser):
    fund = writing.add_fund(
        by=cast.stella,
        name=text("Euro"),
        summary=text("E"),
        time_zone="Europe/Warsaw",
        currency="EUR",
        languages=["en", "ar", "pl"],
    )
    db.session.commit()
    a_call(fund, cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"
    form = stella.get(path).form("text")

    pounds = stella.post(path, {**form, "budget": "£300,000"})
    euros = stella.post(path, {**form, "budget": "€310,000"})

    assert pounds.faults == [
        "Write the amount in €, without the sign of another currency."
    ]
    assert euros.status == 303
    assert queries.call("CF1").budget == 31_000_000
