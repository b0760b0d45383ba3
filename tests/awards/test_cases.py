"""Irregularities: opened by one manager, closed by another, never told further."""

import pytest
from sqlalchemy import select

from grantsapp import audit
from grantsapp.awards import queries
from grantsapp.awards.models import Irregularity, Outcome
from grantsapp.awards.queries import cases
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.awards.running import a_running_award
from tests.cast import a_helper

DOUBT = {"what": "The hall says that nobody ever came."}
END = {"outcome": "put right", "note": "They moved; receipts are fine."}


@pytest.fixture
def award(cast):
    return a_running_award(cast)


def opened(award, browser, by):
    page = browser(by).post(f"/staff/awards/{award.id}/cases", DOUBT)
    assert page.status == 303
    return the_case()


def the_case():
    db.session.expire_all()
    newest = Irregularity.number.desc()
    return db.session.scalar(select(Irregularity).order_by(newest))


def test_a_case_stands_plainly_on_the_staff_page_until_it_is_closed(
    award, cast, browser
):
    case = opened(award, browser, cast.stella)
    plain = "Nothing is paid for this award until it is closed."
    assert plain in browser(cast.otto).get(f"/staff/awards/{award.id}").words()
    assert cases.open_case(queries.award(award.id)).id == case.id
    assert cases.awards_with_open_cases(award.call) == {award.id}

    page = browser(cast.otto).post(f"/staff/awards/cases/{case.id}", END)

    assert page.status == 303
    case = the_case()
    assert (case.outcome, case.closed_by.name) == (Outcome.PUT_RIGHT, "Otto")
    assert cases.open_case(queries.award(award.id)) is None
    assert plain not in browser(cast.otto).get(f"/staff/awards/{award.id}").words()
    assert [line.verb for line in audit.history(case)] == [
        "opened a case",
        "closed the case",
    ]
    words = browser(cast.stella).get(f"/staff/awards/cases/{case.id}").words()
    assert END["note"] in words


def test_nobody_closes_the_case_that_they_opened(award, cast, browser):
    case = opened(award, browser, cast.stella)
    stella, path = browser(cast.stella), f"/staff/awards/cases/{case.id}"
    assert "another manager must close it" in stella.get(path).words()

    page = stella.post(path, END)

    assert page.status == 409
    assert "Somebody else must close the case that you opened." in page.words()
    assert the_case().closed_at is None


def test_a_case_ends_with_an_outcome_and_a_note(award, cast, browser):
    case = opened(award, browser, cast.stella)
    otto, path = browser(cast.otto), f"/staff/awards/cases/{case.id}"

    assert otto.post(path, {**END, "outcome": "x"}).faults == ["Choose one."]
    page = otto.post(path, {**END, "note": " "})
    assert page.status == 422
    assert page.faults == ["Write what was found and done."]
    assert otto.post(f"/staff/awards/{award.id}/cases", {}).status == 409


def test_the_second_of_two_who_close_it_is_told_so(award, cast, browser):
    case = opened(award, browser, cast.stella)
    path = f"/staff/awards/cases/{case.id}"
    browser(cast.otto).post(path, END)

    page = browser(cast.zed).post(path, {**END, "outcome": "repaid"})

    assert page.status == 409
    assert the_case().outcome is Outcome.PUT_RIGHT


def test_one_case_at_a_time_and_a_doubt_is_said(award, cast, browser):
    page = browser(cast.otto).post(f"/staff/awards/{award.id}/cases", {"what": ""})
    assert page.status == 422
    opened(award, browser, cast.stella)

    page = browser(cast.otto).post(f"/staff/awards/{award.id}/cases", DOUBT)

    assert page.status == 409
    assert "A case is open already." in page.words()
    assert the_case().number == 1


def test_the_group_and_the_public_never_learn_of_it(award, cast, browser):
    case = opened(award, browser, cast.stella)
    pages = [
        browser(cast.amina).get(f"/awards/{award.id}"),
        browser(cast.amina).get(f"/awards/{award.id}/spending"),
        browser().get("/awards"),
        browser().get("/awards/360giving.json"),
    ]

    for page in pages:
        assert page.status == 200
        for word in ("rregular", "nobody ever came", "suspend", str(case.id)):
            assert word not in page.text
    for who in (cast.amina, cast.bo, cast.omar):
        for path in (f"cases/{case.id}", f"{award.id}/cases"):
            assert browser(who).get(f"/staff/awards/{path}").status == 403
            assert browser(who).post(f"/staff/awards/{path}", END).status == 403
    assert not [e for e in audit.history(award) if "case" in e.verb]


def test_a_manager_who_takes_the_groups_side_does_not_see_it(award, cast, browser):
    a_helper(cast.otto, award.organisation, cast.amina)
    case = opened(award, browser, cast.stella)
    otto = browser(cast.otto)

    assert otto.get(f"/staff/awards/cases/{case.id}").status == 403
    words = otto.get(f"/staff/awards/{award.id}").words()
    assert "rregular" not in words


def test_the_other_managers_get_a_letter_without_what_it_is_about(award, cast, browser):
    a_helper(cast.otto, award.organisation, cast.amina)
    case = opened(award, browser, cast.stella)

    query = select(Letter).where(Letter.template.startswith("staff/case_"))
    (letter,) = db.session.scalars(query)
    assert letter.to == "zed@example.org"
    assert DOUBT["what"] not in letter.body
    browser(cast.zed).post(f"/staff/awards/cases/{case.id}", END)
    told = {one.to for one in db.session.scalars(query)}
    assert told == {"zed@example.org", "stella@example.org"}
