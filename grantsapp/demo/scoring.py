"""What moderators give where nobody wrote it by hand: drawn from a seed, and told so.

Each score is the strength of the bid, the mildness of the moderator and some chance,
rounded to the scale; each reason is one that fits its criterion and its score, and none
is said twice of one bid.
"""

import random
from collections.abc import Iterable
from itertools import cycle
from typing import Any

from grantsapp.demo.telling import read

CHANCE = 0.55  # of a score, as a standard deviation in points
UNSURE = 0.02  # how often somebody cannot judge
_SEED = 20260501

Given = dict[str, tuple[int | None, str]]  # by the code of the criterion


class Scorer:
    """Draws reviews one after the other; the same seed gives the same ones."""

    def __init__(self) -> None:
        field, panel = read("field.toml"), read("panel.toml")
        self.strength: dict[str, float] = field["strength"]
        self.mildness: dict[str, float] = field["severity"]
        self.chance = random.Random(_SEED)
        self.comments = panel["comments"]
        self.reasons: dict[tuple[str, int, str], Any] = {}
        pool: dict[tuple[str, int, str], list[str]] = {}
        for one in panel["reasons"]:
            key = one["criterion"], one["score"], one.get("language", "en")
            pool.setdefault(key, []).append(one["text"])
        for key, texts in pool.items():
            self.reasons[key] = cycle(texts)

    def review(
        self, bid: str, moderator: str, language: str, criteria: Iterable[str]
    ) -> Given:
        """Draw what a moderator gives on each criterion, with a reason each."""
        liking = self.chance.gauss(0, 0.25)  # of the whole bid: the halo
        given: Given = {}
        for code in criteria:
            middle = self.strength[bid] + self.mildness[moderator] + liking
            score = round(middle + self.chance.gauss(0, CHANCE))
            score = min(5, max(1, score))
            reason = next(self.reasons[code, score, self._tongue(language)])
            unsure = self.chance.random() < UNSURE
            given[code] = (None if unsure else score, reason)
        return given

    def comment(self, given: Given) -> str:
        """Say something of the whole bid, now and then."""
        values = [value for value, _reason in given.values() if value is not None]
        if not values or self.chance.random() < 0.6:  # noqa: PLR2004
            return ""
        mean = sum(values) / len(values)
        fitting = [c["text"] for c in self.comments if c["least"] <= mean <= c["most"]]
        return self.chance.choice(fitting) if fitting else ""

    def _tongue(self, language: str) -> str:
        """Say it in the moderator's own language now and then, else in English."""
        return language if self.chance.random() < 0.25 else "en"  # noqa: PLR2004
