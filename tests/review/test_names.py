"""Names that may mean one person, or one organisation, measured on pairs."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grantsapp.review.names.organisations import alike_organisations
from grantsapp.review.names.persons import Kind, alike
from grantsapp.review.names.written import Name

PAIRS = tomllib.loads(
    (Path(__file__).parent / "data" / "name-pairs.toml").read_text("utf-8")
)
PEOPLE, ORGANISATIONS = PAIRS["people"], PAIRS["organisations"]
ASKED = {"people": alike, "organisations": alike_organisations}
# What people write: scripts with and without vowels, marks, joiners, nothing at all.
TEXTS = st.text(max_size=40) | st.text(
    "aeiouyhlmnrsdtjwx'-. ,محدوسفي ةعاАаБгкдьΕλνουμπরহমা王小明முக்שלוםአበ\u0301\u200cİß",
    max_size=25,
)


def scripts(text):
    return {unicodedata.name(c).split()[0] for c in text if c.isalpha()}


def rates(pairs, asked):
    """Give which share of the same is found, and which share of strangers is, too."""
    same = [bool(asked(p["one"], p["other"])) for p in pairs if p["same"]]
    strangers = [bool(asked(p["one"], p["other"])) for p in pairs if not p["same"]]
    return sum(same) / len(same), sum(strangers) / len(strangers)


def test_the_pairs_are_many_across_scripts_and_a_third_are_strangers():
    across = [p for p in PEOPLE if scripts(p["one"]) != scripts(p["other"])]
    strangers = [p for p in PEOPLE if not p["same"]]

    assert len(PEOPLE) >= 75
    assert len(across) * 3 >= len(PEOPLE)
    assert len(strangers) * 3 >= len(PEOPLE)
    assert len({scripts(p["one"]).pop() for p in across}) >= 10


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("which", ["all", "held_out", "later"])
def test_nine_of_ten_are_found_and_nine_of_ten_strangers_left_alone(what, which):
    pairs = [p for p in PAIRS[what] if which == "all" or p.get(which)]

    recall, alarms = rates(pairs, ASKED[what])

    assert recall >= 0.9
    assert alarms <= 0.1


@pytest.mark.parametrize(
    ("one", "other", "kind", "pairs"),
    [
        ("Zofia Wójcik", "zofia  WÓJCIK", Kind.SAME, [("zofia",) * 2, ("wójcik",) * 2]),
        (
            "Zofia Wójcik",
            "Wójcik Zofia",
            Kind.ORDER,
            [("zofia",) * 2, ("wójcik",) * 2],
        ),
        (
            "Amina Yusuf",
            "Amina Youssef",
            Kind.SPELLING,
            [("amina",) * 2, ("yusuf", "youssef")],
        ),
        ("Amina Yusuf", "A. Yusuf", Kind.INITIALS, [("amina", "a"), ("yusuf",) * 2]),
        (
            "محمد أحمد",
            "Mohammed Ahmed",
            Kind.SCRIPT,
            [("محمد", "mohammed"), ("أحمد", "ahmed")],
        ),
        (
            "Mary Smith-Jones",
            "Mary Smith",
            Kind.PART,
            [("mary",) * 2, ("smith",) * 2],
        ),
        (
            "Christopher Adeyemi",
            "Christoper Adeyemi",
            Kind.SPELLING,
            [("christopher", "christoper"), ("adeyemi",) * 2],
        ),
    ],
)
def test_each_match_says_why_and_which_words_meet(one, other, kind, pairs):
    found = alike(one, other)

    assert found is not None
    assert (found.one, found.other) == (one, other)
    assert (found.kind, list(found.pairs)) == (kind, pairs)


def test_a_name_in_another_order_and_another_script_says_both():
    found = alike("حسن أحمد", "Ahmed Hassan")

    assert found is not None
    assert found.kinds == (Kind.SCRIPT, Kind.ORDER)


def test_every_match_of_the_pairs_has_a_reason_and_words():
    for what, asked in ASKED.items():
        for pair in PAIRS[what]:
            if found := asked(pair["one"], pair["other"]):
                assert found.kinds, pair
                assert found.pairs, pair


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina", "Amina Yusuf"),  # a given name alone is nothing
        ("A. Y.", "Amina Yusuf"),  # nor are initials alone
        ("A. Yusuf", "Yusuf Ali"),  # an initial, and another order
        ("Dr", "Dr Priya Sharma"),
        ("al-", "al-Hashimi"),
        ("", ""),
        (" ", "\u200b"),
        ("X", "X"),
        ("12 34", "12 34"),
    ],
)
def test_too_little_is_no_match(one, other):
    assert alike(one, other) is None


def test_names_read_once_are_compared_as_their_texts_are():
    one, other = "محمد أحمد", "Mohammed Ahmed"

    assert alike(Name.of(one), Name.of(other)) == alike(one, other)


def test_a_text_far_too_long_is_read_in_part_and_at_once():
    assert alike("Amina " * 10_000, "م" * 100_000) is None


@given(TEXTS, TEXTS)
@example("عبد الله", "Abdullah")
@example("ء", "ه")
def test_it_makes_no_difference_which_name_comes_first(one, other):
    for asked in ASKED.values():
        here, there = asked(one, other), asked(other, one)

        assert (here is None) == (there is None)
        if here and there:
            assert here.kinds == there.kinds
            assert {*here.pairs} == {(one, other) for other, one in there.pairs}


@given(TEXTS)
def test_a_name_of_two_letters_is_alike_to_itself_and_nothing_is_to_the_empty(text):
    letters = sum(c.isalpha() for c in unicodedata.normalize("NFKC", text))
    for asked in ASKED.values():
        assert asked(text, "") is None
        if letters > 1:
            assert asked(text, text) is not None


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Peckham Youth Aid Ltd", "Peckham Youth Aid", Kind.SAME),
        ("جمعية النور", "Al-Noor Society", Kind.SCRIPT),
        (
            "Somali Bravanese Welfare Association in Barnet",
            "Somali Bravanese Welfare Association",
            Kind.PART,
        ),
    ],
)
def test_organisations_say_why_they_are_alike(one, other, kind):
    found = alike_organisations(one, other)

    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hope", "Hope Syria Appeal"),  # one word of their own, two of the other's
        ("Camden Youth Club", "Camden Women's Group"),
        ("Ltd", "Trust"),
        ("", "CIC"),
    ],
)
def test_words_that_many_have_make_no_organisation(one, other):
    assert alike_organisations(one, other) is None
