"""Words: complete catalogues in three languages, and the pseudo-language."""

import pytest

from grantsapp import i18n
from tests.house.catalogues import DOMAINS, LOCALES, faults


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_says_all_that_the_code_says(locale, domain):
    assert faults(locale, domain) == []


@pytest.mark.parametrize(
    ("text", "least"), [("Save", 6), ("Check your answers and submit", 42)]
)
def test_the_pseudo_language_stretches_by_forty_per_cent(text, least):
    assert len(i18n.stretched(text)) >= least


def test_the_pseudo_language_keeps_placeholders_and_markup():
    stretched = i18n.stretched("Hello <bdi>%(name)s</bdi>, 5 %%")

    assert "<bdi>%(name)s</bdi>" in stretched
    assert stretched % {"name": "Amina"}


def test_the_pseudo_language_runs_from_right_to_left_on_every_front_page(app, browser):
    visitor = browser()

    for path in ("/", "/calls", "/help", "/sign-in"):
        page = visitor.get(f"{path}?language=qps")
        assert page.all("html")[0].get("dir") == "rtl"
        assert page.words("h1").endswith("~]")


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("مَائِدَةُ", "مائده"),
        ("أحمد", "احمد"),
        ("Zażółć Gęślą Jaźń", "zazolc gesla jazn"),
        ("ŁÓDŹ", "lodz"),
        ("٢٠٢٧", "2027"),
        ("Straße", "STRASSE"),
        ("کتاب", "كتاب"),
        ("می\u200cخواهم", "میخواهم"),
        ("DİYARBAKIR", "diyarbakır"),
        ("Ørsted Đorđe", "orsted dorde"),
        ("п’ять ґанків", "п'ять ганків"),
        ("soft\u00adly \u2066left\u2069", "softly left"),
        ("مدرسۀ نو", "مدرسه نو"),
    ],
)
def test_search_folds_case_marks_and_letter_variants(written, searched):
    assert i18n.fold(written) == i18n.fold(searched)


def test_a_translation_goes_stale_when_its_source_changes():
    text = i18n.Text.of("en", en="Title", ar="عنوان")

    changed = text.with_text("en", "Another title")

    assert not text.is_stale("ar")
    assert changed.is_stale("ar")
    assert not changed.with_text("ar", "عنوان آخر").is_stale("ar")


def test_a_missing_language_falls_back_to_the_source_and_says_so():
    shown = i18n.Text.of("en", en="Title").shown("ar")

    assert (shown.text, shown.language, shown.is_fallback) == ("Title", "en", True)
