"""Instruments: what their files say, and what is wrong with them."""

import json
from copy import deepcopy

import pytest

from grantsapp.mel import instruments

PLAIN = {
    "code": "calm",
    "title": {"en": "Calm", "ar": "هدوء"},
    "licence": {"status": "own"},
    "scale": {"minimum": 1, "maximum": 5},
    "items": [
        {"code": "a", "text": {"en": "A", "ar": "أ"}},
        {"code": "b", "text": {"en": "B", "ar": "ب"}, "reversed": True},
        {"code": "c", "text": {"en": "C", "ar": "ت"}},
        {"code": "d", "text": {"en": "D", "ar": "ث"}},
        {"code": "e", "text": {"en": "E", "ar": "ج"}},
    ],
}


@pytest.fixture
def calm():
    return instruments.read(PLAIN)


WHOLE = {
    **PLAIN,
    "version": 3,
    "about": {"en": "About calm"},
    "construct": {"en": "Self-control"},
    "themes": ["resilience"],
    "status": "validated",
    "adapted_from": {"code": "calm", "version": 2, "changes": ["item a shortened"]},
    "citation": "Doe (2020)",
    "licence": {"status": "permission", "name": "", "proof": "Letter of J. Doe"},
    "ages": {"from": 16, "to": None},
    "subscales": [{"code": "inner", "title": {"en": "Inner", "ar": "داخلي"}}],
    "items": [{**PLAIN["items"][0], "subscale": "inner"}, *PLAIN["items"][1:]],
    "scoring": {"rule": "sum", "missing": "prorate", "least": 3},
    "translations": {
        "ar": {
            "origin": "published",
            "by": "A. B.",
            "source": "",
            "read_by_native": True,
        }
    },
}


@pytest.mark.parametrize("stored", [PLAIN, WHOLE])
def test_what_is_written_is_read_again_as_it_was(stored):
    tool = instruments.read(stored)
    written = json.loads(json.dumps(instruments.as_json(tool)))

    assert instruments.read(written) == tool
    assert instruments.as_json(instruments.read(written)) == written


def test_a_whole_file_comes_back_with_everything_that_it_said():
    written = instruments.as_json(instruments.read(WHOLE))

    assert {**written, "items": []} == {
        **WHOLE,
        "items": [],
        "scale": {**PLAIN["scale"], "labels": {}},
    }
    assert written["items"][0]["subscale"] == "inner"
    assert "subscale" not in written["items"][1]


OLD = {
    "code": "calm",
    "version": 2,
    "title": {"en": "Calm"},
    "about": {"en": "About", "fr": "Ce que"},
    "status": "starter",
    "source": "Written for us.",
    "licence": "CC BY 4.0",
    "needed": 60,
    "scale": {"minimum": 1, "maximum": 5, "labels": {"1": {"en": "No", "fr": "Non"}}},
    "items": [{"code": "a", "text": {"en": "A", "fr": "A"}, "reversed": True}],
}


def test_a_definition_of_before_format_2_is_read_after_it_was_upgraded():
    tool = instruments.read(instruments.upgraded(OLD))

    assert (tool.code, tool.version, tool.citation) == ("calm", 2, "Written for us.")
    assert tool.licence == instruments.Licence(instruments.Rights.OWN, "CC BY 4.0")
    assert (tool.scoring.needed, tool.items[0].is_reversed) == (60, True)
    assert (tool.items[0].text, tool.label(1)) == ({"en": "A"}, {"en": "No"})
    assert tool.about == {"en": "About"}


@pytest.mark.parametrize(
    ("old", "status"),
    [
        ({"status": "other", "licence": "CC BY 4.0"}, "open"),
        ({"status": "other", "licence": ""}, "restricted"),
        ({"status": "validated", "licence": "By letter"}, "restricted"),
    ],
)
def test_an_old_licence_is_open_only_where_it_says_so(old, status):
    assert instruments.upgraded({**OLD, **old})["licence"]["status"] == status


def test_upgrading_twice_changes_nothing():
    once = instruments.upgraded(OLD)

    assert instruments.upgraded(once) == once


def _with(**changes):
    return {**deepcopy(PLAIN), **changes}


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([], "the file must hold one JSON object"),
        (_with(code="Ca lm"), "code: small Latin letters"),
        (_with(colour="red"), "colour: not a part of the format"),
        (_with(version=0), "version: a whole number from 1"),
        (_with(version=True), "version: a whole number from 1"),
        (_with(source="Doe"), "source: not a part of the format"),
        (_with(needed=80), "needed: not a part of the format"),
        (_with(construct={"en": ""}), "construct: an empty text"),
        (_with(about={"fr": "Ce que"}), "about: a text in fr, which the title lacks"),
        (_with(title={"English": "Calm"}), "title: 'English' is no code"),
        (_with(title={"en": "Calm\x00"}), "title: there is a control character"),
        (_with(title={"en": "\ud800"}), "title: there is a control character"),
        (_with(title={"en": "x" * 4001}), "title: at most 4000 characters"),
        (_with(themes="awareness"), "themes: a list of codes"),
        (_with(themes=["a", "a"]), "themes: a theme stands there twice"),
        (_with(licence="CC BY 4.0"), "licence: an object with"),
        (_with(licence={"status": "free"}), "licence.status: one of"),
        (_with(licence={"status": "open"}), "licence.name: say which"),
        (_with(licence={"status": "permission"}), "licence.proof: say who"),
        (_with(licence={"status": "own", "url": ""}), "licence.url: not a part"),
        (_with(ages={"from": 20, "to": 16}), "ages: at least one end"),
        (_with(ages={}), "ages: at least one end"),
        (_with(ages={"from": 16.5}), "ages: whole years"),
        (_with(ages={"least": 16}), "ages.least: not a part"),
        (_with(adapted_from={"code": "x"}), "adapted_from: the code and the version"),
        (
            _with(adapted_from={"code": "x", "version": 1, "changes": "all"}),
            "adapted_from.changes: a list of lines",
        ),
        (
            _with(scale={"minimum": 1, "maximum": 5, "step": 1}),
            "scale.step: not a part of the format",
        ),
        (_with(subscales=[{"code": "x"}]), "subscales 1: title: a text per language"),
        (
            _with(subscales=[{"code": "x", "title": {"en": "X", "ar": "س"}}]),
            "subscales 1: no item belongs to it",
        ),
        (
            _with(items=[{**PLAIN["items"][0], "subscale": "x"}]),
            "items 1: subscale: there is none",
        ),
        (
            _with(items=[{**PLAIN["items"][0], "weight": 2}]),
            "items 1: weight: not a part of the format",
        ),
        (_with(scoring={"rule": "median"}), "scoring.rule: one of"),
        (_with(scoring={"needed": 0}), "scoring.needed: per cent"),
        (_with(scoring={"needed": 80, "least": 3}), "scoring: either needed or least"),
        (
            _with(scoring={"missing": "complete", "needed": 80}),
            "scoring: complete needs every item",
        ),
        (_with(scoring={"weights": []}), "scoring.weights: not a part"),
        (
            _with(translations={"ar": {"origin": "hearsay"}}),
            "translations.ar.origin: one of",
        ),
        (
            _with(translations={"fr": {"origin": "own"}}),
            "translations.fr: the title is not in this language",
        ),
        (
            _with(translations={"ar": {"origin": "own", "reader": "A."}}),
            "translations.ar.reader: not a part",
        ),
        (_with(status="great"), "status: one of"),
        (_with(title={}), "title: a text per language"),
        (_with(title={"en": " "}), "title: an empty text"),
        (_with(scale=None), "scale: "),
        (_with(scale={"minimum": 5, "maximum": 1}), "scale: minimum and maximum"),
        (
            _with(scale={"minimum": 1, "maximum": 2, "labels": {"3": {"en": "x"}}}),
            "scale.labels.3: not on the scale",
        ),
        (_with(items=[]), "items: a list of 1 to 200 items"),
        (_with(items=[{"code": "a"}]), "items 1: text: a text per language"),
        (_with(items=PLAIN["items"] * 2), "items 6: a stands there twice"),
        (
            _with(items=[{"code": "a", "text": {"en": "A"}}]),
            "items 1: no text in ar",
        ),
        (
            _with(items=[{"code": "a", "text": {"en": "A", "ar": "أ", "fr": "A"}}]),
            "items 1: a text in fr, which the title lacks",
        ),
    ],
)
def test_a_file_that_is_wrong_says_where_and_why(stored, fault):
    with pytest.raises(instruments.Fault) as refused:
        instruments.read(stored)

    assert any(line.startswith(fault) for line in refused.value.faults), refused.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale": {"minimum": 1, "maximum": 5, "labels": None}},
        {"scale": {"minimum": 1, "maximum": 5, "labels": ["one"]}},
        {"status": []},
        {"about": "words"},
        {"about": ["words"]},
        {"citation": 4},
        {"code": ["calm"]},
        {"licence": []},
        {"licence": {"status": []}},
        {"ages": 16},
        {"ages": {"from": "16"}},
        {"themes": [[]]},
        {"adapted_from": "calm"},
        {"subscales": {}},
        {"subscales": [[]]},
        {"subscales": [{"code": []}]},
        {"items": [[]]},
        {"items": {"a": 1}},
        {"items": [{"code": "a", "text": {"en": "A", "ar": "أ"}, "subscale": []}]},
        {"scoring": "mean"},
        {"scoring": {"rule": []}},
        {"scoring": {"needed": True}},
        {"translations": []},
        {"translations": {"ar": "own"}},
        {"title": {"en": 4}},
        {"title": "Calm"},
    ],
)
def test_a_part_of_the_wrong_shape_is_a_fault_and_no_crash(wrong):
    with pytest.raises(instruments.Fault):
        instruments.read({**PLAIN, **wrong})
