"""What a column, and what stands in it, can be: everything that a page offers."""

from typing import Any

from grantsapp import i18n
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.queries.grounds import Ground
from grantsapp.mel.telling_files import OF_A_FILE

Offered = dict[str, Any]  # the words of each value
_NOTHING = {"": _("Choose"), "out": _("Nothing: leave it out")}
_OF_A_ROW = {
    "code": _("The code that people made themselves"),
    "identity": _("The name of the row (such as _uuid or KEY)"),
    "project": _("The project"),
    "moment": _("Before or after"),
    "language": _("The language"),
    "answered": _("When it was answered"),
    "began": _("When it was begun"),
}
_NO_COLUMN = _("A column says it")


class Offers:
    """What is offered for the file of a call."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._items = {
            f"item:{tool.code}:{item.code}": _shown(item.text)
            for tool in ground.tools
            for item in tool.items
        }
        self._about = {
            f"about:{question.code}": _shown(question.title)
            for question in ground.facts.about
        }
        self.whats = {*_NOTHING, *_OF_A_ROW, *self._items, *self._about}
        self.moments: Offered = {m: OF_A_FILE[m] for m in ground.facts.moments}
        self.whens = {"", *self.moments}
        self.projects: Offered = {
            home.reference: gettext(
                "%(reference)s: %(title)s", reference=home.reference, title=home.title
            )
            for home in ground.projects
        }

    def groups(self) -> list[tuple[Any, Offered]]:
        """Give what a column can be, in groups; the first one has no name."""
        found: list[tuple[Any, Offered]] = [("", _NOTHING), (_("The row"), _OF_A_ROW)]
        for tool in self._ground.tools:
            begin = f"item:{tool.code}:"
            items = {k: w for k, w in self._items.items() if k.startswith(begin)}
            found.append((_shown(tool.title), items))
        if self._about:
            found.append((_("About the person"), self._about))
        return found

    def when(self) -> Offered:
        """Give the moments that a column can be of."""
        return {"": _("As the file says")} | self.moments

    def of_file(self, zone: str) -> dict[str, Offered]:
        """Give what can be said of a whole file, by the field of a matching."""
        facts = self._ground.facts
        zones = dict.fromkeys([facts.zone, "UTC", zone])
        return {
            "project": {"": _NO_COLUMN} | self.projects,
            "moment": {"": _NO_COLUMN} | self.moments,
            "language": {c: i18n.language_name(c) for c in facts.languages},
            "zone": {name: name for name in zones},
        }

    def is_slot(self, said: str) -> bool:
        """Say whether an item at a moment is one that could be asked."""
        tool, _space, rest = said.partition(" ")
        item, _space, moment = rest.partition(" ")
        return f"item:{tool}:{item}" in self._items and moment in self.whens

    def slot_in_words(self, said: str) -> str:
        """Name an item at a moment."""
        tool, item, moment = [*said.split(" "), ""][:3]
        return gettext(
            "“%(item)s” (%(moment)s)",
            item=self._items.get(f"item:{tool}:{item}", item),
            moment=OF_A_FILE.get(moment, moment),
        )


def _shown(texts: Any) -> str:
    return i18n.Text.plainly(texts).shown().text
