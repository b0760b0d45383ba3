"""What is wrong with a matching of columns, before a row is read. Plain values only."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grantsapp.mel.instruments import Instrument
from grantsapp.mel.tables.faults import Fault, Wrong
from grantsapp.mel.tables.mapping import Facts, Matching, unplaced
from grantsapp.mel.tables.placing import Slot


def check(
    matching: Matching, names: Sequence[str], tools: Iterable[Instrument], facts: Facts
) -> list[Fault]:
    """Find everything that would keep a table from being read."""
    known = {tool.code: {item.code for item in tool.items} for tool in tools}
    return [
        *_column_faults(matching, names),
        *_item_faults(matching, known),
        *_moment_faults(matching, facts),
        *_other_faults(matching),
    ]


def _column_faults(matching: Matching, names: Sequence[str]) -> Iterator[Fault]:
    single = matching.single_columns()
    if single.get("began") == single.get("answered"):
        single.pop("began", None)
    if single.get("code") == single.get("identity"):
        single.pop("code", None)  # a row a person, named by their code
    used = [*matching.items, *matching.about, *single.values()]
    for name, times in Counter(used).items():
        if name not in names:
            yield Fault(Wrong.NO_COLUMN, 1, name)
        if times > 1:
            yield Fault(Wrong.COLUMN_TWICE, 1, name)
    for name in unplaced(names, matching):
        yield Fault(Wrong.COLUMN_EXTRA, 1, name)


def _item_faults(matching: Matching, known: dict[str, set[str]]) -> Iterator[Fault]:
    if not matching.items:
        yield Fault(Wrong.NO_ITEMS)
    columns: dict[Slot, list[str]] = {}
    for name, slot in matching.items.items():
        if slot.item not in known.get(slot.tool, ()):
            yield Fault(Wrong.ITEM_UNKNOWN, 1, name, str(slot))
            continue
        asked = Slot(slot.tool, slot.item, matching.when(slot))
        columns.setdefault(asked, []).append(name)
    for slot, found in columns.items():
        if len(found) > 1:
            yield Fault(Wrong.ITEM_TWICE, 1, found[1], str(slot), {"first": found[0]})
    yield from _missing(columns, known, matching.absent)


def _missing(
    columns: Collection[Slot], known: dict[str, set[str]], absent: Collection[str]
) -> Iterator[Fault]:
    """Find the items that an instrument lacks where the others are."""
    for tool, moment in dict.fromkeys((slot.tool, slot.moment) for slot in columns):
        slots = [Slot(tool, item, moment) for item in sorted(known[tool])]
        for slot in slots:
            if slot not in columns and str(slot) not in absent:
                facts = {"tool": tool, "item": slot.item, "moment": moment}
                yield Fault(Wrong.ITEM_MISSING, 1, said=str(slot), facts={**facts})


def _moment_faults(matching: Matching, facts: Facts) -> Iterator[Fault]:
    named = {slot.moment for slot in matching.items.values()} - {""}
    if matching.moment_column:
        if named:
            yield Fault(Wrong.COLUMN_TWICE, 1, matching.moment_column)
        for said, moment in matching.moments.items():
            if not moment:
                yield Fault(Wrong.MOMENT_UNKNOWN, 1, matching.moment_column, said)
        named |= set(matching.moments.values()) - {""}
    elif any(not matching.when(slot) for slot in matching.items.values()):
        yield Fault(Wrong.NO_MOMENT)
    elif any(not slot.moment for slot in matching.items.values()):
        named.add(matching.moment)
    for moment in sorted(named - set(facts.moments)):
        yield Fault(Wrong.MOMENT_FOREIGN, 1, said=moment)


def _other_faults(matching: Matching) -> Iterator[Fault]:
    if not matching.project and not matching.project_column:
        yield Fault(Wrong.NO_PROJECT)
    try:
        ZoneInfo(matching.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(Wrong.ZONE, said=matching.zone)
