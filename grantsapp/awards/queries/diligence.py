"""What the checklist of a call asks of its awards, and how far each of them is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.awards.models import MATTERS, Award, Due, DueItem, DueStage, Matter
from grantsapp.awards.rules.diligence import is_over, is_soon_over, today_in
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

# What the house asks where a call says nothing else: its code, and whether it expires.
DEFAULT = (
    ("identity", Matter.IDENTITY, False),
    ("governing", Matter.GOVERNING, False),
    ("safeguarding", Matter.SAFEGUARDING, False),
    ("insurance", Matter.INSURANCE, True),
    ("bank", Matter.BANK, False),
    ("other_funding", Matter.OTHER_FUNDING, False),
)
# The account itself is asked for on a page of its own.
WORDS = MATTERS | {Matter.BANK: lazy_gettext("A paper that shows the bank account")}
# Where no paper is asked for, words will do.
IN_WORDS = {Matter.OTHER_FUNDING}


class How(StrEnum):
    """How an item stands for one award, today."""

    MISSING = "missing"
    GIVEN = "given"
    LOOKED = "looked at"
    CLEAR = "clear"
    BACK = "sent back"
    OVER = "over"  # was clear, until its paper ran out


TITLES = {
    How.MISSING: lazy_gettext("Not given yet"),
    How.GIVEN: lazy_gettext("With the fund"),
    How.LOOKED: lazy_gettext("Looked at by one person"),
    How.CLEAR: lazy_gettext("In order"),
    How.BACK: lazy_gettext("Sent back"),
    How.OVER: lazy_gettext("Has expired"),
}
TONES = {How.CLEAR: "good", How.BACK: "stop", How.OVER: "stop", How.LOOKED: ""}


@dataclass(frozen=True)
class Line:
    """One item of the checklist, with what an award gave for it, if anything."""

    item: DueItem
    due: Due | None
    today: date

    @property
    def how(self) -> How:
        """How it stands today."""
        if self.due is None:
            return How.MISSING
        if self.due.stage is DueStage.BACK:
            return How.BACK
        if is_over(self.due, self.today):
            return How.OVER
        return How(str(self.due.stage))

    @property
    def is_clear(self) -> bool:
        """Say whether two people found it right, and its paper holds today."""
        return self.how is How.CLEAR

    @property
    def runs_out(self) -> bool:
        """Say whether its paper holds today, and not for thirty days more."""
        due = self.due
        soon = due is not None and is_soon_over(due, self.today)
        return soon and self.how is not How.OVER


@dataclass(frozen=True)
class Standing:
    """How far an award is with its checklist."""

    award: Award
    lines: tuple[Line, ...]

    @property
    def clear(self) -> int:
        """Count what is in order."""
        return sum(line.is_clear for line in self.lines)

    @property
    def is_clear(self) -> bool:
        """Say whether nothing is lacking."""
        return self.clear == len(self.lines)

    @property
    def lacking(self) -> tuple[Line, ...]:
        """List what is not in order today."""
        return tuple(line for line in self.lines if not line.is_clear)

    @property
    def waits(self) -> int:
        """Count what waits for a manager."""
        with_us = {How.GIVEN, How.LOOKED}
        return sum(line.how in with_us for line in self.lines)

    @property
    def warnings(self) -> tuple[Line, ...]:
        """List what has expired or soon will."""
        return tuple(x for x in self.lines if x.how is How.OVER or x.runs_out)


def is_clear(award: Award) -> bool:
    """Say whether all that the call asks for is in order today: payments need it."""
    return of(award).is_clear


def lacking(award: Award) -> list[str]:
    """Name what is not in order today, in the reader's language, with how it stands."""
    return [
        _("%(item)s: %(how)s", item=str(line.item.title), how=str(TITLES[line.how]))
        for line in of(award).lacking
    ]


def of(award: Award) -> Standing:
    """How far one award is."""
    return standings([award])[award.id]


def standings(awards: Iterable[Award]) -> dict[UUID, Standing]:
    """How far many awards are, of one call or of several, in two queries."""
    listed = list(awards)
    calls = {a.call_id: a.call for a in listed}
    items = _items_in(calls)
    query = select(Due).where(Due.award_id.in_([a.id for a in listed]))
    given = {(d.award_id, d.item_id): d for d in db.session.scalars(_whole(query))}
    days = {key: today_in(call) for key, call in calls.items()}
    return {
        a.id: Standing(
            a,
            tuple(
                Line(item, given.get((a.id, item.id)), days[a.call_id])
                for item in items[a.call_id]
            ),
        )
        for a in listed
    }


def items_of(call: Call) -> list[DueItem]:
    """List what a call asks for: its own list, or that of the house."""
    return _items_in({call.id: call})[call.id]


def _items_in(calls: dict[UUID, Call]) -> dict[UUID, list[DueItem]]:
    query = select(DueItem).where(DueItem.call_id.in_(list(calls)))
    found: dict[UUID, list[DueItem]] = {key: [] for key in calls}
    for item in db.session.scalars(query.order_by(DueItem.position, DueItem.made_at)):
        found[item.call_id].append(item)
    return {key: found[key] or default_items(call) for key, call in calls.items()}


def own_items(call: Call) -> list[DueItem]:
    """List the rows of a call's checklist; none where the house's own is in force."""
    query = select(DueItem).where(DueItem.call_id == call.id)
    return list(db.session.scalars(query.order_by(DueItem.position, DueItem.made_at)))


def default_items(call: Call) -> list[DueItem]:
    """Write the list of the house in a call's languages; nothing is stored."""
    spoken = [c for c in call.languages if c in i18n.LANGUAGES] or ["en"]
    return [
        DueItem(
            call_id=call.id,
            code=code,
            matter=matter,
            title=_in_languages(matter, spoken),
            wants_file=matter not in IN_WORDS,
            expires=expires,
            position=place,
        )
        for place, (code, matter, expires) in enumerate(DEFAULT)
    ]


def _in_languages(matter: Matter, languages: list[str]) -> i18n.Text:
    texts = {}
    for code in languages:
        with i18n.writing_in(code):
            texts[code] = str(WORDS[matter])
    return i18n.Text.plainly(texts)


def item(call: Call, code: str) -> DueItem | None:
    """One item of a call's checklist, stored or not."""
    return next((i for i in items_of(call) if i.code == code), None)


def hold(call: Call, code: str, *, alone: bool = False) -> None:
    """Let nobody remove an item until this request ends.

    Groups that answer it do not wait for each other; whoever removes it is alone.
    """
    query = select(DueItem.id).where(DueItem.call_id == call.id, DueItem.code == code)
    query = query.with_for_update(key_share=not alone, read=not alone)
    db.session.execute(query)


def due(award: Award, code: str, *, lock: bool = False) -> Due | None:
    """What an award gave for one item."""
    query = select(Due).join(Due.item)
    query = query.where(Due.award_id == award.id, DueItem.code == code)
    if lock:
        db.session.scalar(locked(query))
    return db.session.scalar(_whole(query))


def is_given(item: DueItem) -> bool:
    """Say whether any award has given something for an item."""
    query = select(Due.id).where(Due.item_id == item.id)
    return db.session.scalar(query.limit(1)) is not None


def _whole(query: Select[Due]) -> Select[Due]:
    people = (joinedload(x) for x in (Due.by, Due.first_by, Due.second_by))
    return query.options(joinedload(Due.file), *people)
