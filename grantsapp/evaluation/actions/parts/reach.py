"""Whom the projects reached."""

from grantsapp.evaluation.actions.parts.common import (
    Document,
    own,
    paragraph,
    sentences,
    whole,
)
from grantsapp.evaluation.blocks import Block, Tone
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
    ]
