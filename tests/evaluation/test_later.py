"""A second edition does not tell, beside the first, what became of one group."""

import pytest

from grantsapp.evaluation.later import beside_earlier

STAGES = ("started", "submitted", "funded")


def counted(*rows, other=None, stopped=(("need", 9), ("people", 8)), out=None):
    """The public counts of a call by language, made by hand."""
    told = [row(*one) for one in rows]
    table = {
        "by": "language", "stages": list(STAGES), "rows": told,
        "other": row("", *other) if other else None,
        "is_known": True, "is_hidden": False,
    }  # fmt: skip
    sections = [list(one) for one in stopped]
    left = {"groups": 20, "sections": sections, "other": out, "is_hidden": False}
    return {"by": [table], "stopped": left, "threshold": 5}


def row(value, *counts):
    return {"value": value, "counts": dict(zip(STAGES, counts, strict=True))}


FIRST = counted(("en", 40, 30, 9), ("ar", 12, 10, 4), other=(9, 8, 1))


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (FIRST, True),
        # who is funded is public
        (counted(("en", 40, 30, 12), ("ar", 12, 10, 4), other=(9, 8, 1)), True),
        # five more of a language are no single group
        (counted(("en", 45, 35, 9), ("ar", 12, 10, 4), other=(9, 8, 1)), True),
        # one of Arabic was taken back
        (counted(("en", 40, 30, 9), ("ar", 12, 9, 4), other=(9, 8, 1)), False),
        (counted(("en", 40, 30, 9), ("ar", 12, 10, 4), other=(9, 4, 1)), False),
        # Arabic went to the small ones: less than before, it tells of one
        (counted(("en", 40, 30, 9), other=(21, 17, 5)), False),
        (counted(("en", 40, 30, 9), ("ar", 12, 10, 4)), False),
    ],
)
def test_a_table_is_hidden_that_differs_by_few(now, is_told):
    (table,) = beside_earlier(now, [FIRST])["by"]

    assert (table["rows"] == now["by"][0]["rows"]) is is_told
    assert table["is_hidden"] is not is_told
    assert bool(table["rows"] or table["other"]) is is_told


def test_every_earlier_edition_is_held_against_it():
    second = counted(("en", 50, 40, 9), ("ar", 20, 18, 4), other=(9, 8, 1))
    now = counted(("en", 41, 30, 9), ("ar", 12, 10, 4), other=(9, 8, 1))

    assert beside_earlier(now, [second])["by"][0]["rows"]
    assert not beside_earlier(now, [second, FIRST])["by"][0]["rows"]
    assert not beside_earlier(now, [FIRST, second])["by"][0]["rows"]


@pytest.mark.parametrize(
    ("stopped", "out", "is_told"),
    [
        ((("need", 9), ("people", 8)), None, True),
        ((("need", 14), ("people", 8)), None, True),
        ((("need", 9), ("people", 7)), None, False),
        ((("need", 9),), 8, False),
        ((("need", 9), ("people", 8)), 3, False),
    ],
)
def test_where_people_stopped_is_hidden_that_differs_by_few(stopped, out, is_told):
    now = counted(("en", 40, 30, 9), stopped=stopped, out=out)

    found = beside_earlier(now, [FIRST])["stopped"]

    assert found["is_hidden"] is not is_told
    assert bool(found["sections"]) is is_told
    assert found["groups"] == 20


def test_what_was_hidden_before_shows_nothing_by_a_difference():
    hidden = counted()
    hidden["by"][0] |= {"rows": [], "is_hidden": True}
    hidden["stopped"] |= {"sections": [], "is_hidden": True}

    assert beside_earlier(FIRST, [hidden]) == FIRST
