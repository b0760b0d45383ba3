"""The library: who reads it, what comes in, and what never changes."""

import json
from copy import deepcopy
from io import BytesIO

import pytest

from grantsapp import sheets
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import instruments, queries, xlsforms
from grantsapp.mel.actions import library
from grantsapp.mel.actions.library import Arrival
from tests.cast import CALM, a_fund, an_instrument
from tests.house.test_queries import counted
from tests.mel.test_instruments import WHOLE


@pytest.fixture
def eva(cast, browser):
    """The evaluator of a fund, at the desk."""
    fund = a_fund(cast.stella)
    writing.give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    db.session.commit()
    return browser(cast.eva)


def calm(version=1, **changes):
    return {**deepcopy(CALM), "version": version, **changes}


def reworded(version=2):
    tool = calm(version)
    tool["items"][0]["text"]["en"] = "I can bear it"
    return tool


def a_file(stored, name="calm.json"):
    words = stored if isinstance(stored, bytes) else json.dumps(stored).encode()
    return {"file": (BytesIO(words), name)}


def look_at(eva, stored, **told):
    return eva.post("/staff/instruments/file", {**a_file(stored), **told})


def take(eva, page):
    return eva.post("/staff/instruments/file/taken", page.form("taken"))


# How a file stands to what is here.


def arrival(stored):
    return library.arriving(instruments.read(stored))


def test_changed_wording_is_marked_as_adapted_with_what_changed(cast):
    an_instrument()

    found = arrival(reworded())

    assert (found.arrival, found.beside) == (Arrival.ADAPTED, 1)
    assert found.tool.adapted_from == instruments.Adapted(
        "calm", 1, ("changed: items.bear.text.en",)
    )


def test_what_a_file_says_itself_of_its_adaptation_stands(cast):
    an_instrument()
    told = {"code": "serenity", "version": 4, "changes": ["for children"]}

    found = arrival({**reworded(), "adapted_from": told})

    assert instruments.as_json(found.tool)["adapted_from"] == told


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (calm(), Arrival.KNOWN),
        (calm(citation="Doe"), Arrival.CLASH),
        (reworded(1), Arrival.CLASH),
        (calm(2), Arrival.NEXT),
        (calm(2, citation="Doe"), Arrival.NEXT),
        (calm(code="other"), Arrival.NEW),
    ],
)
def test_a_file_is_new_or_known_or_clashes(cast, stored, expected):
    an_instrument()

    assert arrival(stored).arrival is expected


def test_the_same_file_of_an_adapted_version_is_known_when_it_comes_again(cast):
    an_instrument()
    library.take([instruments.read(reworded())], by=cast.eva)
    db.session.commit()

    assert arrival(reworded()).arrival is Arrival.KNOWN
    assert library.take([instruments.read(reworded())], by=cast.eva) == []


# The pages.


def test_an_evaluator_reads_an_instrument_item_by_item(eva):
    library.add_starters()
    library.add_instrument(WHOLE)
    db.session.commit()

    page = eva.get("/staff/instruments/calm/3").words()

    assert "Validated" in page
    assert "Adapted" in page
    assert "The wording was changed from calm, version 2." in page
    assert "item a shortened" in page
    assert "People from 16 years" in page
    assert "By permission" in page
    assert "Letter of J. Doe" in page
    assert "The sum of 5 items" in page
    assert "At least 3 must be answered. From 5 to 25." in page
    assert "1 becomes 5" in page
    assert "Published translation" in page
    newest = queries.instrument("recognising").version
    starter = eva.get(f"/staff/instruments/recognising/{newest}").words()
    assert "Starter, not validated" in starter
    assert starter.count("draft, not yet read by a native speaker") == 3
    assert "The mean of the answered items." in starter


def test_the_list_is_filtered_by_theme_and_by_language(eva):
    library.add_instrument(calm(themes=["resilience"]))
    library.add_instrument(
        calm(
            code="plain",
            title={"en": "Plain"},
            items=[{"code": "a", "text": {"en": "A"}}],
        )
    )
    db.session.commit()

    def shown(query=""):
        headings = eva.get(f"/staff/instruments{query}").all("h2")
        return ["".join(h.itertext()).strip() for h in headings]

    assert shown() == ["Calm", "Plain"]
    assert shown("?theme=resilience") == ["Calm"]
    assert shown("?spoken=pl") == ["Calm"]
    assert shown("?spoken=en") == ["Calm", "Plain"]
    assert shown("?theme=nothing") == []
    assert "No instrument fits." in eva.get("/staff/instruments?theme=x").words()


def test_the_list_shows_the_newest_version_and_the_page_leads_to_the_others(eva):
    library.add_instrument(calm())
    library.add_instrument(reworded())
    db.session.commit()

    page = eva.get("/staff/instruments")

    assert page.words().count("Version 2") == 1
    assert "Version 1" not in page.words()
    newest = eva.get("/staff/instruments/calm/2")
    assert "/staff/instruments/calm/1" in newest.links()
    assert "I can bear it" in newest.words()
    assert "I bear it" in newest.words()  # beside it, in what was adapted
    assert eva.get("/staff/instruments/calm/9").status == 404


def test_the_list_asks_the_database_as_often_for_one_as_for_many(eva):
    library.add_instrument(calm())
    db.session.commit()
    one = counted(lambda: eva.get("/staff/instruments"))
    for number in range(8):
        library.add_instrument(calm(code=f"calm{number}"))
    db.session.commit()

    assert counted(lambda: eva.get("/staff/instruments")) == one


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_what_is_downloaded_comes_in_again_as_it_was(eva, kind):
    library.add_instrument(WHOLE)
    db.session.commit()

    sent = eva.get(f"/staff/instruments/calm/3/{kind}")

    disposition = sent.response.headers["Content-Disposition"]
    assert disposition == f'attachment; filename="calm-3.{kind}"'
    assert "Here already, the same" in look_at(eva, sent.data).words()


def test_a_file_is_shown_before_it_is_taken(eva):
    page = look_at(eva, calm())

    assert "Nothing of the file is lost" in page.words()
    assert "I snap reversed" in page.words()
    assert queries.instruments() == []
    assert take(eva, page).status == 303
    assert [row.code for row in queries.instruments()] == ["calm"]
    assert take(eva, page).status == 303  # once more, by a second click
    assert len(queries.instruments()) == 1


def test_a_new_wording_is_shown_beside_the_old_one(eva):
    library.add_instrument(calm())
    db.session.commit()

    page = look_at(eva, reworded())

    assert "New version, changed wording" in page.words()
    assert "Item bear in English" in page.words()
    assert [e.text for e in page.all("del")] == ["I bear it"]
    assert [e.text for e in page.all("ins")] == ["I can bear it"]
    take(eva, page)
    stored = queries.versions_of("calm")[-1].tool
    assert stored.adapted_from == instruments.Adapted(
        "calm", 1, ("changed: items.bear.text.en",)
    )


def test_the_same_version_with_another_content_is_refused_with_a_sentence(eva):
    library.add_instrument(calm())
    db.session.commit()

    page = look_at(eva, reworded(1))

    assert page.status == 422
    assert "give the file the version 2" in page.words()


def test_what_came_in_meanwhile_is_refused_when_it_clashes(eva):
    page = look_at(eva, reworded(1))
    library.add_instrument(calm())
    db.session.commit()

    again = take(eva, page)

    assert again.status == 409
    assert "give the file the version 2" in again.words()


def test_an_xlsform_says_what_is_lost_of_it(eva):
    survey = [
        ["select_one agree", "q1", "One"],
        ["geopoint", "here", "Where are you?"],
    ]
    choices = [["agree", n, str(n)] for n in (1, 2, 3)]
    form = sheets.workbook_bytes(
        {
            "survey": (["type", "name", "label::English (en)"], survey),
            "choices": (["list_name", "name", "label::English (en)"], choices),
            "settings": (["form_title", "form_id"], [["Ours", "ours"]]),
        }
    )

    page = look_at(eva, form)

    assert "survey A3: a row of the type “geopoint” is left out." in page.words()
    assert "ours: nothing says which items are reversed" in page.words()
    take(eva, page)
    assert queries.instrument("ours").tool.licence.status == "restricted"


def test_an_xlsform_that_does_not_name_its_language_asks_for_it(eva):
    rows = xlsforms.write([instruments.read(calm())])
    survey = [["select_one agree", "q1", "Jeden"], ["select_one agree", "q2", "Dwa"]]
    form = sheets.workbook_bytes(
        {
            "survey": (["type", "name", "label"], survey),
            "choices": (
                ["list_name", "name", "label"],
                [["agree", n, n] for n in "12"],
            ),
        }
    )

    assert rows.startswith(b"PK")
    refused = look_at(eva, form)
    assert refused.status == 422
    assert "which language is this?" in refused.words()
    assert look_at(eva, form, language="pl").status == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is not JSON"),
        (b"\xff\xfe", "This is not JSON"),
        (b"[" * 100_000, "This is not JSON"),
        (b'{"code": "a", "code": "b"}', "stands there twice"),
        (b"[]", "The file must hold one JSON object."),
        (
            json.dumps({**CALM, "colour": 1}).encode(),
            "This is not a part of the format.",
        ),
        (b"PK\x03\x04", "This is not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0", "the old kind (.xls)"),
        (b" " * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(eva, content, said):
    page = look_at(eva, content)

    assert page.status == 422
    assert said in page.words()
    assert queries.instruments() == []


def test_a_fault_stands_at_its_place_as_a_sentence(eva):
    text = {"en": "E", "ar": "ع", "pl": ""}
    items = [*CALM["items"], {"code": "Wrong", "text": text}]

    page = look_at(eva, json.dumps({**CALM, "items": items}).encode())

    places = [code.text for code in page.all("code")]
    assert places == ["items 3: code", "items 3: text"]
    assert "A code has small Latin letters, digits and _" in page.words()


def test_no_file_at_all_is_told(eva):
    page = eva.post("/staff/instruments/file", {})

    assert page.status == 422
    assert "Choose a file first." in page.words()


@pytest.mark.parametrize("carried", ["", "x", "eJwDAAAAAAE="])
def test_a_page_that_was_changed_on_its_way_takes_nothing(eva, carried):
    eva.get("/staff/instruments/file")

    page = eva.post("/staff/instruments/file/taken", {"carried": carried})

    assert page.status == 422
    assert queries.instruments() == []
