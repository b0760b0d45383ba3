"""Workbooks: their sheets, dates and numbers, and what would fill the memory."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from grantsapp.mel.tables import Faults, opened, workbooks
from tests.mel.tables.making import faults_of, raws, read, workbook

HEAD = ["project", "answered at", "calm_rest", "calm_ask", "calm_wait"]


def refused(content, **more):
    with pytest.raises(Faults) as found:
        opened(content, **more)
    return [(str(f.wrong), f.said) for f in found.value.faults]


def rebuilt(content, changes):
    """Change parts of a workbook as text."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            words = old.read(name).decode()
            for before, after in changes.get(name, ()):
                assert before in words
                words = words.replace(before, after)
            new.writestr(name, words)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_dates_and_words_of_a_workbook_are_read():
    day = datetime(2026, 3, 4, 15, 30)  # noqa: DTZ001 - as a cell holds it
    content = workbook([HEAD, ["Hall", day, 3.0, "A little", "٤"]])

    (row,) = read(content)

    assert row.sitting.raw == {"t1": {"calm": {"rest": 3, "ask": 2, "wait": 4}}}
    assert row.sitting.answered_at == datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    assert row.line == 2


def test_a_day_without_an_hour_is_read():
    day = datetime(2026, 3, 4)  # noqa: DTZ001 - as a cell holds it
    (row,) = read(workbook([HEAD, ["Hall", day, 3, 2, 1]]))

    assert row.sitting.answered_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_a_date_that_a_spreadsheet_made_of_an_answer_is_told():
    day = datetime(2026, 4, 3)  # noqa: DTZ001 - somebody typed 3-4
    found = faults_of(workbook([HEAD, ["Hall", None, day, 2, 1]]))

    assert found == [("a date", 2, "calm_rest", "2026-04-03")]


def test_true_and_false_are_no_answers_on_a_scale_of_five():
    found = faults_of(workbook([HEAD, ["Hall", None, True, 2, 1]]))

    assert found == [("unknown label", 2, "calm_rest", "true")]


def test_the_first_sheet_that_holds_anything_is_read_or_the_one_that_is_wished():
    content = workbook([], [["a"], [1]], [["b"], [2]])

    assert opened(content).dialect.sheet == "Sheet 2"
    assert opened(content).dialect.sheets == ("Sheet 1", "Sheet 2", "Sheet 3")
    assert opened(content, sheet="Sheet 3").names == ("b",)
    assert refused(content, sheet="Sheet 9") == [("no sheet", "Sheet 9")]


def test_a_hidden_sheet_is_not_read():
    def hide(sheet):
        if sheet.name == "Sheet 1":
            sheet.hide()
        else:
            sheet.activate()
            sheet.set_first_sheet()

    assert opened(workbook([["a"]], [["b"]], change=hide)).names == ("b",)


def test_an_empty_workbook_and_empty_rows_are_told():
    assert refused(workbook([])) == [("empty", "")]
    table = opened(workbook([[], ["", "a", "b"], [], ["", 1, 2]]))
    assert table.names == ("#1", "a", "b")
    assert [line for line, cells in table.rows() if any(cells)] == [4]


def test_the_result_of_a_formula_is_read_and_one_without_is_told():
    def write(sheet):
        sheet.write_formula(1, 2, "=1+2", None, 3)
        sheet.write_formula(2, 2, "=1+3", None, 4)

    content = workbook(
        [HEAD, ["Hall", "", 0, 2, 1], ["Hall", "", 0, 2, 1]], change=write
    )
    assert [raw["t1"]["calm"]["rest"] for raw in raws(content)] == [3, 4]

    content = rebuilt(content, {SHEET: [("<f>1+3</f><v>4</v>", "<f>1+3</f>")]})

    assert faults_of(content) == [("no result", 3, "calm_rest", "")]


def test_an_error_in_a_cell_is_no_blank_but_in_a_column_left_out_it_does_no_harm():
    def write(sheet):
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")

    head = [*HEAD, "remarks"]
    content = workbook([head, ["Hall", "", 3, "", 1, ""]], change=write)

    assert faults_of(content) == [("broken cell", 2, "calm_ask", "")]


@pytest.mark.parametrize("cell", ["XFD2", "A1048576", "ZZZZZ1", "a1", "1", "&#65;1:B2"])
def test_a_cell_far_out_is_refused_before_anything_is_built(cell):
    content = rebuilt(
        workbook([["a", "b"], [1, 2]]), {SHEET: [('r="A2"', f'r="{cell}"')]}
    )

    assert refused(content)[0][0] == "far out"


def test_many_cells_by_rows_and_columns_are_refused():
    change = [('r="A2"', 'r="BZZ2"'), ('r="B2"', 'r="A240000"')]
    content = rebuilt(workbook([["a", "b"], [1, 2]]), {SHEET: change})

    assert refused(content) == [("far out", "A240000")]


def test_a_part_that_declares_things_is_refused():
    change = [("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')]
    content = rebuilt(workbook([["a"]]), {SHEET: change})

    assert refused(content) == [("no workbook", "")]


def test_a_zip_that_unpacks_without_end_is_left(monkeypatch):
    monkeypatch.setattr(workbooks, "UNPACKED", 2**26)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/media/image.png", "w", force_zip64=True) as part:
            for _ in range(5):
                part.write(bytes(2**24))

    assert refused(file.getvalue()) == [("far out", "xl/media/image.png")]


@pytest.mark.parametrize("name", ["content.xml", "word/document.xml"])
def test_another_kind_of_package_is_refused(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, "<x/>")

    assert refused(file.getvalue()) == [("no workbook", "")]


def test_a_damaged_sheet_is_refused():
    content = rebuilt(workbook([["a"]]), {SHEET: [("</worksheet>", "")]})

    assert refused(content) == [("no workbook", "")]
