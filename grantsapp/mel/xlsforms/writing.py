"""Instruments as an XLSForm, the form of ODK and KoboToolbox.

What an XLSForm has no place for stands in columns and a sheet of our own, which other
programs skip; `losses` names it, item by item.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grantsapp import sheets
from grantsapp.mel.instruments import Instrument, as_json
from grantsapp.mel.instruments.shapes import Text
from grantsapp.mel.xlsforms.notes import Note, Why
from grantsapp.mel.xlsforms.tongues import named

OURS = "grantsapp"  # our sheet, and the beginning of our columns
ITEM, REVERSED, SUBSCALE = (f"{OURS}::{n}" for n in ("item", "reversed", "subscale"))
_RESERVED = "meta"
# What the other sheets say already.
_TOLD = {"title", "items", "scale"}


class NoCommonLanguage(ValueError):
    """There is no language in which all these instruments are written."""


def shared(tools: Sequence[Instrument]) -> list[str]:
    """List the languages that every one of these instruments speaks."""
    first, *others = tools
    return [c for c in first.languages if all(c in t.languages for t in others)]


def write(
    tools: Sequence[Instrument],
    *,
    form_id: str = "",
    title: str = "",
    version: int | str = "",
) -> bytes:
    """Write instruments as one form; raises NoCommonLanguage.

    A form of one instrument takes its code, title and version, if nothing else is told.
    """
    languages = shared(tools)
    if not languages:
        raise NoCommonLanguage
    groups = _groups(tools)
    heads = [f"label::{named(code)}" for code in languages]
    survey = ["type", "name", *heads, "appearance", ITEM, REVERSED, SUBSCALE]
    only, names = tools[0], ["form_title", "form_id", "version", "default_language"]
    settings = [
        title or only.title[languages[0]],
        form_id or only.code,
        str(version or only.version),
        named(languages[0]),
    ]
    aside = _aside(groups, set(languages), is_one=len(tools) == 1)
    tabs: dict[str, sheets.Table] = {
        "survey": (survey, _survey(groups, languages)),
        "choices": (["list_name", "name", *heads], _choices(groups, languages)),
        "settings": (names, [settings]),
        OURS: (["group", "field", "says"], aside),
    }
    return sheets.workbook_bytes(tabs)


def _groups(tools: Sequence[Instrument]) -> dict[str, Instrument]:
    taken = {_RESERVED}
    return {_unique(tool.code, taken): tool for tool in tools}


def _unique(wish: str, taken: set[str]) -> str:
    found, number = wish, 1
    while found in taken:
        number += 1
        found = f"{wish}_{number}"
    taken.add(found)
    return found


def _said(text: Text, languages: Sequence[str]) -> list[str]:
    """Give a label in each language; what would be a reference is parted."""
    return [text[code].strip().replace("${", "$ {") for code in languages]


def _survey(
    groups: Mapping[str, Instrument], languages: Sequence[str]
) -> Iterator[list[str]]:
    taken = {_RESERVED, *groups}
    none = [""] * len(languages)
    for group, tool in groups.items():
        yield ["begin_group", group, *_said(tool.title, languages), "table-list"]
        for item in tool.items:
            name = _unique(f"{group}_{item.code}", taken)
            flag = "yes" if item.is_reversed else "no"
            yield [
                f"select_one {group}_scale",
                name,
                *_said(item.text, languages),
                "",
                item.code,
                flag,
                item.subscale,
            ]
        yield ["end_group", "", *none]


def _choices(
    groups: Mapping[str, Instrument], languages: Sequence[str]
) -> Iterator[list[str]]:
    for group, tool in groups.items():
        for value in tool.values:
            label = tool.label(value) or dict.fromkeys(languages, str(value))
            yield [f"{group}_scale", str(value), *_said(label, languages)]


def _aside(
    groups: Mapping[str, Instrument], languages: set[str], *, is_one: bool
) -> Iterator[list[str]]:
    """Tell what has no place elsewhere; the settings say the version of one alone."""
    for group, tool in groups.items():
        told = as_json(tool)
        for path, value in sheets.leaves(told):
            if path[0] in _TOLD or (is_one and path[0] == "version"):
                continue
            if _is_of_another(path, languages):
                continue
            field = ".".join(str(step) for step in path)
            yield [group, field, json.dumps(value, ensure_ascii=False)]


def _is_of_another(path: tuple[Any, ...], languages: set[str]) -> bool:
    """Say whether this speaks of a language that the form lacks."""
    if path[0] in {"about", "construct", "translations"}:
        return path[1] not in languages
    if path[0] == "subscales" and "title" in path:
        return path[-1] not in languages
    return False


def losses(tools: Sequence[Instrument]) -> list[Note]:
    """Name what an XLSForm of these instruments has no place for, item by item."""
    common = shared(tools)
    return [note for tool in tools for note in _losses(tool, common)]


def _losses(tool: Instrument, languages: Sequence[str]) -> Iterator[Note]:
    for code in tool.languages:
        if code not in languages:
            yield Note(Why.NOT_SHARED, tool.code, code)
    yield from _references(tool, languages)
    for item in tool.items:
        place = f"{tool.code}: {item.code}"
        if item.is_reversed:
            yield Note(Why.REVERSED, place)
        if item.subscale:
            yield Note(Why.SUBSCALE, place, item.subscale)
    for why, is_told in (
        (Why.SCORING, True),
        (Why.LICENCE, True),
        (Why.CITATION, tool.citation),
        (Why.ORIGINS, tool.translations),
        (Why.ABOUT, tool.about or tool.construct),
        (Why.STANDING, True),
    ):
        if is_told:
            yield Note(why, tool.code)


def _references(tool: Instrument, languages: Sequence[str]) -> Iterator[Note]:
    texts = [(tool.code, tool.title)]
    texts += [(f"{tool.code}: {item.code}", item.text) for item in tool.items]
    texts += [(f"{tool.code}: {value}", text) for value, text in tool.labels.items()]
    for place, text in texts:
        for code in languages:
            if "${" in text.get(code, ""):
                yield Note(Why.REFERENCE_OUT, place, code)
