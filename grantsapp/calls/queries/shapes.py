"""What a call's file may hold of each part, drawn from its table and its links."""

from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, String, select

from grantsapp.calls import facts, packing
from grantsapp.calls.queries import parts
from grantsapp.calls.queries.parts import Link, Part
from grantsapp.columns import Translated, Utc, Word
from grantsapp.db import db

_WIDE = 2**63 - 1


def shape_of(one: Part) -> packing.Shape:
    """Say what a file may hold of a part, and of what stands in it."""
    inner = tuple(
        shape_of(p) for p in parts.parts() if p.within == one.name and p.in_file
    )
    if one.name == "call":
        inner = ()
    named = [getattr(k.model, name) for k in one.links for name in k.names]
    columns = tuple(map(_column, [*parts.columns_of(one), *named]))
    rules = (*one.rules, *map(_is_here, one.links))
    return packing.Shape(
        one.name, one.many, columns, inner, rules, one.is_local, one.most
    )


def _is_here(link: Link) -> packing.Rule:
    """Make the rule that this house has what a thing points to."""

    def holds(values: facts.Values) -> bool:
        return linked(link, values) is not None

    return packing.Rule(link.names[0], holds, facts.Why.NOT_HERE, link.names)


def linked(link: Link, values: facts.Values) -> Any:
    """Find what a thing of a file points to, by its names."""
    query = select(link.model)
    for name in link.names:
        query = query.where(getattr(link.model, name) == values[name])
    return db.session.scalar(query)


def _column(column: Any) -> facts.Column:
    has_default = column.default is not None or column.server_default is not None
    kind, more = _kind(column.type)
    if column.key in {"code", "reference"}:
        more["pattern"] = {"code": facts.CODE, "reference": facts.REFERENCE}[column.key]
    return facts.Column(
        column.key,
        kind,
        is_required=not has_default and not column.nullable,
        may_be_null=bool(column.nullable),
        **more,
    )


def _kind(of: Any) -> tuple[str, dict[str, Any]]:
    """Say how a column's type stands in a file; a type that we do not know is a bug."""
    if isinstance(of, Word):
        return "line", {"words": tuple(map(str, of.words))}
    if isinstance(of, Integer):
        wide = of.__class__.__name__ == "BigInteger"
        return "whole", {"least": -_WIDE, "most": _WIDE} if wide else {}
    known = ((Translated, "text"), (Utc, "moment"), (JSON, "json"))
    known += ((Boolean, "yes_no"), (Date, "day"), (String, "line"))
    return next(kind for type_, kind in known if isinstance(of, type_)), {}
