"""Fills the addresses of every route with the keys of a database.

Which keys a route wants is learnt from what it asks the database when it is given a
key that nobody has, so that a new route is asked without a word here.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from grantsapp.db import Model, db

MAIN = ("applications", "assignments", "moderators", "phases", "attachments")
WORDS = {
    "reference": ("CF1",),
    "language": ("en", "ar"),
    "code": ("need", "plan", "details", "scoring"),
}
MOST, EACH = 48, 8  # addresses of a route, keys of a table
OF_STAFF = 1  # addresses of a route of staff: its door is tested with the policy
FULL = "LEAKS_CALLS" in os.environ  # else the staff pages of this room alone
PLACED = re.compile(r"(\w+)\.(\w+) = \?|\?")
Keys = dict[str, list[UUID]]


def keys_in_database() -> Keys:
    """Read the keys of every table, in a steady order."""
    tables = Model.metadata.sorted_tables
    return {
        table.name: sorted(db.session.scalars(select(table.c.id)), key=str)
        for table in tables
        if "id" in table.c
    }


class Wanted:
    """Of which tables a route wants keys, by the name of the argument."""

    def __init__(self, app: Flask, askers: list[Any], keys: Keys) -> None:
        self.by_route: dict[tuple[str, str], dict[str, set[str]]] = {}
        for rule, method in routes(app):
            names = [n for n, c in rule._converters.items() if _is_key(c)]
            found: dict[str, set[str]] = defaultdict(set)
            for ask in askers if names else ():
                _learn(app, rule, method, names, found, ask, keys)
            self.by_route[rule.rule, method] = found

    def addresses(self, app: Flask, keys: Keys, own: set[UUID]) -> Iterator[Any]:
        """Give (method, address) of each route, one's own keys first."""
        for rule, method in routes(app):
            wanted, values = self.by_route[rule.rule, method], []
            for name, converter in rule._converters.items():
                if _is_key(converter):
                    tables = wanted.get(name) or MAIN
                    values.append(_first(keys, tables, own))
                else:
                    values.append(_words(name, converter))
            most = OF_STAFF if "_staff." in rule.endpoint else MOST
            for chosen in islice(product(*values), most):
                yield method, _fill(app, rule, chosen)


def routes(app: Flask) -> Iterator[tuple[Any, str]]:
    """Go through what can be asked: all that is got, and the deeds of the panel."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        known = all(
            _is_key(c) or _words(name, c) for name, c in rule._converters.items()
        )
        elsewhere = "_staff." in rule.endpoint and "review" not in rule.endpoint
        if rule.endpoint == "static" or not known or (elsewhere and not FULL):
            continue
        methods = rule.methods or set()
        if "GET" in methods:
            yield rule, "GET"
        elif rule.endpoint.startswith("review."):
            yield rule, "POST"


def unfilled(app: Flask) -> list[str]:
    """Name the routes that nobody here knows how to fill."""
    known = {rule.rule for rule, _method in routes(app)}
    rules = (r for r in app.url_map.iter_rules() if "GET" in (r.methods or set()))
    return sorted(r.rule for r in rules if r.rule not in known)


def _is_key(converter: Any) -> bool:
    return type(converter).__name__ == "UUIDConverter"


def _words(name: str, converter: Any) -> tuple[Any, ...]:
    if type(converter).__name__ == "AnyConverter":
        return tuple(sorted(converter.items))
    if type(converter).__name__ == "IntegerConverter":
        return (1, 2)
    return WORDS.get(name, ())


def _fill(app: Flask, rule: Any, chosen: Any) -> str:
    with app.test_request_context():
        return app.url_for(
            rule.endpoint, **dict(zip(rule._converters, chosen, strict=True))
        )


def _first(keys: Keys, tables: Any, own: set[UUID]) -> list[UUID]:
    """Give some keys of each table: one's own, then those of others."""
    chosen: list[UUID] = []
    for table in sorted(tables):
        rows = keys.get(table, [])
        ordered = [k for k in rows if k in own] + [k for k in rows if k not in own]
        chosen += ordered[:EACH]
    return chosen or [UUID(int=0)]


def _learn(
    app: Flask,
    rule: Any,
    method: str,
    names: list[str],
    found: dict[str, set[str]],
    ask: Any,
    keys: Keys,
) -> None:
    """Ask with keys that nobody has; one that is known is filled, to get further."""
    for _round in names:
        fresh = {name: uuid4() for name in names}
        filled = {
            n: keys[min(found[n])][0] if found[n] and keys[min(found[n])] else fresh[n]
            for n in names
        }
        values = [
            filled[n] if n in filled else _words(n, c)[0]
            for n, c in rule._converters.items()
        ]
        with listening({key.hex: name for name, key in fresh.items()}, found):
            ask(method, _fill(app, rule, values))


@contextmanager
def listening(asked: dict[str, str], found: dict[str, set[str]]) -> Iterator[None]:
    """Note in which columns the keys are looked for."""

    def note(_c: Any, _cursor: Any, words: str, values: Any, *_rest: Any) -> None:
        for match, value in zip(PLACED.finditer(words), values, strict=False):
            name = asked.get(str(value).replace("-", ""))
            if name and match[1]:
                table = _table(match[1], match[2])
                if table:
                    found[name].add(table)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _table(alias: str, column: str) -> str:
    """Say of which table a column holds keys."""
    tables = Model.metadata.tables
    name = alias if alias in tables else alias.rpartition("_")[0]
    if name not in tables or column not in tables[name].c:
        return ""
    if column == "id":
        return name
    known = list(tables[name].c[column].foreign_keys)
    return known[0].column.table.name if known else ""
