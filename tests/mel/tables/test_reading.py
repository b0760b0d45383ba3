"""Rows become sittings, all of them or none; each fault has its line and reason."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from grantsapp.mel.instruments import Design
from grantsapp.mel.tables import Faults, Reading
from tests.mel.tables.making import (
    AGE,
    BACK,
    CALM,
    CALM_WORDS,
    MATCHED,
    NEAR,
    a_tool,
    facts,
    faults_of,
    kobo,
    matched,
    odk,
    raws,
    read,
    text,
    workbook,
)

HEAD = "calm_rest,calm_ask,calm_wait"
NAMES = HEAD.split(",")
A_UUID = "8e6b1d9a-3c0b-4a55-9b53-6f6a6d1f7a01"


def calm(content, about=None, **changes):
    """Give the answers to the instrument at the one moment, as lists."""
    found = raws(content, about=about, **changes)
    return [[raw["t1"]["calm"].get(c, "-") for c in CALM_WORDS] for raw in found]


def test_codes_labels_of_all_languages_and_digits_of_other_scripts_are_read():
    rows = [
        "1,2,3",
        "3.0,٤,05",
        "Mostly,قليلا,WCALE NIE",
        '"لا، إطلاقًا", A  little ,تمامًا',
    ]

    assert calm(text(HEAD, *rows)) == [[1, 2, 3], [3, 4, 5], [4, 2, 1], [1, 2, 5]]


def test_what_is_blank_was_left_out_and_a_refusal_is_kept():
    rows = ["1,,", " ,Prefer not to say,2", "3,wolę nie mówić,أفضّل عدم الإجابة"]

    found = calm(text(HEAD, *rows))

    assert found == [[1, "-", "-"], ["-", None, 2], [3, None, None]]


def test_codes_of_a_file_of_its_own_are_told_what_they_mean():
    content = text(HEAD, "1,99,n/a")

    found = calm(content, words={"99": "refused", "n/a": "blank"})

    assert found == [[1, None, "-"]]
    assert [fault[0] for fault in faults_of(content)] == ["off scale", "unknown label"]


def test_words_of_the_survey_for_a_refusal_are_known():
    assert calm(text(HEAD, "1,Pas de réponse,2"), facts(refusals=("pas de réponse",)))


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("0", "off scale"),
        ("6", "off scale"),
        ("-1", "off scale"),
        ("٩", "off scale"),
        ("4.5", "unknown label"),
        ("sometimes", "unknown label"),
        ("=1+1", "unknown label"),
        ("2026-03-04", "a date"),
        ("1e0", "unknown label"),
        ("1" * 400, "unknown label"),
    ],
)
def test_what_is_not_on_the_scale_is_told(cell, wrong):
    ((found, line, column, said),) = faults_of(text(HEAD, "1,2,3", f"1,{cell},3"))

    assert (found, line, column) == (wrong, 3, "calm_ask")
    assert said == cell or (said.endswith("…") and len(said) == 80)


def test_a_fault_says_what_would_fit():
    table, matching = matched(text(HEAD, "1,9,3"))
    with pytest.raises(Faults) as refused:
        list(Reading(table, matching, [CALM], facts()))

    assert refused.value.faults[0].facts == {"least": 1, "most": 5}


def test_a_scale_of_two_understands_true_and_false():
    tool = a_tool("calm", CALM_WORDS, labels={}, ends=(0, 1))

    found = raws(workbook([NAMES, [True, False, 1]]), (tool,))

    assert found == [{"t1": {"calm": {"rest": 1, "ask": 0, "wait": 1}}}]


def test_a_label_of_two_values_is_told_unless_the_language_settles_it():
    words = [
        ("Rather", "Raczej"),
        ("Raczej", "Nie"),
        ("Same", "Tak"),
        ("Same", "Tak tak"),
    ]
    labels = {
        str(value): {"en": en, "pl": pl, "ar": f"ع {value}"}
        for value, (en, pl) in enumerate(words, 1)
    }
    tool = a_tool("calm", CALM_WORDS, labels)

    def answers(*rows):
        return raws(text(f"language,{HEAD}", *rows), (tool,))

    found = answers("pl,Raczej,Tak,Nie", "English,Raczej,Rather,")
    assert [list(raw["t1"]["calm"].values()) for raw in found] == [[1, 3, 2], [2, 1]]
    found = faults_of(text(f"language,{HEAD}", "ar,Raczej,Same,1"), (tool,))
    assert [(f[0], f[3]) for f in found] == [
        ("ambiguous", "Raczej"),
        ("ambiguous", "Same"),
    ]


def test_an_export_of_kobo_with_arabic_labels_is_read():
    head = [
        "start",
        "end",
        *(words["ar"] for words in CALM_WORDS.values()),
        "كم عمرك؟",
        "_uuid",
        "_submission_time",
    ]
    row = [
        "2026-05-01T10:00:00.000+01:00",
        "2026-05-01T10:04:30.500+01:00",
        "قليلًا",
        "في الغالب",
        "",
        "من 16 إلى 24",
        A_UUID,
        "2026-05-01T09:05:00",
    ]

    (found,) = read(kobo(head, row))

    sitting = found.sitting
    assert sitting.raw == {"t1": {"calm": {"rest": 2, "ask": 4}}}
    assert (sitting.language, sitting.about) == ("ar", {"age": "16_24"})
    assert (sitting.seconds, sitting.origin) == (270, "import")
    assert sitting.answered_at == datetime(2026, 5, 1, 9, 4, 30, 500_000, tzinfo=UTC)
    assert (found.project, found.line) == ("Hall", 2)


def test_the_same_export_in_an_old_code_page_is_the_same():
    head = [words["ar"] for words in CALM_WORDS.values()]
    rows = [["قليلا", "تماما", "في الغالب"], ["", "قليلا", "إلى حد ما"]]

    assert read(kobo(head, *rows, encoding="cp1256")) == read(kobo(head, *rows))
    polish = [
        [words["pl"] for words in CALM_WORDS.values()],
        ["Częściowo", "Trochę", ""],
    ]
    assert read(kobo(*polish, encoding="cp1250")) == read(kobo(*polish))


def test_an_export_of_odk_central_is_read():
    head = [
        "SubmissionDate",
        *(f"now-calm_{c}" for c in CALM_WORDS),
        *(f"then-before-calm_{c}" for c in CALM_WORDS),
        "meta-instanceID",
        "KEY",
    ]
    row = [
        "2026-05-01T09:05:00.123Z",
        *"345",
        *"112",
        f"uuid:{A_UUID}",
        f"uuid:{A_UUID}",
    ]

    (found,) = read(odk(head, row), about=BACK)

    assert found.sitting.moment == "t1"
    assert found.sitting.raw == {
        "t1": {"calm": {"rest": 3, "ask": 4, "wait": 5}},
        "r0": {"calm": {"rest": 1, "ask": 1, "wait": 2}},
    }


def test_one_submission_is_the_same_from_both_servers():
    (one,) = read(kobo([*NAMES, "_uuid"], [*"123", A_UUID]))
    (two,) = read(odk([*NAMES, "KEY"], [*"123", f"uuid:{A_UUID.upper()}"]))

    assert one.sitting.client_key == two.sitting.client_key


def test_a_submission_twice_is_one_and_with_other_answers_it_is_told():
    head = [*NAMES, "_uuid"]
    table, matching = matched(kobo(head, [*"123", "u1"], [*"123", "u1"]))
    reading = Reading(table, matching, [CALM], facts())

    assert (len(list(reading)), reading.repeated) == (1, 1)
    found = faults_of(kobo(head, [*"123", "u1"], [*"555", "u2"], [*"124", "u1"]))
    assert found == [("twice", 4, "_uuid", "u1")]


def test_the_same_file_again_is_known_row_by_row_and_equal_rows_stay_two():
    content = text(HEAD, "1,2,3", "4,4,4", "1,2,3")
    keys = [row.sitting.client_key for row in read(content)]

    assert [row.sitting.client_key for row in read(content)] == keys
    assert len(set(keys)) == 3
    longer = text(HEAD, "5,5,5", "1,2,3", "4,4,4", "1,2,3")
    assert {row.sitting.client_key for row in read(longer)} > set(keys)
    order = text("calm_wait,calm_ask,calm_rest", "3,2,1", "4,4,4", "3,2,1")
    assert [row.sitting.client_key for row in read(order)] == keys
    assert [row.sitting.client_key for row in read(workbook(
        [NAMES, [1, 2, 3], [4, 4, 4], [1, 2, 3]]
    ))] == keys  # fmt: skip


def test_a_corrected_matching_keeps_the_names_of_rows():
    content = text(f"{HEAD},age", "1,2,3,16-24")
    table, matching = matched(content)
    corrected = replace(matching, about={}, ignored=("age",))
    (one,) = Reading(table, matching, [CALM], facts())
    (two,) = Reading(table, corrected, [CALM], facts())

    assert one.sitting.client_key == two.sitting.client_key
    assert (one.sitting.about, two.sitting.about) == ({"age": "16_24"}, {})


def test_another_batch_sets_equal_rows_apart():
    table, matching = matched(text(HEAD, "1,2,3"))

    def key(batch):
        (row,) = Reading(table, matching, [CALM], facts(), batch=batch)
        return row.sitting.client_key

    assert isinstance(key(""), UUID)
    assert key("") != key("spring") != key("summer")


WIDE = ",".join(f"{c}.{when}" for when in ("pre", "post") for c in CALM_WORDS)


def test_a_row_with_before_and_after_is_one_person_also_without_a_code():
    first, second, third, fourth = read(
        text(WIDE, "1,1,1,5,5,5", "1,1,1,5,5,5"), about=MATCHED
    )

    assert [r.sitting.moment for r in (first, second)] == ["t0", "t1"]
    assert first.sitting.code == second.sitting.code != ""
    assert third.sitting.code == fourth.sitting.code != first.sitting.code
    assert len({r.sitting.client_key for r in (first, second, third, fourth)}) == 4
    assert first.sitting.raw == {"t0": {"calm": {"rest": 1, "ask": 1, "wait": 1}}}


def test_a_code_of_their_own_goes_with_every_moment_and_half_a_row_needs_none():
    rows = read(text(f"who,{WIDE}", "Ana 7,1,1,1,5,5,5", ",1,1,1,,,"), about=MATCHED)

    assert [r.sitting.code for r in rows] == ["Ana 7", "Ana 7", ""]


def test_looking_back_and_a_follow_up_in_one_row_are_two_sittings_of_one_person():
    head = ",".join(f"calm_{m}_0{n}" for m in ("r0", "t1", "t2") for n in (1, 2, 3))

    back, later = read(
        text(head, "1,1,1,3,3,3,5,5,5"), about=replace(BACK, follow_ups=(3,))
    )

    assert (back.sitting.moment, list(back.sitting.raw)) == ("t1", ["t1", "r0"])
    assert (later.sitting.moment, list(later.sitting.raw)) == ("t2", ["t2"])
    assert back.sitting.code == later.sitting.code != ""


LONG = f"who,when,{HEAD}"


def test_two_rows_of_a_survey_that_looks_back_are_one_sitting():
    rows = ["a,before,1,1,1", "b,now,4,4,4", "a,now,5,5,5", "b,before,2,2,2"]

    one, two = read(text(LONG, *rows), about=BACK)

    assert (one.sitting.code, one.sitting.moment, one.line) == ("a", "t1", 2)
    assert one.sitting.raw == {
        "t1": {"calm": {"rest": 5, "ask": 5, "wait": 5}},
        "r0": {"calm": {"rest": 1, "ask": 1, "wait": 1}},
    }
    assert two.sitting.raw["r0"]["calm"]["rest"] == 2


def test_a_code_with_more_rows_than_two_is_kept_apart_and_never_refused():
    rows = ["a,before,1,1,1", "a,now,5,5,5", "a,before,2,2,2", ",now,3,3,3"]

    found = read(text(LONG, *rows), about=BACK)

    assert [(r.sitting.code, list(r.sitting.raw)) for r in found] == [
        ("a", ["r0"]), ("a", ["t1"]), ("a", ["r0"]), ("", ["t1"]),
    ]  # fmt: skip
    assert {r.sitting.moment for r in found} == {"t1"}


def test_rows_of_a_survey_before_and_after_stay_a_sitting_each():
    rows = ["a,before,1,1,1", "a,after,5,5,5"]

    found = read(text(LONG, *rows), about=MATCHED)

    assert [(r.sitting.code, r.sitting.moment) for r in found] == [
        ("a", "t0"),
        ("a", "t1"),
    ]


def test_a_moment_that_shows_only_below_the_sample_is_read_or_told():
    many = [f"p{n},before,1,1,1" for n in range(150)]

    found = read(text(LONG, *many, "p1,After,5,5,5"), about=MATCHED)
    assert found[-1].sitting.moment == "t1"
    found = faults_of(
        text(LONG, *many, "p1,whenever,5,5,5", "p1,,5,5,5"), about=MATCHED
    )
    assert found == [
        ("moment unknown", 152, "when", "whenever"),
        ("no moment", 153, "when", ""),
    ]


def test_projects_languages_options_and_days_that_are_not_known_are_told():
    about = facts(projects=("Hall", "Yard"))
    head = f"project,language,age,date,{HEAD}"
    good = ["HALL,Arabic (ar),16–24,1/2/2026,1,2,3", "yard,polski,25_64,,1,2,3"]

    found = read(text(head, *good), about=about)
    assert [(r.project, r.sitting.language) for r in found] == [
        ("Hall", "ar"),
        ("Yard", "pl"),
    ]
    assert found[0].sitting.answered_at == datetime(2026, 2, 1, tzinfo=UTC)
    bad = ["Shed,Klingon,old,31/2/2026,1,2,3", ",en,,soon,1,2,3"]
    assert faults_of(text(head, *good, *bad), about=about) == [
        ("unknown project", 4, "project", "Shed"),
        ("unknown language", 4, "language", "Klingon"),
        ("unknown option", 4, "age", "old"),
        ("no date", 4, "date", "31/2/2026"),
        ("no project", 5, "project", ""),
        ("no date", 5, "date", "soon"),
    ]


def test_a_project_under_another_name_is_told_what_it_is():
    content = text(f"project,{HEAD}", "the hall,1,2,3")

    (row,) = read(content, project_column="project", projects={"The Hall": "Hall"})

    assert row.project == "Hall"


@pytest.mark.parametrize(
    ("written", "zone", "hour"),
    [
        ("2026-07-01 10:00", "Europe/London", 9),
        ("2026-07-01T10:00:00Z", "Europe/London", 10),
        ("01/07/2026 10:00:00 AM", "UTC", 10),
        ("1.7.26 10:00 pm", "UTC", 22),
        ("46204.4166666667", "UTC", 10),  # as a spreadsheet counts
        ("٠١/٠٧/٢٠٢٦ ١٠:٠٠", "UTC", 10),
    ],
)
def test_days_and_hours_are_read_as_people_and_programs_write_them(written, zone, hour):
    (row,) = read(text(f"date,{HEAD}", f"{written},1,2,3"), about=facts(zone=zone))

    found = row.sitting.answered_at
    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 7, 1, hour, tzinfo=UTC)


def test_rows_without_anything_are_counted_and_left_out():
    table, matching = matched(text(f"code,{HEAD}", "a,1,2,3", ",,,", " ,, ,", "b,,,"))
    reading = Reading(table, matching, [CALM], facts())

    assert [row.sitting.code for row in reading] == ["a"]
    assert (reading.given, reading.blank, reading.unanswered) == (1, 2, 1)


def test_rows_of_another_length_are_told():
    found = faults_of(text(HEAD, "1,2,3", "1,2", "1,2,3,4"))

    assert [(fault[0], fault[1]) for fault in found] == [("cells", 3), ("cells", 4)]


def test_a_head_without_rows_is_told():
    assert faults_of(text(HEAD)) == [("no rows", 0, "", "")]


def test_a_fault_far_down_refuses_the_whole_file_and_all_are_counted():
    table, matching = matched(text(HEAD, *["1,2,3"] * 3, *["9,9,9"] * 40, "1,2,3"))
    given = []
    with pytest.raises(Faults) as refused:
        given.extend(Reading(table, matching, [CALM], facts()))

    assert (len(refused.value.faults), refused.value.count) == (50, 120)
    assert len(given) == 3  # and none after the first fault


def test_two_instruments_with_an_item_of_one_name_are_kept_apart():
    head = "calm_rest,calm_ask,calm_wait,near_greet,near_ask"

    (raw,) = raws(text(head, "1,2,3,4,5"), (CALM, NEAR), facts(Design.AFTER_ONLY))

    assert raw["t1"] == {
        "calm": {"rest": 1, "ask": 2, "wait": 3},
        "near": {"greet": 4, "ask": 5},
    }


def test_an_option_in_another_language_is_the_same_option():
    head, rows = f"{AGE.title['ar']},{HEAD}", ["من 25 إلى 64,1,2,3", "25-64,1,2,3"]

    assert [r.sitting.about for r in read(text(head, *rows))] == [{"age": "25_64"}] * 2
