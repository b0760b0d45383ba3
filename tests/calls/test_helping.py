"""A helper: writes in a group's drafts for a while, seen by the group, never sends."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Helping, Membership, Part
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, a_helper
from tests.house.test_queries import counted


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def group(cast):
    return a_group(cast.amina, cast.bo)


@pytest.fixture
def draft(call, group, cast):
    return a_draft(call, group, cast.amina)


@pytest.fixture
def hana(draft, group, cast, browser):
    """A helper's browser, with the draft opened."""
    a_helper(cast.hana, group, cast.amina)
    them = browser(cast.hana)
    assert them.post(f"/applications/{draft.id}/help").status == 303
    return them


def letters(template):
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def test_a_member_asks_a_helper_who_accepts_until_a_day(
    app, draft, group, cast, browser
):
    bo = browser(cast.bo)
    page = bo.get(f"/organisations/{group.id}/helpers/new")
    form = page.form("helpers")
    in_ninety_days = clock.now().date() + timedelta(days=90)
    assert form["until"] == [in_ninety_days.isoformat()]
    bo.post(page.where, {**form, "email": "hana@example.org"})
    where = re.search(r"/team/\S+", letters("invited_helper")[0].body)[0]
    them = browser(cast.hana)
    assert "Only the group itself can send them." in them.get(where).words()
    assert them.post(f"/applications/{draft.id}/help").status == 403

    listed = them.follow(them.post(f"{where}/acceptance"))

    assert "Kitchen Table" in listed.words()
    assert draft.reference in listed.words()
    assert db.session.scalar(select(Helping)).until == in_ninety_days
    assert [one.to for one in letters("accepted_helper")] == [
        "amina@example.org",
        "bo@example.org",
    ]


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2020-01-01", "This day is over. Choose a later one."),
        ("2999-01-01", "Choose a day within a year; you can ask again later."),
        ("soon", "Write a day, such as 2027-09-01."),
        ("", "Write the last day of the help."),
    ],
)
def test_help_is_for_a_while(app, group, cast, browser, until, sentence):
    form = {"email": "hana@example.org", "language": "en", "until": until}

    page = browser(cast.bo).post(f"/organisations/{group.id}/helpers/new", form)

    assert page.status == 422
    assert page.faults == [sentence]


def test_before_opening_by_the_button_nothing_can_be_read(
    app, draft, group, cast, browser
):
    a_helper(cast.hana, group, cast.amina)
    them, path = browser(cast.hana), f"/applications/{draft.id}"

    for page in (path, f"{path}/sections/details", f"{path}/check"):
        answer = them.get(page)
        assert answer.status == 409
        assert "Open this draft from your list" in answer.words()
    opened = them.follow(them.post(f"{path}/help"))

    assert "You are helping Kitchen Table." in opened.words()


def test_before_opening_by_the_button_nothing_can_be_written_and_the_text_is_kept(
    app, draft, group, cast, browser
):
    """A save with an old version would show what others wrote, with no line left."""
    a_helper(cast.hana, group, cast.amina)
    them, path = browser(cast.hana), f"/applications/{draft.id}/sections/details"

    answer = them.post(path, {"need": "Unseen.", "version-need": "0"})

    assert answer.status == 409
    assert "Neighbours do not know each other." not in answer.text
    kept = [link for link in answer.links() if "/rescued/" in link]
    assert "Unseen." in them.get(kept[0]).text


def test_asking_a_helper_again_moves_the_last_day(app, draft, group, cast, hana):
    facts = {"email": "hana@example.org", "part": Part.HELPER, "language": "en"}
    later = clock.now().date() + timedelta(days=200)
    asked = accounts.invite(group, **facts, by=cast.bo, helps_until=later)
    db.session.commit()

    assert hana.post(f"/team/invitations/{asked.id}/acceptance").status == 303

    assert db.session.scalars(select(Helping.until)).all() == [later]


def test_a_helper_who_joins_is_a_member_and_no_helper(app, draft, group, cast, hana):
    facts = {"email": "hana@example.org", "part": Part.MEMBER, "language": "en"}
    asked = accounts.invite(group, **facts, by=cast.bo)
    db.session.commit()

    hana.post(f"/team/invitations/{asked.id}/acceptance")

    assert "You help no group now." in hana.get("/helping").words()
    check = hana.get(f"/applications/{draft.id}/check").words()
    assert "Submit the application" in check
    assert "You are helping" not in check


@pytest.mark.parametrize(
    "path", ["/helping", "/applications", "/organisations/{}/help"]
)
def test_a_list_asks_as_often_for_many_drafts_as_for_few(
    app, call, draft, group, cast, hana, browser, path
):
    them = browser(cast.amina) if "{}" in path else hana
    where = path.format(group.id)
    them.get(where)
    few = counted(lambda: them.get(where))
    for _ in range(6):
        more = a_draft(call, group, cast.amina)
        hana.post(f"/applications/{more.id}/help")

    assert counted(lambda: them.get(where)) == few
    assert few <= 12


def test_every_page_of_the_draft_says_whom_one_helps(app, draft, hana):
    path = f"/applications/{draft.id}"
    for page in ("", "/sections/details", "/sections/project", "/files/evidence"):
        assert "You are helping Kitchen Table." in hana.get(path + page).words()
    check = hana.get(f"{path}/check").words()
    assert "You are helping Kitchen Table." in check
    assert "Submit the application" not in check


def test_what_a_helper_writes_keeps_their_name_and_the_group_sees_it(
    app, draft, group, cast, hana, browser
):
    where = f"/applications/{draft.id}/sections/details"
    form = hana.get(where).form("sections")

    assert hana.post(where, {**form, "need": "Written by Hana."}).status == 303
    file = (BytesIO(b"hello"), "note.txt")
    hana.post(f"/applications/{draft.id}/files/evidence", {"file": file})

    kept = queries.answer(queries.application(draft.id), "need")
    assert (kept.raw, kept.by_name) == (["Written by Hana."], "Hana")
    amina = browser(cast.amina)
    check = amina.get(f"/applications/{draft.id}/check").words()
    assert "Helped by Hana" in check
    assert check.count("written by your helper Hana") == 1
    log = amina.get(f"/organisations/{group.id}/help").words()
    for words in ("opened the draft", "saved answers", "attached a file"):
        assert words in log


def test_an_answer_that_a_member_writes_anew_is_the_members(
    app, draft, cast, hana, browser
):
    where, amina = f"/applications/{draft.id}/sections/details", browser(cast.amina)
    hana.post(where, {**hana.get(where).form("sections"), "need": "By Hana."})
    amina.post(where, {**amina.get(where).form("sections"), "need": "By Amina."})

    check = amina.get(f"/applications/{draft.id}/check").words()

    assert "Helped by Hana" in check
    assert "written by your helper" not in check


def test_a_helper_cannot_do_by_hand_what_has_no_button(
    app, draft, group, cast, hana, browser
):
    key = db.session.scalar(select(Membership)).id
    deeds = [
        f"/applications/{draft.id}/submission",
        f"/applications/{draft.id}/sponsor",
        f"/applications/{draft.id}/sponsor/removal",
        f"/organisations/{group.id}/members/new",
        f"/organisations/{group.id}/helpers/new",
        f"/organisations/{group.id}",
        f"/memberships/{key}/ending",
    ]
    form = {"email": "zed@example.org", "language": "en"}

    assert {hana.post(path, form).status for path in deeds} == {403}
    assert hana.get(f"/organisations/{group.id}/team").status == 403
    assert hana.get(f"/organisations/{group.id}/help").status == 403
    assert db.session.get(Application, draft.id).stage is Stage.DRAFT


def test_a_helper_reads_no_bid_that_was_sent(app, call, group, draft, cast, hana):
    sent = a_bid(call, group, cast.amina)

    assert hana.post(f"/applications/{sent.id}/help").status == 403
    assert hana.get(f"/applications/{sent.id}").status == 403
    assert sent.reference not in hana.get("/applications").words()
    assert sent.reference not in hana.get("/helping").words()


def test_a_helper_reads_no_draft_of_another_group(app, call, cast, hana):
    other = a_draft(call, a_group(cast.omar, name="Goals"), cast.omar)

    assert hana.post(f"/applications/{other.id}/help").status == 403
    assert other.reference not in hana.get("/helping").words()


def test_ending_the_help_works_at_once_with_a_page_open(
    app, draft, group, cast, hana, browser
):
    where = f"/applications/{draft.id}/sections/details"
    form = hana.get(where).form("sections")
    key = db.session.scalar(select(Helping)).id

    browser(cast.bo).post(f"/helpings/{key}/ending")

    assert hana.post(where, {**form, "need": "After the end."}).status == 403
    assert hana.get(where).status == 403
    assert hana.post(f"/applications/{draft.id}/help").status == 403
    assert "You help no group now." in hana.get("/helping").words()
    assert letters("help_ended_yours")[0].to == "hana@example.org"
    assert len(letters("help_ended")) == 2
    log = browser(cast.amina).get(f"/organisations/{group.id}/help").words()
    assert "opened the draft" in log  # what was done stays to be seen


def test_a_helper_stops_on_their_own(app, draft, group, cast, hana):
    key = db.session.scalar(select(Helping)).id

    answer = hana.post(f"/helpings/{key}/ending")

    assert answer.location == "/helping"
    assert hana.post(f"/helpings/{key}/ending").status == 409


def test_after_the_last_day_the_help_is_over(app, draft, cast, hana):
    until = db.session.scalar(select(Helping)).until
    path = f"/applications/{draft.id}/help"
    held = clock.now().replace(year=until.year, month=until.month, day=until.day)

    with clock.stopped_at(held):
        hana.sign_in(cast.hana)
        assert hana.post(path).status != 403
    with clock.stopped_at(held + timedelta(days=1)):
        hana.sign_in(cast.hana)
        assert hana.post(path).status == 403


def test_half_a_day_later_a_draft_is_opened_anew(app, draft, cast, hana):
    with clock.stopped_at(clock.now() + timedelta(hours=13)):
        hana.sign_in(cast.hana)
        assert hana.get(f"/applications/{draft.id}").status == 409
        assert hana.post(f"/applications/{draft.id}/help").status == 303
        assert hana.get(f"/applications/{draft.id}").status == 200


@pytest.mark.parametrize("language", ["en", "ar", "pl", "qps"])
def test_the_pages_of_a_helper_read_well_in_each_language(
    app, draft, group, cast, hana, browser, language
):
    them = browser(cast.hana, language=language)
    amina = browser(cast.amina, language=language)
    path = f"/applications/{draft.id}"

    mine = {them.get(p).status for p in ("/helping", "/applications", path, "/account")}
    theirs = amina.get(f"/organisations/{group.id}/help").status
    assert mine == {200}
    assert theirs == 200
