"""What came in against what was expected: one meaning of "counted" everywhere."""

import pytest
from hypothesis import given

from grantsapp.mel.quality.expecting import standings, together
from grantsapp.mel.quality.reliability import reliabilities

from .test_linking import came, looked_back, some_sittings


def test_an_award_from_which_nothing_came_stands_there_too():
    quiet, heard = standings({7: 20, 1: 10}, [came("t1")])

    assert (quiet.award, quiet.expected, quiet.counted_share("t1")) == (7, 20, 0.0)
    assert (heard.award, heard.counted_share("t1")) == (1, 0.1)


def test_what_came_in_is_everything_and_what_counts_is_not():
    sittings = [
        came("t0", "x"), came("t0", "y"), came("t0", "z", is_excluded=True),
        came("t1", "x"), came("t1", "w", is_resent=True),
        came("t1", "v", is_resent=True, is_excluded=True),
    ]  # fmt: skip

    (award,) = standings({1: 5}, sittings)

    assert award.came_in == {"t0": 3, "t1": 3}
    assert award.counted == {"t0": 2, "t1": 1}
    assert (award.excluded, award.resent) == (2, 1)
    assert (award.came_in_share("t0"), award.counted_share("t0")) == (0.6, 0.4)
    assert (award.respondents, award.matched, award.matched_share) == (2, 1, 0.2)


def test_who_comes_to_a_follow_up_only_is_counted_there_and_is_no_respondent():
    sittings = [came("t1", "x"), came("t2", "x"), came("t2", "y"), came("t2")]

    (award,) = standings({1: 4}, sittings)

    assert award.counted == {"t1": 1, "t2": 3}
    assert (award.respondents, award.respondents_share) == (1, 0.25)
    assert (award.followed, award.strangers) == ({"t2": 1}, 2)


def test_looking_back_is_one_sitting_one_person_one_pair():
    (award,) = standings({1: 2}, [looked_back()])

    assert award.came_in == {"t1": 1}
    assert (award.respondents, award.matched, award.matched_share) == (1, 1, 0.5)


def test_a_code_used_twice_is_told_with_its_award():
    sittings = [came("t0", "x"), came("t1", "x"), came("t1", "x")]

    (award,) = standings({1: None}, sittings)

    assert (award.doubled, award.matched) == (2, 0)


@pytest.mark.parametrize("expected", [None, 0])
def test_where_nothing_is_expected_there_is_no_share(expected):
    (award,) = standings({1: expected}, [came("t1")])

    assert award.counted_share("t1") is None
    assert award.matched_share is None


def test_more_than_expected_is_more_than_all():
    (award,) = standings({1: 2}, [came("t1") for _ in range(3)])

    assert award.counted_share("t1") == 1.5


def test_an_award_that_nobody_named_stands_last_without_an_expectation():
    found = standings({2: 1}, [came("t1", award=9)])

    assert [(each.award, each.expected) for each in found] == [(2, 1), (9, None)]


def test_all_awards_together_are_added_up():
    sittings = [
        came("t0", "x"), came("t1", "x"), came("t2", "x"),
        came("t1", award=2, survey=2), came("t3", award=2, survey=2),
        came("t1", award=2, survey=2, is_excluded=True),
    ]  # fmt: skip

    whole = together(standings({1: 10, 2: 30}, sittings))

    assert (whole.award, whole.expected) == (None, 40)
    assert whole.came_in == {"t0": 1, "t1": 3, "t2": 1, "t3": 1}
    assert whole.counted == {"t0": 1, "t1": 2, "t2": 1, "t3": 1}
    assert whole.counted_share("t1") == 0.05
    assert (whole.respondents, whole.matched, whole.excluded) == (2, 1, 1)
    assert (whole.followed, whole.strangers) == ({"t2": 1}, 1)


def test_together_has_no_share_where_one_award_has_no_expectation():
    whole = together(standings({1: 10, 2: None}, [came("t1"), came("t1", award=2)]))

    assert (whole.expected, whole.counted_share("t1")) == (None, None)
    assert whole.counted == {"t1": 2}


@given(some_sittings)
def test_adding_what_is_excluded_changes_no_figure(sittings):
    (before,) = standings({1: 5}, sittings)
    (after,) = standings({1: 5}, [*sittings, came("t1", "x", is_excluded=True)])

    assert after.counted == before.counted
    assert after.respondents == before.respondents
    assert after.matched == before.matched
    assert after.excluded == before.excluded + 1


@given(some_sittings)
def test_every_page_counts_the_same_sittings(sittings):
    (award,) = standings({1: 5}, sittings)

    heard = {
        each.moment: each.alpha.n + each.incomplete
        for each in reliabilities(sittings)
        if each.language is None
    }
    assert heard == award.counted
