"""How the figures were made: statistics, plan, departures, software, data."""

from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions import saying, saying_plans
from grantsapp.evaluation.actions.parts.common import (
    Document,
    listed,
    own,
    paragraph,
    sentences,
    shown,
)
from grantsapp.evaluation.blocks import Block, Heading, Tone, Words
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _


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
    said = [saying_plans.declared(plan, document["zone"])]
    titles = {one["code"]: shown(one["title"]).text for one in figures["instruments"]}
    if family := plan.get("family"):
        names = i18n.listed([titles.get(code) or code for code in family])
        said.append(_("Tested together: %(instruments)s.", instruments=names))
    departed = saying_plans.departures(plan)
    if not departed:
        said.append(_("What was done is what was declared."))
    return [title, *sentences(said), *listed(departed)]


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
