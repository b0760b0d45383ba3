"""How answers are read: words, figures and choices, against tables made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.calls.questions import (
    Fault,
    Form,
    Kind,
    Option,
    Question,
    Section,
    as_json,
    from_json,
    read,
    read_all,
    word_count,
)
from grantsapp.figures import Misread, minor_units, whole


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("   \n\t ", 0),
        ("one", 1),
        ("two words", 2),
        ("two  words\nand three", 4),
        ("don't stop", 2),
        ("- a list - with dashes -", 4),
        ("3.5 million, 40 people", 4),
        ("e-mail", 2),  # UAX #29 breaks at a hyphen
        ("hello@example.org", 2),  # ... at @, and not at a dot between letters
        ("...!?", 0),
        ("😀 smile 😀", 1),
        ("نحن نطبخ معاً", 3),
        ("مائدة واحدة، للجميع.", 3),
        ("وَنُغَنِّي", 1),
        ("আমরা একসাথে রান্না করি", 4),
        ("Waxaan wada karinaynaa cunto", 4),
        ("Zażółć gęślą jaźń", 3),
        ("我们一起做饭", 6),
        ("日本語です", 5),
        ("สวัสดี", 6),  # Thai counts by characters, marks above and below too
        ("naïve café", 2),
        ("snake_case", 1),
        ("50%", 1),
        ("£8,450", 1),
    ],
)
def test_words_are_those_that_hold_a_letter_or_digit(text, count):
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("typed", "language", "pennies"),
    [
        ("8450", "en", 845_000),
        ("8,450", "en", 845_000),
        ("£8,450.50", "en", 845_050),
        ("£ 1 000", "en", 100_000),
        ("8450.505", "en", None),  # no half pennies
        ("-5", "en", None),
        ("a lot", "en", None),
        ("٨٤٥٠", "ar", 845_000),
        ("٨٬٤٥٠٫٥٠", "ar", 845_050),
        ("1 000,50", "pl", 100_050),
        ("1000,50 zł", "pl", None),  # złoty, and the fund gives pounds
        ("1,000", "pl", 100_000),
        ("۸۴۵۰", "ar", 845_000),
        ("1e9", "en", None),
        ("NaN", "en", None),
        ("1,00,000", "en", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, language, pennies):
    found = minor_units(typed, "GBP", language)

    assert (None if isinstance(found, Misread) else found) == pennies


def test_a_number_in_another_script_is_the_same_number():
    assert whole("४०", "en") == whole("৪০", "en") == whole("٤٠", "ar") == 40


def question(kind, **more):
    options = tuple(Option(c, {}) for c in ("a", "b"))
    return Question("q", kind, {}, options=options, **more)


@pytest.mark.parametrize(
    ("asked", "raw", "value", "fault"),
    [
        (question(Kind.SHORT), ["  two   words "], "two words", None),
        (question(Kind.SHORT), [" "], None, Fault.MISSING),
        (question(Kind.SHORT, required=False), [], None, None),
        (question(Kind.SHORT), ["x" * 201], "x" * 201, Fault.TOO_LONG),
        (question(Kind.LONG, words=2), ["a b c"], "a b c", Fault.TOO_MANY_WORDS),
        (question(Kind.NUMBER), ["40"], 40, None),
        (question(Kind.NUMBER), ["40.5"], None, Fault.NOT_A_NUMBER),
        (question(Kind.NUMBER, minimum=1), ["0"], 0, Fault.BELOW),
        (question(Kind.MONEY, maximum=100), ["2"], 200, Fault.ABOVE),
        (question(Kind.MONEY), ["x"], None, Fault.NOT_AN_AMOUNT),
        (question(Kind.DATE), ["2027-02-28"], "2027-02-28", None),
        (question(Kind.DATE), ["٢٠٢٧-٠٢-٢٨"], "2027-02-28", None),
        (question(Kind.DATE), ["2027-02-30"], None, Fault.NOT_A_DATE),
        (question(Kind.ONE), ["a"], "a", None),
        (question(Kind.ONE), ["z"], None, Fault.NOT_AN_OPTION),
        (question(Kind.SEVERAL), ["b", "a"], ["a", "b"], None),
        (question(Kind.SEVERAL), ["a", "z"], None, Fault.NOT_AN_OPTION),
        (question(Kind.YES_NO), ["no"], False, None),
        (question(Kind.YES_NO), ["maybe"], None, Fault.NOT_AN_OPTION),
    ],
)
def test_an_answer_is_read_or_its_fault_is_named(asked, raw, value, fault):
    found = read(asked, raw, "en")

    assert (found.value, found.fault) == (value, fault)


def test_the_amount_must_lie_within_the_chosen_tier():
    tier = Question("tier", Kind.ONE, {}, options=(Option("small", {}),))
    amount = Question("amount", Kind.MONEY, {}, ranges={"small": (100_000, 1_000_000)})
    form = Form((Section("project", {}, (tier, amount)),))

    def fault(typed):
        raw = {"tier": ["small"], "amount": [typed]}
        return read_all(form, raw, {})["amount"].fault

    assert [fault(t) for t in ("999", "1,000", "10,000", "10,001")] == [
        Fault.BELOW, None, None, Fault.ABOVE,
    ]  # fmt: skip


def test_a_form_goes_to_the_database_and_back_unchanged():
    asked = question(Kind.ONE, words=3, minimum=1, ranges={"small": [1, 2]})
    form = Form((Section("s", {"en": {"text": "S"}}, (asked,)),))

    assert from_json(as_json(form)) == form


@given(st.sampled_from(list(Kind)), st.lists(st.text(max_size=40), max_size=3))
def test_reading_never_raises(kind, raw):
    read(question(kind), raw, "ar")
