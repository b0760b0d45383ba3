"""The summary: what was spent, whom it reached, and what changed in one table."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts.common import (
    Document,
    interval,
    key_of,
    own,
    paragraph,
    signed,
    typed,
    whole,
)
from grantsapp.evaluation.blocks import Block, Figures, Table, Tone, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _


def blocks(document: Document) -> list[Block]:
    """Give the key figures, the evaluator's words, and the changes in one table."""
    figures = document["figures"]
    warned = []
    if figures["synthetic"]:
        warned.append(paragraph(saying.synthetic(), Tone.NOTE))
    if not figures["public"]:
        warned.append(paragraph(saying.inside_only(), Tone.NOTE))
    return [
        *warned,
        _key_figures(figures),
        *own(document, Part.SUMMARY),
        *_changes(figures),
    ]


def _key_figures(figures: dict[str, Any]) -> Figures:
    pairs = [(_("projects"), whole("awards", figures["awards"]))]
    if figures["awarded"]:
        amount = i18n.money(figures["awarded"], figures["currency"])
        pairs.append((_("awarded to them"), number("awarded", amount)))
    if figures["reach"] is not None:
        pairs.append((_("people reached"), whole("reach", figures["reach"])))
    reports = figures["reports"]
    came = _(
        "%(some)s of %(all)s",
        some=whole("reports.received", reports["received"]),
        all=whole("reports.expected", reports["expected"]),
    )
    pairs.append((_("reports have come"), came))
    return Figures(tuple((Words(what), Words(count)) for what, count in pairs))


def _changes(figures: dict[str, Any]) -> list[Block]:
    """Put the average projects beside each other, without counting any of them."""
    told = [one for one in figures["instruments"] if saying.headline(one)]
    if not told:
        return []
    head = (_("What was asked"), _("Scale"), _("Change"), _("Interval (95 per cent)"))
    return [
        Table(
            caption=Words(_("Change in the average project, by instrument")),
            head=tuple(map(Words, head)),
            rows=tuple(_row(one, key_of(one, figures)) for one in told),
            numeric=frozenset({2, 3}),
            widths=(3, 1, 1, 1.8),
        )
    ]


def _row(one: dict[str, Any], key: str) -> tuple[Words, ...]:
    low, high = one["scale"]
    pooled, path = one["pooled"], f"outcomes.{key}.pooled"
    ends = pooled["ci"] if queries.has_interval(one) else None
    return (
        typed(one["title"]),
        Words(_("%(low)s to %(high)s", low=low, high=high)),
        Words(signed(f"{path}.estimate", pooled["estimate"])),
        Words(interval(f"{path}.ci", ends) or _("not shown")),
    )
