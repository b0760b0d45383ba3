"""Statements of banks: their columns, days, amounts and alphabets; and the matching."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards import statements
from grantsapp.awards.statements import Due, Line, Why, Wrong

TODAY = date(2027, 10, 1)


def read(text, encoding="utf-8", **facts):
    known = {"currency": "GBP", "places": 2, "today": TODAY}
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return statements.read(content, **{**known, **facts})


def wrongs(text, **facts):
    with pytest.raises(statements.Faults) as caught:
        read(text, **facts)
    return [(f.wrong, f.row, f.said) for f in caught.value.faults]


PAID = Line(2, date(2027, 9, 2), -640_000, "CF1-A01-P1 Table")


@pytest.mark.parametrize(
    ("head", "row", "encoding"),
    [
        ("Date,Amount,Description", "2027-09-02,-6400.00,CF1-A01-P1 Table", "utf-8"),
        ("Date,Amount,Details", "02/09/2027,-6400,CF1-A01-P1 Table", "utf-8-sig"),
        ("Date;Description;Amount", '02/09/27;CF1-A01-P1  Table;"-6 400,00"', "cp1252"),
        (
            "date\treference\tamount",
            "2 Sep 2027\tCF1-A01-P1 Table\t(6,400.00)",
            "utf-8",
        ),
        ("Date|Amount|Memo", "02.09.2027|6.400,00-|CF1-A01-P1 Table", "utf-8"),
        (
            "Date,Paid in,Paid out,Details",
            '02-09-2027,,"£6,400.00",CF1-A01-P1 Table',
            "cp1252",
        ),
        (
            "Date,Amount (GBP),Reference,Details",
            "02-Sep-27,-6400.00,CF1-A01-P1,Table",
            "utf-16",
        ),
        ("Data;Kwota;Waluta;Opis", "2027-09-02;-6400,00;GBP;CF1-A01-P1 Table", "utf-8"),
        ("التاريخ,المبلغ,البيان", "٢٠٢٧-٠٩-٠٢,-٦٤٠٠٫٠٠,CF1-A01-P1 Table", "utf-8"),
        ("التاريخ;المبلغ;البيان", "02/09/2027;-6400;CF1-A01-P1 Table", "cp1256"),
        ("date,amount,details", "2027-09-02,6400.00 DR,CF1-A01-P1 Table", "utf-8"),
    ],
)
def test_each_way_of_a_bank_is_read_as_the_same(head, row, encoding):
    assert read(f"{head}\n{row}", encoding) == [PAID]


def test_what_stands_above_the_table_is_passed_over():
    text = "Account 55779911\n\nDate,Amount,Details\n\n2027-09-02,12.30,Interest\n,,\n"

    assert read(text) == [Line(5, date(2027, 9, 2), 1_230, "Interest")]


def test_arabic_and_western_windows_letters_are_told_apart():
    arabic = "Date,Amount,Details\n2027-09-02,1.00,دفعة من المجموعة\n"
    western = "Date,Amount,Details\n2027-09-02,1.00,Café Zoë £5\n"

    assert read(arabic, "cp1256")[0].text == "دفعة من المجموعة"
    assert read(western, "cp1252")[0].text == "Café Zoë £5"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hello", (Wrong.NO_TABLE, 0, "")),
        ("", (Wrong.NO_TABLE, 0, "")),
        ("Date,Amount,Details\n", (Wrong.NO_LINES, 0, "")),
        ("Date,Amount,Details\n31/02/2027,1,x", (Wrong.DAY, 2, "31/02/2027")),
        ("Date,Amount,Details\n09/25/2027,1,x", (Wrong.DAY, 2, "09/25/2027")),
        ("Date,Amount,Details\n2027-10-02,1,x", (Wrong.LATER, 2, "2027-10-02")),
        ("Date,Amount,Details\n2027-09-02,,x", (Wrong.AMOUNT, 2, "")),
        ("Date,Amount,Details\n2027-09-02,1.2.3,x", (Wrong.AMOUNT, 2, "1.2.3")),
        ("Date,Amount,Details\n2027-09-02,1.234,x", (Wrong.AMOUNT, 2, "1.234")),
        ("Date,Amount,Details\n2027-09-02,(5,x", (Wrong.AMOUNT, 2, "(5")),
        ("Date,Amount,Details\n2027-09-02,€5,x", (Wrong.CURRENCY, 2, "€5")),
        ("Date,Amount,Details\n2027-09-02,5 EUR,x", (Wrong.CURRENCY, 2, "5 EUR")),
        ("Date,Amount,Ccy,Details\n2027-09-02,5,EUR,x", (Wrong.CURRENCY, 2, "EUR")),
        ("Date,Amount (EUR),Details\n2027-09-02,5,x", (Wrong.CURRENCY, 0, "EUR")),
        ("Date,Paid in,Paid out,Details\n2027-09-02,5,5,x", (Wrong.AMOUNT, 2, "5 5")),
    ],
)  # fmt: skip
def test_what_has_no_one_reading_is_told_with_its_row(text, found):
    assert wrongs(text) == [found]


def test_amounts_of_both_kinds_in_one_file_are_refused():
    text = "Date;Amount;Details\n2027-09-02;1,50;x\n2027-09-02;1.50;y"

    assert wrongs(text) == [(Wrong.TWO_WAYS, 0, "")]


def test_every_fault_is_told_at_once():
    text = "Date,Amount,Details\nx,1,a\n2027-09-02,y,b\n2027-09-02,1,c"

    assert [row for _wrong, row, _said in wrongs(text)] == [2, 3]


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(content):
    with suppress(statements.Faults):
        assert read(content)


FIRST = Due("1", "CF1-A01-P1", -640_000)
SECOND = Due("2", "CF1-A01-P2", -160_000)
TWELFTH = Due("12", "CF1-A01-P12", -640_000)
BACK = Due("r", "CF1-A01-R1", 50_000)
DUES = [FIRST, SECOND, TWELFTH, BACK]


def found(*lines, dues=DUES):
    rows = [Line(n, TODAY, amount, text) for n, (amount, text) in enumerate(lines)]
    return [one.due.key if one.due else one.why for one in statements.match(rows, dues)]


@pytest.mark.parametrize(
    ("amount", "text", "what"),
    [
        (-640_000, "BP CF1-A01-P1 TABLE", "1"),
        (-640_000, "cf1 a01 p1", "1"),
        (-640_000, "CF1A01P1", "1"),
        (-640_000, "CF1-A01-P12", "12"),
        (-640_000, "XCF1-A01-P1", Why.NOTHING),
        (-640_000, "CF1-A01-P11", Why.NOTHING),
        (640_000, "CF1-A01-P1", Why.AMOUNT),
        (-639_999, "CF1-A01-P1", Why.AMOUNT),
        (50_000, "from us CF1-A01-R1", "r"),
        (-640_000, "Coffee", Why.NOTHING),
        (-640_000, "CF1-A01-P1 and CF1-A01-P12", Why.SEVERAL),
        (-640_000, "CF1-A01-P1 CF1-A01-P2", Why.SEVERAL),
    ],
)
def test_a_line_is_matched_by_reference_and_amount(amount, text, what):
    assert found((amount, text)) == [what]


def test_two_lines_that_name_one_payment_are_left_for_a_person():
    line = (-640_000, "CF1-A01-P1")

    assert found(line, line, (-160_000, "CF1-A01-P2")) == [Why.SEVERAL] * 2 + ["2"]


def test_what_is_settled_already_is_told():
    settled = Due("1", "CF1-A01-P1", -640_000, is_open=False)

    assert found((-640_000, "CF1-A01-P1"), dues=[settled]) == [Why.SETTLED]
