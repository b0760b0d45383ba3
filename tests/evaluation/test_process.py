"""How bids went through a call, and what nobody can find out from the counts."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from statsmodels.stats.proportion import proportion_confint

from grantsapp.evaluation.process import (
    DIMENSIONS,
    FEW,
    FUNDED,
    STAGES,
    Bid,
    process,
    public_process,
    wilson,
    without_places,
)


def bids(number, reach="scored", stopped=None, **said):
    """So many bids that came so far."""
    reached = frozenset(STAGES[: STAGES.index(reach) + 1])
    return [Bid(said, reached, stopped)] * number


def table(found, by="language"):
    return next(t for t in found["by"] if t["by"] == by)


def counted(found, by="language"):
    return {r["value"]: r["counts"] for r in table(found, by)["rows"]}


def stages(*counts):
    return dict(zip(STAGES, counts, strict=True))


ROUND = [
    *bids(30, language="en"),
    *bids(10, "funded", language="en"),
    *bids(6, "started", "people", language="en"),
    *bids(7, language="ar"),
    *bids(3, language="pl"),
    *bids(2, "funded", language="so"),
    *bids(1),
]


@pytest.mark.parametrize(("some", "of"), [(0, 10), (3, 10), (22, 60), (60, 60)])
def test_a_share_has_the_interval_of_wilson(some, of):
    low, high = proportion_confint(some, of, method="wilson")

    assert wilson(some, of) == pytest.approx((low, high), abs=1e-12)


def test_people_inside_see_every_count():
    found = process(ROUND, STAGES)

    assert found["whole"]["counts"] == stages(59, 53, 53, 53, 12)
    assert found["whole"]["share"] == 12 / 53
    assert counted(found) == {
        "en": stages(46, 40, 40, 40, 10),
        "ar": stages(7, 7, 7, 7, 0),
        "pl": stages(3, 3, 3, 3, 0),
        "so": stages(2, 2, 2, 2, 2),
        "": stages(1, 1, 1, 1, 0),
    }
    assert [r["share"] for r in table(found)["rows"]] == [0.25, None, None, None, None]


def test_what_nobody_stored_is_said_to_be_unknown():
    assert not table(process(ROUND, STAGES), "size")["is_known"]
    hidden = table(public_process(ROUND, STAGES), "size")
    assert (hidden["is_known"], hidden["rows"], hidden["other"]) == (False, [], None)


def test_small_rows_are_one_row_for_the_public():
    found = table(public_process(ROUND, STAGES))

    assert [r["value"] for r in found["rows"]] == ["en"]
    # the three small rows make six, so few that each would be known: one more joins
    assert found["other"]["counts"] == stages(13, 13, 13, 13, 2)


def test_a_question_with_two_answers_hides_both_where_one_is_small():
    some = [*bids(40, first="yes"), *bids(3, first="no")]

    found = table(public_process(some, STAGES), "first")

    assert (found["rows"], found["other"], found["is_hidden"]) == ([], None, True)


def test_where_only_a_few_were_lost_tables_do_not_tell_whose_they_were():
    """The one bid that was not eligible would have its language, kind and place."""
    some = [*bids(20, language="en"), *bids(20, language="ar")]
    lost = bids(1, "submitted", language="ar")

    found = public_process([*some, *lost], STAGES)

    assert found["whole"]["counts"] == stages(41, 41, 40, 40, 0)
    assert table(found)["stages"] == ["started", "submitted", "funded"]
    many = public_process([*some, *lost * FEW], STAGES)
    assert table(many)["stages"] == list(STAGES)


def test_of_a_few_who_gave_up_the_tables_keep_what_was_handed_in():
    some = [*bids(20, language="en"), *bids(20, language="ar")]
    found = public_process([*some, *bids(2, "started", "need")], STAGES)

    assert table(found)["stages"][0] == "submitted"


def test_a_group_of_which_nobody_was_eligible_is_not_shown():
    some = [*bids(30, language="en"), *bids(9, language="ar")]
    found = public_process([*some, *bids(8, "submitted", language="pl")], STAGES)

    assert [r["value"] for r in table(found)["rows"]] == ["en"]


def test_a_call_of_a_few_bids_says_only_what_the_awards_say():
    found = public_process([*bids(2), *bids(2, "funded")], STAGES)

    assert found["whole"]["counts"] == {"submitted": 4, "funded": 2}
    assert all(t["is_hidden"] or not t["is_known"] for t in found["by"])


def test_sections_where_a_few_stopped_are_one_number():
    some = [
        *bids(7, "started", "plan"),
        *bids(3, "started", "money"),
        *bids(4, "started", "people"),
        *bids(9, "started", ""),
        *bids(30),
    ]

    inside = process(some, STAGES)["stopped"]
    public = public_process(some, STAGES)["stopped"]

    assert inside["groups"] == 23
    assert inside["sections"][0] == ["", 9]
    assert public["sections"] == [["", 9], ["plan", 7]]
    assert public["other"] == 7


def test_one_section_where_a_few_stopped_takes_another_with_it():
    some = [*bids(7, "started", "plan"), *bids(3, "started", "money"), *bids(30)]

    public = public_process(some, STAGES)["stopped"]

    assert (public["groups"], public["is_hidden"]) == (10, True)
    assert (public["sections"], public["other"]) == ([], None)


def test_of_a_round_from_elsewhere_who_was_funded_is_all():
    some = [Bid({"kind": k}, frozenset({FUNDED})) for k in "aaaaaabbbbbbbccd"]

    inside, public = process(some, [FUNDED]), public_process(some, [FUNDED])

    assert inside["stopped"] is None
    assert counted(inside, "kind")["c"] == {FUNDED: 2}
    assert counted(public, "kind") == {"b": {FUNDED: 7}}
    assert table(public, "kind")["other"]["counts"] == {FUNDED: 9}


def test_where_an_award_is_withheld_no_table_says_where_money_went():
    some = bids(20, "funded", borough="Camden", language="en")
    found = without_places(public_process(some, STAGES))

    assert FUNDED not in table(found, "borough")["stages"]
    assert FUNDED not in counted(found, "borough")["Camden"]
    assert table(found, "borough")["rows"][0]["share"] is None
    assert counted(found)["en"][FUNDED] == 20


VALUES = st.sampled_from("abcdefgh")
MADE = st.lists(
    st.builds(
        lambda value, kind, far: Bid(
            {"language": value, "kind": kind},
            frozenset(STAGES[: far + 1]),
            None if far else value,
        ),
        VALUES,
        st.sampled_from("xyz"),
        st.integers(0, 4),
    ),
    max_size=120,
)


@given(MADE)
def test_an_attacker_with_a_linear_program_learns_no_hidden_count(some):
    """They know the whole, every row shown, and which values the hidden ones have."""
    found = public_process(some, STAGES)
    for by in DIMENSIONS:
        one = table(found, by)
        columns = [c for c in one["stages"] if c != FUNDED]
        true = Counter(b.said.get(by, "") for b in some)
        shown = {r["value"] for r in one["rows"]}
        hidden = sorted(set(true) - shown)
        if one["other"] is None or not columns:
            continue
        for value in hidden:
            low, high = attack(one["other"]["counts"], columns, hidden, value)
            assert high - low >= FEW - 1 - 1e-6


def attack(other, columns, hidden, value):
    """Bound a hidden first count: each is one at least, and none grows on its way."""
    size, width = len(hidden), len(columns)
    place = lambda row, column: row * width + column  # noqa: E731
    equal, right = [], []
    for column, name in enumerate(columns):
        line = [0.0] * (size * width)
        for row in range(size):
            line[place(row, column)] = 1.0
        equal.append(line)
        right.append(other[name])
    less = []
    for row in range(size):
        for column in range(1, width):
            line = [0.0] * (size * width)
            line[place(row, column)], line[place(row, column - 1)] = 1.0, -1.0
            less.append(line)
    bounds = [(1 if c == 0 else 0, None) for _r in range(size) for c in range(width)]
    goal = [0.0] * (size * width)
    goal[place(hidden.index(value), 0)] = 1.0
    ends = []
    for sign in (1, -1):
        found = linprog(
            [sign * g for g in goal],
            A_eq=equal,
            b_eq=right,
            A_ub=less or None,
            b_ub=[0.0] * len(less) or None,
            bounds=bounds,
        )
        assert found.success
        ends.append(sign * found.fun)
    return ends


@given(MADE)
def test_no_count_of_a_shown_row_is_small_but_who_was_funded(some):
    found = public_process(some, STAGES)
    for one in found["by"]:
        for row in [*one["rows"], *([one["other"]] if one["other"] else [])]:
            for stage, number in row["counts"].items():
                assert stage == FUNDED or number >= FEW
