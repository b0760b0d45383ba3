"""An answer in a document: paragraphs, or a table where it has lines."""

from collections.abc import Sequence
from itertools import groupby

from grantsapp import i18n, pdf
from grantsapp.calls.queries.papers import Paper
from grantsapp.calls.queries.tabling import FROM_THE_LEFT, LTR, Told, tabled
from grantsapp.calls.queries.wording import words_of
from grantsapp.calls.questions import Kind, Question, word_count
from grantsapp.i18n import gettext as _

MOST_COLUMNS = 4  # beyond it each line is told by itself, a fact a column
_TYPED = {Kind.SHORT, Kind.LONG}


def tell(document: pdf.Document, paper: Paper, question: Question) -> None:
    """Put an answer into a document, each part of it in its own language."""
    reading, raw = paper.readings[question.code], paper.raw.get(question.code, [])
    told = tabled(question, reading, raw, paper.language, paper.language)
    texts = _texts(paper, question)
    if told and len(told.head) > MOST_COLUMNS:
        _line_by_line(document, told)
    elif told:
        _table(document, told)
    elif texts:
        is_short = question.kind is not Kind.LONG
        for text in texts:
            document.paragraph(text, in_line=is_short)
    else:
        document.paragraph(_("Not answered"), muted=True)
    if question.kind is Kind.LONG and question.words and texts:
        _count(document, "\n".join(raw), question.words)


def _count(document: pdf.Document, typed: str, most: int) -> None:
    """Say how long an answer is, and how long it may be."""
    now = i18n.number(word_count(typed))
    words = _("%(now)s of %(most)s words", now=now, most=i18n.number(most))
    document.paragraph(words, small=True, muted=True)


def _table(document: pdf.Document, told: Told) -> None:
    document.table(
        _as_texts(told.head),
        [_as_texts(line) for line in told.rows],
        numeric=told.figures,
        total=_as_texts(told.total),
    )


def _line_by_line(document: pdf.Document, told: Told) -> None:
    """Tell each line as facts, where a page is too narrow for its columns."""
    heads = _as_texts(told.head)
    for number, line in enumerate(told.rows, 1):
        document.paragraph(_("Line %(number)s", number=i18n.number(number)), bold=True)
        cells = zip(heads, _as_texts(line), strict=True)
        document.facts([(head, cell) for head, cell in cells if cell.text])


def _as_texts(line: Sequence[i18n.Shown]) -> list[pdf.Text]:
    return [pdf.Text(cell.text, cell.language) for cell in line]


def _texts(paper: Paper, question: Question) -> list[pdf.Text]:
    """Tell an answer without lines in paragraphs."""
    tongue, own = paper.language, i18n.language()
    if question.kind is Kind.FILE:
        return [pdf.Text(f.name, tongue) for f in paper.files_of(question.code)]
    raw = [part for part in paper.raw.get(question.code, []) if part.strip()]
    value = paper.readings[question.code].value
    if not raw or question.is_table:
        return []
    if question.kind in {Kind.ONE, Kind.SEVERAL} and value is not None:
        return _labels(question, value, tongue)
    if question.kind in _TYPED or value is None:
        text = "\n\n".join(raw).replace("\r\n", "\n")
        parts = (part.strip("\n") for part in text.split("\n\n") if part.strip())
        return [pdf.Text(part, tongue) for part in parts]
    runs = LTR if question.kind in FROM_THE_LEFT else own
    return [pdf.Text(words_of(question, value), runs)]


def _labels(question: Question, value: str | list[str], tongue: str) -> list[pdf.Text]:
    codes = [value] if isinstance(value, str) else value
    shown = [i18n.Text(question.label_of(c)).shown(tongue) for c in codes]
    return [
        pdf.Text("\n".join(s.text for s in same), language)
        for language, same in groupby(shown, key=lambda s: s.language)
    ]
