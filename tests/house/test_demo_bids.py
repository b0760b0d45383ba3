"""The bids of the demonstration's first call: a field that reads like a real one."""

from importlib import resources
from itertools import combinations

import pytest
import regex

from grantsapp.accounts.models import Kind
from grantsapp.calls.questions import word_count
from grantsapp.calls.questions.words import ONE_BY_ONE
from grantsapp.demo.telling import read
from grantsapp.places import BOROUGHS

FOLDER = resources.files("grantsapp.demo").joinpath("texts", "bids")
ALL = {
    name: read(f"bids/{name}")
    for name in sorted(p.name for p in FOLDER.iterdir() if p.name.endswith(".toml"))
}
BIDS = {name: bid for name, bid in ALL.items() if bid["call"] == "CGF1"}
TIERS = {tier["code"]: tier for tier in read("call-1.toml")["tiers"]}
THEMES = {theme["code"] for theme in read("fund.toml")["themes"]}
ASKED = {
    question["code"]: question
    for section in read("form.toml")["sections"]
    for question in section["questions"]
}
GROUPS = {option["code"] for option in ASKED["groups"]["options"]}

FIRST = {"title", "tier", "amount", "theme"}
THEN = {"need", "plan", "people", "groups", "safeguarding"}
REGISTRIES = r"GB-CHC-99\d{5}|GB-COH-990\d{5}"  # none of them is given out
WORDS_IN_A_ROW = 8
SIGNS_IN_A_ROW = 16  # where a script has no spaces, a sign is less than a word

each_bid = pytest.mark.parametrize("bid", BIDS.values(), ids=BIDS)


@each_bid
def test_a_bid_has_what_the_story_wants(bid):
    group = bid["organisation"]

    assert bid.keys() - {"days"} == {
        "call", "language", "stage", "person", "organisation", "answers",
    }  # fmt: skip
    assert bid["stage"] == "submitted"
    assert bid["person"].keys() == {"name", "email", "language"}
    assert bid["person"]["email"].endswith("@example.org")
    assert bid["person"]["language"] in {"en", "ar", "pl"}  # those of the interface
    assert group.keys() - {"registry"} == {"name", "kind", "borough", "about"}
    assert group["kind"] in set(Kind)
    assert group["borough"] in BOROUGHS
    assert regex.fullmatch(REGISTRIES, group.get("registry", "GB-CHC-9900000"))


@each_bid
def test_a_bid_answers_every_question_of_the_form(bid):
    told = bid["answers"]
    tier = TIERS[told["tier"]]

    assert told.keys() == FIRST | THEN
    assert tier["minimum"] <= told["amount"] <= tier["maximum"]
    assert told["theme"] in THEMES
    assert told["people"] >= 1
    assert told["groups"]
    assert set(told["groups"]) <= GROUPS
    assert told["safeguarding"] in {"yes", "no"}


@each_bid
def test_a_bid_is_neither_too_short_nor_too_long(bid):
    words = {code: word_count(bid["answers"][code]) for code in ("need", "plan")}

    assert 250 <= sum(words.values()) <= 900
    for code, count in words.items():
        assert count <= ASKED[code]["words"]


@pytest.mark.parametrize(
    ("part", "key"),
    [("person", "email"), ("organisation", "name"), ("organisation", "registry")],
)
def test_every_group_comes_once(part, key):
    told = [bid[part][key].casefold() for bid in BIDS.values() if key in bid[part]]

    assert len(set(told)) == len(told)


def test_no_two_bids_say_the_same_in_the_same_words():
    said = {name: phrases(bid) for name, bid in ALL.items()}

    shared = {
        (one, other): said[one] & said[other]
        for one, other in combinations(said, 2)
        if said[one] & said[other]
    }
    assert shared == {}


def phrases(bid):
    """Give every run of words in a bid, and of signs where no spaces are written."""
    told = bid["answers"]
    texts = [told["title"], bid["organisation"]["about"], told["need"]]
    text = "\n".join([*texts, told.get("plan", "")]).casefold()
    signs = regex.findall(ONE_BY_ONE, text)
    words = regex.findall(r"\w+", regex.sub(ONE_BY_ONE, " ", text))
    return runs(words, WORDS_IN_A_ROW) | runs(signs, SIGNS_IN_A_ROW)


def runs(parts, length):
    return {tuple(parts[i : i + length]) for i in range(len(parts) - length + 1)}


SCRIPTS = (
    "Latin", "Arabic", "Bengali", "Cyrillic", "Han", "Devanagari", "Hebrew", "Ethiopic",
    "Tamil", "Gurmukhi", "Gujarati", "Greek", "Georgian", "Armenian", "Hangul", "Thai",
    "Khmer", "Myanmar",
)  # fmt: skip


def test_sixty_bids_come_in_many_languages_and_scripts():
    assert len(BIDS) == 60
    assert len({bid["language"] for bid in BIDS.values()}) >= 8
    assert len({script_of(bid) for bid in BIDS.values()}) >= 5


def script_of(bid):
    """Give the script in which most of a need is written."""
    need = bid["answers"]["need"]
    return max(SCRIPTS, key=lambda s: len(regex.findall(rf"\p{{Script={s}}}", need)))
