"""Whom the projects reached."""

from typing import Any

from grantsapp.evaluation.actions import saying_fidelity as say
from grantsapp.evaluation.actions.parts.common import (
    Document,
    own,
    paragraph,
    sentences,
    whole,
)
from grantsapp.evaluation.blocks import Block, Table, Tone, Words
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and how many people the projects counted."""
    figures, said = document["figures"], []
    if figures["reach"] is not None:
        people = whole("reach", figures["reach"])
        said.append(_("People reached: %(number)s.", number=people))
    reports = figures["reports"]
    said.append(
        _(
            "Projects that reported: %(some)s of %(all)s.",
            some=whole("reports.received", reports["received"]),
            all=whole("reports.expected", reports["expected"]),
        )
    )
    counted = _("Projects count people themselves. Who came to two counts twice.")
    return [
        *own(document, Part.REACH),
        *sentences(said),
        paragraph(counted, Tone.SMALL),
        *_by(figures.get("fidelity")),
    ]


def _by(fidelity: dict[str, Any] | None) -> list[Block]:
    """Show people and sessions, planned and delivered, by theme, tier and place."""
    reach = (fidelity or {}).get("reach") or {}
    found: list[Block] = [
        _table(fidelity, by, reach[by])
        for by in ("theme", "tier", "area")
        if fidelity and reach.get(by)
    ]
    return [*found, paragraph(say.about_reach(), Tone.SMALL)] if found else []


def _table(fidelity: dict[str, Any], by: str, rows: list[dict[str, Any]]) -> Table:
    head = (
        str(say.TITLES[by]), _("Projects"), _("People planned"), _("People reached"),
        _("Sessions planned"), _("Sessions held"),
    )  # fmt: skip
    return Table(
        caption=Words(str(say.TITLES[by])),
        head=tuple(map(Words, head)),
        rows=tuple(_row(fidelity, by, row) for row in rows),
        numeric=frozenset({1, 2, 3, 4, 5}),
        widths=(2.4, 1, 1, 1, 1, 1),
    )


def _row(fidelity: dict[str, Any], by: str, row: dict[str, Any]) -> tuple[Words, ...]:
    name, path = say.value(fidelity, by, row["value"]), f"reach.{by}.{row['value']}"
    cells = [Words(whole(f"{path}.projects", row["projects"]))]
    for measure in ("people", "sessions"):
        total = row["measures"].get(measure) or {}
        cells += [
            Words(whole(f"{path}.{measure}.{kind}", total[kind]) if total else "")
            for kind in ("planned", "delivered")
        ]
    return (Words(name.text, name.language), *cells)
