"""Letters and reports as PDF, read back by another program than the one that wrote."""

import ctypes
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from grantsapp import pdf

FONTS = Path(__file__).parents[2] / "grantsapp" / "fonts"
ISLAND = "\u2066£8,450\u2069"
# Language, a sentence of an award letter, and words of it that must be found again.
SENTENCES = [
    (
        "en",
        "We award you a grant of £12,500 (GR-2025/014).",
        ["grant", "GR-2025/014"],
    ),
    (
        "ar",
        "قررت اللجنة منح جمعيتكم مبلغ 12,500 دولار.",
        ["اللجنة", "جمعيتكم", "دولار"],
    ),
    (
        "ur",
        "کمیٹی نے آپ کی تنظیم کو 12,500 پاؤنڈ دیے۔",
        ["کمیٹی", "تنظیم", "پاؤنڈ"],
    ),
    (
        "fa",
        "کمیته مبلغ 12,500 دلار اختصاص داده است.",
        ["کمیته", "دلار"],
    ),
    (
        "bn",
        "কমিটি 12,500 টাকা (GR-2025/014) দিয়েছে। ক্ষুদ্র রাষ্ট্র।",
        ["কমিটি", "ক্ষুদ্র", "রাষ্ট্র"],
    ),
    (
        "ta",
        "உங்கள் அமைப்புக்கு 12,500 (GR-2025/014) மானியம். ஸ்ரீ, கொள்கை.",
        ["அமைப்புக்கு", "கொள்கை"],
    ),
    (
        "so",
        "Guddigu wuxuu siiyay deeq dhan $12,500 (GR-2025/014).",
        ["Guddigu", "GR-2025/014"],
    ),
    (
        "pl",
        "Przyznano dotację 12,500 zł (GR-2025/014). Zażółć gęślą jaźń.",
        ["gęślą", "jaźń"],
    ),
    (
        "uk",
        "Комісія надала грант 12,500 грн (GR-2025/014). Їжак, ґанок.",
        ["Комісія", "ґанок"],
    ),
    (
        "am",
        "ኮሚቴው 12,500 ብር (GR-2025/014) ለመስጠት ወስኗል።",
        ["ኮሚቴው", "ለመስጠት"],
    ),
    (
        "zh",
        "评审委员会决定提供12,500元(GR-2025/014)的资助。",
        ["评审委员会", "资助"],
    ),
    (
        "hi",
        "समिति ने 12,500 रुपये (GR-2025/014) दिये। क्षेत्र, विद्यार्थी।",
        ["समिति", "विद्यार्थी"],
    ),
]
LANGUAGES = [language for language, _, _ in SENTENCES]
EVERY_LANGUAGE = pytest.mark.parametrize(
    ("language", "sentence", "words"), SENTENCES, ids=LANGUAGES
)


def opened(document):
    return pdfium.PdfDocument(document.build())


def text_of(document):
    return "\n".join(page.get_textpage().get_text_range() for page in opened(document))


def a_document(language="en", *paragraphs):
    document = pdf.Document(language, title="A title")
    for paragraph in paragraphs:
        document.paragraph(paragraph)
    return document


def lefts(document, text):
    """Say where each character of a text stands on the first page."""
    page = opened(document)[0].get_textpage()
    start = page.get_text_range().index(text)
    return [page.get_charbox(start + place)[0] for place in range(len(text))]


def a_report(language="en"):
    """Something of everything, over more than one page."""
    document = pdf.Document(language, title="A report", footer="CGF1")
    document.heading("Report")
    document.facts([("Reference", "CGF1-0042"), ("Amount", ISLAND)])
    document.heading("Effects", 2)
    document.table(
        ["Project", "Effect", "Interval"],
        [
            ["Water", "0.4", pdf.Interval(0.1, 0.4, 0.7)],
            [pdf.Text("আলোর পথ", "bn"), "-0.2", pdf.Interval(None, -0.2, 0.5)],
            ["All", "0.3", pdf.Interval(0.1, 0.3, 0.5, is_total=True)],
        ],
        numeric={1},
        caption="Wellbeing",
    )
    document.rule()
    document.space(12)
    document.heading("Applications", 2)
    rows = [[f"CGF1-{number:04}", "Okafor"] for number in range(60)]
    document.table(["Reference", "Name"], rows)
    return document


def elements(document):
    """Walk the structure of all pages, as (tag, alt) pairs."""
    for page in opened(document):
        tree = raw.FPDF_StructTree_GetForPage(page)
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
        raw.FPDF_StructTree_Close(tree)


def _walk(element):
    if not element:
        return
    tag = _words(raw.FPDF_StructElement_GetType, element)
    yield tag, _words(raw.FPDF_StructElement_GetAltText, element)
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _walk(raw.FPDF_StructElement_GetChildAtIndex(element, place))


def _words(ask, element):
    length = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


@EVERY_LANGUAGE
def test_the_words_and_the_amount_are_found_again(language, sentence, words):
    found = text_of(a_document(language, sentence))

    assert [word for word in [*words, "12,500"] if word not in found] == []


@EVERY_LANGUAGE
@pytest.mark.parametrize("bold", [False, True])
def test_every_character_has_a_glyph(language, sentence, words, bold):
    from grantsapp.pdf import shaping

    (strand,) = shaping.strands(pdf.Text(sentence, language, bold))
    (line,) = strand.lines(10**6)

    assert all(glyph.number for run in line.runs for glyph in run.glyphs)


@EVERY_LANGUAGE
def test_a_line_reads_in_the_direction_of_its_language(language, sentence, words):
    places = lefts(a_document(language, f"{words[0]} 12,500 {words[1]}"), words[0])
    amount = lefts(a_document(language, f"{words[0]} 12,500 {words[1]}"), "12,500")

    if language in ("ar", "ur", "fa"):
        assert min(places) > max(amount)
    else:
        assert max(places) < min(amount)


@pytest.mark.parametrize("amount", ["12,500", "8,450.75", ISLAND])
def test_an_amount_in_an_arabic_line_keeps_its_digits_in_order(amount):
    document = a_document("ar", f"قررت اللجنة منح {amount} لجمعيتكم")

    places = lefts(document, amount.strip("\u2066\u2069"))

    assert places == sorted(places)
    assert min(lefts(document, "قررت")) > places[-1]
    assert max(lefts(document, "لجمعيتكم")) < places[0]


def test_a_reference_in_an_arabic_line_stands_in_one_piece():
    document = a_document("ar", "المرجع CGF1-0042 لديكم")

    letters, digits = lefts(document, "CGF"), lefts(document, "0042")

    assert letters + digits == sorted(letters + digits)


def test_a_negative_number_in_an_arabic_column_keeps_its_sign_before_it():
    document = pdf.Document("ar", title="A title")
    document.table(["المشروع", "الأثر"], [["مياه", "-7"]], numeric={1})

    (sign,), (digit,) = lefts(document, "-"), lefts(document, "7")

    assert sign < digit


def test_marks_that_steer_the_order_are_never_drawn():
    from grantsapp.pdf import shaping

    def glyphs(text):
        (strand,) = shaping.strands(pdf.Text(text, "ar"))
        (line,) = strand.lines(10**6)
        return [(glyph.number, glyph.advance) for r in line.runs for glyph in r.glyphs]

    bare = glyphs("£8,450")
    for text in (
        ISLAND,
        "\u200e£8,450\u200e",
        "\u2068£8,450\u2069",
        "\u202a£8,450\u202c",
    ):
        assert glyphs(text) == bare


def test_a_very_long_row_of_dots_does_not_break_the_algorithm():
    assert len(opened(a_document("ar", "اسم " + "." * 5000 + " نهاية"))) == 1


def test_letters_with_two_parts_are_one_cluster_when_a_word_must_be_cut():
    from grantsapp.pdf import shaping

    (strand,) = shaping.strands(pdf.Text("க்ஷொ" * 40, "ta"))

    assert all(line.text[0] == "க" for line in strand.lines(6000))


def test_line_breaks_are_obeyed():
    page = opened(a_document("en", "one\ntwo\n\nthree"))[0].get_textpage()
    text = page.get_text_range()
    feet = [page.get_charbox(text.index(word))[1] for word in ("one", "two", "three")]

    assert feet[0] > feet[1] > feet[2]
    assert (feet[1] - feet[2]) == pytest.approx(2 * (feet[0] - feet[1]), abs=2)


def test_no_line_runs_over_the_margin():
    document = a_document("en", "word " * 200, "w" * 400)
    page = opened(document)[0].get_textpage()
    boxes = [page.get_charbox(place) for place in range(page.count_chars())]

    assert min(box[0] for box in boxes) > 70
    assert max(box[2] for box in boxes) < 595 - 69


def test_a_name_in_another_language_stands_in_its_own_script():
    document = pdf.Document("ar", title="رسالة")
    document.paragraph(pdf.Text("আমিনা", "bn"))
    document.facts([("الاسم", pdf.Text("Amara", "en"))])

    assert lefts(document, "Amara") == sorted(lefts(document, "Amara"))
    assert "আমিনা" in text_of(document)


@pytest.mark.parametrize(
    ("language", "is_first_on_the_right"), [("ar", True), ("en", False)]
)
def test_the_first_column_stands_where_reading_begins(language, is_first_on_the_right):
    document = pdf.Document(language, title="A title")
    document.table(["A", "B"], [["C", "12"]], numeric={1})

    (first,), (second,) = lefts(document, "A"), lefts(document, "B")

    assert (first > second) == is_first_on_the_right


@pytest.mark.parametrize("language", ["ar", "en"])
def test_numbers_in_a_column_have_their_units_under_each_other(language):
    document = pdf.Document(language, title="A title")
    document.table(["A", "B"], [["x", "1,236"], ["y", "47"]], numeric={1})

    assert lefts(document, "1,236")[-1] == pytest.approx(
        lefts(document, "47")[-1], abs=0.5
    )


def test_the_head_of_a_table_comes_again_on_each_page():
    pages = [page.get_textpage().get_text_range() for page in opened(a_report())]
    found = re.findall(r"CGF1-00\d\d", "".join(pages))

    assert len(pages) > 1
    assert all("Reference" in page for page in pages)
    assert [number for number in found if number != "CGF1-0042"] == [
        f"CGF1-{number:04}" for number in range(60) if number != 42
    ]
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, 1))


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    for lines in range(30, 60):
        document = a_document("en", "\n".join(["line"] * lines))
        document.heading("Heading", 2)
        document.paragraph("After it")
        for page in opened(document):
            text = page.get_textpage().get_text_range()
            assert ("Heading" in text) == ("After it" in text)


def test_the_last_row_of_a_table_never_stands_alone_on_a_page():
    for lines in range(30, 60):
        document = a_document("en", "\n".join(["line"] * lines))
        document.table(["A"], [["first"], ["one before"], ["the last"]])
        for page in opened(document):
            text = page.get_textpage().get_text_range()
            assert ("one before" in text) == ("the last" in text)


def test_a_row_that_is_higher_than_a_page_is_still_shown_whole():
    document = pdf.Document("en", title="A title")
    document.table(["A", "B"], [["word " * 2000 + "end", "b"]])

    found = text_of(document)

    assert found.count("word") == 2000
    assert "end" in found


def test_the_structure_says_what_each_piece_is():
    document = a_report()
    tags = {tag for tag, _ in elements(document)}

    assert tags >= {"Document", "H1", "H2", "Table", "Caption", "TR", "TH", "TD"}
    assert b"/Scope /Column" in document.build()
    assert b"/Scope /Row" in document.build()


def test_an_interval_is_a_figure_that_says_its_numbers():
    alts = [
        re.sub("[\u2066\u2069]", "", alt)
        for tag, alt in elements(a_report())
        if tag == "Figure"
    ]

    assert alts[:3] == ["0.4 [0.1; 0.7]", "−0.2 […; 0.5]", "0.3 [0.1; 0.5]"]


def test_the_outline_has_the_headings():
    found = [(entry.level, entry.get_title()) for entry in opened(a_report()).get_toc()]

    assert found == [(0, "Report"), (1, "Effects"), (1, "Applications")]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_document_is_tagged_and_says_its_language_and_title(language):
    made = a_report(language).build()
    document = pdfium.PdfDocument(made)

    assert raw.FPDFCatalog_IsTagged(document)
    assert len(re.findall(rb"/StructParents \d+", made)) == len(document)
    assert document.get_metadata_value("Title") == "A report"
    for entry in (
        rb"/StructTreeRoot \d+ 0 R",
        rb"/Marked true",
        rb"/DisplayDocTitle true",
    ):
        assert re.search(entry, made)
    assert f"/Lang ({language})".encode() in made
    assert b"/Direction" not in made  # it makes readers copy Latin words backwards


def test_everything_drawn_belongs_to_an_element_or_is_an_artifact():
    for page in opened(a_report("ar")):
        marks = [raw.FPDFPageObj_CountMarks(thing.raw) for thing in page.get_objects()]
        assert marks
        assert all(marks)


def test_every_font_is_embedded():
    for page in opened(a_report("ar")):
        texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        fonts = [raw.FPDFTextObj_GetFont(text.raw) for text in texts]
        assert fonts
        assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def test_the_same_blocks_give_the_same_bytes():
    assert a_report("ar").build() == a_report("ar").build()


def test_documents_drawn_at_once_are_the_same_as_one_after_another():
    def build(case):
        language, sentence, _ = case
        return a_document(language, *[sentence] * 20).build()

    alone = [build(case) for case in SENTENCES]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(build, SENTENCES)) == alone


def test_a_document_with_nothing_in_it_is_one_empty_page():
    document = pdf.Document("en", title="A title")
    document.paragraph("")
    document.facts([])
    document.table(["", ""], [])

    assert len(opened(document)) == 1


def test_the_libraries_that_draw_come_with_the_first_document_only():
    heavy = {"reportlab", "uharfbuzz", "fpdf", "fontTools"}
    code = f"import sys, grantsapp.pdf; sys.exit(bool({heavy} & set(sys.modules)))"

    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_font_has_its_licence_beside_it_and_is_not_large():
    files = sorted(FONTS.glob("*.ttf"))

    assert files
    for file in files:
        licence = FONTS / f"{file.stem.partition('-')[0]}-OFL.txt"
        assert "SIL OPEN FONT LICENSE" in licence.read_text()
        assert file.stat().st_size < 1_500_000
        assert file.name in (FONTS / "README.md").read_text()
    assert sum(file.stat().st_size for file in files) < 4_500_000


def test_a_table_to_fill_in_has_its_heads_on_the_page_of_its_rows():
    document = a_document("en", *["Filler."] * 36)
    document.heading("Budget", 3)
    document.paragraph("One line for each.", small=True, kept=True)
    document.sheet(["What", "Amount"], 8, widths=[2, 1], total="Total")

    pages = [page.get_textpage().get_text_range() for page in opened(document)]

    alone = [words for words in pages if "Budget" in words]
    assert len(alone) == 1
    assert "One line" in alone[0]
    assert "Total" in alone[0]
    assert [tag for tag, _alt in elements(document)].count("TH") == 3


def test_a_text_in_line_begins_where_the_document_does():
    document = pdf.Document("ar", title="A title")
    document.paragraph(pdf.Text("left", "en"))
    document.paragraph(pdf.Text("right", "en"), in_line=True)

    assert lefts(document, "left")[0] < 100
    assert lefts(document, "right")[0] > 400
    assert lefts(document, "right") == sorted(lefts(document, "right"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_figures_before_words_stand_apart_from_them(language):
    document = pdf.Document(language, title="A title")
    rows = [["People", "1200", "Haringey"], ["Events", "4", "Brent"]]
    document.table(["What", "How many", "Where"], rows, numeric={1})

    thousand, four = lefts(document, "1200"), lefts(document, "4")
    place = lefts(document, "Haringey")
    apart = place[0] - thousand[-1] if language == "en" else thousand[0] - place[-1]
    assert apart > 20
    assert abs(thousand[-1] - four[0]) < 2  # the units under each other
