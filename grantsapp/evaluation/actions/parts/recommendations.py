"""What is recommended, and what became of what the round before recommended."""

from typing import Any

from grantsapp.evaluation.actions.parts.common import (
    Document,
    marks,
    own,
    typed,
)
from grantsapp.evaluation.blocks import Block, Heading, Items, Table, Words
from grantsapp.evaluation.models import Became, Part
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

BECAME = {
    Became.DONE: lazy_gettext("Done"),
    Became.PARTLY: lazy_gettext("Partly done"),
    Became.NOT_YET: lazy_gettext("Not yet"),
    Became.DECLINED: lazy_gettext("Declined"),
}


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, the recommendations, and the fates of others."""
    recommended = [one["words"] for one in document["recommendations"]]
    found = own(document, Part.RECOMMENDATIONS)
    if recommended:
        found += marks(recommended)
        found.append(Items(tuple(map(typed, recommended)), is_ordered=True))
    return [*found, *_fates(document)]


def _fates(document: Document) -> list[Block]:
    fates = document["fates"]
    if not fates:
        return []
    call = document["follows"] or ""
    title = _("What became of the recommendations of %(call)s", call=call)
    head = (_("It was recommended"), _("What became of it"), _("How"))
    return [
        Heading(Words(title), "fates"),
        *marks([one["words"] for one in fates if one["words"]]),
        Table(
            caption=Words(_("Recommendations of the round before")),
            head=tuple(map(Words, head)),
            rows=tuple(map(_row, fates)),
            widths=(3, 1.2, 2.5),
        ),
    ]


def _row(fate: dict[str, Any]) -> tuple[Words, ...]:
    return (
        typed(fate["recommendation"]),
        Words(str(BECAME[Became(fate["became"])])),
        typed(fate["words"]),
    )
