"""What a page folds up stands on paper in an annex, so that the paper reads on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grantsapp.evaluation.blocks import (
    Block,
    Chapter,
    Fold,
    Heading,
    Paragraph,
    Tone,
    Words,
    plain,
)
from grantsapp.i18n import gettext as _

ANCHOR = "annex"


def annexed(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Move what is folded up into a last chapter, under the headings it stood under."""
    behind = tuple(block for chapter in chapters for block in _behind(chapter))
    kept = [
        replace(
            one, blocks=tuple(kept for block in one.blocks for kept in _kept(block))
        )
        for one in chapters
    ]
    if not behind:
        return kept
    return [*kept, Chapter(ANCHOR, Words(_("Annex: more tables")), behind)]


def _behind(chapter: Chapter) -> Iterator[Block]:
    """Give what goes into the annex; it is not in the contents a second time."""
    head = Heading(chapter.title, chapter.anchor, is_listed=False)
    for block in chapter.blocks:
        if isinstance(block, Heading):
            head = replace(block, is_listed=False)
        elif isinstance(block, Fold) and not block.stays:
            yield replace(head, anchor=f"{ANCHOR}-{head.anchor}")
            yield from block.blocks


def _kept(block: Block) -> tuple[Block, ...]:
    """Open what stays, and say in the place of the rest where it stands now."""
    if not isinstance(block, Fold):
        return (block,)
    if block.stays:
        return block.blocks
    words = _("In the annex: “%(what)s”.", what=plain(block.title.text))
    return (Paragraph(Words(words, block.title.language), Tone.SMALL),)
