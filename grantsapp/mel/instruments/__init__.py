"""Instruments: what their files say, and how answers become scores. Plain values only.

The format of the files stands in docs/instruments.md.
"""

from grantsapp.mel.instruments.comparing import Change, Kind, changes
from grantsapp.mel.instruments.faults import CODE
from grantsapp.mel.instruments.packing import DECLINED, LEFT_OUT, packed, unpacked
from grantsapp.mel.instruments.reading import read
from grantsapp.mel.instruments.scoring import Answers, Score, keyed, score, vector
from grantsapp.mel.instruments.shapes import (
    MOMENTS,
    PRORATED,
    Adapted,
    Ages,
    Design,
    Instrument,
    Item,
    Licence,
    Missing,
    Moment,
    Rights,
    Rule,
    Scoring,
    Status,
    Subscale,
    Translation,
    Wording,
)
from grantsapp.mel.instruments.upgrading import upgraded
from grantsapp.mel.instruments.writing import as_json
from grantsapp.mel.instruments.wrong import Fault, Faults, Wrong

__all__ = [
    "CODE",
    "DECLINED",
    "LEFT_OUT",
    "MOMENTS",
    "PRORATED",
    "Adapted",
    "Ages",
    "Answers",
    "Change",
    "Design",
    "Fault",
    "Faults",
    "Instrument",
    "Item",
    "Kind",
    "Licence",
    "Missing",
    "Moment",
    "Rights",
    "Rule",
    "Score",
    "Scoring",
    "Status",
    "Subscale",
    "Translation",
    "Wording",
    "Wrong",
    "as_json",
    "changes",
    "keyed",
    "packed",
    "read",
    "score",
    "unpacked",
    "upgraded",
    "vector",
]
