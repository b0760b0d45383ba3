"""The poster of a call: read back by other programs than the one that drew it."""

import pypdfium2 as pdfium
import pytest
import zxingcpp

from grantsapp import pdf
from grantsapp.calls import queries
from grantsapp.calls.actions import telling_poster
from grantsapp.db import db
from tests.cast import a_call, a_fund, text


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


def decoded(data):
    picture = pdfium.PdfDocument(data)[0].render(scale=2).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_a_phone_finds_the_call_in_the_language_of_the_poster(
    app, call, browser, language
):
    page = browser().get(f"/calls/CF1/poster/{language}.pdf")

    assert page.response.mimetype == "application/pdf"
    link = f"{app.config['URL']}/calls/CF1?language={language}"
    assert decoded(page.data) == [link]
    document = pdfium.PdfDocument(page.data)
    assert len(document) == 1
    assert document.get_metadata_dict()["Title"] == call.title.plain(language)


def test_the_poster_says_how_much_until_when_and_where(app, call, browser):
    data = browser().get("/calls/CF1/poster/en.pdf").data
    words = pdfium.PdfDocument(data)[0].get_textpage().get_text_range()

    closes = call.closes_at.strftime("%B %Y")
    for part in ("Spring call", "For neighbours.", "£1,000", "£10,000", closes):
        assert part in words.replace("\r\n", " ")
    assert "127.0.0.1:5000/calls/CF1" in words


def test_the_code_has_words_for_those_who_see_none(call):
    data = telling_poster.as_pdf(call, "en")

    assert b"/Figure" in data
    assert b"QR code that leads to http" in data


def test_the_same_call_gives_the_same_bytes(call):
    assert telling_poster.as_pdf(call, "ar") == telling_poster.as_pdf(call, "ar")


@pytest.mark.parametrize("words", ["Long " * 400, "x" * 900, "a\n\nb \u202e c"])
def test_a_text_of_any_length_stays_on_one_page_with_its_code(call, words):
    call.title, call.summary, call.fund.name = text(words), text(words), text(words)

    data = telling_poster.as_pdf(call, "en")

    assert len(pdfium.PdfDocument(data)) == 1
    assert len(decoded(data)) == 1
    db.session.rollback()


def test_a_language_that_the_call_lacks_has_no_poster(call, browser):
    assert browser().get("/calls/CF1/poster/so.pdf").status == 404
    assert browser().get("/calls/NONE/poster/en.pdf").status == 404


def test_a_call_that_is_being_written_has_a_poster_for_its_managers_alone(
    cast, browser
):
    a_call(a_fund(cast.stella), cast.stella, published=False)

    assert browser(cast.amina).get("/calls/CF1/poster/en.pdf").status == 404
    assert browser(cast.stella).get("/calls/CF1/poster/en.pdf").status == 200


def test_a_call_in_a_language_that_we_do_not_speak_has_a_poster(call):
    found = queries.call("CF1")
    found.title = found.title.with_text("so", "Codsi furan")

    data = telling_poster.as_pdf(found, "so")

    assert "Codsi furan" in pdfium.PdfDocument(data)[0].get_textpage().get_text_range()
    db.session.rollback()


def test_any_document_can_carry_a_code(app):
    document = pdf.Document("en", title="Report")
    document.paragraph("Answer here:")
    document.qr("https://example.org/surveys/1", "QR code that leads to the survey")

    data = document.build()

    assert decoded(data) == ["https://example.org/surveys/1"]
    assert b"QR code that leads to the survey" in data
