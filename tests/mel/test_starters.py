"""Our own instruments: their words, what they claim, and that every rule is in use."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from grantsapp.demo.telling import read
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Missing, Moment, Rights, Rule, Score, Status

FOLDER = Path(__file__).parents[2] / "grantsapp" / "mel" / "starters"
LANGUAGES = {"en", "ar", "pl"}
THEMES = {"awareness", "resilience", "prosocial", "practitioners"}  # of the demo
CHANGED = {"recognising", "steadiness", "neighbours", "frontline"}
# By hand, from reading the sentences: agreeing with these means less of the thing.
# Where people say how sure they are that they can do something, all run one way.
REVERSED = {
    "recognising": {"unsure", "late"},
    "reporting": set(),
    "messages": {"headline", "likes"},
    "harm": {"fun", "touchy"},
    "steadiness": {"swept", "blurt"},
    "belonging": {"alone", "edge", "unwanted"},
    "meaning": {"drift", "pointless"},
    "setbacks": {"giveup", "brood"},
    "neighbours": {"avoid", "wary"},
    "empathy": {"judge", "cold"},
    "bystander": set(),
    "openness": {"interrupt", "alike"},
    "frontline": {"worse"},
    "duty": {"unclear", "guess"},
    "inclusive": {"voice", "loudest"},
}
# Written by a man or by a woman: a Polish sentence must not ask which.
GENDERED = re.compile(r"\w(łam|łem|łabym|łbym)\b|\b(sam|sama|pewny|pewna|gotowa)\b")


def _written(code):
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


TOOLS = {code: instruments.read(_written(code)) for code in REVERSED}
every = pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)


def _plain(words):
    """Letters only: points, marks and case make no other sentence."""
    parted = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in parted if sign.isalnum())


def _texts(tool, language):
    """Every text of an instrument in one language."""
    whole = [tool.title, tool.about, tool.construct]
    whole += [item.text for item in tool.items]
    whole += [part.title for part in tool.subscales]
    return [text[language] for text in [*whole, *tool.labels.values()]]


def test_there_are_15_and_each_is_named_as_its_file():
    assert len(TOOLS) == 15
    assert {path.stem for path in FOLDER.iterdir()} == TOOLS.keys()
    assert all(tool.code == code for code, tool in TOOLS.items())


@every
def test_nothing_of_a_file_is_lost_when_it_is_read(tool):
    assert instruments.as_json(tool) == _written(tool.code)


@every
def test_every_word_is_there_in_three_languages(tool):
    assert set(tool.languages) == LANGUAGES
    for language in LANGUAGES:
        assert all(text.strip() == text != "" for text in _texts(tool, language))
    assert tool.labels.keys() == {str(value) for value in tool.values}
    assert len(tool.labels) == 5


@every
def test_each_language_is_in_its_own_letters(tool):
    arabic = "".join(_texts(tool, "ar"))
    latin = "".join(_texts(tool, "en") + _texts(tool, "pl"))

    assert not re.search("[A-Za-z]", arabic)
    assert not re.search("[\u0600-\u06ff]", latin)


@every
def test_a_polish_sentence_does_not_ask_whether_a_man_or_a_woman_answers(tool):
    assert not [text for text in _texts(tool, "pl") if GENDERED.search(text)]


@every
def test_an_instrument_has_5_to_8_items_and_names_short_enough_to_export(tool):
    assert 5 <= len(tool.items) <= 8
    assert len(tool.code) <= 16
    names = [
        f"{tool.code}_{moment}_{number:02}"
        for moment in Moment
        for number in range(1, len(tool.items) + 1)
    ]
    assert max(map(len, names)) <= 32


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_items_anywhere_say_the_same(language):
    said = Counter(
        _plain(item.text[language]) for tool in TOOLS.values() for item in tool.items
    )

    assert [words for words, times in said.items() if times > 1] == []


@every
def test_exactly_the_items_that_say_the_opposite_are_reversed(tool):
    flagged = {item.code for item in tool.items if item.is_reversed}

    assert flagged == REVERSED[tool.code]


def test_each_theme_has_at_least_three():
    themes = Counter(theme for tool in TOOLS.values() for theme in tool.themes)

    assert set(themes) == THEMES
    assert min(themes.values()) >= 3


def test_the_demo_asks_every_starter():
    suites = read("suites.toml")
    assert set(suites["finished"]["instruments"]) == set(TOOLS)


@every
def test_no_starter_claims_to_be_validated(tool):
    written = json.dumps(_written(tool.code))

    assert tool.status is Status.STARTER
    assert "Written for grantsapp" in tool.citation
    assert "not validated: no study has shown what it measures" in tool.citation
    assert "validat" not in written.lower().replace("not validated", "")


@every
def test_anybody_may_use_a_starter_and_no_native_speaker_has_read_it(tool):
    assert tool.licence.status is Rights.OPEN
    assert tool.licence.name == "CC BY 4.0"
    assert set(tool.translations) == LANGUAGES
    assert not any(tool.translations[code].read_by_native for code in LANGUAGES)
    assert all("draft" in tool.translations[code].source for code in ("ar", "pl"))


@every
def test_who_it_is_for_is_said(tool):
    youngest = 18 if "practitioners" in tool.themes else 14

    assert tool.ages is not None
    assert tool.ages.youngest >= youngest


def test_changed_wording_is_a_new_version_that_says_what_changed():
    changed = {code for code, tool in TOOLS.items() if tool.adapted_from}

    assert changed == CHANGED
    for code in changed:
        told = TOOLS[code].adapted_from
        assert TOOLS[code].version == 2
        assert told is not None
        assert (told.code, told.version) == (code, 1)
        assert told.changes


def test_every_rule_of_the_format_is_in_use_somewhere():
    rules = {(t.scoring.rule, t.scoring.missing) for t in TOOLS.values()}

    assert rules == {
        (Rule.MEAN, Missing.PRORATE),
        (Rule.SUM, Missing.PRORATE),
        (Rule.SUM, Missing.COMPLETE),
    }
    assert {t.scoring.needed for t in TOOLS.values()} >= {70, 80}
    assert [c for c, t in TOOLS.items() if t.scoring.least is not None] == ["duty"]
    assert len([t for t in TOOLS.values() if t.subscales]) == 4
    assert {t.minimum for t in TOOLS.values()} == {0, 1}


@pytest.mark.parametrize(
    ("code", "given", "subscale", "score"),
    [
        # 0 to 4, two of seven reversed: 5 x 4 + 2 x 0, and all of them are needed
        ("messages", (4, 4, 4, 4, 4, 4, 4), "", Score(20.0, 7)),
        ("messages", (4, 4, 0, 4, 0, 4, 4), "", Score(28.0, 7)),
        ("messages", (4, 4, 0, 4, 0, 4, None), "", Score(None, 6)),
        # a sum of six, times seven sixths: (5 + 5 + 5 + 5 + 5 + 5) x 7 / 6
        ("setbacks", (5, 5, 1, 5, 5, 1, None), "", Score(35.0, 6)),
        ("setbacks", (5, 5, 1, 5, 5, None, None), "", Score(None, 5)),
        # at least five of seven, which 80 per cent would refuse
        ("duty", (4, 4, 4, 2, 4, None, None), "", Score(4.0, 5)),
        ("duty", (4, 4, 4, 2, None, None, None), "", Score(None, 4)),
        # 70 per cent of seven are five
        ("reporting", (3, 3, 3, 3, 3, None, None), "", Score(3.0, 5)),
        # three of the talking items, the last one reversed; support is in none
        ("frontline", (1, 1, 5, 4, 3, 1, 1, 1), "talk", Score(4.0, 3)),
        ("frontline", (1, 1, 5, 4, 3, 1, 1, 1), "", Score(2.125, 8)),
    ],
)
def test_a_starter_is_scored_as_by_hand(code, given, subscale, score):
    tool = TOOLS[code]
    answers = {i.code: v for i, v in zip(tool.items, given, strict=True)}

    assert instruments.score(tool, answers, subscale) == score
