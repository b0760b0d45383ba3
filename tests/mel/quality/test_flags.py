"""Doubts about sittings, rule by rule, in tables worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp.mel.quality.flags import TELLS, Limits, Rule, flags, tally

from .tables import a_sitting, a_tool

CALM = a_tool("calm", "abcde", reversed="b")
TRUST = a_tool("trust", "fghij")
LONG = a_tool("long", "klmnop")
PLENTY = "12345"  # filled in with care


def told(*sittings, rule=None, limits=None):
    """What is said, by rule; of one rule only what it says."""
    found = flags(sittings, limits)
    return (
        [f.said for f in found if f.rule == rule] if rule else [f.rule for f in found]
    )


def test_a_sitting_filled_in_with_care_raises_no_doubt():
    sitting = a_sitting(PLENTY, "44243", tools=[CALM, TRUST], seconds=60, language="ar")

    assert told(sitting) == []


@pytest.mark.parametrize(
    ("calm", "trust", "rules"),
    [
        ("1234.", "1234.", []),  # four of five are 80 per cent
        ("123..", "12345", ["part_incomplete"]),
        ("123-.", "12345", ["part_incomplete"]),
        (".....", "12345", ["part_incomplete"]),  # half of the whole is enough
        (".....", "1234.", ["broken_off", "part_incomplete"]),
        (".....", ".....", ["broken_off", "part_incomplete", "part_incomplete"]),
    ],
)
def test_too_little_is_answered(calm, trust, rules):
    assert told(a_sitting(calm, trust, tools=[CALM, TRUST])) == rules


def test_what_is_missing_is_told_with_what_was_not_to_be_said():
    sitting = a_sitting("12-..", "1....", tools=[CALM, TRUST])

    assert told(sitting, rule=Rule.BROKEN_OFF) == [
        {"answered": 3, "declined": 1, "items": 10, "limit": 50}
    ]
    assert told(sitting, rule=Rule.PART_INCOMPLETE)[0] == {
        "moment": "t1", "instrument": "calm",
        "answered": 2, "declined": 1, "items": 5, "limit": 80,
    }  # fmt: skip


def test_a_moment_that_was_asked_and_left_out_is_missing():
    sitting = a_sitting(PLENTY, tools=[CALM], asked=("r0", "t1"))

    (said,) = told(sitting, rule=Rule.PART_INCOMPLETE)
    assert (said["moment"], said["answered"]) == ("r0", 0)


@pytest.mark.parametrize(
    ("tool", "answers", "is_line"),
    [
        (CALM, "55555", True),
        (CALM, "44444", True),
        (CALM, "33333", False),  # the middle stays the middle when it is turned
        (CALM, "54555", False),
        (CALM, "555..", True),  # b, reversed, is among the three
        (CALM, "55...", False),
        (CALM, "5.555", False),  # the reversed one is left out, and four are few
        (TRUST, "55555", False),  # five without a reversed one may be meant
        (LONG, "555555", True),
        (LONG, "55555-", False),
        (LONG, "333333", True),
        (a_tool("even", "abc", reversed="b", ends=(1, 4)), "222", True),
        (a_tool("wide", "abc", reversed="b", ends=(0, 10)), "555", False),
        (a_tool("turned", "abcde", reversed="abcde"), "55555", False),
    ],
)
def test_a_straight_line(tool, answers, is_line):
    rules = told(a_sitting(answers, tools=[tool]))

    assert (Rule.STRAIGHT_LINE in rules) is is_line


def test_a_straight_line_is_told_with_its_value():
    assert told(a_sitting("222..", tools=[CALM]), rule=Rule.STRAIGHT_LINE) == [
        {"moment": "t1", "instrument": "calm", "value": 2, "answered": 3}
    ]


@pytest.mark.parametrize(
    ("trust", "long", "is_line"),
    [
        ("55555", "555555", True),
        ("55555", "5.....", True),  # six together
        ("55555", "......", False),  # only one instrument
        ("5....", "5.....", False),  # two answers
        ("55555", "555554", False),
        ("44444", "555555", False),
    ],
)
def test_a_straight_line_through_several_instruments(trust, long, is_line):
    sitting = a_sitting(trust, long, tools=[TRUST, LONG])

    found = told(sitting, rule=Rule.STRAIGHT_THROUGHOUT)
    assert bool(found) is is_line


def test_a_line_through_one_moment_does_not_need_the_other():
    raw = {
        "t1": {"trust": dict.fromkeys("fghij", 5), "long": dict.fromkeys("klmnop", 5)},
        "r0": {"trust": dict.fromkeys("fghij", 5), "long": dict.fromkeys("klmnop", 4)},
    }
    sitting = a_sitting(tools=[TRUST, LONG], raw=raw)

    assert told(sitting, rule=Rule.STRAIGHT_THROUGHOUT) == [
        {"moment": "t1", "value": 5, "answered": 11, "instruments": 2}
    ]


@pytest.mark.parametrize(
    ("answers", "seconds", "origin", "is_fast"),
    [
        ("12345", 9, "web", True),
        ("12345", 10, "web", False),  # two seconds each
        ("12345", 9, "kiosk", True),
        ("12345", 9, "paper", False),
        ("12345", 0, "import", False),
        ("12345", 0, "web", True),
        ("12345", None, "web", False),
        ("12345", -40, "web", False),  # a clock that was put back
        ("1234-", 9, "web", True),  # reading what one will not say takes time too
        ("1234.", 0, "web", False),  # four items are no pace
    ],
)
def test_too_fast(answers, seconds, origin, is_fast):
    sitting = a_sitting(answers, tools=[CALM], seconds=seconds, origin=origin)

    found = told(sitting, rule=Rule.TOO_FAST)
    assert found == ([{"seconds": seconds, "answered": 5, "limit": 2}] * is_fast)


def test_values_and_items_that_the_version_does_not_know():
    raw = {"t1": {"calm": {"a": 0, "b": 6, "c": 5, "z": 3, "y": None}, "old": {"a": 1}}}
    sitting = a_sitting(tools=[CALM], raw=raw)

    assert told(sitting, rule=Rule.OFF_SCALE) == [
        {"moment": "t1", "instrument": "calm", "item": item, "value": value,
         "minimum": 1, "maximum": 5}
        for item, value in (("a", 0), ("b", 6))
    ]  # fmt: skip
    assert [s["item"] for s in told(sitting, rule=Rule.UNKNOWN_ITEM)] == ["y", "z"]
    assert told(sitting, rule=Rule.UNKNOWN_INSTRUMENT) == [
        {"moment": "t1", "instrument": "old"}
    ]


def test_what_is_off_the_scale_is_no_answer():
    sitting = a_sitting("12399", tools=[CALM])

    assert told(sitting, rule=Rule.PART_INCOMPLETE)[0]["answered"] == 3


def test_a_value_that_is_off_the_scale_does_not_hide_a_refusal():
    raw = {"t1": {"calm": {"a": 9, "b": None, "c": 1, "d": 2, "e": 4}}}

    (said,) = told(a_sitting(tools=[CALM], raw=raw), rule=Rule.PART_INCOMPLETE)
    assert (said["answered"], said["declined"]) == (3, 1)


def test_parts_in_different_languages():
    one = a_sitting(PLENTY, tools=[CALM], languages=frozenset({"ar"}))
    two = a_sitting(PLENTY, tools=[CALM], languages=frozenset({"pl", "ar"}))

    assert told(one) == []
    assert told(two, rule=Rule.LANGUAGES_MIXED) == [{"languages": ("ar", "pl")}]


def test_a_person_who_changes_the_language_between_before_and_after():
    def came(moment, language, code):
        return a_sitting(
            PLENTY, tools=[CALM], moment=moment, language=language, code_hash=code
        )

    before, after = came("t0", "ar", "x"), came("t1", "en", "x")
    others = [came("t0", "pl", "y"), came("t1", "pl", "y"), came("t1", "en", "z")]

    (flag,) = flags([after, *others, before])
    assert (flag.sitting, flag.rule) == (after.id, Rule.LANGUAGE_CHANGED)
    assert flag.said == {"earlier": before.id, "first": "ar", "now": "en"}


TEN = "1234554321"
WIDE = a_tool("wide", "abcdefghij")


def alike(*minutes, answers=TEN, **more):
    return [a_sitting(answers, tools=[WIDE], minute=m, **more) for m in minutes]


@pytest.mark.parametrize(
    ("minutes", "together"),
    [
        ((0, 30), [(0, 1)]),
        ((0, 31), []),
        ((0, 20, 40), [(0, 1, 2)]),  # each near the next
        ((0, 5, 100, 101), [(0, 1), (2, 3)]),
    ],
)
def test_equal_answers_near_to_each_other(minutes, together):
    sittings = alike(*minutes)
    number = {s.id: place for place, s in enumerate(sittings)}

    found = told(*sittings, rule=Rule.SAME_ANSWERS)
    groups = [tuple(number[i] for i in said["sittings"]) for said in found]
    assert sorted(set(groups)) == together
    assert sorted(groups) == sorted(group for group in together for _ in group)


@pytest.mark.parametrize(
    "other",
    [
        {"survey": 2},
        {"moment": "t0"},
        {"is_excluded": True},
        {"is_resent": True},
        {"received_at": None},
        {"answers": "1234554322"},
        {"answers": "123455432."},
    ],
)
def test_what_is_not_the_same_is_not_told(other):
    sittings = [*alike(0), *alike(1, **other)]

    assert told(*sittings, rule=Rule.SAME_ANSWERS) == []


def test_nine_equal_answers_or_ten_in_one_column_are_no_likeness():
    assert told(*alike(0, 1, answers="123455432."), rule=Rule.SAME_ANSWERS) == []
    assert told(*alike(0, 1, answers="5555555555"), rule=Rule.SAME_ANSWERS) == []


def test_the_order_in_which_answers_are_stored_is_no_difference():
    one, two = alike(0, 1)
    turned = {"wide": dict(reversed(two.raw["t1"]["wide"].items()))}

    found = told(one, replace(two, raw={"t1": turned}), rule=Rule.SAME_ANSWERS)
    assert len(found) == 2


def test_on_paper_any_distance_is_near():
    days = alike(0, 3000, origin="paper")

    assert len(told(*days, rule=Rule.SAME_ANSWERS)) == 2


def test_a_code_that_stands_twice_at_one_moment():
    sittings = [
        a_sitting(PLENTY, tools=[CALM], moment=moment, code_hash="x", survey=survey)
        for moment, survey in (("t0", 1), ("t1", 1), ("t1", 1), ("t1", 2))
    ]
    pair = tuple(s.id for s in sittings[1:3])

    found = [f for f in flags(sittings) if f.rule == Rule.CODE_TWICE]
    assert [f.sitting for f in found] == list(pair)
    assert {f.said["sittings"] for f in found} == {pair}


def test_what_one_form_sent_again_with_other_answers():
    first = a_sitting(PLENTY, tools=[CALM], client="one", code_hash="x")
    again = a_sitting(
        "54321", tools=[CALM], client="one", code_hash="x", is_resent=True
    )

    (flag,) = flags([first, again])
    assert (flag.sitting, flag.rule) == (again.id, Rule.SENT_AGAIN)
    assert flag.said == {"sittings": (first.id,)}


def test_limits_can_be_set_otherwise():
    sitting = a_sitting("123..", tools=[CALM], seconds=8)
    lax = Limits(part=60, seconds=1)

    assert told(sitting, limits=lax) == []
    assert told(sitting, limits=Limits(part=60, paced=3, seconds=3)) == ["too_fast"]


def test_rules_are_counted_by_sittings():
    sittings = [a_sitting("1....", "2....", tools=[CALM, TRUST]) for _ in range(3)]

    assert tally(flags(sittings)) == {Rule.BROKEN_OFF: 3, Rule.PART_INCOMPLETE: 3}


@st.composite
def some_sittings(draw):
    tools = [CALM, TRUST, LONG]
    raw = {
        tool.code: draw(
            st.dictionaries(
                st.sampled_from([*(i.code for i in tool.items), "q"]),
                st.sampled_from([None, 1, 2, 5, 9]),
            )
        )
        for tool in [*tools, a_tool("other")]
    }
    return a_sitting(
        tools=tools,
        raw={"t1": raw, "t0": raw} if draw(st.booleans()) else {"t1": raw},
        seconds=draw(st.sampled_from([None, 1, 500])),
        minute=draw(st.integers(0, 90)),
        code_hash=draw(st.sampled_from([None, "x", "y"])),
        client=draw(st.sampled_from(["", "c"])),
        language=draw(st.sampled_from(["", "ar", "pl"])),
        languages=draw(st.frozensets(st.sampled_from(["ar", "pl"]))),
        moment=draw(st.sampled_from(["t1", "t2"])),
        is_resent=draw(st.booleans()),
        is_excluded=draw(st.booleans()),
    )


sittings_of_a_survey = st.lists(some_sittings(), max_size=8)


@settings(max_examples=60)
@given(sittings_of_a_survey, st.randoms())
def test_the_order_of_rows_does_not_matter(sittings, chance):
    assert flags(chance.sample(sittings, len(sittings))) == flags(sittings)


@settings(max_examples=60)
@given(sittings_of_a_survey)
def test_what_is_excluded_is_neither_flagged_nor_compared_with(sittings):
    kept = [s for s in sittings if not s.is_excluded]
    out = [replace(s, id=s.id + 10**6, is_excluded=True) for s in sittings]

    assert flags([*sittings, *out]) == flags(sittings) == flags(kept)


@settings(max_examples=60)
@given(sittings_of_a_survey)
def test_every_flag_tells_what_its_sentence_needs(sittings):
    for flag in flags(sittings):
        assert tuple(flag.said) == TELLS[flag.rule]


def test_every_rule_has_something_to_tell():
    assert set(TELLS) == set(Rule)
