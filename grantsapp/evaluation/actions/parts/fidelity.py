"""What was delivered of what was planned."""

from typing import Any

from grantsapp import charts, i18n
from grantsapp.evaluation.actions import saying_fidelity as say
from grantsapp.evaluation.actions.parts.common import (
    Document,
    listed,
    own,
    paragraph,
    whole,
)
from grantsapp.evaluation.blocks import (
    Block,
    Chart,
    Heading,
    Table,
    Tone,
    Words,
    number,
    plain,
)
from grantsapp.evaluation.fidelity import Level
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES, Measure


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each output of all projects together."""
    figures = document["figures"]
    return [
        *own(document, Part.FIDELITY),
        *_outputs(figures["outputs"]),
        *_cards(figures),
    ]


def _cards(figures: dict[str, Any]) -> list[Block]:
    """Show a score card for each project, with the rule by which it was made."""
    fidelity = figures.get("fidelity")
    if not fidelity or not any(map(_says_something, fidelity["cards"])):
        return []
    title = _("What each project delivered of its plan")
    head = (_("Project"), _("Outputs"), _("Report"), _("Survey"), _("In the end"))
    return [
        Heading(Words(title), "score-cards"),
        *[paragraph(words) for words in say.about(public=figures["public"])],
        Table(
            caption=Words(title),
            head=tuple(map(Words, head)),
            rows=tuple(_card(figures, card) for card in fidelity["cards"]),
            widths=(2.2, 2.6, 1.2, 1.6, 1.1),
        ),
        paragraph(_("The rule of these score cards"), Tone.LEAD),
        *listed(say.rule(fidelity["rule"])),
    ]


def _says_something(card: dict[str, Any]) -> bool:
    """Say whether anything on a card can be held against a plan or a day."""
    levels = map(Level, card["parts"].values())
    return bool(card["outputs"]) or any(one is not Level.NOT_KNOWN for one in levels)


def _card(figures: dict[str, Any], card: dict[str, Any]) -> tuple[Words, ...]:
    name = say.project(figures, card)
    outputs = [_line(line) for line in card["outputs"]]
    parts = card["parts"]
    return (
        Words(name.text, name.language),
        Words(" · ".join(outputs) or _("Nothing was planned in figures.")),
        Words(say.arrived(card)),
        Words(f"{say.answers(card)} · {say.level(parts['answers'])}"),
        Words(say.level(card["end"])),
    )


def _line(line: dict[str, Any]) -> str:
    """Say what was delivered of one output, with its share."""
    share = "" if line["share"] is None else f" ({i18n.percent(line['share'])})"
    return f"{say.output(line)}{share}"


def _outputs(outputs: list[dict[str, Any]]) -> list[Block]:
    """Draw what was delivered beside what was planned, in shares of each plan."""
    if not outputs:
        return []
    rows = [(one, _row(one)) for one in outputs]
    reached = sum(one["delivered"] >= one["planned"] for one in outputs)
    said = _(
        "Kinds of output: %(all)s. As much as planned, or more, was delivered of "
        "%(some)s of them.",
        all=i18n.number(len(outputs)),
        some=i18n.number(reached),
    )
    drawn = charts.Bars(
        key="outputs",
        language=i18n.language(),
        title=_("Delivered against planned"),
        sentence=said,
        rows=tuple(_delivery(one, cells) for one, cells in rows),
        heads=(_("What"), _("Planned"), _("Delivered"), _("Share")),
    )
    head = (_("What"), _("Projects"), _("Planned"), _("Delivered"), _("Share"))
    table = Table(
        caption=Words(drawn.title),
        head=tuple(map(Words, head)),
        rows=tuple(cells for _one, cells in rows),
        numeric=frozenset({1, 2, 3, 4}),
        widths=(3, 1, 1, 1, 1),
    )
    return [paragraph(said), Chart(drawn, table)]


def _delivery(one: dict[str, Any], cells: tuple[Words, ...]) -> charts.Delivery:
    what, _projects, planned, delivered, share = (plain(cell.text) for cell in cells)
    return charts.Delivery(
        label=what,
        language=i18n.language(),
        planned=one["planned"],
        delivered=one["delivered"],
        planned_words=planned,
        delivered_words=delivered,
        words=share,
    )


def _row(one: dict[str, Any]) -> tuple[Words, ...]:
    path = f"outputs.{one['measure']}"
    counts = [
        whole(f"{path}.{name}", one[name])
        for name in ("projects", "planned", "delivered")
    ]
    share = i18n.percent(one["delivered"] / one["planned"]) if one["planned"] else ""
    name = str(MEASURES[Measure(one["measure"])])
    return tuple(map(Words, [name, *counts, number(f"{path}.share", share)]))
