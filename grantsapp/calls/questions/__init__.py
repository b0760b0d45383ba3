"""Questions: what kinds there are, and how an answer is read. Plain values only.

An answer is kept as it was typed (`raw`, a list of strings) and read when it is
needed, in the language it was typed in. Reading gives a value, or a `Fault` that the
page puts into words; it never raises. A table keeps a line a string.
"""

from grantsapp.calls.questions.corrections import (
    Change,
    What,
    changes,
    loose,
    unlike,
)
from grantsapp.calls.questions.kinds import (
    CHOICES,
    IN_A_CELL,
    TABLES,
    Column,
    Condition,
    Fault,
    Form,
    Kind,
    Option,
    Question,
    Reading,
    Section,
)
from grantsapp.calls.questions.reading import (
    LONG_LENGTH,
    MOST_ROWS,
    SHORT_LENGTH,
    cells,
    line_of,
    read,
    read_all,
)
from grantsapp.calls.questions.stored import (
    as_json,
    column_of,
    condition_of,
    from_json,
)
from grantsapp.calls.questions.words import word_count

__all__ = [
    "CHOICES",
    "IN_A_CELL",
    "LONG_LENGTH",
    "MOST_ROWS",
    "SHORT_LENGTH",
    "TABLES",
    "Change",
    "Column",
    "Condition",
    "Fault",
    "Form",
    "Kind",
    "Option",
    "Question",
    "Reading",
    "Section",
    "What",
    "as_json",
    "cells",
    "changes",
    "column_of",
    "condition_of",
    "from_json",
    "line_of",
    "loose",
    "read",
    "read_all",
    "unlike",
    "word_count",
]
