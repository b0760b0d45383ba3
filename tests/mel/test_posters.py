"""The ways into a survey: the page of links, and posters that a camera reads."""

import io

import pypdfium2 as pdfium
import pytest
import zxingcpp

from grantsapp.awards.models import Publication
from grantsapp.db import db
from grantsapp.mel.instruments import Design
from grantsapp.mel.queries import ways
from tests.mel.ways import a_suite


def decoded(data):
    picture = pdfium.PdfDocument(data)[0].render(scale=2).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def words_of(data):
    pages = pdfium.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
@pytest.mark.parametrize("when", ["before", "after", "after-3-months"])
def test_a_phone_finds_the_survey_at_its_moment_in_its_language(
    app, cast, browser, language, when
):
    asked = a_suite(cast, Design.MATCHED, follow_ups=[3])

    page = browser(cast.amina).get(
        f"/awards/{asked.award.id}/poster/{when}/{language}.pdf"
    )

    link = f"{app.config['URL']}/surveys/{asked.survey.key}/{when}?in={language}"
    assert decoded(page.data) == [link]
    assert len(pdfium.PdfDocument(io.BytesIO(page.data))) == 1


def test_a_poster_says_what_it_is_and_an_address_that_a_hand_can_type(
    app, cast, browser
):
    asked = a_suite(cast)
    data = browser(cast.amina).get(f"/awards/{asked.award.id}/poster/after/en.pdf").data
    words = words_of(data)

    short = ways.short_path(asked.survey, "after")
    for part in ("Kitchen table", "Not needed", "About 2 minutes", "العربية", "Polski"):
        assert part in words
    assert short in words.replace(" ", "")
    led = browser().get(short)
    assert led.location == f"/surveys/{asked.survey.key}/after"


def test_a_project_that_is_not_named_in_public_is_not_named_on_its_poster(
    cast, browser
):
    asked = a_suite(cast)
    asked.award.publication = Publication.AREA
    asked.award.publication_reason = "They asked for it."
    db.session.commit()

    page = browser(cast.amina).get(f"/awards/{asked.award.id}/poster/after/en.pdf")

    assert "Kitchen" not in words_of(page.data)
    assert "A project in Haringey" in words_of(page.data)


def test_what_a_hand_types_wrongly_leads_nowhere(cast, browser):
    asked = a_suite(cast)
    code = ways.code_of(asked.survey)
    visitor = browser()

    for wrong in (code[:-1], code[:-1] + "1", "ü" * 10, code + "a", "a" * 500):
        assert visitor.get(f"/s/{wrong}/after").status == 404
    assert visitor.get(f"/s/{code}/elsewhere").status == 404
    typed = visitor.get(f"/s/{code.upper()}/concern")
    assert typed.location == f"/surveys/{asked.survey.key}/concern"


def test_the_page_has_every_way_in_each_language_and_moment(cast, browser):
    asked = a_suite(cast, Design.MATCHED, follow_ups=[6])
    page = browser(cast.bo).get(f"/awards/{asked.award.id}/ways-in")

    for slug in ("before", "after", "after-6-months"):
        kiosk = ways.short_path(asked.survey, f"kiosk?moment={slug}")
        assert kiosk in page.text
        led = f"/surveys/{asked.survey.key}/kiosk?moment={slug}"
        assert browser().get(kiosk).location == led
        for code in ("en", "ar", "pl"):
            link = ways.short_path(asked.survey, f"{slug}?in={code}")
            assert link in page.text
            led = f"/surveys/{asked.survey.key}/{slug}?in={code}"
            assert browser().get(link).location == led
            for kind in ("poster", "paper"):
                there = f"/awards/{asked.award.id}/{kind}/{slug}/{code}.pdf"
                assert there in page.links()
    assert "after-3-months" not in page.text


def test_a_moment_or_a_language_that_is_not_asked_has_no_paper(cast, browser):
    asked = a_suite(cast)
    amina, base = browser(cast.amina), f"/awards/{asked.award.id}"

    for kind in ("poster", "paper"):
        assert amina.get(f"{base}/{kind}/before/en.pdf").status == 404
        assert amina.get(f"{base}/{kind}/after/so.pdf").status == 404


def test_another_group_sees_no_way_in(cast, browser):
    asked = a_suite(cast)

    for path in ("ways-in", "poster/after/en.pdf", "paper/after/en.pdf", "keying"):
        assert browser(cast.omar).get(f"/awards/{asked.award.id}/{path}").status == 403


def test_a_project_that_is_not_asked_yet_is_told_so(cast, browser):
    asked = a_suite(cast)
    db.session.delete(asked.survey)
    db.session.commit()
    amina = browser(cast.amina)

    page = amina.get(f"/awards/{asked.award.id}/ways-in")

    assert "not asked anything yet" in page.words()
    assert amina.get(f"/awards/{asked.award.id}/keying").status == 404
