"""Instruments and answers in words, for those who look at the quality of answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grantsapp import i18n
from grantsapp.mel.instruments import Instrument
from grantsapp.mel.models import Response, Survey
from grantsapp.mel.quality.reliability import Reliability
from grantsapp.mel.queries.surveys import Counted


def title_of(tool: Instrument) -> str:
    """Give an instrument's title in the reader's language."""
    return i18n.Text.plainly(tool.title).shown().text


def titles_of(survey: Survey) -> dict[str, str]:
    """Give the titles of the instruments that a survey asks, by code."""
    return {row.code: title_of(row.tool) for row in survey.instruments}


def titles_in(surveys: Iterable[Counted]) -> dict[str, str]:
    """Give the titles of the instruments that some surveys ask, by code."""
    rows = {row.code: row for c in surveys for row in c.survey.instruments}
    return {code: title_of(row.tool) for code, row in rows.items()}


@dataclass(frozen=True)
class Said:
    """An item and what was answered: a value with its words, a refusal, or nothing."""

    code: str
    number: int | None  # nothing, where this version has no such item
    words: i18n.Text
    value: int | None
    label: i18n.Text
    is_declined: bool
    is_reversed: bool = False


@dataclass(frozen=True)
class Told:
    """What was answered to one instrument at one moment."""

    moment: str
    code: str
    title: i18n.Text  # empty, where the project does not owe the instrument
    said: tuple[Said, ...]


def told_in(response: Response) -> list[Told]:
    """Put a response into words, item by item, with what fits none at the end."""
    tools = {row.code: row.tool for row in response.survey.instruments}
    found: list[Told] = []
    for moment, answered in response.raw.items():
        for code in [*tools, *sorted(answered.keys() - tools.keys())]:
            given = answered.get(code)
            if given is not None:
                found.append(_told(moment, code, tools.get(code), given))
    return found


def _told(
    moment: str, code: str, tool: Instrument | None, given: Mapping[str, int | None]
) -> Told:
    if tool is None:
        said = tuple(_stray(item, value) for item, value in given.items())
        return Told(moment, code, i18n.Text(), said)
    known = [
        Said(
            code=item.code,
            number=number,
            words=_text(item.text),
            value=given.get(item.code),
            label=_text(_label(tool, given.get(item.code))),
            is_declined=item.code in given and given[item.code] is None,
            is_reversed=item.is_reversed,
        )
        for number, item in enumerate(tool.items, 1)
    ]
    items = {item.code for item in tool.items}
    strays = [_stray(item, value) for item, value in given.items() if item not in items]
    return Told(moment, code, _text(tool.title), (*known, *strays))


def _label(tool: Instrument, value: int | None) -> Mapping[str, str]:
    return {} if value is None else tool.label(value)


def _stray(item: str, value: int | None) -> Said:
    return Said(item, None, i18n.Text(), value, i18n.Text(), value is None)


def _text(words: Any) -> i18n.Text:
    return i18n.Text.plainly(words)


@dataclass(frozen=True)
class Scale:
    """How a scale, or a subscale of it, held together wherever it was answered."""

    tool: Instrument
    subscale: i18n.Text
    items: Mapping[str, tuple[int, i18n.Text, bool]]  # place, words, reversed
    rows: list[Reliability] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name it, for those who cannot see where it stands on a page."""
        parts = (title_of(self.tool), self.subscale.shown().text)
        return i18n.listed([part for part in parts if part])

    @property
    def codes(self) -> list[str]:
        """Give its own items, in order."""
        return [rest.item for rest in self.rows[0].rest] if self.rows else []

    @property
    def backward(self) -> list[tuple[str, list[Reliability]]]:
        """Give each item that runs against the others, with where it does."""
        found = [
            (code, [row for row in self.rows if code in row.backward])
            for code in self.codes
        ]
        return [(code, where) for code, where in found if where]


def scales_of(every: Iterable[Reliability], surveys: Iterable[Counted]) -> list[Scale]:
    """Gather what is known of each scale, whole ones before their parts."""
    rows = (row for counted in surveys for row in counted.survey.instruments)
    tools = {(row.code, row.version): row.tool for row in rows}
    found: dict[tuple[str, int, str], Scale] = {}
    for one in every:
        key = one.instrument, one.version, one.subscale
        if key[:2] not in tools:
            continue  # it was asked when this was worked out, and is no longer
        if key not in found:
            found[key] = _scale(tools[key[:2]], one.subscale)
        found[key].rows.append(one)
    return list(found.values())


def _scale(tool: Instrument, code: str) -> Scale:
    title = next((s.title for s in tool.subscales if s.code == code), {})
    items = {
        item.code: (number, _text(item.text), item.is_reversed)
        for number, item in enumerate(tool.items, 1)
    }
    return Scale(tool, _text(title), items)
