"""What people may attach: told from the bytes, never from the name."""

import unicodedata
import zipfile
from pathlib import Path

from flask import current_app

from grantsapp.i18n import gettext as _

CHUNK = 1 << 16
NAME_LENGTH = 120
# The extension, and the type it is served as.
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain; charset=utf-8",
}
# What a document may unpack to, in times the size that a file may have.
MOST_UNPACKED = 20
JOINERS = "\u200c\u200d"  # they hold words and pictures together, and hide nothing


class NotTaken(ValueError):
    """The file cannot be taken; the message is a sentence for the person."""


def kinds_in_words() -> str:
    """Name the kinds of file that people may attach."""
    return "PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt), JPG, PNG, TXT"


def looks_like(path: Path) -> str:
    """Tell a file's kind, as its extension; raises NotTaken."""
    import puremagic  # slow to import, and few requests bring a file

    try:
        found = puremagic.from_file(str(path)).lower()
    except (puremagic.PureError, ValueError):
        found = ""
    found = {".jpeg": ".jpg", ".jfif": ".jpg", ".jpe": ".jpg"}.get(found, found)
    if zipfile.is_zipfile(path):
        found = _packed_kind(path)
    elif found in {".docx", ".xlsx", ".odt"}:
        found = ""  # it begins like a zip, and is none: cut short, or never one
    if found in KINDS and found != ".txt":
        return found
    if _is_text(path):
        return ".txt"
    words = kinds_in_words()
    raise NotTaken(
        _("We cannot take this kind of file. Send one of: %(kinds)s.", kinds=words)
    )


def clean_name(name: str, suffix: str) -> str:
    """Keep the last part of a name, in any script, with the true extension.

    What steers text without being seen goes: controls, and marks of direction.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    last = " ".join(last.split())
    seen = (c for c in last if c in JOINERS or unicodedata.category(c)[0] != "C")
    stem = "".join(seen)
    stem = stem.rpartition(".")[0].strip(". ") if "." in stem else stem.strip()
    return (stem.strip(JOINERS) or "file")[:NAME_LENGTH] + suffix


def _packed_kind(path: Path) -> str:
    """Tell which office document a zip is, and that it unpacks to what it may."""
    try:
        with zipfile.ZipFile(path) as packed:
            kind = _document_kind(packed)
            if kind and not _unpacks_well(packed):
                raise NotTaken(_too_full())
    except (zipfile.BadZipFile, RuntimeError, OSError):
        return ""
    return kind


def _document_kind(packed: zipfile.ZipFile) -> str:
    """Tell it from the list of parts alone."""
    parts = packed.namelist()
    if parts[:1] == ["mimetype"] and packed.getinfo("mimetype").file_size < CHUNK:
        kind = packed.read("mimetype").decode("ascii", "replace").strip()
        return ".odt" if kind == KINDS[".odt"] else ""
    if "[Content_Types].xml" not in parts:
        return ""
    marks = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
    return next((marks[p] for p in parts if p in marks), "")


def _unpacks_well(packed: zipfile.ZipFile) -> bool:
    """Say whether all parts are whole, and no bomb: first by what they say of
    themselves, then by reading each of them no further than it said.
    """
    most = MOST_UNPACKED * current_app.config["FILE_LIMIT"] * 1024 * 1024
    if sum(part.file_size for part in packed.infolist()) > most:
        return False
    try:
        return packed.testzip() is None
    except Exception:  # a broken part breaks in many ways; we only ask whether
        return False


def _too_full() -> str:
    return _(
        "This document is damaged, or unpacks to far more than it seems. "
        "Save it anew, or send it as a PDF."
    )


def _is_text(path: Path) -> bool:
    head = path.read_bytes()
    if head.startswith((b"MZ", b"#!", b"PK", b"%PDF")) or b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
