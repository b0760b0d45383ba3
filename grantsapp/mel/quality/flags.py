"""Doubts about sittings, told by rules that one can read. A flag excludes nothing.

What the evaluator has excluded is settled: it is neither flagged nor compared with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from grantsapp.mel.quality import alone, together
from grantsapp.mel.quality.limits import TELLS, Flag, Limits, Rule
from grantsapp.mel.quality.seen import Seen, Shelf

__all__ = ["TELLS", "Flag", "Limits", "Rule", "flags", "tally"]


def flags(sittings: Iterable[Seen], limits: Limits | None = None) -> tuple[Flag, ...]:
    """Find what can be doubted, by sitting and then in the order of the rules."""
    limits, shelf = limits or Limits(), Shelf()
    open_ones = sorted((s for s in sittings if not s.is_excluded), key=lambda s: s.id)
    read = [(sitting, tuple(shelf.parts(sitting))) for sitting in open_ones]
    found: list[Flag] = []
    for sitting, parts in read:
        for rule in alone.RULES:
            found += rule(sitting, parts, limits)
    for compare in together.RULES:
        found += compare(read, limits)
    return tuple(sorted(found, key=lambda flag: flag.sitting))


def tally(found: Iterable[Flag]) -> Mapping[Rule, int]:
    """Count the sittings that each rule speaks of."""
    counts = Counter(rule for _sitting, rule in {(f.sitting, f.rule) for f in found})
    return {rule: counts[rule] for rule in Rule if counts[rule]}
