"""The starter instruments can be brought in by the words of any of their languages."""

import json
from pathlib import Path

import pytest

from grantsapp import mel
from grantsapp.mel import instruments
from grantsapp.mel.tables.cells import answers
from tests.mel.tables.making import facts, kobo, read

STARTERS = [
    instruments.read(json.loads(path.read_text()))
    for path in sorted((Path(mel.__file__).parent / "starters").glob("*.json"))
]


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_an_export_with_labels_of_all_starters_at_once_is_read(language):
    items = [(tool, item) for tool in STARTERS for item in tool.items]
    head = [f"{tool.title[language]}/{item.text[language]}" for tool, item in items]
    row = [tool.label(tool.maximum)[language] for tool, _item in items]

    (found,) = read(kobo(head, row), STARTERS, facts())

    assert found.sitting.raw["t1"] == {
        tool.code: {item.code: tool.maximum for item in tool.items} for tool in STARTERS
    }
    assert found.sitting.language == language


@pytest.mark.parametrize("tool", STARTERS, ids=lambda tool: tool.code)
def test_every_label_of_a_starter_means_one_value(tool):
    reader = answers(tool, {}, ())

    for value in tool.values:
        assert {reader[text] for text in tool.label(value).values()} == {value}
