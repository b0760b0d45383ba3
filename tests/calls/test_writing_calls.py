"""Writing a call: what it needs, what is refused, and that an open one stays."""

import pytest
from sqlalchemy import select

from grantsapp import i18n
from grantsapp.calls import queries
from grantsapp.calls.models import Call, Question
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_call, a_fund


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


CALL = {
    "reference": "CF9", "title-en": "Autumn", "summary-en": "S", "prospectus-en": "P",
    "budget": "300,000", "opens_at": "2027-07-01T09:00",
    "closes_at": "2027-08-01T17:00",
    "languages": ["en", "ar"],
}  # fmt: skip


def test_times_are_entered_in_the_zone_of_the_fund(app, fund, cast, browser):
    answer = browser(cast.stella).post(f"/staff/funds/{fund.id}/calls/new", CALL)

    assert answer.location == "/staff/calls/CF9"
    call = queries.call("CF9")
    assert call.opens_at.isoformat() == "2027-07-01T08:00:00+00:00"  # London's summer
    assert call.budget == 30_000_000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reference": "cf 9"}, "Use two to twelve capital letters and digits."),
        ({"title-en": ""}, "Write this in English."),
        ({"budget": "lots"}, "Write an amount in figures, such as 8,500."),
        ({"closes_at": "2027-06-01T09:00"}, "The call must close after it opens."),
        ({"languages": []}, "Choose at least one language."),
        ({"opens_at": "soon"}, "Write a day and a time."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    app, fund, cast, browser, change, sentence
):
    stella, path = browser(cast.stella), f"/staff/funds/{fund.id}/calls/new"

    answer = stella.post(path, {**CALL, "title-ar": "خريف", **change})

    assert answer.status == 422
    assert answer.faults == [sentence]
    assert answer.form("calls/new")["title-ar"] == ["خريف"]
    assert db.session.scalar(select(Call)) is None


def test_a_call_opens_only_when_each_language_is_complete(app, fund, cast, browser):
    call = a_call(fund, cast.stella, published=False)
    call.title = call.title.with_text("ar", "")
    db.session.commit()
    stella = browser(cast.stella)

    page = stella.get("/staff/calls/CF1")
    answer = stella.post("/staff/calls/CF1/opening")

    assert "In Arabic there is no text yet for: title." in page.text
    assert answer.status == 409
    assert not queries.call("CF1").is_published


def test_a_call_that_is_being_written_does_not_exist_outside(app, fund, cast, browser):
    a_call(fund, cast.stella, published=False)

    assert browser(cast.amina).get("/calls/CF1").status == 404
    assert browser().get("/calls/CF1/applying").status == 404
    assert browser(cast.stella).get("/staff/calls/CF1/preview").status == 200


def test_the_form_is_frozen_when_the_call_opens(app, fund, cast, browser):
    call = a_call(fund, cast.stella)

    browser(cast.stella).post("/staff/calls/CF1/questions/need/removal")

    assert "need" not in {q.code for q in db.session.scalars(select(Question))}
    assert queries.form_version_of(call).form.question("need")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"options.0.en": "One"}, "Write at least 2 lines."),
        ({"options.1.code": "a", "options.1.en": "B"}, "Two lines have the same code."),
        (
            {"options.1.code": "B!", "options.1.en": "B"},
            "Use small Latin letters, digits and _, such as young_people.",
        ),
        (
            {"options.1.code": "b", "options.1.ar": "ب"},
            "Each line needs its text in English.",
        ),
    ],
)
def test_a_choice_needs_answers_with_codes(app, fund, cast, browser, options, sentence):
    a_call(fund, cast.stella, published=False)
    asked = {
        "section": "details", "code": "who", "kind": "one_of", "label-en": "Who?",
        "options.0.code": "a", "options.0.en": "A",
    }  # fmt: skip

    answer = browser(cast.stella).post(
        "/staff/calls/CF1/questions/new", {**asked, **options}
    )

    assert answer.faults == [sentence]
    assert answer.form("questions/new")["options.0.code"] == ["a"]


def test_an_answer_without_a_code_gets_one_that_is_free(app, fund, cast, browser):
    a_call(fund, cast.stella, published=False)
    texts = ["Young people", "Young people!", "شباب", ""]
    asked = {
        "section": "details", "code": "who", "kind": "one_of", "label-en": "Who?",
        **{f"options.{n}.en": words for n, words in enumerate(texts)},
    }  # fmt: skip

    browser(cast.stella).post("/staff/calls/CF1/questions/new", asked)

    made = queries.question(queries.call("CF1"), "who")
    codes = [option["code"] for option in made.options]
    assert codes == ["young_people", "young_people_2", "answer"]


def test_an_answer_that_was_reworded_makes_its_translations_stale(
    app, fund, cast, browser
):
    a_call(fund, cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/questions/groups"
    form = stella.get(path).form("groups")

    stella.post(path, {**form, "options.0.en": "Everybody under 25"})

    made = queries.question(queries.call("CF1"), "groups")
    labels = [i18n.Text(option["label"]) for option in made.options]
    assert [label.is_stale("ar") for label in labels] == [True, False, False]
    assert labels[0].plain("ar") == "young ع"


def test_a_list_asks_the_database_as_often_for_one_as_for_thirty(
    app, fund, cast, browser
):
    from tests.cast import a_bid, a_group

    call, group = a_call(fund, cast.stella), a_group(cast.amina)
    stella, paths = browser(cast.stella), ("/staff/calls/CF1/applications",)
    a_bid(call, group, cast.amina)
    few = [queries_of(app, stella, path) for path in paths]
    for _ in range(29):
        a_bid(call, group, cast.amina)

    many = [queries_of(app, stella, path) for path in paths]

    assert few == many
    assert max(many) <= 12


def queries_of(app, browser, path):
    from sqlalchemy import event

    count = []
    with app.app_context():
        engine = db.engine
    listener = lambda *_: count.append(1)  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    assert browser.get(path).status == 200
    event.remove(engine, "before_cursor_execute", listener)
    return len(count)


def test_a_manager_asks_others_to_serve_by_letter(cast, browser):
    fund = a_fund(cast.stella)
    stella, url = browser(cast.stella), f"/staff/funds/{fund.id}/people"
    eva = {"name": "Eva", "email": "EVA@example.org", "duty": "evaluator"}

    assert stella.post(url, eva).status == 303
    page = stella.post(url, {**eva, "duty": "manager"})

    assert page.status == 409  # nobody both manages and evaluates
    letters = db.session.scalars(
        select(Letter).where(Letter.template == "staff/asked_to_serve")
    )
    assert [letter.to for letter in letters] == ["eva@example.org"]
    assert browser(cast.eva).get("/staff/evaluations").status == 200
    assert stella.post(url, {"email": "eva"}).faults == [
        "Write the name.",
        "Write an e-mail address such as name@example.org.",
        "Choose one.",
    ]
