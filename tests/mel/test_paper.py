"""The survey on paper: what stands on it in which order, for eyes and for ears."""

import json
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from grantsapp import i18n
from grantsapp.db import db
from grantsapp.mel import paper
from grantsapp.mel.actions import library, paper_form
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import SurveyInstrument
from grantsapp.mel.queries import ways
from tests.house import structure
from tests.mel.ways import LABELS, WORDS, a_suite, of_items

STARTERS = Path(__file__).parents[2] / "grantsapp/mel/starters"


def form_of(asked, moment=Moment.T1, language="en"):
    return paper_form.as_pdf(ways.asked_by(asked.survey), moment, language)


def pages_of(data):
    return [
        " ".join(page.get_textpage().get_text_range().split())
        for page in pdfium.PdfDocument(data)
    ]


def asks_instead(asked, *definitions):
    asked.survey.parts.clear()
    db.session.flush()
    rows = [library.add_instrument(definition) for definition in definitions]
    asked.survey.parts = [
        SurveyInstrument(instrument=row, position=n) for n, row in enumerate(rows)
    ]
    db.session.commit()


def test_what_looks_back_begins_on_a_page_of_its_own_after_all_that_is_now(cast):
    pages = pages_of(form_of(a_suite(cast)))
    now = next(n for n, words in enumerate(pages) if "How it is now" in words)
    before = next(n for n, words in enumerate(pages) if "How it was before" in words)

    assert now < before
    assert pages[before].startswith("How it was before")
    assert "7 I ask others" in " ".join(pages[:before])
    assert "8 I ask others" not in " ".join(pages[:before])
    assert "8 I ask others" in pages[before]
    assert "14 I ask others" in pages[before]


def test_consent_and_age_come_before_any_question(cast):
    words = " ".join(pages_of(form_of(a_suite(cast, about=["age"]))))
    marks = (
        "Number of this sheet",
        "I have read this, and I want to take part.",
        "I am younger than 16",
        "I am the parent or guardian",
        "A. How old are you?",
        "How it is now",
        "Is there something that worries you?",
    )
    places = [words.index(mark) for mark in marks]

    assert places == sorted(places)


def test_a_code_is_asked_for_only_where_people_are_asked_again(cast):
    once = a_suite(cast)
    assert "A code of your own" not in " ".join(pages_of(form_of(once)))

    once.suite.follow_ups = [3]
    db.session.commit()
    words = " ".join(pages_of(form_of(once)))
    assert "the street that you remember first" in words
    assert "How it was before" not in " ".join(pages_of(form_of(once, Moment.T2)))


def test_a_matched_sheet_asks_each_statement_once(cast):
    words = " ".join(pages_of(form_of(a_suite(cast, Design.MATCHED), Moment.T0)))

    assert words.count("I ask others") == 7
    assert "How it was before" not in words


def test_where_nobody_is_too_young_no_parent_is_asked(cast):
    words = " ".join(pages_of(form_of(a_suite(cast, minimum_age=0))))

    assert "parent" not in words


@pytest.mark.parametrize("language", ["en", "ar", "pl", "ur", "bn"])
def test_a_form_says_everything_to_those_who_listen_in_every_language(cast, language):
    asked = a_suite(cast, languages=list(WORDS), about=["age", "gender"])
    data = form_of(asked, language=language)

    tagged = structure.check(data, language)
    heads = [e for e in tagged.elements() if str(e.S) == "/TH"]
    rows = [str(e.ActualText) for e in heads if str(e.A.Scope) == "/Row"]
    assert rows[0] == f"1. {WORDS[language]} (1)"
    assert len(rows) == 14
    own = language if language in {"en", "ar", "pl"} else "en"  # "Prefer not to say"
    columns = {str(e.Lang) for e in heads if str(e.A.Scope) == "/Column"}
    assert columns == {language, own}


def test_a_head_comes_again_on_every_page_of_a_long_grid_and_no_row_is_split(cast):
    asked = a_suite(cast, Design.AFTER_ONLY)
    asks_instead(asked, of_items("long", 60))
    pages = pages_of(form_of(asked))
    with_items = [words for words in pages if "I ask others" in words]

    assert len(with_items) >= 3
    for words in with_items:
        assert all(label["en"] in words for label in LABELS.values())
        assert words.count("I ask others") == words.count("how they see it (")


def test_words_too_long_for_a_grid_stand_under_each_statement(cast):
    labels = {
        str(n): {k: f"{v} incomprehensibilities-{n}" for k, v in WORDS.items()}
        for n in range(1, 6)
    }
    scale = {"minimum": 1, "maximum": 5, "labels": labels}
    asked = a_suite(cast, Design.AFTER_ONLY)
    asks_instead(asked, of_items("wordy", 3, scale=scale))
    data = form_of(asked)

    words = " ".join(pages_of(data))
    assert words.count("incomprehensibilities-4") == 3
    structure.check(data, "en")


def test_a_scale_of_eleven_stands_on_paper_too(cast):
    asked = a_suite(cast, Design.AFTER_ONLY)
    asks_instead(asked, of_items("wide", 3, scale={"minimum": 0, "maximum": 10}))

    structure.check(form_of(asked), "en")


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_every_starter_stands_in_a_grid(cast, language):
    asked = a_suite(cast, Design.AFTER_ONLY)
    stored = [json.loads(p.read_text()) for p in sorted(STARTERS.glob("*.json"))]
    asks_instead(asked, *stored)
    tagged = structure.check(form_of(asked, language=language), language)

    rows = [e for e in tagged.elements() if str(e.S) == "/TH" and "Row" in str(e.A)]
    assert len(rows) == sum(len(one["items"]) for one in stored)


def test_nothing_is_asked_in_words_and_the_sheet_says_where_to_tell(app, cast):
    asked = a_suite(cast)
    data = form_of(asked)
    sheet = pdfium.PdfDocument(data)
    codes = zxingcpp.read_barcodes(sheet[len(sheet) - 1].render(scale=2).to_pil())

    key = asked.survey.key
    assert [c.text for c in codes] == [
        f"{app.config['URL']}/surveys/{key}/concern?in=en"
    ]
    words = pages_of(data)[-1]
    assert "Call 999." in words
    assert "Please do not write it on this sheet" in words


def test_the_groups_of_a_number_to_ring_stand_in_their_order_in_arabic(cast):
    asked = a_suite(cast)
    words = "اتصل بالرقم 0800 1111 في كل وقت."
    asked.suite.help = i18n.Text.of("ar", ar=words)
    db.session.commit()

    document = pdfium.PdfDocument(form_of(asked, language="ar"))
    (page,) = (p for p in document if "0800" in p.get_textpage().get_text_range())
    text = page.get_textpage()
    found = [text.search(group).get_next() or (0, 0) for group in ("0800", "1111")]
    first, second = (text.get_charbox(place)[0] for place, _count in found)
    assert first < second


def test_the_same_survey_gives_the_same_bytes(cast):
    asked = a_suite(cast)

    assert form_of(asked, language="ar") == form_of(asked, language="ar")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 3, 1), [Moment.T1]),
        (date(2027, 4, 30), [Moment.T1]),  # sixty days after 1 March
        (date(2027, 5, 1), []),
        (date(2027, 6, 1), [Moment.T2]),
        (date(2027, 7, 26), [Moment.T2]),  # the last day to answer
        (date(2027, 9, 24), [Moment.T2, Moment.T3]),  # and sixty days
        (date(2027, 9, 25), [Moment.T3]),
    ],
)
def test_sheets_can_be_keyed_sixty_days_after_the_last_answer(today, expected):
    closed = date(2027, 3, 1)
    design = Design.RETROSPECTIVE

    found = paper.keyable(design, [3, 6], closed, closed, today)

    assert list(found) == expected


def test_the_sheet_after_012_is_013():
    known = ["012", "9", "12a", "", "٣"]

    assert [paper.following(n) for n in known] == ["013", "10", "", "", ""]


def test_the_code_is_made_on_paper_as_on_a_screen(cast, browser):
    asked = a_suite(cast, follow_ups=[6])
    page = browser().get(f"/surveys/{asked.survey.key}/after?in=en")
    sheet = " ".join(pages_of(form_of(asked)))

    for _squares, words in ways.CODE_PARTS:
        assert str(words) in page.text
        assert str(words) in sheet


def test_the_address_for_what_worries_somebody_leads_there(cast, browser):
    asked = a_suite(cast)
    visitor = browser()

    page = visitor.follow(visitor.get(ways.short_path(asked.survey, "concern")))

    assert page.status == 200
