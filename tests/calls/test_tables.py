"""Answers with lines, under conditions, and sensitive ones."""

import json

import pytest
from sqlalchemy import select, text

from grantsapp import i18n
from grantsapp.calls import queries
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Answer, FormVersion
from grantsapp.calls.questions import (
    Column,
    Condition,
    Fault,
    Form,
    Kind,
    Option,
    Question,
    Reading,
    Section,
    as_json,
    from_json,
    line_of,
    read,
    read_all,
)
from grantsapp.db import db
from tests.cast import a_call, a_draft, a_fund, a_group
from tests.cast import text as words

LABEL = {"en": {"text": "Label"}}
BUDGET = Question(
    "budget",
    Kind.BUDGET,
    LABEL,
    columns=(
        Column("what", Kind.SHORT, LABEL),
        Column("amount", Kind.MONEY, LABEL),
        Column("other", Kind.MONEY, LABEL, required=False),
    ),
)


def line(what, amount, other=""):
    return line_of({"what": what, "amount": amount, "other": other})


def test_a_line_is_read_cell_by_cell_in_its_language():
    found = read(BUDGET, [line("Hall", "١٬٢٠٠"), line("Food", "1.000")], "ar")

    assert found.fault is Fault.IN_A_CELL  # a thousand, or one?
    assert (found.numbers["row"], found.numbers["column"]) == (2, "amount")
    assert found.numbers["why"] is Fault.NOT_AN_AMOUNT
    fine = read(BUDGET, [line("Hall", "١٬٢٠٠"), line("Food", "300", "40")], "ar")
    assert fine.value == [
        {"what": "Hall", "amount": 120_000, "other": None},
        {"what": "Food", "amount": 30_000, "other": 4_000},
    ]


@pytest.mark.parametrize(
    ("lines", "row", "column", "why"),
    [
        ([line("", "5")], 1, "what", Fault.MISSING),
        ([line("Hall", "")], 1, "amount", Fault.MISSING),
        ([line("Hall", "5"), line("Food", "x")], 2, "amount", Fault.NOT_AN_AMOUNT),
        ([line("a" * 201, "5")], 1, "what", Fault.TOO_LONG),
        (["not json"], 1, "what", Fault.MISSING),
        (["[1, 2]"], 1, "what", Fault.MISSING),
    ],
)
def test_the_first_cell_that_is_wrong_is_named(lines, row, column, why):
    found = read(BUDGET, lines, "en")

    assert found.fault is Fault.IN_A_CELL
    assert (found.numbers["row"], found.numbers["column"]) == (row, column)
    assert found.numbers["why"] is why


def test_forty_lines_are_the_most():
    assert read(BUDGET, [line("Hall", "5")] * 40, "en").fault is None
    assert read(BUDGET, [line("Hall", "5")] * 41, "en").fault is Fault.TOO_MANY_ROWS


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([line("Hall", "8,000"), line("Food", "450")], None),
        ([line("Hall", "8,000"), line("Food", "449.99")], Fault.TOTAL_DIFFERS),
        ([line("Hall", "8,000", "450")], Fault.TOTAL_DIFFERS),  # others do not count
    ],
)
def test_a_budget_adds_up_to_the_amount_asked_for(lines, fault):
    amount = Question("amount", Kind.MONEY, LABEL)
    form = Form((Section("one", LABEL, (amount, BUDGET)),))

    found = read_all(form, {"amount": ["8,450"], "budget": lines}, {})

    assert found["budget"].fault is fault


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.EMAIL, "Amina@Example.ORG", "amina@example.org"),
        (Kind.EMAIL, "amina@", Fault.NOT_AN_ADDRESS),
        (Kind.EMAIL, "amina at example.org", Fault.NOT_AN_ADDRESS),
        (Kind.PHONE, "020 7946 0000", "020 7946 0000"),
        (Kind.PHONE, "+48 (22) 555-01-23", "+48 (22) 555-01-23"),
        (Kind.PHONE, "٠٢٠٧٩٤٦٠٠٠٠", "02079460000"),
        (Kind.PHONE, "12345", Fault.NOT_A_PHONE),
        (Kind.PHONE, "call me", Fault.NOT_A_PHONE),
        (Kind.DECLARATION, "yes", True),
        (Kind.DECLARATION, "no", Fault.MISSING),
    ],
)
def test_addresses_numbers_and_declarations(kind, typed, value):
    found = read(Question("q", kind, LABEL), [typed], "en")

    assert (found.fault or found.value) == value


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (Reading("a"), True),
        (Reading("b"), False),
        (Reading(["b", "a"]), True),
        (Reading(None), False),
        (Reading(None, Fault.NOT_AN_OPTION), False),
        (Reading("a", skipped=True), False),
        (None, False),
    ],
)
def test_a_condition_is_met_by_one_of_its_answers(given, asked):
    assert Condition("first", ("a",)).is_met(given) is asked


def test_what_is_not_asked_is_no_fault_and_neither_is_what_hangs_on_it():
    options = (Option("a", LABEL), Option("b", LABEL))
    first = Question("first", Kind.ONE, LABEL, options=options)
    second = Question(
        "second", Kind.YES_NO, LABEL, condition=Condition("first", ("a",))
    )
    third = Question(
        "third", Kind.SHORT, LABEL, condition=Condition("second", ("yes",))
    )
    form = Form((Section("one", LABEL, (first, second, third)),))

    no = read_all(form, {"first": ["b"], "second": ["yes"]}, {})
    yes = read_all(form, {"first": ["a"], "second": ["yes"]}, {})

    assert [no[c].fault for c in ("first", "second", "third")] == [None] * 3
    assert no["third"].skipped
    assert yes["third"].fault is Fault.MISSING


def test_a_form_comes_back_from_the_database_as_it_went_in():
    hanging = Question(
        "q", Kind.SHORT, LABEL, condition=Condition("x", ("yes",)), sensitive=True
    )
    form = Form((Section("one", LABEL, (BUDGET, hanging)),))

    assert from_json(json.loads(json.dumps(as_json(form)))) == form


@pytest.fixture
def call(cast):
    """A call with a budget, lines of its own, a condition and a sensitive question."""
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella, published=False)
    section = queries.sections_of(call)[0]
    columns = [
        {"code": "name", "kind": "short_text", "label": dict(words("Name"))},
        {
            "code": "born",
            "kind": "date",
            "label": dict(words("Born")),
            "required": False,
        },
    ]
    hangs = {"question": "safeguarding", "answers": ["no"]}
    asked = [
        ("budget", Kind.BUDGET, {}),
        ("helpers", Kind.GROUP, {"columns": columns, "is_required": False}),
        ("whynot", Kind.SHORT, {"condition": hangs}),
        ("secret", Kind.SHORT, {"is_sensitive": True}),
    ]
    for code, kind, more in asked:
        facts = {
            "label": words(code),
            "help": words("Help"),
            "code": code,
            "kind": kind,
        }
        writing.add_question(section, call, by=cast.stella, **facts, **more)
        db.session.flush()
        db.session.refresh(section, ["questions"])
    db.session.commit()
    writing.open_call(queries.call("CF1"), by=cast.stella)
    db.session.commit()
    return queries.call("CF1")


def place(bid, section="details"):
    return f"/applications/{bid.id}/sections/{section}"


def test_lines_are_typed_saved_added_and_shown_again(call, cast, browser):
    bid = a_draft(call, a_group(cast.amina), cast.amina)
    amina = browser(cast.amina)
    form = amina.get(place(bid)).form("details")
    typed = {"budget.0.what": "Hall", "budget.0.amount": "8,000"}

    page = amina.post(place(bid), {**form, **typed, "then": "more:budget"})

    assert "more=budget" in page.location
    page = amina.follow(page)
    again = page.form("details")
    assert again["budget.0.what"] == ["Hall"]
    assert "budget.4.what" in again  # one line typed, then one and three empty ones
    assert "add up to £8,000, but you ask for £8,450" in page.words()
    amina.post(place(bid), {**again, "budget.3.what": "Food", "budget.3.amount": "450"})
    assert "£450" in amina.get(f"/applications/{bid.id}/check").words()
    readings = queries.readings(queries.application(bid.id))
    assert [row["amount"] for row in readings["budget"].value] == [800_000, 45_000]


def test_a_sensitive_answer_is_sealed_and_found_by_no_search(call, cast, browser):
    bid = a_draft(call, a_group(cast.amina), cast.amina, secret=["Unspeakable"])

    raw = db.session.execute(text("SELECT raw, sealed FROM answers")).all()
    assert "Unspeakable" not in str(raw)
    assert "unspeakable" not in queries.application(bid.id).search_text
    db.session.rollback()
    amina = browser(cast.amina)
    assert amina.get(place(bid)).form("details")["secret"] == ["Unspeakable"]
    amina.post(place(bid), {**amina.get(place(bid)).form("details"), "secret": "Other"})
    edits = db.session.execute(text("SELECT raw, sealed FROM edits")).all()
    assert "Unspeakable" not in str(edits)


def test_a_question_says_when_it_is_asked(call, cast, browser):
    bid = a_draft(call, a_group(cast.amina), cast.amina)

    page = browser(cast.amina).get(place(bid))

    assert "Only if you answered No to “safeguarding”" in page.words()


def test_a_manager_builds_lines_a_condition_and_a_sensitive_question(cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, url = browser(cast.stella), f"/staff/calls/{call.reference}/questions/new"
    form = {
        "section": queries.sections_of(call)[0].code,
        "code": "helpers", "kind": "group",
        "label-en": "Who helps?", "columns.0.en": "Name", "columns.0.ar": "الاسم",
        "columns.0.pl": "Imię", "columns.0.kind": "short_text",
        "hangs_on": "safeguarding=no", "is_sensitive": "y",
    }  # fmt: skip

    both = ["safeguarding=no", "groups=young"]
    page = stella.post(url, {**form, "columns.0.kind": "essay", "hangs_on": both})
    assert page.faults == [
        "Choose a kind for each column.",
        "Choose answers of one question only.",
    ]
    assert page.form("questions/new")["columns.0.ar"] == ["الاسم"]
    assert stella.post(url, form).status == 303

    made = queries.question(call, "helpers")
    assert made.condition == {"question": "safeguarding", "answers": ["no"]}
    (column,) = made.columns
    assert (column["code"], column["kind"]) == ("name", "short_text")
    assert i18n.Text(column["label"]).plain("pl") == "Imię"
    assert made.is_sensitive
    again = stella.get(f"/staff/calls/{call.reference}/questions/helpers")
    kept = again.form("helpers")
    assert kept["columns.0.code"] == ["name"]
    assert kept["columns.0.ar"] == ["الاسم"]
    assert kept["hangs_on"] == ["safeguarding=no"]


def test_a_frozen_form_of_before_tables_is_still_read(call):
    version = db.session.scalar(select(FormVersion))
    definition = json.loads(json.dumps(version.definition))
    for section in definition["sections"]:
        for question in section["questions"]:
            for name in ("columns", "condition", "sensitive"):
                del question[name]

    assert from_json(definition).question("need") is not None
    assert db.session.scalar(select(Answer.id)) is None


def codes(call):
    db.session.rollback()
    return [q.code for q in queries.sections_of(call)[0].questions]


def test_questions_change_places_and_what_hangs_stays_behind(cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    section = queries.sections_of(call)[0]
    facts = {"label": words("Why not?"), "help": words("Help"), "code": "whynot"}
    hangs = {"question": "evidence", "answers": ["yes"]}
    facts |= {"kind": Kind.SHORT, "condition": hangs}
    writing.add_question(section, call, by=cast.stella, **facts)
    db.session.commit()
    stella, start = browser(cast.stella), "/staff/calls/CF1/questions"

    assert stella.post(f"{start}/people/order", {"to": "up"}).status == 303
    assert codes(call)[:2] == ["people", "need"]
    assert stella.post(f"{start}/people/order", {"to": "up"}).status == 303  # the first
    assert stella.post(f"{start}/people/order", {"to": "down"}).status == 303
    assert codes(call)[:2] == ["need", "people"]
    page = stella.post(f"{start}/whynot/order", {"to": "up"})
    assert page.status == 409
    assert "hangs on the one before it" in page.words()
    assert codes(call)[-2:] == ["evidence", "whynot"]


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_a_manager_sees_the_form_as_applicants_will(call, cast, browser, language):
    stella = browser(cast.stella)
    stella.get(f"/?language={language}")

    page = stella.get("/staff/calls/CF1/form/preview")

    assert page.status == 200
    assert page.all("input", name="budget.0.what")
    assert page.all("textarea", name="need")
    assert queries.applications_of(cast.stella) == []
