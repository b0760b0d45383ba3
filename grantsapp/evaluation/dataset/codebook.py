"""The codebook: what each variable means, as a table and as a page of its own."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from grantsapp.evaluation.dataset.columns import Column
from grantsapp.evaluation.dataset.programs import (
    LETTERS,
    SPSS_LABEL,
    SPSS_VALUE,
    STATA_LABEL,
)
from grantsapp.evaluation.dataset.shapes import DECLINED, LEFT_OUT, Facts, People

HEAD = (
    "variable", "label", "values", "missing", "instrument", "version", "status",
    "item", "moment", "reversed", "cut", "note",
)  # fmt: skip
MISSING = (
    f"prefer not to say ({DECLINED} for SPSS, .{LETTERS[DECLINED]} for Stata); "
    f"left out ({LEFT_OUT}, .{LETTERS[LEFT_OUT]}); empty: not asked"
)
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-inline-size:75rem;margin:auto;"
    "padding:1rem;color:#1c1c1c;background:#fff}table{border-collapse:collapse;"
    "inline-size:100%}caption,th,td{text-align:start}th,td{padding:.4rem .6rem;"
    "border-block-end:1px solid #767676;vertical-align:top;overflow-wrap:anywhere}"
    "div{overflow-x:auto}dt{font-weight:bold}"
)


def rows(people: People, columns: Sequence[Column]) -> Iterable[list[Any]]:
    """Say what each variable means, in the order of the table."""
    for column in columns:
        source = column.source
        tool = people.tools[source.tool].tool if source else None
        paper = [tool.code, tool.version, str(tool.status)] if tool else ["", "", ""]
        item = column.item
        yield [
            column.name,
            column.label,
            "; ".join(_value(v, words) for v, words in column.values.items()),
            MISSING if column.is_raw else "empty",
            *paper,
            item.code if item else "",
            str(source.moment) if source else "",
            ("yes" if item.is_reversed else "no") if item else "",
            ", ".join(_cut(column)),
            column.note,
        ]


def _value(value: int | str, words: str) -> str:
    return str(value) if str(value) == words else f"{value} = {words}"


def _cut(column: Column) -> Iterable[str]:
    """Name the programs whose labels are shorter than these words."""
    is_long = any(len(w.encode()) > SPSS_VALUE for w in column.values.values())
    if len(column.label.encode()) > SPSS_LABEL or is_long:
        yield "SPSS"
    if len(column.label) > STATA_LABEL:
        yield "Stata"


def page(people: People, columns: Sequence[Column], facts: Facts) -> str:
    """Lay the same out as one page that needs nothing from anywhere."""
    told = list(rows(people, columns))
    names = {"person", *(trait.name for trait in people.traits)}
    parts = [("People", [row for row in told if row[0] in names])]
    for place, asked in enumerate(people.tools):
        tool = asked.tool
        title = f"{tool.code}, version {tool.version}"
        own = [
            row
            for row, column in zip(told, columns, strict=True)
            if column.source and column.source.tool == place
        ]
        parts.append((title, own))
    head = f"Codebook: {facts.call}, evaluation {facts.evaluation}"
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(head)}</title><style>{STYLE}</style></head>\n"
        f"<body>\n<h1>{escape(head)}</h1>\n<p>{escape(facts.title)}</p>\n"
        + "".join(_part(title, own) for title, own in parts)
        + "</body>\n</html>\n"
    )


def _part(title: str, told: Sequence[Sequence[Any]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEAD)
    lines = "".join(_line(row) for row in told)
    words = escape(title)
    return (
        f'<h2>{words}</h2>\n<div role="region" aria-label="{words}" tabindex="0">'
        f"<table><caption>{words}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{lines}</tbody></table></div>\n"
    )


def _line(row: Sequence[Any]) -> str:
    first, *others = (escape(str(cell)) for cell in row)
    cells = "".join(f'<td dir="auto">{cell}</td>' for cell in others)
    return f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
