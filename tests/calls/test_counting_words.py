"""Words are counted by one rule, which the page and the documents keep too."""

import time

import pytest

from grantsapp.calls.questions import word_count
from tests.calls.words import WORDS


@pytest.mark.parametrize(("text", "count"), WORDS)
def test_words_are_counted_as_by_hand(text, count):
    assert word_count(text) == count


def test_a_megabyte_is_counted_in_a_moment_whatever_is_in_it():
    for part in ("word, ", "a.", "e\u0301", "_", "1,", 'א"', "👍\u200d"):
        start = time.perf_counter()
        word_count(part * (1_000_000 // len(part)))
        assert time.perf_counter() - start < 5
