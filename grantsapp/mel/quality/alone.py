"""The rules that look at one sitting by itself."""

from collections.abc import Iterator, Mapping, Sequence

from grantsapp.mel.instruments import Instrument
from grantsapp.mel.quality.limits import Flag, Limits, Rule
from grantsapp.mel.quality.seen import Part, Seen

ONLINE = ("web", "kiosk")  # origins where a screen measured the time


def broken_off(s: Seen, parts: Sequence[Part], limits: Limits) -> Iterator[Flag]:
    """Too little of the whole sitting is answered."""
    items = sum(len(part.marks) for part in parts)
    answered = sum(part.answered for part in parts)
    if 100 * answered < limits.whole * items:
        declined = sum(part.declined for part in parts)
        said = _counts(answered, declined, items, limits.whole)
        yield Flag(s.id, Rule.BROKEN_OFF, said)


def part_incomplete(s: Seen, parts: Sequence[Part], limits: Limits) -> Iterator[Flag]:
    """Too little of an instrument is answered at a moment."""
    for moment, tool, marks, answered, declined, _strays in parts:
        if 100 * answered < limits.part * len(marks):
            counts = _counts(answered, declined, len(marks), limits.part)
            said = {"moment": moment, "instrument": tool.code} | counts
            yield Flag(s.id, Rule.PART_INCOMPLETE, said)


def _counts(answered: int, declined: int, items: int, limit: int) -> dict[str, int]:
    return {"answered": answered, "declined": declined, "items": items, "limit": limit}


def straight_line(s: Seen, parts: Sequence[Part], limits: Limits) -> Iterator[Flag]:
    """All answers to an instrument stand in one column, though they should not."""
    for part in parts:
        value = only_value(part.marks)
        if value is None or part.answered < _least(part, value, limits):
            continue
        said = {
            "moment": part.moment,
            "instrument": part.tool.code,
            "value": value,
            "answered": part.answered,
        }
        yield Flag(s.id, Rule.STRAIGHT_LINE, said)


def _least(part: Part, value: int, limits: Limits) -> int:
    """Say how many equal answers are a line.

    Fewer are where answered items of both directions contradict each other; in the
    very middle of the scale they do not.
    """
    tool = part.tool
    turned = {
        item.is_reversed
        for item, mark in zip(tool.items, part.marks, strict=True)
        if mark is not None
    }
    is_middle = 2 * value == tool.minimum + tool.maximum
    both = len(turned) > 1 and not is_middle
    return limits.straight_reversed if both else limits.straight


def only_value(marks: Sequence[int | None]) -> int | None:
    """Give the one value that all answers have, or None."""
    values = {*marks} - {None}
    return values.pop() if len(values) == 1 else None


def straight_throughout(
    s: Seen, parts: Sequence[Part], limits: Limits
) -> Iterator[Flag]:
    """All answers of a moment, over several instruments, are one number."""
    for moment in {part.moment: None for part in parts}:
        filled = [p for p in parts if p.moment == moment and p.answered]
        answered = sum(part.answered for part in filled)
        if len(filled) < 2 or answered < limits.straight:  # noqa: PLR2004
            continue
        values = {only_value(part.marks) for part in filled}
        value = values.pop()
        if values or value is None:
            continue
        said = {
            "moment": moment,
            "value": value,
            "answered": answered,
            "instruments": len(filled),
        }
        yield Flag(s.id, Rule.STRAIGHT_THROUGHOUT, said)


def too_fast(s: Seen, parts: Sequence[Part], limits: Limits) -> Iterator[Flag]:
    """Fewer seconds per item than reading takes; "prefer not to say" was read too."""
    if s.seconds is None or s.seconds < 0 or s.origin not in ONLINE:
        return
    answered = sum(part.answered + part.declined for part in parts)
    if answered >= limits.paced and s.seconds < limits.seconds * answered:
        said = {"seconds": s.seconds, "answered": answered, "limit": limits.seconds}
        yield Flag(s.id, Rule.TOO_FAST, said)


def out_of_range(s: Seen, parts: Sequence[Part], _limits: Limits) -> Iterator[Flag]:
    """A value, an item or an instrument that the version owed does not know."""
    for part in parts:
        if part.has_strays:
            yield from _strays(s, part, s.raw[part.moment][part.tool.code])
    known = {tool.code for tool in s.tools}
    for moment in s.moments:
        for code in sorted(s.raw.get(moment, {}).keys() - known):
            said = {"moment": moment, "instrument": code}
            yield Flag(s.id, Rule.UNKNOWN_INSTRUMENT, said)


def _strays(s: Seen, part: Part, answers: Mapping[str, int | None]) -> Iterator[Flag]:
    tool: Instrument = part.tool
    where = {"moment": part.moment, "instrument": tool.code}
    ends = {"minimum": tool.minimum, "maximum": tool.maximum}
    codes = [item.code for item in tool.items]
    for code in codes:
        value = answers.get(code)
        if value is not None and value not in tool.values:
            said = where | {"item": code, "value": value} | ends
            yield Flag(s.id, Rule.OFF_SCALE, said)
    for code in sorted(answers.keys() - set(codes)):
        said = where | {"version": tool.version, "item": code}
        yield Flag(s.id, Rule.UNKNOWN_ITEM, said)


def languages_mixed(s: Seen, _parts: Sequence[Part], _limits: Limits) -> Iterator[Flag]:
    """Parts of one sitting were answered in different languages."""
    if len(s.languages) > 1:
        said = {"languages": tuple(sorted(s.languages))}
        yield Flag(s.id, Rule.LANGUAGES_MIXED, said)


RULES = (
    broken_off,
    part_incomplete,
    straight_line,
    straight_throughout,
    too_fast,
    out_of_range,
    languages_mixed,
)
