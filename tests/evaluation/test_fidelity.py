"""What projects delivered of what they planned: cards, their rule, what is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from grantsapp.evaluation.fidelity import (
    THRESHOLD,
    Arrived,
    Output,
    Project,
    card,
    fidelity,
    public_fidelity,
    told,
)

IN_TIME = Arrived.IN_TIME


def project(
    reference="A01", *outputs, arrived=IN_TIME, expected=40, answers=38, **more
):
    made = tuple(Output(*one) for one in outputs)
    facts = {"arrived": arrived, "expected": expected, "answers": answers}
    return Project(reference, outputs=made, **facts, **more)


def test_much_of_one_thing_does_not_hide_little_of_another():
    found = card(project("A01", ("people", 100, 500), ("sessions", 10, 2)))

    assert [line["share"] for line in found["outputs"]] == [1.0, 0.2]
    assert found["parts"]["outputs"] == "partly"  # 0.6 of the plan, and not 2.6
    assert found["end"] == "partly"


@pytest.mark.parametrize(
    ("delivered", "level"),
    [(90, "as_planned"), (89, "partly"), (60, "partly"), (59, "below"), (0, "below")],
)
def test_the_marks_of_the_rule_are_where_it_says(delivered, level):
    found = card(project("A01", ("people", 100, delivered)))

    assert found["parts"]["outputs"] == level
    assert found["end"] == level


@pytest.mark.parametrize(
    ("facts", "parts", "end"),
    [
        ({}, ("as_planned", "as_planned"), "as_planned"),
        ({"arrived": Arrived.LATE}, ("partly", "as_planned"), "partly"),
        ({"arrived": Arrived.UNDATED}, ("not_known", "as_planned"), "as_planned"),
        ({"answers": 20}, ("as_planned", "partly"), "partly"),
        ({"answers": 19}, ("as_planned", "below"), "partly"),
        ({"expected": None}, ("as_planned", "not_known"), "as_planned"),
        ({"answers": 1, "is_asking": True}, ("as_planned", "not_known"), "as_planned"),
        ({"answers": None}, ("as_planned", "not_known"), "as_planned"),
    ],
)
def test_other_parts_can_spoil_what_was_delivered(facts, parts, end):
    found = card(project("A01", ("people", 100, 100), **facts))

    assert (found["parts"]["report"], found["parts"]["answers"]) == parts
    assert found["end"] == end


def test_without_a_plan_or_a_report_nothing_is_said():
    no_plan = card(project("A01"))
    no_report = card(project("A01", ("people", 100, None), arrived=Arrived.OVERDUE))

    assert (no_plan["end"], no_report["end"]) == ("not_known", "not_known")
    assert no_report["parts"]["report"] == "below"


def test_people_and_sessions_are_added_up_by_theme_size_and_place():
    some = [
        project("A01", ("people", 50, 60), ("sessions", 5, 4), theme="x", tier="small",
                area="camden"),
        project("A02", ("people", 70, 30), theme="x", tier="large", area="the garage"),
        project("A03", ("people", 9, None), theme="y", area="Camden"),
    ]  # fmt: skip

    reach = fidelity(some)["reach"]

    assert reach["theme"] == [
        {
            "value": "x",
            "projects": 2,
            "measures": {
                "people": {"planned": 120, "delivered": 90},
                "sessions": {"planned": 5, "delivered": 4},
            },
        }
    ]
    assert [(r["value"], r["projects"]) for r in reach["tier"]] == [
        ("large", 1),
        ("small", 1),
    ]
    assert [r["value"] for r in reach["area"]] == ["Camden", "outside"]


def whole(projects):
    """What is published of all projects together."""
    found = {}
    for one in projects:
        for output in one.outputs:
            if output.delivered is None:
                continue
            sums = found.setdefault(
                output.measure,
                {"measure": output.measure, "delivered": 0, "projects": 0},
            )
            sums["delivered"] += output.delivered
            sums["projects"] += 1
    return list(found.values())


def shown(projects, kept):
    areas = dict.fromkeys(kept, "")
    return told(public_fidelity(projects), areas, whole(projects))


def figures(found, measure="people"):
    return {
        one["project"]: line["delivered"]
        for one in found["cards"]
        for line in one["outputs"]
        if line["measure"] == measure
    }


def test_a_few_people_have_no_figure_and_another_project_goes_with_them():
    some = [
        project("A01", ("people", 5, 3)),
        project("A02", ("people", 80, 90)),
        project("A03", ("people", 40, 44)),
    ]

    found = shown(some, ["A01", "A02", "A03"])

    assert figures(found) == {"A01": None, "A02": 90, "A03": None}
    assert all(one["area"] == "" for one in public_fidelity(some)["cards"])
    hidden = found["cards"][0]["outputs"][0]
    assert (hidden["planned"], hidden["share"]) == (None, None)
    assert found["cards"][0]["parts"]["outputs"] == "partly"


def test_a_project_that_is_withheld_cannot_be_found_by_taking_away():
    some = [
        project(f"A0{n}", ("people", 80, 50 + n), ("sessions", 9, n)) for n in range(4)
    ]

    found = shown(some, ["A01", "A02", "A03"])

    assert [one["project"] for one in found["cards"]] == ["A01", "A02", "A03"]
    assert figures(found) == {"A01": None, "A02": 52, "A03": 53}
    assert figures(found, "sessions") == {"A01": None, "A02": 2, "A03": 3}
    assert found["reach"]["theme"][0]["measures"]["people"]["delivered"] == 105


def test_few_answers_are_not_told_but_how_it_went_is():
    (found,) = public_fidelity([project("A01", ("people", 9, 12), answers=9)])["cards"]

    assert (found["expected"], found["answers"]) == (None, None)
    assert found["parts"]["answers"] == "below"


COUNTS = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=9)


@given(COUNTS)
def test_an_attacker_with_a_linear_program_learns_of_no_few_people(made):
    """They know the whole, each card, and how many projects have none."""
    some = [
        project(f"A{n:02}", ("people", 50, people))
        for n, (people, _k) in enumerate(made)
    ]
    kept = [f"A{n:02}" for n, (_people, is_told) in enumerate(made) if is_told]
    seen = figures(shown(some, kept))
    hidden = [one.reference for one in some if seen.get(one.reference) is None]
    if not hidden or len(hidden) == len(some):
        return  # nothing is hidden, or nothing but the whole is shown
    rest = sum(people for people, _k in made) - sum(v for v in seen.values() if v)
    for place in range(len(hidden)):
        ends = [
            sign * linprog(
                [sign * float(n == place) for n in range(len(hidden))],
                A_eq=[[1.0] * len(hidden)],
                b_eq=[rest],
                bounds=(0, None),
            ).fun
            for sign in (1, -1)
        ]  # fmt: skip
        assert ends[1] - ends[0] >= THRESHOLD - 1e-6
