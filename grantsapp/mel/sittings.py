"""Sittings: what one person answers in one go, at one moment. Plain values only.

Raw answers are kept as given: `{moment: {instrument: {item: value}}}`. None stands for
"prefer not to say"; an item that is not there was left out. A sitting that looks back
holds two moments, now (t1) and before (r0).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from grantsapp.mel.instruments import Moment

Answers = dict[str, int | None]  # by item
Raw = dict[str, dict[str, Answers]]  # by moment, by instrument


@dataclass(frozen=True)
class Sitting:
    """One person's answers, before they are a row."""

    moment: Moment
    raw: Raw
    client_key: UUID  # drawn by whoever sends it, so that sending twice is once
    code: str = ""  # that the person made, as written
    about: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    origin: str = "web"
    layout: tuple[Any, ...] = ()  # the pages in their order
    seconds: int | None = None
    answered_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all was answered, not even "prefer not to say"."""
        return not any(
            answers for tools in self.raw.values() for answers in tools.values()
        )


def digest(sitting: Sitting, code_hash: str | None) -> str:
    """Hash what was answered: a sitting sent twice has it twice.

    The code goes in as its keyed hash, since a code is short enough to be guessed.
    """
    told = [sitting.moment, sitting.raw, code_hash, dict(sitting.about)]
    words = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
