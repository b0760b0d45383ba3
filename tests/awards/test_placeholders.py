"""Terms with placeholders, filled in; every expectation is written by hand."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards import placeholders
from grantsapp.awards.placeholders import Fault, Wrong

VALUES = {"group": "Kitchen Table", "amount": "£8,000", "sponsor": "Big Roof"}


def filled(text, values=VALUES, *, runs_from_right=False):
    return placeholders.filled_in(text, values, runs_from_right=runs_from_right)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{group} gets {amount}.", []),
        ("No braces at all.", []),
        ("To {grup}.", [Wrong(Fault.UNKNOWN, "{grup}")]),
        ("To {}.", [Wrong(Fault.UNKNOWN, "{}")]),
        ("To { group}.", [Wrong(Fault.UNKNOWN, "{ group}")]),
        ("{group.__class__}", [Wrong(Fault.UNKNOWN, "{group.__class__}")]),
        ("To {group", [Wrong(Fault.UNCLOSED, "{group")]),
        ("To {group\nand so on}", [
            Wrong(Fault.UNCLOSED, "{group"),
            Wrong(Fault.UNOPENED, "and so on}"),
        ]),
        ("{{group}}", [
            Wrong(Fault.UNCLOSED, "{{group}}"),
            Wrong(Fault.UNOPENED, "{{group}}"),
        ]),
        ("group}", [Wrong(Fault.UNOPENED, "group}")]),
    ],
)  # fmt: skip
def test_a_brace_that_is_no_placeholder_is_found(text, wrong):
    assert list(placeholders.faults(text)) == wrong


def test_values_take_the_place_of_their_names():
    assert filled("{group} gets {amount}.") == "Kitchen Table gets £8,000."


def test_what_is_put_in_is_not_looked_at_again():
    values = {**VALUES, "group": "The {amount} Club \\1"}

    assert filled("{group} meets.", values) == "The {amount} Club \\1 meets."


def test_a_paragraph_about_the_sponsor_goes_where_there_is_none():
    text = "## Money\n\n{group} gets it.\n\n{sponsor} holds it.\n\n## End\n\nBye."
    alone = {**VALUES, "sponsor": ""}

    assert filled(text) == (
        "## Money\n\nKitchen Table gets it.\n\nBig Roof holds it.\n\n## End\n\nBye."
    )
    assert filled(text, alone) == (
        "## Money\n\nKitchen Table gets it.\n\n## End\n\nBye."
    )


def test_a_heading_that_is_left_alone_goes_too():
    text = "## Sponsor\n\n{sponsor} holds it.\n\n## End\n\n## Really"

    assert filled(text, {"sponsor": ""}) == "## End\n\n## Really"


def test_a_name_that_runs_the_other_way_does_not_tear_its_sentence_apart():
    name = {"group": "مطبخ", "amount": "£8,000"}

    assert filled("To {group}.", name) == "To \u2068مطبخ\u2069."
    assert filled("إلى {group}.", name, runs_from_right=True) == "إلى مطبخ."
    assert filled("{amount}", name, runs_from_right=True) == "\u2068£8,000\u2069"
    assert filled("{group}", VALUES, runs_from_right=True) == (
        "\u2068Kitchen Table\u2069"
    )


def test_lines_that_turn_are_kept_apart_one_by_one():
    values = {"payments": "1. £6\n2. £2"}

    assert filled("{payments}", values, runs_from_right=True) == (
        "\u20681. £6\u2069\n\u20682. £2\u2069"
    )


def test_the_digest_is_that_of_the_json_with_sorted_keys_and_no_spaces():
    whole = {"words": {"ar": "مال", "en": "Money"}, "number": 1, "facts": {"a": None}}
    by_hand = (
        '{"facts":{"a":null},"number":1,"words":{"ar":"مال","en":"Money"}}'
    ).encode()

    assert placeholders.digest(whole) == hashlib.sha256(by_hand).hexdigest()


@given(st.text(alphabet="ab{}\n group", max_size=40))
def test_a_text_without_faults_has_no_brace_left_when_it_is_filled_in(text):
    if not list(placeholders.faults(text)):
        values = dict.fromkeys(placeholders.NAMES, "x")
        assert not set("{}") & set(filled(text, values))
