"""What stands above a report: its title, which edition it is, and what it replaces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions import saying
from grantsapp.i18n import gettext as _


@dataclass(frozen=True)
class Head:
    """The title of a report, the call that it is of, and lines about the edition."""

    title: str
    call: i18n.Shown
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()  # for a cover
    notes: tuple[str, ...] = ()  # what nobody may miss


def head_of(document: dict[str, Any]) -> Head:
    """Say what a report is, in the reader's language."""
    call = i18n.Text.plainly(document["title"]).shown()
    name = call.text or document["call"]
    title = _("What “%(call)s” achieved", call=name)
    return Head(
        title,
        i18n.Shown(name, call.language),
        tuple(_lines(document)),
        tuple(_facts(document)),
        tuple(_notes(document)),
    )


def _facts(document: dict[str, Any]) -> list[tuple[str, str]]:
    said = [(_("Call"), document["call"])]
    if edition := document.get("edition"):
        day = i18n.day(datetime.fromisoformat(edition["at"]), document["zone"])
        said += [(_("Edition"), i18n.number(edition["number"])), (_("Published"), day)]
        if edition["reason"]:
            said.append((_("Why there is another edition"), edition["reason"]))
    return said


def _notes(document: dict[str, Any]) -> list[str]:
    figures = document["figures"]
    said = [] if document.get("edition") else [_("A draft: it is not published.")]
    if figures["synthetic"]:
        said.append(saying.synthetic())
    if not figures["public"]:
        said.append(saying.inside_only())
    return said


def _lines(document: dict[str, Any]) -> list[str]:
    edition = document.get("edition")
    if not edition:
        return []
    day = i18n.day(datetime.fromisoformat(edition["at"]), document["zone"])
    said = [_("Edition %(number)s, %(day)s.", number=edition["number"], day=day)]
    if edition["reason"]:
        said.append(
            _("Why there is another edition: %(reason)s", reason=edition["reason"])
        )
    return said
