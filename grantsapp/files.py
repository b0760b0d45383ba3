"""Files that people attach: taken in, looked at, kept under their hash.

Receiving (reading, hashing, sniffing) needs no database; keeping moves the bytes into
place and makes the row. What was received and not kept is dropped with the request.
"""

import hashlib
import os
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from flask import current_app, g
from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp.db import Model, db
from grantsapp.i18n import gettext as _

CHUNK = 1 << 16
NAME_LENGTH = 120
# What people may attach: the extension, and the type it is served as.
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".txt": "text/plain; charset=utf-8",
}


class File(Model):
    """A file that somebody attached."""

    __tablename__ = "files"

    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    by_id: Mapped[UUID | None]


class NotTaken(ValueError):
    """The file cannot be taken; the message is a sentence for the person."""


@dataclass(frozen=True)
class Received:
    """A file that has come in and was looked at, and is not kept yet."""

    path: Path
    name: str
    kind: str
    size: int
    digest: str


def receive(stream: IO[bytes], name: str) -> Received:
    """Read a file in, hash it and look what it is; raises NotTaken."""
    limit = current_app.config["FILE_LIMIT"] * 1024 * 1024
    handle, path = tempfile.mkstemp(dir=_folder("incoming"))
    g.setdefault("received_files", []).append(path)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as out:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise NotTaken(_too_large())
            digest.update(chunk)
            out.write(chunk)
    if size == 0:
        raise NotTaken(_("This file is empty. Choose another one."))
    suffix = _looks_like(Path(path))
    clean = _clean(name, suffix)
    return Received(Path(path), clean, KINDS[suffix], size, digest.hexdigest())


def keep(received: Received, *, by: Any) -> File:
    """Move a received file to its place, and make its row."""
    place = _place(received.digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(received.path, place)
    row = File(
        name=received.name,
        kind=received.kind,
        size=received.size,
        digest=received.digest,
        by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def blank() -> Path:
    """Give a new empty file, for something that the house makes itself."""
    handle, path = tempfile.mkstemp(dir=_folder("incoming"))
    os.close(handle)
    return Path(path)


def made(path: Path, name: str, kind: str) -> Received:
    """Take in what the house made itself; its maker says what it is."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Received(path, name, kind, path.stat().st_size, digest)


def drop(file: File) -> None:
    """Forget a file; its bytes go unless somebody else keeps the same."""
    db.session.delete(file)
    db.session.flush()
    same = select(File.id).where(File.digest == file.digest)
    if db.session.scalar(same.limit(1)) is None:
        _place(file.digest).unlink(missing_ok=True)


def path_of(file: File) -> Path:
    """Say where the bytes of a file are."""
    return _place(file.digest)


def drop_received(_error: BaseException | None = None) -> None:
    """Drop what this request received and did not keep."""
    for path in g.pop("received_files", []):
        Path(path).unlink(missing_ok=True)


def kinds_in_words() -> str:
    """Name the kinds of file that people may attach."""
    return "PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt), JPG, PNG, TXT"


def _too_large() -> str:
    limit = current_app.config["FILE_LIMIT"]
    return _("This file is larger than %(limit)s MB. Make it smaller.", limit=limit)


def _looks_like(path: Path) -> str:
    """Tell a file's kind from its bytes, never from its name."""
    import puremagic  # slow to import, and few requests bring a file

    try:
        found = puremagic.from_file(str(path)).lower()
    except (puremagic.PureError, ValueError):
        found = ""
    found = {".jpeg": ".jpg", ".jfif": ".jpg", ".jpe": ".jpg"}.get(found, found)
    if zipfile.is_zipfile(path):
        found = _packed_kind(path)
    if found in KINDS and found != ".txt":
        return found
    if _is_text(path):
        return ".txt"
    words = kinds_in_words()
    raise NotTaken(
        _("We cannot take this kind of file. Send one of: %(kinds)s.", kinds=words)
    )


def _packed_kind(path: Path) -> str:
    """Tell which office document a zip is, from its list of parts alone."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.namelist()
            if (
                parts[:1] == ["mimetype"]
                and packed.getinfo("mimetype").file_size < CHUNK
            ):
                kind = packed.read("mimetype").decode("ascii", "replace").strip()
                return ".odt" if kind == KINDS[".odt"] else ""
    except (zipfile.BadZipFile, RuntimeError, OSError):
        return ""
    if "[Content_Types].xml" not in parts:
        return ""
    marks = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
    return next((marks[p] for p in parts if p in marks), "")


def _is_text(path: Path) -> bool:
    head = path.read_bytes()
    if head.startswith((b"MZ", b"#!", b"PK", b"%PDF")) or b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _clean(name: str, suffix: str) -> str:
    """Keep the last part of a name, in any script, with the true extension."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = stem.rpartition(".")[0].strip(". ") if "." in stem else stem.strip()
    return (stem or "file")[:NAME_LENGTH] + suffix


def _folder(name: str) -> Path:
    folder = Path(current_app.config["DATA"]) / "files" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _place(digest: str) -> Path:
    return _folder(digest[:2]) / digest
