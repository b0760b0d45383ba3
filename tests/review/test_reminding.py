"""Reminders go by themselves to those who have something outstanding, nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.db import db
from grantsapp.jobs import Job
from grantsapp.mail import Letter
from grantsapp.review.actions import assigning, declaring, reminding, reviewing
from grantsapp.review.models import Answered, Seat
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    withdrawn,
)

DUE = timedelta(days=10)


@pytest.fixture
def due(app):
    return clock.now() + DUE


@pytest.fixture
def phase(call, due):
    found = scoring_phase(call)
    found.due_at = due
    db.session.commit()
    return found


@pytest.fixture
def panel(call, cast):
    cast.ravi.language = "ar"
    return [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi, cast.mei)]


@pytest.fixture
def bids(call, cast):
    group = a_group(cast.amina)
    made = [a_bid(call, group, cast.amina) for _ in range(2)]
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def asked(phase, bids, panel, cast):
    """Rosa and Ravi are asked to score both bids; Mei is asked nothing."""
    return [one for bid in bids for one in assigned(bid, *panel[:2], by=cast.stella)]


def planned():
    query = select(Job).where(Job.kind == "review.remind").order_by(Job.due_at)
    return list(db.session.scalars(query))


def on(moment):
    """Do everything that is due at a moment."""
    db.session.commit()
    with clock.stopped_at(moment):
        while jobs.work_once():
            pass
    assert [job.fault for job in planned() if job.fault] == []


def reminded():
    query = select(Letter).where(Letter.template == "staff/reviews_due")
    return list(db.session.scalars(query.order_by(Letter.to, Letter.made_at)))


def test_three_reminders_are_asked_for_when_bids_are_assigned(asked, due):
    assert [job.due_at - due for job in planned()] == [
        timedelta(days=-7),
        timedelta(days=-2),
        timedelta(days=1),
    ]


def test_asking_again_for_the_same_time_asks_for_nothing_more(asked, phase):
    before = {job.key for job in planned()}

    reminding.plan(phase)
    db.session.commit()

    assert {job.key for job in planned()} == before


@pytest.mark.parametrize(("days", "left"), [(8, 3), (7, 2), (6, 2), (2, 1), (1, 1)])
def test_what_is_past_when_bids_are_assigned_is_not_asked_for(
    phase, bids, panel, cast, days, left
):
    phase.due_at = clock.now() + timedelta(days=days) - timedelta(minutes=1)
    db.session.commit()

    assigned(bids[0], panel[0], by=cast.stella)

    assert len(planned()) == left


@pytest.mark.parametrize("fact", ["no time", "closed"])
def test_a_phase_without_a_last_day_or_closed_has_no_reminders(
    phase, bids, panel, cast, fact
):
    if fact == "no time":
        phase.due_at = None
    else:
        phase.closed_at = clock.now()
    db.session.commit()

    reminding.plan(phase)

    assert planned() == []


def test_those_with_outstanding_reviews_are_reminded_and_nobody_else(asked, due):
    scored(asked[0], 5, 4, 3)  # Rosa's first; her second is still to do

    on(due - timedelta(days=7))

    letters = reminded()
    assert [letter.to for letter in letters] == [
        "ravi@example.org",
        "rosa@example.org",
    ]
    assert "One bid waits for your review in Spring call" in letters[1].subject
    assert letters[0].language == "ar"
    assert "طلبان" in letters[0].subject  # two bids, in the dual


def test_the_letter_says_until_when_in_the_funds_time(asked, due, call):
    from grantsapp.i18n import moment

    on(due - timedelta(days=2))

    rosas = reminded()[-1]
    assert moment(due, "Europe/London") in rosas.body
    assert "They are due on" in rosas.body
    assert "/reviews" in rosas.body


def test_after_the_last_day_the_letter_says_that_it_was(asked, due):
    on(due + timedelta(days=1))

    assert "They were due on" in reminded()[-1].body


def test_each_reminder_goes_once_to_each(asked, due):
    on(due - timedelta(days=7))
    reminding.remind(
        {"phase": str(asked[0].phase_id), "days": -7, "due": due.isoformat()}
    )
    on(due - timedelta(days=6))

    assert len(reminded()) == 2


def test_all_three_go_while_something_is_outstanding(asked, due):
    for days in (-7, -2, 1):
        on(due + timedelta(days=days))

    assert len(reminded()) == 6


@pytest.mark.parametrize(
    "end", ["submitted", "declined", "conflict", "withdrawn", "not eligible"]
)
def test_who_has_nothing_left_to_do_is_not_reminded(asked, bids, cast, due, end):
    mine = [a for a in asked if a.moderator.person == cast.rosa]
    for one in mine:
        if end == "submitted":
            scored(one, 5, 4, 3)
        elif end == "declined":
            reviewing.decline(one, because="no time", by=cast.rosa)
        elif end == "conflict":
            declaring.declare_conflict(one, reason="a tie", by=cast.rosa)
        elif end == "withdrawn":
            withdrawn(one.application, cast.amina)
        else:
            ineligible(one.application, cast)
    db.session.commit()
    forget()

    on(due - timedelta(days=7))

    assert "rosa@example.org" not in {letter.to for letter in reminded()}


def ineligible(bid, cast):
    from grantsapp.review import queries
    from grantsapp.review.actions import planning
    from grantsapp.review.models import Kind

    phase = queries.phase_of_kind(bid.call, Kind.ELIGIBILITY)
    planning.check_eligibility(
        phase, bid, is_eligible=False, reason="r", by=cast.stella
    )


def forget():
    from grantsapp.review.rules import forget_bids_in, forget_ties

    forget_ties()
    forget_bids_in()


@pytest.mark.parametrize("end", ["left the panel", "another seat"])
def test_who_does_not_score_any_more_is_not_reminded(asked, panel, due, end):
    if end == "left the panel":
        panel[0].answered = Answered.DECLINED
    else:
        panel[0].seat = Seat.ADVISER

    on(due - timedelta(days=7))

    assert {letter.to for letter in reminded()} == {"ravi@example.org"}


def test_a_review_that_was_opened_again_is_outstanding(asked, cast, due):
    for one in asked:
        scored(one, 5, 4, 3)
    reviewing.reopen_review(asked[0], by=cast.rosa)

    on(due - timedelta(days=7))

    assert [letter.to for letter in reminded()] == ["rosa@example.org"]


def test_after_another_time_was_set_the_old_reminders_do_nothing(asked, phase, due):
    later = due + timedelta(days=20)
    phase.due_at = later
    reminding.plan(phase)

    on(due - timedelta(days=7))
    on(due - timedelta(days=2))
    nothing = reminded()
    on(later - timedelta(days=7))

    assert nothing == []
    assert len(reminded()) == 2


@pytest.mark.parametrize("closed", [True, False])
def test_a_phase_that_is_closed_or_has_not_begun_reminds_nobody(
    asked, phase, due, closed
):
    if closed:
        phase.closed_at = clock.now()
    else:
        phase.opens_at = due - timedelta(days=5)

    on(due - timedelta(days=7))

    assert reminded() == []


def test_a_worker_that_slept_for_days_does_not_send_two_reminders_at_once(asked, due):
    on(due - timedelta(days=1))

    assert len(reminded()) == 2  # that of two days before, not that of seven


def test_a_phase_that_is_gone_fails_nothing(asked, due):
    payload = {"phase": "00000000-0000-0000-0000-000000000000", "days": -7}

    reminding.remind({**payload, "due": due.isoformat()})

    assert reminded() == []


def test_assigning_the_same_again_reminds_nobody_twice(asked, phase, cast, due):
    wanted = {(a.moderator_id, a.application_id) for a in asked}
    assigning.assign(phase, wanted, by=cast.stella)

    on(due - timedelta(days=7))

    assert len(reminded()) == 2
