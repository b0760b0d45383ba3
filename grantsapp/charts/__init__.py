"""Charts from one description, drawn twice: on the page and on paper.

A chart is told in plain values, and in words that are translated and written already:

    rows = tuple(
        charts.Estimate(name, language, i18n.signed(d), d, low, high, weight="14")
        for ...
    )
    axis = charts.axis_around(
        [v for row in rows for v in (row.low, row.value, row.high)],
        i18n.signed, less=_("less"), more=_("more"),
    )
    chart = charts.Forest(
        key="trust", language=i18n.language(), title=_("Change by project"),
        sentence=_("In %(some)s of %(all)s projects ...", ...), rows=rows,
        heads=(_("Project"), _("Change"), _("People")), axis=axis,
    )

On a page, `{% import "charts.html" as charts with context %}` and then
`{{ charts.figure(chart) }}`; no other chart of the page may have its `key`. In a
document, `document.chart(chart)`. Both draw what `lay_out` gives. The page puts the
table of the same words behind it; on paper the words of the drawing are that table for
those who listen. A value that is None is not drawn, and its words say why; in `Steps`
it is hatched.
"""

from typing import Literal

from grantsapp.charts import bars, before_after, forest
from grantsapp.charts.axis import Axis, Tick, axis_around, axis_between
from grantsapp.charts.kinds import (
    Bars,
    BeforeAfter,
    Chart,
    Delivery,
    Estimate,
    Forest,
    Line,
    Shift,
    Step,
    Steps,
)
from grantsapp.charts.shapes import Drawing

__all__ = [
    "NARROW",
    "WIDE",
    "Axis",
    "Bars",
    "BeforeAfter",
    "Chart",
    "Delivery",
    "Drawing",
    "Estimate",
    "Forest",
    "Line",
    "Shift",
    "Step",
    "Steps",
    "Tick",
    "axis_around",
    "axis_between",
    "lay_out",
]

NARROW, WIDE = 300, 720  # in points of a drawing: a phone, and a page or a sheet


def lay_out(chart: Chart, width: float, direction: Literal["ltr", "rtl"]) -> Drawing:
    """Lay a chart out in a width, its columns in the direction of its language."""
    is_rtl = direction == "rtl"
    if isinstance(chart, Forest):
        return forest.lay_out(chart, width, is_rtl=is_rtl)
    if isinstance(chart, BeforeAfter):
        return before_after.lay_out(chart, width, is_rtl=is_rtl)
    if isinstance(chart, Bars):
        return bars.lay_out(chart, width, is_rtl=is_rtl)
    return bars.lay_out_steps(chart, width, is_rtl=is_rtl)
