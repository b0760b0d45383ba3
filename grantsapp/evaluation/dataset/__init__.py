"""The data of an evaluation as files that other programs read, with their meaning.

Pure: plain values and arrays in, files out. Who may have them is said elsewhere.
"""

from grantsapp.evaluation.dataset.columns import columns
from grantsapp.evaluation.dataset.hashing import is_as_told
from grantsapp.evaluation.dataset.minds import of_one_mind
from grantsapp.evaluation.dataset.shapes import (
    ABOUT,
    DECLINED,
    LEFT_OUT,
    NOT_ASKED,
    Asked,
    Facts,
    Form,
    People,
)
from grantsapp.evaluation.dataset.writing import FILES, written

__all__ = [
    "ABOUT",
    "DECLINED",
    "FILES",
    "LEFT_OUT",
    "NOT_ASKED",
    "Asked",
    "Facts",
    "Form",
    "People",
    "columns",
    "is_as_told",
    "of_one_mind",
    "written",
]
