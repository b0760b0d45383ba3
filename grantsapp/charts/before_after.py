"""Before and after laid out: two dots a row, a line from one to the other."""

from dataclasses import replace

from grantsapp.charts import letters
from grantsapp.charts.axis import Axis, known
from grantsapp.charts.kinds import BeforeAfter, Shift
from grantsapp.charts.shapes import Dot, Drawing, Label, Line
from grantsapp.charts.sheet import (
    GAP,
    SMALL,
    Entry,
    Sheet,
    Span,
    entry_of,
    kept_in,
)

_DOT, _RING, _BESIDE, _OVER = 4.5, 6.25, 10.0, 20.0
Dots = tuple[tuple[float | None, str, str], ...]


def lay_out(chart: BeforeAfter, width: float, *, is_rtl: bool) -> Drawing:
    """Lay before and after out."""
    heads = Entry(chart.heads[0], chart.language, chart.heads[3])
    entries = [entry_of(row, row.words) for row in chart.rows]
    sheet = Sheet(
        chart.language, width, is_rtl=is_rtl, entries=[heads, *entries], columns=(3, 0)
    )
    sheet.head(heads)
    top, plot = sheet.y, sheet.plot.inside(_room(chart))
    first = next((row for row in chart.rows if _is_whole(row)), None)
    for row, entry in zip(chart.rows, entries, strict=True):
        if row.is_total:
            sheet.rule("edge")
        marked = known(row.before) is not None or known(row.after) is not None
        above = _OVER if row is first else 0
        y = sheet.row(entry, above, has_marks=marked)
        _dots(sheet, row, chart.axis, plot, y)
        if row is first:
            _names(sheet, row, chart, plot, y - _OVER)
    sheet.axis(chart.axis, plot, top)
    return sheet.done()


def _room(chart: BeforeAfter) -> float:
    """Say how much room the numbers beside the outermost dots want."""
    words = [w for row in chart.rows for w in (row.before_words, row.after_words)]
    return _BESIDE + max((letters.width(w, SMALL) for w in words), default=0)


def _is_whole(row: Shift) -> bool:
    return known(row.before) is not None and known(row.after) is not None


def _dots(sheet: Sheet, row: Shift, axis: Axis, plot: Span, y: float) -> None:
    told = (
        (known(row.before), row.before_words, "hollow"),
        (known(row.after), row.after_words, "dot"),
    )
    found = [(plot.at(axis.share(v)), w, look) for v, w, look in told if v is not None]
    if len(found) > 1:
        (one, *_), (two, *_) = found
        sheet.shapes.append(Line(one, y, two, y, "join"))
    # The ring is drawn first and is larger: where nothing changed, both are seen.
    for x, _words, look in found:
        radius = _RING if look == "hollow" else _DOT
        sheet.shapes.append(Dot(x, y, radius, look))
    for place, (x, words, look) in enumerate(sorted(found, key=lambda dot: dot[0])):
        at_left = len(found) > 1 and place == 0
        beside = x - _BESIDE if at_left else x + _BESIDE
        anchor = "right" if at_left else "left"
        label = sheet.words_at(words, beside, y, anchor, "number")
        sheet.put(label, label.y, 1 if look == "hollow" else 2)


def _names(sheet: Sheet, row: Shift, chart: BeforeAfter, plot: Span, y: float) -> None:
    """Say over the dots of the first row which is which; the two never touch."""
    told = ((row.before, chart.heads[1], "soft"), (row.after, chart.heads[2], "strong"))
    most = (sheet.plot.width - GAP) / 2
    labels = []
    for value, words, look in sorted(told, key=lambda one: one[0] or 0.0):
        x = plot.at(chart.axis.share(value or 0.0))
        one = sheet.words_at(words, x, y, "middle", look)
        if one.width > most:
            bold = look == "strong"
            text, lines = letters.broken(words, most, SMALL, most=1, bold=bold)
            one = replace(one, text=text, lines=lines, width=round(most, 2))
        labels.append(one)
    for label in _apart(labels[0], labels[1], sheet.plot):
        sheet.put(label, label.y)
        # They are the heads of two columns of the table, wherever they stand.
        column = 2 if label.look == "strong" else 1
        sheet.shapes[-1] = replace(label, cell=(-1, column))


def _apart(left: Label, right: Label, room: Span) -> tuple[Label, Label]:
    """Push two words away from each other until they do not touch."""
    left, right = kept_in(left, room), kept_in(right, room)
    over = left.box.right + GAP / 2 - right.box.left
    if over <= 0:
        return left, right
    left = kept_in(replace(left, x=left.x - over / 2), room)
    least = left.box.right + GAP / 2
    right = replace(right, x=right.x + max(least - right.box.left, 0))
    right = kept_in(right, room)
    back = max(left.box.right + GAP / 2 - right.box.left, 0)
    left = replace(left, x=round(left.x - back, 2))
    return left, replace(right, x=round(right.x, 2))
