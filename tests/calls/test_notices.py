"""Letters to those who want to know when a call opens: asked for, sent, left."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.calls import queries
from grantsapp.calls.actions import telling, writing
from grantsapp.calls.models import Subscription
from grantsapp.db import db
from grantsapp.jobs import Job
from grantsapp.mail import Letter
from tests.cast import a_call, a_fund

ADDRESS = "iza@example.org"


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


def wish(browser, fund, **more):
    form = {"email": ADDRESS, "language": "pl", **more}
    return browser().post(f"/funds/{fund.id}/notices", form)


def letters(template, to=ADDRESS):
    query = select(Letter).where(Letter.template == template, Letter.to == to)
    return list(db.session.scalars(query.order_by(Letter.made_at)))


def link_in(letter):
    return re.search(r"http://[^/]+(/notices/\S+)", letter.body)[1]


def subscribed(browser, fund, **more):
    wish(browser, fund, **more)
    link = link_in(letters("confirm_notices", more.get("email", ADDRESS))[-1])
    assert browser().post(link).status == 200
    return link


def work():
    """Do what is due, as any worker would."""
    while jobs.work_once():
        pass
    db.session.commit()


def subscriptions():
    return db.session.scalars(select(Subscription)).all()


def test_an_address_is_on_the_list_only_after_its_owner_pressed_a_button(fund, browser):
    assert "Look into your mailbox" in wish(browser, fund, themes="resilience").words()

    (letter,) = letters("confirm_notices")
    assert letter.language == "pl"
    link = link_in(letter)
    assert browser().get(link).status == 200
    assert subscriptions()[0].confirmed_at is None

    assert browser().post(link).status == 200
    (one,) = subscriptions()
    assert one.confirmed_at
    assert (one.language, one.themes, one.digest) == ("pl", ["resilience"], "")


def test_the_letter_works_once_and_not_after_its_days(fund, browser):
    link = subscribed(browser, fund)
    assert browser().post(link).status == 409
    assert "no longer works" in browser().get(link).words()

    wish(browser, fund, email="late@example.org")
    link = link_in(letters("confirm_notices", "late@example.org")[0])
    later = clock.now() + timedelta(days=telling.WISH_DAYS, minutes=1)
    with clock.stopped_at(later):
        assert browser().post(link).status == 409
        work()

    assert [s.email for s in subscriptions()] == [ADDRESS]


@pytest.mark.parametrize("secret", ["x", "%20", "a" * 500])
def test_a_made_up_secret_confirms_nothing(fund, browser, secret):
    wish(browser, fund)
    path = f"/notices/{subscriptions()[0].id}/{secret}"

    assert browser().post(path).status == 409
    assert subscriptions()[0].confirmed_at is None


def test_the_page_says_the_same_of_an_address_that_it_knows(fund, browser):
    new = wish(browser, fund).words()
    subscribed(browser, fund)

    assert wish(browser, fund).words() == new


def test_a_stranger_changes_nothing_of_somebody_elses_letters(fund, browser):
    subscribed(browser, fund)

    wish(browser, fund, language="ar", themes="awareness")

    (one,) = subscriptions()
    assert (one.language, one.themes) == ("pl", [])
    assert one.confirmed_at


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "iza"}, "Write an e-mail address such as name@example.org."),
        ({"email": f"{'a' * 5000}@b"}, "Write an e-mail address such as"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "Write an e-mail address such as"),
        ({"language": "xx"}, "Not a valid choice."),
        ({"themes": "nonsense"}, "'nonsense' is not a valid choice"),
    ],
)
def test_a_wish_that_makes_no_sense_is_told(fund, browser, form, sentence):
    answer = wish(browser, fund, **form)

    assert answer.status == 422
    assert sentence in answer.faults[0]
    assert db.session.scalar(select(Letter)) is None


def test_one_address_gets_few_letters_an_hour(fund, browser):
    statuses = [wish(browser, fund).status for _ in range(6)]

    assert statuses == [200] * telling.LETTERS_AN_HOUR + [429]
    assert len(letters("confirm_notices")) == telling.LETTERS_AN_HOUR


def test_each_subscriber_gets_one_letter_in_their_language(fund, cast, browser):
    subscribed(browser, fund)
    subscribed(browser, fund, email="nadia@example.org", language="ar")
    wish(browser, fund, email="never@example.org")
    a_call(fund, cast.stella)

    work()
    telling.tell_opening({"call": str(queries.call("CF1").id)})
    db.session.commit()
    work()

    (polish,) = letters("call_opened")
    (arabic,) = letters("call_opened", "nadia@example.org")
    assert "Spring call pl" in polish.subject
    assert "Spring call ع" in arabic.subject
    assert "/calls/CF1" in polish.body
    assert letters("call_opened", "never@example.org") == []


def test_nobody_is_told_before_a_call_opens(fund, cast, browser):
    subscribed(browser, fund)
    opens = clock.now() + timedelta(days=2)
    a_call(fund, cast.stella, opens_at=opens, closes_at=opens + timedelta(days=9))

    work()
    assert letters("call_opened") == []
    with clock.stopped_at(opens + timedelta(minutes=1)):
        work()

    assert len(letters("call_opened")) == 1


@pytest.mark.parametrize("days", [-1, 3])
def test_a_call_whose_opening_moves_tells_at_the_new_time_once(
    fund, cast, browser, days
):
    subscribed(browser, fund)
    opens = clock.now() + timedelta(days=2)
    closes = opens + timedelta(days=9)
    call = a_call(fund, cast.stella, opens_at=opens, closes_at=closes)
    moved = opens + timedelta(days=days)

    writing.edit_call(call, by=cast.stella, opens_at=moved)
    db.session.commit()

    with clock.stopped_at(min(opens, moved) + timedelta(minutes=1)):
        work()
        assert len(letters("call_opened")) == (days < 0)
    with clock.stopped_at(max(opens, moved) + timedelta(minutes=1)):
        work()
    assert len(letters("call_opened")) == 1


def test_a_call_moved_away_and_back_after_its_first_time_is_told(fund, cast, browser):
    subscribed(browser, fund)
    opens = clock.now() + timedelta(days=2)
    call = a_call(
        fund, cast.stella, opens_at=opens, closes_at=opens + timedelta(days=9)
    )
    writing.edit_call(call, by=cast.stella, opens_at=opens + timedelta(days=5))
    db.session.commit()
    with clock.stopped_at(opens + timedelta(hours=1)):
        work()
        writing.edit_call(call, by=cast.stella, opens_at=opens)
        db.session.commit()
        work()

    assert len(letters("call_opened")) == 1


def test_only_themes_that_the_call_offers_are_written_about(fund, cast, browser):
    subscribed(browser, fund, themes="resilience")
    one = subscriptions()[0]
    one.themes = ["gone"]
    db.session.commit()
    subscribed(browser, fund, email="b@example.org", themes="awareness")

    a_call(fund, cast.stella)
    work()

    assert letters("call_opened") == []
    assert len(letters("call_opened", "b@example.org")) == 1


def test_the_link_in_a_letter_leads_out_and_the_address_is_forgotten(
    fund, cast, browser
):
    subscribed(browser, fund)
    a_call(fund, cast.stella)
    work()
    out = re.search(r"(/notices/leaving/\S+)", letters("call_opened")[0].body)[1]

    assert "Forget my address" in browser().get(out).words()
    assert len(subscriptions()) == 1
    assert "You are not on the list" in browser().post(out).words()

    assert subscriptions() == []
    assert "You are not on the list" in browser().get(out).words()
    assert browser().post(out).status == 200


def test_no_letter_keeps_an_address_that_left(fund, cast, browser):
    subscribed(browser, fund)
    a_call(fund, cast.stella)
    work()

    telling.leave(subscriptions()[0])
    db.session.commit()

    kept = db.session.scalars(select(Letter)).all()
    assert len(kept) == 2
    assert {(letter.to, letter.body) for letter in kept} == {("", "")}
    assert all(letter.done_at for letter in kept)  # and nothing of it is still sent


def test_who_left_and_came_back_has_no_second_letter(fund, cast, browser):
    subscribed(browser, fund)
    call = a_call(fund, cast.stella)
    work()
    telling.leave(subscriptions()[0])
    db.session.commit()
    subscribed(browser, fund)

    telling.tell_opening({"call": str(call.id)})
    db.session.commit()

    assert letters("call_opened") == []
    assert len(letters("call_opened", to="")) == 1


@pytest.mark.parametrize("token", ["x", "ImFiYyI.forged", "a.b.c", "%F0%9F%92%A9"])
def test_a_forged_link_leads_nowhere(fund, browser, token):
    assert browser().get(f"/notices/leaving/{token}").status == 404
    assert browser().post(f"/notices/leaving/{token}").status == 404


def test_two_jobs_for_one_opening_are_one(fund, cast):
    call = a_call(fund, cast.stella)
    telling.tell_when_open(call)
    telling.tell_when_open(call)
    db.session.commit()

    query = select(Job).where(Job.kind == "tell_opening")
    assert len(db.session.scalars(query).all()) == 1
