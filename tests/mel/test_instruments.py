"""Instruments: their files, reversal, missing answers, scores made by hand."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.mel import instruments

TOP = Path(__file__).parents[2]
STARTERS = sorted((TOP / "grantsapp" / "mel" / "starters").glob("*.json"))
PLAIN = {
    "code": "calm",
    "title": {"en": "Calm", "ar": "هدوء"},
    "scale": {"minimum": 1, "maximum": 5},
    "items": [
        {"code": "a", "text": {"en": "A", "ar": "أ"}},
        {"code": "b", "text": {"en": "B", "ar": "ب"}, "reversed": True},
        {"code": "c", "text": {"en": "C", "ar": "ت"}},
        {"code": "d", "text": {"en": "D", "ar": "ث"}},
        {"code": "e", "text": {"en": "E", "ar": "ج"}},
    ],
}


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
    strict = instruments.read({**PLAIN, "needed": 100})

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


@pytest.mark.parametrize("path", STARTERS, ids=lambda p: p.stem)
def test_every_starter_says_that_it_is_one_and_speaks_three_languages(path):
    tool = instruments.read(json.loads(path.read_text(encoding="utf-8")))

    assert tool.status is instruments.Status.STARTER
    assert tool.code == path.stem
    assert set(tool.languages) == {"en", "ar", "pl"}
    assert any(item.is_reversed for item in tool.items)
    assert "not validated" in tool.source


def test_what_is_written_is_read_again_as_it_was(calm):
    assert instruments.read(instruments.as_json(calm)) == calm


def _with(**changes):
    return {**deepcopy(PLAIN), **changes}


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([], "the file must hold one JSON object"),
        (_with(code="Ca lm"), "code: small Latin letters"),
        (_with(colour="red"), "colour: not a part of the format"),
        (_with(version=0), "version: a whole number from 1"),
        (_with(version=True), "version: a whole number from 1"),
        (_with(needed=0), "needed: per cent"),
        (_with(status="great"), "status: one of"),
        (_with(title={}), "title: a text per language"),
        (_with(title={"en": " "}), "title: an empty text"),
        (_with(scale=None), "scale: "),
        (_with(scale={"minimum": 5, "maximum": 1}), "scale: minimum and maximum"),
        (
            _with(scale={"minimum": 1, "maximum": 2, "labels": {"3": {"en": "x"}}}),
            "scale.labels.3: not on the scale",
        ),
        (_with(items=[]), "items: a list of at least one item"),
        (_with(items=[{"code": "a"}]), "items 1: text: a text per language"),
        (_with(items=PLAIN["items"] * 2), "items 6: a stands there twice"),
        (
            _with(items=[{"code": "a", "text": {"en": "A"}}]),
            "items 1: no text in ar",
        ),
    ],
)
def test_a_file_that_is_wrong_says_where_and_why(stored, fault):
    with pytest.raises(instruments.Fault) as refused:
        instruments.read(stored)

    assert any(line.startswith(fault) for line in refused.value.faults), refused.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": {"minimum": 1, "maximum": 5, "labels": None}},
        {"scale": {"minimum": 1, "maximum": 5, "labels": ["one"]}},
        {"status": []},
        {"about": "words"},
        {"about": ["words"]},
        {"source": 4},
    ],
)
def test_a_part_of_the_wrong_shape_is_a_fault_and_no_crash(wrong):
    with pytest.raises(instruments.Fault):
        instruments.read({**PLAIN, **wrong})
