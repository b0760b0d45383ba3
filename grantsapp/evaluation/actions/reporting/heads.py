"""What stands above a report: its title, which edition it is, and what it replaces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grantsapp import i18n
from grantsapp.i18n import gettext as _


@dataclass(frozen=True)
class Head:
    """The title of a report, the call that it is of, and lines about the edition."""

    title: str
    call: i18n.Shown
    lines: tuple[str, ...]


def head_of(document: dict[str, Any]) -> Head:
    """Say what a report is, in the reader's language."""
    call = i18n.Text.plainly(document["title"]).shown()
    name = call.text or document["call"]
    title = _("What “%(call)s” achieved", call=name)
    return Head(title, i18n.Shown(name, call.language), tuple(_lines(document)))


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
