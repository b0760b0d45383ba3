"""All that is said of a call's answers at once, as values and as plain JSON.

A large call is weighed by a worker and the result is kept, so what it holds is small:
numbers, and of the flagged sittings the first of each rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from grantsapp.mel.quality.expecting import Standing, standings
from grantsapp.mel.quality.flags import flags, tally
from grantsapp.mel.quality.limits import Flag, Limits, Rule
from grantsapp.mel.quality.reliability import (
    Alpha,
    ItemRest,
    Reason,
    Reliability,
    reliabilities,
)
from grantsapp.mel.quality.seen import Key, Seen

LISTED = 2_000  # sittings of a rule that a list holds
NAMED = 6  # other sittings that one flag names; one more than its sentence does

Doubts = tuple[int, tuple[Flag, ...]]  # a sitting, and what one rule says of it


@dataclass(frozen=True)
class Weighed:
    """How the awards stand, what the rules found, and how the scales hold."""

    standings: Mapping[str, Standing]  # by award
    flagged: Mapping[Rule, int]  # sittings that each rule speaks of
    by_award: Mapping[str, Mapping[Rule, int]]
    doubted: Mapping[str, int]  # sittings of an award that any rule speaks of
    listed: Mapping[Rule, tuple[Doubts, ...]]
    reliability: tuple[Reliability, ...]
    # Every sitting that any rule speaks of; kept apart, and not in `as_json`.
    doubtful: frozenset[int] = frozenset()

    def numbers(self) -> set[int]:
        """Give every sitting that is named here, to lead to it."""
        found = {number for doubts in self.listed.values() for number, _ in doubts}
        for doubts in self.listed.values():
            for _number, said in doubts:
                for flag in said:
                    found.update(named(flag))
        return found

    def as_json(self) -> dict[str, Any]:
        """Write it as plain values."""
        return {
            "standings": {key: asdict(one) for key, one in self.standings.items()},
            "flagged": dict(self.flagged),
            "by_award": {key: dict(one) for key, one in self.by_award.items()},
            "doubted": dict(self.doubted),
            "listed": {
                rule: [[number, [dict(f.said) for f in said]] for number, said in some]
                for rule, some in self.listed.items()
            },
            "reliability": [asdict(one) for one in self.reliability],
        }


def weigh(
    expected: Mapping[Key, int | None],
    sittings: Iterable[Seen],
    limits: Limits | None = None,
) -> Weighed:
    """Weigh the sittings of a call, whose awards expect so many responses."""
    every = list(sittings)
    found = flags(every, limits)
    award_of = {s.id: str(s.award) for s in every}
    by_award: defaultdict[str, list[Flag]] = defaultdict(list)
    for flag in found:
        by_award[award_of[flag.sitting]].append(flag)
    return Weighed(
        standings={str(s.award): s for s in standings(expected, every)},
        flagged=tally(found),
        by_award={award: tally(some) for award, some in by_award.items()},
        doubted=Counter(award_of[sitting] for sitting in {f.sitting for f in found}),
        listed=_listed(found),
        reliability=reliabilities(every),
        doubtful=frozenset(flag.sitting for flag in found),
    )


def _listed(found: Iterable[Flag]) -> dict[Rule, tuple[Doubts, ...]]:
    """Gather the flags of each rule by sitting, as many as a list holds."""
    rules: defaultdict[Rule, dict[int, list[Flag]]] = defaultdict(dict)
    for flag in found:
        known = rules[flag.rule]
        if flag.sitting in known or len(known) < LISTED:
            known.setdefault(flag.sitting, []).append(_short(flag))
    return {
        rule: tuple((number, tuple(said)) for number, said in rules[rule].items())
        for rule in Rule
        if rule in rules
    }


def _short(flag: Flag) -> Flag:
    """Name a few other sittings alone: a thousand may be equal, each to a thousand."""
    others = named(flag)
    if len(others) <= NAMED:
        return flag
    kept = sorted({flag.sitting, *others[:NAMED]})
    return replace(flag, said={**flag.said, "sittings": tuple(kept)})


def named(flag: Flag) -> tuple[int, ...]:
    """Give the sittings that a flag names."""
    told: Any = flag.said.get("sittings", ())
    earlier: Any = flag.said.get("earlier")
    return (*told, *([earlier] if earlier else []))


def from_json(stored: Mapping[str, Any]) -> Weighed:
    """Read what was kept."""
    return Weighed(
        standings={k: Standing(**one) for k, one in stored["standings"].items()},
        flagged=_by_rule(stored["flagged"]),
        by_award={k: _by_rule(one) for k, one in stored["by_award"].items()},
        doubted=stored["doubted"],
        listed={
            Rule(rule): tuple(
                (number, tuple(Flag(number, Rule(rule), one) for one in said))
                for number, said in some
            )
            for rule, some in stored["listed"].items()
        },
        reliability=tuple(_reliability(one) for one in stored["reliability"]),
    )


def _by_rule(stored: Mapping[str, int]) -> dict[Rule, int]:
    return {Rule(rule): number for rule, number in stored.items()}


def _reliability(stored: Mapping[str, Any]) -> Reliability:
    ends = stored["alpha"]["interval"]
    alpha = stored["alpha"] | {"interval": tuple(ends) if ends else None}
    rest = tuple(ItemRest(**_reasoned(one)) for one in stored["rest"])
    return Reliability(**{**stored, "alpha": Alpha(**_reasoned(alpha)), "rest": rest})


def _reasoned(stored: Mapping[str, Any]) -> dict[str, Any]:
    reason = stored["reason"]
    return {**stored, "reason": Reason(reason) if reason else None}
