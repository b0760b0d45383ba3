"""What the fund said about the report, and what the evaluator answered."""

from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import prose
from grantsapp.evaluation.actions.parts.common import Document, paragraph
from grantsapp.evaluation.actions.parts.titles import TITLES
from grantsapp.evaluation.blocks import Block, Heading, Quote, Tone, Words
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext


def blocks(document: Document) -> list[Block]:
    """Give each comment with its answer, or say that there is none."""
    comments = document["comments"]
    if not comments:
        return []
    words = _(
        "The fund read this report before it was published and could comment on it, "
        "not change it. Its comments stand here as they were made."
    )
    found: list[Block] = [paragraph(words)]
    waiting = sum(1 for one in comments if not one["answered_at"])
    if waiting:
        told = ngettext(
            "One comment was not answered.",
            "%(num)d comments were not answered.",
            waiting,
        )
        found.append(paragraph(told, Tone.NOTE))
    for place, one in enumerate(comments, 1):
        found += _comment(one, place, document["zone"])
    return found


def _comment(one: dict[str, Any], place: int, zone: str) -> list[Block]:
    title = _("On “%(part)s”", part=TITLES[Part(one["part"])])
    found: list[Block] = [
        Heading(Words(title), f"comment-{place}", is_listed=False),
        _said(one["words"], one["language"], _by_fund(_day(one["made_at"], zone))),
    ]
    if one["answered_at"]:
        by = _by_evaluator(_day(one["answered_at"], zone))
        found.append(_said(one["answer"], one["answer_language"], by))
    return found


def _said(words: str, language: str, by: str) -> Quote:
    return Quote(tuple(prose.blocks_of(words, language)), Words(by))


def _by_fund(day: str) -> str:
    return _("The fund, %(day)s", day=day)


def _by_evaluator(day: str) -> str:
    return _("Answer of the evaluator, %(day)s", day=day)


def _day(at: str, zone: str) -> str:
    return i18n.day(datetime.fromisoformat(at), zone)
