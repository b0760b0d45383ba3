"""The paper: pages that take lines of glyphs, strokes and shapes, all tagged."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from grantsapp.pdf import style
from grantsapp.pdf.blocks import About
from grantsapp.pdf.embedding import EmbeddedFont
from grantsapp.pdf.objects import dictionary, stream, text
from grantsapp.pdf.shaping import Glyph, Line, Run, plain
from grantsapp.pdf.tags import Element, Link, Rectangle, Structure, Target

Point = tuple[float, float]

PDF_VERSION = (1, 7)
_NOTHING = 0.0005  # what is written as nought
_EMBOLDENED = 0.022  # of the size: the stroke around letters that have no bold
_BEND = 0.5523  # how far a curve leans out to look like a quarter of a circle
_QUARTERS = (
    ((1, _BEND), (_BEND, 1), (0, 1)),
    ((-_BEND, 1), (-1, _BEND), (-1, 0)),
    ((-1, -_BEND), (-_BEND, -1), (0, -1)),
    ((_BEND, -1), (1, -_BEND), (1, 0)),
)
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


class _Canvas(Canvas):
    """A canvas that does not begin each page with a font that nobody uses."""

    def _make_preamble(self) -> None:
        self._preamble = ""


class _Information(pdfdoc.PDFInfo):
    """What a document says of itself; no date, so that its bytes stay the same."""

    def format(self, document: Any) -> Any:
        said = {"Title": self.title, "Author": self.author, "Producer": "grantsapp"}
        entries = {key: text(words) for key, words in said.items() if words}
        return dictionary(**entries).format(document)


def number(value: float) -> str:
    """Write a number as PDF wants it, short."""
    short = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


class Paper:
    """A document while it is drawn, page after page, from the top down."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._file = io.BytesIO()
        self._canvas: Any = _Canvas(
            self._file,
            pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            pdfVersion=PDF_VERSION,
            lang=about.language,
        )
        self._document: Any = self._canvas._doc
        self._fonts: dict[str, EmbeddedFont] = {}
        self._outline_level = -1
        self.page = 0
        self.structure = Structure(about.language)

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """Draw what belongs to an element of the structure."""
        mark = self.structure.mark(element, self.page)
        self._put(f"/{element.tag} <</MCID {mark}>> BDC")
        yield
        self._put("EMC")

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """Draw what only the eye needs: lines, page numbers, a repeated head."""
        self._put(f"/Artifact <</Type /{kind}>> BDC")
        yield
        self._put("EMC")

    def line(self, line: Line, x: float, y: float, size: float, colour: str) -> None:
        """Set a line of text on its baseline."""
        actual = _needs_actual_text(line)
        if actual:
            words = plain(line.text).encode("utf-16-be").hex().upper()
            self._put(f"/Span <</ActualText <FEFF{words}>>> BDC")
        self._put(f"{_colour(colour)} rg {_colour(colour)} RG")
        self._put(f"BT 1 0 0 1 {number(x)} {number(y)} Tm")
        for run in line.runs:
            self._run(run, size)
        self._put("ET")
        if actual:
            self._put("EMC")

    def stroke(
        self,
        start: Point,
        end: Point,
        *,
        width: float,
        colour: str,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a straight stroke, in dashes of a length with gaps of another."""
        self._put(f"{_colour(colour)} RG {number(width)} w")
        if dash:
            self._put(f"[{number(dash[0])} {number(dash[1])}] 0 d")
        self._put(f"{_points(start)} m {_points(end)} l S")
        if dash:
            self._put("[] 0 d")

    def shape(self, corners: list[Point], colour: str) -> None:
        """Fill a shape with straight sides."""
        first, *rest = corners
        sides = " ".join(f"{_points(corner)} l" for corner in rest)
        self._put(f"{_colour(colour)} rg {_points(first)} m {sides} h f")

    def rectangles(
        self, sides: list[tuple[float, float, float, float]], colour: str
    ) -> None:
        """Fill rectangles, each given by its lower left corner, width and height."""
        drawn = " ".join(" ".join(map(number, side)) + " re" for side in sides)
        self._put(f"{_colour(colour)} rg {drawn} f")

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle."""
        self._put(f"{_colour(colour)} rg {_points((x + radius, y))} m")
        for quarter in _QUARTERS:
            corners = [(x + radius * right, y + radius * up) for right, up in quarter]
            self._put(" ".join(_points(corner) for corner in corners) + " c")
        self._put("f")

    def outline(self, title: str, level: int, top: float) -> None:
        """Put a heading into the outline, never more than one step deeper."""
        self._outline_level = min(level, self._outline_level + 1)
        key = f"heading-{len(self._canvas._destinations)}"
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=top)
        self._canvas.addOutlineEntry(plain(title), key, self._outline_level)

    def link(self, element: Element, box: Rectangle, words: str, to: Target) -> None:
        """Let a piece of the page lead to another place; `words` say where to."""
        self.structure.links.append(Link(element, self.page, box, words, to))

    def open_outline(self) -> None:
        """Show the outline beside the pages when a reader opens the document."""
        self._canvas.showOutline()

    def turn(self) -> None:
        """Finish a page."""
        self._canvas.showPage()
        self.page += 1

    def finish(self) -> bytes:
        """Write what belongs to the whole document, and give its bytes."""
        about, document = self._about, self._document
        document.info = _Information()
        document.info.title = plain(about.title)
        document.info.author = plain(about.author)
        fonts = document.idToObject["BasicFonts"].dict
        for font in self._fonts.values():
            fonts[font.name] = document.Reference(font.write(document))
        self.structure.write(document)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        metadata = _METADATA.format(
            title=escape(plain(about.title)), language=escape(about.language)
        ).encode()
        kind = {"Type": "/Metadata", "Subtype": "/XML"}
        document.Catalog.Metadata = stream(document, metadata, **kind)
        self._canvas.save()
        return self._file.getvalue()

    def _put(self, code: str) -> None:
        self._canvas._code.append(code)

    def _run(self, run: Run, size: float) -> None:
        face = run.face
        new = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        font = self._fonts.setdefault(face.name, new)
        bold = f"2 Tr {number(size * _EMBOLDENED)} w"
        weight = bold if face.is_emboldened else "0 Tr"
        self._put(f"/{font.name} {number(size)} Tf {weight}")
        for up, glyphs in groupby(run.glyphs, key=lambda glyph: glyph.up):
            steps = [step for glyph in glyphs for step in _steps(glyph, font)]
            # Codes that follow each other are one string.
            shown = " ".join(steps).replace("> <", "")
            self._put(f"{number(up * size / 1000)} Ts [{shown}] TJ")


def _steps(glyph: Glyph, font: EmbeddedFont) -> list[str]:
    """Show a glyph where the shaping wants it, and leave the pen where it should be."""
    after = font.face.width(glyph.number) + glyph.right - glyph.advance
    code = f"<{font.code(glyph.number, glyph.text)}>"
    before = [number(-glyph.right)] if abs(glyph.right) > _NOTHING else []
    return [*before, code, number(after)] if abs(after) > _NOTHING else [*before, code]


def _needs_actual_text(line: Line) -> bool:
    """Say whether the glyphs alone would not give the words back.

    Readers turn what runs from right to left round by themselves, and would turn a
    text in reading order into its mirror: such lines go without.
    """
    if not line.is_left_to_right:
        return False
    return any(
        len(glyph.text) != 1 or glyph.right or glyph.up
        for run in line.runs
        for glyph in run.glyphs
    )


def _points(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _colour(code: str) -> str:
    shades = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return " ".join(number(shade) for shade in shades)
