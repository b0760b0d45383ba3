"""XLSForms: instruments as the forms of ODK and KoboToolbox, out and in.

Plain values only. Nothing is dropped silently: what would be lost is named.
"""

from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why
from grantsapp.mel.xlsforms.reading import Brought, read
from grantsapp.mel.xlsforms.writing import NoCommonLanguage, losses, shared, write

__all__ = [
    "Brought",
    "NoCommonLanguage",
    "Note",
    "Unreadable",
    "Why",
    "losses",
    "read",
    "shared",
    "write",
]
