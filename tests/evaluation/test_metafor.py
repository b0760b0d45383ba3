"""Pooling against metafor's own figures, which the PyMARE package carries.

R's metafor 4.6.0 was run by PyMARE's authors over four made-up reviews, with every
estimator and every test. Ours are the models without moderators, by equal effects,
DerSimonian & Laird and REML.
"""

import csv
import json
from importlib.resources import files
from typing import Any

import pytest

from grantsapp.evaluation.statistics import heterogeneity, pool

DATA = files("pymare") / "tests" / "data"
METHODS = {"FE": "EE", "DL": "DL", "REML": "REML"}
CASES = [
    case
    for case in json.loads((DATA / "metafor_reference.json").read_text())["cases"]
    if case["model"] == "intercept" and case["method"] in METHODS
]
NEAR = 1e-4
BOUNDARY = 1e-9  # metafor stops there on its way to a tau2 of nothing


def _name(case: dict[str, Any]) -> str:
    return "-".join((case["design"], case["method"], case["test"]))


def _reviews() -> dict[str, tuple[list[float], list[float]]]:
    found: dict[str, tuple[list[float], list[float]]] = {}
    for row in csv.DictReader((DATA / "metafor_small_sample.csv").open()):
        y, v = found.setdefault(row["case"], ([], []))
        y.append(float(row["y"]))
        v.append(float(row["v"]))
    return found


REVIEWS = _reviews()


def test_the_grid_is_there() -> None:
    assert len(CASES) == 36


@pytest.mark.parametrize("case", [c for c in CASES if c["test"] == "z"], ids=_name)
def test_estimate_and_plain_interval_are_metafors(case: dict[str, Any]) -> None:
    pooled = pool(*REVIEWS[case["design"]], method=METHODS[case["method"]])
    assert pooled.tau2 == pytest.approx(case["tau2"], rel=NEAR, abs=BOUNDARY)
    assert pooled.estimate == pytest.approx(case["beta"][0], rel=NEAR)
    assert pooled.se == pytest.approx(case["se"][0], rel=NEAR)
    assert pooled.p == pytest.approx(case["pval"][0], rel=NEAR)
    assert pooled.ci == pytest.approx((case["ci_lb"][0], case["ci_ub"][0]), rel=NEAR)
    assert pooled.q == pytest.approx(case["QE"], rel=NEAR)


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c["test"] == "knha" and c["method"] == "REML"],
    ids=_name,
)
def test_hartung_and_knapps_interval_is_metafors_or_the_wider(
    case: dict[str, Any],
) -> None:
    review = REVIEWS[case["design"]]
    pooled, plain = pool(*review), pool(*review, method="REML")
    assert pooled.ci
    assert plain.ci
    theirs = (case["ci_lb"][0], case["ci_ub"][0])
    width = plain.ci[1] - plain.ci[0]
    expected = theirs if theirs[1] - theirs[0] >= width else plain.ci
    assert pooled.ci == pytest.approx(expected, rel=NEAR)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["test"] == "z" and c["method"] == "REML"], ids=_name
)
def test_heterogeneity_is_metafors(case: dict[str, Any]) -> None:
    found = heterogeneity(*REVIEWS[case["design"]])
    assert found
    assert found.q == pytest.approx(case["QE"], rel=NEAR)
    assert found.p == pytest.approx(case["QEp"], rel=NEAR)
    assert found.i2 * 100 == pytest.approx(case["I2"], rel=NEAR)
    ends = (case["tau2_ci_lb"], case["tau2_ci_ub"])
    assert found.tau2_ci == pytest.approx(ends, rel=NEAR, abs=BOUNDARY)
