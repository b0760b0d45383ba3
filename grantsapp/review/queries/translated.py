"""What of a bid is translated, for those who do not read its language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.calls.models import Application
from grantsapp.calls.queries.tabling import Told
from grantsapp.calls.questions import Kind, Question, Reading
from grantsapp.db import db
from grantsapp.review.models import BidTranslation

TITLE = "title"
_TYPED = {Kind.SHORT, Kind.LONG}
_WAYS_TO_REACH = {Kind.EMAIL, Kind.PHONE}
InTongues = Mapping[str, BidTranslation]  # by language
Known = Mapping[UUID, Mapping[str, InTongues]]  # by bid and by the key of a text


@dataclass(frozen=True)
class Source:
    """A text of a bid that can be translated.

    A text in a table is known by its own hash, so that lines may be added and moved.
    """

    key: str
    label: i18n.Shown
    text: str
    is_long: bool

    @property
    def digest(self) -> str:
        """What a translation keeps of the text that it was made from."""
        return i18n.digest(self.text)


@dataclass(frozen=True)
class Translation:
    """A text of a bid in a language that its reader reads."""

    text: str
    language: str
    by: str
    is_stale: bool = False
    origin: str = "person"
    table: Told | None = None


def sources_of(question: Question, reading: Reading) -> Iterable[Source]:
    """Give what was typed for a question in words of one's own.

    Neither what is sealed, nor a table of people: one with ways to reach them.
    """
    if question.sensitive or reading.skipped or not reading.value:
        return
    label = i18n.Text(question.label).shown()
    if question.kind in _TYPED:
        is_long = question.kind is Kind.LONG
        yield Source(question.code, label, str(reading.value), is_long)
    if not question.is_table or _WAYS_TO_REACH & {c.kind for c in question.columns}:
        return
    for column in question.columns:
        for row in reading.value if column.kind is Kind.SHORT else ():
            if text := str(row.get(column.code) or ""):
                title = i18n.Text(column.label).shown()
                yield Source(cell_key(question, text), title, text, is_long=False)


def cell_key(question: Question, text: str) -> str:
    """Name a text in a table."""
    return f"{question.code}:{i18n.digest(text)}"


def translations_of(bids: Iterable[Application], *, only: str | None = None) -> Known:
    """Read the translations of some bids, or those of one text of each."""
    query = select(BidTranslation).where(
        BidTranslation.application_id.in_([bid.id for bid in bids])
    )
    if only is not None:
        query = query.where(BidTranslation.question == only)
    known: dict[UUID, dict[str, dict[str, BidTranslation]]] = {}
    for one in db.session.scalars(query):
        of_bid = known.setdefault(one.application_id, {})
        of_bid.setdefault(one.question, {})[one.language] = one
    return known


def chosen(found: InTongues, wanted: Sequence[str], source: str) -> Translation | None:
    """Choose the translation that a reader reads best; None where there is none."""
    one = _first(found, wanted)
    if one is None:
        return None
    is_stale = one.source_hash != i18n.digest(source)
    return Translation(one.text, one.language, one.by_name, is_stale, one.origin)


def _first(found: InTongues, wanted: Sequence[str]) -> BidTranslation | None:
    return next((found[code] for code in wanted if code in found), None)


def in_table(
    question: Question,
    told: Told,
    found: Mapping[str, InTongues],
    wanted: Sequence[str],
) -> Translation | None:
    """Put a table's own words into a language; what is not translated stays."""
    typed = {n for n, c in enumerate(question.columns) if c.kind is Kind.SHORT}
    used: list[BidTranslation] = []

    def put(place: int, cell: i18n.Shown) -> i18n.Shown:
        known = found.get(cell_key(question, cell.text), {}) if place in typed else {}
        one = _first(known, wanted)
        if one is None:
            return cell
        used.append(one)
        return i18n.Shown(one.text, one.language)

    rows = tuple(
        tuple(put(place, cell) for place, cell in enumerate(row)) for row in told.rows
    )
    if not used:
        return None
    names = i18n.listed(sorted({one.by_name for one in used}))
    translated = replace(told, rows=rows)
    return Translation("", used[0].language, names, table=translated)
