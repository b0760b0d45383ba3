"""Announcements, questions and answers, how people heard of a call, other formats."""

import pytest
from sqlalchemy import event, select

from grantsapp import audit, jobs
from grantsapp.calls.actions import telling_applicants as telling
from grantsapp.calls.actions.withdrawing import withdraw
from grantsapp.calls.models import Alternative, Announcement, Enquiry, Hearing
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, text

SAID = {
    "title-en": "New date", "title-pl": "Nowy termin", "text-en": "We close later.",
    "audience": "all",
}  # fmt: skip
PAGE = "/staff/calls/CF1/announcements"


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


def letters(template):
    while jobs.work_once():
        pass
    db.session.commit()
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def previewed(stella, **more):
    page = stella.post(PAGE, {**SAID, **more})
    assert page.status == 200
    return page, page.form("announcements")


def test_an_announcement_reaches_each_person_once_in_their_language(
    call, cast, browser
):
    one, other = a_group(cast.amina, cast.sven), a_group(cast.amina, name="Two")
    draft = a_draft(call, one, cast.amina)
    a_bid(call, other, cast.amina)
    stella = browser(cast.stella)

    page, form = previewed(stella)
    assert "2 people get it as a letter." in page.words()
    assert db.session.scalar(select(Announcement)) is None
    assert stella.post(PAGE, {**form, "then": "send"}).status == 303
    assert stella.post(PAGE, {**form, "then": "send"}).status == 303

    amina, sven = letters("announcement")
    assert (amina.to, amina.language) == ("amina@example.org", "ar")
    assert "We close later." in amina.body
    assert "الإنجليزية" in amina.body  # the mark that it is shown in English
    assert sven.subject == "CF1: Nowy termin"
    (said,) = db.session.scalars(select(Announcement))
    assert said.people == 2
    assert "New date" in browser().get("/calls/CF1").words()
    assert "New date" in browser(cast.amina).get(f"/applications/{draft.id}").words()
    assert "2 letters" in stella.get(PAGE).words()
    assert audit.history(call)[-1].verb == "announced"


@pytest.mark.parametrize(
    ("audience", "to"), [("drafts", "amina"), ("submitted", "omar")]
)
def test_only_the_chosen_ones_get_a_letter(call, cast, browser, audience, to):
    a_draft(call, a_group(cast.amina), cast.amina)
    a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    stella = browser(cast.stella)

    page, form = previewed(stella, audience=audience)
    assert "One person gets it as a letter." in page.words()
    stella.post(PAGE, {**form, "then": "send"})

    assert [x.to for x in letters("announcement")] == [f"{to}@example.org"]


def test_a_preview_can_be_changed(call, cast, browser):
    stella = browser(cast.stella)
    _page, form = previewed(stella)

    page = stella.post(PAGE, {**form, "then": "change"})

    assert page.status == 200
    assert page.form("announcements")["title-pl"] == ["Nowy termin"]
    assert db.session.scalar(select(Announcement)) is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"title-en": ""}, "Write this in English."),
        ({"text-en": "x" * 5001}, "Write at most 5,000 characters in English."),
        ({"audience": "world"}, "Not a valid choice."),
    ],
)
def test_an_announcement_that_is_wrong_does_not_go_out(
    call, cast, browser, form, sentence
):
    answer = browser(cast.stella).post(PAGE, {**SAID, **form, "then": "send"})

    assert (answer.status, answer.faults) == (422, [sentence])
    assert answer.form("announcements")["title-pl"] == ["Nowy termin"]
    assert letters("announcement") == []


@pytest.mark.parametrize("key", ["", "x"])
def test_sending_without_a_preview_shows_the_preview(call, cast, browser, key):
    answer = browser(cast.stella).post(PAGE, {**SAID, "then": "send", "key": key})

    assert "Before it goes out" in answer.words()
    assert db.session.scalar(select(Announcement)) is None


def test_a_call_that_is_being_written_has_nobody_to_tell(cast, browser):
    a_call(a_fund(cast.stella), cast.stella, published=False)

    assert browser(cast.stella).get(PAGE).status == 409


def asked(browser, person, words="May a school ask? I am Amina of Elm Street."):
    them = browser(person)
    assert them.post("/calls/CF1/questions", {"question": words}).status == 303
    query = select(Enquiry).order_by(Enquiry.made_at.desc())
    return db.session.scalars(query).first()


def answered(browser, cast, key, **more):
    form = {"question-en": "May a school ask?", "answer-en": "Yes, it may.", **more}
    form = {"way": "public", "answer-ar": "نعم", **form}
    return browser(cast.stella).post(f"/staff/enquiries/{key}", form)


def test_a_published_answer_stands_on_the_call_without_the_name(call, cast, browser):
    key = asked(browser, cast.amina).id
    listed = browser(cast.stella).get("/staff/calls/CF1/enquiries").words()
    assert "amina@example.org" in listed
    assert "Elm Street" not in browser().get("/calls/CF1").words()

    assert answered(browser, cast, key).status == 303

    page = browser().get("/calls/CF1").words()
    assert "May a school ask?" in page
    assert "Yes, it may." in page
    assert "Elm Street" not in page
    (letter,) = letters("enquiry_answered")
    assert (letter.to, letter.language) == ("amina@example.org", "ar")
    assert "نعم" in letter.body
    assert answered(browser, cast, key).status == 409


def test_a_private_answer_is_read_by_who_asked_alone(call, cast, browser):
    key = asked(browser, cast.amina).id

    answered(browser, cast, key, way="private")

    assert "Yes, it may." not in browser().get("/calls/CF1").words()
    own = browser(cast.amina, language="ar").get("/calls/CF1/questions").words()
    assert "نعم" in own
    others = browser(cast.omar).get("/calls/CF1/questions").words()
    assert "نعم" not in others
    assert "Elm Street" not in others
    assert len(letters("enquiry_answered")) == 1


def test_a_question_in_arabic_is_published_in_arabic(call, cast, browser):
    them = browser(cast.amina, language="ar")
    them.post("/calls/CF1/questions", {"question": "هل يمكن لمدرسة أن تتقدم؟"})
    key = db.session.scalar(select(Enquiry.id))

    form = browser(cast.stella).get(f"/staff/enquiries/{key}").form("enquiries")

    assert form["question-ar"] == ["هل يمكن لمدرسة أن تتقدم؟"]
    assert answered(browser, cast, key, **{"answer-en": ""}).faults == [
        "Write this in English."
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("  ", "Write your question."),
        ("x" * 3001, "Write at most 3,000 characters."),
    ],
)
def test_a_question_that_is_wrong_is_told(call, cast, browser, words, sentence):
    answer = browser(cast.amina).post("/calls/CF1/questions", {"question": words})

    assert (answer.status, answer.faults) == (422, [sentence])


def test_nobody_asks_more_than_ten_questions_an_hour(call, cast, browser):
    zed = browser(cast.zed)
    form = {"question": "Why?"}

    statuses = [zed.post("/calls/CF1/questions", form).status for _ in range(11)]

    assert statuses == [303] * 10 + [429]


def heard(browser, cast, bid, **form):
    them = browser(cast.amina)
    return them.post(f"/applications/{bid.id}/hearing", form)


def test_how_people_heard_is_asked_once_and_not_told_to_moderators(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    page = f"/applications/{bid.id}"
    assert "hearing" in browser(cast.amina).get(page).text

    assert heard(browser, cast, bid, source="other", other="My aunt").status == 303
    assert heard(browser, cast, bid, source="poster").status == 409

    assert "hearing" not in browser(cast.amina).get(page).text
    (told,) = db.session.scalars(select(Hearing))
    assert (told.source, told.other) == ("other", "My aunt")
    assert "aunt" not in str([e.details for e in audit.history(bid)])
    assert "aunt" not in browser(cast.stella).get(f"/staff/applications/{bid.id}").text


def test_a_draft_is_not_asked_how_it_heard(call, cast, browser):
    bid = a_draft(call, a_group(cast.amina), cast.amina)

    assert "hearing" not in browser(cast.amina).get(f"/applications/{bid.id}").text
    assert heard(browser, cast, bid, source="poster").status == 403


@pytest.mark.parametrize(
    "form", [{}, {"source": "dream"}, {"source": "other", "other": "x" * 201}]
)
def test_what_was_not_offered_is_no_way_to_hear(call, cast, browser, form):
    bid = a_bid(call, a_group(cast.amina), cast.amina)

    answer = heard(browser, cast, bid, **form)

    assert answer.status == 422
    assert len(answer.faults) == 1
    assert db.session.scalar(select(Hearing)) is None


def test_small_numbers_do_not_show(call, cast, browser):
    group = a_group(cast.amina)
    for source in ["poster"] * 5 + ["other"] * 4:
        bid = a_bid(call, group, cast.amina)
        telling.tell_how_heard(bid, source, other="My aunt", by=cast.amina)
    db.session.commit()

    page = browser(cast.stella).get("/staff/calls/CF1/heard")

    rows = [" ".join("".join(r.itertext()).split()) for r in page.all("tr")[1:]]
    assert "From a poster or leaflet 5" in rows
    assert "In another way fewer than 5" in rows
    assert sum("fewer than 5" in row for row in rows) == len(rows) - 1
    assert "aunt" not in page.text


LINK = {
    "format": "easy_read", "language": "en", "title": "The call, easy to read",
    "address": "https://example.org/easy",
}  # fmt: skip


def test_a_link_to_an_easy_text_stands_on_the_call(call, cast, browser):
    stella, page = browser(cast.stella), "/staff/calls/CF1/formats"
    assert stella.post(page, LINK).status == 303
    assert stella.post(page, LINK).status == 409

    public = browser().get("/calls/CF1")
    assert "Easy read, English: The call, easy to read" in public.words("aside")
    assert LINK["address"] in public.links()

    key = db.session.scalar(select(Alternative.id))
    assert stella.post(f"{page}/{key}/removal").status == 303
    assert "Easy read" not in browser().get("/calls/CF1").words()


@pytest.mark.parametrize(
    "address",
    [
        "", "http://example.org", "javascript:alert(1)", "https://a@example.org",
        "https://", "https://localhost", "https://example.org/a b", "//example.org",
        "https://exa\u202emple.org", "https://example.org:x/", "https://[::1",
        f"https://example.org/{'x' * 500}",
    ],
)  # fmt: skip
def test_an_unsafe_address_is_not_linked(call, cast, browser, address):
    form = {**LINK, "address": address}

    answer = browser(cast.stella).post("/staff/calls/CF1/formats", form)

    assert answer.status == 422
    assert answer.faults[0].startswith("Write an address such as https://")


def test_the_page_of_a_call_asks_as_often_for_much_as_for_nothing(call, cast, browser):
    amina = browser(cast.amina)
    few = statements(amina, "/calls/CF1")
    telling.link(call, by=cast.stella, **LINK)
    for number in range(3):
        enquiry = telling.ask(call, f"Why {number}?", language="en", by=cast.amina)
        facts = {"question": text("Why?"), "answer": text("So.")}
        telling.answer(enquiry, is_public=True, by=cast.stella, **facts)
    db.session.commit()
    for _ in range(3):
        stella = browser(cast.stella)
        _page, form = previewed(stella)
        stella.post(PAGE, {**form, "then": "send"})

    assert statements(amina, "/calls/CF1") == few
    assert few <= 14


def statements(them, path):
    seen = []
    engine = db.engine
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    assert them.get(path).status == 200
    event.remove(engine, "before_cursor_execute", listener)
    return len([s for s in seen if not s.startswith("BEGIN")])


def test_withdrawn_bids_hear_nothing(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    withdraw(bid, because="", by=cast.amina)
    db.session.commit()

    page, _form = previewed(browser(cast.stella))

    assert "0 people" in page.words()
