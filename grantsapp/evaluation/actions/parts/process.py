"""How the call went: who began, applied and was funded, and how moderators agreed."""

from itertools import pairwise
from typing import Any

from grantsapp import charts, i18n
from grantsapp.evaluation.actions import saying_process as say
from grantsapp.evaluation.actions.parts.common import (
    Document,
    own,
    paragraph,
    sentences,
    whole,
)
from grantsapp.evaluation.blocks import (
    Block,
    Chart,
    Figures,
    Heading,
    Table,
    Tone,
    Words,
    plain,
)
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _

Process = dict[str, Any]


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and what was counted of bids and of scores."""
    process = document["figures"].get("process")
    return [*own(document, Part.PROCESS), *(_counted(process) if process else [])]


def _counted(process: Process) -> list[Block]:
    tables = [
        _table(process, one)
        for one in process["by"]
        if one["is_known"] and not one["is_hidden"]
    ]
    return [
        *_stages(process),
        *[paragraph(words) for words in say.lead(process)],
        *tables,
        *[paragraph(words, Tone.SMALL) for words in say.beside(process)],
        *_stopped(process),
        *_agreement(process),
    ]


def _stages(process: Process) -> list[Block]:
    """Draw how many bids got how far; one count alone needs no picture."""
    counts, stages = process["whole"]["counts"], process["stages"]
    told = [
        (str(say.STAGES[stage]), _whole("process.whole", stage, counts))
        for stage in stages
    ]
    if len(stages) == 1:
        return [Figures(((Words(told[0][0]), told[0][1]),))]
    if not stages:
        return []
    (first, begun), (last, ended) = told[0], told[-1]
    said = _(
        "Bids counted. %(first)s: %(begun)s. %(last)s: %(ended)s.",
        first=first, begun=begun.text, last=last, ended=ended.text,
    )  # fmt: skip
    shares = ["", *(_share(counts[b], counts[a]) for a, b in pairwise(stages))]
    rows = [
        (what, words, counts[stage], share)
        for (what, words), stage, share in zip(told, stages, shares, strict=True)
    ]
    return [paragraph(said), _steps(plain(said), rows)]


def _steps(sentence: str, rows: list[tuple[str, Words, int, str]]) -> Chart:
    """Draw what the steps are, how many came there, and the share of those before."""
    drawn = charts.Steps(
        key="process",
        language=i18n.language(),
        title=_("How far the bids came"),
        sentence=sentence,
        rows=tuple(
            charts.Step(what, i18n.language(), value, plain(words.text), share)
            for what, words, value, share in rows
        ),
        heads=(_("Step"), _("Bids"), _("Of the step before")),
    )
    cells = [(Words(what), words, Words(share)) for what, words, _n, share in rows]
    table = Table(
        caption=Words(drawn.title),
        head=tuple(map(Words, drawn.heads)),
        rows=tuple(cells),
        numeric=frozenset({1, 2}),
    )
    return Chart(drawn, table)


def _share(some: int, of: int) -> str:
    return i18n.percent(some / of) if of else ""


def _whole(path: str, stage: str, counts: dict[str, int]) -> Words:
    return Words(whole(f"{path}.counts.{stage}", counts[stage]))


def _table(process: Process, one: dict[str, Any]) -> Table:
    """Count bids by one thing that is known of them, step by step."""
    by, title = one["by"], str(say.TITLES[one["by"]])
    is_rated = any(row["share"] is not None for row in one["rows"])
    head = [title, *(str(say.STAGES[stage]) for stage in one["stages"])]
    rows = [
        _row(one, row, Words(name.text, name.language), f"process.{by}.{row['value']}")
        for row in one["rows"]
        for name in [say.value(process, by, row["value"])]
    ]
    if one["other"]:
        others = Words(_("All others"))
        rows.append(_row(one, one["other"], others, f"process.{by}.other"))
    if is_rated:
        head.append(_("Share funded"))
    width = len(head)
    return Table(
        caption=Words(title),
        head=tuple(map(Words, head)),
        rows=tuple(row[:width] for row in rows),
        numeric=frozenset(range(1, width)),
        widths=(2.4, *(1.0 for _column in range(1, width))),
    )


def _row(
    one: dict[str, Any], row: dict[str, Any], name: Words, path: str
) -> tuple[Words, ...]:
    counts = [_whole(path, stage, row["counts"]) for stage in one["stages"]]
    share = Words(say.share(row) if row["share"] is not None else "")
    return (name, *counts, share)


def _stopped(process: Process) -> list[Block]:
    """Say where people stopped who began and handed nothing in."""
    stopped = process.get("stopped")
    if not stopped or not stopped["groups"]:
        return []
    count = whole("process.stopped.groups", stopped["groups"])
    words = _("Bids that were begun and not handed in: %(number)s.", number=count)
    head = Heading(Words(_("Where people stopped")), "stopped")
    if stopped["is_hidden"]:
        hidden = _("In which section they stopped is not shown: too few did.")
        return [head, paragraph(words), paragraph(hidden, Tone.SMALL)]
    rows = [
        (Words(name.text, name.language), Words(i18n.number(number)))
        for code, number in stopped["sections"]
        for name in [say.section(process, code)]
    ]
    if stopped["other"]:
        rows.append((Words(_("All others")), Words(i18n.number(stopped["other"]))))
    table = Table(
        caption=Words(_("The last section of the form in which something was written")),
        head=(Words(_("Section")), Words(_("Bids"))),
        rows=tuple(rows),
        numeric=frozenset({1}),
        widths=(3, 1),
    )
    return [head, paragraph(words), table]


def _agreement(process: Process) -> list[Block]:
    """Say how far moderators agreed, over the whole call."""
    scorings = process.get("agreement") or []
    if not scorings:
        return []
    found: list[Block] = [
        Heading(Words(_("How far the moderators agreed")), "agreement")
    ]
    for scoring in scorings:
        title = i18n.Text.plainly(scoring["title"]).shown()
        found += sentences([title.text + ":", *say.agreed(scoring)])
        if scoring["whole"] and scoring["whole"]["alpha"] is not None:
            found.append(_alphas(scoring))
    return [*found, paragraph(say.about_alpha(), Tone.SMALL)]


def _alphas(scoring: dict[str, Any]) -> Table:
    lines = [
        (Words(title.text, title.language), one)
        for one in scoring["criteria"]
        for title in [i18n.Text.plainly(one["title"]).shown()]
    ]
    lines.append((Words(_("The whole score")), scoring["whole"]))
    head = (_("Criterion"), _("Bids"), _("How far they agree"))
    return Table(
        caption=Words(_("Agreement on each criterion, with its 95%% interval")),
        head=tuple(map(Words, head)),
        rows=tuple(
            (name, Words(i18n.number(one["bids"])), Words(say.alpha(one)))
            for name, one in lines
        ),
        numeric=frozenset({1, 2}),
        widths=(3, 0.8, 2),
    )
