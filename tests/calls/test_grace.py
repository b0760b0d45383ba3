"""Grace: minutes after closing for what was begun before, to the second."""

from datetime import timedelta

import pytest

from grantsapp import clock
from grantsapp.calls import queries
from grantsapp.calls.models import Stage
from grantsapp.db import db
from tests.cast import a_call, a_draft, a_fund, a_group

MINUTES = 10


@pytest.fixture
def call(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    call.grace_minutes = MINUTES
    db.session.commit()
    return call


@pytest.fixture
def draft(call, cast):
    return a_draft(call, a_group(cast.amina), cast.amina)


def again(key):
    db.session.expire_all()
    return queries.application(key)


@pytest.mark.parametrize(
    ("seconds", "status", "is_late"),
    [
        (-1, 303, False),
        (0, 303, True),
        (MINUTES * 60 - 1, 303, True),
        (MINUTES * 60, 409, None),
        (MINUTES * 60 + 1, 409, None),
    ],
)
def test_a_draft_begun_before_closing_is_taken_in_the_grace_time_to_the_second(
    app, draft, cast, browser, seconds, status, is_late
):
    key, closes = draft.id, draft.call.closes_at

    with clock.stopped_at(closes + timedelta(seconds=seconds)):
        answer = browser(cast.amina).post(f"/applications/{key}/submission")

    assert answer.status == status
    bid = again(key)
    assert bid.stage is (Stage.SUBMITTED if status == 303 else Stage.DRAFT)
    assert [s.is_late for s in bid.submissions] == (
        [] if is_late is None else [is_late]
    )


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_nothing_can_be_begun_in_the_grace_time(
    app, call, cast, browser, seconds, status
):
    group = str(a_group(cast.amina).id)

    with clock.stopped_at(call.closes_at + timedelta(seconds=seconds)):
        answer = browser(cast.amina).post("/calls/CF1/applying", {"for": group})

    assert answer.status == status


@pytest.mark.parametrize(("seconds", "status"), [(0, 409), (60, 409)])
def test_what_was_begun_at_the_closing_time_has_no_grace(
    app, call, draft, cast, browser, seconds, status
):
    draft.made_at = call.closes_at
    db.session.commit()
    key = draft.id

    with clock.stopped_at(call.closes_at + timedelta(seconds=seconds)):
        answer = browser(cast.amina).post(f"/applications/{key}/submission")

    assert answer.status == status


def test_answers_can_still_be_finished_in_the_grace_time(app, draft, cast, browser):
    key, closes = draft.id, draft.call.closes_at
    section = f"/applications/{key}/sections/details"

    with clock.stopped_at(closes + timedelta(minutes=MINUTES - 1)):
        amina = browser(cast.amina)
        form = amina.get(section).form("sections")
        saved = amina.post(section, {**form, "need": "Finished in a hurry."})
        tasks = amina.get(f"/applications/{key}")
    with clock.stopped_at(closes + timedelta(minutes=MINUTES)):
        form.pop("csrf_token")
        late = browser(cast.amina).post(section, {**form, "need": "Too late."})

    assert (saved.status, late.status) == (303, 409)
    assert "This call has closed." in late.words()
    assert "Check your answers and submit" in tasks.words()
    assert queries.raw_answers(again(key))["need"] == ["Finished in a hurry."]


def test_applicants_read_the_closing_time_only(app, draft, cast, browser):
    key, closes = draft.id, draft.call.closes_at
    amina = browser(cast.amina)

    pages = [amina.get("/calls/CF1"), amina.get(f"/applications/{key}")]
    with clock.stopped_at(closes + timedelta(minutes=1)):
        pages += [browser(cast.amina).get(f"/applications/{key}"), amina.get("/calls")]

    for page in pages:
        assert "grace" not in page.text.lower()
        assert (closes + timedelta(minutes=MINUTES)).strftime("%H:%M") not in page.text


def test_the_fund_sees_what_came_in_the_grace_time(app, draft, cast, browser):
    key, closes = draft.id, draft.call.closes_at
    with clock.stopped_at(closes + timedelta(minutes=1)):
        browser(cast.amina).post(f"/applications/{key}/submission")

    page = browser(cast.stella).get(f"/staff/applications/{key}")

    assert "In the grace time" in page.words()


def test_a_manager_writes_grace_results_day_and_days_for_appeals(app, cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"
    day = (call.closes_at + timedelta(days=40)).date()
    typed = {"grace_minutes": "15", "results_by": day.isoformat(), "appeal_days": "30"}

    answer = stella.post(path, {**stella.get(path).form("text"), **typed})

    assert answer.status == 303
    db.session.expire_all()
    call = queries.call("CF1")
    assert (call.grace_minutes, call.results_by, call.appeal_days) == (15, day, 30)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("grace_minutes", "-1", "Write a number from 0 to 1440."),
        ("grace_minutes", "1441", "Write a number from 0 to 1440."),
        ("appeal_days", "366", "Write a number from 0 to 365."),
        ("results_by", "soon", "Write a day, such as 2027-09-01."),
        ("results_by", "2001-01-01", "Results cannot come before the call closes."),
    ],
)
def test_dates_that_cannot_be_are_told_at_their_field(
    app, cast, browser, field, typed, sentence
):
    a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"

    answer = stella.post(path, {**stella.get(path).form("text"), field: typed})

    assert answer.status == 422
    assert answer.faults == [sentence]
    assert answer.form("text")[field] == [typed]


@pytest.mark.parametrize(("grace", "days"), [("", ""), (" ", " ")])
def test_left_empty_there_is_no_grace_and_twenty_days(app, cast, browser, grace, days):
    a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"
    form = stella.get(path).form("text")

    answer = stella.post(path, {**form, "grace_minutes": grace, "appeal_days": days})

    assert answer.status == 303
    db.session.expire_all()
    call = queries.call("CF1")
    assert (call.grace_minutes, call.appeal_days, call.results_by) == (0, 20, None)
