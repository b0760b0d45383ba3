"""What projects delivered of what they planned: a score card each. Plain values only.

A card has a few parts, each with its own word, and a rule that is printed beside them:
no number that nobody can take apart. What is more than planned counts as all of it, so
that much of one thing does not hide little of another.

What is planned and delivered is what a group was paid for, and so public. But three
people reached may be known to each other's neighbours: fewer than ten people have no
figure, and neither has the project of which the whole less all others would tell it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypedDict

from grantsapp.evaluation.reach import reaches
from grantsapp.evaluation.suppression import THRESHOLD

VERSION: Final = 1
OUTPUTS: Final = (0.9, 0.6)  # of what was planned, on average: as planned; partly
ANSWERS: Final = (0.8, 0.5)  # of those expected: as planned; partly
PEOPLE: Final = frozenset({"people", "practitioners", "volunteers"})  # who is counted


class Level(StrEnum):
    """How far a part went as planned."""

    AS_PLANNED = "as_planned"
    PARTLY = "partly"
    BELOW = "below"
    NOT_KNOWN = "not_known"


class Arrived(StrEnum):
    """Whether a report came in time."""

    IN_TIME = "in_time"
    LATE = "late"
    UNDATED = "undated"  # it came, and nobody knows when it was due
    AWAITED = "awaited"
    OVERDUE = "overdue"


REPORTED: Final = {
    Arrived.IN_TIME: Level.AS_PLANNED,
    Arrived.LATE: Level.PARTLY,
    Arrived.UNDATED: Level.NOT_KNOWN,
    Arrived.AWAITED: Level.NOT_KNOWN,
    Arrived.OVERDUE: Level.BELOW,
}


@dataclass(frozen=True)
class Output:
    """So much of a measure: planned, and delivered once a report says so."""

    measure: str
    planned: int
    delivered: int | None = None


@dataclass(frozen=True)
class Project:
    """What is known of a project; expected and answers are of its survey."""

    reference: str
    theme: str = ""
    tier: str = ""
    area: str = ""
    outputs: tuple[Output, ...] = ()
    arrived: Arrived = Arrived.AWAITED
    expected: int | None = None
    answers: int | None = None
    is_asking: bool = False


class Line(TypedDict):
    """One output of a card; the share is capped at one. Null is not said."""

    measure: str
    planned: int | None
    delivered: int | None
    share: float | None


class Card(TypedDict):
    """The score card of a project."""

    project: str
    theme: str
    tier: str
    area: str
    outputs: list[Line]
    arrived: str
    expected: int | None
    answers: int | None
    is_asking: bool
    parts: dict[str, str]
    end: str


Fidelity = dict[str, Any]


def fidelity(projects: Iterable[Project]) -> Fidelity:
    """Give every card and what they come to, for people inside."""
    cards = [card(project) for project in projects]
    return {"rule": rule(), "cards": cards, "reach": reaches(cards)}


def public_fidelity(projects: Iterable[Project]) -> Fidelity:
    """Give the cards that may be told; `told` decides of which projects.

    No place: that of a project is told, or is not, where its name is.
    """
    cards = [_public(card(project)) for project in projects]
    return {"rule": rule(), "cards": cards}


def rule() -> dict[str, Any]:
    """Write the rule of the cards, as a file carries it."""
    return {"version": VERSION, "outputs": list(OUTPUTS), "answers": list(ANSWERS)}


def card(project: Project) -> Card:
    """Weigh a project by the rule."""
    lines = [_line(output) for output in project.outputs]
    came = None if project.is_asking else _share(project.answers, project.expected)
    parts = {
        "outputs": _level(_mean([line["share"] for line in lines]), OUTPUTS),
        "report": REPORTED[project.arrived],
        "answers": _level(came, ANSWERS),
    }
    return {
        "project": project.reference,
        "theme": project.theme,
        "tier": project.tier,
        "area": project.area,
        "outputs": lines,
        "arrived": str(project.arrived),
        "expected": project.expected,
        "answers": project.answers,
        "is_asking": project.is_asking,
        "parts": {name: str(level) for name, level in parts.items()},
        "end": str(_end(parts)),
    }


def _line(output: Output) -> Line:
    share = _share(output.delivered, output.planned)
    return {
        "measure": output.measure,
        "planned": output.planned,
        "delivered": output.delivered,
        "share": share,
    }


def _share(some: int | None, of: int | None) -> float | None:
    return None if some is None or not of else min(1.0, some / of)


def _mean(shares: Sequence[float | None]) -> float | None:
    """Count each output the same; one without a figure leaves nothing to say."""
    known = [share for share in shares if share is not None]
    if not shares or len(known) < len(shares):
        return None
    return sum(known) / len(known)


def _level(share: float | None, marks: tuple[float, float]) -> Level:
    if share is None:
        return Level.NOT_KNOWN
    if round(share, 9) >= marks[0]:
        return Level.AS_PLANNED
    return Level.PARTLY if round(share, 9) >= marks[1] else Level.BELOW


def _end(parts: Mapping[str, Level]) -> Level:
    """Say the end: what was delivered decides, and the other parts can spoil it."""
    if parts["outputs"] in (Level.NOT_KNOWN, Level.BELOW):
        return parts["outputs"]
    known = {level for level in parts.values() if level is not Level.NOT_KNOWN}
    return Level.AS_PLANNED if known == {Level.AS_PLANNED} else Level.PARTLY


def _public(one: Card) -> Card:
    outputs = [_without(x) if _is_small(x) else x for x in one["outputs"]]
    found: Card = {**one, "area": "", "outputs": outputs}
    if one["answers"] is not None and one["answers"] < THRESHOLD:
        found["answers"] = found["expected"] = None
    return found


def _is_small(line: Line) -> bool:
    people = line["delivered"] or 0
    return line["measure"] in PEOPLE and 0 < people < THRESHOLD


def _without(line: Line) -> Line:
    """Take the figures out; the plan too, since the share of a part is told."""
    return {**line, "planned": None, "delivered": None, "share": None}


def told(
    public: Fidelity, areas: Mapping[str, str], whole: Iterable[Mapping[str, Any]]
) -> Fidelity:
    """Give the cards of the projects that are told, by reference, with their areas.

    `whole` are the sums over all projects, as `{measure, delivered, projects}`. Where
    these less the cards would tell what one project delivered, a second one goes too.
    """
    known: list[Card] = public["cards"]
    cards = [_at(one, areas) for one in known if one["project"] in areas]
    for sums in whole:
        _hide_with(cards, sums)
    return {**public, "cards": cards, "reach": reaches(cards)}


def _at(one: Card, areas: Mapping[str, str]) -> Card:
    return {**one, "area": areas[one["project"]]}


def _hide_with(cards: list[Card], sums: Mapping[str, Any]) -> None:
    """Hide the smallest, one after the other, until nobody hidden is alone."""
    measure = sums["measure"]
    shown = sorted(
        (line["delivered"] or 0, card["project"])
        for card in cards
        for line in card["outputs"]
        if line["measure"] == measure and line["delivered"] is not None
    )
    hidden = sums["projects"] - len(shown)
    rest = sums["delivered"] - sum(number for number, _project in shown)
    least = THRESHOLD if measure in PEOPLE else 0
    out = set()
    while hidden and shown and (hidden < 2 or rest < least):  # noqa: PLR2004
        number, project = shown.pop(0)
        out.add(project)
        hidden, rest = hidden + 1, rest + number
    for place, one in enumerate(cards):
        if one["project"] in out:
            cards[place] = {**one, "outputs": _except(one["outputs"], measure)}


def _except(lines: Iterable[Line], measure: str) -> list[Line]:
    return [_without(one) if one["measure"] == measure else one for one in lines]
