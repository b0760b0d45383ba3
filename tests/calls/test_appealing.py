"""An appeal after a told decision: its dates, who answers it, and how."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import offering
from grantsapp.calls import queries
from grantsapp.calls.actions import appealing
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Appeal, Duty, Finding
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding
from grantsapp.review.models import Outcome
from tests.cast import a_bid, a_call, a_fund, a_group, decided, eligible

WHY = "You counted forty people as four."


@pytest.fixture
def fund(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.mei, Duty.MANAGER, fund=fund)
    db.session.commit()
    return fund


@pytest.fixture
def bid(fund, cast):
    call = a_call(fund, cast.stella)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def told(bid, cast):
    decided(bid, cast.stella, cast.otto, amount=None)
    offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=cast.stella)
    db.session.commit()
    return bid.id


@pytest.fixture
def appeal(told, cast):
    made = appealing.appeal(queries.application(told), words=WHY, by=cast.amina)
    db.session.commit()
    return made.id


def letters(template):
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def again(key):
    return db.session.get(Appeal, key, populate_existing=True)


def assigned_to(appeal, person, by):
    appealing.assign(again(appeal), email=person.email, name=person.name, by=by)
    db.session.commit()


def test_a_group_appeals_and_is_answered_in_writing_by_who_took_no_part(
    app, told, cast, browser
):
    amina, stella = browser(cast.amina), browser(cast.stella)
    link = f"/applications/{told}/appeal"
    assert link in amina.get(f"/applications/{told}").links()

    sent = amina.post(link, {"words": WHY})

    assert sent.status == 303
    assert "We have your appeal." in amina.follow(sent).words()
    key = db.session.scalar(select(Appeal.id))
    listed = stella.get("/staff/calls/CF1/appeals")
    assert "Nobody is asked yet" in listed.words()
    page = stella.get(f"/staff/appeals/{key}")
    assert WHY in page.words()
    who = {"name": "Mei", "email": "mei@example.org"}
    assert stella.post(f"/staff/appeals/{key}/assignment", who).status == 303
    mei = browser(cast.mei)
    assert "Neighbours do not know" in mei.get(f"/staff/appeals/{key}").words()
    words = "You are right: it was forty."
    answered = mei.post(
        f"/staff/appeals/{key}/answer", {"finding": "upheld", "answer": words}
    )
    assert answered.status == 303
    page = amina.get(link)
    assert "Upheld: the group is right" in page.words()
    assert words in page.words()
    assert "Your appeal was answered." in str(
        queries.status_of(queries.application(told))
    )
    assert [x.to for x in letters("appeal_received")] == [
        "amina@example.org",
        "bo@example.org",
    ]
    assert len(letters("staff/appeal_received")) == 3
    assert [x.to for x in letters("staff/appeal_assigned")] == ["mei@example.org"]
    assert words in letters("appeal_answered")[1].body
    verbs = [e.verb for e in audit.history(queries.application(told))]
    assert verbs[-3:] == [
        "appealed",
        "assigned the appeal",
        "answered the appeal: upheld",
    ]


def last_moment(told):
    """The midnight after the twentieth day, on London's wall, worked out here."""
    call = queries.application(told).call
    at = db.session.scalar(select(audit.Event.at).where(
        audit.Event.verb == "told the applicant"
    ))  # fmt: skip
    wall = ZoneInfo(call.fund.time_zone)
    day = at.astimezone(wall).date() + timedelta(days=21)
    return datetime(day.year, day.month, day.day, tzinfo=wall)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_the_last_day_is_kept_to_the_second_and_what_is_late_is_kept(
    app, told, cast, browser, seconds, status
):
    with clock.stopped_at(last_moment(told) + timedelta(seconds=seconds)):
        amina = browser(cast.amina)
        page = amina.post(f"/applications/{told}/appeal", {"words": WHY})
        if status == 409:
            assert "The time for an appeal has passed." in page.words()
            kept = next(link for link in page.links() if "/rescued/" in link)
            assert WHY in amina.get(kept).text

    assert page.status == status
    assert (db.session.scalar(select(Appeal)) is not None) is (status == 303)


@pytest.mark.parametrize(
    ("zone", "told_at", "ends"),
    [
        # summer time ends in between: the last day is still a whole day
        ("Europe/London", "2027-10-20T22:30+00:00", "2027-11-10T00:00+00:00"),
        ("Europe/Warsaw", "2027-10-20T22:30+00:00", "2027-11-10T23:00+00:00"),
        ("Europe/London", "2027-03-10T12:00+00:00", "2027-03-30T23:00+00:00"),
        ("America/New_York", "2027-01-01T03:00+00:00", "2027-01-21T05:00+00:00"),
    ],
)
def test_a_day_ends_by_the_clock_on_the_funds_wall(zone, told_at, ends):
    end = clock.end_of_day(datetime.fromisoformat(told_at), zone, days=20)

    assert end == datetime.fromisoformat(ends)


def test_before_the_result_is_told_nobody_can_appeal(app, bid, cast, browser):
    decided(bid, cast.stella, cast.otto, amount=None)

    answer = browser(cast.amina).post(f"/applications/{bid.id}/appeal", {"words": WHY})

    assert answer.status == 409
    assert "once the fund has told you" in answer.words()
    assert "appeal" not in browser(cast.amina).get(f"/applications/{bid.id}").text


def test_a_second_appeal_on_the_same_bid_is_refused(app, told, appeal, cast, browser):
    answer = browser(cast.bo).post(f"/applications/{told}/appeal", {"words": "More."})

    assert answer.status == 409
    assert "A second one is not possible." in answer.words()
    assert len(db.session.scalars(select(Appeal)).all()) == 1


def test_two_appeals_at_one_moment_are_refused_by_the_database(app, told, cast):
    bid = queries.application(told)
    appealing.appeal(bid, words=WHY, by=cast.amina)
    with pytest.raises(Exception, match=r"(?i)unique"):
        appealing.appeal(bid, words=WHY, by=cast.bo)
    db.session.rollback()


def test_an_empty_appeal_comes_back_with_the_form(app, told, cast, browser):
    answer = browser(cast.amina).post(f"/applications/{told}/appeal", {"words": " "})

    assert (answer.status, answer.faults) == (422, ["Write what went wrong."])


@pytest.mark.parametrize("who", ["stella", "otto", "amina", "bo"])
def test_who_decided_or_is_of_the_group_cannot_be_asked_to_judge(
    app, appeal, cast, browser, who
):
    person = getattr(cast, who)

    answer = browser(cast.mei).post(
        f"/staff/appeals/{appeal}/assignment",
        {"name": person.name, "email": person.email},
    )

    assert answer.status == 422
    assert "took part in this bid or its decision" in answer.faults[0]
    assert again(appeal).assigned_to_id is None


def test_who_once_decided_and_was_sent_back_cannot_judge_either(
    app, bid, fund, cast, browser
):
    facts = {"outcome": Outcome.DECLINE, "amount": None, "reason": "r", "feedback": "f"}
    first = deciding.decide(bid, by=cast.mei, **facts)
    deciding.send_back(first, because="look again", by=cast.otto)
    give_role(cast.sven, Duty.MANAGER, fund=fund)
    again_decided = deciding.decide(bid, by=cast.stella, **facts)
    deciding.approve(again_decided, by=cast.sven)
    db.session.flush()
    offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=cast.stella)
    made = appealing.appeal(bid, words=WHY, by=cast.amina)
    db.session.commit()

    for person in (cast.mei, cast.otto, cast.stella, cast.sven):
        form = {"name": person.name, "email": person.email}
        path = f"/staff/appeals/{made.id}/assignment"
        assert browser(cast.stella).post(path, form).status == 422


def test_a_judge_who_is_in_by_mistake_is_refused_by_the_policy(
    app, appeal, cast, browser
):
    made = again(appeal)
    made.assigned_to = cast.otto  # who approved
    db.session.commit()

    answer = browser(cast.otto).post(
        f"/staff/appeals/{appeal}/answer", {"finding": "upheld", "answer": "Yes."}
    )

    assert answer.status == 409
    assert "cannot judge an appeal" in answer.words()
    assert again(appeal).finding is None


def test_somebody_from_outside_can_be_asked_and_reads_only_this_bid(
    app, appeal, cast, browser
):
    browser(cast.stella).post(
        f"/staff/appeals/{appeal}/assignment",
        {"name": "Ines Outside", "email": "Ines@Example.org"},
    )
    ines = db.session.scalar(select(Person).where(Person.email == "ines@example.org"))

    them = browser(ines)

    assert them.get(f"/staff/appeals/{appeal}").status == 200
    assert them.get("/staff/calls/CF1/appeals").status == 403
    assert them.post(f"/staff/appeals/{appeal}/assignment", {}).status == 403
    answer = {"finding": "not_upheld", "answer": "It was as it should."}
    assert them.post(f"/staff/appeals/{appeal}/answer", answer).status == 303
    assert again(appeal).finding is Finding.NOT_UPHELD


@pytest.mark.parametrize("who", ["zed", "omar", "rosa", "amina"])
def test_others_do_not_read_the_funds_page_of_an_appeal(
    app, appeal, cast, browser, who
):
    them = browser(getattr(cast, who))

    assert them.get(f"/staff/appeals/{appeal}").status == 403
    assert them.post(f"/staff/appeals/{appeal}/answer", {}).status == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"finding": ""}, "Choose what you find."),
        ({"finding": "perhaps"}, "Choose what you find."),
        ({"answer": ""}, "Write your answer."),
    ],
)
def test_an_answer_needs_a_finding_and_words(
    app, appeal, cast, browser, typed, sentence
):
    assigned_to(appeal, cast.mei, cast.stella)
    form = {"finding": "upheld", "answer": "My words.", **typed}

    page = browser(cast.mei).post(f"/staff/appeals/{appeal}/answer", form)

    assert page.status == 422
    assert page.faults == [sentence]
    assert again(appeal).answered_at is None


def test_an_answer_is_given_once(app, appeal, cast, browser):
    assigned_to(appeal, cast.mei, cast.stella)
    form, path = {"finding": "upheld", "answer": "One."}, f"/staff/appeals/{appeal}"
    mei = browser(cast.mei)
    mei.post(f"{path}/answer", form)

    twice = mei.post(f"{path}/answer", {**form, "answer": "Two."})
    moved = browser(cast.stella).post(
        f"{path}/assignment", {"name": "Zed", "email": "zed@example.org"}
    )

    assert (twice.status, moved.status) == (409, 409)
    assert again(appeal).answer == "One."
    assert len(letters("appeal_answered")) == 2


def test_with_other_days_on_the_call_the_time_is_another(app, told, cast, browser):
    queries.application(told).call.appeal_days = 0
    db.session.commit()
    tonight = last_moment(told) - timedelta(days=20)

    with clock.stopped_at(tonight - timedelta(seconds=1)):
        assert browser(cast.amina).get(f"/applications/{told}/appeal").status == 200
    with clock.stopped_at(tonight):
        assert browser(cast.amina).get(f"/applications/{told}/appeal").status == 409
