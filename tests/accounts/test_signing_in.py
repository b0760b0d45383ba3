"""Signing in: a code by letter, typed into the page that asked for it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from grantsapp import clock
from grantsapp.accounts import actions
from grantsapp.accounts.models import Code, Person, SignIn
from grantsapp.db import db
from grantsapp.mail import Letter


def asked_for_a_code(browser, email="nadia@example.org", language="en"):
    visitor = browser(language=language)
    answer = visitor.post("/sign-in", {"email": email})
    assert answer.location == "/sign-in/code"
    return visitor


def the_code():
    letter = db.session.scalars(select(Letter).order_by(Letter.made_at.desc())).first()
    return re.search(r"\d{6}", letter.body)[0]


def test_somebody_new_signs_in_with_the_code_from_the_letter(app, browser):
    nadia = asked_for_a_code(browser)

    answer = nadia.post("/sign-in/code", {"code": the_code()})
    welcome = nadia.follow(nadia.follow(answer))
    nadia.post("/welcome", {"name": "Nadia", "language": "pl"})

    assert "Welcome" in welcome.words("h1")
    person = db.session.scalar(
        select(Person).where(Person.email == "nadia@example.org")
    )
    assert (person.name, person.language) == ("Nadia", "pl")
    assert nadia.get("/account").status == 200


def test_the_letter_comes_in_the_language_of_the_page(app, browser):
    asked_for_a_code(browser, language="ar")

    letter = db.session.scalar(select(Letter))
    assert letter.language == "ar"
    assert "رمز" in letter.subject


def test_a_code_may_be_typed_in_arabic_digits_and_with_spaces(app, browser):
    nadia = asked_for_a_code(browser)
    arabic = the_code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    answer = nadia.post("/sign-in/code", {"code": f"{arabic[:3]} {arabic[3:]}"})

    assert answer.status == 303


def test_the_letter_says_the_same_whether_we_know_the_address_or_not(
    app, cast, browser
):
    known = browser().post("/sign-in", {"email": "amina@example.org"})
    unknown = browser().post("/sign-in", {"email": "nobody@example.org"})

    assert (known.status, known.location) == (unknown.status, unknown.location)
    assert db.session.scalar(select(func.count(Letter.id))) == 2


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_a_wrong_code_is_told_at_the_field(app, browser, language):
    nadia = asked_for_a_code(browser, language=language)
    wrong = f"{(int(the_code()) + 1) % 10**6:06}"

    answer = nadia.post("/sign-in/code", {"code": wrong})

    assert answer.status == 422
    sentence = {
        "en": "This is not the code that we sent. Check it and try again.",
        "ar": "ليس هذا هو الرمز الذي أرسلناه",
        "pl": "To nie jest kod, który wysłaliśmy",
    }[language]
    assert sentence in answer.faults[0]


def test_an_expired_code_is_refused(app, browser):
    nadia = asked_for_a_code(browser)
    code = db.session.scalar(select(Code))
    code.expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()

    answer = nadia.post("/sign-in/code", {"code": the_code()})

    assert answer.faults == ["This code has expired. Ask for a new one."]
    assert db.session.scalar(select(func.count(SignIn.id))) == 0


def test_a_used_code_is_refused(app, browser):
    nadia = asked_for_a_code(browser)
    with nadia.client.session_transaction() as session:
        kept = dict(session)
    code = the_code()
    nadia.post("/sign-in/code", {"code": code})
    with nadia.client.session_transaction() as session:
        session.clear()
        session.update(kept)
    nadia._csrf = ""

    answer = nadia.post("/sign-in/code", {"code": code})

    assert answer.faults == ["This code has been used already. Ask for a new one."]
    assert db.session.scalar(select(func.count(SignIn.id))) == 1


def test_after_five_wrong_tries_even_the_right_code_is_refused(app, browser):
    nadia = asked_for_a_code(browser)
    right = the_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(actions.CODE_TRIES):
        assert nadia.post("/sign-in/code", {"code": wrong}).status == 422

    answer = nadia.post("/sign-in/code", {"code": right})

    assert answer.status == 429
    assert "Too many tries" in answer.faults[0]
    assert db.session.scalar(select(func.count(SignIn.id))) == 0


def test_one_address_gets_only_so_many_letters_an_hour(app, browser):
    for _ in range(actions.LETTERS_AN_HOUR):
        asked_for_a_code(browser)

    answer = browser().post("/sign-in", {"email": "nadia@example.org"})

    assert answer.status == 429
    assert "Too many tries" in answer.faults[0]
    assert db.session.scalar(select(func.count(Letter.id))) == actions.LETTERS_AN_HOUR


def test_something_that_is_no_address_is_told_at_the_field(app, browser):
    answer = browser().post("/sign-in", {"email": "nadia at example"})

    assert answer.status == 422
    assert answer.faults == ["Write an e-mail address such as name@example.org."]
    assert answer.all("input", id="email")[0].get("value") == "nadia at example"


def test_only_digests_of_codes_and_tokens_are_stored(app, browser):
    nadia = asked_for_a_code(browser)
    code = the_code()
    nadia.post("/sign-in/code", {"code": code})
    with nadia.client.session_transaction() as session:
        token = session["token"]

    rows = db.session.execute(select(Code.digest, Code.email)).all()
    assert all(code not in digest for digest, _email in rows)
    assert token not in db.session.scalar(select(SignIn.digest))
    raw = db.session.connection().exec_driver_sql("SELECT body FROM letters").scalar()
    assert code not in raw


def test_a_session_ended_elsewhere_ends_at_once(app, cast, browser):
    phone, laptop = browser(cast.amina), browser(cast.amina)
    there = db.session.scalars(select(SignIn).order_by(SignIn.made_at)).first()

    laptop.post(f"/sign-ins/{there.id}/ending")

    assert phone.get("/account").location == "/sign-in?next=/account"
    assert laptop.get("/account").status == 200


def test_signing_in_leads_back_to_where_the_person_wanted_to_go(app, cast, browser):
    visitor = browser()
    visitor.follow(visitor.get("/applications"))
    visitor.post("/sign-in", {"email": "amina@example.org"})

    arrival = visitor.follow(visitor.post("/sign-in/code", {"code": the_code()}))

    assert arrival.location == "/applications"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "x"]
)
def test_a_sign_in_never_leads_to_another_site(app, cast, browser, elsewhere):
    visitor = browser()
    visitor.get(f"/sign-in?next={elsewhere}")
    visitor.post("/sign-in", {"email": "amina@example.org"})

    arrival = visitor.follow(visitor.post("/sign-in/code", {"code": the_code()}))

    assert arrival.location == "/"
