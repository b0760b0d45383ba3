"""What belongs to a call, as one list of parts: for its texts, its file, its copies.

A part names a table. Which of its columns are facts, which are texts, and where it
stands is drawn from the table, so that a column added later comes along by itself.
Rooms further on, which this one does not know, add theirs through the front door.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import JSON, inspect, select

from grantsapp import i18n
from grantsapp.calls import facts, packing, truths
from grantsapp.calls.models import Call, Fund, Question, Section, Theme, Tier
from grantsapp.calls.models.aims import QuizQuestion
from grantsapp.calls.texts import Line, Version
from grantsapp.columns import Translated
from grantsapp.db import Model, db
from grantsapp.i18n import lazy_gettext as _

REGISTERED = "parts_of_a_call"
FIRST_CODES = ("title", "tier", "amount", "theme")  # every bid is asked these


@dataclass(frozen=True)
class Link:
    """A column that points out of the call; a file names what it points to."""

    column: str
    model: type[Model]
    names: tuple[str, ...]  # columns there that name one together


@dataclass(frozen=True)
class Part:
    """A table whose rows belong to a call, or stand in a row that does."""

    name: str  # one of them, as its paths begin
    many: str  # all of them, as a file calls their list
    model: type[Model]
    words: Any = ""  # one of them, for people
    within: str = "call"
    order: tuple[str, ...] = ("position", "made_at")
    apart: frozenset[str] = frozenset()  # columns that are not written but lived
    may_be_empty: frozenset[str] = frozenset({"help", "guidance"})
    is_local: bool = False  # a code is its own within its parent only
    holds_up: bool = True  # a call cannot open while its texts are incomplete
    in_file: bool = True
    in_texts: bool = True  # its texts are translated with those of the call
    most: int = packing.MOST
    links: tuple[Link, ...] = ()
    rules: tuple[packing.Rule, ...] = ()


_NEVER = frozenset({"version", "opened_at", "last_number"})
OWN_PARTS = (
    Part(
        "fund",
        "",
        Fund,
        _("fund"),
        "",
        may_be_empty=frozenset({"summary"}),
        in_file=False,
    ),
    Part("theme", "themes", Theme, _("theme"), "fund", in_file=False),
    Part(
        "call",
        "",
        Call,
        _("call"),
        "",
        apart=_NEVER,
        rules=(
            packing.Rule("languages", truths.languages(i18n.WRITTEN)),
            packing.Rule("closes_at", lambda v: v["opens_at"] < v["closes_at"]),
            packing.Rule("budget", lambda v: v["budget"] >= 0),
        ),
    ),
    Part(
        "tier",
        "tiers",
        Tier,
        _("size of grant"),
        order=("minimum", "maximum", "code"),
        rules=(
            packing.Rule("maximum", truths.least_is_less),
            packing.Rule("months", lambda v: 0 < v.get("months", 12) <= 60),  # noqa: PLR2004
        ),
    ),
    Part("section", "sections", Section, _("section")),
    Part(
        "question",
        "questions",
        Question,
        _("question"),
        "section",
        rules=(
            packing.Rule("options", truths.options),
            packing.Rule("columns", truths.columns),
            packing.Rule("words", truths.words),
        ),
    ),
    Part("quiz_question", "quiz", QuizQuestion, _("quiz question")),
)


def parts() -> tuple[Part, ...]:
    """List the parts of a call: this room's, then those of rooms further on."""
    return (*OWN_PARTS, *current_app.extensions.get(REGISTERED, ()))


def part(name: str) -> Part:
    """Find a part by its name."""
    return next(p for p in parts() if p.name == name)


Rows = dict[str, list[Any]]


def rows_of(call: Call, *, only: Callable[[Part], bool] = lambda _part: True) -> Rows:
    """Read every row of a call, part by part: one query each."""
    rows: Rows = {"call": [call], "fund": [call.fund]}
    for one in parts():
        if one.name in rows or not only(one):
            continue
        above = [row.id for row in rows.get(one.within, [])]
        order = [getattr(one.model, name) for name in one.order]
        query = select(one.model).where(parent_column(one).in_(above))
        rows[one.name] = list(db.session.scalars(query.order_by(*order)))
    return rows


def parent_column(one: Part) -> Any:
    """Find the column that says in which row a row stands."""
    return getattr(one.model, column_to(one.model, part(one.within).model) or "")


def column_to(model: type[Model], other: type[Model]) -> str | None:
    """Name the column of a table that points to another one, if there is one."""
    for column in model.__table__.columns:
        if any(f.column.table is other.__table__ for f in column.foreign_keys):
            return column.key
    return None


def columns_of(one: Part) -> list[Any]:
    """List what people wrote of a part: not its ids, links, place in a row or life."""
    passed = {"id", "made_at", "position", *one.apart}
    return [
        column
        for column in inspect(one.model).columns
        if column.key not in passed and not column.foreign_keys
    ]


class Place(NamedTuple):
    """Where a text stands: a row, its column, and the way inside a column of JSON."""

    path: str
    part: Part
    row: Any
    column: str
    way: tuple[Any, ...] = ()

    @property
    def text(self) -> i18n.Text:
        """The text that stands there."""
        found = getattr(self.row, self.column)
        for step in self.way:
            found = found[step]
        return found if isinstance(found, i18n.Text) else i18n.Text(found)

    @property
    def may_be_empty(self) -> bool:
        """Say whether nothing need stand there."""
        return self.column in self.part.may_be_empty or bool(self.way)


def places_of(
    call: Call, *, only: Callable[[Part], bool] = lambda _part: True
) -> list[Place]:
    """List every place of a call where a text stands or should."""

    def wanted(one: Part) -> bool:
        return one.in_texts and only(one)

    rows, found, starts = rows_of(call, only=wanted), [], {}
    for one in filter(lambda p: p.name in rows and wanted(p), parts()):
        for row in rows[one.name]:
            start = _start(one, row, starts)
            starts[row.id] = start
            found += [
                place
                for column in columns_of(one)
                for place in _places_in(start, one, row, column)
                if place.text or not place.may_be_empty
            ]
    return found


def _start(one: Part, row: Any, starts: dict[Any, str]) -> str:
    if not one.within:
        return one.name
    code = getattr(row, "code", row.id)
    if one.is_local:
        above = starts[getattr(row, parent_column(one).key)]
        code = f"{above.rpartition('/')[2]}/{code}"
    return f"{one.name}/{code}"


def _places_in(start: str, one: Part, row: Any, column: Any) -> Iterator[Place]:
    path = f"{start}/{column.key}"
    if isinstance(column.type, Translated):
        yield Place(path, one, row, column.key)
    elif isinstance(column.type, JSON):
        for way, name in _texts_in(getattr(row, column.key), ()):
            yield Place("/".join((path, *name)), one, row, column.key, way)


def _texts_in(
    value: Any, name: tuple[str, ...], way: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
    if facts.is_text(value):
        yield way, name
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts_in(inner, (*name, str(key)), (*way, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            has_code = isinstance(inner, Mapping) and inner.get("code")
            key = str(inner["code"]) if has_code else str(number)
            yield from _texts_in(inner, (*name, key), (*way, number))


def lines_of(call: Call, places: list[Place] | None = None) -> list[Line]:
    """List every text of a call, in the languages it stands in."""
    first = call.languages[0]
    found = places_of(call) if places is None else places
    return [_line(place, first) for place in found]


def _line(place: Place, first: str) -> Line:
    text = place.text
    source = text.source or first
    return Line(
        place.path,
        source,
        text.plain(source),
        i18n.digest(text.plain(source)),
        {
            code: Version(entry["text"], entry["origin"], text.is_stale(code))
            for code, entry in text.items()
            if code != source
        },
        place.part.holds_up,
    )
