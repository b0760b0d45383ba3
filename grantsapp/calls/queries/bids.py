"""The manager's list of bids: searched, filtered and sorted, columns only.

Nothing here reads a row of the ORM: a list of two thousand bids is read as plain
values, and only the fifty of a page with all their columns. Drafts are counted, never
shown.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, null, select
from sqlalchemy.orm import aliased

from grantsapp import i18n
from grantsapp.accounts.models import KINDS, Kind, Organisation
from grantsapp.calls.models import (
    Application,
    Call,
    Stage,
    reference_of,
)
from grantsapp.db import db, holds

PAGE = 50
HANDED_IN = (Stage.SUBMITTED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Wish:
    """What a list of bids should hold, and in which order."""

    search: str = ""
    theme: str = ""
    tier: str = ""
    borough: str = ""
    language: str = ""
    kind: str = ""
    stage: str = Stage.SUBMITTED.value  # or nothing, for all that was handed in
    least: int | None = None
    most: int | None = None
    first_time: bool | None = None
    sort: str = "number"
    is_descending: bool = False
    without: frozenset[UUID] = frozenset()  # what a tie keeps from who asks


class Bid(NamedTuple):
    """A bid as the list shows it: plain values."""

    id: UUID
    number: int
    title: str
    language: str
    amount: int | None
    tier: str
    theme: str
    stage: Stage
    submitted_at: datetime
    group: str
    group_language: str
    kind: Kind
    borough: str
    is_first: bool | None
    reference: str


@dataclass(frozen=True)
class Found:
    """One page of a list, and how many there are."""

    bids: list[Bid]
    count: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.count // PAGE))

    @property
    def first(self) -> int:
        """The place of the first bid of this page."""
        return PAGE * (self.number - 1) + 1

    @property
    def last(self) -> int:
        """The place of the last one."""
        return self.first + len(self.bids) - 1


@dataclass(frozen=True)
class Counts:
    """How many bids a call has at each stage, and where their groups are based."""

    by_stage: dict[Stage, int]
    boroughs: list[str]

    @property
    def drafts(self) -> int:
        """How many are still with their authors."""
        return self.by_stage.get(Stage.DRAFT, 0)

    @property
    def handed_in(self) -> int:
        """How many have left them, withdrawn ones too."""
        return sum(self.by_stage.values()) - self.drafts


_COLUMNS: dict[str, Any] = {
    "number": Application.number,
    "project": Application.title,
    "group": Organisation.name,
    "kind": Organisation.kind,
    "borough": Organisation.borough,
    "language": Application.language,
    "theme": Application.theme,
    "tier": Application.tier,
    "amount": Application.amount,
    "stage": Application.stage,
    "submitted": Application.submitted_at,
}
SORTED_BY = tuple(_COLUMNS)
_BY_FIGURE = {"number", "amount", "submitted"}  # every database sorts these alike


def counts(call: Call) -> Counts:
    """Count the bids of a call; of drafts nothing more is said."""
    query = (
        select(Application.stage, Organisation.borough, func.count())
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.call_id == call.id)
        .group_by(Application.stage, Organisation.borough)
    )
    by_stage: dict[Stage, int] = {}
    boroughs: set[str] = set()
    for stage, borough, count in db.session.execute(query):
        by_stage[stage] = by_stage.get(stage, 0) + count
        if borough and stage in HANDED_IN:
            boroughs.add(borough)
    return Counts(by_stage, sorted(boroughs, key=i18n.fold))


def found(
    call: Call, wish: Wish, number: int, counts: Counts, *, with_first: bool = False
) -> Found:
    """Read one page of what a wish selects."""
    if wish == Wish():  # as the list opens: only the fifty are read
        number = _page(number, counts.by_stage.get(Stage.SUBMITTED, 0))
    if wish.sort == "number" and number > 0:
        read = _by_number(call, wish, number, counts, with_first=with_first)
        if read.bids or number == 1:
            return read
    order = ordered(call, wish)
    number = _page(number, len(order))
    keys = order[PAGE * (number - 1) : PAGE * number]
    return Found(lines(call, keys, with_first=with_first), len(order), number)


def _by_number(
    call: Call, wish: Wish, number: int, counts: Counts, *, with_first: bool
) -> Found:
    """Read a page and count the rest at once, where the database can sort."""
    is_plain = wish == Wish()
    total = null() if is_plain else func.count().over()
    # Only key and number of all that fits are held for the count.
    fits = select(Application.id, Application.number.label("place"), total.label("all"))
    fits = _with_group(fits, wish).where(*_conditions(call, wish))
    page = fits.order_by(_by_place(wish, Application.number)).limit(PAGE)
    found = page.offset(PAGE * (number - 1)).subquery()
    query = _lines(with_first=with_first).join(found, found.c.id == Application.id)
    query = query.add_columns(found.c.all).order_by(_by_place(wish, found.c.place))
    rows = list(db.session.execute(query))
    count = rows[0][-1] if rows else 0
    if is_plain:
        count = counts.by_stage.get(Stage.SUBMITTED, 0)
    return Found([_bid(call, row[:-1]) for row in rows], count, number)


def _by_place(wish: Wish, number: Any) -> Any:
    return number.desc() if wish.is_descending else number


def _with_group(query: Any, wish: Wish) -> Any:
    """Read the groups too, where a wish asks about them."""
    if wish.kind or wish.borough or wish.sort in {"group", "kind", "borough"}:
        return query.join(Organisation, Organisation.id == Application.organisation_id)
    return query


def _page(number: int, count: int) -> int:
    return min(max(number, 1), max(1, -(-count // PAGE)))


def ordered(call: Call, wish: Wish) -> list[UUID]:
    """Give the keys of all that a wish selects, in its order."""
    column = _COLUMNS[wish.sort]
    query = select(Application.id, column).where(*_conditions(call, wish))
    query = _with_group(query, wish)
    if wish.sort == "number":
        query = query.order_by(_by_place(wish, Application.number))
        return [row[0] for row in db.session.execute(query)]
    rows = list(db.session.execute(query.order_by(Application.number)))
    rank = _rank(call, wish.sort)
    told = [row for row in rows if row[1] not in (None, "")]
    told.sort(key=lambda row: rank(row[1]), reverse=wish.is_descending)
    return [row[0] for row in (*told, *(r for r in rows if r[1] in (None, "")))]


def _rank(call: Call, sort: str) -> Callable[[Any], Any]:
    """Say by what a column is sorted; made here, so the same on every database."""
    if sort in _BY_FIGURE:
        return lambda value: value
    if sort in {"theme", "tier"}:
        offered = call.fund.themes if sort == "theme" else call.tiers
        places = {thing.code: place for place, thing in enumerate(offered)}
        return lambda code: places.get(code, len(places))
    if sort == "language":
        return lambda code: i18n.fold(i18n.language_name(code))
    if sort == "kind":
        return lambda kind: i18n.fold(str(KINDS[kind]))
    return lambda words: i18n.fold(str(words))


def _conditions(call: Call, wish: Wish) -> Iterator[ColumnElement[bool]]:
    yield Application.call_id == call.id
    known = [s for s in HANDED_IN if wish.stage in ("", s.value)]
    yield Application.stage.in_(known)
    pairs = (
        (Application.theme, wish.theme),
        (Application.tier, wish.tier),
        (Application.language, wish.language),
        (Organisation.kind, wish.kind),
        (Organisation.borough, wish.borough),
    )
    yield from (column == value for column, value in pairs if value)
    if wish.least is not None:
        yield Application.amount >= wish.least
    if wish.most is not None:
        yield Application.amount <= wish.most
    if wish.first_time is not None:
        yield _is_first() if wish.first_time else ~_is_first()
    if wish.without:
        yield Application.id.not_in(wish.without)
    for word in i18n.fold(wish.search).split():
        yield holds(Application.search_text, word)


def _is_first() -> ColumnElement[bool]:
    """No earlier bid of the same group for another call was handed in."""
    earlier = aliased(Application)
    return ~(
        select(earlier.id)
        .where(
            earlier.organisation_id == Application.organisation_id,
            earlier.call_id != Application.call_id,
            earlier.submitted_at < Application.submitted_at,
        )
        .exists()
    )


def lines(call: Call, keys: Sequence[UUID], *, with_first: bool = False) -> list[Bid]:
    """Read bids by their keys, in the order of the keys."""
    if not keys:
        return []
    query = _lines(with_first=with_first).where(Application.id.in_(keys))
    known = {row[0]: row for row in db.session.execute(query)}
    return [_bid(call, known[key]) for key in keys]


def _lines(*, with_first: bool) -> Any:
    first = _is_first() if with_first else null()
    return select(
        Application.id,
        Application.number,
        Application.title,
        Application.language,
        Application.amount,
        Application.tier,
        Application.theme,
        Application.stage,
        Application.submitted_at,
        Organisation.name,
        Organisation.language,
        Organisation.kind,
        Organisation.borough,
        first,
    ).join(Organisation, Organisation.id == Application.organisation_id)


def _bid(call: Call, row: Any) -> Bid:
    return Bid(*row, reference=reference_of(call.reference, row[1]))
