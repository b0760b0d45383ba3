"""A report as chapters of blocks, in the reader's language, for all who draw it.

One file a part; whoever draws a page, a paper or a file adds no word of its own.
"""

from collections.abc import Callable

from grantsapp.evaluation.actions.parts import (
    annex,
    comments,
    fidelity,
    fund,
    learned,
    limits,
    method,
    outcomes,
    process,
    reach,
    recommendations,
    stories,
    summary,
)
from grantsapp.evaluation.actions.parts.common import Document
from grantsapp.evaluation.actions.parts.titles import GUIDANCE, TITLES
from grantsapp.evaluation.blocks import Block, Chapter, Words
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _

BUILDERS: dict[Part, Callable[[Document], list[Block]]] = {
    Part.SUMMARY: summary.blocks,
    Part.FUND: fund.blocks,
    Part.PROCESS: process.blocks,
    Part.REACH: reach.blocks,
    Part.OUTCOMES: outcomes.blocks,
    Part.FIDELITY: fidelity.blocks,
    Part.STORIES: stories.blocks,
    Part.LEARNED: learned.blocks,
    Part.RECOMMENDATIONS: recommendations.blocks,
    Part.METHOD: method.blocks,
    Part.LIMITS: limits.blocks,
    Part.INSTRUMENTS: annex.blocks,
}
COMMENTS = "comments"


def chapter(document: Document, part: Part) -> Chapter:
    """Give one part as it is read."""
    title = Words(str(TITLES[part]))
    return Chapter(str(part), title, tuple(BUILDERS[part](document)))


def chapters(document: Document) -> list[Chapter]:
    """Give the whole report in the order in which it is read; no part is empty."""
    every = [chapter(document, part) for part in Part]
    said = tuple(comments.blocks(document))
    every.append(Chapter(COMMENTS, Words(_("Comments of the fund")), said))
    return [one for one in every if one.blocks]


__all__ = ["GUIDANCE", "TITLES", "chapter", "chapters"]
