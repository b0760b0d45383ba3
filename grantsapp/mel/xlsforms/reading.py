"""Instruments out of an XLSForm, and whatever of it did not come along, named."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grantsapp.mel.instruments import CODE, Fault, Faults, Instrument
from grantsapp.mel.instruments import read as read_instrument
from grantsapp.mel.xlsforms.aside import keep, told_in
from grantsapp.mel.xlsforms.blocks import Asked, Block, other_cells, outline
from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why
from grantsapp.mel.xlsforms.scales import Scale, lists_of, scale_of
from grantsapp.mel.xlsforms.settings import (
    labels_of,
    needed,
    other_tabs,
    settings_of,
)
from grantsapp.mel.xlsforms.tabs import Row, tabs
from grantsapp.mel.xlsforms.writing import ITEM, OURS, REVERSED, SUBSCALE

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_QUESTION = {"type", "name", ITEM, REVERSED, SUBSCALE}
_CHOICE = {"list_name", "name"}
_TABS = ("survey", "choices", "settings", OURS)


@dataclass(frozen=True)
class Brought:
    """The instruments of a form, and what did not come along, or was changed."""

    tools: list[Instrument]
    notes: list[Note]


def read(content: bytes, *, language: str = "") -> Brought:
    """Read a form; a label that names no language is in the one given.

    Raises Unreadable, instruments.Faults, or texts.Malformed for what is no workbook.
    """
    return _Reading(content, language).brought()


class _Reading:
    """One form while it is read."""

    def __init__(self, content: bytes, language: str) -> None:
        found = tabs(content)
        survey = needed(found, "survey", ("type", "name"))
        choices = needed(found, "choices", ("list_name", "name"))
        self.settings, self.notes = settings_of(found.get("settings"), language)
        self.notes += other_tabs(found, {"survey", "choices", "settings", OURS})
        self.aside = told_in(found.get(OURS))
        self.outline = outline(survey)
        self.notes += self.outline.notes
        self.labels = labels_of(survey, self.settings)
        self.choice_labels = labels_of(choices, self.settings)
        self.lists = lists_of(choices)
        self.has_flags = REVERSED in survey.columns
        self.used: set[str] = set()

    def brought(self) -> Brought:
        """Make an instrument of each group that asks on a scale."""
        stored = [d for b in self.outline.blocks if (d := self._definition(b))]
        if not stored:
            raise Unreadable(Note(Why.NOTHING), *self.notes)
        self._unused()
        tools: list[Instrument] = []
        faults: list[Fault] = []
        for one in stored:
            try:
                tools.append(read_instrument(one))
            except Faults as error:
                start = f"{one.get('code')}: "
                faults += [replace(f, place=start + f.place) for f in error.faults]
        if faults:
            raise Faults(faults)
        return Brought(tools, sorted(self.notes, key=_order))

    def _unused(self) -> None:
        for name, rows in self.lists.items():
            if name not in self.used:
                self.notes.append(Note(Why.UNUSED_LIST, rows[0].place(), name))

    def _definition(self, block: Block) -> dict[str, Any] | None:
        """Put an instrument together, as the project's format says it."""
        asked, scale = self._on_one_scale(block)
        if scale is None:
            if block.row and self._label(block.row):
                self.notes.append(Note(Why.HEADING, block.row.place(), block.name))
            return None
        self._see_what_is_left(block, asked, scale)
        languages = self._languages(asked, scale)
        told = keep(self.aside.get(block.name, {}), set(languages))
        code = told.get("code") or self._code(block)
        items = [
            self._item(one.row, name, languages)
            for one, name in zip(asked, self._names(block, asked), strict=True)
        ]
        self.notes += _untold(told, code, has_flags=self.has_flags)
        return {
            "version": self.settings.version or 1,
            "licence": {"status": "restricted"},
            **told,
            "code": code,
            "title": self._title(block, languages, code),
            "scale": self._scale(scale, languages),
            "items": items,
        }

    def _on_one_scale(self, block: Block) -> tuple[list[Asked], Scale | None]:
        """Take the questions on the scale that most of a group ask on."""
        scales: dict[str, Scale] = {}
        for one in block.asked:
            if one.choices not in self.lists:
                raise Unreadable(Note(Why.NO_LIST, one.row.place("type"), one.choices))
            self.used.add(one.choices)
            if scale := scale_of(self.lists[one.choices]):
                scales[one.choices] = scale
        counts = Counter(o.choices for o in block.asked if o.choices in scales)
        chosen = counts.most_common(1)[0][0] if counts else ""
        for one in block.asked:
            if one.choices != chosen:
                why = Why.OTHER_LIST if one.choices in scales else Why.NO_SCALE
                self.notes.append(Note(why, one.row.place("type"), one.choices))
        asked = [one for one in block.asked if one.choices == chosen]
        return asked, scales.get(chosen)

    def _see_what_is_left(
        self, block: Block, asked: Sequence[Asked], scale: Scale
    ) -> None:
        """Name the cells that cannot be held, of the rows that are taken."""
        known = _QUESTION | set(self.labels.values())
        rows = [block.row, *(one.row for one in asked)]
        for row in (row for row in rows if row):
            self.notes += other_cells(row, known)
        self.notes += scale.notes()
        for row in scale.rows.values():
            self.notes += other_cells(row, _CHOICE | set(self.choice_labels.values()))

    def _label(self, row: Row) -> dict[str, str]:
        found = {code: row.get(column) for code, column in self.labels.items()}
        return {code: words for code, words in found.items() if words}

    def _choice_label(self, row: Row) -> dict[str, str]:
        found = {code: row.get(name) for code, name in self.choice_labels.items()}
        return {code: words for code, words in found.items() if words}

    def _languages(self, asked: Sequence[Asked], scale: Scale) -> list[str]:
        """List the languages in which nothing is missing, and name what is."""
        texts = [(one.row, self.labels, self._label(one.row)) for one in asked]
        texts += [
            (row, self.choice_labels, self._choice_label(row))
            for row in scale.rows.values()
        ]
        whole = []
        for code in self.labels:
            holes = [(row, names) for row, names, told in texts if code not in told]
            if len(holes) < len(texts):
                self.notes += [
                    Note(Why.INCOMPLETE, row.place(names.get(code, "")), code)
                    for row, names in holes
                ]
            if not holes:
                whole.append(code)
        if not whole:
            raise Unreadable(Note(Why.NO_LANGUAGE, asked[0].row.place()), *self.notes)
        return whole

    def _code(self, block: Block) -> str:
        wish = block.name or self.settings.form_id or "form"
        place = block.row.place("name") if block.row else "settings 2"
        return self._plain(wish, place)

    def _plain(self, wish: str, place: str) -> str:
        """Make a code of a name, and say so where it had to change."""
        code = re.sub(r"[^a-z0-9_]+", "_", wish.lower())[:31]
        if not re.match("[a-z]", code):
            code = f"i{code}"[:31]
        if code != wish:
            self.notes.append(Note(Why.RENAMED, place, f"{wish} → {code}"))
        return code

    def _names(self, block: Block, asked: Sequence[Asked]) -> list[str]:
        """Name the items: as our column says, else without the name of the group."""
        names = [one.row.get("name") for one in asked]
        for start in (f"{block.name}_", f"{self.settings.form_id}_"):
            bare = [name.removeprefix(start) for name in names]
            if all(map(CODE.fullmatch, bare)) and len(set(bare)) == len(names):
                names = bare
                break
        return [
            one.row.get(ITEM) or self._plain(name, one.row.place("name"))
            for one, name in zip(asked, names, strict=True)
        ]

    def _item(self, row: Row, code: str, languages: Sequence[str]) -> dict[str, Any]:
        text = {c: w for c, w in self._label(row).items() if c in languages}
        for language, words in text.items():
            if "${" in words:
                at = row.place(self.labels[language])
                self.notes.append(Note(Why.REFERENCE_IN, at, code))
        flag = row.get(REVERSED).lower()
        if flag and flag not in _FLAGS:
            raise Unreadable(Note(Why.UNKNOWN_VALUE, row.place(REVERSED), flag))
        item = {"code": code, "text": text, "reversed": _FLAGS.get(flag, False)}
        subscale = row.get(SUBSCALE)
        return {**item, "subscale": subscale} if subscale else item

    def _title(
        self, block: Block, languages: Sequence[str], code: str
    ) -> dict[str, str]:
        own = self._label(block.row) if block.row else {}
        named = next(iter(own.values()), self.settings.title or code)
        lacking = [c for c in languages if c not in own]
        if lacking:
            place = block.row.place() if block.row else code
            self.notes.append(Note(Why.TITLE, place, ", ".join(lacking)))
        return {c: own.get(c, named) for c in languages}

    def _scale(self, scale: Scale, languages: Sequence[str]) -> dict[str, Any]:
        """Write the scale; a label that only says the number says nothing."""
        labels = {
            str(value): {c: w for c, w in told.items() if c in languages}
            for value, row in sorted(scale.rows.items())
            if (told := self._choice_label(row)) and set(told.values()) != {str(value)}
        }
        ends = {"minimum": scale.minimum, "maximum": scale.maximum}
        return {**ends, "labels": labels}


def _order(note: Note) -> tuple[int, int]:
    """Put what is told of a sheet in the order of its rows, and the rest after it."""
    tab, _space, cell = note.place.partition(" ")
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if tab not in _TABS or not row.isdigit():
        return len(_TABS), 0
    return _TABS.index(tab), int(row)


def _untold(told: dict[str, Any], code: str, *, has_flags: bool) -> Iterator[Note]:
    """Name what the form does not say, so that something is taken for granted."""
    if not has_flags:
        yield Note(Why.NO_REVERSED, code)
    if "scoring" not in told:
        yield Note(Why.NO_SCORING, code)
    if "licence" not in told:
        yield Note(Why.NO_LICENCE, code)
    if "translations" not in told:
        yield Note(Why.NO_ORIGINS, code)
