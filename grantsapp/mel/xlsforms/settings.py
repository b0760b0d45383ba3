"""What the sheet of settings says of a form, and which language its labels speak."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grantsapp.mel.instruments.faults import LATEST
from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why
from grantsapp.mel.xlsforms.tabs import Tab
from grantsapp.mel.xlsforms.tongues import code_of

_KNOWN = {"form_title", "form_id", "version", "default_language", "set_form_title"}


@dataclass(frozen=True)
class Settings:
    """The names of a form, and the language of a label that names none."""

    title: str = ""
    form_id: str = ""
    version: int | None = None
    language: str = ""


def settings_of(tab: Tab | None, language: str) -> tuple[Settings, list[Note]]:
    """Read the settings, and name what of them we cannot hold."""
    row = tab.rows[0] if tab and tab.rows else None
    if tab is None or row is None:
        return Settings(language=language), []
    notes = [
        Note(Why.COLUMN, r.place(name), name)
        for r in tab.rows
        for name in r.cells
        if name not in _KNOWN or r is not row
    ]
    told, version = row.get("version"), None
    if told.isascii() and told.isdigit() and 1 <= int(told[:9]) <= LATEST:
        version = int(told)
    elif told:
        notes.append(Note(Why.VERSION, row.place("version"), told))
    spoken = code_of(row.get("default_language"))
    title = row.get("form_title") or row.get("set_form_title")
    return Settings(title, row.get("form_id"), version, spoken or language), notes


def labels_of(tab: Tab, settings: Settings) -> dict[str, str]:
    """Find the column of labels for each language; raises Unreadable."""
    found: dict[str, str] = {}
    for column, name in tab.labels:
        code = code_of(name) if name else settings.language
        at = f"{tab.name} {column}"
        if not code:
            raise Unreadable(Note(Why.WHICH_LANGUAGE, at, name or column))
        if code in found:
            raise Unreadable(Note(Why.TWICE, at, name or column))
        found[code] = column
    return found


def other_tabs(tabs: dict[str, Tab], known: set[str]) -> Iterator[Note]:
    """Name the sheets that hold something else; pyxform skips those with a dash too."""
    for name, tab in tabs.items():
        if name not in known and (tab.rows or tab.columns):
            yield Note(Why.TAB, name)


def needed(tabs: dict[str, Tab], name: str, columns: tuple[str, ...]) -> Any:
    """Give a sheet that must be there with these columns; raises Unreadable."""
    if name not in tabs:
        raise Unreadable(Note(Why.NO_TAB, name))
    lacking = [c for c in columns if c not in tabs[name].columns]
    if lacking:
        raise Unreadable(*(Note(Why.NO_COLUMN, f"{name} 1", c) for c in lacking))
    return tabs[name]
