"""What a long report needs on paper: cover, contents, links, boxes, charts."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest

from grantsapp import charts, pdf
from grantsapp.charts.samples import samples
from grantsapp.pdf import drawings
from tests.house import structure

WORDS = {
    "en": ("Contents", "Change", "Long ago", "Page {} of {}"),
    "ar": ("المحتويات", "التغيّر", "منذ زمن", "صفحة {} من {}"),
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


def a_report(language="en", count=3):
    contents, change, long_ago, folio = WORDS[language]
    document = pdf.Document(
        language, title="A report", footer="CGF1", folio=folio.format
    )
    document.cover(
        "Sixty bids",
        subtitle="And what became of them",
        publisher="City Fund",
        facts=[("Edition", "Second edition")],
        notes=["All answers are made up"],
    )
    document.contents(contents)
    document.turn()
    document.heading(change, 2)
    document.tiles([("projects", "22"), ("people", "31,245")])
    document.aside("Made up.", title="A note")
    document.aside("I learned to listen.", quote=True, by="Samira, 19")
    document.items(["One thing", pdf.Text("شيء آخر", "ar"), "A third one. " * 40])
    document.items(["First", "Second"], ordered=True)
    for number in range(count):
        document.heading(f"{long_ago} {number}", 3)
        document.paragraph("Words. " * 900)
    for _case, chart in samples(language)[:4]:
        document.chart(chart)
    return document


def opened(data):
    return pikepdf.open(io.BytesIO(data))


def page_texts(data):
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data)]


def tags(tagged, *wanted):
    return [e for e in tagged.elements() if str(e.S)[1:] in wanted]


@LANGUAGES
def test_a_whole_report_leaves_nobody_out_who_listens(language):
    structure.check(a_report(language).build(), language)


@LANGUAGES
def test_the_contents_name_the_page_on_which_each_heading_stands(language):
    data = a_report(language).build()
    tagged = structure.Tagged(data)
    toc = {e.get_title(): e.get_dest() for e in pdfium.PdfDocument(data).get_toc()}
    drawn, links = drawn_words(tagged), tags(tagged, "Link")
    _contents, change, long_ago, _folio = WORDS[language]
    titles = [change, *(f"{long_ago} {number}" for number in range(3))]
    for link, title in zip(links, titles, strict=True):
        page = toc[title].get_index()
        piece, pressed = link.K[0], link.K[-1].Obj
        said = drawn[tagged.pages[piece.Pg.objgen], int(piece.MCID)]
        assert str(link.get("/ActualText", said)) == f"{title} {page + 1}"
        assert str(pressed.Contents) == title
        assert tagged.pages[pressed.Dest[0].objgen] == page


def test_a_link_of_the_contents_belongs_to_its_element():
    with opened(a_report().build()) as file:
        root = file.Root.StructTreeRoot
        found = dict(
            zip(root.ParentTree.Nums[::2], root.ParentTree.Nums[1::2], strict=True)
        )
        links = list(file.pages[1].Annots)
        assert len(links) == 4
        for link in links:
            element = found[int(link.StructParent)]
            assert str(element.S) == "/Link"
            assert element.K[-1].Obj.objgen == link.objgen
            assert str(element.P.P.S) == "/TOCI"
            assert str(element.P.P.P.S) == "/TOC"


def test_the_outline_opens_with_a_report_that_has_contents():
    with opened(a_report().build()) as file:
        assert str(file.Root.PageMode) == "/UseOutlines"
    letter = pdf.Document("en", title="A letter")
    letter.heading("A letter")
    with opened(letter.build()) as file:
        assert str(file.Root.PageMode) == "/UseNone"


def test_the_outline_begins_with_the_cover():
    entries = list(pdfium.PdfDocument(a_report().build()).get_toc())
    titles = [(entry.level, entry.get_title()) for entry in entries]
    assert titles[:4] == [
        (0, "Sixty bids"),
        (1, "Contents"),
        (1, "Change"),
        (2, "Long ago 0"),
    ]


@LANGUAGES
def test_each_page_says_which_of_how_many_it_is_and_the_cover_does_not(language):
    texts = page_texts(a_report(language).build())
    folio, count = WORDS[language][3], len(texts)
    assert "Sixty bids" in texts[0]
    assert "Second edition" in texts[0]
    assert "All answers are made up" in texts[0]
    assert "CGF" not in texts[0]
    for number, text in enumerate(texts[1:], start=2):
        # The reader that we test with turns figures round beside Arabic words.
        assert "CGF" in text
        if language == "en":
            assert folio.format(number, count) in text


@LANGUAGES
def test_a_chart_is_a_figure_with_its_sentence_and_a_table_after_it(language):
    for _case, chart in samples(language)[:4]:
        document = pdf.Document(language, title="A chart")
        document.heading("A chart")
        document.chart(chart)
        data = document.build()
        tagged = structure.Tagged(data)
        figure, table = tags(tagged, "Figure", "Table")
        assert str(figure.Alt) == chart.sentence
        left, foot, right, top = map(float, figure.A.BBox)
        assert 0 < left < right < 596
        assert 0 < foot < top < 842
        assert len(tags(tagged, "TR")) == len(chart.lines) + 1
        assert str(table.S) == "/Table"
        structure.check(data, language)


def heard(data):
    """Read the tables of a document as those who listen do: row by row, cell by cell.

    What an element says in place of its words comes first; else the words that are
    drawn for it, put together from their glyphs.
    """
    tagged = structure.Tagged(data)
    drawn = drawn_words(tagged)

    def said(cell):
        kids = cell.get("/K", [])
        pieces = [(tagged.pages[kid.Pg.objgen], int(kid.MCID)) for kid in kids]
        return str(cell.get("/ActualText", "")) or " ".join(map(drawn.get, pieces))

    return [[said(cell) for cell in row.K] for row in tags(tagged, "TR")]


def drawn_words(tagged):
    """Give the words of each marked piece, by the fonts' own account of their codes."""
    found = {}
    for number, page in enumerate(tagged.pdf.pages):
        fonts = {name: codes_of(font) for name, font in page.Resources.Font.items()}
        piece, font = None, {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                piece = number, int(operands[1].MCID)
                found[piece] = ""
            elif str(operator) == "BDC" and str(operands[0]) == "/Artifact":
                piece = None
            elif str(operator) == "Tf":
                font = fonts[str(operands[0])]
            elif str(operator) == "TJ" and piece:
                found[piece] += shown_with(font, operands[0])
            elif str(operator) == "BT" and found.get(piece):
                found[piece] += " "
    return {piece: words.replace("\u200b", "") for piece, words in found.items()}


def shown_with(font, parts):
    raw = b"".join(bytes(p) for p in parts if isinstance(p, pikepdf.String))
    return "".join(font.get(raw[at : at + 2], "") for at in range(0, len(raw), 2))


def codes_of(font):
    told = bytes(font.ToUnicode.read_bytes()).decode()
    lines = re.findall(r"^<(\w{4})> <(\w+)>$", told, re.MULTILINE)
    return {
        bytes.fromhex(code): bytes.fromhex(words).decode("utf-16-be")
        for code, words in lines
    }


@LANGUAGES
def test_those_who_listen_hear_the_same_table_as_the_page_shows(language):
    for _case, chart in samples(language)[:4]:
        document = pdf.Document(language, title="A chart")
        document.chart(chart)
        rows = [list(chart.heads), *(list(row.words) for row in chart.lines)]
        told = [[re.sub("[\u2066-\u2069]", "", cell) for cell in row] for row in rows]
        assert heard(document.build()) == told


def test_a_chart_of_no_rows_is_its_title_alone():
    chart = replace(samples("en")[3][1], rows=())
    document = pdf.Document("en", title="A chart")
    document.chart(chart)
    data = document.build()
    tagged = structure.Tagged(data)
    assert chart.title in page_texts(data)[0]
    assert tags(tagged, "Figure", "Table") == []


def test_a_chart_that_is_taller_than_a_page_goes_on_with_its_axis_on_each():
    rows = tuple(
        charts.Estimate(f"Row {n}", "en", f"{n:+d}", float(n), n - 5.0, n + 5.0)
        for n in range(200)
    )
    axis = charts.axis_around([0, 205], lambda v: f"at {v:g}")
    chart = charts.Forest("k", "en", "Long", "s", rows, ("Row", "Value"), axis)
    document = pdf.Document("en", title="A chart")
    document.chart(chart)
    texts = page_texts(document.build())
    assert len(texts) > 3
    assert all("at 100" in text for text in texts)
    text = "\n".join(texts)
    assert all(f"Row {n}" in text for n in range(200))


@LANGUAGES
def test_words_set_in_type_keep_to_the_boxes_of_the_layout(language):
    for _case, chart in samples(language):
        side = "rtl" if language == "ar" else "ltr"
        for label in charts.lay_out(chart, charts.WIDE, side).labels:
            box = drawings._fitted(label)
            assert len(box.lines) <= len(label.lines), label


def test_a_long_note_goes_on_over_the_page_and_a_quotation_says_who_spoke():
    document = pdf.Document("en", title="Notes")
    document.heading("Notes")
    document.aside(*["Many words. " * 60] * 9, title="A long note")
    document.aside("Short.", quote=True, by="Samira")
    data = document.build()
    tagged = structure.Tagged(data)
    texts = page_texts(data)
    assert len(texts) > 1
    assert "Samira" in texts[-1]
    assert [str(e.S) for e in tags(tagged, "BlockQuote", "Div")] == [
        "/Div",
        "/BlockQuote",
    ]
    structure.check(data, "en")


def test_a_figure_of_a_tile_is_heard_with_its_name():
    document = pdf.Document("en", title="Tiles")
    document.tiles([(f"name {n}", f"{n}00") for n in range(5)])
    data = document.build()
    tagged = structure.Tagged(data)
    items = tags(tagged, "LI")
    assert [[str(kid.S) for kid in item.K] for item in items] == [
        ["/Lbl", "/LBody"]
    ] * 5


@LANGUAGES
def test_a_list_is_a_list_to_those_who_listen(language):
    document = pdf.Document(language, title="A list")
    document.heading("A list")
    document.items(["One thing. " * 30, pdf.Text("شيء آخر", "ar")])
    document.items(["First"], ordered=True)
    document.items([])
    tagged = structure.check(document.build(), language)
    plain, numbered = tags(tagged, "L")

    assert [str(one.A.ListNumbering) for one in (plain, numbered)] == [
        "/Disc", "/Decimal",
    ]  # fmt: skip
    assert [str(e.S) for item in plain.K for e in item.K] == ["/Lbl", "/LBody"] * 2
    assert [str(e.Lang) for e in tags(tagged, "LBody")] == [language, "ar", language]


def test_a_sign_stands_once_where_the_line_of_its_language_begins():
    left, right = (
        pdfium.PdfDocument(data)[0].get_textpage() for data in map(signed, ("en", "ar"))
    )
    sides = (left, "W", range(60, 100)), (right, "Z", range(490, 530))
    for page, beside, begins in sides:
        words = page.get_text_range()
        assert words.count("•") == 1  # the item has several lines
        for one in ("•", beside):
            assert int(page.get_charbox(words.index(one))[0]) in begins, one


def signed(language):
    document = pdf.Document(language, title="A list")
    document.items([pdf.Text("Words " * 40 + "Z", "en")])
    return document.build()


def test_a_report_of_the_same_words_has_the_same_bytes():
    assert a_report("ar").build() == a_report("ar").build()
