"""An instrument as its file says it."""

from typing import Any

from grantsapp.mel.instruments.shapes import (
    Instrument,
    Item,
    Licence,
    Missing,
    Scoring,
    Translation,
)


def as_json(instrument: Instrument) -> dict[str, Any]:
    """Write an instrument in the project's own format; what it lacks is left out."""
    adapted, ages = instrument.adapted_from, instrument.ages
    told: dict[str, Any] = {
        "code": instrument.code,
        "version": instrument.version,
        "title": dict(instrument.title),
        "about": dict(instrument.about),
        "construct": dict(instrument.construct),
        "themes": list(instrument.themes),
        "status": str(instrument.status),
        "adapted_from": adapted
        and {
            "code": adapted.code,
            "version": adapted.version,
            "changes": list(adapted.changes),
        },
        "citation": instrument.citation,
        "licence": _licence(instrument.licence),
        "ages": ages and {"from": ages.youngest, "to": ages.oldest},
        "scale": {
            "minimum": instrument.minimum,
            "maximum": instrument.maximum,
            "labels": {v: dict(t) for v, t in instrument.labels.items()},
        },
        "subscales": [
            {"code": s.code, "title": dict(s.title)} for s in instrument.subscales
        ],
        "items": [_item(item) for item in instrument.items],
        "scoring": _scoring(instrument.scoring),
        "translations": {
            code: _translation(one) for code, one in instrument.translations.items()
        },
    }
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _item(item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {"code": item.code, "text": dict(item.text)}
    told["reversed"] = item.is_reversed
    return {**told, "subscale": item.subscale} if item.subscale else told


def _licence(licence: Licence) -> dict[str, str]:
    status = str(licence.status)
    return {"status": status, "name": licence.name, "proof": licence.proof}


def _scoring(scoring: Scoring) -> dict[str, Any]:
    told: dict[str, Any] = {"rule": str(scoring.rule), "missing": str(scoring.missing)}
    if scoring.missing is Missing.COMPLETE:
        return told
    if scoring.least is not None:
        return {**told, "least": scoring.least}
    return {**told, "needed": scoring.needed}


def _translation(one: Translation) -> dict[str, Any]:
    return {
        "origin": str(one.origin),
        "by": one.by,
        "source": one.source,
        "read_by_native": one.read_by_native,
    }
