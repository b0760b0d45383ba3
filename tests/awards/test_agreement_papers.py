"""Agreements as tagged PDFs, in our own languages and in those that groups bring."""

import pypdfium2
import pytest

from grantsapp import pdf
from grantsapp.awards.actions import agreement_paper
from grantsapp.awards.queries import agreements, terms
from tests.awards.agreement_samples import (
    ENGLISH,
    SAMPLES,
    a_sample,
    an_award_in_london,
    facts,
)
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible
from tests.house.structure import check

OUR_OWN = {"en": "Kitchen Table", "ar": "مطبخ الحي", "pl": "Kuchnia sąsiedzka"}


def paper(language, text, group):
    return agreement_paper.as_pdf(a_sample(language, text, group), an_award_in_london())


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("code", [*SAMPLES, *OUR_OWN])
def test_an_agreement_can_be_listened_to_in_every_language(app, code):
    if code in OUR_OWN:
        text, group = terms.house_terms([code]).plain(code), OUR_OWN[code]
    else:
        text, group = SAMPLES[code]

    one = check(paper(code, text, group), code if code in OUR_OWN else "en")

    kinds = [str(element.S) for element in one.elements()]
    assert kinds.count("/H1") == 1
    assert kinds.count("/Table") == 4  # facts, payments, budget, names
    languages = {str(e.Lang) for e in one.elements() if "/Lang" in e}
    assert {code, "en"} <= languages


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ur", ["محلے", "باورچی"]),
        ("bn", ["রান্নাঘর", "ক্ষুদ্র"]),
        ("so", ["Jikada", "mashruuca"]),
        ("uk", ["Їжак", "ґанок"]),
        ("am", ["የሰፈር", "ያገኛል"]),
        ("zh", ["社区厨房", "资助"]),
    ],
)
def test_the_words_of_an_agreement_are_found_in_its_script(app, code, words):
    said = text_of(paper(code, *SAMPLES[code]))

    for word in words:
        assert word in said
    assert "The same terms in English, which bind" in said


def test_the_frame_of_a_paper_runs_as_its_own_words_do(app):
    """Our words are English where we do not speak the group's language."""
    text, group = SAMPLES["ur"]
    page = pypdfium2.PdfDocument(paper("ur", text, group))[0].get_textpage()

    def left_of(words):
        at, _count = page.search(words).get_next()
        return page.get_charbox(at)[0]

    assert left_of("Due") < left_of("Paid when")
    assert left_of("Award number") < left_of("CF1-A01")


def test_the_names_stay_with_the_mark_that_they_stand_for(app):
    """Whatever the length of the terms, the mark is on the page of its table."""
    for lines in range(4, 60):
        text = "## Money\n\n" + "\n".join(["One more line of terms."] * lines)
        drawn = paper("en", text, "Kitchen Table")
        pages = [
            page.get_textpage().get_text_range()
            for page in pypdfium2.PdfDocument(drawn)
        ]
        mark = " ".join(["ab" * 8] * 2)  # the foot of each page has the first of four
        assert sum(mark in page and "Signed by" in page for page in pages) == 1


def test_where_the_two_languages_are_one_the_terms_stand_once(app):
    one = a_sample("en", ENGLISH, "Kitchen Table")

    said = text_of(agreement_paper.as_pdf(one, an_award_in_london()))

    assert said.count("Common Fund gives") == 1
    assert "which bind" not in said


def test_a_paper_says_amounts_days_names_and_its_own_mark(app):
    said = text_of(paper("en", ENGLISH, "Kitchen Table"))

    for words in (
        "CF1-A01", "£8,450", "£6,760", "£1,690", "1 September 2027", "31 August 2028",
        "30 September 2028", "Big Roof", "5 May 2027, 13:00", "not signed yet",
        "Two grown-ups are in the room.", "abababababababab",
    ):  # fmt: skip
        assert words in said


def test_the_same_version_gives_the_same_bytes(app):
    first, second = (paper("ar", "{group}", "مطبخ") for _ in range(2))

    assert first == second


def test_long_terms_run_over_pages_and_every_piece_is_reached(app):
    text = "\n\n".join(f"## Part {n}\n\n" + "Words. " * 120 for n in range(1, 15))
    one = check(paper("en", text, "Kitchen Table"), "en")

    assert len(one.pages) > 4


def test_an_agreement_without_payments_or_budget_is_drawn_too(app):
    one = a_sample("en", ENGLISH, "Kitchen Table")
    one.facts = facts("en", "Kitchen Table", payments=[], budget=[], sponsor=None)

    check(agreement_paper.as_pdf(one, an_award_in_london()), "en")


def test_a_stored_agreement_is_tagged_as_well(app, cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    offer = an_offer(bid, cast.stella, cast.otto)

    page = browser(cast.amina).get(f"/awards/{offer.id}/agreements/1.pdf")

    assert page.response.mimetype == "application/pdf"
    check(page.data, agreements.standing(offer).language)
    assert browser(cast.amina).get(f"/awards/{offer.id}/agreements/2.pdf").status == 404


def test_figures_have_words_for_those_who_do_not_see_them():
    document = pdf.Document("en", title="A report")
    document.heading("Report")
    document.table(["Project", "Effect"], [["Water", pdf.Interval(0.1, 0.4, 0.7)]])
    document.qr("https://example.org", "Leads to example.org")

    one = check(document.build(), "en")

    alts = [str(e.Alt) for e in one.elements() if str(e.S) == "/Figure"]
    assert len(alts) == 2
    assert "Leads to example.org" in alts
