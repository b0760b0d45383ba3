"""What somebody typed, as paragraphs and lists; figures marked within sentences."""

import pytest

from grantsapp.evaluation.blocks import (
    Items,
    Paragraph,
    Run,
    number,
    plain,
    runs,
)
from grantsapp.evaluation.prose import blocks_of


def said(text):
    """Paragraphs as strings, lists as lists of strings."""
    return [
        block.words.text
        if isinstance(block, Paragraph)
        else [item.text for item in block.items]
        for block in blocks_of(text, "en")
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        (" \n\n \n", []),
        ("One.", ["One."]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\n \t\n\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\nTwo.", ["One.", "Two."]),
        ("One,\nstill one.", ["One,\nstill one."]),
        ("- a\n- b", [["a", "b"]]),
        ("• a\n* b\n– c", [["a", "b", "c"]]),
        ("Look:\n- a\n- b\n\nAfter.", ["Look:", ["a", "b"], "After."]),
        ("- a\n  goes on\n- b", [["a goes on", "b"]]),
        ("-5 degrees\n-", ["-5 degrees\n-"]),
        ("well-known\nbefore - after", ["well-known\nbefore - after"]),
        ("- a\n\n- b", [["a"], ["b"]]),
    ],
)
def test_an_empty_line_parts_and_a_hyphen_starts_an_item(typed, read):
    assert said(typed) == read


def test_html_is_text():
    typed = "<script>alert(1)</script> & <b>bold</b>"

    assert said(typed) == [typed]


def test_every_block_is_in_the_language_it_was_typed_in():
    blocks = blocks_of("واحد\n\n- اثنان", "ar")

    assert isinstance(blocks[1], Items)
    languages = {blocks[0].words.language, blocks[1].items[0].language}
    assert languages == {"ar"}


def test_a_figure_in_a_sentence_leads_to_its_path():
    sentence = f"Up by {number('outcomes.calm.pooled', '+0.3')} in {number('k', '4')}."

    assert runs(sentence) == [
        Run("Up by "),
        Run("+0.3", "outcomes.calm.pooled"),
        Run(" in "),
        Run("4", "k"),
        Run("."),
    ]
    assert plain(sentence) == "Up by +0.3 in 4."
    assert runs("Nothing.") == [Run("Nothing.")]
    assert runs(number("a", "1") + number("b", "2")) == [Run("1", "a"), Run("2", "b")]


def test_nobody_can_type_what_passes_for_a_figure_of_ours():
    assert said(f"It was {number('reach', '9,999')}.") == ["It was reach9,999."]
