"""What may be said about the columns of a file of responses.

There is a field for each column, so the form is made of the file at hand and not of a
class. What is chosen is one of what was offered, or told in our words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from grantsapp import unseen
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.forms.offers import Offers
from grantsapp.mel.queries.grounds import Ground
from grantsapp.mel.tables import Fault, Matching, Slot, Table, Wrong, check, unplaced
from grantsapp.mel.tables.folding import fold
from grantsapp.mel.tables.words import is_dropped, is_of_server
from grantsapp.mel.telling_files import sentence

OUT = "out"
FIELDS = {  # of a matching, by what a person may say that a column is
    "code": "code",
    "identity": "identity",
    "project": "project_column",
    "moment": "moment_column",
    "language": "language_column",
    "answered": "answered",
    "began": "began",
}
_SAMPLES, _LONGEST = 3, 40
_ROWS = 20_000  # in which we look for what stands in a column
_MOST_MOMENTS, _MOST_PROJECTS = 12, 60
_NOT_OFFERED = _("Choose only from the list.")
_TWICE = _("Another column is that already. Choose something else for one of them.")


class Column(NamedTuple):
    """A column as the page shows it, with some of what stands there at this moment."""

    place: int
    name: str
    samples: list[str]
    what: str
    when: str
    is_hidden: bool  # a server wrote it, and nobody needs it


class MappingForm:
    """The columns of one file, as they are told apart and as somebody corrects it."""

    def __init__(
        self, table: Table, ground: Ground, matching: Matching, *, apart: bool
    ) -> None:
        self.table, self.ground = table, ground
        self.matching, self.apart = matching, apart
        self.offers = Offers(ground)
        self.moments_said = self._said(matching.moment_column, _MOST_MOMENTS)
        known = {fold(name) for name in ground.homes}
        found = self._said(matching.project_column, _MOST_PROJECTS)
        self.projects_said = [
            cell
            for cell in found
            if cell in matching.projects or fold(cell) not in known
        ]
        self.forged: list[tuple[str, str]] = []

    def _said(self, name: str, most: int) -> list[str]:
        """List what stands in a column, each once, in the order in which it comes."""
        if name not in self.table.names:
            return []
        place, found = self.table.names.index(name), dict[str, None]()
        for _line, cells in islice(self.table.rows(), _ROWS):
            if len(cells) > place and unseen.bare(cells[place]):
                found[cells[place]] = None
            if len(found) == most:
                break
        return list(found)

    def columns(self) -> list[Column]:
        """Show each column with what it is and what stands in its first rows."""
        rows = self.table.sample()
        return [
            Column(
                place,
                name,
                _few(row[place] for row in rows),
                self._what(name),
                self.matching.items[name].moment if name in self.matching.items else "",
                self._is_hidden(name),
            )
            for place, name in enumerate(self.table.names)
        ]

    def _what(self, name: str) -> str:
        matching = self.matching
        if slot := matching.items.get(name):
            return f"item:{slot.tool}:{slot.item}"
        if name in matching.about:
            return f"about:{matching.about[name]}"
        for what, field in reversed(FIELDS.items()):  # the end before the start
            if getattr(matching, field) == name and what != "began":
                return what
        if matching.began == name:
            return "began"
        return OUT if name in matching.ignored else ""

    def _is_hidden(self, name: str) -> bool:
        is_theirs = is_of_server(name) or is_dropped(name)
        return is_theirs and name in self.matching.ignored

    def read(self, sent: Mapping[str, str], absent: Iterable[str]) -> None:
        """Take what somebody chose; what was not offered stands in `forged`."""
        found = self._columns_in(sent)
        found |= self._whole_in(sent)
        moments = [item for item in absent if self.offers.is_slot(item)]
        found["absent"] = tuple(dict.fromkeys(moments))
        found["words"] = {
            word: meaning
            for meaning in ("blank", "refused")
            for word in map(unseen.bare, sent.get(meaning, "").splitlines()[:50])
            if word
        }
        said = self._values(sent, "moment", self.moments_said, self.offers.moments)
        same = found["moment_column"] == self.matching.moment_column
        found["moments"] = said if same else {}
        said = self._values(sent, "project", self.projects_said, self.offers.projects)
        same = found["project_column"] == self.matching.project_column
        found["projects"] = {c: v for c, v in said.items() if v} if same else {}
        self.matching = replace(self.matching, **found)
        self.apart = sent.get("apart") == "y" and not self.matching.identity

    def _columns_in(self, sent: Mapping[str, str]) -> dict[str, Any]:
        items: dict[str, Slot] = {}
        about: dict[str, str] = {}
        single = dict.fromkeys(FIELDS.values(), "")
        ignored = []
        for place, name in enumerate(self.table.names):
            what = sent.get(f"what-{place}", OUT if self._is_hidden(name) else "")
            when = sent.get(f"when-{place}", "")
            kind, _colon, rest = what.partition(":")
            if what not in self.offers.whats or when not in self.offers.whens:
                self.forged.append((f"what-{place}", str(_NOT_OFFERED)))
            elif kind == "item":
                tool, _colon, item = rest.partition(":")
                items[name] = Slot(tool, item, when)
            elif kind == "about":
                about[name] = rest
            elif kind in FIELDS and single[FIELDS[kind]]:
                self.forged.append((f"what-{place}", str(_TWICE)))
            elif kind in FIELDS:
                single[FIELDS[kind]] = name
            elif kind == OUT:
                ignored.append(name)
        return {"items": items, "about": about, "ignored": tuple(ignored), **single}

    def _whole_in(self, sent: Mapping[str, str]) -> dict[str, Any]:
        """Take what is said of the whole file."""
        matching, found = self.matching, dict[str, Any]()
        for name, offered in self.offers.of_file(matching.zone).items():
            value = sent.get(name, str(getattr(matching, name)))
            if value not in offered:
                self.forged.append((name, str(_NOT_OFFERED)))
                value = str(getattr(matching, name))
            found[name] = value
        return found | {"day_first": sent.get("day_first", "y") == "y"}

    def _values(
        self, sent: Mapping[str, str], name: str, said: list[str], offered: Any
    ) -> dict[str, str]:
        before = getattr(self.matching, f"{name}s")
        found = {cell: is_ for cell, is_ in before.items() if cell not in said}
        for number, cell in enumerate(said):
            field = f"{name}-value-{number}"
            value = sent.get(field, "")
            if value and value not in offered:
                self.forged.append((field, str(_NOT_OFFERED)))
            found[cell] = value
        return found

    def missing(self) -> list[tuple[str, str, bool]]:
        """List the items without a column: what to send, in words, if it is known."""
        found = [f.said for f in self._faults() if f.wrong is Wrong.ITEM_MISSING]
        told = [*((slot, True) for slot in self.matching.absent)]
        told += [(slot, False) for slot in found]
        return [(slot, self.offers.slot_in_words(slot), is_) for slot, is_ in told]

    def _faults(self) -> list[Fault]:
        ground, names = self.ground, self.table.names
        found = check(self.matching, names, ground.tools, ground.facts)
        if self.matching.project and self.matching.project not in ground.homes:
            found.append(Fault(Wrong.NO_PROJECT))
        return found

    def faults(self) -> list[tuple[str, str]]:
        """Say what is still to be settled, each with the id of its field."""
        if self.forged:
            return self.forged
        missing = [slot for slot, _words, _known in self.missing()]
        return [(self._id(fault, missing), sentence(fault)) for fault in self._faults()]

    def summary(self) -> list[tuple[str, str]]:
        """Say the same where the column does not stand beside it."""
        if self.forged:
            return self.forged
        told = zip(self.faults(), self._faults(), strict=True)
        return [(name, _with_column(words, fault)) for (name, words), fault in told]

    def _id(self, fault: Fault, missing: list[str]) -> str:
        wrong = fault.wrong
        if wrong is Wrong.ITEM_MISSING:
            return f"absent-{missing.index(fault.said)}"
        if wrong is Wrong.MOMENT_UNKNOWN and fault.said in self.moments_said:
            return f"moment-value-{self.moments_said.index(fault.said)}"
        if wrong in {Wrong.NO_MOMENT, Wrong.MOMENT_FOREIGN}:
            return "moment"
        if wrong is Wrong.NO_PROJECT:
            return "project"
        if fault.column in self.table.names:
            return f"what-{self.table.names.index(fault.column)}"
        return "zone" if wrong is Wrong.ZONE else "columns"

    def open_columns(self) -> list[str]:
        """List the columns of which nobody has said what they are."""
        return unplaced(self.table.names, self.matching)

    def words_for(self, meaning: str) -> str:
        """Give the words that mean a thing, one a line, as they are typed."""
        said = self.matching.words.items()
        return "\n".join(word for word, kind in said if kind == meaning)


def _with_column(words: str, fault: Fault) -> str:
    if not fault.column:
        return words
    return gettext("“%(column)s”: %(why)s", column=fault.column, why=words)


def _few(cells: Iterable[str]) -> list[str]:
    found = dict.fromkeys(unseen.one_line(cell).strip() for cell in cells)
    shown = [cell for cell in found if cell][:_SAMPLES]
    return [c if len(c) <= _LONGEST else f"{c[: _LONGEST - 1]}…" for c in shown]
