"""What does not go into an XLSForm, or does not come out of one: what, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What happened to something; the sentences stand with the forms."""

    # On the way out: kept aside, in columns and a sheet that other programs skip.
    REVERSED = "reversed"
    SUBSCALE = "subscale"
    SCORING = "scoring"
    LICENCE = "licence"
    CITATION = "citation"
    ORIGINS = "origins"
    ABOUT = "about"
    STANDING = "standing"
    # On the way out: lost.
    NOT_SHARED = "not shared"
    REFERENCE_OUT = "reference out"
    # On the way in: left out.
    TAB = "tab"
    COLUMN = "column"
    TYPE = "type"
    REPEATED = "repeated"
    HEADING = "heading"
    NO_SCALE = "no scale"
    OTHER_LIST = "other list"
    UNUSED_LIST = "unused list"
    CHOICE = "choice"
    OR_OTHER = "or other"
    INCOMPLETE = "incomplete"
    # On the way in: changed, or taken for granted.
    RENAMED = "renamed"
    TITLE = "title"
    VERSION = "version"
    REFERENCE_IN = "reference in"
    NO_REVERSED = "no reversed"
    NO_SCORING = "no scoring"
    NO_LICENCE = "no licence"
    NO_ORIGINS = "no origins"
    # On the way in: why the whole is refused.
    OLD_KIND = "old kind"
    NO_TAB = "no tab"
    NO_COLUMN = "no column"
    TWICE = "twice"
    NOT_A_TEXT = "not a text"
    WHICH_LANGUAGE = "which language"
    NO_LANGUAGE = "no language"
    NO_LIST = "no list"
    UNKNOWN_VALUE = "unknown value"
    UNCLOSED = "unclosed"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Note:
    """One thing that is told, and where it stands."""

    why: Why
    place: str = ""
    detail: str = ""


class Unreadable(ValueError):
    """This form cannot be brought in; `notes` says why."""

    def __init__(self, *notes: Note) -> None:
        told = (f"{n.place}: {n.why} {n.detail}".strip() for n in notes)
        super().__init__("\n".join(told))
        self.notes = list(notes)
