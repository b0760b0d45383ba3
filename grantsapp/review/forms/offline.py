"""The spreadsheet of a moderator: written for them, and read when it comes back."""

from collections.abc import Iterable, Sequence
from typing import Any

from grantsapp import i18n, sheets, unseen
from grantsapp.calls import tables
from grantsapp.calls.forms.carrying import packed, unpacked
from grantsapp.calls.texts import Fault, Malformed, Why
from grantsapp.errors import Refused
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.actions.offline import (
    CANNOT_JUDGE,
    COMMENT,
    SURE,
    Looked,
    Row,
    key_of,
)
from grantsapp.review.forms.reviewing import Mark, Sheet, stored
from grantsapp.review.models import CONFIDENCE, Assignment, Phase
from grantsapp.review.queries import bid_outline
from grantsapp.review.queries.translated import Known, translations_of

HEADS = (
    _("Bid"),
    _("Project"),
    _("Criterion"),
    _("Scale"),
    _("Score"),
    _("Reason"),
    _("Do not change this"),
)
_SCORE, _REASON, _KEY = 4, 5, 6
Line = tuple[Any, ...]


def workbook(phase: Phase, mine: Sequence[Assignment]) -> bytes:
    """Write a row for each bid and criterion, what scores mean, and how to fill it in.

    `mine` are the bids that the moderator may read.
    """
    known = translations_of([found.application for found in mine], only="title")
    rows = [row for found in mine for row in _rows(found, known)]
    tabs: dict[str, sheets.Table] = {
        gettext("Scores"): ([str(head) for head in HEADS], rows),
        gettext("What scores mean"): (
            [gettext("Criterion"), gettext("Score"), gettext("What it means")],
            list(_meanings(phase)),
        ),
        gettext("How to fill it in"): ([gettext("How to fill it in")], _how()),
    }
    return sheets.workbook_bytes(tabs, right_to_left=i18n.direction() == "rtl")


def _rows(found: Assignment, known: Known) -> Iterable[Line]:
    bid, sheet = bid_outline(found.reading, known=known), stored(found)
    for title, scale, score, reason, code in _lines(found.phase, sheet):
        if len(reason.encode("utf-16-le")) // 2 > tables.LONGEST_CELL:
            words = gettext("A text on %(bid)s is too long for a spreadsheet.")
            raise Refused(words % {"bid": bid.reference})
        key = key_of(found, code)
        yield bid.reference, bid.title, title, scale, score, reason, key


def _lines(phase: Phase, sheet: Sheet) -> Iterable[tuple[str, str, Any, str, str]]:
    for one in phase.criteria:
        mark = sheet.marks.get(one.id, Mark())
        scale = f"{one.minimum}–{one.maximum}, {CANNOT_JUDGE}"
        yield str(one.title), scale, _score(mark), mark.reason, one.code
    if phase.asks_confidence:
        scale = f"{min(CONFIDENCE)}–{max(CONFIDENCE)}"
        yield gettext("How sure you are"), scale, sheet.confidence, "", SURE
    yield gettext("Anything else"), "", None, sheet.comment, COMMENT


def _score(mark: Mark) -> Any:
    if not mark.is_answered:
        return None
    return CANNOT_JUDGE if mark.value is None else mark.value


def _meanings(phase: Phase) -> Iterable[Line]:
    for one in phase.criteria:
        if one.guidance:
            yield str(one.title), "", str(one.guidance)
        for score in one.scale:
            yield str(one.title), score, str(one.meaning(score))
        yield str(one.title), CANNOT_JUDGE, gettext("I cannot judge this")
    for number, words in CONFIDENCE.items() if phase.asks_confidence else ():
        yield gettext("How sure you are"), number, str(words)


def _how() -> list[Line]:
    lines = (
        gettext("Write scores and reasons; leave everything else as it is."),
        gettext("A cell that is empty changes nothing when the sheet comes back."),
        gettext("Write x where you cannot judge."),
        gettext("You see what would change before anything is stored."),
    )
    return [(line,) for line in lines]


def read(content: bytes) -> list[Row]:
    """Read a sheet that comes back; raises Malformed."""
    head, *rows = tables.cells(content) or [[]]
    places = _places([str(cell).strip() for cell in head])
    found = []
    for number, cells in enumerate(rows, 2):
        score, reason, key = (_cell(cells, places[n]) for n in (_SCORE, _REASON, _KEY))
        if score or reason:  # a row in which nothing stands changes nothing
            found.append(Row(number, key, score, reason))
    return found


def _places(head: list[str]) -> dict[int, int]:
    """Find the columns by their heads, in whichever of our languages they are."""
    places: dict[int, int] = {}
    for code in i18n.LANGUAGES:
        with i18n.writing_in(code):
            for column, words in enumerate(HEADS):
                if str(words) in head:
                    places.setdefault(column, head.index(str(words)))
    missing = [n for n in (_SCORE, _REASON, _KEY) if n not in places]
    if missing:
        raise Malformed(*(Fault(Why.NO_COLUMN, "1", str(HEADS[n])) for n in missing))
    return places


def _cell(cells: list[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unseen.kept(str(value)).replace("\r\n", "\n").strip()


def carried(looked: Looked) -> str:
    """Pack what can be taken for the page, and which reviews lack rows."""
    rows = [list(change.row) for change in looked.changes]
    return packed([rows, sorted(str(key) for key in looked.torn)])


def brought_back(words: str) -> tuple[list[Row], set[str]] | None:
    """Read what the page carried; None where it is not ours."""
    match unpacked(words):
        case [[*rows], [*torn]] if all(map(_is_row, rows)):
            return [Row(*one) for one in rows], {str(key) for key in torn}
    return None


def _is_row(one: Any) -> bool:
    if not isinstance(one, list) or len(one) != len(Row._fields):
        return False
    number, *texts = one
    return isinstance(number, int) and all(isinstance(text, str) for text in texts)
