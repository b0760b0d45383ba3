"""The same people, written in every dialect, are read as the same people."""

from functools import partial

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grantsapp.mel.tables import Faults, Reading, guess, opened
from tests.mel.tables.making import (
    BACK,
    CALM,
    CALM_WORDS,
    MATCHED,
    facts,
    kobo,
    odk,
    read,
    workbook,
)

VALUES = (1, 2, 3, 4, 5)
NOT_SAID = {"code": "prefer_not", "en": "Prefer not to say", "ar": "أفضل عدم الإجابة"}
NOT_SAID["pl"] = "Wolę nie mówić"
an_answer = st.sampled_from([*VALUES, None, "left"])
a_person = st.tuples(
    st.text("abcdefghijklmnop0123456789żéم ", max_size=8).map(str.strip),
    st.tuples(an_answer, an_answer, an_answer),
    st.tuples(an_answer, an_answer, an_answer),
)
people = st.lists(a_person, min_size=1, max_size=6)
DIALECTS = {
    "kobo": kobo,
    "odk": odk,
    "utf-16": partial(kobo, encoding="utf-16"),
    "with a mark": partial(kobo, encoding="utf-8-sig"),
    "workbook": lambda head, *rows: workbook([head, *rows]),
}


def cell(answer, words):
    if answer == "left":
        return ""
    if words == "code":
        return NOT_SAID["code"] if answer is None else answer
    return NOT_SAID[words] if answer is None else CALM.label(answer)[words]


def told(answers):
    return {
        item: answer
        for item, answer in zip(CALM_WORDS, answers, strict=True)
        if answer != "left"
    }


@settings(max_examples=150, deadline=None)
@given(
    people,
    st.sampled_from([BACK, MATCHED]),
    st.sampled_from(sorted(DIALECTS)),
    st.sampled_from(["code", "en", "ar", "pl"]),
)
def test_what_was_written_is_read(found, survey, dialect, words):
    first = str(survey.moments[0])
    head = [
        "code",
        *(f"calm_{m}_{c}" for m in (first, "t1") for c in CALM_WORDS),
        "end",
    ]
    rows = [
        [code, *(cell(a, words) for a in (*before, *now)), ""]
        for code, before, now in found
    ]
    expected = []
    for code, before, now in found:
        halves = {"t1": {"calm": told(now)}, first: {"calm": told(before)}}
        halves = {when: tools for when, tools in halves.items() if tools["calm"]}
        parts = [halves] if survey is BACK else [{m: halves[m]} for m in halves]
        expected += [(code, part) for part in parts if part]

    assume(expected)
    given_back = [r.sitting for r in read(DIALECTS[dialect](head, *rows), about=survey)]

    codes = ["" if s.code.startswith("row-") else s.code for s in given_back]
    got = [(code, s.raw) for code, s in zip(codes, given_back, strict=True)]
    assert sorted(map(ordered, got)) == sorted(map(ordered, expected))
    keys = [sitting.client_key for sitting in given_back]
    assert len(set(keys)) == len(keys)


def ordered(one):
    code, raw = one
    return repr((code, sorted(raw.items())))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from(VALUES)] * 3), min_size=1, max_size=20))
def test_all_dialects_name_the_same_rows_alike(rows):
    head = [f"calm_{code}" for code in CALM_WORDS]

    names = {
        dialect: [row.sitting.client_key for row in read(write(head, *rows))]
        for dialect, write in DIALECTS.items()
    }

    assert all(keys == names["kobo"] for keys in names.values())
    assert len(set(names["kobo"])) == len(rows)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_a_surprise(content):
    told = None
    try:
        table = opened(content)
        told = list(Reading(table, guess(table, [CALM], facts()), [CALM], facts()))
    except Faults as refused:
        told = refused.faults
    assert told
