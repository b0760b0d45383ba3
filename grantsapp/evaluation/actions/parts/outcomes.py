"""What changed: each instrument with its headline, its projects, and what was checked.

The instruments stand by theme. A key that an older evaluation lacks is passed over.
"""

from typing import Any

from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts import beside
from grantsapp.evaluation.actions.parts.common import (
    Document,
    key_of,
    own,
    paragraph,
    points,
    sentences,
    shown,
    theme_name,
    whole,
)
from grantsapp.evaluation.blocks import (
    Block,
    Drawn,
    Fold,
    Heading,
    Table,
    Tone,
    Words,
    axis_of,
    number,
)
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
    for one in sorted(laid, key=lambda each: _theme(each.figures)):
        found += _instrument(document, one.figures, one.lines)
    return found


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
        found.append(paragraph(_("Theme: %(theme)s", theme=name), Tone.SMALL))
    if headline := saying.headline(one, key):
        found.append(paragraph(headline, Tone.LEAD))
    return [
        *found,
        *sentences(saying.sentences(one, key)),
        *_adjusted(one, figures, key),
        *_lines(lines, key),
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


def _lines(lines: list[Line], key: str) -> list[Block]:
    if not lines:
        return []
    drawn = [
        Drawn(line.low, line.change or 0.0, line.high, line.is_total) for line in lines
    ]
    head = (
        _("Project"), "", _("Change"), _("People"), _("Before"), _("After"),
    )  # fmt: skip
    caption = _(
        "Change by project, with intervals (95 per cent) where they can be trusted"
    )
    return [
        Table(
            caption=Words(caption),
            head=tuple(map(Words, head)),
            rows=tuple(
                _row(line, one, key) for line, one in zip(lines, drawn, strict=True)
            ),
            numeric=frozenset({2, 3, 4, 5}),
            widths=(2.5, 2.0, 2.1, 0.8, 0.8, 0.8),
            axis=axis_of(drawn),
            has_total=lines[-1].is_total,
        )
    ]


def _row(line: Line, drawn: Drawn, key: str) -> tuple[Words | Drawn, ...]:
    path = f"outcomes.{key}." + (
        "pooled" if line.is_total else f"by_project.{line.project}"
    )
    name = Words(line.label, line.language)
    if line.is_total:
        name = Words(_("The average project"))
    return (
        name,
        drawn,
        Words(number(path, saying.change(line))),
        Words("" if line.people is None else whole(f"{path}.pairs", line.people)),
        Words(points(f"{path}.mean_before", line.before)),
        Words(points(f"{path}.mean_after", line.after)),
    )
