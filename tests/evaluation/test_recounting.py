"""A package says by itself whether the published figures come out of its rows."""

import json

import pytest

from grantsapp.db import db
from grantsapp.evaluation.recounting import recount
from grantsapp.mel.actions import asking, library
from grantsapp.mel.instruments import Design
from tests.cast import CALM, answered
from tests.evaluation.data_of_a_call import (
    an_award_of,
    an_evaluated_call,
    ask,
    files_of,
    sits,
    take,
)


@pytest.fixture
def folder(cast, browser, tmp_path):
    """A package of three projects; in the last one, people look back otherwise."""
    call, tool = an_evaluated_call(cast), library.add_instrument(CALM)
    groups = [(cast.amina, 14, 2), (cast.omar, 12, 1), (cast.bo, 16, 0)]
    surveys = [
        (
            asking.ask(
                an_award_of(cast, call, p), [tool], Design.RETROSPECTIVE, by=None
            ),
            n,
            g,
        )
        for p, n, g in groups
    ]
    db.session.flush()
    for survey, number, gain in surveys:
        answered(survey, [(f"p{n:03}", an_answer(n, gain)) for n in range(number)])
    db.session.commit()

    def made():
        eva = browser(cast.eva)
        ask(eva)
        for name, content in files_of(take(eva)).items():
            (tmp_path / name).write_bytes(content)
        return tmp_path

    made.survey = surveys[0][0]
    return made


def an_answer(n, gain):
    low = 1 + n % 3
    after = {"bear": min(5, low + gain + n % 2), "snap": 6 - low}
    return {"r0": {"bear": low, "snap": 6 - low - n % 4 // 3}, "t1": after}


def test_the_figures_of_a_package_come_out_of_its_rows(folder):
    found = recount(folder())

    assert not found.other
    assert not found.unchecked
    places = {line.place for line in found.same}
    assert "calm 1, CF1-A01: difference" in places
    assert {f"calm 1: {name}" for name in ("d_z", "d_av", "p", "alpha_after")} <= places
    assert "calm 1, pooled: estimate" in places


def test_a_number_that_was_changed_is_found(folder):
    place = folder()
    figures = json.loads((place / "figures.json").read_text())
    figures["instruments"][0]["by_project"][1]["difference"] += 0.01
    (place / "figures.json").write_text(json.dumps(figures))

    (line,) = recount(place).other
    assert line.place == "calm 1, CF1-A02: difference"


def test_an_answer_that_was_changed_is_found(folder):
    place = folder()
    rows = (place / "wide.csv").read_text().splitlines()
    at = next(n for n, row in enumerate(rows) if ",CF1-A01," in row)
    cells = rows[at].split(",")
    cells[-1] = "5.0" if cells[-1] != "5.0" else "1.0"
    rows[at] = ",".join(cells)
    (place / "wide.csv").write_text("\n".join(rows) + "\n")

    found = {line.place for line in recount(place).other}
    assert {"calm 1, CF1-A01: difference", "calm 1: d_z"} <= found
    assert "calm 1, CF1-A02: difference" not in found


def test_what_withheld_people_make_impossible_is_named(folder):
    for n in range(3):
        raw = an_answer(n, 1)
        asked = {moment: {"calm": marks} for moment, marks in raw.items()}
        sits(folder.survey, asked, language="ar")
    place = folder()
    told = json.loads((place / "datapackage.json").read_text())["grantsapp"]
    assert told["rows_left_out"] == 3

    found = recount(place)

    assert not found.other
    assert {line.place for line in found.unchecked} >= {
        "calm 1, CF1-A01: difference",
        "calm 1: difference",
        "calm 1, pooled: estimate",
    }
    assert "calm 1, CF1-A02: difference" in {line.place for line in found.same}
