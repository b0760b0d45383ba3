"""A forest laid out: a dot with its interval in each row, a diamond for the total."""

from dataclasses import dataclass

from grantsapp.charts.axis import Axis, known
from grantsapp.charts.kinds import Estimate, Forest
from grantsapp.charts.shapes import Diamond, Dot, Drawing, Line
from grantsapp.charts.sheet import Entry, Sheet, Span, entry_of

_RADIUS, _HALF, _CAP, _TIP = 5.0, 8.0, 4.0, 6.0


def lay_out(chart: Forest, width: float, *, is_rtl: bool) -> Drawing:
    """Lay a forest out."""
    heads = Entry(chart.heads[0], chart.language, *chart.heads[1:3])
    entries = [entry_of(row, row.words, row.weight) for row in chart.all_rows]
    sheet = Sheet(
        chart.language, width, is_rtl=is_rtl, entries=[heads, *entries], columns=(1, 2)
    )
    sheet.head(heads)
    top, span = sheet.y, sheet.plot.inside(_RADIUS)
    plot = _Plot(sheet, chart.axis, span)
    for row, entry in zip(chart.all_rows, entries, strict=True):
        if row.is_total:
            sheet.rule("edge")
        is_drawn = known(row.value) is not None or row is chart.prediction
        y = sheet.row(entry, has_marks=is_drawn)
        if row is chart.prediction:
            plot.reach(row, y, "prediction")
        elif is_drawn:
            plot.mark(row, y)
    sheet.axis(chart.axis, span, top)
    return sheet.done()


@dataclass(frozen=True)
class _Plot:
    """Where the marks stand."""

    sheet: Sheet
    axis: Axis
    span: Span

    def mark(self, row: Estimate, y: float) -> None:
        """Draw a dot with its interval; a total is a diamond as wide as its own."""
        value, ends = known(row.value) or 0.0, _ends(row)
        x = self._x(value)
        if row.is_total:
            wanted = [self._x(end) for end in ends or ()]
            left, right = min(wanted, default=x), max(wanted, default=x)
            left, right = min(left, x - _RADIUS), max(right, x + _RADIUS)
            corners = round(left, 2), x, round(right, 2), y
            self.sheet.shapes.append(Diamond(*corners, _HALF))
            return
        self.reach(row, y, "reach")
        # A dot beyond the end of the axis is hollow: it stands elsewhere.
        look = "dot" if self.axis.holds(value) else "hollow"
        self.sheet.shapes.append(Dot(x, y, _RADIUS, look))

    def reach(self, row: Estimate, y: float, look: str) -> None:
        """Draw an interval; where it goes on beyond the axis, it ends in a tip."""
        ends, add = _ends(row), self.sheet.shapes.append
        if not ends:
            return
        left, right = self._x(ends[0]), self._x(ends[1])
        add(Line(left, y, right, y, look))
        for x, end, back in ((left, ends[0], 1), (right, ends[1], -1)):
            if self.axis.holds(end):
                add(Line(x, y - _CAP, x, y + _CAP, f"{look}-end"))
                continue
            for up in (-_CAP, _CAP):
                tip = round(x + back * _TIP, 2), y + up
                add(Line(x, y, *tip, f"{look}-end"))

    def _x(self, value: float) -> float:
        return self.span.at(self.axis.share(value))


def _ends(row: Estimate) -> tuple[float, float] | None:
    low, high = known(row.low), known(row.high)
    return None if low is None or high is None else (min(low, high), max(low, high))
