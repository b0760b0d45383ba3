"""What was delivered of what was planned."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions import saying_fidelity as say
from grantsapp.evaluation.actions.parts.common import (
    Document,
    listed,
    own,
    paragraph,
    whole,
)
from grantsapp.evaluation.blocks import Block, Heading, Table, Tone, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES, Measure


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each output of all projects together."""
    figures = document["figures"]
    return [
        *own(document, Part.FIDELITY),
        *_outputs(figures["outputs"]),
        *_cards(figures),
    ]


def _cards(figures: dict[str, Any]) -> list[Block]:
    """Show a score card for each project, with the rule by which it was made."""
    fidelity = figures.get("fidelity")
    if not fidelity or not fidelity["cards"]:
        return []
    title = _("What each project delivered of its plan")
    head = (_("Project"), _("Outputs"), _("Report"), _("Survey"), _("In the end"))
    return [
        Heading(Words(title), "score-cards"),
        *[paragraph(words) for words in say.about(public=figures["public"])],
        Table(
            caption=Words(title),
            head=tuple(map(Words, head)),
            rows=tuple(_card(figures, card) for card in fidelity["cards"]),
            widths=(2.2, 2.6, 1.2, 1.6, 1.1),
        ),
        paragraph(_("The rule of these score cards"), Tone.LEAD),
        *listed(say.rule(fidelity["rule"])),
    ]


def _card(figures: dict[str, Any], card: dict[str, Any]) -> tuple[Words, ...]:
    name = say.project(figures, card)
    outputs = [_line(line) for line in card["outputs"]]
    parts = card["parts"]
    return (
        Words(name.text, name.language),
        Words(" · ".join(outputs) or _("Nothing was planned in figures.")),
        Words(say.arrived(card)),
        Words(f"{say.answers(card)} · {say.level(parts['answers'])}"),
        Words(say.level(card["end"])),
    )


def _line(line: dict[str, Any]) -> str:
    """Say what was delivered of one output, with its share."""
    share = "" if line["share"] is None else f" ({i18n.percent(line['share'])})"
    return f"{say.output(line)}{share}"


def _outputs(outputs: list[dict[str, Any]]) -> list[Block]:
    if not outputs:
        return []
    head = (_("What"), _("Projects"), _("Planned"), _("Delivered"), _("Share"))
    return [
        Table(
            caption=Words(_("Delivered against planned")),
            head=tuple(map(Words, head)),
            rows=tuple(map(_row, outputs)),
            numeric=frozenset({1, 2, 3, 4}),
            widths=(3, 1, 1, 1, 1),
        )
    ]


def _row(one: dict[str, Any]) -> tuple[Words, ...]:
    path = f"outputs.{one['measure']}"
    counts = [
        whole(f"{path}.{name}", one[name])
        for name in ("projects", "planned", "delivered")
    ]
    share = i18n.percent(one["delivered"] / one["planned"]) if one["planned"] else ""
    name = str(MEASURES[Measure(one["measure"])])
    return tuple(map(Words, [name, *counts, number(f"{path}.share", share)]))
