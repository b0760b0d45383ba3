"""Scores, held against tables that were made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.mel import instruments
from grantsapp.mel.instruments import MOMENTS, Design, Moment, Score
from tests.mel.test_instruments import PLAIN

# Six items on 1 to 5; b and e are reversed; a, b, c are one subscale and d, e another;
# f belongs to none.
PARTED = {
    "code": "parted",
    "title": {"en": "Parted"},
    "licence": {"status": "own"},
    "scale": {"minimum": 1, "maximum": 5},
    "subscales": [
        {"code": "inner", "title": {"en": "Inner"}},
        {"code": "outer", "title": {"en": "Outer"}},
    ],
    "items": [
        {"code": "a", "text": {"en": "A"}, "subscale": "inner"},
        {"code": "b", "text": {"en": "B"}, "subscale": "inner", "reversed": True},
        {"code": "c", "text": {"en": "C"}, "subscale": "inner"},
        {"code": "d", "text": {"en": "D"}, "subscale": "outer"},
        {"code": "e", "text": {"en": "E"}, "subscale": "outer", "reversed": True},
        {"code": "f", "text": {"en": "F"}},
    ],
}
ALL = {"a": 4, "b": 1, "c": 3, "d": 2, "e": 2, "f": 5}  # turned round: 4 5 3 2 4 5
WITHOUT_C = {**ALL, "c": None}  # 4 5 . 2 4 5
WITHOUT_CE = {"a": 4, "b": 1, "d": 2, "f": 5}  # 4 5 . 2 . 5
HALF = {"a": 4, "d": 2, "f": 1}  # 4 . . 2 . 1


def tool(**scoring):
    return instruments.read({**PARTED, "scoring": scoring})


@pytest.fixture
def calm():
    return instruments.read(PLAIN)


def test_a_reversed_item_counts_from_the_other_end(calm):
    answers = {"a": 4, "b": 2, "c": 4, "d": 4, "e": 4}

    assert instruments.vector(calm, answers) == (4, 4, 4, 4, 4)
    assert instruments.score(calm, answers).value == 4.0


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, 1.8),  # b turns into 5
        ({"a": 5, "b": 1, "c": 5, "d": 5}, 5.0),  # four of five are 80 per cent
        ({"a": 5, "c": 5, "d": 5}, None),  # three are not
        ({}, None),
    ],
)
def test_a_score_is_the_mean_of_what_was_answered_if_enough_was(calm, answers, value):
    assert instruments.score(calm, answers).value == value
    assert instruments.score(calm, answers).answered == len(answers)


def test_an_instrument_may_demand_every_item():
    strict = instruments.read({**PLAIN, "scoring": {"missing": "complete"}})

    assert instruments.score(strict, {"a": 5, "b": 1, "c": 5, "d": 5}).value is None


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 5)))
def test_a_score_never_leaves_the_scale(answers):
    value = instruments.score(instruments.read(PLAIN), answers).value

    assert value is None or 1 <= value <= 5


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 5), min_size=5))
def test_turning_every_answer_round_turns_the_score_round(answers):
    calm = instruments.read(PLAIN)
    turned = {code: 6 - value for code, value in answers.items()}

    there, back = (instruments.score(calm, a).value for a in (answers, turned))

    assert there + back == pytest.approx(6)


# Who, the rule, the subscale; then the score as worked out on paper.
BY_HAND = [
    # mean of 80 per cent: 5 of 6, 3 of 3, 2 of 2
    (ALL, {}, "", 23 / 6, 6),
    (ALL, {}, "inner", 4.0, 3),
    (ALL, {}, "outer", 3.0, 2),
    (WITHOUT_C, {}, "", 4.0, 5),
    (WITHOUT_C, {}, "inner", None, 2),
    (WITHOUT_C, {}, "outer", 3.0, 2),
    (WITHOUT_CE, {}, "", None, 4),
    # mean of half: 3 of 6, 2 of 3, 1 of 2
    (WITHOUT_CE, {"needed": 50}, "", 4.0, 4),
    (WITHOUT_CE, {"needed": 50}, "inner", 4.5, 2),
    (WITHOUT_CE, {"needed": 50}, "outer", 2.0, 1),
    (HALF, {"needed": 50}, "", 7 / 3, 3),
    (HALF, {"needed": 50}, "inner", None, 1),
    # sums: 23, 12, 6; prorated as the mean times the number of items
    (ALL, {"rule": "sum"}, "", 23.0, 6),
    (ALL, {"rule": "sum"}, "inner", 12.0, 3),
    (ALL, {"rule": "sum"}, "outer", 6.0, 2),
    (WITHOUT_C, {"rule": "sum"}, "", 24.0, 5),
    (WITHOUT_CE, {"rule": "sum", "needed": 50}, "inner", 13.5, 2),
    (WITHOUT_CE, {"rule": "sum", "needed": 50}, "outer", 4.0, 1),
    # complete: every item or nothing
    (ALL, {"rule": "sum", "missing": "complete"}, "", 23.0, 6),
    (WITHOUT_C, {"rule": "sum", "missing": "complete"}, "", None, 5),
    (WITHOUT_C, {"rule": "sum", "missing": "complete"}, "outer", 6.0, 2),
    (WITHOUT_C, {"missing": "complete"}, "inner", None, 2),
    # at least four items, or all of a subscale that has fewer
    (WITHOUT_CE, {"least": 4}, "", 4.0, 4),
    (HALF, {"least": 4}, "", None, 3),
    (WITHOUT_CE, {"least": 4}, "inner", None, 2),
    (ALL, {"least": 4}, "inner", 4.0, 3),
    (HALF, {"least": 1}, "outer", 2.0, 1),
    # nobody is scored on nothing
    ({}, {"least": 1}, "", None, 0),
    ({"a": None}, {"needed": 1}, "", None, 0),
]


@pytest.mark.parametrize(("answers", "rule", "subscale", "value", "answered"), BY_HAND)
def test_a_score_is_what_was_worked_out_on_paper(
    answers, rule, subscale, value, answered
):
    found = instruments.score(tool(**rule), answers, subscale)

    assert found == Score(value if value is None else pytest.approx(value), answered)


def test_prefer_not_to_say_counts_as_no_answer():
    said_nothing = instruments.score(tool(needed=50), {**ALL, "a": None, "f": None})
    left_out = instruments.score(tool(needed=50), {k: ALL[k] for k in "bcde"})

    assert said_nothing == left_out == Score(3.5, 4)


def test_a_scale_from_zero_turns_round_as_well():
    scale = {"minimum": 0, "maximum": 3}
    zero = instruments.read({**PARTED, "scale": scale})

    assert instruments.vector(zero, dict.fromkeys("abcdef", 0)) == (0, 3, 0, 0, 3, 0)


def test_every_design_asks_at_its_moments():
    assert {design: list(moments) for design, moments in MOMENTS.items()} == {
        Design.RETROSPECTIVE: [Moment.R0, Moment.T1],
        Design.MATCHED: [Moment.T0, Moment.T1],
        Design.AFTER_ONLY: [Moment.T1],
    }


def test_answers_are_packed_a_byte_an_item():
    """Turned round where the item is, from the lowest answer; refused, left out."""
    told = {"a": 4, "b": 1, "c": None, "e": 5}

    assert instruments.packed(tool(), told) == bytes([3, 4, 254, 255, 0, 255])


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(1, 5)),
    st.integers(-3, 3),
)
def test_what_was_packed_comes_back_as_it_was_given(told, low):
    scale = {"minimum": 1 + low, "maximum": 5 + low}
    moved = instruments.read({**PARTED, "scale": scale})
    given = {code: v if v is None else v + low for code, v in told.items()}

    stored = instruments.packed(moved, given)

    assert instruments.unpacked(moved, stored) == given


def test_what_is_off_the_scale_is_packed_as_nothing():
    assert instruments.packed(tool(), {"a": 9, "b": 9, "f": 0}) == bytes([255] * 6)


@pytest.mark.parametrize(
    ("rule", "low", "ends"),
    [("mean", 0, (0, 4)), ("sum", 0, (0, 24)), ("sum", 1, (6, 30))],
)
def test_a_score_lies_between_its_ends(rule, low, ends):
    """Six items: a sum reaches six times as far as an answer does."""
    scale = {"minimum": low, "maximum": low + 4}
    found = instruments.read({**PARTED, "scale": scale, "scoring": {"rule": rule}})
    assert found.ends == ends
    for value, end in zip((low, low + 4), ends, strict=True):
        turned = {True: 2 * low + 4 - value, False: value}
        answers = {item.code: turned[item.is_reversed] for item in found.items}
        assert instruments.score(found, answers).value == end
