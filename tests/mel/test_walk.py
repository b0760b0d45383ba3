"""The pages of a sitting, and what is read from them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from grantsapp.mel import instruments
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.walk import Kind, is_linked, sitting_of, walk
from tests.cast import CALM

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
KEY = "6f2b7c1e-7f0c-4c6e-9c55-6a3f0a5d2b11"
TOOLS = [instruments.read({**CALM, "code": code}) for code in ("calm", "warm")]
OPTIONS = {"age": {"under_16", "age_16_24"}, "role": {"participant"}}
LOOKS_BACK = walk(Design.RETROSPECTIVE, Moment.T1, TOOLS, ["age"])


def read(form, pages=LOOKS_BACK, moment=Moment.T1):
    told = {"languages": ("en", "ar", "pl"), "language": "pl", "origin": "web"}
    return sitting_of(form, pages, moment, OPTIONS, **told, now=NOW)


def test_a_language_that_was_not_offered_is_none():
    sitting = read({"t1-calm-bear": "5", "in-t1-calm": "Ring 0900 666 at once"})

    assert sitting.language == "pl"
    assert not any("0900" in str(page) for page in sitting.layout)


def names(pages):
    return [page.name for page in pages]


def test_what_looks_back_comes_after_all_that_is_about_now():
    wanted = ["consent", "about", "t1-calm", "t1-warm", "r0-calm", "r0-warm", "last"]
    assert names(LOOKS_BACK) == wanted
    both = [(a.tool, b.tool) for a, b in pairwise(LOOKS_BACK) if a.tool and b.tool]
    assert all(a.code != b.code for a, b in both)


def test_a_matched_survey_asks_one_moment_and_a_code():
    pages = walk(Design.MATCHED, Moment.T0, TOOLS[:1], wants_code=True, asks_age=True)
    assert names(pages) == ["consent", "age", "code", "t0-calm", "last"]


def test_a_follow_up_does_not_look_back():
    pages = walk(Design.RETROSPECTIVE, Moment.T2, TOOLS[:1], wants_code=True)
    assert names(pages) == ["consent", "code", "t2-calm", "last"]


@pytest.mark.parametrize(
    ("design", "follow_ups", "linked"),
    [
        (Design.MATCHED, [], True),
        (Design.RETROSPECTIVE, [], False),
        (Design.RETROSPECTIVE, [3], True),
        (Design.AFTER_ONLY, [6], True),
        (Design.AFTER_ONLY, [], False),
    ],
)
def test_a_code_is_asked_only_where_it_links(design, follow_ups, linked):
    assert is_linked(design, follow_ups) is linked


def test_each_page_names_its_fields():
    by_kind = {page.kind: page.fields for page in LOOKS_BACK[:3]}
    assert by_kind[Kind.CONSENT] == ("consent",)
    assert by_kind[Kind.ABOUT] == ("about-age",)
    assert by_kind[Kind.ITEMS] == ("t1-calm-bear", "t1-calm-snap")
    assert LOOKS_BACK[-1].fields == ()


def test_what_was_not_said_is_apart_from_what_was_left_out():
    form = {"t1-calm-bear": "-", "r0-calm-bear": "2", "t1-warm-snap": "5"}
    assert read(form).raw == {
        "t1": {"calm": {"bear": None}, "warm": {"snap": 5}},
        "r0": {"calm": {"bear": 2}},
    }


@pytest.mark.parametrize("wrong", ["0", "6", "five", "-1", "1.5", "", "٣", " 3"])
def test_what_is_off_the_scale_is_no_answer(wrong):
    sitting = read({"t1-calm-bear": wrong, "t0-calm-bear": "3", "t1-calm-new": "3"})
    assert sitting.raw == {}
    assert sitting.is_empty


def test_only_options_that_were_offered_are_kept_about_somebody():
    assert read({"about-age": "age_16_24"}).about == {"age": "age_16_24"}
    assert read({"about-age": "99"}).about == {}
    assert read({"about-age": "-"}).about == {}
    assert read({"about-role": "participant"}).about == {}  # not asked in this suite


def test_a_code_is_taken_as_written_and_left_out_where_somebody_wants_none():
    assert read({"code": " TA 17 3 "}).code == "TA 17 3"
    assert read({"code": "TA173", "no_code": "y"}).code == ""


def test_a_device_names_its_sitting_else_we_do():
    assert read({"client_key": KEY}).client_key == UUID(KEY)
    first, second = read({"client_key": "nonsense"}), read({})
    assert first.client_key != second.client_key


def test_the_language_is_that_of_most_instruments_and_a_change_is_noted():
    form = {"in-consent": "en", "in-t1-calm": "en", "in-t1-warm": "ar"}
    form |= {"in-r0-calm": "ar", "in-r0-warm": "ar", "in-last": "pl"}
    sitting = read(form)
    assert sitting.language == "ar"
    assert sitting.layout == (
        "language:en", "consent", "about", "t1-calm", "language:ar", "t1-warm",
        "r0-calm", "r0-warm", "language:pl", "last",
    )  # fmt: skip
    assert read({}).language == "pl"


def test_a_device_whose_clock_stands_in_1970_still_says_how_long_it_took():
    form = {"began": "100", "ended": "400", "sent": "4000"}
    sitting = read(form)
    assert sitting.seconds == 300
    assert sitting.answered_at == NOW - timedelta(seconds=3600)


def test_without_a_script_the_last_page_ends_when_it_reaches_us():
    began = int(NOW.timestamp()) - 90
    sitting = read({"began": str(began)})
    assert sitting.seconds == 90
    assert sitting.answered_at == NOW


@pytest.mark.parametrize("began", ["", "x", "-5", "99999999999", "1", "١٢"])
def test_a_time_that_cannot_be_is_not_known(began):
    sitting = read({"began": began})
    assert sitting.seconds is None
    assert sitting.answered_at == NOW
