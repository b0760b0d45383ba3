"""The questions of the quiz as its page shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grantsapp import i18n
from grantsapp.calls import quiz
from grantsapp.i18n import gettext as _


@dataclass(frozen=True)
class Field:
    """One question with its answers, what was chosen, and what is wrong."""

    id: str
    words: i18n.Text
    choices: list[tuple[str, i18n.Shown]]
    chosen: str
    fault: str


def fields(
    asked: Sequence[tuple[quiz.Question, i18n.Text]],
    given: Mapping[str, str],
    missing: Collection[str],
) -> list[Field]:
    """Make the fields of a quiz."""
    return [
        Field(
            id=f"answer-{question.code}",
            words=words,
            choices=choices(question),
            chosen=given.get(question.code, ""),
            fault=_("Choose an answer.") if question.code in missing else "",
        )
        for question, words in asked
    ]


def choices(question: quiz.Question) -> list[tuple[str, i18n.Shown]]:
    """List the answers to choose from; yes and no are our own words."""
    own = {"yes": _("Yes"), "no": _("No")}
    if question.kind is quiz.Kind.YES_NO:
        tongue = i18n.language()
        return [(a.code, i18n.Shown(own[a.code], tongue)) for a in question.answers]
    return [(a.code, i18n.Text(a.label).shown()) for a in question.answers]
