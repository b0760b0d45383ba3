"""A file becomes a table by what it holds, whatever it is called."""

import codecs

import pytest

from grantsapp.mel.tables import Faults, opened
from grantsapp.mel.tables.encodings import guessed
from tests.mel.tables.making import text

ARABIC = "الاسم,الجواب\nأحمد,في الغالب\nسارة,إلى حد ما\n"
POLISH = "nazwa;odpowiedź\nŁukasz;Częściowo\nZoë;W większości\n"
FRENCH = "nom;réponse\nHélène;Plutôt\nFrançois;Pas du tout\nGünther;Plutôt\n"
UKRAINIAN = "ім'я;відповідь\nОлена;Майже\nЮрій;Частково\n"


def refused(content, **more):
    with pytest.raises(Faults) as found:
        list(opened(content, **more).rows())
    return [(str(f.wrong), f.line) for f in found.value.faults]


def whole(content, **more):
    table = opened(content, **more)
    return [list(table.names), *(list(cells) for _line, cells in table.rows())]


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        (ARABIC, "cp1256"),
        (POLISH, "cp1250"),
        (FRENCH, "cp1252"),
        (UKRAINIAN, "cp1251"),
        (ARABIC, "utf-8"),
        (ARABIC, "utf-16"),
    ],
)
def test_the_letters_of_a_file_are_found_out(written, encoding):
    table = opened(written.encode(encoding))

    assert table.dialect.encoding == encoding
    assert table.dialect.is_guessed is encoding.startswith("cp")
    separator = "," if written is ARABIC else ";"
    lines = written.splitlines()
    assert whole(written.encode(encoding)) == [n.split(separator) for n in lines]


@pytest.mark.parametrize("page", ["utf-16-le", "utf-16-be"])
def test_letters_of_two_bytes_without_their_mark_are_read(page):
    rows = whole("name,answer\nÉva,4\n".encode(page))

    assert rows == [["name", "answer"], ["Éva", "4"]]


def test_a_wrong_guess_of_letters_can_be_corrected():
    content = "a,b\nł,1\n".encode("cp1250")  # one word, which is ³ in another page

    assert whole(content)[1] == ["ł", "1"]
    assert whole(content, encoding="cp1252")[1] == ["³", "1"]
    assert opened(content, encoding="cp1252").dialect.is_guessed is False


def test_what_two_pages_share_is_settled_by_the_languages_of_the_survey():
    content = "a,b\nr\xeave,1\n".encode("latin-1")

    assert guessed(content) == "cp1252"
    assert guessed(content, ["pl"]) == "cp1250"


def test_a_mark_at_the_head_is_no_part_of_the_first_name():
    assert whole(codecs.BOM_UTF8 + text("a,b", "1,2"))[0] == ["a", "b"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_found_out(sign):
    content = text(f"a{sign}b{sign}c", f'"1,5;x"{sign}2{sign}', f"3{sign}4{sign}5")

    assert whole(content) == [["a", "b", "c"], ["1,5;x", "2", ""], ["3", "4", "5"]]
    assert opened(content).dialect.separator == sign


def test_a_line_that_names_its_separator_is_obeyed():
    table = opened(text("sep=;", "a;b,c", "1;2,3"))

    assert table.names == ("a", "b,c")
    assert list(table.rows()) == [(3, ["1", "2,3"])]


def test_lines_within_quotes_are_counted():
    table = opened(b'a,b\r\n"two\r\nlines",2\r\n3,4\r\n')

    assert [line for line, _cells in table.rows()] == [2, 4]


def test_blank_lines_above_the_head_do_no_harm():
    assert opened(text("", ",,", "a,b,c", "1,2,3")).names == ("a", "b", "c")


def test_names_that_lack_or_repeat_are_told_apart_by_their_place():
    assert opened(text("a,,a,b", "1,2,3,4")).names == ("a", "#2", "a#3", "b")


def test_a_file_of_one_column_is_a_table():
    assert whole(text("a", "1", "2")) == [["a"], ["1"], ["2"]]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("empty", 0)),
        (b"\xef\xbb\xbf \r\n", ("empty", 0)),
        (b"\0\0\0\0", ("empty", 0)),
        (b"a,b\n1,\0\n", ("zero byte", 2)),
        (b",,\n,\n", ("no head", 0)),
        (b'a,b\n1,2\n3,"4\n', ("quotes", 3)),
        (b'a,b\n1,2\n3,"4"5\n', ("quotes", 3)),
        (b"%PDF-1.7\n", ("no table", 0)),
        (b"<!DOCTYPE html><table>", ("no table", 0)),
        (b"\n <html>", ("no table", 0)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", ("old workbook", 0)),
        (b"PK\x03\x04 cut off", ("no workbook", 0)),
        (",".join(map(str, range(10_000))).encode(), ("too wide", 1)),
        ("\n".join(["a", *"1" * 250_001]).encode(), ("too long", 250_002)),
        (b"a,b\n\xff\xfe,2\n\x81\n", ("unreadable", 3)),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_table_is_refused_with_its_line(content, fault):
    encoding = {"encoding": "cp1252"} if fault[0] == "unreadable" else {}

    assert refused(content, **encoding) == [fault]


def test_a_file_beyond_all_sizes_is_not_read():
    assert refused(bytes(200 * 1024 * 1024 + 1)) == [("too large", 0)]
