"""Whether two publications together show what each of them alone hides.

Whoever holds two editions can subtract one from the other. A figure that changed with
fewer people than the threshold then shows what those few answered. So every figure of
the new edition is held against the same figure of the old one, wherever it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeGuard

COUNTS: Final = ("pairs", "n")  # of the people whom a figure is about
NAMES: Final = ("code", "version", "by", "value", "project", "theme", "moment", "since")
PART: Final = "value"  # names a part of a shown whole: they must be the same parts
OUT: Final = "left_out"  # people, against a figure that is published too
HIDDEN: Final = "hidden"  # how many are: no number of people


def few_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name the figures that differ by fewer people than the threshold of the new ones.

    Each is a place such as `instruments.calm.1.by_project.CF1-A01`. A figure that comes
    in or goes out whole shows nothing but itself; the wholes that it is in are looked
    at on their own.
    """
    found = _compared(before["instruments"], now["instruments"], "instruments")
    return sorted(place for place, least in found if least < now["threshold"])


def _compared(was: Any, is_: Any, place: str) -> Iterator[tuple[str, float]]:
    """Give each figure that differs, with the number of people by which it does."""
    if isinstance(was, Mapping) and isinstance(is_, Mapping):
        yield from _of_figures(was, is_, place)
        for name in was.keys() & is_.keys():
            yield from _compared(was[name], is_[name], f"{place}.{name}")
    elif _is_list(was) and _is_list(is_):
        old, new = _named(was), _named(is_)
        if old.keys() != new.keys() and _are_parts([*was, *is_]):
            yield place, 0
        for name in old.keys() & new.keys():
            yield from _compared(old[name], new[name], f"{place}.{name}")


def _of_figures(
    was: Mapping[str, Any], is_: Mapping[str, Any], place: str
) -> Iterator[tuple[str, float]]:
    count = next((name for name in COUNTS if name in was and name in is_), None)
    if count is None or _leaves(was) == _leaves(is_):
        return
    people = was[count], is_[count]
    if None not in people:  # otherwise one of them shows nothing
        yield place, abs(people[0] - people[1])
    left_out = abs(is_.get(OUT, 0) - was.get(OUT, 0))
    if left_out:
        yield f"{place}.{OUT}", left_out


def _leaves(figures: Any) -> Any:
    """Give the numbers that a reader sees of a figure, without those of its parts."""
    if isinstance(figures, Mapping):
        found = {name: _leaves(v) for name, v in figures.items() if name != HIDDEN}
        return {name: v for name, v in found.items() if not _is_nothing(v)}
    if _is_list(figures):
        return [v for v in figures if isinstance(v, int | float)]
    return figures if isinstance(figures, int | float) else None


def _is_nothing(value: Any) -> bool:
    """Say whether there is no number; a figure of its own people is another one."""
    is_own = isinstance(value, Mapping) and any(name in value for name in COUNTS)
    return value is None or value in ({}, []) or is_own


def _is_list(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _are_parts(many: Sequence[Any]) -> bool:
    return all(isinstance(one, Mapping) and PART in one for one in many)


def _named(many: Sequence[Any]) -> dict[str, Any]:
    """Give the figures of a list by what names them; of plain numbers, nothing."""
    return {
        ".".join(str(one[name]) for name in NAMES if name in one): one
        for one in many
        if isinstance(one, Mapping)
    }
