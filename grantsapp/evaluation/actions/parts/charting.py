"""Outcomes as charts: the projects of an instrument, and the instruments of a theme.

Each chart comes after a sentence that says what it shows, for everybody.
"""

from typing import Any

from grantsapp import charts, i18n
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts.common import (
    Document,
    apart,
    key_of,
    paragraph,
    points,
    shown,
    signed,
    theme_name,
    whole,
)
from grantsapp.evaluation.blocks import Block, Chart, Table, Words, number, plain
from grantsapp.evaluation.queries import Line, has_interval
from grantsapp.i18n import gettext as _

LEAST = 0.005  # a smaller change is written as none


def forest(one: dict[str, Any], lines: list[Line], key: str) -> list[Block]:
    """Draw the change of each project, and what they come to."""
    if not lines:
        return []
    found = _told_of(lines)
    projects = tuple(_estimate(line) for line in lines if not line.is_total)
    total = next((_estimate(line) for line in lines if line.is_total), None)
    ends = [v for line in lines for v in (line.low, line.change, line.high)]
    next_one = _prediction(one)
    if next_one:
        ends += [next_one.low, next_one.high]
    drawn = charts.Forest(
        key=f"outcome-{key}",
        language=i18n.language(),
        title=_("Change by project, with intervals (95 per cent)"),
        sentence=plain(found),
        rows=projects,
        heads=(_("Project"), _("Change"), _("People")),
        axis=charts.axis_around(ends, i18n.signed, less=_("lower"), more=_("higher")),
        total=total,
        prediction=next_one,
    )
    return [
        *([paragraph(found)] if projects else []),
        Chart(drawn, _table(drawn.title, lines, key)),
    ]


def _told_of(lines: list[Line]) -> str:
    """Say in how many projects the mean rose and fell, and where that is sure."""
    known = [line for line in lines if not line.is_total and line.change is not None]
    changes = [line.change or 0.0 for line in known]
    said = _(
        "Projects shown: %(all)s. The mean rose in %(up)s of them and fell in "
        "%(down)s.",
        all=i18n.number(len(known)),
        up=i18n.number(sum(change >= LEAST for change in changes)),
        down=i18n.number(sum(change <= -LEAST for change in changes)),
    )
    ends = [(one.low, one.high) for one in known]
    sure = [
        low > 0 or high < 0
        for low, high in ends
        if low is not None and high is not None
    ]
    if not sure:
        return said
    more = _(
        "In %(sure)s of the %(some)s that have an interval, it leaves zero out.",
        sure=i18n.number(sum(sure)),
        some=i18n.number(len(sure)),
    )
    return f"{said} {more}"


def _table(caption: str, lines: list[Line], key: str) -> Table:
    """Give the same numbers, each with its path, and where people stood."""
    head = (_("Project"), _("Change"), _("People"), _("Before"), _("After"))
    return Table(
        caption=Words(caption),
        head=tuple(map(Words, head)),
        rows=tuple(_row(line, key) for line in lines),
        numeric=frozenset({1, 2, 3, 4}),
        has_total=lines[-1].is_total,
    )


def _row(line: Line, key: str) -> tuple[Words, ...]:
    path = f"outcomes.{key}." + (
        "pooled" if line.is_total else f"by_project.{line.project}"
    )
    people = "" if line.people is None else whole(f"{path}.pairs", line.people)
    name, language = _name(line)
    return (
        Words(name, language),
        Words(number(path, saying.change(line))),
        Words(people),
        Words(points(f"{path}.mean_before", line.before)),
        Words(points(f"{path}.mean_after", line.after)),
    )


def _name(line: Line) -> tuple[str, str]:
    if line.is_total:
        return _("All projects together: the average project"), i18n.language()
    return line.label, line.language


def _estimate(line: Line) -> charts.Estimate:
    name, language = _name(line)
    return charts.Estimate(
        label=name,
        language=language,
        words=saying.change(line),
        value=line.change,
        low=line.low,
        high=line.high,
        weight="" if line.people is None else i18n.number(line.people),
        is_total=line.is_total,
    )


def _prediction(one: dict[str, Any]) -> charts.Estimate | None:
    ends = one["pooled"].get("prediction")
    if not ends or not has_interval(one):
        return None
    words = _(
        "%(low)s to %(high)s", low=i18n.signed(ends[0]), high=i18n.signed(ends[1])
    )
    label, language = _("One more project like these"), i18n.language()
    return charts.Estimate(label, language, words, None, ends[0], ends[1])


def before_after(
    document: Document, theme: str, ones: list[dict[str, Any]]
) -> list[Block]:
    """Draw where people were and are, by instrument; each scale has its own chart."""
    found: list[Block] = []
    for scale in dict.fromkeys(tuple(one["scale"]) for one in ones):
        some = [one for one in ones if tuple(one["scale"]) == scale and _is_known(one)]
        if some:
            found += _shifts(document, theme, some)
    return found


def _is_known(one: dict[str, Any]) -> bool:
    names = "mean_before", "mean_after", "difference"
    return all(one.get(name) is not None for name in names)


def _shifts(document: Document, theme: str, some: list[dict[str, Any]]) -> list[Block]:
    low, high = some[0]["scale"]
    ends = {"low": i18n.number(low), "high": i18n.number(high)}
    title = _("Before and after, on the scale from %(low)s to %(high)s", **ends)
    if theme:
        name = apart(theme_name(document, theme).text)
        title = _(
            "%(theme)s: before and after, on the scale from %(low)s to %(high)s",
            theme=name,
            **ends,
        )
    found = _told_of_all(some, [key_of(one, document["figures"]) for one in some])
    drawn = charts.BeforeAfter(
        key=f"before-after-{theme or 'several'}-{low}-{high}".replace(".", "-"),
        language=i18n.language(),
        title=title,
        sentence=plain(found),
        rows=tuple(map(_shift, some)),
        heads=(_("What was asked"), _("Before"), _("After"), _("Change")),
        axis=charts.axis_between(low, high, i18n.number),
    )
    return [paragraph(found), Chart(drawn)]


def _told_of_all(some: list[dict[str, Any]], keys: list[str]) -> str:
    """Say where the mean of all people went, of one instrument or of several."""
    if len(some) == 1:
        one, path = some[0], f"outcomes.{keys[0]}"
        return _(
            "%(what)s: over all people together the mean went from %(before)s to "
            "%(after)s.",
            what=apart(shown(one["title"]).text),
            before=points(f"{path}.mean_before", one["mean_before"]),
            after=points(f"{path}.mean_after", one["mean_after"]),
        )
    known = zip(some, keys, strict=True)
    most, key = max(known, key=lambda each: abs(_change(each[0])))
    if abs(_change(most)) < LEAST:
        return _("Over all people together no mean changed.")
    return _(
        "Over all people together the mean rose in %(up)s of %(all)s instruments. It "
        "moved most in “%(what)s”: %(change)s.",
        up=i18n.number(sum(_change(each) >= LEAST for each in some)),
        all=i18n.number(len(some)),
        what=apart(shown(most["title"]).text),
        change=signed(f"outcomes.{key}.difference", _change(most)),
    )


def _change(one: dict[str, Any]) -> float:
    return float(one["difference"])


def _shift(one: dict[str, Any]) -> charts.Shift:
    title = shown(one["title"])
    before, after = one["mean_before"], one["mean_after"]
    return charts.Shift(
        label=title.text,
        language=title.language,
        before=before,
        after=after,
        before_words=i18n.signless(before),
        after_words=i18n.signless(after),
        words=i18n.signed(_change(one)),
    )
