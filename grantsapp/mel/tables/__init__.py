"""Files of responses, from bytes to sittings. Plain values only.

table = opened(content)
matching = guess(table, tools, facts)          shown, corrected, kept by signature
for row in Reading(table, matching, tools, facts): ...
"""

from grantsapp.mel.tables.checking import check
from grantsapp.mel.tables.faults import Fault, Faults, Wrong
from grantsapp.mel.tables.guessing import guess
from grantsapp.mel.tables.mapping import (
    Facts,
    Matching,
    Question,
    from_json,
    signature,
    unplaced,
)
from grantsapp.mel.tables.opening import Dialect, Table, opened
from grantsapp.mel.tables.pairing import Row
from grantsapp.mel.tables.placing import Slot
from grantsapp.mel.tables.reading import Reading

__all__ = [
    "Dialect",
    "Facts",
    "Fault",
    "Faults",
    "Matching",
    "Question",
    "Reading",
    "Row",
    "Slot",
    "Table",
    "Wrong",
    "check",
    "from_json",
    "guess",
    "opened",
    "signature",
    "unplaced",
]
