"""What the parts of a report share: typed words, marked figures, sentences."""

from collections.abc import Mapping
from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import prose
from grantsapp.evaluation.blocks import Block, Items, Paragraph, Tone, Words, number
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _

Document = Mapping[str, Any]


def shown(texts: Mapping[str, str]) -> i18n.Shown:
    """Show a text in the reader's language, or in the one that it was written in."""
    return i18n.Text.plainly(texts).shown()


def typed(texts: Mapping[str, str]) -> Words:
    """Give a text of one line in the language that it is shown in."""
    found = shown(texts)
    return Words(found.text, found.language)


def mark(found: i18n.Shown) -> list[Paragraph]:
    """Say that what follows is in another language than the reader's."""
    if not found.is_fallback:
        return []
    name = i18n.language_name(found.language)
    return [Paragraph(Words(_("shown in %(language)s", language=name)), Tone.MARK)]


def marks(texts: list[Mapping[str, str]]) -> list[Paragraph]:
    """Say so once of a list."""
    found = next((one for one in map(shown, texts) if one.is_fallback), None)
    return mark(found) if found else []


def own(document: Document, part: Part) -> list[Block]:
    """Give what the evaluator wrote in a part."""
    section = document["sections"].get(str(part))
    found = shown(section["words"]) if section else i18n.Shown("", "")
    return [*mark(found), *prose.blocks_of(found.text, found.language)]


def paragraph(text: str, tone: Tone = Tone.PLAIN) -> Paragraph:
    """Say something in the reader's language."""
    return Paragraph(Words(text), tone)


def sentences(said: list[str]) -> list[Block]:
    """Say sentences one after another, as one paragraph."""
    return [paragraph(" ".join(said))] if said else []


def listed(said: list[str]) -> list[Block]:
    """Say sentences as a list."""
    return [Items(tuple(Words(one) for one in said))] if said else []


def apart(text: str) -> str:
    """Give a name the direction of its own within a sentence of ours."""
    return f"\u2068{text}\u2069" if text else ""


def whole(path: str, value: float) -> str:
    """Write a count, marked with its path."""
    return number(path, i18n.number(value))


def points(path: str, value: float | None) -> str:
    """Write a figure on the scale."""
    return "" if value is None else number(path, i18n.signless(value))


def signed(path: str, value: float | None) -> str:
    """Write a change with its sign."""
    return "" if value is None else number(path, i18n.signed(value))


def interval(path: str, ends: list[float] | None) -> str:
    """Write the two ends of an interval."""
    if not ends:
        return ""
    low, high = (number(path, i18n.signed(end)) for end in ends)
    return _("%(low)s to %(high)s", low=low, high=high)


def key_of(one: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Name an instrument in a path; of two versions each is named with its own."""
    codes = [other["code"] for other in figures["instruments"]]
    twice = codes.count(one["code"]) > 1
    return f"{one['code']}-v{one['version']}" if twice else str(one["code"])


def theme_name(document: Document, code: str) -> Words:
    """Name a theme of the fund."""
    return typed(document["themes"].get(code) or {"": code})
