"""Releasing: all results together, now or at a moment, and all or none."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.awards import queries
from grantsapp.awards.actions import offering
from grantsapp.awards.models import Award
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty, Role
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding
from grantsapp.review.models import Decision, Outcome, Release
from tests.cast import a_bid, a_call, a_fund, a_group, eligible, vetted
from tests.cast import decided as decided_on

PATH = "/staff/calls/CF1/release"
AWARDS = "/staff/calls/CF1/awards"
NOW = {"moment": "now", "starts_on": "2027-09-01"}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def bid(call, cast):
    """A bid whose yes is approved, and whose group is checked."""
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    decided_on(bid, cast.stella, cast.otto)
    vetted(bid, cast.stella)
    return bid


@pytest.fixture
def other(call, cast):
    """A bid of another group, nothing decided."""
    other = a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    eligible(other, cast.stella)
    return other


def reserved(bid, cast, **more):
    facts = {"outcome": Outcome.RESERVE, "amount": 500_000, "reason": "Good."}
    facts |= {"feedback": "Your plan is concrete.", "by": cast.stella} | more
    decision = deciding.decide(bid, **facts)
    deciding.approve(decision, by=cast.otto)
    db.session.commit()
    return decision


def letters(template=None):
    query = select(Letter).order_by(Letter.to)
    if template:
        query = query.where(Letter.template == template)
    return list(db.session.scalars(query))


def results():
    """Which results groups got by letter."""
    templates = ("award_offered", "bid_reserved", "bid_declined")
    return [(one.to, one.template) for one in letters() if one.template in templates]


def tomorrow(hours=24):
    """A moment to come, as a manager in London types it."""
    return (clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def released(browser, **typed):
    page = browser.get(PATH)
    return browser.post(PATH, {**page.form("release"), **NOW, **typed})


def planned(browser, hours=24):
    assert released(browser, moment="later", at=tomorrow(hours)).status == 303
    return db.session.scalar(select(Release))


def work(hours):
    """What a worker does so many hours later."""
    with clock.stopped_at(clock.now() + timedelta(hours=hours)):
        while jobs.work_once():
            pass


def test_the_three_results_go_together_each_in_the_language_of_its_reader(
    call, bid, other, cast, browser
):
    third = a_bid(call, a_group(cast.sven, name="Third"), cast.sven)
    eligible(third, cast.stella)
    reserved(third, cast)
    decided_on(other, cast.stella, cast.otto, amount=None)
    stella = browser(cast.stella)

    assert released(stella).status == 303

    assert {
        (one.to, one.template, one.language) for one in letters("award_offered")
    } == {
        ("amina@example.org", "award_offered", "ar"),
        ("bo@example.org", "award_offered", "en"),
    }
    assert ("omar@example.org", "bid_declined") in results()
    assert ("sven@example.org", "bid_reserved") in results()
    award = db.session.scalar(select(Award))
    assert (award.amount, award.title) == (800_000, "Kitchen table")
    assert str(award.ends_on) == "2028-08-31"
    assert [p.amount for p in award.payments] == [640_000, 160_000]
    assert f"/awards/{award.id}" in letters("award_offered")[0].body
    page = stella.get(PATH)
    assert "No approved result waits to be sent." in page.words()
    assert "Earlier releases" in page.words()


def test_a_second_release_sends_nothing_twice(bid, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    form = {**otto.get(PATH).form("release"), **NOW}
    assert released(stella).status == 303

    page = otto.post(PATH, form)

    assert page.status == 409
    assert "Every approved result has been sent." in page.words()
    assert len(results()) == 2
    assert len(db.session.scalars(select(Release)).all()) == 1


def test_only_approved_decisions_go_and_the_rest_is_named(
    call, bid, other, cast, browser
):
    deciding.decide(
        other, outcome=Outcome.FUND, amount=100, reason="r", feedback="f", by=cast.otto
    )
    third = a_bid(call, a_group(cast.zed, name="Third"), cast.zed)
    db.session.commit()
    stella = browser(cast.stella)

    words = stella.get(PATH).words()

    assert "Waits for the second person" in words
    assert other.reference in words
    assert "Not decided" in words
    assert third.reference in words
    assert released(stella).status == 303
    assert {to for to, _template in results()} == {
        "amina@example.org",
        "bo@example.org",
    }


def test_what_is_decided_after_a_release_goes_in_a_later_one(bid, other, cast, browser):
    stella = browser(cast.stella)
    assert released(stella).status == 303
    decided_on(other, cast.stella, cast.otto, amount=None)

    assert released(stella).status == 303

    assert results()[-1] == ("omar@example.org", "bid_declined")
    assert len(db.session.scalars(select(Release)).all()) == 2


def test_a_yes_without_its_checks_keeps_everything_back(bid, other, cast, browser):
    decided_on(other, cast.stella, cast.otto)
    stella = browser(cast.stella)
    page = stella.get(PATH)
    assert f"{other.reference}" in page.words()
    assert not [
        f
        for f in page.all("form", method="post")
        if "sign-out" not in str(f.get("action"))
    ]

    answer = stella.post(PATH, NOW)

    assert answer.status == 409
    assert f"a check is missing or in doubt for {other.reference}" in answer.words()
    assert results() == []


def test_a_doubt_keeps_a_yes_back_until_it_is_settled_or_sent_back(
    bid, other, cast, browser
):
    decision = decided_on(other, cast.stella, cast.otto)
    vetted(other, cast.stella, doubt="Nobody knows the treasurer.")
    stella = browser(cast.stella)
    assert stella.post(PATH, NOW).status == 409

    url = f"/staff/decisions/{decision.id}/return"
    form = stella.get(url).form("return")
    assert stella.post(url, {**form, "because": "A doubt."}).status == 303

    assert released(stella).status == 303
    assert len(results()) == 2
    db.session.rollback()
    vetted(other, cast.stella)
    deciding.decide(
        other,
        outcome=Outcome.FUND,
        amount=100,
        reason="r",
        feedback="f",
        by=cast.stella,
    )
    deciding.approve(db.session.get(Decision, decision.id), by=cast.otto)
    db.session.commit()
    assert released(stella).status == 303
    assert ("omar@example.org", "award_offered") in results()


def test_a_no_needs_no_checks(other, cast, browser):
    decided_on(other, cast.stella, cast.otto, amount=None)
    stella = browser(cast.stella)

    assert "First day" not in stella.get(PATH).words()
    assert released(stella, starts_on="").status == 303
    assert results() == [("omar@example.org", "bid_declined")]


def test_what_changed_since_the_page_was_opened_is_shown_again(
    bid, other, cast, browser
):
    stella = browser(cast.stella)
    form = {**stella.get(PATH).form("release"), **NOW}
    decided_on(other, cast.stella, cast.otto, amount=None)

    page = stella.post(PATH, form)

    assert page.status == 409
    assert "What would go out has changed since you looked." in page.words()
    assert results() == []
    assert stella.post(PATH, {**page.form("release"), **NOW}).status == 303
    assert len(results()) == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts_on": ""}, "Write the day on which the projects begin."),
        ({"starts_on": "9999-12-31"}, "Choose a day within a year back"),
        ({"starts_on": "0001-01-01"}, "Choose a day within a year back"),
        ({"moment": "soon"}, "Choose one."),
        ({"moment": "later", "at": ""}, "Write a day and a time."),
        ({"moment": "later", "at": "soon"}, "Write a day and a time."),
        (
            {"moment": "later", "at": "2020-01-01T12:00"},
            "Choose a moment that is still",
        ),
        (
            {"moment": "later", "at": "9999-12-31T12:00"},
            "Choose a moment that is still",
        ),
    ],
)
def test_a_release_that_is_not_whole_sends_nothing(bid, cast, browser, typed, sentence):
    page = released(browser(cast.stella), **typed)

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert results() == []
    assert db.session.scalar(select(Release)) is None


def test_a_planned_release_goes_at_its_moment_and_not_before(bid, cast, browser):
    stella = browser(cast.stella)
    release = planned(stella)
    assert "Planned for" in stella.get(PATH).words()
    assert "concrete" not in browser(cast.amina).get(f"/applications/{bid.id}").text

    work(hours=23)
    assert results() == []
    work(hours=25)

    assert len(results()) == 2
    db.session.refresh(release)
    assert release.done_at
    award = db.session.scalar(select(Award))
    assert award.starts_on == date(2027, 9, 1)
    work(hours=26)
    assert len(results()) == 2


def test_the_moment_is_by_the_clock_of_the_fund(bid, cast, browser):
    year = clock.now().year + (clock.now().month >= 6)
    stella = browser(cast.stella)

    assert released(stella, moment="later", at=f"{year}-07-01T09:00").status == 303

    at = db.session.scalar(select(Release.at))
    assert at == datetime(year, 7, 1, 8, tzinfo=clock.UTC)  # summer in London


def test_a_planned_release_can_be_called_off(bid, cast, browser):
    stella = browser(cast.stella)
    release = planned(stella)
    end = f"/staff/releases/{release.id}/end"

    assert stella.post(end).status == 303

    work(hours=25)
    assert results() == []
    assert stella.post(end).status == 409
    assert released(stella).status == 303
    assert len(results()) == 2


def test_two_releases_are_not_planned_at_once(bid, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    form = {**otto.get(PATH).form("release"), **NOW}
    planned(stella)

    page = otto.post(PATH, form)

    assert page.status == 409
    assert "A release of these results is planned already." in page.words()
    assert results() == []


def test_what_was_approved_after_the_plan_waits_for_the_next(bid, other, cast, browser):
    stella = browser(cast.stella)
    planned(stella)
    decided_on(other, cast.stella, cast.otto, amount=None)

    assert "One more was approved since" in stella.get(PATH).words()
    work(hours=25)

    assert {template for _to, template in results()} == {"award_offered"}


def sent_back(bid, cast):
    mine = select(Decision).where(Decision.application_id == bid.id)
    decision = db.session.scalar(mine)
    deciding.send_back(decision, because="Wait.", by=cast.otto)


def decided_anew(bid, cast):
    sent_back(bid, cast)
    decided_on(bid, cast.stella, cast.otto, amount=100)


def doubted(bid, cast):
    vetted(bid, cast.otto, doubt="Who is the treasurer?")


def dismissed(bid, cast):
    mine = select(Role).where(Role.person_id == cast.stella.id)
    db.session.delete(db.session.scalar(mine))


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (sent_back, "A decision was changed after it was planned: CF1-0001."),
        (decided_anew, "A decision was changed after it was planned: CF1-0001."),
        (doubted, "A check is missing or in doubt: CF1-0001."),
        (dismissed, "Who planned it is no longer a manager: Stella."),
    ],
)
def test_where_something_no_longer_holds_nothing_goes_and_managers_are_told(
    bid, other, cast, browser, deed, sentence
):
    decided_on(other, cast.stella, cast.otto, amount=None)
    release = planned(browser(cast.stella))
    deed(bid, cast)
    db.session.commit()

    work(hours=25)

    assert results() == []
    assert db.session.scalar(select(Award)) is None
    told = {one.to: one.body for one in letters("staff/release_stopped")}
    assert "otto@example.org" in told
    assert sentence in told["otto@example.org"]
    page = browser(cast.otto).get(PATH)
    assert sentence in page.words()
    assert "Stopped, nothing was sent" in page.words()
    db.session.refresh(release)
    assert not release.is_planned


def test_a_decision_that_is_told_is_not_sent_back(bid, cast, browser):
    assert released(browser(cast.stella)).status == 303
    decision = db.session.scalar(select(Decision))

    page = browser(cast.otto).get(f"/staff/decisions/{decision.id}/return")

    assert page.status == 409
    assert "The group knows this result." in page.words()


def test_a_reserve_is_neither_a_yes_nor_a_no(bid, other, cast, browser):
    reserved(other, cast, conditions="Two adults in the room.", place=777)
    assert released(browser(cast.stella)).status == 303

    (letter,) = [one for one in letters() if one.template == "bid_reserved"]
    page = browser(cast.omar).get(f"/applications/{other.id}").words()
    listed = browser(cast.omar).get("/applications").words()

    for words in (letter.body, page):
        assert "on the reserve list" in words
        assert "Two adults in the room." in words
        assert "cannot give" not in words
        assert "offers" not in words
    assert "£5,000" not in letter.body + page  # a wish is nobody's promise
    assert "777" not in (letter.body + page).replace(str(other.id), "")
    assert "The fund has decided" in listed
    assert (
        queries.award_for(
            db.session.scalar(
                select(Decision).where(Decision.application_id == other.id)
            )
        )
        is None
    )
    assert "Goals" not in browser().get("/awards").words()


def test_a_reserve_may_be_appealed_and_its_judge_reads_what_it_is(other, cast, browser):
    reserved(other, cast)
    assert released(browser(cast.stella), starts_on="").status == 303
    omar = browser(cast.omar)
    path = f"/applications/{other.id}/appeal"
    form = omar.get(path).form("appeal")
    assert omar.post(path, {**form, "words": "Why not now?"}).status == 303

    stella = browser(cast.stella)
    (link,) = {
        one
        for one in stella.get("/staff/calls/CF1/appeals").links()
        if one.startswith("/staff/appeals/")
    }
    words = stella.get(link).words()

    assert "The bid is on the reserve list." in words
    assert "cannot give" not in words


def test_results_that_are_told_anew_count_each_sort(bid, other, cast):
    reserved(other, cast)

    sent = offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=cast.stella)

    assert sent == (1, 1, 0)


def test_the_awards_page_leads_to_the_release(bid, cast, browser):
    page = browser(cast.stella).get(AWARDS)

    assert PATH in page.links()
    assert browser(cast.stella).post(AWARDS, NOW).status == 405
