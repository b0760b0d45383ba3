"""Nothing typed is lost: signed out while typing, a page open too long."""

import re

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts.models import Rescue, SignIn
from grantsapp.calls import queries
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_call, a_draft, a_fund, a_group


@pytest.fixture
def section(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    return f"/applications/{draft.id}/sections/details"


def end_all_sign_ins():
    for sign_in in db.session.scalars(select(SignIn)):
        sign_in.ended_at = clock.now()
    db.session.commit()


def sign_in_again(browser, email):
    browser.post("/sign-in", {"email": email})
    letter = db.session.scalars(select(Letter).order_by(Letter.made_at.desc())).first()
    code = re.search(r"\d{6}", letter.body)[0]
    return browser.follow(browser.post("/sign-in/code", {"code": code}))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "What you typed is kept"), ("ar", "كتبتموه"), ("pl", "wpisa")],
)
def test_a_session_that_expired_while_typing_loses_nothing(
    app, section, cast, browser, language, sentence
):
    amina = browser(cast.amina, language=language)
    form = amina.get(section).form("sections")
    end_all_sign_ins()

    answer = amina.post(section, {**form, "need": "Typed while signed out."})
    told = amina.follow(answer)
    kept = sign_in_again(amina, "amina@example.org")
    page = amina.follow(kept)

    assert answer.location == "/sign-in"
    assert sentence in told.text
    assert "Typed while signed out." in page.text
    saved = amina.post(section, page.form("/sections/"))
    assert saved.status == 303
    bid = queries.application(
        db.session.scalar(select(Rescue)).person_id and _key(section)
    )
    assert queries.raw_answers(bid)["need"] == ["Typed while signed out."]


def _key(section):
    from uuid import UUID

    return UUID(section.split("/")[2])


def test_somebody_else_who_signs_in_there_does_not_see_it(app, section, cast, browser):
    amina = browser(cast.amina)
    form = amina.get(section).form("sections")
    end_all_sign_ins()
    amina.post(section, {**form, "need": "Mine alone."})
    key = db.session.scalar(select(Rescue)).id

    sign_in_again(amina, "zed@example.org")

    assert amina.get(f"/rescued/{key}").status == 403


def test_a_page_open_too_long_keeps_what_was_typed(app, section, cast, browser):
    amina = browser(cast.amina)
    amina.get(section)

    answer = amina.post(section, {"need": "Late text.", "csrf_token": "stale"})

    assert answer.status == 409
    kept = [link for link in answer.links() if "/rescued/" in link]
    assert "Late text." in amina.get(kept[0]).text


def test_a_request_forged_by_another_site_leaves_no_trace(app, section, cast, browser):
    amina = browser(cast.amina)

    answer = amina.post(
        section,
        {"need": "forged", "csrf_token": "x"},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status == 400
    assert db.session.scalar(select(Rescue)) is None


def test_what_was_kept_is_sealed_in_the_database(app, section, cast, browser):
    browser(cast.amina).post(section, {"need": "Private.", "csrf_token": "stale"})

    raw = db.session.connection().exec_driver_sql("SELECT typed FROM rescues").scalar()
    assert "Private." not in raw
