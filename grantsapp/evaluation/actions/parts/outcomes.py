"""What changed: each instrument with its headline, its projects, and what was checked.

The instruments stand by theme. A key that an older evaluation lacks is passed over.
"""

from itertools import groupby
from typing import Any

from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts import beside, charting
from grantsapp.evaluation.actions.parts.common import (
    Document,
    key_of,
    own,
    paragraph,
    sentences,
    shown,
    theme_name,
)
from grantsapp.evaluation.blocks import Block, Fold, Heading, Tone, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.evaluation.queries import Line
from grantsapp.i18n import gettext as _

LEAST = 0.01  # below this the exact figure says no more


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each instrument, those of one theme together."""
    found = own(document, Part.OUTCOMES)
    laid = queries.shown(document["figures"])
    if not laid:
        found.append(paragraph(_("No project was asked with an instrument.")))
    for theme, together in groupby(sorted(laid, key=_place), key=_theme_of):
        ones = list(together)
        found += charting.before_after(document, theme, [one.figures for one in ones])
        for one in ones:
            found += _instrument(document, one.figures, one.lines)
    return found


def _theme_of(one: queries.Shown) -> str:
    return _theme(one.figures)


def _place(one: queries.Shown) -> tuple[bool, str]:
    """Order by theme; an instrument of several themes comes last."""
    theme = _theme_of(one)
    return not theme, theme


def _theme(one: dict[str, Any]) -> str:
    """Say which theme the projects of an instrument follow; empty, if several do."""
    themes = one.get("themes") or []
    return themes[0]["theme"] if len(themes) == 1 else ""


def _instrument(
    document: Document, one: dict[str, Any], lines: list[Line]
) -> list[Block]:
    figures = document["figures"]
    key, title = key_of(one, figures), shown(one["title"])
    found: list[Block] = [Heading(Words(title.text, title.language), f"outcome-{key}")]
    if theme := _theme(one):
        name = theme_name(document, theme).text
        found.append(paragraph(_("Theme: %(theme)s", theme=name), Tone.MARK))
    if headline := saying.headline(one, key):
        found.append(paragraph(headline, Tone.LEAD))
    return [
        *found,
        *sentences(saying.sentences(one, key)),
        *_adjusted(one, figures, key),
        *charting.forest(one, lines, key),
        *_beside(document, one, key),
    ]


def _beside(document: Document, one: dict[str, Any], key: str) -> list[Block]:
    """Fold up what few readers look for: themes, groups, later, and checks."""
    found = tuple(beside.blocks(document, one, key))
    title = Words(_("By theme and group, some months later, and checked otherwise"))
    folded: list[Block] = [Fold(title, found)] if found else []
    return folded


def _adjusted(one: dict[str, Any], figures: dict[str, Any], key: str) -> list[Block]:
    """Say how surely the change is one, beside the other tests of the plan."""
    value, declared = one.get("p_adjusted"), figures.get("plan")
    if value is None or not declared:
        return []
    tests, path = len(declared["family"]), f"outcomes.{key}.p_adjusted"
    p = number(path, saying.points(max(value, LEAST)))
    if value < LEAST:
        p = _("below %(least)s", least=p)
    words = {
        "holm": _("p: %(p)s, adjusted for %(tests)s tests by Holm.", p=p, tests=tests),
        "benjamini_hochberg": _(
            "p: %(p)s, adjusted for %(tests)s tests by Benjamini and Hochberg.",
            p=p,
            tests=tests,
        ),
    }
    return sentences([words[declared["adjust"]]] if declared["adjust"] in words else [])
