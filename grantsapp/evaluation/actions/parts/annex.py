"""The instruments: what people were asked, on which scale, under which licence."""

from typing import Any

from grantsapp.evaluation.actions.parts.common import (
    Document,
    marks,
    own,
    paragraph,
    sentences,
    shown,
)
from grantsapp.evaluation.blocks import (
    Block,
    Fold,
    Heading,
    Items,
    Paragraph,
    Tone,
    Words,
)
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each instrument with its items."""
    tools = document["instruments"]
    described = [block for tool in tools for block in _tool(tool)]
    return [*own(document, Part.INSTRUMENTS), *described]


def _tool(tool: dict[str, Any]) -> list[Block]:
    title, about = shown(tool["title"]), shown(tool.get("about") or {})
    anchor = f"instrument-{tool['code']}-v{tool['version']}"
    found: list[Block] = [
        Heading(Words(title.text, title.language), anchor, is_listed=False)
    ]
    if about.text:
        found.append(Paragraph(Words(about.text, about.language)))
    items = _items(tool)
    if "items" in tool:
        title = Words(_("Its scale and its items"))
        items = [Fold(title, tuple(items), stays=True)]
    return [*found, *sentences(_facts(tool)), *items]


def _facts(tool: dict[str, Any]) -> list[str]:
    """Say what is known of it, where it comes from and who may use it."""
    said = [_("Version %(version)s.", version=tool["version"])]
    known = {
        "starter": _("Our own starter instrument, not validated."),
        "validated": _("Validated."),
    }
    if tool["status"] in known:
        said.append(known[tool["status"]])
    if tool.get("citation"):
        said.append(_("Source: %(source)s", source=tool["citation"]))
    if name := tool.get("licence", {}).get("name"):
        said.append(_("Licence: %(licence)s.", licence=name))
    return said


def _items(tool: dict[str, Any]) -> list[Block]:
    if "items" not in tool:
        words = _("Its items are not printed here: its licence does not allow it.")
        return [paragraph(words, Tone.SMALL)]
    items = [one["text"] for one in tool["items"]]
    words = tuple(_item(one) for one in tool["items"])
    turned = sum(1 for one in tool["items"] if one["reversed"])
    found: list[Block] = [*_scale(tool), *marks(items), Items(words, is_ordered=True)]
    if turned:
        told = ngettext(
            "The item marked (R) counts the other way round.",
            "The items marked (R) count the other way round.",
            turned,
        )
        found.append(paragraph(told, Tone.SMALL))
    return found


def _item(one: dict[str, Any]) -> Words:
    found = shown(one["text"])
    reversed_mark = " (R)" if one["reversed"] else ""
    return Words(found.text + reversed_mark, found.language)


def _scale(tool: dict[str, Any]) -> list[Block]:
    scale = tool["scale"]
    low, high = scale["minimum"], scale["maximum"]
    said = [_("Each is answered from %(low)s to %(high)s.", low=low, high=high)]
    labels = [
        _("%(value)s: %(words)s", value=value, words=words)
        for value, label in scale.get("labels", {}).items()
        if (words := shown(label).text)
    ]
    if labels:
        said.append("; ".join(labels) + ".")
    return sentences(said)
