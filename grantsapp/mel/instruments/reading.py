"""An instrument out of what its file says."""

from collections.abc import Mapping
from typing import Any

from grantsapp.mel.instruments.faults import faults_of
from grantsapp.mel.instruments.shapes import (
    PRORATED,
    Adapted,
    Ages,
    Instrument,
    Item,
    Licence,
    Missing,
    Rights,
    Rule,
    Scoring,
    Status,
    Subscale,
    Translation,
    Wording,
)
from grantsapp.mel.instruments.wrong import Faults


def read(stored: Mapping[str, Any]) -> Instrument:
    """Read an instrument from our own format; raises Faults with all that is wrong."""
    faults = list(faults_of(stored))
    if faults:
        raise Faults(faults)
    scale = stored["scale"]
    return Instrument(
        code=stored["code"],
        version=stored.get("version", 1),
        title=stored["title"],
        about=stored.get("about", {}),
        status=Status(stored.get("status", Status.OTHER)),
        licence=_licence(stored["licence"]),
        minimum=scale["minimum"],
        maximum=scale["maximum"],
        labels=scale.get("labels", {}),
        items=tuple(_item(item) for item in stored["items"]),
        languages=tuple(stored["title"]),
        scoring=_scoring(stored.get("scoring", {})),
        subscales=tuple(
            Subscale(s["code"], s["title"]) for s in stored.get("subscales", [])
        ),
        construct=stored.get("construct", {}),
        themes=tuple(stored.get("themes", [])),
        citation=stored.get("citation", ""),
        ages=_ages(stored.get("ages")),
        adapted_from=_adapted(stored.get("adapted_from")),
        translations={
            code: _translation(told)
            for code, told in stored.get("translations", {}).items()
        },
    )


def _item(told: Mapping[str, Any]) -> Item:
    flag, subscale = told.get("reversed", False), told.get("subscale", "")
    return Item(told["code"], told["text"], flag, subscale)


def _licence(told: Mapping[str, str]) -> Licence:
    return Licence(Rights(told["status"]), told.get("name", ""), told.get("proof", ""))


def _scoring(told: Mapping[str, Any]) -> Scoring:
    return Scoring(
        Rule(told.get("rule", Rule.MEAN)),
        Missing(told.get("missing", Missing.PRORATE)),
        told.get("needed", PRORATED),
        told.get("least"),
    )


def _ages(told: Mapping[str, int | None] | None) -> Ages | None:
    return None if told is None else Ages(told.get("from"), told.get("to"))


def _adapted(told: Mapping[str, Any] | None) -> Adapted | None:
    if told is None:
        return None
    return Adapted(told["code"], told["version"], tuple(told.get("changes", [])))


def _translation(told: Mapping[str, Any]) -> Translation:
    return Translation(
        Wording(told["origin"]),
        told.get("by", ""),
        told.get("source", ""),
        told.get("read_by_native", False),
    )
