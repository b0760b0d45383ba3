"""Files for other programs: names, labels, what is missing, what was given before."""

import csv
import io
import json
import re
from dataclasses import replace

import html5lib
import numpy as np
import polars as pl
import pyreadstat
import pytest

from grantsapp.evaluation.anonymity import WITHHELD, generalise
from grantsapp.evaluation.dataset import (
    DECLINED,
    LEFT_OUT,
    NOT_ASKED,
    Asked,
    columns,
    naming,
    of_one_mind,
    programs,
    releases,
    written,
)
from grantsapp.evaluation.dataset.frames import scores
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Moment
from tests.cast import CALM
from tests.evaluation.made_people import BOTH, a_tool, facts_of, made

ARABIC = "سؤال طويل جداً " * 40


def asked(code, version=1, items=2):
    return Asked(a_tool(items, code=code, version=version), BOTH)


def write(folder, people, **more):
    given, facts = facts_of(people, **more)
    return given, dict(written(folder, given, facts))


# Names


@pytest.mark.parametrize("code", ["calm", "a" * 31, "a_very_long_code_of_31_letters_"])
@pytest.mark.parametrize("items", [2, 200])
def test_every_name_fits_into_every_program(code, items):
    people = made(20, a_tool(items, code=code), a_tool(items, code=code, version=2))
    given, facts = facts_of(people)

    names = [column.name for column in columns(given, facts)]

    assert all(naming.NAME.fullmatch(name) for name in names)
    assert len(set(names)) == len(names)


def test_codes_that_are_alike_when_cut_get_a_number_and_the_codebook_says_so(tmp_path):
    codes = "belonging_in_the_neighbourhood", "belonging_in_the_neighbours"
    people = made(30, *(a_tool(code=code) for code in codes))

    assert naming.stems(people.tools) == [
        "belonging_in_the_neighb",
        "belonging_in_the_neig_2",
    ]
    write(tmp_path, people)
    book = read(tmp_path / "codebook.csv")
    notes = {row["variable"]: row["note"] for row in book}
    assert (
        "short for belonging_in_the_neighbours,"
        in notes["belonging_in_the_neig_2_t1_01"]
    )


def test_a_version_is_named_where_there_are_two():
    tools = [asked("calm"), asked("calm", 2), asked("trust")]

    assert naming.stems(tools) == ["calm_v1", "calm_v2", "trust"]


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


# Numbers


@pytest.mark.parametrize("rule", ["mean", "sum"])
def test_scores_in_bulk_are_those_of_the_instrument_s_own_rule(rule):
    tool = a_tool(7, scoring={"rule": rule})
    people = made(400, tool)
    table = people.raw[0, Moment.T1]

    values, known = scores(tool, table)

    for row, value, is_known in zip(table.tolist(), values, known, strict=True):
        given = {
            i.code: v for i, v in zip(tool.items, row, strict=True) if v > DECLINED
        }
        expected = instruments.score(tool, given).value
        assert expected == (value if is_known else None)


def test_numbers_below_nought_stay_numbers(tmp_path):
    labels = {"-2": {"en": "=never"}, "2": {"en": "always"}}
    scale = {"minimum": -2, "maximum": 2, "labels": labels}
    _given, _files = write(tmp_path, made(60, a_tool(scale=scale)))

    frame = pl.read_csv(tmp_path / "wide.csv")
    assert frame["calm_t1_01"].min() == -2
    said = {row["calm_t1_01"] for row in read(tmp_path / "wide-labels.csv")}
    assert "'=never" in said  # a spreadsheet would calculate it
    assert "-1" in said
    assert "=never" in {str(v) for v in labels_of(tmp_path)["calm_t1_01"].values()}


def labels_of(folder):
    return pyreadstat.read_sav(folder / "wide.sav")[1].variable_value_labels


def test_what_is_missing_is_told_apart_in_each_file(tmp_path):
    people = made(40)
    table = people.raw[0, Moment.T1]
    table[:] = 3
    table[:, 0] = [DECLINED, LEFT_OUT, NOT_ASKED, 2] * 10
    given, _files = write(tmp_path, people)
    size = len(given)
    sav, _meta = pyreadstat.read_sav(tmp_path / "wide.sav", user_missing=True)
    dta, _meta = pyreadstat.read_dta(tmp_path / "wide.dta", user_missing=True)
    words = [row["calm_t1_01"] for row in read(tmp_path / "wide-labels.csv")]
    long = [
        row["missing"]
        for row in read(tmp_path / "long.csv")
        if (row["moment"], row["number"]) == ("t1", "1")
    ]

    assert size == 40
    assert sav["calm_t1_01"].value_counts().to_dict() == {-9998: 10, -9999: 10, 2: 10}
    assert sav["calm_t1_01"].isna().sum() == 10
    assert sum(cell == "a" for cell in dta["calm_t1_01"]) == 10
    assert sum(cell == "b" for cell in dta["calm_t1_01"]) == 10
    assert words.count("prefer not to say") == words.count("left out") == 10
    assert (words.count(""), words.count("2")) == (10, 10)
    assert (long.count("prefer not to say"), long.count("left out")) == (10, 10)
    assert len(long) == 30  # who was not asked has no row


# Labels


def test_labels_that_are_too_long_are_cut_on_purpose_and_whole_in_the_codebook(
    tmp_path,
):
    scale = {"minimum": 1, "maximum": 5, "labels": {"1": {"en": ARABIC.strip()}}}
    items = [{"code": "i", "text": {"en": ARABIC.strip()}}]
    write(tmp_path, made(30, tool_of(items, scale)))

    spss = pyreadstat.read_sav(tmp_path / "wide.sav")[1]
    stata = pyreadstat.read_dta(tmp_path / "wide.dta")[1]
    label = spss.column_names_to_labels["calm_t1_01"]
    value = spss.variable_value_labels["calm_t1_01"][1]
    assert label.endswith("…")
    assert len(label.encode()) <= 256
    assert value.endswith("…")
    assert len(value.encode()) <= 120
    assert len(stata.column_names_to_labels["calm_t1_01"]) == 80
    row = next(
        r for r in read(tmp_path / "codebook.csv") if r["variable"] == "calm_t1_01"
    )
    assert ARABIC.strip() in row["label"]
    assert ARABIC.strip() in row["values"]
    assert row["cut"] == "SPSS, Stata"


def tool_of(items, scale):
    return instruments.read(
        {**CALM, "title": {"en": "Calm"}, "items": items, "scale": scale}
    )


@pytest.mark.parametrize("most", range(3, 30))
def test_a_label_is_never_cut_within_a_letter(most):
    cut = programs.fitted("سؤال é 長い question", most)

    assert len(cut.encode()) <= most
    assert "\ufffd" not in cut


# Papers


def test_the_codebook_is_a_page_of_its_own_that_needs_nothing(tmp_path):
    text = "<script>alert(1)</script> & more"
    items = [{"code": "i", "text": {"en": text}}]
    write(tmp_path, made(30, tool_of(items, {"minimum": 1, "maximum": 5})))

    page = (tmp_path / "codebook.html").read_text()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert not parser.errors
    assert not list(tree.iter("script"))
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=|url\(|@import", page)
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert all(th.get("scope") for th in table.iter("th"))


def test_a_descriptor_is_of_the_second_version_and_says_what_is_needed(tmp_path):
    write(tmp_path, made(40), is_synthetic=True)

    told = json.loads((tmp_path / "datapackage.json").read_text())
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    wide = next(r for r in told["resources"] if r["path"] == "wide.csv")
    assert wide["schema"]["missingValues"] == [""]
    fields = {f["name"]: f for f in wide["schema"]["fields"]}
    assert fields["calm_t1_01"]["categories"][0] == {"value": 1, "label": "1"}
    assert {"value": WITHHELD, "label": "Not given, since too few people share it"} in (
        fields["language"]["categories"]
    )
    for name, field in fields.items():
        assert re.fullmatch("string|integer|number", field["type"]), name


def test_an_answer_that_is_not_on_the_scale_widens_what_is_said_of_it(tmp_path):
    people = made(40)
    people.raw[0, Moment.T1][-1, 0] = 9
    write(tmp_path, people)

    told = json.loads((tmp_path / "datapackage.json").read_text())
    wide = next(r for r in told["resources"] if r["path"] == "wide.csv")
    field = next(f for f in wide["schema"]["fields"] if f["name"] == "calm_t1_01")
    assert field["constraints"] == {"minimum": 1, "maximum": 9}
    assert "categories" not in field


def test_an_instrument_that_nobody_answered_has_its_columns(tmp_path):
    people = made(40, a_tool(), a_tool(code="unasked"))
    for moment in BOTH:
        people.raw[1, moment][:] = NOT_ASKED
    write(tmp_path, people)

    frame = pl.read_parquet(tmp_path / "wide.parquet")
    assert frame["unasked_t1_01"].null_count() == len(frame) > 0
    assert (
        pyreadstat.read_sav(tmp_path / "wide.sav")[0]["unasked_t1_score"].isna().all()
    )


@pytest.mark.parametrize("size", [0, 4])
def test_nobody_or_too_few_make_files_of_heads(tmp_path, size):
    given, files = write(tmp_path, made(size))

    assert len(given) == 0
    assert len(files) == 11
    assert read(tmp_path / "long.csv") == []


def test_a_group_that_is_of_one_mind_is_told():
    people = made(60)
    people.raw[0, Moment.T1][:] = 3
    given, facts = facts_of(people)

    told = of_one_mind(given, columns(given, facts))

    groups = {tuple(int(t.codes[n]) for t in given.traits) for n in range(len(given))}
    assert told["calm_t1_score"] == len(groups)
    assert "calm_r0_score" not in told


# What was given before


def given_after(before, people):
    was = releases.remembered(people, before)
    safe = generalise(was.people.traits, 5, beside=was.beside, merged=was.merged)
    given = was.people.given(safe)
    return given, releases.joined(given, before)


def told_of(given):
    return {
        str(code): tuple(t.values[t.codes[n]] for t in given.traits)
        for n, code in enumerate(given.person)
    }


def test_all_packages_together_say_no_more_of_anybody_than_the_first():
    everybody = made(300)
    early = part(everybody, 0, 60)
    first, kept = given_after(None, early)
    second, _kept = given_after(kept, everybody)

    before, after = told_of(first), told_of(second)
    assert set(before) <= set(after)
    for code, told in before.items():
        assert all(
            now in {was, WITHHELD} for was, now in zip(told, after[code], strict=True)
        )
    alone = generalise(everybody.traits, 5, beside=everybody.asked)
    assert sum(second_withheld(second)) >= sum(alone.withheld.values())


def second_withheld(given):
    return [sum(told == WITHHELD for told in row) for row in told_of(given).values()]


def part(people, start, end):
    """Some of the people."""
    rows = slice(start, end)
    return replace(
        people,
        person=people.person[rows],
        traits=tuple(replace(t, codes=t.codes[rows]) for t in people.traits),
        asked=people.asked[rows],
        raw={key: table[rows] for key, table in people.raw.items()},
    )


def test_few_who_come_later_stay_out_until_they_are_enough():
    everybody = made(300)
    first, kept = given_after(None, part(everybody, 0, 290))
    later, more = given_after(kept, part(everybody, 0, 293))
    last, _more = given_after(more, everybody)

    assert set(told_of(later)) == set(told_of(first))
    new = set(told_of(last)) - set(told_of(first))
    assert new <= set(everybody.person[290:].tolist())
    assert len(new) >= 5
    assert releases.changed(last.person, kept) == {
        "added": len(new),
        "removed": 0,
    }


def test_who_comes_later_is_counted_among_them_alone():
    everybody = made(300)
    first, kept = given_after(None, part(everybody, 0, 250))
    second, _kept = given_after(kept, everybody)

    known, told = set(told_of(first)), told_of(second)
    for group in (set(told) & known, set(told) - known):
        counts = {}
        for code in group:
            counts[told[code]] = counts.get(told[code], 0) + 1
        assert min(counts.values()) >= 5


def test_bands_that_were_merged_stay_merged():
    bands = {"man": "one", "woman": "one", "": "one"}
    people = made(300)
    traits = (*people.traits[:2], replace(people.traits[2], bands=bands))
    people = replace(people, traits=traits)
    kept = pl.DataFrame(
        {
            "person": ["someone"],
            "about_gender": ["one"],
            releases.AGE: [0],
            releases.IS_LAST: [True],
        }
    )

    given, _kept = given_after(kept, people)

    assert {told[2] for told in told_of(given).values()} <= {"one", WITHHELD}
    assert np.all(np.char.str_len(given.person.astype(str)) == 16)
