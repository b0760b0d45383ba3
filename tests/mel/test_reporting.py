"""The grantee's report: kept as it is typed, sent when it is whole."""

import pytest
from sqlalchemy import select

from grantsapp.accounts.models import Rescue
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.models import Measure, Report, Stage, StoryPermission
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, an_offer, eligible

WHOLE = {
    "people": "52",
    "sessions": "11",
    "went_well": "Two streets cook together now.",
    "was_hard": "The winter.",
}


@pytest.fixture
def bid(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def award(bid, cast):
    return an_award(bid, cast.stella, cast.otto)


def path(award):
    return f"/awards/{award.id}/report"


def test_a_report_is_kept_as_it_is_typed_right_or_wrong(award, cast, browser):
    amina = browser(cast.amina)

    page = amina.post(path(award), {"people": "many", "went_well": "Good."})

    assert page.status == 303
    page = amina.get(path(award))
    assert page.form("report")["people"] == ["many"]
    assert page.form("report")["went_well"] == ["Good."]
    assert page.faults == []


def test_sending_says_what_is_missing_and_keeps_the_rest(award, cast, browser):
    amina = browser(cast.amina)

    page = amina.post(path(award), {"people": "many", "was_hard": "x", "then": "send"})
    page = amina.follow(page)

    assert page.faults == [
        "Write a whole number, such as 40; 0 where nothing came of it.",
        "Write a whole number, such as 40; 0 where nothing came of it.",
        "Tell in a few sentences what went well.",
    ]
    assert page.form("report")["people"] == ["many"]
    assert page.form("report")["was_hard"] == ["x"]
    assert queries.report_on(award).stage is Stage.DRAFT


def test_a_whole_report_is_sent_and_its_numbers_count(award, cast, browser):
    page = browser(cast.amina, language="ar").post(
        path(award), {**WHOLE, "people": "٥٢", "then": "send"}
    )

    assert page.location == f"/awards/{award.id}"
    found = {
        d.measure: (d.planned, d.delivered) for d in queries.delivered_in(award.call)
    }
    assert found == {Measure.PEOPLE: (40, 52), Measure.SESSIONS: (12, 11)}
    words = browser(cast.stella).get(path(award)).words()
    assert "Two streets cook together now." in words
    assert "52" in words


def test_a_report_that_was_sent_stays_and_late_words_are_kept(award, cast, browser):
    amina = browser(cast.amina)
    amina.post(path(award), {**WHOLE, "then": "send"})

    page = amina.post(path(award), {"went_well": "One more thing."})

    assert page.status == 409
    assert "This report is with the fund already." in page.words()
    assert queries.report_on(award).went_well == "Two streets cook together now."
    assert "One more thing." in db.session.scalar(select(Rescue)).typed


def test_two_of_a_group_do_not_overwrite_each_other(award, cast, browser):
    amina, bo = browser(cast.amina), browser(cast.bo)
    amina.post(path(award), {"went_well": "First."})
    form = bo.get(path(award)).form("report")
    amina.post(
        path(award), {**amina.get(path(award)).form("report"), "went_well": "A."}
    )

    page = bo.post(path(award), {**form, "went_well": "B."})

    assert page.status == 409
    assert "B." in page.text
    assert "A." in page.words()
    assert queries.report_on(award).went_well == "A."
    again = {**page.form("report"), "went_well": "A and B."}
    assert bo.post(path(award), again).status == 303
    assert queries.report_on(award).went_well == "A and B."


def test_two_who_begin_a_report_do_not_overwrite_each_other(award, cast, browser):
    form = {"version": "0", "went_well": "A."}
    assert browser(cast.amina).post(path(award), form).status == 303

    page = browser(cast.bo).post(path(award), {**form, "went_well": "B."})

    assert page.status == 409
    assert queries.report_on(award).went_well == "A."


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [
        ("pl", "2,000", 2000),
        ("en", "2,000", 2000),
        ("pl", "2 000", 2000),
        ("ar", "٢٬٠٠٠", 2000),
        ("pl", "2.000", None),
        ("en", "2.5", None),
        ("en", "10²", None),
        ("en", "9" * 25, None),
        ("en", "3000000000", None),
        ("en", "-4", None),
    ],
)
def test_a_figure_is_what_its_writer_meant_or_is_asked_back(
    award, cast, browser, language, typed, found
):
    them = browser(cast.amina, language=language)
    them.get(f"/?language={language}")

    them.post(path(award), {**WHOLE, "people": typed, "then": "send"})

    report = queries.report_on(award)
    if found is None:
        assert report.stage is Stage.DRAFT
        assert report.typed["people"] == typed
    else:
        assert report.stage is Stage.SUBMITTED
        assert queries.delivered_in(award.call)[0].delivered == found


def test_a_report_that_is_too_long_is_kept_whole_and_not_sent(award, cast, browser):
    long = "a" * 20_001

    browser(cast.amina).post(path(award), {**WHOLE, "went_well": long, "then": "send"})

    assert queries.report_on(award).went_well == long
    assert queries.report_on(award).stage is Stage.DRAFT


def test_a_zero_byte_does_no_harm(award, cast, browser):
    page = browser(cast.amina).post(path(award), {"went_well": "Good\0 work."})

    assert page.status == 303
    assert queries.report_on(award).went_well == "Good work."


def test_nobody_reports_before_the_grant_is_accepted(bid, cast, browser):
    offer = an_offer(bid, cast.stella, cast.otto)

    page = browser(cast.amina).post(path(offer), WHOLE)

    assert page.status == 409
    assert db.session.scalar(select(Report)) is None


def test_outputs_are_planned_by_the_fund_until_the_report_is_in(award, cast, browser):
    stella, url = browser(cast.stella), f"/staff/awards/{award.id}/outputs"

    assert stella.post(url, {"measure": "events", "planned": "0"}).status == 422
    assert stella.post(url, {"measure": "materials", "planned": "1,000"}).status == 303
    (thousand,) = [o for o in queries.outputs_of(award) if o.planned == 1000]
    assert stella.post(f"/staff/outputs/{thousand.id}/removal").status == 303
    assert stella.post(url, {"measure": "events", "planned": "2"}).status == 303
    assert stella.post(url, {"measure": "events", "planned": "3"}).status == 409
    output = next(o for o in queries.outputs_of(award) if o.measure == "events")
    assert (output.measure, output.planned) == (Measure.EVENTS, 2)
    assert stella.post(f"/staff/outputs/{output.id}/removal").status == 303
    browser(cast.amina).post(path(award), {**WHOLE, "then": "send"})
    assert stella.post(url, {"measure": "events", "planned": "2"}).status == 409


TOLD = {
    "learned": "Ask the neighbour first.",
    "unexpected": "The boys came too.",
    "got_worse": "Two women came no more.",
    "story": "She knocked at the door.",
    "story_permission": "unnamed",
}


def test_what_a_group_learned_is_kept_sent_and_read_by_staff(award, cast, browser):
    amina = browser(cast.amina)
    amina.post(path(award), {"learned": "Ask", "story_permission": "named"})
    form = amina.get(path(award)).form("report")
    assert (form["learned"], form["story_permission"]) == (["Ask"], ["named"])

    typed = {**form, **WHOLE, **TOLD, "then": "send"}
    assert amina.post(path(award), typed).status == 303

    words = browser(cast.stella).get(path(award)).words()
    for sentence in list(TOLD.values())[:4]:
        assert sentence in words
    assert "Everybody, without the name of our group" in words
    assert queries.report_on(award).story_permission is StoryPermission.UNNAMED


def test_a_report_needs_no_lesson_and_a_story_no_readers(award, cast, browser):
    amina = browser(cast.amina)

    amina.post(path(award), {**WHOLE, "story": "She knocked.", "then": "send"})

    report = queries.report_on(award)
    assert report.stage is Stage.SUBMITTED
    assert report.story_permission is StoryPermission.NONE
    words = amina.get(path(award)).words()
    assert "Only the fund and its evaluator" in words
    assert "Did anything get worse" not in words


def test_a_permission_that_nobody_offers_gives_none(award, cast, browser):
    page = browser(cast.amina).post(path(award), {"story_permission": "everywhere"})

    assert page.status == 303
    assert queries.report_on(award).story_permission is StoryPermission.NONE


def test_who_saves_late_sees_the_lessons_and_readers_of_the_other(award, cast, browser):
    amina, bo = browser(cast.amina), browser(cast.bo)
    form = bo.get(path(award)).form("report")
    amina.post(path(award), {**amina.get(path(award)).form("report"), **TOLD})

    page = bo.post(path(award), {**form, "learned": "Mine."})

    assert page.status == 409
    assert "Ask the neighbour first." in page.words()
    assert "Everybody, without the name of our group" in page.words()
    assert page.form("report")["learned"] == ["Mine."]


def test_a_story_that_is_too_long_is_kept_whole_and_not_sent(award, cast, browser):
    amina = browser(cast.amina)
    page = amina.post(path(award), {**WHOLE, "story": "a" * 20_001, "then": "send"})

    assert amina.follow(page).faults == [
        "This has 20,001 characters; 20,000 is the most."
    ]
    assert queries.report_on(award).stage is Stage.DRAFT
