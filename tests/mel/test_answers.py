"""Answers in a table: everything is read, or every fault is told with its line."""

import pytest

from grantsapp.mel import instruments
from grantsapp.mel.answers import Columns, Faults, read
from grantsapp.mel.instruments import Moment

TOOL = instruments.read(
    {
        "code": "calm",
        "title": {"en": "Calm"},
        "licence": {"status": "own"},
        "scale": {"minimum": 1, "maximum": 5},
        "items": [{"code": c, "text": {"en": c}} for c in ("a", "b")],
    }
)
COLUMNS = Columns("where", "who", {Moment.T0: "{item}.pre", Moment.T1: "{item}.post"})
HEAD = "who,where,a.pre,b.pre,a.post,b.post\n"


def faults_of(content):
    with pytest.raises(Faults) as refused:
        read(content if isinstance(content, bytes) else content.encode(), TOOL, COLUMNS)
    return refused.value.faults


def test_a_row_a_respondent_with_what_was_left_out():
    rows = read((HEAD + "r1,x,1,,5,4\nr2,y,,,,\n").encode(), TOOL, COLUMNS)

    assert [(r.respondent, r.project) for r in rows] == [("r1", "x"), ("r2", "y")]
    assert rows[0].raw == {"t0": {"a": 1}, "t1": {"a": 5, "b": 4}}
    assert rows[1].raw == {}


def test_semicolons_a_mark_at_the_head_and_other_columns_do_no_harm():
    text = (
        "\ufeffwho;where;note;a.pre;b.pre;a.post;b.post\r\nr1;x;hello, you;1;2;3;4\r\n"
    )

    (row,) = read(text.encode(), TOOL, COLUMNS)

    assert row.raw == {"t0": {"a": 1, "b": 2}, "t1": {"a": 3, "b": 4}}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", (1, "there is no column 'where'")),
        (HEAD, (1, "there are no answers below the names")),
        (
            "who,where,a.pre,b.pre,a.post\nr1,x,1,1,1\n",
            (1, "there is no column 'b.post'"),
        ),
        (HEAD + "r1,x,1,2,3,6\n", (2, "b.post: '6' is not on the scale 1 to 5")),
        (HEAD + "r1,x,1,2,3,0\n", (2, "b.post: '0' is not on the scale 1 to 5")),
        (HEAD + "r1,x,1,2,3,four\n", (2, "b.post: 'four' is not on the scale 1 to 5")),
        (HEAD + "r1,x,1,2,3,4.5\n", (2, "b.post: '4.5' is not on the scale 1 to 5")),
        (HEAD + "r1,x,1,2,3\n", (2, "5 cells, but 6 columns")),
        (HEAD + ",x,1,2,3,4\n", (2, "no respondent")),
        (HEAD + "r1,,1,2,3,4\n", (2, "no project")),
        (
            HEAD + "r1,x,1,2,3,4\nr2,x,1,2,3,4\nr1,x,1,2,3,4\n",
            (4, "respondent 'r1' stands in line 2 already"),
        ),
        (
            (HEAD + "r1,x,1,2,3,4\nr\xe9,x").encode("latin-1"),
            (3, "this is not UTF-8 text"),
        ),
        ("who," + HEAD, (1, "the column 'who' stands there twice")),
        (HEAD + "r1,\0x,1,2,3,4\n", (2, "a zero byte")),
    ],
)
def test_a_fault_is_told_with_its_line_and_reason(content, fault):
    assert fault in faults_of(content)


def test_a_number_is_one_person_in_one_project_and_another_in_the_next():
    rows = read((HEAD + "1,x,1,2,3,4\n1,y,5,5,5,5\n").encode(), TOOL, COLUMNS)

    assert [(r.project, r.respondent) for r in rows] == [("x", "1"), ("y", "1")]
    assert rows[1].raw["t0"] == {"a": 5, "b": 5}


def test_every_fault_is_told_not_only_the_first():
    found = faults_of(HEAD + "r1,x,9,9,3,4\nr2,,1,2,3,4\n")

    assert [line for line, _why in found] == [2, 2, 3]


def test_a_quote_that_never_ends_is_told():
    ((line, _why),) = faults_of(HEAD + 'r1,"x,1,2,3,4\n')

    assert line == 2
