"""The questions before a form: can we apply at all? Plain values only.

Every answer has an outcome. The worst outcome wins, and every reason is shown; nobody's
answers are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 12
MOST_ANSWERS = 8
FEWEST_ANSWERS = 2


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE = "one_of"


class Outcome(StrEnum):
    """What an answer means for whoever gives it, the best first."""

    APPLY = "apply"
    SPONSOR = "sponsor"
    NOT_NOW = "not_now"


_WORSE = tuple(Outcome)


@dataclass(frozen=True)
class Answer:
    """One answer to choose; texts are in the shape of `i18n.Text`."""

    code: str
    outcome: Outcome = Outcome.APPLY
    label: Mapping[str, Any] = field(default_factory=dict)
    reason: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question with its answers."""

    code: str
    kind: Kind
    answers: tuple[Answer, ...]

    def answer(self, code: str) -> Answer | None:
        """Find an answer by its code."""
        return next((a for a in self.answers if a.code == code), None)


@dataclass(frozen=True)
class Result:
    """What came out: nothing yet while an answer is missing."""

    outcome: Outcome | None
    reasons: tuple[tuple[Question, Answer], ...] = ()  # the worst first
    missing: tuple[str, ...] = ()


def judge(questions: Sequence[Question], given: Mapping[str, str]) -> Result:
    """Judge a set of answers; one that is no answer of its question is missing."""
    chosen = [(q, q.answer(given.get(q.code, ""))) for q in questions]
    missing = tuple(q.code for q, answer in chosen if answer is None)
    if missing:
        return Result(None, missing=missing)
    found = [(q, a) for q, a in chosen if a is not None]
    rank = _WORSE.index
    worst = max((a.outcome for _q, a in found), key=rank, default=Outcome.APPLY)
    reasons = [(q, a) for q, a in found if a.outcome is not Outcome.APPLY]
    reasons.sort(key=lambda pair: -rank(pair[1].outcome))
    return Result(worst, tuple(reasons))


def answers_from(stored: Sequence[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """Read answers from their stored shape."""
    return tuple(
        Answer(
            code=a["code"],
            outcome=Outcome(a["outcome"]),
            label=a.get("label", {}),
            reason=a.get("reason", {}),
        )
        for a in stored
    )


def as_json(answer: Answer) -> dict[str, Any]:
    """Write an answer in its stored shape."""
    return {
        "code": answer.code,
        "outcome": str(answer.outcome),
        "label": dict(answer.label),
        "reason": dict(answer.reason),
    }
