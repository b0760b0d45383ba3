"""Files of a call that name what is not there, hang in circles, or are made to harm."""

import io
import json

import pytest
from sqlalchemy import func, select

from grantsapp import audit
from grantsapp.calls import facts, queries
from grantsapp.calls.actions import packing as deeds
from grantsapp.calls.models import Call, Question, Theme, Tier
from grantsapp.db import db
from tests.cast import a_call, a_fund, text

AT = "sections[0].questions"
NEED, PEOPLE, STARTS, GROUPS, SAFE = range(5)


def when(question, *answers):
    return {"question": question, "answers": list(answers)}


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def document(cast, fund):
    a_call(fund, cast.stella, published=False)
    return json.loads(json.dumps(deeds.pack(queries.call("CF1"))))


def rows():
    kinds = (Call, Theme, Tier, Question, audit.Event)
    return [db.session.scalar(select(func.count(kind.id))) for kind in kinds]


def refused(browser, fund, document):
    """Send a file; gives the sentences, and sees that nothing was stored."""
    before = rows()
    content = json.dumps(document).encode()
    files = {"file": (io.BytesIO(content), "call.json")}
    page = browser.post(f"/staff/funds/{fund.id}/calls/file", files)
    assert page.status == 422
    assert rows() == before
    return page.faults


CONDITIONS = {
    "nobody": (
        {PEOPLE: when("nobody", "yes")},
        f"{AT}[1].condition.question: there is no question “nobody”.",
    ),
    "later": (
        {PEOPLE: when("safeguarding", "yes")},
        f"{AT}[1].condition.question: the question “safeguarding” is not asked before.",
    ),
    "itself": (
        {SAFE: when("safeguarding", "yes")},
        f"{AT}[4].condition.question: the question “safeguarding” is not asked before.",
    ),
    "circle": (
        {GROUPS: when("safeguarding", "yes"), SAFE: when("groups", "young")},
        f"{AT}[3].condition.question: the question “safeguarding” is not asked before.",
    ),
    "no such answer": (
        {SAFE: when("groups", "young", "elves")},
        f"{AT}[4].condition.answers[1]: that question has no answer “elves”.",
    ),
    "no choice": (
        {SAFE: when("need", "yes")},
        f"{AT}[4].condition.answers[0]: that question has no answer “yes”.",
    ),
    "no answers": (
        {SAFE: when("groups")},
        f"{AT}[4].condition: this is of the wrong type.",
    ),
    "a word": ({SAFE: "groups"}, f"{AT}[4].condition: this is of the wrong type."),
    "more": (
        {SAFE: {**when("groups", "young"), "unless": "x"}},
        f"{AT}[4].condition: this is of the wrong type.",
    ),
    "a list": (
        {SAFE: {"question": ["groups"], "answers": ["young"]}},
        f"{AT}[4].condition.question: this is of the wrong type.",
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_hangs_on_an_answer_of_an_earlier_question(
    document, fund, cast, browser, name
):
    conditions, sentence = CONDITIONS[name]
    for number, condition in conditions.items():
        document["sections"][0]["questions"][number]["condition"] = condition

    assert sentence in refused(browser(cast.stella), fund, document)


@pytest.mark.parametrize(
    "condition", [when("groups", "young", "parents"), when("tier", "small"), None]
)
def test_a_condition_on_what_is_asked_before_is_taken(document, fund, condition):
    document["sections"][0]["questions"][SAFE]["condition"] = condition

    values = deeds.check(document, fund)

    assert values["sections"][0]["questions"][SAFE]["condition"] == condition


LABEL = dict(text("Name"))
GROUP = {
    "code": "helpers",
    "kind": "group",
    "label": {c: {**e, "by": ""} for c, e in LABEL.items()},
    "help": {},
    "is_required": False,
}
COLUMN = {"code": "name", "kind": "short_text"}


def plain(label):
    """A text as a file may hold it: who wrote it is nobody's business."""
    wanted = ("text", "source_hash", "origin")
    return {code: {n: entry[n] for n in wanted} for code, entry in label.items()}


@pytest.mark.parametrize(
    "columns",
    [
        [],
        None,
        "name",
        ["name"],
        [{"code": "name", "label": plain(LABEL)}],
        [{**COLUMN, "kind": "essay", "label": plain(LABEL)}],
        [{**COLUMN, "kind": "group", "label": plain(LABEL)}],
        [{**COLUMN, "kind": ["short_text"], "label": plain(LABEL)}],
        [{**COLUMN, "label": plain(LABEL), "required": "yes"}],
        [{**COLUMN, "label": plain(LABEL), "size": 3}],
        [{**COLUMN, "label": plain(LABEL), "options": [{"code": "a"}]}],
    ],
    ids=str,
)
def test_the_columns_of_a_table_are_whole(document, fund, cast, browser, columns):
    question = {**GROUP, "label": plain(LABEL), "columns": columns}
    document["sections"][0]["questions"].append(question)

    told = refused(browser(cast.stella), fund, document)

    assert any(".columns: this" in words for words in told), told


@pytest.mark.parametrize("words", [0, -5, 5001])
def test_a_word_limit_is_one(document, fund, cast, browser, words):
    document["sections"][0]["questions"][NEED]["words"] = words

    told = refused(browser(cast.stella), fund, document)

    assert any(f"{AT}[0].words" in sentence for sentence in told)


def test_a_code_twice_in_two_sections_is_refused(document, fund, cast, browser):
    first = document["sections"][0]
    document["sections"].append(
        {"code": "more", "title": first["title"], "questions": first["questions"][:1]}
    )

    assert "sections[1].questions[0].code: this code is there already: “need”." in (
        refused(browser(cast.stella), fund, document)
    )


@pytest.mark.parametrize("code", ["zz", "tlh", "en-US"])
def test_a_text_in_a_language_that_nobody_writes_here_is_refused(
    document, fund, cast, browser, code
):
    label = document["sections"][0]["questions"][NEED]["label"]
    label[code] = {**label["ar"]}

    assert f"{AT}[0].label.{code}: we do not know the language “{code}”." in (
        refused(browser(cast.stella), fund, document)
    )


@pytest.mark.parametrize("letter", ["\0", "\ud800", "a\udfffb"], ids=ascii)
def test_what_no_page_can_hold_is_refused_wherever_it_stands(
    document, fund, cast, browser, letter
):
    document["call"]["title"]["en"]["text"] = letter
    document["sections"][0]["questions"][GROUPS]["options"][0]["label"]["en"][
        "text"
    ] = letter

    told = refused(browser(cast.stella), fund, document)

    assert "call.title.en: this is not a text in languages." in told
    assert any(words.startswith(f"{AT}[3].options[0].label.en: ") for words in told)


def test_names_that_hide_or_turn_are_told_without_harm(document, fund, cast, browser):
    document["\u202eevil"] = 1
    document["call"]["\ud800"] = 1

    told = refused(browser(cast.stella), fund, document)

    assert any(words.endswith("we do not know this field.") for words in told)
    assert not any("\u202e" in words for words in told)


def test_ten_megabytes_are_refused_before_they_are_read(fund, cast, browser, document):
    document["themes"] = [{"code": "x", "name": "y" * 10_000_000}]

    assert refused(browser(cast.stella), fund, document) == [
        "This file is larger than 2 MB."
    ]


@pytest.mark.parametrize("depth", [30, 900, 100_000])
def test_what_is_nested_too_deeply_is_refused(fund, cast, browser, document, depth):
    """Those above a thousand do not even parse; json cannot write them either."""
    stella = browser(cast.stella)
    before = rows()
    deep = "[" * depth + "]" * depth
    whole = json.dumps(document)
    at_options = whole.replace('"options": []', f'"options": {deep}', 1)
    assert at_options != whole
    files = {"file": (io.BytesIO(at_options.encode()), "call.json")}

    page = stella.post(f"/staff/funds/{fund.id}/calls/file", files)

    assert page.status == 422
    assert page.faults
    assert rows() == before


def test_every_kind_of_why_has_its_sentence():
    from grantsapp.calls.forms.packing import sentence

    for why in facts.Why:
        words = sentence(facts.Fault("call.title", why, "x"))
        assert words.strip()
        assert "%(" not in words
