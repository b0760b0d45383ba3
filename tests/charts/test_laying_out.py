"""Charts laid out: whatever they are told, nothing overlaps and nothing is lost."""

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp import charts
from grantsapp.charts import letters
from grantsapp.charts.samples import samples
from grantsapp.charts.shapes import Bar, Diamond, Dot, Hatch, Label, Line
from grantsapp.pdf import Text
from grantsapp.pdf.boxes import Box
from grantsapp.pdf.style import Look

WIDTHS = (charts.NARROW, charts.WIDE)
SIDES = ("ltr", "rtl")
LETTERS = st.sampled_from("abcWM -0123456789éжمرحباলো故事\u2066\u2069")
WORDS = st.text(LETTERS, max_size=40) | st.just("x" * 200) | st.just("م" * 200)
SHORT = st.text(st.sampled_from("+-0123456789.[;] ncm"), max_size=22)
SIGN = st.text(st.sampled_from("+-0123456789."), max_size=6)
NUMBERS = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([0.0, math.nan, math.inf])
COUNTS = st.none() | st.floats(0, 1e6) | st.just(math.nan)
LANGUAGES = st.sampled_from(["en", "ar", "zh", "bn"])


def written(value):
    return f"{value:g}"


@st.composite
def forests(draw):
    row = st.builds(
        charts.Estimate, WORDS, LANGUAGES, SHORT, NUMBERS, NUMBERS, NUMBERS, SHORT
    )
    rows = tuple(draw(st.lists(row, max_size=8)))
    total = draw(
        st.none()
        | st.builds(
            charts.Estimate, WORDS, LANGUAGES, SHORT, NUMBERS, NUMBERS, NUMBERS,
            is_total=st.just(True),
        )
    )  # fmt: skip
    values = [v for row in rows for v in (row.low, row.value, row.high)]
    axis = charts.axis_around(values, written, less=draw(WORDS), more=draw(WORDS))
    heads = draw(st.tuples(WORDS, WORDS, WORDS))
    return charts.Forest("k", "en", "t", "s", rows, heads, axis, total, draw(row))


@st.composite
def shifts(draw):
    row = st.builds(charts.Shift, WORDS, LANGUAGES, NUMBERS, NUMBERS, SIGN, SIGN, SHORT)
    rows = tuple(draw(st.lists(row, max_size=8)))
    axis = charts.axis_between(1, draw(st.sampled_from([1, 5, 10])), written)
    heads = draw(st.tuples(WORDS, WORDS, WORDS, WORDS))
    return charts.BeforeAfter("k", "en", "t", "s", rows, heads, axis)


@st.composite
def bars(draw):
    row = st.builds(
        charts.Delivery, WORDS, LANGUAGES, COUNTS, COUNTS, SIGN, SHORT, SHORT
    )
    rows = tuple(draw(st.lists(row, max_size=8)))
    heads = draw(st.tuples(WORDS, WORDS, WORDS, WORDS))
    return charts.Bars("k", "en", "t", "s", rows, heads, draw(st.booleans()))


@st.composite
def steps(draw):
    row = st.builds(charts.Step, WORDS, LANGUAGES, COUNTS, SHORT, SHORT)
    rows = tuple(draw(st.lists(row, max_size=8)))
    return charts.Steps("k", "en", "t", "s", rows, draw(st.tuples(WORDS, WORDS, WORDS)))


def check(drawing):
    for shape in drawing.shapes:
        assert all(map(math.isfinite, shape.box)), shape
        left, top, right, foot = shape.box
        assert left >= -1, shape
        assert top >= -1, shape
        assert right <= drawing.width + 1, shape
        assert foot <= drawing.height + 1, shape
    for one, two in combinations(drawing.labels, 2):
        across = min(one.box.right, two.box.right) - max(one.box.left, two.box.left)
        down = min(one.box.foot, two.box.foot) - max(one.box.top, two.box.top)
        assert across <= 0.05 or down <= 0.05, (one, two)
    for dot in drawing.shapes:
        if isinstance(dot, Dot | Diamond | Bar | Hatch):
            for label in drawing.labels:
                across = min(label.box.right, dot.box.right)
                across -= max(label.box.left, dot.box.left)
                down = min(label.box.foot, dot.box.foot) - max(
                    label.box.top, dot.box.top
                )
                assert across <= 0.05 or down <= 0.05, (label, dot)


@settings(deadline=None, max_examples=150)
@given(
    forests() | shifts() | bars() | steps(), st.sampled_from(WIDTHS),
    st.sampled_from(SIDES),
)  # fmt: skip
def test_nothing_overlaps_and_everything_is_within_the_drawing(chart, width, side):
    check(charts.lay_out(chart, width, side))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_sample_is_clear(language, width, side):
    for _case, chart in samples(language):
        check(charts.lay_out(chart, width, side))


def a_forest(values, **more):
    rows = tuple(
        charts.Estimate(f"P{n}", "en", f"{v}", v, v - 1, v + 1)
        for n, v in enumerate(values)
    )
    axis = charts.axis_around(values, written)
    return charts.Forest("k", "en", "t", "s", rows, ("P", "C"), axis, **more)


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12),
    st.sampled_from(WIDTHS), st.sampled_from(SIDES),
)  # fmt: skip
def test_a_larger_value_never_stands_further_left(values, width, side):
    drawing = charts.lay_out(a_forest(values), width, side)
    dots = [shape for shape in drawing.shapes if isinstance(shape, Dot)]
    found = sorted(zip(values, (dot.x for dot in dots), strict=True))
    assert all(one[1] <= two[1] for one, two in pairwise(found))
    assert [dot.y for dot in dots] == sorted(dot.y for dot in dots)


@pytest.mark.parametrize("side", SIDES)
def test_an_axis_of_numbers_runs_from_left_to_right_and_columns_mirror(side):
    drawing = charts.lay_out(a_forest([-2, 3]), charts.WIDE, side)
    left, right = (shape.x for shape in drawing.shapes if isinstance(shape, Dot))
    name = next(label for label in drawing.labels if label.text == "P0")
    assert left < right
    assert (name.x < left) == (side == "ltr")


def test_bars_grow_from_where_reading_begins():
    rows = (charts.Step("a", "ar", 10, "10"), charts.Step("b", "ar", 5, "5"))
    chart = charts.Steps("k", "ar", "t", "s", rows, ("x", "y", "z"))
    long, short = (
        shape for shape in charts.lay_out(chart, 720, "rtl").shapes
        if isinstance(shape, Bar)
    )  # fmt: skip
    assert long.box.right == pytest.approx(short.box.right)
    assert short.width == pytest.approx(long.width / 2, abs=0.02)


def test_a_bar_over_its_plan_goes_beyond_the_mark():
    row = charts.Delivery("a", "en", 100, 150, "100", "150", "150%")
    drawing = charts.lay_out(
        charts.Bars("k", "en", "t", "s", (row,), ("a", "b", "c", "d")), 720, "ltr"
    )
    bar = next(shape for shape in drawing.shapes if isinstance(shape, Bar))
    mark = next(s for s in drawing.shapes if isinstance(s, Line) and s.look == "plan")
    assert (mark.x1 - bar.x) / bar.width == pytest.approx(100 / 150, abs=0.001)


def test_a_bar_far_over_its_plan_is_cut_and_says_so():
    rows = (
        charts.Delivery("a", "en", 10, 900, "10", "900", "9000%"),
        charts.Delivery("b", "en", 10, 10, "10", "10", "100%"),
    )
    chart = charts.Bars("k", "en", "t", "s", rows, ("a", "b", "c", "d"))
    shapes = charts.lay_out(chart, 720, "ltr").shapes
    far, one = (shape for shape in shapes if isinstance(shape, Bar))
    assert one.width / far.width == pytest.approx(1 / 2.5, abs=0.001)
    assert [s.look for s in shapes if isinstance(s, Line)].count("cut") == 2


def test_what_is_hidden_is_hatched_and_no_bar_tells_its_length():
    def hatch_beside(value):
        rows = (charts.Step("a", "en", value, "x"), charts.Step("b", "en", None, "-"))
        chart = charts.Steps("k", "en", "t", "s", rows, ("x", "y", "z"))
        found = charts.lay_out(chart, 720, "ltr").shapes
        return next(shape for shape in found if isinstance(shape, Hatch))

    assert hatch_beside(10) == hatch_beside(1_000)


def test_an_interval_beyond_the_axis_ends_in_a_tip_and_a_value_there_in_a_ring():
    chart = a_forest([0.0])
    axis = charts.axis_between(-0.5, 0.5, written)
    rows = (*chart.rows, charts.Estimate("P1", "en", "9", 9.0))
    chart = charts.Forest("k", "en", "t", "s", rows, ("P", "C"), axis)
    shapes = charts.lay_out(chart, 720, "ltr").shapes
    tips = [s for s in shapes if isinstance(s, Line) and s.look == "reach-end"]
    assert all(tip.x1 != tip.x2 for tip in tips)
    assert [s.look for s in shapes if isinstance(s, Dot)] == ["dot", "hollow"]


def test_the_ticks_of_an_axis_are_round_and_hold_nought():
    axis = charts.axis_around([0.31, -0.12], written)
    assert [tick.value for tick in axis.ticks] == [-0.1, 0.0, 0.1, 0.2, 0.3]
    scale = charts.axis_between(1, 5, written)
    assert {1, 2, 3, 4, 5} <= {tick.value for tick in scale.ticks}


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [5e-324], [2.0, 2.0], [math.nan]])
def test_values_that_are_all_one_still_have_an_axis(values):
    axis = charts.axis_around(values, written)
    assert axis.low < 0 <= axis.high
    assert axis.low < axis.high
    assert 0.0 in {tick.value for tick in axis.ticks}


def test_numbers_of_an_axis_that_have_no_room_are_left_out():
    axis = charts.axis_around([-3, 3], lambda value: f"{value:+.4f} points")
    chart = charts.Forest("k", "en", "t", "s", (), ("P", "C"), axis)
    drawing = charts.lay_out(chart, charts.NARROW, "ltr")
    told = [label.text for label in drawing.labels if "points" in label.text]
    assert len(axis.ticks) == 7
    assert "+0.0000 points" in told
    assert len(told) < 4
    check(drawing)


def test_the_parts_of_a_long_chart_stand_on_one_scale():
    rows = tuple(charts.Step(f"{n}", "en", n, f"{n}") for n in range(1, 201))
    chart = charts.Steps("k", "en", "t", "s", rows, ("x", "y", "z"))
    whole, part = chart, chart.only(0, 10)

    def third(one):
        shapes = charts.lay_out(one, 720, "ltr").shapes
        return [shape for shape in shapes if isinstance(shape, Bar)][2].width

    drawing = charts.lay_out(whole, 720, "ltr")
    assert sum(isinstance(shape, Bar) for shape in drawing.shapes) == 200
    # The words at the ends are shorter in the part, so its bars have more room.
    assert third(part) == pytest.approx(third(whole), rel=0.05)


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table():
    name = "Unbreakable" * 18
    chart = charts.Steps(
        "k", "en", "t", "s", (charts.Step(name, "en", 1, "1"),), ("x", "y", "z")
    )
    label = max(charts.lay_out(chart, 300, "ltr").labels, key=lambda one: one.height)
    assert len(label.lines) == 3
    assert label.text.endswith("…")
    assert label.text == "".join(label.lines)
    assert chart.lines[0].label == name


SENTENCES = [
    ("en", "Neighbours of 45 streets WIN their Mammoth workshop, and go on (2024)"),
    ("ar", "مسرح الشارع للشباب في حينا الشرقي، مع 45 مشاركًا"),
    ("fa", "کمیته مبلغ 12,500 دلار اختصاص داده است."),
    ("bn", "কমিটি 12,500 টাকা দিয়েছে। ক্ষুদ্র রাষ্ট্র আলোর পথ"),
    ("ta", "உங்கள் அமைப்புக்கு 12,500 மானியம், கொள்கை"),
    ("am", "ኮሚቴው 12,500 ብር ለመስጠት ወስኗል።"),
    ("hi", "समिति ने 12,500 रुपये दिये। क्षेत्र, विद्यार्थी।"),
    ("uk", "Комісія надала грант 12,500 грн. Їжак, ґанок, жменя щастя"),
    ("zh", "评审委员会决定提供12,500元的资助。邻里故事会"),
    ("en", "+0.42 [\u22120.22; +1.62] 110% 2,950"),
]


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(("language", "words"), SENTENCES)
def test_words_are_estimated_rather_too_wide_than_too_narrow(language, words, bold):
    set_in_type = Box(Text(words, language, bold), Look(10)).natural_width
    estimated = letters.width(words, 10, bold=bold)
    assert set_in_type <= estimated <= 2.2 * set_in_type


def test_a_mark_never_parts_from_its_letter():
    _text, lines = letters.broken("ক্ষু" * 30, 60, 14, most=9)
    assert all(not line.startswith(("\u09cd", "\u09c1")) for line in lines)


def test_a_label_that_is_empty_is_not_there():
    drawing = charts.lay_out(a_forest([]), 300, "ltr")
    assert all(isinstance(label, Label) and label.lines for label in drawing.labels)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_number_is_ever_cut(language, width):
    for _case, chart in samples(language):
        for label in charts.lay_out(chart, width, "ltr").labels:
            assert not label.cell or label.cell[1] == 0 or "…" not in label.text


@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_of_the_table_has_its_place_in_the_drawing(width):
    for _case, chart in samples("en")[:4]:
        labels = charts.lay_out(chart, width, "ltr").labels
        drawn = {label.cell: label.text for label in labels if label.cell}
        for row, line in enumerate(chart.lines):
            told = {(row, column): words for column, words in enumerate(line.words)}
            del told[row, 0]
            assert {cell: words for cell, words in told.items() if words} == {
                cell: words
                for cell, words in drawn.items()
                if cell[0] == row and cell[1]
            }
