"""What was delivered of what was planned."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions.parts.common import Document, own, whole
from grantsapp.evaluation.blocks import Block, Table, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES, Measure


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each output of all projects together."""
    return [*own(document, Part.FIDELITY), *_outputs(document["figures"]["outputs"])]


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
