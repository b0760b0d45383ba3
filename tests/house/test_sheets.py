"""Tables that people open: nothing in them runs, and nothing in them is lost."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from grantsapp.sheets import csv_bytes, flat, workbook_bytes

FORMULA = '=HYPERLINK("https://evil.example","click")'


def read_csv(written):
    text = written.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def in_csv(value):
    return read_csv(csv_bytes(["Answer", "Next"], [[value, "x"]]))[1][0]


def read_workbook(written):
    return CalamineWorkbook.from_filelike(io.BytesIO(written))


def in_workbook(value):
    sheet = read_workbook(workbook_bytes({"Tab": (["A", "B"], [[value, "x"]])}))
    return sheet.get_sheet_by_name("Tab").to_python()[1][0]


def part(written, name):
    with ZipFile(io.BytesIO(written)) as parts:
        return parts.read(name).decode()


def test_a_csv_begins_with_a_mark_and_ends_its_lines_as_the_standard_says():
    written = csv_bytes(["Name", "Amount"], [["Zażółć العربية", 5], ['a "b", c\nd', 6]])

    assert written.startswith(b"\xef\xbb\xbf")
    assert written[3:].decode() == (
        'Name,Amount\r\nZażółć العربية,5\r\n"a ""b"", c\nd",6\r\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        FORMULA,
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\tindented",
        "\rreturned",
        "   =1+1",
        "\u00a0=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1+1",
        "－1",
        "＠SUM(A1)",
        "\u200f-2+3",
        "\ufeff=1+1",
        "-",
        "+44 20 7946 0000",
        "-1e5",
        "-5\n=1",
    ],
)
def test_a_text_that_begins_like_a_formula_is_made_harmless(text):
    assert in_csv(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["-5", "+5", " -5", "-5.25", "-1,000.50", "5-3", "a=b", "me@home.example", "", "'"],
)
def test_plain_numbers_and_plain_words_stay_as_they_are(text):
    assert in_csv(text) == text


def test_heads_are_guarded_too():
    assert read_csv(csv_bytes(["=1+1", "Name"], []))[0] == ["'=1+1", "Name"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (-5, "-5"),
        (0, "0"),
        (-0.1, "-0.1"),
        (float("nan"), ""),
        (Decimal("-8450.00"), "-8450.00"),
        (Decimal("1E+3"), "1000"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 12, 30, tzinfo=UTC), "2024-02-29T12:30:00+00:00"),
        (True, "True"),
    ],
)
def test_values_in_a_csv_are_written_plainly(value, written):
    assert in_csv(value) == written


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_is_written_in_a_csv_is_read_back_with_at_most_an_apostrophe(text):
    read = in_csv(text)

    assert read in (text, f"'{text}")
    assert read.lstrip()[0:1] not in set("=@＝＋－＠")


@pytest.mark.parametrize(
    "text", [FORMULA, "{=1+1}", "https://example.org", "-5", "007", "'x", "internal:A1"]
)
def test_a_text_in_a_workbook_is_a_text(text):
    written = workbook_bytes({"Tab": ([text], [[text]])})

    assert read_workbook(written).get_sheet_by_index(0).to_python() == [[text], [text]]
    assert "<f>" not in part(written, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(written, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (845000, 845000),
        (-8.5, -8.5),
        (Decimal("8450.25"), 8450.25),
        (True, True),
        (None, ""),
        (float("inf"), ""),
        (date(2024, 2, 29), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 12, 30, tzinfo=UTC), datetime(2024, 2, 29, 12, 30)),  # noqa: DTZ001
        (date(1888, 1, 1), "1888-01-01"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_values_in_a_workbook_keep_their_kind(value, read):
    found = in_workbook(value)

    assert found == read
    assert type(found) in (type(read), float)


def test_the_head_is_bold_and_stays_in_sight():
    written = workbook_bytes({"Tab": (["Name"], [["Amina"]])})
    sheet = part(written, "xl/worksheets/sheet1.xml")

    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"' in sheet
    assert '<c r="A1" s="1" t="s">' in sheet
    assert '<c r="A2" t="s">' in sheet
    assert "<b/>" in part(written, "xl/styles.xml")


def test_columns_are_as_wide_as_what_is_in_them_but_never_wider_than_a_page():
    rows = [["Clean Wells of the South", "x", "word " * 80]]
    sheet = part(
        workbook_bytes({"T": (["A", "B", "C"], rows)}), "xl/worksheets/sheet1.xml"
    )
    widths = [float(cut.split('"')[0]) for cut in sheet.split('width="')[1:]]

    assert [int(width) for width in widths] == [25, 8, 60]


@pytest.mark.parametrize("right_to_left", [True, False])
def test_a_workbook_runs_as_its_language_does(right_to_left):
    written = workbook_bytes({"T": (["A"], [])}, right_to_left=right_to_left)

    sheet = part(written, "xl/worksheets/sheet1.xml")
    assert ('rightToLeft="1"' in sheet) is right_to_left


def test_any_title_can_name_a_tab():
    names = ["a/b: [c]?", "Same", "SAME", "x" * 40, "x" * 41, "'", "History"]
    written = workbook_bytes({name: (["A"], [[1]]) for name in names})

    assert read_workbook(written).sheet_names == [
        "a b   c",
        "Same",
        "SAME 2",
        "x" * 31,
        "x" * 29 + " 2",
        "1",
        "History 2",
    ]


def test_nested_records_become_one_table_in_the_order_of_the_titles():
    titles = {"id": "Identifier", "place": "Place", "name": "Name"}
    records = [
        {"place": [{"name": "Camden"}], "id": 1, "secret": "x"},
        {"place": [{"name": "Brent"}, {"name": "Barnet", "secret": "y"}], "id": 2},
    ]

    assert flat(records, titles) == (
        ["Identifier", "Place:0:Name", "Place:1:Name"],
        [[1, "Camden", None], [2, "Brent", "Barnet"]],
    )
