"""What two publications of a call would tell together that neither tells alone.

Sums over nearly the same people, subtracted, are those of the few who differ.
"""

from collections.abc import Iterator
from typing import Any

Public = dict[str, Any]  # figures for the public
People = tuple[int, int]  # over whom, and how many of theirs are left out
Line = tuple[Any, ...]  # which instrument, which table, which project or group


def few_changed(before: Public, now: Public) -> list[str]:
    """List the projects and groups that differ, but by fewer people than it takes.

    A project that comes in or goes out whole shows nothing but itself.
    """
    was, found = dict(_lines(before)), dict(_lines(now))
    least = max(now["threshold"], before["threshold"])
    return sorted(
        {
            str(line[-1])
            for line, (people, figures) in found.items()
            if line in was
            and was[line] != (people, figures)
            and _is_few(was[line][0], people, least)
        }
    )


def _is_few(before: People, now: People, least: int) -> bool:
    """Say whether too few came or went, or too few more or fewer are left out."""
    (pairs, out), (more, further) = before, now
    return abs(more - pairs) < least or 0 < abs(further - out) < least


def _lines(public: Public) -> Iterator[tuple[Line, tuple[People, Any]]]:
    """Give every set of people over which something is published, and what."""
    for one in public["instruments"]:
        tool = one["code"], one["version"]
        for line in one["by_project"]:
            yield (*tool, "", line["project"]), ((line["pairs"], 0), line)
        for later in one.get("follow_ups") or ():
            for line in later["by_project"]:
                table = later["moment"], later["since"]
                yield (*tool, *table, line["project"]), ((line["pairs"], 0), line)
        for line in (one.get("after_only") or {}).get("by_project", ()):
            yield (*tool, "once", line["project"]), ((line["n"], 0), line)
        yield from _across(tool, one)


def _across(tool: Line, one: Public) -> Iterator[tuple[Line, tuple[People, Any]]]:
    """Give what lies over all projects that are shown; others shown, another set."""
    shown = tuple(line["project"] for line in one["by_project"])
    for groups in one.get("groups") or ():
        for line in groups["groups"]:
            at = shown, groups["by"], line["value"]
            yield (*tool, *at), ((line["pairs"], 0), line)
    for check, told in (one.get("checks") or {}).items():
        if isinstance(told, dict) and "pooled" in told:
            yield (
                (*tool, shown, check),
                (
                    (told["pairs"], told["left_out"]),
                    told["pooled"],
                ),
            )
