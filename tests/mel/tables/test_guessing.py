"""The columns of exports are recognised; what is not clear is left to a person."""

import json
from dataclasses import replace

import pytest

from grantsapp.mel.tables import check, from_json, guess, opened, signature
from tests.mel.tables.making import (
    BACK,
    CALM,
    CALM_WORDS,
    MATCHED,
    NEAR,
    checked,
    facts,
    kobo,
    matched,
    odk,
    text,
)

CODES = ["rest", "ask", "wait"]


def placed(content, tools=(CALM,), about=None):
    _table, matching = matched(content, tools, about)
    return {name: str(slot) for name, slot in matching.items.items()}


def head(*names):
    return text(",".join(names))


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("calm_rest", "calm rest"),
        ("calm-rest", "calm rest"),
        ("CALM Rest", "calm rest"),
        ("rest", "calm rest"),
        ("page2/rest", "calm rest"),
        ("page2-calm_rest", "calm rest"),
        ("calm_t0_01", "calm rest t0"),
        ("calm_t1_3", "calm wait t1"),
        ("calm_t2_02", "calm ask t2"),
        ("calm_02", "calm ask"),
        ("rest.pre", "calm rest t0"),
        ("post_rest", "calm rest t1"),
        ("before/calm_rest", "calm rest t0"),
        ("now-page-calm_rest", "calm rest t1"),
        ("after 3 months/calm/rest", "calm rest t2"),
        ("I can rest.", "calm rest"),
        ("1. I can rest", "calm rest"),
        ("Before: I can rest.", "calm rest t0"),
        ("I can rest. (after)", "calm rest t1"),
        ("Umiem odpocząć.", "calm rest"),
        ("أستطيع أن أرتاح.", "calm rest"),
        ("أَسْتَطِيعُ أن أرتاح", "calm rest"),
        ("قبل المشروع/أستطيع أن أرتاح.", "calm rest t0"),
        ("near_ask", "near ask"),
        ("Near/ask", "near ask"),
    ],
)
def test_an_item_is_known_by_many_names(name, slot):
    assert placed(head(name), (CALM, NEAR), MATCHED) == {name: slot}


@pytest.mark.parametrize("name", ["ask", "arrest", "my_rest", "restless", "calm", ""])
def test_a_name_that_means_two_items_or_none_is_no_item(name):
    assert placed(head(name, "x"), (CALM, NEAR), MATCHED) == {}


def test_before_is_another_moment_where_people_look_back():
    names = ["pre_rest", "now_rest"]

    assert list(placed(head(*names), about=BACK).values()) == [
        "calm rest r0",
        "calm rest t1",
    ]


def test_a_form_that_asks_all_twice_under_one_name_asks_now_first_and_then_before():
    names = [CALM_WORDS[code]["ar"] for code in CODES]

    found = placed(kobo([*names, *names]), about=BACK)

    assert [slot[-2:] for slot in found.values()] == ["t1"] * 3 + ["r0"] * 3
    assert list(found)[3] == f"{names[0]}#4"


def test_an_export_of_kobo_is_recognised():
    names = [
        "start",
        "end",
        "generated_table_list_label_4",
        "calm_rest",
        "calm_ask",
        "calm_wait",
        "reserved_name_for_field_list_labels_5",
        "age",
        "code",
        "note",
        "__version__",
        "_id",
        "_uuid",
        "_submission_time",
        "_tags",
    ]
    table, matching = matched(kobo(names, ["2026-01-02", *"x" * 14]))

    assert matching.identity == "_uuid"
    assert (matching.began, matching.answered) == ("start", "end")
    assert (matching.code, matching.about) == ("code", {"age": "age"})
    assert (matching.project, matching.moment) == ("Hall", "t1")
    assert set(matching.ignored) == {
        names[2], names[6], "note", "__version__", "_id", "_submission_time", "_tags",
    }  # fmt: skip
    assert check(matching, table.names, [CALM], facts()) == []


def test_the_heading_of_a_grid_is_no_item():
    words = [text["ar"] for text in CALM_WORDS.values()]
    title = CALM.title["ar"]
    head = [f"{title}/{title}", *(f"{title}/{one}" for one in words)]

    assert checked(kobo(head, ["", "تمامًا", "قليلًا", ""])) == []
    codes = ["calm/generated_table_list_label_2", *(f"calm/calm_{c}" for c in CODES)]
    assert checked(kobo(codes, ["", "1", "2", ""])) == []


def test_an_export_of_odk_central_is_recognised():
    names = [
        "SubmissionDate",
        "before-calm_rest",
        "before-calm_ask",
        "before-calm_wait",
        "about-age",
        "meta-instanceID",
        "KEY",
        "SubmitterID",
        "ReviewState",
    ]
    table, matching = matched(odk(names), about=MATCHED)

    assert (matching.identity, matching.answered) == ("KEY", "SubmissionDate")
    assert {slot.moment for slot in matching.items.values()} == {"t0"}
    assert (matching.about, matching.zone) == ({"about-age": "age"}, "UTC")
    assert check(matching, table.names, [CALM], MATCHED) == []


def test_a_table_with_a_row_for_each_moment_is_recognised_by_its_cells():
    content = text(
        "who,when,calm_rest,calm_ask,calm_wait", "a,Before,1,2,3", "a,after,1,2,3"
    )

    _table, matching = matched(content, about=BACK)

    assert (matching.moment_column, matching.code) == ("when", "who")
    assert matching.moments == {"Before": "r0", "after": "t1"}
    assert checked(content, about=BACK) == []


def test_a_column_of_projects_is_found_by_its_cells_in_a_survey_of_several():
    content = text("ort,calm_rest,calm_ask,calm_wait", "hall,1,2,3", "YARD,1,2,3")

    _table, matching = matched(content, about=facts(projects=("Hall", "Yard", "Shed")))

    assert (matching.project_column, matching.project) == ("ort", "")


def test_the_language_of_a_file_is_that_of_its_words():
    words = [text["pl"] for text in CALM_WORDS.values()]

    assert matched(kobo(words, ["Trochę", "Trochę", ""]))[1].language == "pl"
    assert matched(kobo(CODES, ["قليلًا", "", ""]))[1].language == "ar"
    assert matched(kobo(CODES, ["1", "2", ""]))[1].language == "en"


def test_the_order_of_day_and_month_is_seen_where_a_day_shows_it():
    def day_first(*days):
        rows = [f"{day},1,2,3" for day in days]
        return matched(text("date,calm_rest,calm_ask,calm_wait", *rows))[1].day_first

    assert day_first("02/03/2026", "13/03/2026") is True
    assert day_first("02/03/2026", "03/13/2026") is False
    assert day_first("02/03/2026") is True


def test_an_item_that_lacks_is_told_until_somebody_says_that_it_was_never_asked():
    content = head("calm_rest", "calm_wait")

    assert checked(content) == [("item missing", "", "calm ask t1")]
    assert checked(content, absent=("calm ask t1",)) == []


def test_an_instrument_of_which_nothing_is_there_is_not_missed():
    assert checked(head(*(f"calm_{c}" for c in CODES)), (CALM, NEAR)) == []


def test_an_item_too_many_is_told_until_somebody_leaves_it_out():
    names = [f"calm_{c}" for c in (*CODES, "shout")]

    assert checked(head(*names)) == [("column extra", "calm_shout", "")]
    assert checked(head(*names), ignored=("calm_shout",)) == []


def test_a_column_with_cells_like_answers_is_asked_about_and_one_with_words_is_not():
    content = text(
        "calm_rest,calm_ask,calm_wait,shouting,joy,remarks",
        "1,2,3,4,في الغالب,fine",
        "1,2,3,5,,",
    )

    assert [name for _w, name, _s in checked(content)] == ["shouting", "joy"]


def test_two_columns_of_one_item_are_told():
    found = checked(head("calm_rest", "rest", "calm_ask", "calm_wait"))

    assert found == [("item twice", "rest", "calm rest t1")]


def test_a_survey_before_and_after_needs_to_know_when_a_file_was_answered():
    names = [f"calm_{c}" for c in CODES]

    assert checked(head(*names), about=MATCHED) == [("no moment", "", "")]
    assert checked(head(*names), about=MATCHED, moment="t0") == []
    assert checked(head(*names), about=replace(MATCHED, moment="t1")) == []


def test_a_moment_that_the_survey_does_not_have_is_told():
    names = [f"calm_t3_0{n}" for n in (1, 2, 3)]

    assert checked(head(*names), about=MATCHED) == [("moment foreign", "", "t3")]
    assert checked(head(*names), about=replace(MATCHED, follow_ups=(3, 6))) == []


def test_a_file_of_several_projects_needs_a_column_or_a_choice():
    names, about = [f"calm_{c}" for c in CODES], facts(projects=("Hall", "Yard"))

    assert checked(head(*names), about=about) == [("no project", "", "")]
    assert checked(head(*names), about=about, project="Yard") == []


def test_a_matching_by_hand_is_checked_too():
    names = [f"calm_{c}" for c in CODES]
    _table, matching = matched(head(*names, "x"))
    slot = matching.items["calm_rest"]

    def changed(**changes):
        return checked(head(*names, "x"), **changes)

    assert ("no column", "gone", "") in changed(items=matching.items | {"gone": slot})
    assert changed(code="calm_rest") == [("column twice", "calm_rest", "")]
    assert changed(items={}, ignored=(*names, "x")) == [("no items", "", "")]
    assert changed(zone="Moon/Base") == [("zone", "", "Moon/Base")]
    odd = {"x": replace(slot, tool="none")}
    assert ("item unknown", "x", "none rest") in changed(items=matching.items | odd)


def test_a_matching_goes_through_json_unharmed():
    content = text("who,when,age,calm_rest,calm_ask,calm_wait", "a,before,16-24,1,2,3")
    _table, matching = matched(content, about=MATCHED, words={"99": "refused"})

    assert from_json(json.loads(json.dumps(matching.as_json()))) == matching
    assert from_json({**matching.as_json(), "older": 1}) == matching


def test_a_head_is_known_again_in_another_order_and_not_with_another_column():
    def mark(*names):
        return signature(opened(head(*names)).names)

    assert mark("a", "b") == mark("b", "a")
    assert len({mark("a", "b"), mark("a", "b", "c"), mark("a"), mark('"a,b"')}) == 4


def test_a_file_of_one_column_and_one_of_thousands_get_an_answer():
    assert (
        checked(text("a", "hello")) == [("no items", "", ""), ("no moment", "", "")][:1]
    )
    wide = head(*(f"x{n}" for n in range(2_000)))
    assert guess(opened(wide), [CALM, NEAR], MATCHED).items == {}
