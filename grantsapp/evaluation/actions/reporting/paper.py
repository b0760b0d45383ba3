"""A report on paper: the chapters as a tagged PDF, word for word as on the page."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from grantsapp import i18n, pdf
from grantsapp.evaluation.actions import parts
from grantsapp.evaluation.actions.reporting import annexing, heads
from grantsapp.evaluation.blocks import (
    Block,
    Chart,
    Figures,
    Heading,
    Items,
    Paragraph,
    Quote,
    Table,
    Tone,
    Words,
    plain,
)
from grantsapp.i18n import gettext as _


def as_pdf(document: dict[str, Any], language: str) -> bytes:
    """Write a report as a tagged PDF in a language that the house speaks."""
    spoken = language if language in i18n.LANGUAGES else "en"
    with i18n.writing_in(spoken):
        return _written(document, spoken)


def _written(document: dict[str, Any], language: str) -> bytes:
    head = heads.head_of(document)
    footer = f"{document['call']} · {head.call.text}"
    page = pdf.Document(language, title=head.title, footer=footer, folio=_folio)
    page.cover(head.title, facts=head.facts, notes=head.notes)
    page.contents(_("Contents"))
    page.turn()
    for chapter in annexing.annexed(parts.chapters(document)):
        if chapter.anchor == annexing.ANCHOR:
            page.turn()
        page.heading(_text(chapter.title), 2)
        draw_all(page, chapter.blocks)
    return page.build()


def _folio(page: int, pages: int) -> str:
    return _("Page %(page)s of %(pages)s", page=page, pages=pages)


def draw_all(page: pdf.Document, blocks: Sequence[Block]) -> None:
    """Put blocks on paper, one after another."""
    for block in blocks:
        draw(block, page)


def _text(words: Words, *, bold: bool = False) -> pdf.Text:
    return pdf.Text(plain(words.text), words.language or i18n.language(), bold)


@singledispatch
def draw(block: Any, page: pdf.Document) -> None:
    """Put a block on paper; each kind says how."""
    raise TypeError(f"Nobody knows how to draw {block!r} and {page!r}")


@draw.register
def _heading(block: Heading, page: pdf.Document) -> None:
    page.heading(_text(block.words), 3, listed=block.is_listed)


@draw.register
def _paragraph(block: Paragraph, page: pdf.Document) -> None:
    page.paragraph(
        _text(block.words),
        small=block.tone in {Tone.SMALL, Tone.MARK},
        bold=block.tone in {Tone.LEAD, Tone.NOTE},
        muted=block.tone is Tone.MARK,
        kept=block.tone in {Tone.MARK, Tone.LEAD},
    )


@draw.register
def _items(block: Items, page: pdf.Document) -> None:
    page.items([_text(words) for words in block.items], ordered=block.is_ordered)


@draw.register
def _figures(block: Figures, page: pdf.Document) -> None:
    page.tiles([(_text(what), _text(count)) for what, count in block.pairs])


@draw.register
def _quote(block: Quote, page: pdf.Document) -> None:
    draw_all(page, block.blocks)
    page.paragraph(_text(block.by), small=True, muted=True)


@draw.register
def _table(block: Table, page: pdf.Document) -> None:
    rows = block.rows[:-1] if block.has_total else block.rows
    total = block.rows[-1] if block.has_total else ()
    page.table(
        [_text(words) for words in block.head],
        [[_text(cell) for cell in row] for row in rows],
        widths=list(block.widths) or None,
        numeric=block.numeric,
        caption=_text(block.caption),
        total=[_text(words) for words in total],
    )


@draw.register
def _chart(block: Chart, page: pdf.Document) -> None:
    page.chart(block.chart)
