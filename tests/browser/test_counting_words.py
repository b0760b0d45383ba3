"""The page counts words as the server does."""

from pathlib import Path

import pytest

from tests.calls.words import WORDS

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "grantsapp" / "static" / "grantsapp.js"
START, END = "// Count words", "for (const field of"


def test_the_page_counts_words_as_by_hand(chromium):
    source = SCRIPT.read_text(encoding="utf-8")
    counting = source[source.index(START) : source.index(END)]
    page = chromium.new_page()

    counts = page.evaluate(
        f"(texts) => {{ {counting}\n return texts.map(words); }}",
        [text for text, _count in WORDS],
    )

    assert list(zip([t for t, _ in WORDS], counts, strict=True)) == WORDS
    page.close()
