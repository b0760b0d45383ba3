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


def annexed(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Move what is folded up into a last chapter, under the headings it stood under."""
    behind = tuple(block for chapter in chapters for block in _behind(chapter))
    kept = [replace(one, blocks=tuple(map(_kept, one.blocks))) for one in chapters]
    if not behind:
        return kept
    return [*kept, Chapter("annex", Words(_("Annex: more tables")), behind)]


def _behind(chapter: Chapter) -> Iterator[Block]:
    """Give what goes into the annex; it is not in the contents a second time."""
    head = Heading(chapter.title, chapter.anchor, is_listed=False)
    for block in chapter.blocks:
        if isinstance(block, Heading):
            head = replace(block, is_listed=False)
        elif isinstance(block, Fold):
            yield replace(head, anchor=f"annex-{head.anchor}")
            yield from block.blocks


def _kept(block: Block) -> Block:
    """Say in the place of what is folded up where it stands."""
    if not isinstance(block, Fold):
        return block
    words = _("In the annex: “%(what)s”.", what=plain(block.title.text))
    return Paragraph(Words(words, block.title.language), Tone.SMALL)
