"""Charts on a page: drawn for a phone and a page, with their numbers as a table."""

import xml.etree.ElementTree as ET

import pytest
from flask import render_template_string

from grantsapp import charts, i18n
from grantsapp.charts.samples import samples

ONE = "{% import 'charts.html' as charts with context %}{{ charts.figure(chart) }}"


def shown(app, chart, language="en"):
    with app.test_request_context(), i18n.writing_in(language):
        return ET.fromstring(render_template_string(ONE, chart=chart))  # noqa: S314


def words_of(element):
    return "".join(element.itertext())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_drawing_has_the_words_of_the_layout_and_the_table_all_of_them(
    app, language
):
    for _case, chart in samples(language):
        figure = shown(app, chart, language)
        drawings = figure.findall("svg")
        for svg, width in zip(drawings, (charts.NARROW, charts.WIDE), strict=False):
            made = charts.lay_out(chart, width, i18n.direction(language))
            lines = [line for label in made.labels for line in label.lines]
            assert [words_of(text) for text in svg.iter("text")] == lines
        told = [cell for row in chart.lines for cell in (row.label, *row.cells)]
        cells = [c for r in figure.iter("tr") for c in r if c.get("scope") != "col"]
        assert [" ".join(words_of(cell).split()) for cell in cells] == told
        assert len(drawings) == (2 if told else 0)


def test_a_chart_says_what_it_is_to_those_who_do_not_see_it(app):
    figure = shown(app, samples("en")[0][1])
    ids = [element.get("id") for element in figure.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert figure.get("role") == "group"
    assert figure.get("aria-labelledby") in ids
    for svg in figure.findall("svg"):
        title, desc = svg.get("aria-labelledby").split()
        said = {e.get("id"): words_of(e) for e in svg if e.get("id")}
        assert said == {title: "Change", desc: "Made up, to show a chart."}
    heads = [cell.get("scope") for cell in figure.iter("th")]
    assert heads.count("col") == 3
    assert heads.count("row") == 10
    assert words_of(next(figure.iter("caption"))) == "Change"


def test_no_chart_brings_a_style_of_its_own(app):
    for _case, chart in samples("ar"):
        assert all(
            "style" not in element.attrib for element in shown(app, chart).iter()
        )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_anchor_of_a_name_follows_the_direction_of_its_own_language(app, language):
    chart = samples(language)[0][1]
    svg = shown(app, chart, language).findall("svg")[1]
    texts = {words_of(text): text for text in svg.iter("text")}
    own, other = texts["Neighbours at one table"], texts["مسرح الشارع للشباب"]
    ends = {"en": ("start", "end"), "ar": ("end", "start")}[language]
    assert (own.get("text-anchor", "start"), other.get("text-anchor", "start")) == ends


def test_the_furniture_shows_every_chart_in_both_directions(app, browser):
    for language in ("en", "ar"):
        page = browser().get(f"/ui?in={language}")
        assert len(page.all("figure", class_="chart")) == len(samples(language))
