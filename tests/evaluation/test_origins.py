"""Every number of a report can be asked where it comes from."""

import json
import re
from urllib.parse import quote

import pytest

from grantsapp import i18n
from grantsapp.evaluation import origins, queries
from grantsapp.evaluation.origin_rules import Rule
from tests.counting import counted
from tests.evaluation.reported import a_round, evaluated, published

NUMBERS = "/evaluations/CF1/numbers"
MARKS = re.compile("[\u2066\u2068\u2069]")


@pytest.fixture
def call(cast):
    """Three projects that are shown, and one of too few people."""
    call = a_round(cast, (12, 14, 16, 4))
    evaluated(call, cast.eva)
    return call


def printed(page):
    """The numbers of a page, each with its path and where it leads."""
    found = {}
    for mark in page.all("bdi"):
        if path := mark.get("data-path"):
            link = next((a.get("href") for a in mark.iter("a")), None)
            found.setdefault((path, link), []).append("".join(mark.itertext()).strip())
    return found


def hidden_of(call):
    """The project that is in no public line."""
    newest = queries.newest(call)
    lines = [
        {line["project"] for line in figures["instruments"][0]["by_project"]}
        for figures in (newest.inside, newest.public)
    ]
    (hidden,) = lines[0] - lines[1]
    return hidden


@pytest.mark.parametrize("where", ["", "/editions/1"])
def test_every_number_of_a_report_leads_to_the_same_number(call, cast, browser, where):
    published(call, cast.eva)
    reader = browser()
    found = printed(reader.get(f"/evaluations/CF1{where}"))

    assert len(found) > 40
    for (path, link), texts in found.items():
        assert link, f"{path} leads nowhere"
        page = reader.get(link)
        assert page.status == 200, path
        big = next(p for p in page.all("p") if p.get("class") == "big-number")
        for text in texts:
            assert text in "".join(big.itertext()), path


@pytest.mark.parametrize("language", ["ar", "pl"])
def test_a_number_is_told_in_the_readers_language(call, cast, browser, language):
    published(call, cast.eva)

    page = browser().get(f"{NUMBERS}/outcomes.calm.pooled.estimate?in={language}")

    assert page.all("html")[0].get("lang") == language


def test_a_number_is_told_unrounded_as_the_file_has_it(call, cast, browser):
    published(call, cast.eva)
    reader = browser()
    figures = reader.get("/evaluations/CF1/report.json").response.get_json()["figures"]
    (one,) = figures["instruments"]
    first = one["by_project"][0]
    line = f"outcomes.calm.by_project.{first['project']}"
    for path, value in {
        "outcomes.calm.pooled.estimate": one["pooled"]["estimate"],
        "outcomes.calm.pooled.ci": one["pooled"]["ci"],
        "outcomes.calm.d_av": one["d_av"],
        f"{line}.mean_before": first["mean_before"],
        line: first["difference"],
    }.items():
        words = reader.get(f"{NUMBERS}/{path}").words()
        assert f"Not rounded: {json.dumps(value)}" in words, path


def test_the_average_names_its_projects_its_rule_and_its_data(call, cast, browser):
    edition = published(call, cast.eva)
    evaluation = edition.evaluation

    page = browser().get(f"{NUMBERS}/outcomes.calm.pooled.estimate")

    words = page.words()
    assert "by restricted maximum likelihood, REML (Viechtbauer 2005)" in words
    assert "One project is not in it: fewer than 10 people, or all alike." in words
    for told in (evaluation.seal, evaluation.code, edition.digest):
        assert told
        assert told in words
    assert "grantsapp report --verify FILE" in words
    lines = queries.newest(call).public["instruments"][0]["by_project"]
    assert len(lines) == 3
    for line in lines:
        path = f"outcomes.calm.by_project.{line['project']}"
        assert f"{NUMBERS}/{path}" in page.links()
        assert i18n.signed(line["difference"]) in words
    assert f"{NUMBERS}/outcomes.calm.pooled.tau2" in page.links()


def test_every_input_of_a_number_can_be_asked_too(call, cast, browser):
    published(call, cast.eva)
    reader, seen = browser(), set()
    waiting = {f"{NUMBERS}/outcomes.calm.pooled.prediction", f"{NUMBERS}/reach"}
    while waiting:
        link = waiting.pop()
        seen.add(link)
        page = reader.get(link)
        assert page.status == 200, link
        waiting |= {to for to in page.links() if to.startswith(NUMBERS)} - seen
    assert len(seen) > 10


@pytest.mark.parametrize(
    "path",
    [
        "outcomes",
        "outcomes.calm",
        "outcomes.calm.title",
        "outcomes.calm.pooled.method",
        "outcomes.calm.by_project.CF1-A99",
        "outcomes.none.pairs",
        "outcomes.calm.checks.leave_one_project_out",
        "instruments.0.pairs",
        "threshold",
        "seal",
        "synthetic",
        "made_at.x",
        "awards.",
        ".",
        "ż",
    ],
)
def test_a_path_to_no_number_is_nowhere(call, cast, browser, path):
    published(call, cast.eva)
    assert browser().get(f"{NUMBERS}/{quote(path)}").status == 404
    assert browser(cast.eva).get(f"/staff/calls/CF1/numbers/{quote(path)}").status in {
        404
    }


def test_a_hidden_project_is_nowhere_but_for_the_evaluator(call, cast, browser):
    published(call, cast.eva)
    path = f"outcomes.calm.by_project.{hidden_of(call)}"
    staff = f"/staff/calls/CF1/numbers/{path}.pairs"

    for each in (path, f"{path}.pairs", f"{path}.mean_before", f"{path}.ci"):
        assert browser().get(f"{NUMBERS}/{each}").status == 404
        manager = browser(cast.stella).get(f"/staff/calls/CF1/numbers/{each}")
        assert manager.status == 404
    page = browser(cast.eva).get(staff)
    assert page.status == 200
    assert "For you alone: this number is hidden from everybody else." in page.words()


def test_the_evaluator_sees_every_project_and_the_manager_what_the_public_sees(
    call, cast, browser
):
    at = "/staff/calls/CF1/numbers/outcomes.calm.pairs"
    hidden = f"outcomes.calm.by_project.{hidden_of(call)}.pairs"

    evaluator, manager = browser(cast.eva).get(at), browser(cast.stella).get(at)

    assert "Rows of the sealed data behind it: 46." in evaluator.words()
    assert f"/staff/calls/CF1/numbers/{hidden}" in evaluator.links()
    assert "for you alone" not in manager.words()
    assert not any(hidden in link for link in manager.links())
    assert "Rows of the sealed data" not in manager.words()


def test_numbers_of_the_draft_lead_to_pages_of_the_desk(call, cast, browser):
    for person in (cast.eva, cast.stella):
        them = browser(person)
        for where in ("report/whole", "report/parts/outcomes"):
            found = printed(them.get(f"/staff/calls/CF1/{where}"))
            assert found
            for path, link in found:
                assert link == f"/staff/calls/CF1/numbers/{path}"
        assert them.get(link).status == 200


def test_a_withheld_project_takes_its_numbers_with_it(call, cast, browser):
    published(call, cast.eva)
    figures = queries.newest(call).public
    one = figures["instruments"][0]["by_project"][0]["project"]
    path = f"outcomes.calm.by_project.{one}"
    kept = {key: {} for key in figures["projects"] if key != one}
    lines = [
        {**tool, "by_project": [p for p in tool["by_project"] if p["project"] != one]}
        for tool in figures["instruments"]
    ]
    told = {**figures, "projects": kept, "instruments": lines, "withheld": 1}

    assert origins.find(figures, path)
    assert origins.find(told, path) is None
    average = origins.find(told, "outcomes.calm.pooled.estimate")
    assert average
    assert one not in [row.project for row in average.rows]
    assert (average.rule, average.withheld) == (Rule.POOLED, 1)


def test_two_versions_of_an_instrument_have_numbers_of_their_own(call):
    figures = queries.newest(call).public
    (one,) = figures["instruments"]
    two = {**figures, "instruments": [one, {**one, "version": 2, "pairs": 99}]}

    assert origins.find(two, "outcomes.calm.pairs") is None
    found = origins.find(two, "outcomes.calm-v2.pairs")
    assert found
    assert found.value == 99


def test_more_inputs_ask_the_database_no_more_often(call, cast, browser):
    published(call, cast.eva)
    reader = browser()
    few = counted(lambda: reader.get(f"{NUMBERS}/awards"))
    many = counted(lambda: reader.get(f"{NUMBERS}/outcomes.calm.pooled.estimate"))
    assert many == few
