"""Follow-ups: the group hears of each once, on its day, and again where nobody came."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.awards.actions import cases, varying
from grantsapp.awards.models import Outcome
from grantsapp.awards.queries import varying as facts
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.evaluation.actions import evaluating
from grantsapp.jobs import work_once
from grantsapp.mail import Letter
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, recalling, suiting, ticketing
from grantsapp.mel.instruments import Design
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_suite,
    an_award,
    an_instrument,
    answered,
    eligible,
)

BEAR = {"bear": 4, "snap": 2}
# The award ends on 31 August 2028: three months later is 30 November, six 28 February.
END, THREE, SIX = date(2028, 8, 31), date(2028, 11, 30), date(2029, 2, 28)


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def award(call, cast):
    """Amina reads Arabic, Bo English."""
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    award = an_award(bid, cast.stella, cast.otto)
    assert award.ends_on == END
    return award


@pytest.fixture
def survey(call, award, cast):
    suite = a_suite(call, cast.stella, an_instrument(), follow_ups=[3, 6])
    survey = asking.ask(award, suite.instruments, Design.RETROSPECTIVE, by=cast.eva)
    db.session.commit()
    return survey


def by(day, hour=12):
    """Let the worker do all that is due by then; gives the letters of follow-ups."""
    with clock.stopped_at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC)):
        while work_once():
            pass
    db.session.expire_all()
    query = select(Letter).where(Letter.template.startswith("follow_up"))
    found = db.session.scalars(query.order_by(Letter.template, Letter.to))
    return [(one.template.removeprefix("follow_up_"), one.to[:3]) for one in found]


def at(day):
    return clock.stopped_at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def days(number):
    return timedelta(days=number)


def test_nobody_hears_before_the_day_and_everybody_once_on_it(survey):
    assert by(THREE - days(1)) == []
    assert by(THREE, hour=8) == []  # at nine, where the fund is
    assert by(THREE) == [("opens", "ami"), ("opens", "bo@")]
    assert by(THREE + days(1)) == [("opens", "ami"), ("opens", "bo@")]


def test_each_reads_it_in_their_language_with_the_link_to_hand_on(survey, award):
    by(THREE)
    amina, bo = db.session.scalars(select(Letter).where(
        Letter.template == "follow_up_opens").order_by(Letter.to)).all()  # fmt: skip

    assert (amina.language, bo.language) == ("ar", "en")
    for letter in (amina, bo):
        assert f"/surveys/{survey.key}" in letter.body
        assert f"/awards/{award.id}/surveys" in letter.body
    assert "Kitchen table" in bo.body
    assert "They can answer until 24 January 2029." in bo.body  # eight weeks


def test_three_weeks_later_those_are_reminded_from_whom_nothing_came(survey):
    by(THREE)

    assert by(THREE + days(20)) == [("opens", "ami"), ("opens", "bo@")]
    assert by(THREE + days(21))[2:] == [("waits", "ami"), ("waits", "bo@")]
    assert len(by(THREE + days(50))) == 4


def test_who_has_answers_is_not_reminded(survey):
    by(THREE)
    answered(survey, [("a", {"t2": BEAR})])

    assert by(THREE + days(21)) == [("opens", "ami"), ("opens", "bo@")]


def test_an_answer_about_another_moment_is_none_about_this_one(survey):
    by(THREE)
    answered(survey, [("a", {"t1": BEAR, "r0": BEAR})])

    assert len(by(THREE + days(21))) == 4


def test_six_months_later_they_hear_again(survey):
    by(THREE)
    by(THREE + days(21))

    found = by(SIX)

    assert found.count(("opens", "bo@")) == 2
    assert found.count(("waits", "bo@")) == 1


def test_closing_sets_another_day_and_opening_again_the_old_one(survey, cast):
    with at(date(2028, 5, 15)):
        asking.close_survey(survey, by=cast.eva)
        db.session.commit()
    # counted from the day it closed: 15 August
    assert by(date(2028, 8, 14)) == []
    with at(date(2028, 8, 14)):
        asking.open_again(survey, by=cast.eva)
        db.session.commit()
    assert by(date(2028, 8, 20)) == []
    assert by(THREE - days(1)) == []
    assert by(THREE) == [("opens", "ami"), ("opens", "bo@")]


def test_what_was_told_is_not_told_again_after_opening_and_closing(survey, cast):
    assert len(by(THREE)) == 2
    for day in (1, 2, 3):
        with at(THREE + days(day)):
            asking.close_survey(survey, by=cast.eva)
            asking.open_again(survey, by=cast.eva)
            db.session.commit()
        assert len(by(THREE + days(day))) == 2


def open_on(survey, day):
    with at(day):
        return [str(m) for m in queries.frame(survey.key).moments]


def test_what_opened_once_never_opens_again_when_the_survey_closes(survey, cast):
    assert len(by(THREE)) == 2
    with at(THREE + days(30)):
        asking.close_survey(survey, by=cast.eva)
        db.session.commit()

    assert open_on(survey, THREE + days(40)) == ["t2"]
    assert open_on(survey, THREE + days(30 + 92)) == ["t3"]  # not the former again
    assert len(by(SIX)) == 4


def test_a_worker_that_sleeps_makes_no_follow_up_come_twice(survey, cast):
    with at(THREE + days(1)):
        asking.close_survey(survey, by=cast.eva)
        db.session.commit()
    assert survey.over_on == END
    assert open_on(survey, THREE + days(92)) == ["t3"]


def test_an_answer_fixes_when_follow_ups_are(survey, award, cast, browser):
    with at(THREE + days(1)):
        form = {"page": "last", "then": "next", "consent": "y", "of_age": "y"}
        path = f"/surveys/{survey.key}/after-3-months"
        sent = browser().post(path, {**form, "no_code": "y", "t2-calm-bear": "4"})
        assert sent.status == 303
    db.session.refresh(survey)
    assert survey.over_on == END


def test_an_end_moves_freely_until_the_first_follow_up(survey, cast):
    with at(date(2028, 5, 15)):
        asking.close_survey(survey, by=cast.eva)
        asking.open_again(survey, by=cast.eva)
        db.session.commit()
    assert survey.over_on is None


def test_where_links_work_once_the_letter_leads_to_where_they_are_made(
    survey, award, cast, browser
):
    ticketing.only_once(survey, wanted=True, by=cast.eva)
    with at(date(2028, 8, 31)):
        asking.close_survey(survey, by=cast.eva)
        db.session.commit()
    by(THREE)
    by(THREE + days(21))
    letters = db.session.scalars(
        select(Letter).where(
            Letter.template.startswith("follow_up"), Letter.to.startswith("bo")
        )
    ).all()

    assert len(letters) == 2
    for letter in letters:
        assert f"/awards/{award.id}/tickets" in letter.body
        assert f"/surveys/{survey.key}" not in letter.body
    with at(THREE + days(22)):
        page = browser(cast.amina).get(f"/awards/{award.id}/tickets")
        offered = [e.get("value") for e in page.all("option")]
        assert "t2" in offered
        assert not {"t0", "t1", "t3"} & set(offered)
        assert "Open the public link again" in page.words()
        form = {"count": "1", "moment": "t2", "spoken": "en", "as": "list"}
        made = browser(cast.amina).post(f"/awards/{award.id}/tickets", form)
        link = "/once/" + made.data.decode().rpartition("/once/")[2].split("\r")[0]
        first = browser().get(link)
        while first.location:
            first = browser().get(first.location)
        assert (first.status, "/after-3-months?" in first.where) == (200, True)


def test_the_ways_in_say_that_a_follow_up_takes_answers(survey, award, cast, browser):
    with at(END):
        asking.close_survey(survey, by=cast.eva)
        db.session.commit()
    told = []
    for day in (END + days(1), THREE + days(1)):
        with at(day):
            told.append(browser(cast.amina).get(f"/awards/{award.id}/ways-in").words())
    assert ["People can answer again now" in words for words in told] == [False, True]
    assert "under “3 months later” are the links" in told[1]


def test_a_later_end_moves_the_letters_with_it(survey, award, cast):
    with at(date(2028, 7, 1)):
        asks = {"ends_on": "2028-10-31"}
        more = {"before": facts.facts_of(award), "reason": "Winter."}
        change = varying.ask(award, asks, **more, by=cast.amina)
        db.session.flush()
        varying.agree(change, because="Yes.", by=cast.stella)
        db.session.commit()

    assert by(THREE + days(30)) == []
    assert by(date(2029, 1, 30)) == []
    assert by(date(2029, 1, 31)) == [("opens", "ami"), ("opens", "bo@")]


def test_an_earlier_end_brings_them_forward(survey, award, cast):
    with at(date(2028, 2, 1)):
        asks = {"ends_on": "2028-03-31"}
        more = {"before": facts.facts_of(award), "reason": "Done early."}
        change = varying.ask(award, asks, **more, by=cast.amina)
        db.session.flush()
        varying.agree(change, because="Yes.", by=cast.stella)
        db.session.commit()

    assert by(date(2028, 6, 29)) == []
    assert by(date(2028, 6, 30)) == [("opens", "ami"), ("opens", "bo@")]


def test_a_published_evaluation_leaves_them_be(survey, call, cast):
    answered(survey, [("a", {"t1": BEAR, "r0": BEAR})])
    with at(date(2028, 9, 20)):
        evaluation = evaluating.evaluate(call, by=cast.eva)
        db.session.flush()
        evaluating.publish(evaluation, by=cast.eva)
        db.session.commit()

    assert by(THREE) == [("opens", "ami"), ("opens", "bo@")]


def test_an_award_that_a_case_ended_hears_nothing(survey, award, cast):
    case = cases.open_a_case(award, what="Gone.", by=cast.stella)
    db.session.flush()
    cases.close(case, outcome=Outcome.ENDED, note="Over.", by=cast.otto)
    db.session.commit()

    assert by(THREE) == []
    assert by(SIX) == []


def test_a_suite_that_asks_no_more_later_writes_to_nobody(survey, call, cast):
    suite = queries.suite_of(call)
    suiting.frame(suite, by=cast.eva, follow_ups=[6])
    db.session.commit()

    assert by(THREE) == []
    assert by(SIX) == [("opens", "ami"), ("opens", "bo@")]


def test_a_suite_that_asks_later_after_all_writes_to_those_asked_before(
    survey, call, cast, browser
):
    suite = queries.suite_of(call)
    suiting.frame(suite, by=cast.eva, follow_ups=[])
    db.session.commit()
    assert by(THREE) == []

    with at(THREE + days(2)):
        suiting.frame(suite, by=cast.eva, follow_ups=[3])
        recalling.replan_all(suite)
        db.session.commit()

    assert by(THREE + days(2)) == [("opens", "ami"), ("opens", "bo@")]


def test_a_worker_that_slept_writes_only_while_people_can_answer(survey):
    assert by(THREE + days(7 * 8)) == []  # the eight weeks are over


def test_a_past_award_without_an_end_plans_nothing(call, cast, award):
    suite = a_suite(call, cast.stella, an_instrument(), follow_ups=[3])
    award.starts_on = award.ends_on = None
    award.stage = "past"
    asking.ask(award, suite.instruments, Design.AFTER_ONLY, by=None)
    db.session.commit()

    assert by(date(2031, 1, 1)) == []
