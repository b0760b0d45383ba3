"""Documents: a bid, its receipt, the form on paper."""

import io
import re
from datetime import timedelta

import pypdfium2 as pdfium
import pytest

from grantsapp import clock, i18n
from grantsapp.calls import queries
from grantsapp.calls.actions import blank
from grantsapp.calls.queries.papers import paper
from grantsapp.db import db
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, withdrawn


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


def words_in(content):
    document = pdfium.PdfDocument(content)
    return " ".join(
        " ".join(p.get_textpage().get_text_bounded() for p in document).split()
    )


def is_tagged(content):
    return b"/MarkInfo" in content and b"/StructTreeRoot" in content


def test_a_receipt_says_when_it_came_by_the_funds_clock_and_what_was_in_it(
    call, cast, browser
):
    moment = clock.now().replace(month=6, day=30, hour=21, minute=5)
    call.opens_at, call.closes_at = moment - timedelta(9), moment + timedelta(9)
    db.session.commit()
    with clock.stopped_at(moment):
        bid = a_bid(call, a_group(cast.amina), cast.amina)

    page = browser(cast.amina).get(f"/applications/{bid.id}/receipt.pdf")

    assert page.response.mimetype == "application/pdf"
    said = words_in(page.data)
    assert "CF1-0001" in said
    assert "22:05 (London time)" in said  # summer time, an hour after UTC
    assert "Neighbours do not know each other." in said
    assert paper(bid).digest[:8] in said
    assert is_tagged(page.data)


def test_the_fingerprint_changes_with_a_letter_and_with_nothing_else(call, cast):
    group = a_group(cast.amina)
    bid = a_draft(call, group, cast.amina)
    first = paper(queries.application(bid.id)).digest
    db.session.expire_all()
    again = paper(queries.application(bid.id)).digest
    bid = queries.application(bid.id)
    need = next(a for a in bid.answers if a.question == "need")
    need.raw = ["Neighbours do not know each other!"]

    assert re.fullmatch("[0-9a-f]{64}", first)
    assert again == first
    assert paper(bid).digest != first


def test_a_draft_has_a_document_and_no_receipt(call, cast, browser):
    bid = a_draft(call, a_group(cast.amina), cast.amina, need=None)
    amina = browser(cast.amina)

    page = amina.get(f"/applications/{bid.id}/receipt.pdf")
    assert page.status == 409
    assert "there is no receipt yet" in page.words()
    said = words_in(amina.get(f"/applications/{bid.id}/application.pdf").data)
    assert "Draft, not handed in" in said
    assert "Not answered" in said


def test_a_withdrawn_bid_says_so_on_its_document(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    withdrawn(bid, cast.amina)

    page = browser(cast.stella).get(f"/staff/applications/{bid.id}/application.pdf")

    assert "Withdrawn; it was handed in on" in words_in(page.data)


@pytest.mark.parametrize(
    ("language", "heading"),
    [("pl", "need pl"), ("bn", "need"), ("ar", "need ع")],
)
def test_a_bid_is_told_in_its_own_language_as_far_as_we_speak_it(
    call, cast, browser, language, heading
):
    text = "প্রতিবেশীরা একসঙ্গে রান্না করেন" if language == "bn" else "Our need"
    bid = a_bid(call, a_group(cast.amina), cast.amina, need=[text])
    bid.language = language
    db.session.commit()

    page = browser(cast.stella).get(f"/staff/applications/{bid.id}/application.pdf")

    said = words_in(page.data)
    assert heading.split()[0] in said
    with i18n.writing_in(language if language in i18n.LANGUAGES else "en"):
        assert str(i18n.gettext("Project")) in said or language == "ar"
    assert is_tagged(page.data)


def test_what_people_type_cannot_break_a_document(call, cast, browser):
    odd = "\u202eevil\u2066 <b>&amp;</b> 👩‍👩‍👧 \u200b\x07 ﷺ " + "x" * 400
    group = a_group(cast.amina, name="<script>&")
    bid = a_bid(call, group, cast.amina, title=["<b>&"], need=[odd])

    page = browser(cast.amina).get(f"/applications/{bid.id}/application.pdf")

    assert page.status == 200
    assert "<b>&amp;</b>" in words_in(page.data)


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_the_form_on_paper_asks_everything_in_each_language(call, browser, language):
    visitor = browser(language="en")
    page = visitor.get(f"/calls/CF1/form.pdf?language={language}")

    assert page.response.mimetype == "application/pdf"
    said = words_in(page.data)
    form = queries.form_version_of(queries.call("CF1")).form
    for number, question in enumerate(form.questions, 1):
        assert str(number) in said
        label = i18n.Text(question.label).shown(language).text
        first = label.split()[0]
        assert first in said or language == "ar"
    assert is_tagged(page.data)
    # A document changes no habit: the visitor goes on in English.
    assert visitor.get("/calls").all("html")[0].get("lang") == "en"


def test_a_language_that_the_call_does_not_offer_is_answered_in_one_it_does(
    call, browser
):
    for wish in ("bn", "xx", "../../etc", ""):
        page = browser().get(f"/calls/CF1/form.pdf?language={wish}")
        assert page.status == 200
        assert "Neighbours" not in page.text


def test_a_call_that_is_being_written_has_no_form_outside(cast, browser):
    a_call(a_fund(cast.stella), cast.stella, reference="NEW", published=False)

    assert browser().get("/calls/NEW/form.pdf").status == 404
    assert browser(cast.stella).get("/calls/NEW/form.pdf").status == 200


def test_the_form_in_a_language_we_do_not_speak_has_the_funds_words(call):
    form = queries.form_version_of(call).form

    content = blank.blank_form(call, form, "bn", "https://example.org/calls/CF1")

    assert "1 / " in words_in(content)
    assert len(pdfium.PdfDocument(io.BytesIO(content))) >= 1


def test_the_pages_lead_to_the_documents(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    amina, stella = browser(cast.amina), browser(cast.stella)

    links = amina.get(f"/applications/{bid.id}").links()
    assert f"/applications/{bid.id}/receipt.pdf" in links
    assert f"/applications/{bid.id}/application.pdf" in links
    page = amina.get(f"/applications/{draft.id}")
    assert f"/applications/{draft.id}/receipt.pdf" not in page.links()
    links = browser().get("/calls/CF1").links()
    assert "/calls/CF1/form.pdf?language=ar" in links
    page = stella.get(f"/staff/applications/{bid.id}")
    assert f"/staff/applications/{bid.id}/application.pdf" in page.links()
