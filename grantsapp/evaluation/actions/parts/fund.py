"""The fund and its projects: who was awarded something, as far as the public knows."""

from typing import Any

from grantsapp import i18n
from grantsapp.awards import queries as awards
from grantsapp.evaluation.actions.parts.common import (
    Document,
    own,
    paragraph,
    theme_name,
    whole,
)
from grantsapp.evaluation.blocks import Block, Table, Tone, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and the projects by name."""
    figures = document["figures"]
    said = [
        _("Projects that were awarded a grant: %(number)s.", number=_awards(figures))
    ]
    if figures["awarded"]:
        amount = i18n.money(figures["awarded"], figures["currency"])
        said.append(_("Awarded to them: %(amount)s.", amount=number("awarded", amount)))
    return [
        *own(document, Part.FUND),
        paragraph(" ".join(said)),
        *_projects(document),
        *_withheld(figures),
    ]


def _awards(figures: dict[str, Any]) -> str:
    return whole("awards", figures["awards"])


def _projects(document: Document) -> list[Block]:
    projects = document["figures"]["projects"]
    if not projects or not all(one.get("theme") for one in projects.values()):
        head, width = (_("Project"), _("Where")), (3.0, 1.5)
    else:
        head, width = (_("Project"), _("Theme"), _("Where")), (3.0, 1.7, 1.5)
    rows = tuple(_row(document, one)[: len(head) - 1] for one in projects.values())
    if not rows:
        return []
    places = tuple(Words(one.get("area") or "–") for one in projects.values())
    return [
        Table(
            caption=Words(_("The projects")),
            head=tuple(map(Words, head)),
            rows=tuple((*row, at) for row, at in zip(rows, places, strict=True)),
            widths=width,
        )
    ]


def _row(document: Document, one: dict[str, Any]) -> tuple[Words, ...]:
    return (project(one), theme_name(document, one.get("theme") or ""))


def project(one: dict[str, Any]) -> Words:
    """Name a project by its title, or by where it is."""
    if one["title"]:
        return Words(one["title"], one["language"])
    return Words(awards.nameless(one.get("area") or ""))


def _withheld(figures: dict[str, Any]) -> list[Block]:
    count = figures.get("withheld")
    if not count:
        return []
    words = ngettext(
        "To protect people, one more project is counted and not listed.",
        "To protect people, %(num)d more projects are counted and not listed.",
        count,
    )
    return [paragraph(words, Tone.SMALL)]
