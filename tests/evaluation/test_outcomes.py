"""One instrument over its projects; the figures are the oracle's (see data/*.md)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.evaluation import outcomes
from grantsapp.evaluation.outcomes import NOTES
from grantsapp.evaluation.samples import Answered, sample_of
from tests.evaluation import workshops as synthetic


def outcome(code, rows):
    return outcomes.outcome(code, sample_of(rows))


def public_outcome(code, rows, *threshold, **named):
    return outcomes.public_outcome(code, sample_of(rows), *threshold, **named)


def score(items):
    return None if None in items else sum(items) / len(items)


def answered(project, before, after):
    return Answered(project, before, after, score(before), score(after))


def one_item(project, *pairs):
    return [answered(project, (b,), (a,)) for b, a in pairs]


@pytest.fixture(scope="module")
def workshops():
    return synthetic.workshops(score)


def six(value):
    return pytest.approx(value, abs=5e-7)


def test_the_synthetic_workshops_give_the_oracle_s_figures(workshops):
    found = outcome("data_skills", workshops)

    assert found["code"] == "data_skills"
    assert (found["n"], found["pairs"], found["projects"]) == (150, 76, 9)
    assert found["mean_before"] == six(3.296992)
    assert found["mean_after"] == six(3.599624)
    assert found["difference"] == six(0.302632)
    assert found["sd_difference"] == six(0.532466)
    assert found["t"] == six(4.954839)
    assert found["p"] == pytest.approx(4.358272e-6, rel=1e-6)
    assert found["d_z"] == six(0.568359)
    assert found["d_av"] == six(0.413260)
    assert found["alpha_before"] == six(0.836041)
    assert found["alpha_after"] == six(0.879513)
    assert found["notes"] == ["zero_variance_left_out"]
    assert found["hidden"] == {"projects": 0}


def test_the_synthetic_workshops_pool_as_the_oracle_says(workshops):
    pooled = outcome("data_skills", workshops)["pooled"]

    assert (pooled["k"], pooled["method"]) == (7, "REML+HK")
    assert pooled["tau2"] == six(0.047660)
    assert pooled["estimate"] == six(0.284738)
    assert pooled["se"] == six(0.099450)
    assert pooled["ci"] == six([0.041393, 0.528083])
    assert pooled["prediction"] == six([-0.302270, 0.871745])
    assert pooled["q"] == six(18.566783)
    assert pooled["tau2_ci"][0] < pooled["tau2"] < pooled["tau2_ci"][1]
    assert 0 < pooled["i2"] < 1


def test_the_synthetic_workshops_have_the_oracle_s_standardised_interval(workshops):
    found = outcome("data_skills", workshops)

    assert found["d_z_ci"] == six([0.324254, 0.809188])
    low, high = found["d_av_ci"]  # the same limits, over the spread of d_av
    assert low / found["d_av"] == pytest.approx(0.324254 / 0.568359, rel=1e-5)
    assert high / found["d_av"] == pytest.approx(0.809188 / 0.568359, rel=1e-5)


@pytest.mark.parametrize(
    ("project", "n", "pairs", "before", "difference", "ci", "in_pool"),
    [
        ("alder-mapping", 21, 15, 3.561905, 0.400000, [0.049758, 0.750242], True),
        ("birch-podcasts", 21, 12, 3.035714, 0.107143, [-0.289683, 0.503969], True),
        ("cedar-theatre", 14, 10, 3.414286, 0.642857, [0.326038, 0.959676], True),
        ("elm-debating", 23, 11, 3.207792, 0.558442, [0.235954, 0.880929], True),
        ("fig-football", 17, 7, 3.224490, -0.040816, [-0.379505, 0.297873], True),
        ("hazel-cooking", 12, 4, 3.142857, 0.107143, [-0.461151, 0.675437], True),
        ("juniper-choir", 15, 2, 2.857143, 0.285714, [-1.529458, 2.100886], False),
        ("larch-chess", 8, 5, 3.114286, 0.142857, None, False),
        ("maple-coding", 19, 10, 3.485714, 0.171429, [-0.191643, 0.534500], True),
    ],
)
def test_each_workshop_has_the_oracle_s_figures(
    workshops, project, n, pairs, before, difference, ci, in_pool
):
    rows = outcome("data_skills", workshops)["by_project"]
    (found,) = [row for row in rows if row["project"] == project]

    assert found == {
        "project": project,
        "n": n,
        "pairs": pairs,
        "mean_before": six(before),
        "mean_after": pytest.approx(before + difference, abs=2e-6),
        "difference": six(difference),
        "ci": None if ci is None else six(ci),
        "in_pool": in_pool,
    }


def test_the_public_figures_are_of_the_shown_workshops_alone(workshops):
    found = public_outcome("data_skills", workshops)
    pooled = found["pooled"]

    shown = [row["project"] for row in found["by_project"]]
    assert shown == [
        "alder-mapping",
        "birch-podcasts",
        "cedar-theatre",
        "elm-debating",
        "maple-coding",
    ]
    assert (found["n"], found["pairs"], found["projects"]) == (98, 58, 5)
    assert found["mean_before"] == six(3.347291)
    assert found["mean_after"] == six(3.719212)
    assert found["sd_difference"] == six(0.572017)
    assert found["t"] == six(4.951719)
    assert found["d_z"] == six(0.650193)
    assert found["d_av"] == six(0.518678)
    assert found["alpha_before"] == six(0.836444)
    assert found["alpha_after"] == six(0.886544)
    assert (pooled["k"], pooled["method"]) == (5, "REML+HK")
    assert pooled["tau2"] == six(0.029799)
    assert pooled["estimate"] == six(0.391522)
    assert pooled["se"] == six(0.104408)
    assert pooled["ci"] == six([0.101639, 0.681405])
    assert pooled["prediction"] == six([-0.168603, 0.951647])
    assert found["notes"] == ["suppressed_some"]
    assert found["hidden"] == {"projects": 4}


def test_no_hidden_workshop_is_named(workshops):
    page = json.dumps(public_outcome("data_skills", workshops))

    for name in ("fig-football", "hazel-cooking", "juniper-choir", "larch-chess"):
        assert name not in page


answers = st.one_of(st.none(), st.integers(1, 5).map(float))
vectors = st.tuples(*[answers] * 7)


@given(data=st.data())
def test_changing_a_hidden_answer_changes_nothing_public(workshops, data):
    hidden = ("fig-football", "hazel-cooking", "juniper-choir", "larch-chess")
    # only complete pairs change, so no project grows to ten pairs and comes to light
    places = [
        i
        for i, a in enumerate(workshops)
        if a.project in hidden and a.score_before and a.score_after
    ]
    changed = list(workshops)
    for i in data.draw(st.lists(st.sampled_from(places), min_size=1)):
        before, after = data.draw(vectors), data.draw(vectors)
        changed[i] = answered(workshops[i].project, before, after)

    assert public_outcome("x", changed) == public_outcome("x", workshops)


@given(st.permutations(range(150)))
def test_the_order_of_the_rows_says_nothing(workshops, order):
    shuffled = [workshops[i] for i in order]

    assert public_outcome("x", shuffled) == public_outcome("x", workshops)


def spread(project, pairs=10):
    """Make a project that may be shown."""
    return one_item(project, *((1 + i % 4, 2 + i % 3) for i in range(pairs)))


UNANIMOUS = {
    "before": [(3, 1 + i % 5) for i in range(12)],
    "after": [(1 + i % 5, 5) for i in range(12)],
    "differences": [(1 + i % 4, 2 + i % 4) for i in range(12)],
}


@pytest.mark.parametrize("pairs", UNANIMOUS.values(), ids=UNANIMOUS)
def test_a_unanimous_project_is_hidden_whatever_its_size(pairs):
    found = public_outcome("x", spread("a") + one_item("b", *pairs))

    assert [row["project"] for row in found["by_project"]] == ["a"]
    assert found["hidden"] == {"projects": 1}
    assert found == public_outcome("x", spread("a")) | {
        "hidden": {"projects": 1},
        "notes": ["too_few_projects", "suppressed_some"],
    }


def test_equal_differences_are_seen_through_the_rounding_of_floats():
    pairs = [(total / 7, (total + 1) / 7) for total in range(14, 30)]
    rows = [Answered("b", (), (), b, a) for b, a in pairs]
    assert len({a - b for b, a in pairs}) > 1

    assert public_outcome("x", rows)["notes"] == ["suppressed_all"]


def test_nine_pairs_are_too_few_and_ten_are_enough():
    assert public_outcome("x", spread("a", 9))["by_project"] == []
    assert len(public_outcome("x", spread("a", 10))["by_project"]) == 1
    assert len(public_outcome("x", spread("a", 9), threshold=5)["by_project"]) == 1


def test_rows_without_a_pair_do_not_lift_a_project_over_the_threshold():
    rows = spread("a", 9) + [answered("a", (3,), (None,))] * 20

    assert public_outcome("x", rows)["by_project"] == []


def test_a_threshold_below_five_is_refused():
    with pytest.raises(ValueError, match="5"):
        public_outcome("x", [], threshold=4)


def test_where_all_is_hidden_not_even_the_counts_are_said():
    found = public_outcome("x", spread("a", 9) + spread("b", 3))

    said = {k: v for k, v in found.items() if v is not None}
    assert said == {
        "code": "x",
        "pooled": dict.fromkeys(found["pooled"]),
        "by_project": [],
        "notes": ["suppressed_all"],
        "hidden": {"projects": 2},
    }


def test_alpha_is_not_public_where_few_answered_every_item():
    def person(i):
        gap = None if i < 4 else 2.0 + i % 2
        before, after = (1.0 + i % 4, gap), (2.0 + i % 3, 1.0 + i % 5)
        return Answered("a", before, after, before[0], after[0])

    rows = [person(i) for i in range(12)]
    found = public_outcome("x", rows)

    assert outcome("x", rows)["alpha_before"] is not None
    assert found["alpha_before"] is None
    assert found["alpha_after"] is not None
    assert "alpha_not_shown_few_complete" in found["notes"]


def test_small_projects_keep_their_interval_inside_with_a_warning():
    rows = [row for name in "abcd" for row in spread(name, 3)]
    rows = [replace(r, score_after=r.score_after + i % 3) for i, r in enumerate(rows)]
    found = outcome("x", rows)

    assert found["pooled"]["ci"] is not None
    assert found["notes"] == ["interval_small_projects"]


def test_an_interval_that_is_not_trusted_is_not_public(workshops, monkeypatch):
    # with a floor of five pairs the rule never bites by itself
    monkeypatch.setattr(outcomes, "interval_is_trustworthy", lambda _: False)
    found = public_outcome("x", workshops)

    assert found["pooled"]["estimate"] is not None
    assert (found["pooled"]["ci"], found["pooled"]["prediction"]) == (None, None)
    assert "interval_not_shown_small_projects" in found["notes"]


def test_an_instrument_nobody_answered_is_all_null():
    found = outcome("x", [])

    assert (found["n"], found["pairs"], found["projects"]) == (0, 0, 0)
    assert (found["mean_before"], found["t"], found["alpha_after"]) == (None,) * 3
    assert found["pooled"]["k"] == 0
    assert public_outcome("x", [])["notes"] == ["suppressed_all"]


def test_a_lone_pair_has_means_inside_and_nothing_more():
    (row,) = outcome("x", one_item("a", (2, 3)))["by_project"]

    assert (row["mean_before"], row["mean_after"], row["difference"]) == (2, 3, 1)
    assert (row["ci"], row["in_pool"]) == (None, False)


rows = st.builds(
    answered,
    st.sampled_from("abc"),
    st.tuples(answers, answers),
    st.tuples(answers, answers),
)


@given(st.lists(rows, max_size=60))
def test_every_outcome_is_json_as_it_stands(many):
    for found in (outcome("x", many), public_outcome("x", many, threshold=5)):
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert set(found["notes"]) <= set(NOTES)
