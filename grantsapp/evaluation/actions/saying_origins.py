"""Where a figure comes from, in sentences: its name, value, rule and inputs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from grantsapp import i18n
from grantsapp.evaluation import origins
from grantsapp.evaluation.actions import saying_fidelity, saying_process, saying_rules
from grantsapp.evaluation.actions.parts import beside
from grantsapp.evaluation.actions.parts.common import Document, theme_name, typed
from grantsapp.evaluation.actions.parts.fund import project
from grantsapp.evaluation.blocks import Words
from grantsapp.evaluation.origin_rules import Form, Rule
from grantsapp.evaluation.origins import Origin
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel.models import MEASURES, Measure

LEAST = 0.01  # below this an exact p says no more


@dataclass(frozen=True)
class Fact:
    """A figure among the inputs: what it is, how it is written, where it comes from."""

    what: str
    text: str
    path: str


@dataclass(frozen=True)
class Told:
    """A figure as its page tells it."""

    path: str
    what: str
    about: list[Words]
    text: str
    exact: str  # unrounded
    how: list[str]
    facts: list[Fact]
    lines: list[tuple[Words, list[Fact]]]  # by project
    hidden: list[str]
    answers: int | None  # rows of the snapshot behind it, as far as is told


def links(
    figures: Mapping[str, Any], endpoint: str, **values: Any
) -> Callable[[str], str]:
    """Give the address of a figure's page by its path; empty where there is none."""

    def address(path: str) -> str:
        if origins.find(figures, path) is None:
            return ""
        return url_for(endpoint, path=path, **values)

    return address


def told(document: Document, path: str) -> Told | None:
    """Tell where a figure of a report comes from; None where there is no such one."""
    figures = document["figures"]
    origin = origins.find(figures, path)
    if origin is None:
        return None
    return Told(
        path,
        what(origin),
        about(document, origin),
        written(origin, figures["currency"]),
        exact(origin),
        [str(words) for words in saying_rules.HOW[origin.rule]],
        [fact for one in origin.facts if (fact := _fact(figures, one))],
        [
            (
                project(figures["projects"][row.project]),
                [fact for one in row.paths if (fact := _fact(figures, one))],
            )
            for row in origin.rows
        ],
        _hidden(figures, origin),
        origin.answers,
    )


def _fact(figures: Mapping[str, Any], path: str) -> Fact | None:
    origin = origins.find(figures, path)
    if origin is None:
        return None
    name = what(origin)
    if origin.rule is Rule.POOLED_P and origin.instrument:
        title = i18n.Text.plainly(origin.instrument["title"]).shown().text
        name = _("%(figure)s: %(instrument)s", figure=name, instrument=title)
    return Fact(name, written(origin, figures["currency"]), path)


def what(origin: Origin) -> str:
    """Name a figure."""
    last = origin.path.rpartition(".")[2]
    if origin.rule is Rule.DELIVERY and last == "expected":
        last = "expected_answers"
    own = saying_rules.OWN.get(last)
    if own and origin.rule is not Rule.PROJECTS:
        return str(own)
    return str(saying_rules.WHAT[origin.rule])


def written(origin: Origin, currency: str) -> str:
    """Write a figure as the report does."""
    value = origin.value
    if isinstance(value, dict):
        middle = value["estimate" if "estimate" in value else "difference"]
        said = _number(middle, origin.form, currency)
        if not value.get("ci"):
            return said
        ends = "; ".join(_number(end, origin.form, currency) for end in value["ci"])
        return f"{said} [{ends}]"
    if isinstance(value, list):
        low, high = (_number(end, origin.form, currency) for end in value)
        return _("%(low)s to %(high)s", low=low, high=high)
    return _number(value, origin.form, currency)


def _number(value: float, form: Form, currency: str) -> str:
    if form is Form.P:
        text = i18n.signless(max(value, LEAST))
        return _("below %(least)s", least=text) if value < LEAST else text
    if form is Form.MONEY:
        return i18n.money(int(value), currency)
    write = {
        Form.COUNT: i18n.number,
        Form.POINTS: i18n.signless,
        Form.CHANGE: i18n.signed,
        Form.SHARE: i18n.percent,
    }
    return write[form](value)


def exact(origin: Origin) -> str:
    """Write a figure unrounded, as the JSON of the report has it; empty for a count."""
    value = origin.value
    if isinstance(value, dict):
        value = value.get("estimate", value.get("difference"))
    if isinstance(value, int):
        return ""
    return json.dumps(value)


def about(document: Document, origin: Origin) -> list[Words]:
    """Say what a figure is about, from the instrument to the group."""
    found: list[Words] = []
    by = ""
    for name, node in origin.chain:
        by = node.get("by", by) if isinstance(node, dict) else name or by
        if words := _about(document, origin.path.partition(".")[0], by, name, node):
            found.append(words)
    return found


def _about(
    document: Document, head: str, by: str, name: str, node: Any
) -> Words | None:
    """Say what one step of a path names, if it names something."""
    choices = beside.choices() | {"naive": beside.as_one()}
    if name in choices:
        return Words(choices[name])
    if not isinstance(node, dict):
        return None
    if "value" in node:
        return _group(document, head, by, node["value"])
    if "by" in node and head == "outcomes":
        return Words(beside.question(node["by"]))
    names: dict[str, Callable[[], Words]] = {
        "scale": lambda: typed(node["title"]),
        "project": lambda: _project(document, node["project"]),
        "moment": lambda: Words(beside.later(node)),
        "measure": lambda: Words(str(MEASURES[Measure(node["measure"])])),
        "theme": lambda: theme_name(document, node["theme"]),
    }
    return next((say() for key, say in names.items() if key in node), None)


def _project(document: Document, key: str) -> Words:
    known = document["figures"]["projects"].get(key)
    return project(known) if known else Words(key)


def _group(document: Document, head: str, by: str, value: str) -> Words | None:
    """Name the group that a line of a table is about."""
    figures = document["figures"]
    if head == "outcomes":
        return Words(beside.answer(by, value))
    if head == "process" and by in saying_process.TITLES:
        shown = saying_process.value(figures["process"], by, value)
    elif head in {"reach", "fidelity"} and by in saying_fidelity.TITLES:
        shown = saying_fidelity.value(figures["fidelity"], by, value)
    else:
        return None
    return Words(shown.text, shown.language)


def _hidden(figures: Mapping[str, Any], origin: Origin) -> list[str]:
    """Say what is not shown, and why."""
    said = []
    if origin.hidden and figures["public"]:
        said.append(
            ngettext(
                "One project is not in it: fewer than %(least)s people, or all alike.",
                "%(num)d projects are not in it: fewer than %(least)s people, or all "
                "alike.",
                origin.hidden,
                least=figures["threshold"],
            )
        )
    if origin.withheld:
        said.append(
            ngettext(
                "To protect people, one project of the call is never named. Where it "
                "is in a figure, it has no line here.",
                "To protect people, %(num)d projects of the call are never named. "
                "Where they are in a figure, they have no line here.",
                origin.withheld,
            )
        )
    if origin.instrument:
        said.append(
            _(
                "What single people answered is shown to nobody here. The evaluator "
                "works with it under seal."
            )
        )
    return said
