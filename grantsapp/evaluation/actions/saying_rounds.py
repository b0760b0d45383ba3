"""What is said of an instrument over the rounds of a fund."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import queries
from grantsapp.evaluation.rounds import Break, Entry
from grantsapp.i18n import gettext as _
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import DESIGNS


def change(entry: Entry) -> str:
    """Write the change in the average project with its interval, if one is shown."""
    one = entry.figures
    estimate = one["pooled"]["estimate"]
    if one["pairs"] is None or estimate is None or "too_few_projects" in one["notes"]:
        return ""
    if not queries.has_interval(one):
        return i18n.signed(estimate)
    low, high = map(i18n.signed, one["pooled"]["ci"])
    return f"{i18n.signed(estimate)} [{low}; {high}]"


def designs(entry: Entry) -> str:
    """Say how people were asked in a round."""
    return i18n.listed(
        [str(DESIGNS[Design(code)]) for code in entry.figures["designs"]]
    )


def breaks(entry: Entry) -> list[str]:
    """Say what differs from the round before, a sentence each."""
    said = [_sentence(kind, entry) for kind in entry.breaks]
    if not entry.is_comparable:
        said.append(_("So this round cannot be held against the one before."))
    return said


def _sentence(kind: Break, entry: Entry) -> str:
    one: Any = entry.figures
    match kind:
        case Break.WORDING:
            return _(
                "People read other words here: this is version %(number)s.",
                number=one["version"],
            )
        case Break.VERSION:
            return _(
                "This is version %(number)s. People read the same words.",
                number=one["version"],
            )
        case Break.SCALE:
            low, high = one["scale"]
            return _("Answers run from %(low)s to %(high)s here.", low=low, high=high)
        case Break.DESIGN:
            return _("People were asked in another way: %(how)s.", how=designs(entry))
        case Break.THRESHOLD:
            return _(
                "Groups are hidden below another number of people: %(number)s.",
                number=i18n.number(one["threshold"]),
            )
        case Break.MADE_UP:
            return _(
                "In one of these two rounds the answers are made up for demonstration."
            )
