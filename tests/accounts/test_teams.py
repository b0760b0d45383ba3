"""A team per group: asked by letter, joined by a button, left or taken out at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from grantsapp import audit, clock
from grantsapp.accounts import actions, queries
from grantsapp.accounts.models import Invitation, Membership, Organisation, Part
from grantsapp.calls.queries import answer, application
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_call, a_draft, a_fund, a_group


@pytest.fixture
def group(cast):
    return a_group(cast.amina, cast.bo)


def letters(template):
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def invited(browser, group, by, email="zed@example.org", language="pl"):
    """Invite through the page; give where the letter leads."""
    path = f"/organisations/{group.id}/members/new"
    answer = browser(by).post(path, {"email": email, "language": language})
    assert answer.status == 303
    letter = next(one for one in letters("invited_member") if one.to == email)
    return re.search(r"/team/invitations/\S+", letter.body)[0]


def members_of(group):
    found = queries.organisation(group.id, lock=True)
    return {m.person.name for m in queries.members_of(found)}


def verbs_of(group):
    return [line.verb for line in audit.history(db.session.get(Organisation, group.id))]


def test_somebody_joins_by_the_button_and_never_by_opening_the_page(
    app, group, cast, browser
):
    where, zed = invited(browser, group, cast.amina), browser(cast.zed)

    page = zed.get(where)
    assert "Kitchen Table" in page.words()
    assert "Amina asks you." in page.words()
    assert members_of(group) == {"Amina", "Bo"}

    answer = zed.post(f"{where}/acceptance")

    assert answer.status == 303
    assert "Welcome. You act for this group now." in zed.follow(answer).words()
    assert members_of(group) == {"Amina", "Bo", "Zed"}
    assert verbs_of(group)[-2:] == ["invited", "joined the group"]
    told = letters("accepted_member")
    assert [one.to for one in told] == ["amina@example.org", "bo@example.org"]
    assert told[0].language == "ar"
    assert "You have accepted this invitation." in zed.get(where).words()


def test_somebody_new_signs_in_with_the_address_and_finds_the_invitation(
    app, group, cast, browser
):
    where = invited(browser, group, cast.amina, "nadia@example.org")
    nadia = browser()
    assert nadia.get(where).location == f"/sign-in?next={where}"
    nadia.follow(nadia.get(where))
    nadia.post("/sign-in", {"email": "nadia@example.org"})
    code = re.search(r"\d{6}", letters("sign_in_code")[-1].body)[0]
    nadia.follow(nadia.follow(nadia.post("/sign-in/code", {"code": code})))
    welcomed = nadia.post("/welcome", {"name": "Nadia", "language": "en"})

    assert nadia.follow(welcomed).location == where
    assert nadia.post(f"{where}/acceptance").status == 303
    assert "Nadia" in members_of(group)


def test_the_letter_comes_in_the_language_of_the_person_or_the_one_chosen(
    app, group, cast, browser
):
    for email in ("sven@example.org", "new@example.org"):
        invited(browser, group, cast.bo, email, language="ar")

    new, sven = letters("invited_member")
    assert (new.language, sven.language) == ("ar", "pl")


def test_an_invitation_tells_nobody_whether_an_address_has_an_account(
    app, group, cast, browser
):
    bo, path = browser(cast.bo), f"/organisations/{group.id}/members/new"
    pages = []
    for email in ("zed@example.org", "nobody@example.org"):
        answer = bo.post(path, {"email": email, "language": "en"})
        team = bo.follow(answer)
        pages.append(team.words().replace(email, "X"))
        key = db.session.scalar(select(Invitation).where(Invitation.email == email)).id
        bo.post(f"/team/invitations/{key}/revocation")
        bo.get(f"/organisations/{group.id}/team")

    assert pages[0] == pages[1]
    assert "Zed" not in pages[0]


def test_another_account_hears_a_clear_sentence_and_nothing_else(
    app, group, cast, browser
):
    where, omar = invited(browser, group, cast.amina), browser(cast.omar)

    page = omar.get(where)
    posted = omar.post(f"{where}/acceptance")

    assert (page.status, posted.status) == (403, 403)
    assert "You are signed in as omar@example.org." in page.words()
    assert "sign in with the address to which the letter came" in posted.words()
    assert "Kitchen Table" not in page.text
    assert "zed@example.org" not in page.text
    assert members_of(group) == {"Amina", "Bo"}


def test_a_guessed_invitation_is_no_page(app, group, cast, browser):
    invited(browser, group, cast.amina)

    assert browser(cast.zed).get(f"/team/invitations/{uuid4()}").status == 404
    assert browser(cast.zed).post(f"/team/invitations/{uuid4()}/acceptance").status == (
        404
    )


def test_an_invitation_works_once(app, group, cast, browser):
    where, zed = invited(browser, group, cast.amina), browser(cast.zed)
    zed.post(f"{where}/acceptance")

    again = zed.post(f"{where}/acceptance")

    assert again.status == 409
    assert "answered already. Nothing was changed." in again.words()
    assert db.session.scalar(select(func.count(Membership.id))) == 3


def test_who_was_taken_out_cannot_come_back_by_the_old_invitation(
    app, group, cast, browser
):
    where, zed = invited(browser, group, cast.amina), browser(cast.zed)
    zed.post(f"{where}/acceptance")
    query = select(Membership).where(Membership.person_id == cast.zed.id)
    key = db.session.scalar(query).id
    browser(cast.bo).post(f"/memberships/{key}/ending")

    assert zed.post(f"{where}/acceptance").status == 409
    assert members_of(group) == {"Amina", "Bo"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "has expired"), ("ar", "انتهت صلاحية"), ("pl", "wygasło")],
)
def test_after_fourteen_days_an_invitation_has_expired(
    app, group, cast, browser, language, sentence
):
    where = invited(browser, group, cast.amina)
    expires = db.session.scalar(select(Invitation)).expires_at

    with clock.stopped_at(expires):
        zed = browser(cast.zed, language=language)
        page, answer = zed.get(where), zed.post(f"{where}/acceptance")
        again = browser(cast.amina).post(
            f"/organisations/{group.id}/members/new",
            {"email": "zed@example.org", "language": "en"},
        )

    assert sentence in page.words()
    assert answer.status == 409
    assert sentence in answer.words()
    assert again.status == 303  # a new one may go out
    assert members_of(group) == {"Amina", "Bo"}


def test_an_invitation_that_was_taken_back_lets_nobody_in(app, group, cast, browser):
    where, zed = invited(browser, group, cast.amina), browser(cast.zed)

    browser(cast.bo).post(f"{where}/revocation")

    assert "was taken back" in zed.get(where).words()
    assert zed.post(f"{where}/acceptance").status == 409
    assert members_of(group) == {"Amina", "Bo"}


def test_an_invitation_can_be_declined(app, group, cast, browser):
    where, zed = invited(browser, group, cast.amina), browser(cast.zed)

    zed.post(f"{where}/refusal")

    assert zed.post(f"{where}/acceptance").status == 409
    team = browser(cast.amina).get(f"/organisations/{group.id}/team")
    assert "zed@example.org" not in team.words()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("bo@example.org", "This person acts for your group already."),
        ("zed at example", "Write an e-mail address such as name@example.org."),
        ("zed@example.org\r\nBcc: x@example.org", "Write an e-mail address"),
        ("", "Write an e-mail address"),
    ],
)
def test_whom_nobody_can_invite(app, group, cast, browser, email, sentence):
    path = f"/organisations/{group.id}/members/new"

    page = browser(cast.amina).post(path, {"email": email, "language": "en"})

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert db.session.scalar(select(Invitation)) is None


def test_a_second_invitation_sends_nothing(app, group, cast, browser):
    invited(browser, group, cast.amina)
    path = f"/organisations/{group.id}/members/new"

    page = browser(cast.bo).post(path, {"email": "ZED@example.org", "language": "en"})

    assert page.status == 422
    assert "has an invitation already" in page.faults[0]
    assert len(letters("invited_member")) == 1


def test_a_person_sends_only_so_many_letters_to_one_address(app, group, cast, browser):
    path, amina = f"/organisations/{group.id}/members/new", browser(cast.amina)
    for _ in range(actions.SAME_ADDRESS_A_DAY):
        where = invited(browser, group, cast.amina)
        amina.post(f"{where}/revocation")
        db.session.query(Letter).delete()
        db.session.commit()

    page = amina.post(path, {"email": "zed@example.org", "language": "en"})

    assert page.status == 429
    assert "Too many tries" in page.faults[0]
    assert letters("invited_member") == []


def test_a_member_who_is_taken_out_loses_access_at_once_with_a_page_open(
    app, group, cast, browser
):
    draft = a_draft(a_call(a_fund(cast.stella), cast.stella), group, cast.amina)
    bo, where = browser(cast.bo), f"/applications/{draft.id}/sections/details"
    form = bo.get(where).form("sections")
    query = select(Membership).where(Membership.person_id == cast.bo.id)
    key = db.session.scalar(query).id
    amina = browser(cast.amina)
    asked = amina.get(f"/memberships/{key}/ending")
    assert "Bo" in asked.words()

    amina.post(f"/memberships/{key}/ending")

    assert bo.post(where, {**form, "need": "After the end."}).status == 403
    assert bo.post(f"/applications/{draft.id}/submission").status == 403
    assert bo.get(f"/organisations/{group.id}/team").status == 403
    assert draft.reference not in bo.get("/applications").words()
    kept = answer(application(draft.id), "need")
    assert kept.raw == ["Neighbours do not know each other."]
    assert verbs_of(group)[-1] == "removed a member"
    (mine,) = letters("member_left_yours")
    (theirs,) = letters("member_left")
    assert (mine.to, theirs.to) == ("bo@example.org", "amina@example.org")
    assert "Amina has taken you out of “Kitchen Table”" in mine.body


def test_a_member_leaves_and_both_sides_get_a_letter(app, group, cast, browser):
    bo = browser(cast.bo)
    query = select(Membership).where(Membership.person_id == cast.bo.id)
    key = db.session.scalar(query).id
    assert "Leave this group?" in bo.get(f"/memberships/{key}/ending").words()

    answer = bo.post(f"/memberships/{key}/ending")

    assert "You have left the group." in bo.follow(answer).words()
    assert members_of(group) == {"Amina"}
    assert verbs_of(group)[-1] == "left the group"
    assert "you have left" in letters("member_left_yours")[0].body
    assert letters("member_left")[0].to == "amina@example.org"


def test_the_last_one_cannot_leave(app, cast, browser):
    alone = a_group(cast.amina)
    key = db.session.scalar(select(Membership)).id

    page = browser(cast.amina).post(f"/memberships/{key}/ending")

    assert page.status == 409
    assert "You are the last one in this group" in page.words()
    assert members_of(alone) == {"Amina"}


def test_what_a_removed_member_asked_for_goes_with_them(app, group, cast, browser):
    where = invited(browser, group, cast.bo)
    query = select(Membership).where(Membership.person_id == cast.bo.id)
    key = db.session.scalar(query).id

    browser(cast.amina).post(f"/memberships/{key}/ending")

    assert browser(cast.zed).post(f"{where}/acceptance").status == 409


def test_the_account_page_shows_who_asks(app, group, cast, browser):
    where = invited(browser, group, cast.amina)

    page = browser(cast.zed).get("/account")

    assert where in page.links()
    assert "Kitchen Table" in page.words()


@pytest.mark.parametrize("language", ["en", "ar", "pl", "qps"])
def test_the_pages_of_a_team_read_well_in_each_language(
    app, group, cast, browser, language
):
    where = invited(browser, group, cast.amina)
    key = db.session.scalars(select(Membership)).first().id
    pages = [
        f"/organisations/{group.id}/team?language={language}",
        f"/organisations/{group.id}/members/new",
        f"/organisations/{group.id}/helpers/new",
        f"/memberships/{key}/ending",
        f"/organisations/{group.id}",
    ]
    amina = browser(cast.amina, language=language)

    assert {amina.get(page).status for page in pages} == {200}
    assert browser(cast.zed, language=language).get(where).status == 200


def test_the_letters_of_an_expired_invitation_stay_one_a_row(app, group, cast):
    """After it expired the address can be asked again, by a letter of its own."""
    facts = {"email": "zed@example.org", "part": Part.MEMBER, "language": "en"}
    with clock.stopped_at(clock.now() - timedelta(days=15)):
        actions.invite(group, **facts, by=cast.amina)
        db.session.commit()

    actions.invite(group, **facts, by=cast.amina)
    db.session.commit()

    assert len(letters("invited_member")) == 2
