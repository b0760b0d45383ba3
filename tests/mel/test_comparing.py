"""Two versions of an instrument side by side: what differs, and if in its words."""

from copy import deepcopy

import pytest

from grantsapp.mel import instruments
from grantsapp.mel.instruments import Kind
from tests.mel.test_instruments import PLAIN, WHOLE


def differences(change, base=PLAIN):
    other = deepcopy(base)
    change(other)
    found = instruments.changes(instruments.read(base), instruments.read(other))
    return [(c.kind, c.place, c.is_wording) for c in found]


def leave(tool):
    pass


def reword(tool):
    tool["items"][1]["text"]["ar"] = "باء"


def drop(tool):
    del tool["items"][4]


def add(tool):
    tool["items"].append({"code": "f", "text": {"en": "F", "ar": "ف"}})


def turn(tool):
    tool["items"].insert(0, tool["items"].pop())


def widen(tool):
    tool["scale"]["maximum"] = 7


def label(tool):
    tool["scale"]["labels"] = {"1": {"en": "No", "ar": "لا"}}


def reverse(tool):
    tool["items"][0]["reversed"] = True


def speak(tool):
    for text in (tool["title"], *(item["text"] for item in tool["items"])):
        text["pl"] = "po polsku"


def prove(tool):
    tool["licence"] = {"status": "open", "name": "CC BY 4.0"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (leave, []),
        (reword, [(Kind.CHANGED, "items.b.text.ar", True)]),
        (drop, [(Kind.REMOVED, "items.e", True)]),
        (add, [(Kind.ADDED, "items.f", True)]),
        (turn, [(Kind.MOVED, "items", True)]),
        (widen, [(Kind.CHANGED, "scale", True)]),
        (reverse, [(Kind.CHANGED, "items.a.reversed", False)]),
        (prove, [(Kind.CHANGED, "licence", False)]),
        (
            label,
            [
                (Kind.ADDED, "scale.labels.1.en", False),
                (Kind.ADDED, "scale.labels.1.ar", False),
            ],
        ),
        (
            speak,
            [
                *((Kind.ADDED, f"items.{code}.text.pl", False) for code in "abcde"),
                (Kind.ADDED, "title.pl", False),
            ],
        ),
    ],
)
def test_what_differs_is_named_by_its_place(change, found):
    assert differences(change) == found


@pytest.mark.parametrize("part", sorted(WHOLE.keys() - {"code", "version", "items"}))
def test_no_part_of_an_instrument_differs_unseen(part):
    other = deepcopy(WHOLE)
    replacement = {
        "title": {"en": "Other", "ar": "هدوء"},
        "about": {"en": "Other"},
        "construct": {"en": "Other"},
        "themes": ["other"],
        "status": "other",
        "citation": "Other",
        "licence": {"status": "own", "proof": "Other"},
        "ages": {"from": 18},
        "scale": {"minimum": 1, "maximum": 4},
        "subscales": [{"code": "inner", "title": {"en": "Other", "ar": "داخلي"}}],
        "scoring": {"rule": "mean"},
        "translations": {"ar": {"origin": "machine"}},
    }
    if part == "adapted_from":  # it says what the comparing itself finds
        return
    other[part] = replacement[part]

    found = instruments.changes(instruments.read(WHOLE), instruments.read(other))

    assert [c.place.split(".")[0] for c in found] == [part]
