"""Staff enter a bid that came on paper or by phone, for a group they describe."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Channel, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import ANSWERS, a_call, a_fund

FORM = {
    "name": "Sewing Circle",
    "kind": "informal_group",
    "register": "",
    "number": "",
    "borough": "Haringey",
    "about": "We sew.",
    "language": "so",
    "contact": "Hodan",
    "email": "hodan@example.org",
    "channel": "paper",
    "note": "Blue folder, room 12",
}
PATH = "/staff/calls/CF1/entering"
FIRST = ("title", "tier", "amount", "theme")


@pytest.fixture
def call(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    call.grace_minutes = 10
    db.session.commit()
    return call


def entered(them, **typed):
    """Enter the group, and give the address of its bid."""
    answer = them.post(PATH, {**FORM, **typed})
    assert answer.status == 303, answer.faults
    return answer.location


def filled(them, place):
    first = {k: v for k, v in ANSWERS.items() if k in FIRST}
    rest = {k: v for k, v in ANSWERS.items() if k not in FIRST}
    one = them.post(f"{place}/sections/project", {**first, "then": "next"})
    two = them.post(f"{place}/sections/details", {**rest, "then": "next"})
    return one.status, two.status


def the_bid():
    db.session.expire_all()
    return queries.application(db.session.scalar(select(Application.id)))


def test_a_bid_on_paper_is_entered_and_handed_in(app, call, cast, browser):
    stella = browser(cast.stella)
    place = entered(stella)

    assert filled(stella, place) == (303, 303)
    assert stella.get(f"{place}/check").status == 200
    assert stella.post(f"{place}/submission").status == 303

    bid = the_bid()
    assert (bid.stage, bid.title, bid.language) == (
        Stage.SUBMITTED,
        "Kitchen table",
        "so",
    )
    assert (bid.entry.channel, bid.entry.by_name) == (Channel.PAPER, "Stella")
    assert bid.submissions[0].by_name == "Stella"
    page = stella.get(f"/staff/applications/{bid.id}")
    for words in ("Entered by the fund", "On paper", "Blue folder, room 12", "Stella"):
        assert words in page.words()
    verbs = {e.verb: e.details for e in audit.history(bid)}
    assert verbs["entered on behalf"]["note"] == "Blue folder, room 12"


def test_its_contact_gets_the_letters_and_can_sign_in_and_read(
    app, call, cast, browser
):
    stella = browser(cast.stella)
    place = entered(stella)
    filled(stella, place)
    stella.post(f"{place}/submission")

    letter = db.session.scalar(
        select(Letter).where(Letter.template == "application_submitted")
    )
    hodan = db.session.scalar(select(Person).where(Person.email == "hodan@example.org"))
    them = browser(hodan)
    page = them.get(place)
    assert (letter.to, letter.language) == ("hodan@example.org", "en")
    assert page.status == 200
    assert "The fund entered this application for the group." in page.words()
    assert "Neighbours do not know" in them.get(f"{place}/check").words()
    assert "Kitchen table" in them.get("/applications").words()
    assert the_bid().organisation.memberships[0].person_id == hodan.id


def test_a_contact_whom_we_know_keeps_their_account(app, call, cast, browser):
    entered(browser(cast.stella), email="Amina@example.org", contact="Other Name")

    bid = the_bid()
    assert [m.person_id for m in bid.organisation.memberships] == [cast.amina.id]
    assert db.session.get(Person, cast.amina.id).name == "Amina"


def test_without_an_address_no_letter_goes_and_staff_are_no_members(
    app, call, cast, browser
):
    stella = browser(cast.stella)
    place = entered(stella, email="", channel="phone")
    filled(stella, place)

    assert stella.post(f"{place}/submission").status == 303

    bid = the_bid()
    assert bid.organisation.memberships == []
    assert db.session.scalar(select(Letter)) is None
    assert stella.get(f"/organisations/{bid.organisation_id}").status == 403


def test_a_draft_being_entered_is_found_again(app, call, cast, browser):
    stella = browser(cast.stella)
    place = entered(stella)

    listed = stella.get("/staff/calls/CF1/entering")

    assert "Being entered" in listed.words()
    assert place in listed.links()


@pytest.mark.parametrize("who", ["zed", "otto", "amina", "rosa", "fay"])
def test_only_managers_of_the_call_enter_bids(app, call, cast, browser, who):
    place = entered(browser(cast.stella))
    them = browser(getattr(cast, who))

    assert them.get(PATH).status == 403
    assert them.post(PATH, FORM).status == 403
    assert them.get(place).status == 403
    assert them.post(f"{place}/submission").status == 403


def test_a_draft_of_a_group_itself_stays_closed_to_staff(app, call, cast, browser):
    from tests.cast import a_draft, a_group

    draft = a_draft(call, a_group(cast.amina), cast.amina)

    assert browser(cast.stella).get(f"/applications/{draft.id}").status == 403


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": ""}, "Write the name of your group."),
        ({"email": "nobody"}, "Write an e-mail address such as name@example.org."),
        ({"channel": "pigeon"}, "Not a valid choice."),
        ({"language": "xx"}, "Not a valid choice."),
        ({"note": "x" * 301}, "Write 300 characters at most."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    app, call, cast, browser, typed, fault
):
    page = browser(cast.stella).post(PATH, {**FORM, **typed})

    assert (page.status, page.faults) == (422, [fault])
    assert db.session.scalar(select(Organisation)) is None


DAY, GRACE = 24 * 3600, 600


@pytest.mark.parametrize(
    ("seconds", "reason", "status"),
    [
        (-1, "", 303),
        (0, "", 303),
        (GRACE + DAY - 1, "", 303),
        (GRACE + DAY, "", 422),
        (GRACE + DAY, "The post was late.", 303),
        (30 * DAY, "The post was late.", 303),
        (30 * DAY, " ", 422),
    ],
)
def test_entering_ends_a_day_after_the_grace_time_but_for_a_reason(
    app, call, cast, browser, seconds, reason, status
):
    with clock.stopped_at(call.closes_at + timedelta(seconds=seconds)):
        stella = browser(cast.stella)
        answer = stella.post(PATH, {**FORM, "late_because": reason})
        if status == 303:
            filled(stella, answer.location)
            sent = stella.post(f"{answer.location}/submission").status

    assert answer.status == status
    if status == 303:
        assert sent == 303
        bid = the_bid()
        late = seconds >= GRACE + DAY
        assert bid.entry.late_because == (reason if late else "")
        assert bid.submissions[0].is_late is (seconds >= 0)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_what_was_begun_in_time_is_handed_in_in_time_too(
    app, call, cast, browser, seconds, status
):
    stella = browser(cast.stella)
    place = entered(stella)
    filled(stella, place)
    ends = call.closes_at + timedelta(seconds=GRACE + DAY + seconds)

    with clock.stopped_at(ends):
        answer = browser(cast.stella).post(f"{place}/submission")

    assert answer.status == status
    if status == 409:
        assert "The time for entering this bid has passed." in answer.words()


def test_a_call_that_has_not_opened_takes_no_entered_bid(app, cast, browser):
    now = clock.now()
    a_call(
        a_fund(cast.stella),
        cast.stella,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )

    assert browser(cast.stella).post(PATH, FORM).status == 409


def test_a_group_that_phones_can_withdraw_through_staff(app, call, cast, browser):
    stella = browser(cast.stella)
    place = entered(stella, email="")
    filled(stella, place)
    stella.post(f"{place}/submission")

    assert stella.post(f"{place}/withdrawal", {"because": "By phone."}).status == 303
    assert the_bid().stage is Stage.WITHDRAWN
