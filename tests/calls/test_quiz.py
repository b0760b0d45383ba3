"""The quiz before a form: its outcomes, its pages, and how managers write it."""

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.calls import queries
from grantsapp.calls.fitting import Route
from grantsapp.calls.models import Application
from grantsapp.calls.quiz import (
    Answer,
    Kind,
    Outcome,
    Question,
    answers_from,
    as_json,
    judge,
)
from grantsapp.db import db
from tests.cast import a_call, a_fund, a_group, a_quiz

QUESTIONS = [
    Question("city", Kind.YES_NO, (Answer("yes"), Answer("no", Outcome.NOT_NOW))),
    Question("bank", Kind.YES_NO, (Answer("yes"), Answer("no", Outcome.SPONSOR))),
    Question(
        "who",
        Kind.ONE,
        (
            Answer("group"),
            Answer("alone", Outcome.SPONSOR),
            Answer("party", Outcome.NOT_NOW),
        ),
    ),
]


@pytest.mark.parametrize(
    ("city", "bank", "who", "outcome", "reasons"),
    [
        ("yes", "yes", "group", Outcome.APPLY, []),
        ("yes", "no", "group", Outcome.SPONSOR, ["bank"]),
        ("yes", "no", "alone", Outcome.SPONSOR, ["bank", "who"]),
        ("no", "yes", "group", Outcome.NOT_NOW, ["city"]),
        ("yes", "no", "party", Outcome.NOT_NOW, ["who", "bank"]),
        ("no", "no", "party", Outcome.NOT_NOW, ["city", "who", "bank"]),
    ],
)
def test_the_worst_outcome_wins_and_every_reason_is_given(
    city, bank, who, outcome, reasons
):
    result = judge(QUESTIONS, {"city": city, "bank": bank, "who": who})

    assert result.outcome is outcome
    assert [question.code for question, _answer in result.reasons] == reasons
    assert result.missing == ()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ("city", "bank", "who")),
        ({"city": "yes", "bank": "no"}, ("who",)),
        ({"city": "maybe", "bank": "no", "who": "group"}, ("city",)),
        ({"city": "yes", "bank": "", "who": "yes"}, ("bank", "who")),
    ],
)
def test_what_is_not_answered_has_no_outcome(given, missing):
    result = judge(QUESTIONS, given)

    assert (result.outcome, result.missing) == (None, missing)


def test_a_quiz_without_questions_lets_everybody_apply():
    assert judge([], {}).outcome is Outcome.APPLY


def test_answers_are_stored_and_read_back():
    answer = Answer("alone", Outcome.SPONSOR, {"en": {"text": "a"}}, {})
    assert answers_from([as_json(answer)]) == (answer,)


# For those who want to apply


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def call(fund, cast):
    call = a_call(fund, cast.stella)
    a_quiz(call, cast.stella)
    return call


GOOD = {"answer-small": "yes", "answer-account": "yes", "answer-who": "group"}


def test_apply_leads_to_the_quiz_first_and_past_it(app, call, browser):
    page = browser().get("/calls/CF1")
    assert "/calls/CF1/quiz" in page.links()
    assert "/calls/CF1/applying" not in page.links()

    assert "/calls/CF1/applying" in browser().get("/calls/CF1/quiz").links()


def test_a_call_without_a_quiz_leads_to_its_form(app, fund, cast, browser):
    a_call(fund, cast.stella)

    assert "/calls/CF1/applying" in browser().get("/calls/CF1").links()
    assert browser().get("/calls/CF1/quiz").status == 404
    assert browser().post("/calls/CF1/quiz", GOOD).status == 404


@pytest.mark.parametrize(
    ("change", "title", "reasons", "leads_to"),
    [
        ({}, "You can apply", [], "/calls/CF1/applying"),
        (
            {"answer-account": "no"},
            "Apply through a sponsor",
            ["why account"],
            "/calls/CF1/applying?route=sponsor",
        ),
        (
            {"answer-account": "no", "answer-who": "party"},
            "Not this time",
            ["why who", "why account"],
            "/calls/CF2",
        ),
    ],
)
def test_the_result_says_why_and_leads_on(
    app, call, fund, cast, browser, change, title, reasons, leads_to
):
    a_call(fund, cast.stella, reference="CF2")

    page = browser().post("/calls/CF1/quiz", {**GOOD, **change})

    assert page.status == 200
    assert title in page.words("h1")
    shown = ["".join(li.itertext()).strip() for li in page.all("li")]
    assert [r for r in shown if r.startswith("why")] == reasons
    assert leads_to in page.links()
    if title == "Not this time":
        assert not [link for link in page.links() if "applying" in link]
    if title == "Apply through a sponsor":
        assert "/help#sponsor" in page.links()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Choose an answer."), ("ar", ""), ("pl", "")]
)
def test_what_is_missing_is_told_and_the_rest_stays_chosen(
    app, call, browser, language, words
):
    page = browser(None, language).post(
        "/calls/CF1/quiz", {**GOOD, "answer-who": "king"}
    )

    assert page.status == 422
    assert len(page.faults) == 1
    assert words in page.faults[0]
    assert page.form("quiz")["answer-small"] == ["yes"]
    assert "answer-who" not in page.form("quiz")


def test_nothing_of_an_answer_is_kept(app, call, browser):
    with db.engine.connect() as connection:
        count = lambda: [  # noqa: E731
            connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar()  # noqa: S608
            for t in ("events", "quiz_questions", "applications", "rescues", "tries")
        ]
        before = count()
        connection.rollback()
        browser().post("/calls/CF1/quiz", GOOD)
        assert count() == before


def test_a_closed_call_offers_no_form_after_its_quiz(app, call, browser):
    with clock.stopped_at(call.closes_at):
        page = browser().post("/calls/CF1/quiz", GOOD)

    assert "This call has closed." in page.words()
    assert not [link for link in page.links() if "applying" in link]


def test_a_quiz_of_a_call_being_written_does_not_exist_outside(
    app, fund, cast, browser
):
    a_quiz(a_call(fund, cast.stella, published=False), cast.stella)

    assert browser(cast.amina).get("/calls/CF1/quiz").status == 404
    assert browser(cast.stella).get("/calls/CF1/quiz").status == 200


def test_who_starts_through_a_sponsor_is_marked_so(app, call, cast, browser):
    group, amina = a_group(cast.amina), browser(cast.amina)
    form = amina.get("/calls/CF1/applying?route=sponsor").form("applying")
    assert form["route"] == ["sponsor"]

    answer = amina.post("/calls/CF1/applying", {**form, "for": str(group.id)})

    assert answer.status == 303
    assert db.session.scalar(select(Application)).route is Route.SPONSOR


# For those who write it


@pytest.fixture
def draft(fund, cast):
    call = a_call(fund, cast.stella, published=False)
    a_quiz(call, cast.stella)
    return call


QUIZ = "/staff/calls/CF1/quiz"
TONGUES = ("en", "ar", "pl")


def in_each(name, words):
    return {f"{name}-{code}": f"{words} {code}" for code in TONGUES}


def asked(call):
    db.session.expire_all()
    return [q.code for q in queries.quiz_of(call)]


def test_a_manager_writes_a_question_and_what_its_answers_mean(
    app, draft, cast, browser
):
    stella = browser(cast.stella)
    start = stella.post(
        QUIZ, {"code": "age", "kind": "yes_no", **in_each("words", "Adult?")}
    )
    assert start.location == f"{QUIZ}/age"
    assert f"{QUIZ}/age/answers/no" in stella.follow(start).links()

    answer = stella.post(
        f"{QUIZ}/age/answers/no",
        {"outcome": "not_now", **in_each("reason", "Too young")},
    )

    assert answer.location == f"{QUIZ}/age"
    yes, no = queries.quiz_question(draft, "age").plain.answers
    assert (yes.outcome, no.outcome) == (Outcome.APPLY, Outcome.NOT_NOW)
    assert no.reason["pl"]["text"] == "Too young pl"


def test_a_choice_gets_answers_of_its_own(app, draft, cast, browser):
    stella, path = browser(cast.stella), f"{QUIZ}/who/new-answer"
    new = {"code": "school", "outcome": "apply", **in_each("label", "A school")}

    assert stella.post(path, new).status == 303
    twice = stella.post(path, new)
    assert twice.faults == ["Another answer has this code."]
    stella.post(f"{QUIZ}/who/answers/party/removal")

    codes = [a.code for a in queries.quiz_question(draft, "who").plain.answers]
    assert codes == ["group", "alone", "school"]


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        (QUIZ, {"code": "X", "kind": "yes_no", "words-en": "a"}, "Use small Latin"),
        (QUIZ, {"code": "x", "kind": "yes_no"}, "Write this in English."),
        (f"{QUIZ}/who/new-answer", {"code": "x"}, "Write this in English."),
        (
            f"{QUIZ}/small/answers/no",
            {"outcome": "sponsor", "reason-en": ""},
            "Write this in English.",
        ),
    ],
)
def test_a_wrong_question_or_answer_is_told(
    app, draft, cast, browser, path, typed, sentence
):
    page = browser(cast.stella).post(path, typed)

    assert page.status == 422
    assert page.faults[0].startswith(sentence)


def test_an_outcome_that_does_not_exist_is_refused(app, draft, cast, browser):
    page = browser(cast.stella).post(
        f"{QUIZ}/small/answers/no", {"outcome": "win", "reason-en": "a"}
    )
    assert page.status == 422


def test_yes_and_no_cannot_be_taken_out(app, draft, cast, browser):
    page = browser(cast.stella).post(f"{QUIZ}/small/answers/no/removal")

    assert page.status == 409
    assert "keeps both answers" in page.text


def test_twelve_questions_are_enough(app, draft, cast, browser):
    stella = browser(cast.stella)
    for n in range(9):
        typed = {"code": f"q{n}", "kind": "yes_no", "words-en": "a"}
        assert stella.post(QUIZ, typed).status == 303

    page = stella.post(QUIZ, {"code": "q9", "kind": "yes_no", "words-en": "a"})

    assert page.status == 409
    assert "12 questions at most" in page.text
    assert len(asked(draft)) == 12
    assert "Add a question" not in stella.get(QUIZ).text


def test_questions_change_places_and_go(app, draft, cast, browser):
    stella = browser(cast.stella)
    stella.post(f"{QUIZ}/who/order", {"to": "up"})
    assert asked(draft) == ["small", "who", "account"]
    stella.post(f"{QUIZ}/small/order", {"to": "up"})
    assert asked(draft) == ["small", "who", "account"]
    stella.post(f"{QUIZ}/small/removal")
    assert asked(draft) == ["who", "account"]


def test_a_call_opens_only_with_a_whole_quiz(app, draft, cast, browser):
    stella = browser(cast.stella)
    for code in ("alone", "party"):
        stella.post(f"{QUIZ}/who/answers/{code}/removal")
    stella.post(
        f"{QUIZ}/small/answers/no",
        {"outcome": "not_now", "reason-ar": "", "reason-en": "w"},
    )

    page = stella.get("/staff/calls/CF1")

    assert "In the quiz, write at least two answers for: who." in page.words()
    assert "In Arabic there is no text yet for:" in page.words()
    assert stella.post("/staff/calls/CF1/opening").status == 409
