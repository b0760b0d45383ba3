"""How the figures were made: statistics, plan, departures, software, data."""

from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts.common import (
    Document,
    listed,
    own,
    paragraph,
    sentences,
)
from grantsapp.evaluation.blocks import Block, Heading, Tone, Words
from grantsapp.evaluation.models import Part
from grantsapp.evaluation.plan import Departure
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

DEPARTURES = {
    Departure.NO_PLAN: lazy_gettext(
        "No plan was declared before the answers were looked at."
    ),
    Departure.TOO_LATE: lazy_gettext(
        "The plan was declared after the answers had been looked at."
    ),
    Departure.CHANGED: lazy_gettext(
        "The plan was changed after the answers had been looked at."
    ),
    Departure.FAMILY: lazy_gettext("Other instruments are tested than were declared."),
    Departure.ADJUST: lazy_gettext("Another adjustment is used than was declared."),
    Departure.CHECKS: lazy_gettext("Other checks are made than were declared."),
    Departure.BY: lazy_gettext("Other groups are looked at than were declared."),
    Departure.THRESHOLD: lazy_gettext(
        "Small groups are hidden below another number than was declared."
    ),
}


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and what is known of how the figures were made."""
    figures = document["figures"]
    return [
        *own(document, Part.METHOD),
        *[paragraph(sentence) for sentence in saying.method(figures)],
        *_plan(figures, document),
        *_made(document, figures),
    ]


def _plan(figures: dict[str, Any], document: Document) -> list[Block]:
    plan = figures.get("plan")
    if not plan:
        return []
    title = Heading(Words(_("The plan, and what departs from it")), "plan")
    departed = [
        str(DEPARTURES[Departure(one)])
        for one in plan.get("departures") or []
        if one in set(Departure)
    ]
    told = listed(departed) or [paragraph(_("What was done is what was declared."))]
    return [title, *sentences(_declared(plan, document["zone"])), *told]


def _declared(plan: dict[str, Any], zone: str) -> list[str]:
    """Say when the plan was declared, and what it says."""
    if not plan.get("at"):
        return []
    day = i18n.day(datetime.fromisoformat(plan["at"]), zone)
    said = [_("The plan was declared on %(day)s.", day=day)]
    declared = plan.get("declared") or {}
    if family := declared.get("family"):
        names = i18n.listed(list(family))
        said.append(_("Tested together: %(instruments)s.", instruments=names))
    return said


def _made(document: Document, figures: dict[str, Any]) -> list[Block]:
    """Name the software and the data, so that the figures can be worked out again."""
    day = i18n.day(datetime.fromisoformat(figures["made_at"]), document["zone"])
    said = [_("The figures were worked out on %(day)s.", day=day)]
    if code := document.get("code") or figures.get("code"):
        said.append(_("Version of the software: %(code)s.", code=code))
    if seal := document.get("seal") or figures.get("seal"):
        said.append(_("Seal of the data: %(seal)s.", seal=seal))
    if digest := document.get("digest"):
        said.append(_("Digest of this edition: %(digest)s.", digest=digest))
    return [paragraph(" ".join(said), Tone.SMALL)]
