"""Where a figure comes from: its value unrounded, its rule, and what it was made of.

A path names a figure as the blocks of a report mark it, such as
`outcomes.calm.pooled.estimate`. It is looked up in the figures that the reader may see,
and so are the inputs: nothing is told here that the same figures do not hold as JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from grantsapp.evaluation.origin_rules import HEADS, Form, Rule, ruled

NAMES: Final = ("project", "by", "value", "theme", "measure", "moment", "code")
INSIDE: Final = ("groups", "rows", "checks", "by", "cards", "measures")
FACTS: Final = {
    Rule.POOLED: ("k", "tau2", "se", "ci"),
    Rule.POOLED_LEVEL: ("k", "tau2", "se"),
    Rule.POOLED_INTERVAL: ("estimate", "se", "k"),
    Rule.PREDICTION: ("estimate", "se", "tau2", "k"),
    Rule.POOLED_P: ("estimate", "se", "k"),
    Rule.BETWEEN: ("q", "k"),
    Rule.DIFFERENCE: ("mean_before", "mean_after", "pairs"),
    Rule.INTERVAL: ("difference", "pairs"),
    Rule.NAIVE: ("pairs",),
    Rule.NAIVE_INTERVAL: ("difference", "pairs"),
    Rule.MEAN: ("pairs",),
    Rule.LEVEL: ("n",),
    Rule.LEVEL_INTERVAL: ("mean", "n"),
    Rule.D_Z: ("difference", "sd_difference", "pairs"),
    Rule.D_AV: ("difference", "pairs"),
    Rule.ALPHA: ("pairs",),
    Rule.PAIRED_P: ("difference", "sd_difference", "pairs"),
    Rule.SHARE: ("delivered", "planned"),
    Rule.PAIRS: ("n",),
    Rule.KRIPPENDORFF: ("bids",),
}
OF_PROJECTS: Final = frozenset(
    {
        Rule.POOLED,
        Rule.POOLED_INTERVAL,
        Rule.PREDICTION,
        Rule.POOLED_P,
        Rule.BETWEEN,
        Rule.POOLED_LEVEL,
        Rule.POOLED_COUNT,
    }
)
COUNTED: Final = frozenset({Rule.PAIRS, Rule.ANSWERED, Rule.PROJECTS})


@dataclass(frozen=True)
class Row:
    """A project among the inputs, with the paths of its figures."""

    project: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """A figure: its value unrounded, how it is written, which rule made it, of what.

    `chain` has what the path leads through, the nearest last; `hidden` counts projects
    that are not in it, or that have no line of their own.
    """

    path: str
    value: Any
    form: Form
    rule: Rule
    chain: tuple[tuple[str, Any], ...] = ()
    facts: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    hidden: int = 0
    withheld: int = 0
    answers: int | None = None  # rows of the snapshot behind it, as far as is told
    instrument: Mapping[str, Any] = field(default_factory=dict)


def find(figures: Mapping[str, Any], path: str) -> Origin | None:
    """Find a figure; None where these figures have no such one."""
    chain = _walk(figures, path)
    if chain is None or not _is_figure(chain[-1][1]):
        return None
    form, rule = ruled(path, [node for _name, node in chain])
    instrument = chain[0][1] if path.startswith("outcomes.") else {}
    rows = tuple(_rows(figures, path, chain, rule))
    return Origin(
        path,
        chain[-1][1],
        form,
        rule,
        tuple(chain),
        tuple(_facts(figures, path, chain, rule)),
        rows,
        _hidden(chain),
        figures.get("withheld", 0) if rows or _is_of_all(path) else 0,
        _answers(chain),
        instrument,
    )


def _is_of_all(path: str) -> bool:
    return path.partition(".")[0] in {"awards", "awarded", "reach", "reports"}


def _walk(figures: Mapping[str, Any], path: str) -> list[tuple[str, Any]] | None:
    """Follow a path from name to name; None where it leads nowhere."""
    head, *names = path.split(".")
    if head not in {"outcomes", *HEADS}:
        return None
    node = figures.get(head)
    if head == "outcomes":
        node = _by_key(figures["instruments"])
    elif head == "reach" and names:
        node = (figures.get("fidelity") or {}).get("reach")
    chain: list[tuple[str, Any]] = [] if names else [(head, node)]
    for name in names:
        node = _step(node, name)
        if node is None:
            return None
        chain.append((name, node))
    return chain


def _by_key(instruments: list[dict[str, Any]]) -> dict[str, Any]:
    """Name instruments as paths do: by code, of two versions each with its own."""
    found: dict[str, Any] = {f"{i['code']}-v{i['version']}": i for i in instruments}
    codes = [one["code"] for one in instruments]
    return found | {i["code"]: i for i in instruments if codes.count(i["code"]) == 1}


def _step(node: Any, name: str) -> Any:
    if isinstance(node, list):
        return next((one for one in node if name in _names(one)), None)
    if not isinstance(node, dict):
        return None
    if name in node:
        return node[name]
    if name == "share" and node.get("planned") and "delivered" in node:
        return (
            None if node["delivered"] is None else node["delivered"] / node["planned"]
        )
    inside = (_step(node[key], name) for key in INSIDE if key in node)
    return next((found for found in inside if found is not None), None)


def _names(one: Any) -> set[str]:
    """Say by which names a path may mean this line of a table."""
    if not isinstance(one, dict):
        return set()
    if "moment" in one:
        return {one["moment"], f"{one['moment']}-{one['since']}"}
    first = next((name for name in NAMES if name in one), None)
    return {str(one[first])} if first else set()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_figure(value: Any) -> bool:
    """Say whether this is a number, an interval, or a line that has a change."""
    if isinstance(value, dict):
        name = "difference" if "project" in value else "estimate"
        return _is_number(value.get(name))
    if isinstance(value, list):
        return len(value) == 2 and all(map(_is_number, value))  # noqa: PLR2004
    return _is_number(value)


def _facts(
    figures: Mapping[str, Any], path: str, chain: list[tuple[str, Any]], rule: Rule
) -> Iterator[str]:
    """Name the figures beside this one from which it was made."""
    own = isinstance(chain[-1][1], dict)
    above = path if own else path.rpartition(".")[0]
    wanted = [f"{above}.{name}" for name in FACTS.get(rule, ())]
    if rule is Rule.REACH:
        wanted = ["outputs.people.delivered"]
    if rule is Rule.ADJUSTED:
        keys = _by_key(figures["instruments"])
        family = (figures.get("plan") or {}).get("family", ())
        short = [key for key, one in keys.items() if one["code"] in family]
        wanted = [f"outcomes.{k}.pooled.p" for k in short if "-v" not in k]
    for one in wanted:
        found = _walk(figures, one)
        if one != path and found and _is_figure(found[-1][1]):
            yield one


def _rows(
    figures: Mapping[str, Any], path: str, chain: list[tuple[str, Any]], rule: Rule
) -> Iterator[Row]:
    """Give the projects from which a figure was made, as far as they have a line."""
    if path.startswith("outputs."):
        yield from _cards(figures, path)
    elif rule in OF_PROJECTS | COUNTED:
        yield from _lines(figures, path, chain, rule)


def _cards(figures: Mapping[str, Any], path: str) -> Iterator[Row]:
    measure = path.split(".")[1]
    for card in (figures.get("fidelity") or {}).get("cards", ()):
        above = f"fidelity.cards.{card['project']}.outputs.{measure}"
        paths = [f"{above}.{name}" for name in ("planned", "delivered")]
        shown = [one for one in paths if find(figures, one)]
        if shown and card["project"] in figures["projects"]:
            yield Row(card["project"], tuple(shown))


def _lines(
    figures: Mapping[str, Any], path: str, chain: list[tuple[str, Any]], rule: Rule
) -> Iterator[Row]:
    """Give the lines of the table that a figure belongs to."""
    names, table, place = path.split("."), chain[0][1], 2
    for at, (name, node) in enumerate(chain):
        if name in {"themes", "checks", "groups", *table.get("checks", {})}:
            return  # of some of these people or projects: the lines are of all
        if isinstance(node, dict) and "by_project" in node:
            table, place = node, at + 2
    above = ".".join(names[:place])
    for line in table["by_project"] if len(chain) <= place + 1 else ():
        is_in = line.get("in_pool", True) or rule in COUNTED
        if is_in and line["project"] in figures["projects"]:
            its = f"{above}.by_project.{line['project']}"
            paths = [f"{its}.pairs", f"{its}.n" if rule in COUNTED else its]
            if "mean" in line:
                paths = [f"{its}.n", f"{its}.mean"]
            yield Row(line["project"], tuple(p for p in paths if find(figures, p)))


def _hidden(chain: list[tuple[str, Any]]) -> int:
    """Count what is not in a figure, by the nearest table that says so."""
    for _name, node in reversed(chain):
        hidden = node.get("hidden") if isinstance(node, dict) else None
        if isinstance(hidden, dict):
            return hidden.get("projects", 0)
    return 0


def _answers(chain: list[tuple[str, Any]]) -> int | None:
    """Count the rows behind a figure, by the nearest line that says so."""
    for _name, node in reversed(chain):
        if isinstance(node, dict) and (node.get("n") or node.get("pairs")):
            return node.get("n") or node["pairs"]
    return None
