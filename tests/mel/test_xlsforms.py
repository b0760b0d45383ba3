"""XLSForms: ours pass pyxform and ODK Validate; theirs come in and say what is lost."""

import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from grantsapp import mel, sheets
from grantsapp.calls.texts import Malformed
from grantsapp.mel import instruments, xlsforms
from grantsapp.mel.xlsforms import Note, Unreadable, Why
from grantsapp.mel.xlsforms.tongues import code_of, named
from tests.mel.test_instruments import WHOLE

FOLDER = Path(mel.__file__).parent / "starters"
READ = [
    instruments.read(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(FOLDER.glob("*.json"))
]
AGREE = [["agree", n, w] for n, w in ((1, "No"), (2, "Partly"), (3, "Yes"))]


def tool(code="odd", **changes):
    """Two items in three languages, one of them right to left."""
    return instruments.read(
        {
            "code": code,
            "title": {"en": "Odd", "ar": "غريب", "pl": "Dziwne"},
            "licence": {"status": "own"},
            "scale": {"minimum": 1, "maximum": 3},
            "items": [
                {"code": "a", "text": {"en": "A", "ar": "أ", "pl": "Ą"}},
                {"code": "b", "text": {"en": "B", "ar": "ب", "pl": "Ć"}},
            ],
            **changes,
        }
    )


def said(code, words):
    return {"code": code, "text": dict.fromkeys(("en", "ar", "pl"), words)}


ODD = {
    "like formulas": tool(items=[said("a", "=1+1"), said("b", "@SUM(A1)")]),
    "the same wording twice": tool(items=[said("a", "Same"), said("b", "Same")]),
    "the same label twice": tool(
        scale={
            "minimum": 1,
            "maximum": 2,
            "labels": {
                "1": dict.fromkeys(("en", "ar", "pl"), "Yes"),
                "2": dict.fromkeys(("en", "ar", "pl"), "Yes"),
            },
        }
    ),
    "very long": tool(items=[said("a", "word " * 780 + "end")]),
    "several lines": tool(items=[said("a", "One\nTwo\n\nThree")]),
    "markup": tool(items=[said("a", "<b>x</b> & y > z _u_ # 1")]),
    "below zero": tool(scale={"minimum": -2, "maximum": 2}),
    "reserved": tool("meta"),
    "one language": instruments.read({**WHOLE, "title": {"en": "X"}} | {
        "items": [{"code": "a", "text": {"en": "A"}, "subscale": "inner"}],
        "subscales": [{"code": "inner", "title": {"en": "Inner"}}],
        "scoring": {"missing": "complete"},
        "translations": {},
    }),
    "whole": instruments.read(WHOLE),
}  # fmt: skip
# Names that would meet over the form: calm_a_b twice, and a group called as an item.
MEETING = [
    tool("calm", items=[said("a_b", "1"), said("a", "2")]),
    tool("calm_a", items=[said("b", "3")]),
]


@pytest.fixture(scope="module")
def java():
    """The Java that runs the ODK Validate jar which pyxform carries."""
    if shutil.which("java") is None:
        if os.environ.get("GRANTSAPP_ALL_BROWSER_TESTS"):
            pytest.fail("Java is missing, and every test that runs it was asked for.")
        pytest.skip("no Java on this machine: ODK Validate is left out")


def xform(content, *, validate=False):
    """Let pyxform make an XForm; it raises what is wrong, and so does ODK Validate."""
    made = convert(io.BytesIO(content), validate=validate, file_type=".xlsx")
    assert made.warnings == []
    return made.xform


@pytest.mark.java
@pytest.mark.parametrize("starter", READ, ids=lambda t: t.code)
def test_every_starter_passes_pyxform_and_odk_validate(starter, java):
    assert starter.code in xform(xlsforms.write([starter]), validate=True)


@pytest.mark.java
def test_all_starters_pass_as_one_form(java):
    assert 'id="suite"' in xform(
        xlsforms.write(READ, form_id="suite", title="All", version=1), validate=True
    )


@pytest.mark.java
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_wordings_pass_pyxform_and_odk_validate(odd, java):
    xform(xlsforms.write([odd]), validate=True)


@pytest.mark.java
def test_odk_validate_was_asked_and_can_say_no(java, tmp_path):
    from pyxform.validators.odk_validate import ODKValidateError, check_xform

    wrong = xform(xlsforms.write([READ[0]])).replace('type="string"', 'type="nothing"')
    path = tmp_path / "wrong.xml"
    path.write_text(wrong.replace("/data/", "/elsewhere/", 1), encoding="utf-8")

    with pytest.raises(ODKValidateError):
        check_xform(str(path))


@pytest.mark.parametrize("tools", [READ, MEETING, *([t] for t in READ)])
def test_the_names_of_questions_are_unique_over_the_form(tools):
    rows = rows_of(xlsforms.write(tools, form_id="suite"), "survey")
    names = [row[1] for row in rows[1:] if row[1]]

    assert len(set(names)) == len(names)
    assert names[1] == f"{tools[0].code}_{tools[0].items[0].code}"


@pytest.mark.parametrize(
    "tools",
    [READ, MEETING, *([t] for t in READ), *([t] for t in ODD.values())],
)
def test_what_goes_out_comes_back_whole(tools):
    brought = xlsforms.read(xlsforms.write(tools, form_id="suite" * (len(tools) > 1)))

    assert brought.tools == tools
    assert [n for n in brought.notes if n.why not in {Why.NO_ORIGINS}] == []


def rows_of(content, name):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_every_label_is_there_in_every_language_of_the_form():
    content = xlsforms.write(READ, form_id="suite")
    head, *rows = rows_of(content, "survey")

    labels = [n for n, name in enumerate(head) if name.startswith("label::")]
    assert [head[n] for n in labels] == [
        "label::English (en)",
        "label::Arabic (ar)",
        "label::Polish (pl)",
    ]
    for row in rows:
        if row[0] != "end_group":
            assert all(row[n] for n in labels), row
    for row in rows_of(content, "choices")[1:]:
        assert all(row[2:5]), row


def test_a_form_speaks_the_languages_that_all_its_instruments_share():
    english = instruments.read(
        {
            **instruments.as_json(tool("plain")),
            "title": {"en": "Plain"},
            "items": [{"code": "a", "text": {"en": "A"}}],
        }
    )

    head = rows_of(xlsforms.write([READ[0], english]), "survey")[0]
    losses = xlsforms.losses([READ[0], english])

    assert [h for h in head if h.startswith("label")] == ["label::English (en)"]
    assert [(n.place, n.detail) for n in losses if n.why is Why.NOT_SHARED] == [
        (READ[0].code, "ar"),
        (READ[0].code, "pl"),
    ]


def test_instruments_without_a_common_language_make_no_form():
    polish = instruments.read(
        {
            **instruments.as_json(tool("plain")),
            "title": {"de": "Schlicht"},
            "items": [{"code": "a", "text": {"de": "A"}}],
        }
    )

    with pytest.raises(xlsforms.NoCommonLanguage):
        xlsforms.write([READ[0], polish])


def test_what_an_xlsform_has_no_place_for_is_named_item_by_item():
    told = xlsforms.losses([ODD["whole"]])

    assert Note(Why.REVERSED, "calm: b") in told
    assert Note(Why.SUBSCALE, "calm: a", "inner") in told
    assert {n.why for n in told} == {
        Why.REVERSED,
        Why.SUBSCALE,
        Why.SCORING,
        Why.LICENCE,
        Why.CITATION,
        Why.ORIGINS,
        Why.ABOUT,
        Why.STANDING,
    }


@pytest.mark.java
def test_a_dollar_and_a_bracket_are_parted_and_named(java):
    content = xlsforms.write([tool(items=[said("a", "Worth ${amount}?")])])

    xform(content, validate=True)

    losses = xlsforms.losses([tool(items=[said("a", "Worth ${amount}?")])])
    found = [n.place for n in losses if n.why is Why.REFERENCE_OUT]
    assert found == ["odd: a"] * 3
    assert "Worth $ {amount}?" in rows_of(content, "survey")[2]


# What others make.


def form(survey, choices=AGREE, settings=None, *, head=("type", "name", "label")):
    """A workbook as somebody else would write it."""
    tabs = {
        "survey": (head, survey),
        "choices": (["list_name", "name", *head[2:3]], choices),
    }
    if settings:
        tabs["settings"] = (list(settings), [list(settings.values())])
    return sheets.workbook_bytes(tabs)


def why_not(content, **told):
    with pytest.raises(Unreadable) as refused:
        xlsforms.read(content, **told)
    return refused.value.notes


TWO = [["select_one agree", "q1", "One"], ["select_one agree", "q2", "Two"]]
ENGLISH = {"form_title": "Ours", "form_id": "ours", "default_language": "English (en)"}


def test_a_plain_form_of_somebody_else_comes_in():
    brought = xlsforms.read(form(TWO, settings=ENGLISH))

    (found,) = brought.tools
    assert (found.code, found.version, found.title) == ("ours", 1, {"en": "Ours"})
    assert [(i.code, i.text["en"]) for i in found.items] == [
        ("q1", "One"),
        ("q2", "Two"),
    ]
    assert (found.minimum, found.maximum) == (1, 3)
    assert found.label(2) == {"en": "Partly"}
    assert found.licence.status is instruments.Rights.RESTRICTED
    assert {n.why for n in brought.notes} == {
        Why.TITLE,
        Why.NO_REVERSED,
        Why.NO_SCORING,
        Why.NO_LICENCE,
        Why.NO_ORIGINS,
    }


def test_a_sheet_that_does_not_say_its_language_asks_for_it():
    bare = form(TWO)

    assert [n.why for n in why_not(bare)] == [Why.WHICH_LANGUAGE]
    (found,) = xlsforms.read(bare, language="pl").tools
    assert found.languages == ("pl",)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (en)", "en"),
        ("العربية (ar)", "ar"),
        ("Arabic", "ar"),
        ("polski", "pl"),
        ("pl", "pl"),
        ("Chinese (zh_Hans)", "zh-Hans"),
        ("Gibberish", ""),
    ],
)
def test_a_language_is_known_by_its_code_or_its_name(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize("code", ["en", "ar", "pl", "ckb", "zh-Hans", "pt-BR", "qqx"])
def test_a_language_is_named_so_that_it_is_known_again(code):
    assert code_of(named(code)) == code


EVERY_KIND = [
    ["start", "started", "", "", "", "", ""],
    ["note", "hello", "Welcome", "", "", "", ""],
    ["select_one agree", "q1", "One", "yes", ". > 1", "${hello} = 1", "smile.png"],
    ["select_one agree", "q2", "Two", "", "", "", ""],
    ["select_one gender", "who", "You are", "", "", "", ""],
    ["select_one three", "q3", "Three", "", "", "", ""],
    ["select_one agree or_other", "q4", "Four", "", "", "", ""],
    ["select_multiple agree", "many", "Many", "", "", "", ""],
    ["text", "story", "Tell us", "", "", "", ""],
    ["geopoint", "place", "Where", "", "", "", ""],
    ["begin_repeat", "people", "People", "", "", "", ""],
    ["select_one agree", "each", "Each", "", "", "", ""],
    ["end_repeat", "", "", "", "", "", ""],
    ["begin_group", "talk", "Talk", "", "", "", ""],
    ["integer", "age", "Your age", "", "", "", ""],
    ["end_group", "", "", "", "", "", ""],
]
KINDS_HEAD = ("type", "name", "label", "required", "constraint", "relevant", "image")
KINDS_CHOICES = [
    *AGREE,
    ["agree", 99, "No answer"],
    ["gender", "m", "Man"],
    ["gender", "f", "Woman"],
    ["three", 1, "One"],
    ["three", 2, "Two"],
    ["cities", 1, "Here"],
]


def test_nothing_of_a_form_is_dropped_silently():
    content = form(
        EVERY_KIND,
        KINDS_CHOICES,
        {**ENGLISH, "style": "pages", "version": "spring"},
        head=KINDS_HEAD,
    )

    brought = xlsforms.read(content)

    (found,) = brought.tools
    assert [i.code for i in found.items] == ["q1", "q2", "q4"]
    told = {(n.why, n.place, n.detail) for n in brought.notes}
    assert told >= {
        (Why.TYPE, "survey A2", "start"),
        (Why.TYPE, "survey A3", "note"),
        (Why.COLUMN, "survey D4", "required"),
        (Why.COLUMN, "survey E4", "constraint"),
        (Why.COLUMN, "survey F4", "relevant"),
        (Why.COLUMN, "survey G4", "image"),
        (Why.NO_SCALE, "survey A6", "gender"),
        (Why.OTHER_LIST, "survey A7", "three"),
        (Why.OR_OTHER, "survey A8", "q4"),
        (Why.TYPE, "survey A9", "select_multiple agree"),
        (Why.TYPE, "survey A10", "text"),
        (Why.TYPE, "survey A11", "geopoint"),
        (Why.TYPE, "survey A12", "begin_repeat"),
        (Why.REPEATED, "survey A13", "each"),
        (Why.TYPE, "survey A16", "integer"),
        (Why.HEADING, "survey 15", "talk"),
        (Why.CHOICE, "choices B5", "99"),
        (Why.UNUSED_LIST, "choices 10", "cities"),
        (Why.COLUMN, "settings D2", "style"),
        (Why.VERSION, "settings E2", "spring"),
    }
    # Each row of the survey is an item, the end of a group, or named.
    named_rows = {p.split()[1].lstrip("ABCDEFG") for w, p, _d in told if "survey" in p}
    assert named_rows >= {"2", "3", "6", "7", "9", "10", "11", "12", "13", "15", "16"}


def test_two_groups_make_two_instruments_named_without_their_group():
    survey = [
        ["begin_group", "calm", "Calm"],
        ["select_one agree", "calm_a", "A"],
        ["select_one agree", "calm_b", "B"],
        ["end_group", "", ""],
        ["begin group", "brave", "Brave"],
        ["select_one agree", "brave_a", "C"],
        ["end group", "", ""],
    ]

    found = xlsforms.read(form(survey, settings=ENGLISH)).tools

    assert [(t.code, t.title["en"]) for t in found] == [
        ("calm", "Calm"),
        ("brave", "Brave"),
    ]
    assert [i.code for t in found for i in t.items] == ["a", "b", "a"]


def test_a_language_with_a_hole_is_left_out_and_the_hole_is_named():
    head = ("type", "name", "label::English (en)", "label::Arabic (ar)")
    survey = [
        ["select_one agree", "q1", "One", "واحد"],
        ["select_one agree", "q2", "Two", ""],
    ]
    choices = (["list_name", "name", *head[2:]], [[*r, "نعم"] for r in AGREE])

    brought = xlsforms.read(
        sheets.workbook_bytes({"survey": (head, survey), "choices": choices})
    )

    assert brought.tools[0].languages == ("en",)
    assert Note(Why.INCOMPLETE, "survey D3", "ar") in brought.notes


def test_names_that_are_no_codes_are_changed_and_named():
    survey = [["select_one agree", "Q1.a", "One"], ["select_one agree", "2b", "Two"]]

    brought = xlsforms.read(form(survey, settings=ENGLISH))

    assert [i.code for i in brought.tools[0].items] == ["q1_a", "i2b"]
    assert Note(Why.RENAMED, "survey B2", "Q1.a → q1_a") in brought.notes


def test_a_version_that_a_spreadsheet_made_a_number_of_is_read():
    brought = xlsforms.read(form(TWO, settings={**ENGLISH, "version": 2.0}))

    assert brought.tools[0].version == 2


def test_two_names_that_become_one_code_are_a_fault():
    survey = [["select_one agree", "Q-1", "One"], ["select_one agree", "Q.1", "Two"]]

    with pytest.raises(instruments.Faults, match="items 2: twice"):
        xlsforms.read(form(survey, settings=ENGLISH))


@pytest.mark.parametrize(
    ("content", "why", "place"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Why.OLD_KIND, ""),
        (
            sheets.workbook_bytes({"survey": (["type", "name"], [])}),
            Why.NO_TAB,
            "choices",
        ),
        (form([], head=("type", "label")), Why.NO_COLUMN, "survey 1"),
        (form([["text", "a", "A"]], settings=ENGLISH), Why.NOTHING, ""),
        (form([["end_group", "", ""]], settings=ENGLISH), Why.UNCLOSED, "survey A2"),
        (
            form([["begin_group", "a", "A"], *TWO], settings=ENGLISH),
            Why.UNCLOSED,
            "survey A2",
        ),
        (form(TWO, [], settings=ENGLISH), Why.NO_LIST, "survey A2"),
        (
            form(TWO, head=("type", "name", "label::Gibberish")),
            Why.WHICH_LANGUAGE,
            "survey label::Gibberish",
        ),
        (form(TWO, head=("type", "name", "name")), Why.TWICE, "survey C1"),
        (
            form([["select_one agree", "q1", ""]], settings=ENGLISH),
            Why.NO_LANGUAGE,
            "survey 2",
        ),
        (
            form(
                [[*TWO[0], "maybe"]],
                settings=ENGLISH,
                head=("type", "name", "label", "grantsapp::reversed"),
            ),
            Why.UNKNOWN_VALUE,
            "survey D2",
        ),
    ],
)
def test_a_form_that_cannot_be_read_says_why_and_where(content, why, place):
    assert [(n.why, n.place) for n in why_not(content)][0] == (why, place)


def test_our_own_sheet_after_somebody_changed_it_is_refused_with_its_cell():
    tabs = {
        "survey": (["type", "name", "label"], TWO),
        "choices": (["list_name", "name", "label"], AGREE),
        "grantsapp": (
            ["group", "field", "says"],
            [["", "licence.status", "own"], ["", "code", '"x"'], ["", "code.a", "1"]],
        ),
    }

    notes = why_not(sheets.workbook_bytes(tabs), language="en")

    assert [(n.why, n.place) for n in notes] == [
        (Why.UNKNOWN_VALUE, "grantsapp C2"),
        (Why.UNKNOWN_VALUE, "grantsapp B4"),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 and no more", b"type,name,label\n"],
    ids=["nothing", "cut off", "csv"],
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Malformed):
        xlsforms.read(content)


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    packed = io.BytesIO(xlsforms.write([READ[0]]))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/much.bin", bytes(30 * 1024 * 1024))

    with pytest.raises(Malformed):
        xlsforms.read(packed.getvalue())
