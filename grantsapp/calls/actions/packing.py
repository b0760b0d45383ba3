"""What managers do with whole calls: export, import, copy."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from grantsapp import audit, i18n
from grantsapp.access import elsewhere
from grantsapp.accounts.models import Person
from grantsapp.calls import facts, packing
from grantsapp.calls.facts import Fault, Faults, Values, Why
from grantsapp.calls.models import Call, Fund
from grantsapp.calls.queries import parts, shapes
from grantsapp.calls.queries.parts import Part
from grantsapp.columns import Translated, Word
from grantsapp.db import Model, db


def pack(call: Call) -> Values:
    """Write a call down: what people wrote of it, and nothing that happened to it."""
    rows = parts.rows_of(call)
    document: Values = {
        "format": packing.FORMAT,
        "version": packing.VERSION,
        "currency": call.fund.currency,
        "time_zone": call.fund.time_zone,
        "call": _facts(call, parts.part("call")),
        "themes": [_facts(theme, parts.part("theme")) for theme in rows["theme"]],
    }
    for one in _outer():
        document[one.many] = [_told(row, one, rows) for row in rows[one.name]]
    return document


def _outer() -> list[Part]:
    return [p for p in parts.parts() if p.within == "call" and p.in_file]


def _inner(one: Part) -> list[Part]:
    return [p for p in parts.parts() if p.within == one.name and p.in_file]


def _told(row: Any, one: Part, rows: parts.Rows) -> Values:
    told = _facts(row, one)
    for inner in _inner(one):
        key = parts.parent_column(inner).key
        mine = [r for r in rows[inner.name] if getattr(r, key) == row.id]
        told[inner.many] = [_told(r, inner, rows) for r in mine]
    return told


def _facts(row: Any, one: Part) -> Values:
    told = {c.key: _plain(getattr(row, c.key)) for c in parts.columns_of(one)}
    for link in one.links:
        named = db.session.get_one(link.model, getattr(row, link.column))
        told |= {name: _plain(getattr(named, name)) for name in link.names}
    return told


def _plain(value: Any) -> Any:
    """Write a fact as JSON holds it; who wrote a text is nobody else's business."""
    if isinstance(value, i18n.Text) or facts.is_text(value):
        return {code: _entry(entry) for code, entry in value.items()}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _entry(entry: Mapping[str, Any]) -> Values:
    told = {name: entry[name] for name in ("text", "source_hash", "origin")}
    return told | ({"at": entry["at"]} if entry.get("at") else {})


def check(document: Any, fund: Fund) -> Values:
    """Read a document as a call of a fund; raises Faults, and stores nothing."""
    lists = [shapes.shape_of(parts.part("theme")), *map(shapes.shape_of, _outer())]
    return packing.check(
        document,
        shapes.shape_of(parts.part("call")),
        lists,
        currency=fund.currency,
        given=parts.FIRST_CODES,
        languages=i18n.WRITTEN,
    )


def new_themes(values: Values, fund: Fund) -> list[Values]:
    """List the themes of a file that a fund does not have."""
    known = {theme.code for theme in fund.themes}
    return [theme for theme in values["themes"] if theme["code"] not in known]


def unpack(
    values: Values,
    fund: Fund,
    *,
    reference: str,
    opens_at: datetime,
    closes_at: datetime,
    themes: Collection[str] | None = None,
    by: Person | None,
    verb: str = "made from a file",
) -> Call:
    """Make a call of a fund from what was read, as a draft; raises Faults.

    Of the themes that the fund lacks, those named are made; all, if none are named.
    """
    came_from = values["call"]["reference"]
    told = {**values["call"], "reference": reference}
    told |= {"opens_at": opens_at, "closes_at": closes_at}
    try:
        with db.session.begin_nested():
            _add_themes(values, fund, themes)
            call = _row(parts.part("call"), told, {"fund_id": fund.id})
            for one in _outer():
                _add(values[one.many], one, call, call)
    except IntegrityError as error:
        words = str(error.orig).splitlines()[0]
        raise Faults([Fault("", Why.RULE, words[:80])]) from None
    db.session.refresh(call)
    audit.record(verb, call, by=by, reference=came_from)
    return call


def _add_themes(values: Values, fund: Fund, wanted: Collection[str] | None) -> None:
    for theme in new_themes(values, fund):
        if wanted is None or theme["code"] in wanted:
            place = {"fund_id": fund.id, "position": len(fund.themes)}
            fund.themes.append(_row(parts.part("theme"), theme, place))


def _add(told: list[Values], one: Part, above: Model, call: Call) -> None:
    to_call = parts.column_to(one.model, Call)
    for number, values in enumerate(told):
        place: Values = {to_call: call.id} if to_call else {}
        place[parts.parent_column(one).key] = above.id
        if hasattr(one.model, "position"):
            place["position"] = number
        row = _row(one, values, place)
        for inner in _inner(one):
            _add(values[inner.many], inner, row, call)


def _row(one: Part, values: Values, place: Values) -> Any:
    kinds = {c.key: c.type for c in parts.columns_of(one)}
    found = {k: _stored(v, kinds[k]) for k, v in values.items() if k in kinds}
    for link in one.links:
        place[link.column] = shapes.linked(link, values).id
    row = one.model(**found, **place)
    db.session.add(row)
    db.session.flush()
    return row


def _stored(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Translated):
        return i18n.Text(value)
    return kind.words(value) if isinstance(kind, Word) else value


def copy_call(
    call: Call,
    fund: Fund,
    *,
    reference: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Person,
) -> Call:
    """Begin a call from an earlier one: its texts, sizes, questions and criteria."""
    made = unpack(
        check(pack(call), fund),
        fund,
        reference=reference,
        opens_at=opens_at,
        closes_at=closes_at,
        by=by,
        verb="copied from an earlier call",
    )
    elsewhere("copy_suite", call, made, by)  # its instruments stand in the same house
    return made
