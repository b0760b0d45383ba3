"""Instruments go out and come in by commands."""

import json

import pytest
from click.testing import CliRunner

import grantsapp.exchange
from grantsapp import sheets
from grantsapp.cli import main
from grantsapp.db import db
from grantsapp.mel import instruments, queries, xlsforms
from grantsapp.mel.actions import library
from tests.cast import CALM, a_call, a_fund, a_suite
from tests.mel.test_instruments import WHOLE


@pytest.fixture
def command(app, monkeypatch):
    monkeypatch.setattr(grantsapp.exchange, "create_app", lambda: app)

    def run(*words):
        db.session.rollback()  # the command has a connection of its own
        return CliRunner().invoke(main, [*map(str, words)])

    return run


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_an_instrument_goes_out_and_comes_in_as_it_was(command, tmp_path, kind):
    library.add_instrument(WHOLE)
    db.session.commit()
    path = tmp_path / f"calm.{kind}"

    out = command("export-instrument", "calm", "--version", 3, "--to", path)
    again = command("import-instrument", path)

    assert out.exit_code == 0, out.output
    assert "calm 3: written to calm" in out.output
    assert ("Aside: calm: b: that it is reversed." in out.output) == (kind == "xlsx")
    assert again.exit_code == 1
    assert "calm 3 is here already\n" in again.output  # the same, else it would clash


def test_the_newest_version_goes_out_where_none_is_told(command, tmp_path):
    library.add_instrument(CALM)
    library.add_instrument({**CALM, "version": 2})
    db.session.commit()

    command("export-instrument", "calm", "--to", tmp_path / "calm.json")

    assert json.loads((tmp_path / "calm.json").read_text())["version"] == 2


def test_a_form_of_two_instruments_comes_in_and_says_what_is_lost(command, tmp_path):
    path = tmp_path / "two.xlsx"
    two = [instruments.read({**CALM, "code": code}) for code in ("calm", "brave")]
    path.write_bytes(xlsforms.write(two, form_id="two"))

    done = command("import-instrument", path)

    assert done.exit_code == 0, done.output
    assert "calm 1: 2 items.\nbrave 1: 2 items.\n" in done.output
    assert "brave: nothing says where its translations come from." in done.output
    assert [row.code for row in queries.instruments()] == ["brave", "calm"]


def test_a_form_that_does_not_say_its_language_is_told_it(command, tmp_path):
    path = tmp_path / "plain.xlsx"
    head = ["type", "name", "label"]
    choices = [["agree", str(n), f"Label {n}"] for n in (1, 2)]
    path.write_bytes(
        sheets.workbook_bytes(
            {
                "survey": (head, [["select_one agree", "q1", "Jeden"]]),
                "choices": (["list_name", "name", "label"], choices),
            }
        )
    )

    refused = command("import-instrument", path)
    taken = command("import-instrument", path, "--labels-in", "pl")

    assert refused.exit_code == 1
    assert "which language is this?" in refused.output
    assert "Nothing was stored." in refused.output
    assert taken.exit_code == 0, taken.output
    assert queries.instrument("form").tool.languages == ("pl",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none", "--to", "{to}.json"), "There is no instrument 'none'"),
        (("calm", "--version", "7", "--to", "{to}.json"), "in this version"),
        (("calm", "--to", "{to}.csv"), "ends with .json or .xlsx"),
    ],
)
def test_what_cannot_go_out_says_why(command, tmp_path, words, said):
    library.add_instrument(CALM)
    db.session.commit()

    done = command(
        "export-instrument", *(w.format(to=tmp_path / "file") for w in words)
    )

    assert done.exit_code != 0
    assert said in done.output
    assert not list(tmp_path.iterdir())


def test_a_newer_starter_comes_to_a_house_that_has_the_older_one(command, cast, app):
    whole = {row.code: row for row in library.add_starters()}
    newer = whole["steadiness"].definition
    db.session.rollback()
    older = library.add_instrument(
        {k: v for k, v in newer.items() if k != "adapted_from"}
        | {"version": 1, "citation": "As it was."}
    )
    library.add_instrument({**whole["harm"].definition, "version": 7})  # their own
    call = a_call(a_fund(cast.stella), cast.stella)
    suite = a_suite(call, cast.stella, older)
    db.session.commit()

    first = command("import-instrument", "--starters")
    again = command("import-instrument", "--starters")

    assert first.exit_code == 0, first.output
    assert "steadiness 2: " in first.output
    assert (again.exit_code, again.output) == (0, "")
    db.session.expire_all()
    found = [row.version for row in queries.versions_of("steadiness")]
    assert found == [1, 2]
    assert [row.version for row in queries.versions_of("harm")] == [7]
    asked = [(row.code, row.version) for row in suite.instruments]
    assert asked == [("steadiness", 1)]
    assert older.tool.citation == "As it was."
