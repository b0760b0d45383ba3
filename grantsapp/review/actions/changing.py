"""What changed between two snapshots of a phase, in sentences."""

from collections.abc import Iterable
from typing import Any

from grantsapp import i18n
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review.queries.naming import Names

Plain = dict[str, Any]
SHOWN = 5  # names in a sentence


def changes_between(before: Plain, after: Plain, names: Names) -> list[str]:
    """Say what came, went and changed; each in a sentence of its own."""
    return [
        *_bids(before["problem"], after["problem"], names),
        *_panel(before, after, names),
        *_ties(before["problem"], after["problem"]),
        *_reviews(before, after),
    ]


def _keyed(rows: Iterable[Plain]) -> dict[str, Plain]:
    return {row["key"]: row for row in rows}


def _listed(words: Iterable[str]) -> str:
    found = sorted(words)
    more = len(found) - SHOWN
    if more <= 0:
        return i18n.listed(found)
    rest = ngettext("one more", "%(num)d more", more)
    return i18n.listed([*found[:SHOWN], rest])


def _bids(before: Plain, after: Plain, names: Names) -> list[str]:
    old, new = _keyed(before["bids"]), _keyed(after["bids"])
    told = []
    if come := new.keys() - old.keys():
        bids = _listed(names.bid(key) for key in come)
        told.append(_("These bids came into the phase: %(bids)s.", bids=bids))
    if gone := old.keys() - new.keys():
        bids = _listed(names.bid(key) for key in gone)
        told.append(_("These bids left the phase: %(bids)s.", bids=bids))
    if any(old[key] != new[key] for key in old.keys() & new.keys()):
        told.append(_("The reviews, fields or languages that bids want changed."))
    return told


def _panel(before: Plain, after: Plain, names: Names) -> list[str]:
    old, new = _people(before), _people(after)
    told = []
    if come := new.keys() - old.keys():
        people = _listed(names.person(key) for key in come)
        told.append(_("These people can score now: %(people)s.", people=people))
    if gone := old.keys() - new.keys():
        people = _listed(names.person(key) for key in gone)
        told.append(_("These people cannot score any more: %(people)s.", people=people))
    if other := [key for key in old.keys() & new.keys() if old[key] != new[key]]:
        people = _listed(names.person(key) for key in other)
        told.append(
            _(
                "The fields, languages, capacity or organisations of these people "
                "changed: %(people)s.",
                people=people,
            )
        )
    return told


def _people(snapshot: Plain) -> dict[str, Plain]:
    """Give what the panel said of itself, without what was filled in."""
    rows, time = snapshot["problem"]["moderators"], snapshot["time"]
    return {r["key"]: r | {"capacity": time.get(r["key"])} for r in rows}


def _ties(before: Plain, after: Plain) -> list[str]:
    old, new = (_pairs(one["forbidden"]) for one in (before, after))
    told = []
    if more := len(new - old):
        told.append(
            ngettext(
                "There is a new conflict or refusal.",
                "There are %(num)d new conflicts or refusals.",
                more,
            )
        )
    if fewer := len(old - new):
        told.append(
            ngettext(
                "One conflict or refusal is gone.",
                "%(num)d conflicts or refusals are gone.",
                fewer,
            )
        )
    return told


def _reviews(before: Plain, after: Plain) -> list[str]:
    if _pairs(before["now"]) != _pairs(after["now"]):
        return [_("Somebody changed the assignments meanwhile.")]
    if _pairs(before["problem"]["fixed"]) != _pairs(after["problem"]["fixed"]):
        return [_("Reviews were begun meanwhile.")]
    return []


def _pairs(rows: Iterable[Iterable[str]]) -> set[tuple[str, ...]]:
    return {tuple(row) for row in rows}
