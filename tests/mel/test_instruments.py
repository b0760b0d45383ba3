"""Instruments: what their files say, and what is wrong with them."""

import json
from copy import deepcopy

import pytest

from grantsapp.mel import instruments, telling_instruments

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
        ([], ": no file"),
        (_with(code="Ca lm"), "code: no code"),
        (_with(colour="red"), "colour: unknown"),
        (_with(version=0), "version: version"),
        (_with(version=True), "version: version"),
        (_with(source="Doe"), "source: unknown"),
        (_with(needed=80), "needed: unknown"),
        (_with(construct={"en": ""}), "construct: empty text"),
        (_with(about={"fr": "Ce que"}), "about: more"),
        (_with(title={"English": "Calm"}), "title: no language"),
        (_with(title={"en": "Calm\x00"}), "title: control"),
        (_with(title={"en": "\ud800"}), "title: control"),
        (_with(title={"en": "x" * 4001}), "title: too long"),
        (_with(themes="awareness"), "themes: themes"),
        (_with(themes=["a", "a"]), "themes: theme twice"),
        (_with(licence="CC BY 4.0"), "licence: no object"),
        (_with(licence={"status": "free"}), "licence.status: not one of"),
        (_with(licence={"status": "open"}), "licence.name: which licence"),
        (_with(licence={"status": "permission"}), "licence.proof: whose permission"),
        (_with(licence={"status": "own", "url": ""}), "licence.url: unknown"),
        (_with(ages={"from": 20, "to": 16}), "ages: ages turned"),
        (_with(ages={}), "ages: ages turned"),
        (_with(ages={"from": 16.5}), "ages: ages"),
        (_with(ages={"least": 16}), "ages.least: unknown"),
        (_with(adapted_from={"code": "x"}), "adapted_from: adapted"),
        (
            _with(adapted_from={"code": "x", "version": 1, "changes": "all"}),
            "adapted_from.changes: changes",
        ),
        (
            _with(scale={"minimum": 1, "maximum": 5, "step": 1}),
            "scale.step: unknown",
        ),
        (_with(subscales=[{"code": "x"}]), "subscales 1: title: no texts"),
        (
            _with(subscales=[{"code": "x", "title": {"en": "X", "ar": "س"}}]),
            "subscales 1: no item of",
        ),
        (
            _with(items=[{**PLAIN["items"][0], "subscale": "x"}]),
            "items 1: subscale: no subscale",
        ),
        (
            _with(items=[{**PLAIN["items"][0], "weight": 2}]),
            "items 1: weight: unknown",
        ),
        (_with(scoring={"rule": "median"}), "scoring.rule: not one of"),
        (_with(scoring={"needed": 0}), "scoring.needed: per cent"),
        (_with(scoring={"needed": 80, "least": 3}), "scoring: either"),
        (
            _with(scoring={"missing": "complete", "needed": 80}),
            "scoring: complete",
        ),
        (_with(scoring={"weights": []}), "scoring.weights: unknown"),
        (
            _with(translations={"ar": {"origin": "hearsay"}}),
            "translations.ar.origin: not one of",
        ),
        (
            _with(translations={"fr": {"origin": "own"}}),
            "translations.fr: more",
        ),
        (
            _with(translations={"ar": {"origin": "own", "reader": "A."}}),
            "translations.ar.reader: unknown",
        ),
        (_with(status="great"), "status: not one of"),
        (_with(title={}), "title: no texts"),
        (_with(title={"en": " "}), "title: empty text"),
        (_with(scale=None), "scale: no object"),
        (_with(scale={"minimum": 5, "maximum": 1}), "scale: scale"),
        (
            _with(scale={"minimum": 1, "maximum": 2, "labels": {"3": {"en": "x"}}}),
            "scale.labels.3: off scale",
        ),
        (_with(items=[]), "items: items"),
        (_with(items=[{"code": "a"}]), "items 1: text: no texts"),
        (_with(items=PLAIN["items"] * 2), "items 6: twice"),
        (
            _with(items=[{"code": "a", "text": {"en": "A"}}]),
            "items 1: lacks",
        ),
        (
            _with(items=[{"code": "a", "text": {"en": "A", "ar": "أ", "fr": "A"}}]),
            "items 1: more",
        ),
    ],
)
def test_a_file_that_is_wrong_says_where_and_why(stored, fault):
    with pytest.raises(instruments.Faults) as refused:
        instruments.read(stored)

    assert fault in str(refused.value).splitlines()


def test_every_fault_has_a_sentence_and_its_facts_fit(app):
    facts = {"most": 3, **dict.fromkeys(("names", "said", "words", "languages"), "x")}

    for wrong in instruments.Wrong:
        told = telling_instruments.sentence(instruments.Fault("", wrong, facts))
        assert told.endswith("."), wrong
        assert "%" not in told


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
    with pytest.raises(instruments.Faults):
        instruments.read({**PLAIN, **wrong})
