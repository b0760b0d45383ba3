"""A survey of needs: written by a fund, answered by anybody, counted with care."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock, sheets
from grantsapp.calls import questions
from grantsapp.calls.actions import telling_consulting as consulting
from grantsapp.calls.models import Consultation, Reply
from grantsapp.db import db
from grantsapp.i18n import Text
from tests.cast import a_fund, text

WEEK = timedelta(days=7)


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


def a_consultation(fund, by, *, published=True):
    """A survey with one question of each kind."""
    found = consulting.add_consultation(
        fund,
        by=by,
        title=text("What do you need?"),
        intro=text("Tell us."),
        consent=text("I agree."),
        closes_at=clock.now() + WEEK,
    )
    offered = [text("Rooms"), text("Money"), text("Time")]
    for kind in consulting.KINDS:
        options = [] if kind is questions.Kind.LONG else offered
        label = text(f"About {kind}")
        consulting.add_question(found, kind=kind, label=label, options=options, by=by)
    if published:
        consulting.publish(found, by=by)
    db.session.commit()
    return found


def replied(browser, found, **form):
    return browser().post(f"/consultations/{found.id}", {"consent": "y", **form})


def replies():
    return db.session.scalars(select(Reply).order_by(Reply.made_at)).all()


def test_a_manager_writes_and_publishes_a_survey(fund, cast, browser):
    stella = browser(cast.stella)
    start = f"/staff/funds/{fund.id}/consultations"
    form = stella.get(start).form("consultations")
    assert "zgadzam" in form["consent-pl"][0].lower()
    form |= {"title-en": "Needs", "intro-en": "Tell us.", "title-ar": "احتياجات"}
    form["closes_at"] = (clock.now() + WEEK).strftime("%Y-%m-%dT%H:%M")

    place = stella.post(start, form).location
    asked = {"kind": "one_of", "label-en": "What?", "options-en": "Rooms\n\n Money \n"}
    asked |= {"options-ar": "قاعات\nمال"}
    assert stella.post(f"{place}/questions", asked).status == 303
    page = stella.get(place)
    assert "Some texts are missing in" in page.words()
    key = db.session.scalar(select(Consultation.id))
    assert browser().get(f"/consultations/{key}").status == 404
    assert stella.post(f"{place}/publication").status == 303

    public = browser(language="ar").get(f"/consultations/{key}")
    assert "احتياجات" in public.words()
    assert "قاعات" in public.words()
    assert "Needs" in stella.get(f"/staff/funds/{fund.id}").words()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"label-en": ""}, "Write this in English."),
        ({"options-en": "One"}, "Write two to twelve answers, one a line."),
        ({"options-en": "x\n" * 13}, "Write two to twelve answers, one a line."),
        ({"options-pl": "a"}, "Write as many answers in Polish as in the first"),
        ({"kind": "file"}, "Not a valid choice."),
    ],
)
def test_a_question_that_is_wrong_is_told(fund, cast, browser, form, sentence):
    found = a_consultation(fund, cast.stella, published=False)
    asked = {"kind": "several_of", "label-en": "What?", "options-en": "a\nb", **form}

    answer = browser(cast.stella).post(
        f"/staff/consultations/{found.id}/questions", asked
    )

    assert answer.status == 422
    assert sentence in answer.faults[0]


def test_ten_questions_are_the_most(fund, cast, browser):
    found = a_consultation(fund, cast.stella, published=False)
    stella, path = browser(cast.stella), f"/staff/consultations/{found.id}/questions"
    asked = {"kind": "long_text", "label-en": "What?"}

    statuses = [stella.post(path, asked).status for _ in range(8)]

    assert statuses == [303] * 7 + [409]


def test_a_removed_question_leaves_its_code_to_nobody(fund, cast, browser):
    found = a_consultation(fund, cast.stella, published=False)
    stella, place = browser(cast.stella), f"/staff/consultations/{found.id}"

    assert stella.post(f"{place}/questions/q3/removal").status == 303
    stella.post(f"{place}/questions", {"kind": "long_text", "label-en": "More?"})

    db.session.expire_all()
    codes = [q["code"] for q in db.session.get(Consultation, found.id).questions]
    assert codes == ["q1", "q2", "q4"]


def test_a_published_survey_stays_as_it_is(fund, cast, browser):
    found = a_consultation(fund, cast.stella)
    stella, place = browser(cast.stella), f"/staff/consultations/{found.id}"

    assert stella.post(f"{place}/questions/q1/removal").status == 409
    assert stella.post(f"{place}/publication").status == 409
    assert stella.get(f"{place}/text").status == 409


def test_a_survey_without_questions_is_not_published(fund, cast, browser):
    found = a_consultation(fund, cast.stella, published=False)
    found.questions = []
    db.session.commit()

    answer = browser(cast.stella).post(f"/staff/consultations/{found.id}/publication")

    assert answer.status == 409
    assert "Add at least one question." in answer.text


def test_a_visitor_answers_without_account_cookie_or_token(fund, cast, browser):
    found = a_consultation(fund, cast.stella)
    visitor, path = browser(language="pl"), f"/consultations/{found.id}"
    page = visitor.get(path)
    assert page.response.headers.getlist("Set-Cookie") == []
    form = page.form("consultations") | {"consent": "y"}
    form |= {"q1": "a2", "q2": ["a1", "a3"], "q3": "Więcej miejsca\r\ndla dzieci"}

    answer = visitor.client.post(path, data=form, headers={"Accept-Language": "pl"})
    again = visitor.client.post(path, data=form, headers={"Accept-Language": "pl"})

    assert (answer.status_code, again.status_code) == (303, 303)
    (row,) = replies()
    assert row.raw == {
        "q1": ["a2"],
        "q2": ["a1", "a3"],
        "q3": ["Więcej miejsca\ndla dzieci"],
    }
    assert row.language == "pl"
    assert visitor.get(answer.location).status == 200


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"q1": "a1", "consent": ""}, "Tick the box if you agree"),
        ({}, "You have not answered anything yet."),
        ({"q1": "a9", "q2": "drop table"}, "You have not answered anything yet."),
        ({"q3": "word " * 301}, "Write at most 300 words."),
        ({"q3": "x" * 20_001}, "Write at most 300 words."),
    ],
)
def test_a_reply_that_is_wrong_is_told_and_kept_on_the_page(
    fund, cast, browser, form, sentence
):
    found = a_consultation(fund, cast.stella)

    answer = replied(browser, found, **form)

    assert answer.status == 422
    assert sentence in answer.faults[0]
    assert replies() == []
    if form.get("q1") == "a1":
        assert answer.form("consultations")["q1"] == ["a1"]


def test_two_answers_to_a_question_of_one_count_as_the_first(fund, cast, browser):
    found = a_consultation(fund, cast.stella)

    replied(browser, found, q1=["a1", "a2"], q2=["a1", "a1"])

    assert replies()[0].raw == {"q1": ["a1"], "q2": ["a1"]}


def test_a_survey_closes_by_the_clock(fund, cast, browser):
    found = a_consultation(fund, cast.stella)

    with clock.stopped_at(clock.now() + WEEK + timedelta(minutes=1)):
        assert browser().get(f"/consultations/{found.id}").status == 409
        assert replied(browser, found, q1="a1").status == 409
    assert replies() == []


def test_one_address_answers_no_more_than_a_full_house(
    fund, cast, browser, monkeypatch
):
    from grantsapp.calls.routes import consulting as routes

    monkeypatch.setattr(routes, "REPLIES_AN_HOUR", 2)
    found = a_consultation(fund, cast.stella)

    assert [replied(browser, found, q1="a1").status for _ in range(3)] == [
        303, 303, 429,
    ]  # fmt: skip


def with_replies(fund, cast):
    """Seven want rooms, three money, six time; two wrote a text."""
    found = a_consultation(fund, cast.stella)
    chosen = ["a1"] * 7 + ["a2"] * 3 + ["a3"] * 6
    for number, code in enumerate(chosen):
        raw = {"q1": [code], "q2": [code]}
        if number < 2:
            raw["q3"] = [("=HYPERLINK(1)", "Zebras")[number]]
        consulting.reply(found, f"{number:032x}", raw, language="en")
    db.session.commit()
    return found


def test_results_hide_small_numbers_and_what_gives_them_away(fund, cast, browser):
    found = with_replies(fund, cast)

    page = browser(cast.stella).get(f"/staff/consultations/{found.id}")

    rows = [" ".join("".join(r.itertext()).split()) for r in page.all("tr")]
    one, several = rows[1:4], rows[5:8]
    assert one == ["Rooms 7", "Money fewer than 5", "Time not shown"]
    assert several == ["Rooms 7", "Money fewer than 5", "Time 6"]
    assert "16 replies" in page.words()
    assert "Zebras" in page.words()


def test_the_table_of_results_hides_the_same_and_runs_nothing(fund, cast, browser):
    found = with_replies(fund, cast)

    answer = browser(cast.stella).get(f"/staff/consultations/{found.id}/results.csv")

    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Question,Answer,How many"
    assert "About one_of,Money,fewer than 5" in lines
    assert "About one_of,Time,not shown" in lines
    assert "About long_text,'=HYPERLINK(1)," in lines
    assert ",3" not in answer.data.decode()
    assert sheets.guarded("Zebras") == "Zebras"


def test_few_replies_are_not_even_counted(fund, cast, browser):
    found = a_consultation(fund, cast.stella)
    replied(browser, found, q1="a1")

    page = browser(cast.stella).get(f"/staff/consultations/{found.id}")

    assert "fewer than 5 replies" in page.words()


@pytest.mark.parametrize("closes", ["", "soon", "2020-01-01T10:00"])
def test_a_survey_closes_in_time_to_come(fund, cast, browser, closes):
    form = {"title-en": "T", "intro-en": "I", "consent-en": "C", "closes_at": closes}

    answer = browser(cast.stella).post(f"/staff/funds/{fund.id}/consultations", form)

    assert answer.status == 422
    assert len(answer.faults) == 1
    assert db.session.scalar(select(Consultation)) is None


def test_what_is_missing_in_a_language_is_shown_in_another_marked_so(
    fund, cast, browser
):
    found = a_consultation(fund, cast.stella)
    found.title = Text.of(en="What do you need?")
    db.session.commit()

    page = browser(language="pl").get(f"/consultations/{found.id}")

    assert "What do you need?" in page.words("h1")
    assert len(page.all("small", class_="tag")) == 1
