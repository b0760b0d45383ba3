"""Whatever is wrong with a file has a sentence that says what to do."""

import ast
import re
from pathlib import Path

import pytest

from grantsapp.mel import tables
from grantsapp.mel.tables import Faults, Reading, Wrong, check
from grantsapp.mel.telling_files import SENTENCES, sentence
from tests.mel.tables.making import CALM, MATCHED, facts, matched, text

HEAD = "calm_rest,calm_ask,calm_wait"
HERE = Path(tables.__file__).parent
SOURCES = [*HERE.glob("*.py"), HERE.parent / "actions" / "sorting.py"]


def test_every_wrong_has_a_sentence_and_is_found_by_somebody():
    assert set(SENTENCES) == set(Wrong)
    used = {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Wrong"
    }
    assert used == set(Wrong.__members__)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text(HEAD, "1,9,3"), "“9” is not on the scale from 1 to 5."),
        (text(HEAD, "1,2"), "This row has 2 cells, but there are 3 columns."),
        (
            text(f"{HEAD},_uuid", "1,2,3,u", "1,2,4,u"),
            "Line 2 has the same identifier “u” with other answers.",
        ),
        (text(f"{HEAD},language", "1,2,3,50 %s"), "“50 %s” is no language of this"),
        (
            text("calm_rest,calm_ask", "1,2"),
            "no column for the item “wait” of “calm” (now",
        ),
    ],
)
def test_a_fault_is_told_with_its_facts(app, content, said):
    table, matching = matched(content)
    with pytest.raises(Faults) as refused:
        list(Reading(table, matching, [CALM], facts()))

    assert said in sentence(refused.value.faults[0])


def test_no_sentence_asks_for_facts_that_its_faults_do_not_have(app):
    wide = text(",".join(f"c{n}" for n in range(2_001)))
    for content in (b"PK\x03\x04", b"%PDF", b"", b"a\n\0", wide, b'a,b\n1,"2'):
        with pytest.raises(Faults) as refused:
            list(tables.opened(content).rows())
        assert not re.search(r"%\(", sentence(refused.value.faults[0]))
    table, matching = matched(text("rest,calm_rest,calm_shout"), about=MATCHED)
    found = check(matching, table.names, [CALM], MATCHED)
    assert {sentence(fault) for fault in found}
