"""How much hangs on a choice: other people, other projects, another way of counting."""

import numpy as np
import pytest

from grantsapp.evaluation.checks import checks
from grantsapp.evaluation.outcomes import outcome
from grantsapp.evaluation.plan import Check
from grantsapp.evaluation.samples import sample_of
from tests.evaluation import workshops as synthetic


def prorated(values):
    """Give a mean where five of the seven items are answered."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if len(known) >= 5 else None


@pytest.fixture(scope="module")
def workshops():
    return sample_of(synthetic.workshops(prorated))


def test_complete_cases_are_the_oracle_s_people(workshops):
    found = checks(workshops, [Check.COMPLETE])["complete_cases"]

    # Of those who answered all, the oracle's figures (see data/synthetic-workshops.md).
    assert found["pairs"] == 76
    assert found["left_out"] == len(workshops.pairs()) - 76
    assert found["left_out"] > 0
    assert found["pooled"]["estimate"] == pytest.approx(0.284738, abs=5e-7)
    assert found["pooled"]["se"] == pytest.approx(0.099450, abs=5e-7)
    assert found["pooled"]["ci"] == pytest.approx([0.041393, 0.528083], abs=5e-7)


def test_all_people_together_are_compared_by_two_named_tests(workshops):
    found = checks(workshops.complete(), [Check.NAIVE])["naive"]

    assert found["t"] == pytest.approx(4.954839, abs=5e-7)
    assert (found["pairs"], found["df"]) == (76, 75)
    assert found["p"] == pytest.approx(4.358272e-6, rel=1e-6)
    assert found["difference"] == pytest.approx(0.302632, abs=5e-7)
    assert found["wilcoxon_method"] == "normal, corrected"
    assert 0 < found["wilcoxon_p"] < 0.001


def test_who_is_flagged_is_left_out(workshops):
    flagged = np.arange(len(workshops)) % 2 == 0
    doubted = workshops.where(np.full(len(workshops), fill_value=True))
    doubted.is_flagged[:] = flagged

    found = checks(doubted, [Check.UNFLAGGED])["without_flagged"]

    alone = outcome("x", doubted.where(~flagged))
    assert found["pairs"] == alone["pairs"]
    assert found["pairs"] + found["left_out"] == outcome("x", workshops)["pairs"]
    assert found["pooled"] == alone["pooled"]


def test_each_project_is_left_out_once(workshops):
    whole = workshops.complete()

    found = checks(whole, [Check.ONE_OUT])["leave_one_project_out"]

    names = [name for name, group in whole.by_project() if len(group) > 1]
    assert [line["project"] for line in found] == names
    for line in found:
        others = whole.of_projects(set(names) - {line["project"]})
        assert line["pooled"] == outcome("x", others)["pooled"]
    assert len({line["pooled"]["estimate"] for line in found}) > 5


def test_what_a_plan_does_not_want_is_not_worked_out(workshops):
    assert checks(workshops, []) == {}
    assert list(checks(workshops, [Check.NAIVE])) == ["naive"]


def test_of_nobody_nothing_is_said():
    found = checks(sample_of([]), list(Check))

    assert found["complete_cases"]["pooled"]["estimate"] is None
    assert found["leave_one_project_out"] == []
    assert found["naive"]["p"] is None
