"""Files that come in: read to a place apart, hashed and looked at.

What was received and not kept is dropped with the request.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from flask import current_app, g

from grantsapp.files.kinds import CHUNK, KINDS, NotTaken, clean_name, looks_like
from grantsapp.i18n import gettext as _


@dataclass
class Received:
    """A file that has come in and was looked at, and is not kept yet."""

    path: Path
    name: str
    kind: str
    size: int
    digest: str
    id: UUID = field(default_factory=uuid4)
    is_stored: bool = False


def receive(stream: IO[bytes], name: str) -> Received:
    """Read in what a person sent, hash it and look what it is; raises NotTaken."""
    limit = current_app.config["FILE_LIMIT"] * 1024 * 1024
    path, size, digest = _read_in(stream, limit)
    try:
        if size == 0:
            raise NotTaken(_("This file is empty. Choose another one."))
        suffix = looks_like(path)
    except NotTaken:
        path.unlink()
        raise
    return Received(path, clean_name(name, suffix), KINDS[suffix], size, digest)


def receive_table(stream: IO[bytes], name: str, *, most: int) -> Received:
    """Read in a table that we read ourselves and hand to nobody; raises NotTaken.

    Its reader tells whether it is one, by what it holds; `most` is in bytes.
    """
    path, size, digest = _read_in(stream, most)
    with path.open("rb") as start:
        suffix = ".xlsx" if start.read(4) == b"PK\x03\x04" else ".csv"
    kind = KINDS.get(suffix, "text/csv")
    return Received(path, clean_name(name, suffix), kind, size, digest)


def made_here(stream: IO[bytes], name: str, kind: str) -> Received:
    """Take in what we made ourselves, of any kind and size."""
    path, size, digest = _read_in(stream, None)
    return Received(path, name, kind, size, digest)


def drop_received(_error: BaseException | None = None) -> None:
    """Drop what this request received and did not keep."""
    for path in g.pop("received_files", []):
        path.unlink(missing_ok=True)


def incoming() -> Path:
    """Give the folder for what has come in; on S3 too it is on this machine."""
    folder = Path(current_app.config["DATA"]) / "files" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _read_in(stream: IO[bytes], limit: int | None) -> tuple[Path, int, str]:
    handle, name = tempfile.mkstemp(dir=incoming())
    path = Path(name)
    g.setdefault("received_files", []).append(path)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as out:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if limit is not None and size > limit:
                path.unlink()
                raise NotTaken(_too_large(limit))
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())  # the row must not outlive the bytes in a power cut
    return path, size, digest.hexdigest()


def _too_large(limit: int) -> str:
    size = limit // 1024 // 1024
    return _("This file is larger than %(limit)s MB. Make it smaller.", limit=size)
