"""Bars laid out: planned against delivered, and how many got how far."""

from collections.abc import Iterable
from dataclasses import dataclass

from grantsapp.charts import letters
from grantsapp.charts.axis import known
from grantsapp.charts.kinds import Bars, Delivery, Step, Steps
from grantsapp.charts.shapes import Bar, Drawing, Hatch, Line
from grantsapp.charts.sheet import (
    AIR,
    SMALL,
    Entry,
    Sheet,
    Span,
    entry_of,
    kept_in,
)

_HEIGHT, _BESIDE, _OVER, _PLAN = 14.0, 6.0, 21.0, 4.0
_MOST_WORDS = 0.6  # of the plot
_MOST_SHARE = 2.5  # a bar beyond is cut, and says so, or all others would be stubs


def lay_out(chart: Bars, width: float, *, is_rtl: bool) -> Drawing:
    """Lay planned against delivered out: the values stand at the ends of the bars."""
    heads = Entry(chart.heads[0], chart.language, chart.heads[1], chart.heads[3])
    entries = [entry_of(row, row.planned_words, row.words) for row in chart.rows]
    sheet = Sheet(
        chart.language, width, is_rtl=is_rtl, entries=[heads, *entries], columns=(1, 3)
    )
    sheet.head(heads, chart.heads[2], 2)
    length = min(chart.extent, _MOST_SHARE) if chart.is_share else chart.extent
    track = _track(sheet, (row.delivered_words for row in chart.rows), length)
    marked = next((row for row in chart.rows if chart.mark(row) is not None), None)
    for row, entry in zip(chart.rows, entries, strict=True):
        if row.is_total:
            sheet.rule("edge")
        y = sheet.row(entry, above=_OVER if row is marked else 0)
        end = _delivered(track, chart, row, y)
        track.words(row.delivered_words, end, y, 2)
        if row is marked:
            track.name(chart.heads[1], chart.mark(row), y - _OVER)
    sheet.y += AIR / 2
    return sheet.done()


def lay_out_steps(chart: Steps, width: float, *, is_rtl: bool) -> Drawing:
    """Lay the steps of a process out; what is hidden is hatched, at no length."""
    heads = Entry(chart.heads[0], chart.language, chart.heads[2])
    entries = [entry_of(row, row.share) for row in chart.rows]
    sheet = Sheet(
        chart.language, width, is_rtl=is_rtl, entries=[heads, *entries], columns=(2, 0)
    )
    sheet.head(heads, chart.heads[1], 1)
    track = _track(sheet, (row.words for row in chart.rows), chart.extent)
    for row, entry in zip(chart.rows, entries, strict=True):
        y = sheet.row(entry)
        track.words(row.words, _step(track, row, y), y, 1)
    sheet.y += AIR / 2
    return sheet.done()


def _delivered(track: "_Track", chart: Bars, row: Delivery, y: float) -> float:
    """Draw the bar of a row and the mark of its plan; say how far they reach."""
    reached, mark = chart.reached(row), chart.mark(row)
    if reached is not None:
        track.bar(reached, y)
    if mark is not None:
        half, x = _HEIGHT / 2 + _PLAN, track.at(mark)
        for look in ("plan-edge", "plan"):  # so that it is seen on a dark bar too
            track.sheet.shapes.append(Line(x, y - half, x, y + half, look))
    return max(reached or 0.0, mark or 0.0)


def _step(track: "_Track", row: Step, y: float) -> float:
    value, room = known(row.value), track.room
    if value is not None:
        track.bar(value, y)
        return value
    top = round(y - _HEIGHT / 2, 2)  # as long as the room: its length says nothing
    track.sheet.shapes.append(Hatch(room.x, top, room.width, _HEIGHT))
    return track.length


def _track(sheet: Sheet, words: Iterable[str], length: float) -> "_Track":
    """Give the place for bars: what the words at their ends leave of the plot."""
    wide = max((letters.width(w, SMALL, bold=True) for w in words), default=0.0)
    taken = min(wide + _BESIDE + 2, sheet.plot.width * _MOST_WORDS)
    x = sheet.plot.x + (taken if sheet.is_rtl else 2)
    room = Span(round(x, 2), round(sheet.plot.width - taken - 2, 2))
    return _Track(sheet, room, length)


@dataclass(frozen=True)
class _Track:
    """Where bars run: from where reading begins, so many values long."""

    sheet: Sheet
    room: Span
    length: float

    def at(self, value: float) -> float:
        """Say where a value ends."""
        share = min(max(value / self.length, 0.0), 1.0)
        return self.room.at(1 - share if self.sheet.is_rtl else share)

    def bar(self, value: float, y: float) -> None:
        """Draw a bar from the line that all begin at, cut where it goes on."""
        start, end, half = self.at(0), self.at(value), _HEIGHT / 2
        add = self.sheet.shapes.append
        if width := round(abs(end - start), 2):
            add(Bar(min(start, end), round(y - half, 2), width, _HEIGHT, "bar"))
        add(Line(start, y - half - 3, start, y + half + 3, "zero"))
        if value > self.length:
            for share in (0.93, 0.96):
                x = self.at(self.length * share)
                foot, top = (round(x - 3, 2), y + half + 2), (round(x + 3, 2), y - half)
                add(Line(*foot, top[0], top[1] - 2, "cut"))

    def words(self, words: str, value: float, y: float, column: int) -> None:
        """Write a value at the end of its bar, in what is left of the plot."""
        plot, end = self.sheet.plot, self.at(value)
        if self.sheet.is_rtl:
            left = Span(plot.x, end - _BESIDE - plot.x)
        else:
            left = Span(end + _BESIDE, plot.end - end - _BESIDE)
        label = self.sheet.label(words, left, look="strong", size=SMALL, most=1)
        self.sheet.put(label, y - label.height / 2, column)

    def name(self, words: str, value: float | None, y: float) -> None:
        """Say over a mark that it is the plan."""
        plot = self.sheet.plot
        label = self.sheet.words_at(words, self.at(value or 0), y, "middle", "soft")
        if label.width > plot.width:
            label = self.sheet.label(words, plot, look="soft", size=SMALL, most=1)
            self.sheet.put(label, y - label.height / 2)
            return
        label = kept_in(label, plot)
        self.sheet.put(label, label.y)
