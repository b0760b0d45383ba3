"""Applying: from the call to the letter that says we have it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import ANSWERS, a_bid, a_call, a_draft, a_fund, a_group


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def group(cast):
    return a_group(cast.amina, cast.bo)


@pytest.fixture
def draft(call, group, cast):
    return a_draft(call, group, cast.amina)


def stage_of(bid):
    return db.session.get(Application, bid, populate_existing=True).stage


def letters_about(template):
    query = select(Letter).where(Letter.template == template)
    return sorted(db.session.scalars(query), key=lambda letter: letter.to)


def test_somebody_without_a_group_is_asked_to_describe_one(app, call, cast, browser):
    amina = browser(cast.amina)
    page = amina.follow(amina.get(f"/calls/{call.reference}/applying"))
    facts = {"name": "مائدة المطبخ", "kind": "informal_group", "borough": "Haringey"}

    answer = amina.post(
        page.where, {**facts, "register": "", "number": "", "about": ""}
    )

    assert answer.location == "/calls/CF1/applying"
    assert "مائدة المطبخ" in amina.get("/calls/CF1/applying").text


def test_a_person_starts_saves_comes_back_and_submits(app, call, group, cast, browser):
    amina = browser(cast.amina)
    start = amina.post("/calls/CF1/applying", {"for": str(group.id), "language": "ar"})
    tasks = amina.follow(start)
    first = [link for link in tasks.links() if "/sections/" in link][0]
    own = {"title": "مائدة", "tier": "small", "amount": "٨٤٥٠", "theme": "awareness"}
    second = amina.post(first, {**own, "then": "next"}).location
    rest = {k: v for k, v in ANSWERS.items() if k not in own}
    check = amina.post(second, {**rest, "then": "next"}).location

    answer = amina.post(check.replace("/check", "/submission"))

    assert answer.status == 303
    bid = db.session.scalar(select(Application))
    assert (bid.stage, bid.title, bid.amount) == (Stage.SUBMITTED, "مائدة", 845_000)
    assert bid.reference == "CF1-0001"
    assert "We have your application" in amina.follow(answer).words()


def test_each_member_gets_the_letter_in_their_own_language(app, draft, cast, browser):
    browser(cast.bo).post(f"/applications/{draft.id}/submission")

    amina, bo = letters_about("application_submitted")
    assert (amina.to, amina.language) == ("amina@example.org", "ar")
    assert "CF1-0001" in amina.subject
    assert "استلمنا" in amina.subject
    assert bo.subject == "We have your application CF1-0001"
    assert "Kitchen table" in bo.body


def test_a_second_click_on_submit_is_told_and_changes_nothing(
    app, draft, cast, browser
):
    amina = browser(cast.amina)
    amina.post(f"/applications/{draft.id}/submission")
    at = db.session.get(Application, draft.id).submitted_at

    answer = amina.post(f"/applications/{draft.id}/submission")

    assert answer.status == 409
    assert "already with us. Nothing was sent twice." in answer.text
    again = db.session.get(Application, draft.id, populate_existing=True)
    assert again.submitted_at == at
    assert len(letters_about("application_submitted")) == 2


@pytest.mark.parametrize(
    ("seconds", "status", "stage"),
    [(-1, 303, Stage.SUBMITTED), (0, 409, Stage.DRAFT), (1, 409, Stage.DRAFT)],
)
def test_the_deadline_is_kept_to_the_second(
    app, draft, cast, browser, seconds, status, stage
):
    amina, key, closes = browser(cast.amina), draft.id, draft.call.closes_at
    amina.get("/")

    with clock.stopped_at(closes + timedelta(seconds=seconds)):
        amina.sign_in(cast.amina)
        answer = amina.post(f"/applications/{key}/submission")

    assert answer.status == status
    assert stage_of(key) is stage
    if status == 409:
        assert "This call has closed." in answer.text


@pytest.mark.parametrize(
    ("language", "late", "twice"),
    [
        ("ar", "أُغلقت هذه الدعوة.", "لم يُرسل شيء مرتين"),
        ("pl", "Ten nabór jest zamknięty.", "Niczego nie wysłano dwa razy"),
    ],
)
def test_late_and_twice_are_told_in_the_language_of_the_page(
    app, draft, cast, browser, language, late, twice
):
    amina, key, closes = browser(cast.amina, language), draft.id, draft.call.closes_at
    path = f"/applications/{key}/submission"
    with clock.stopped_at(closes):
        amina.sign_in(cast.amina)
        assert late in amina.post(path).text

    amina.sign_in(cast.amina)
    assert amina.post(path).status == 303
    assert twice in amina.post(path).text


def test_what_is_typed_after_the_deadline_is_kept_for_its_author(
    app, draft, cast, browser
):
    amina, key, closes = browser(cast.amina), draft.id, draft.call.closes_at

    with clock.stopped_at(closes):
        amina.sign_in(cast.amina)
        late = amina.post(
            f"/applications/{key}/sections/details", {"need": "Written too late."}
        )
        kept = [link for link in late.links() if "/rescued/" in link]
        page = amina.get(kept[0])

    assert late.status == 409
    assert "Written too late." in page.text
    assert browser(cast.bo).get(kept[0]).status == 403


def test_a_missing_answer_is_told_with_a_link_and_nothing_is_sent(
    app, call, group, cast, browser
):
    draft = a_draft(call, group, cast.amina, need=None)

    answer = browser(cast.amina).post(f"/applications/{draft.id}/submission")

    assert answer.status == 422
    assert answer.faults == ["need: Write an answer."]
    assert stage_of(draft.id) is Stage.DRAFT
    assert letters_about("application_submitted") == []


def test_a_wrong_answer_is_kept_as_typed_and_told_at_the_field(
    app, draft, cast, browser
):
    amina = browser(cast.amina)
    section = f"/applications/{draft.id}/sections/project"
    data = amina.get(section).form("sections")

    answer = amina.post(section, {**data, "amount": "12,500", "then": "next"})
    page = amina.follow(answer)

    assert answer.location.endswith("/sections/project#faults")
    assert page.faults == ["How much do you ask for?: The most is £10,000."]
    assert page.all("input", id="amount")[0].get("value") == "12,500"


def test_an_answer_that_is_too_long_is_kept_whole(app, draft, cast, browser):
    amina, long = browser(cast.amina), "word " * 25
    where = f"/applications/{draft.id}/sections/details"

    data = amina.get(where).form("sections")
    page = amina.follow(amina.post(where, {**data, "need": long}))

    assert "need: This has 25 words; 20 is the most." in page.faults
    assert page.form("sections")["need"][0].split() == ["word"] * 25


def test_two_people_in_two_sections_do_not_collide(app, draft, cast, browser):
    where = f"/applications/{draft.id}/sections"
    amina, bo = browser(cast.amina), browser(cast.bo)
    mine = amina.get(f"{where}/project").form("sections")
    theirs = bo.get(f"{where}/details").form("sections")

    amina.post(f"{where}/project", {**mine, "title": "New name"})
    bo.post(f"{where}/details", {**theirs, "people": "55"})

    bid = queries.application(draft.id)
    raw = queries.raw_answers(bid)
    assert (raw["title"], raw["people"]) == (["New name"], ["55"])


def test_in_the_same_answer_the_second_sees_both_texts_and_chooses(
    app, draft, cast, browser
):
    where = f"/applications/{draft.id}/sections/details"
    amina, bo = browser(cast.amina), browser(cast.bo)
    mine, theirs = amina.get(where).form("sections"), bo.get(where).form("sections")
    amina.post(where, {**mine, "need": "The text of Amina."})

    page = bo.post(where, {**theirs, "need": "The text of Bo.", "people": "55"})

    assert page.status == 200
    assert "The text of Amina." in page.text
    assert page.form("sections")["need"] == ["The text of Bo."]
    raw = queries.raw_answers(queries.application(draft.id))
    assert (raw["need"], raw["people"]) == (["The text of Amina."], ["55"])
    bo.post(where, page.form("sections"))
    db.session.expire_all()
    assert queries.raw_answers(queries.application(draft.id))["need"] == [
        "The text of Bo."
    ]


def test_the_text_that_lost_a_clash_is_kept_too(app, draft, cast, browser):
    where = f"/applications/{draft.id}/sections/details"
    amina, bo = browser(cast.amina), browser(cast.bo)
    mine, theirs = amina.get(where).form("sections"), bo.get(where).form("sections")
    amina.post(where, {**mine, "need": "The text of Amina."})
    bo.post(where, {**theirs, "need": "The text of Bo."})  # and closes the page

    kept = [link for link in bo.get("/account").links() if "/rescued/" in link]

    assert "The text of Bo." in bo.get(kept[0]).text


def test_drafts_are_their_authors_alone(app, draft, cast, browser):
    assert browser(cast.stella).get(f"/staff/applications/{draft.id}").status == 403
    assert browser(cast.omar).get(f"/applications/{draft.id}").status == 403
    listed = browser(cast.stella).get("/staff/calls/CF1/applications")
    assert "Kitchen table" not in listed.text


def test_a_bid_is_found_by_words_of_any_script(app, call, group, cast, browser):
    a_bid(call, group, cast.amina, title=["مَائِدَةُ المطبخ"])
    stella = browser(cast.stella)

    found = stella.get("/staff/calls/CF1/applications?search=مائدة")
    missed = stella.get("/staff/calls/CF1/applications?search=كرة")

    assert "CF1-0001" in found.words()
    assert "CF1-0001" not in missed.words()


def test_every_deed_leaves_a_line_in_an_unbroken_chain(app, draft, cast, browser):
    browser(cast.amina).post(f"/applications/{draft.id}/submission")

    lines = audit.history(db.session.get(Application, draft.id))

    assert [line.verb for line in lines] == ["started", "saved", "submitted"]
    assert {line.by_name for line in lines} == {"Amina"}
    assert audit.first_break(lines) is None
