"""Files that stay: their rows, and the bytes that belong to them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from flask import redirect, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp.db import Model, db
from grantsapp.errors import Refused
from grantsapp.files.choosing import storage
from grantsapp.files.receiving import Received
from grantsapp.files.storage import StorageFault, key_of
from grantsapp.i18n import gettext as _

log = logging.getLogger("grantsapp.files")


class File(Model):
    """A file that somebody attached, or that we made; its id is the storage's key."""

    __tablename__ = "files"

    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    by_id: Mapped[UUID | None]


def store(received: Received) -> None:
    """Put the bytes where they stay. May be slow: hold no lock when you can help it."""
    if received.is_stored:
        return
    with _or_sentence(_not_stored):
        storage().put(key_of(received.id), received.path)
    received.path.unlink(missing_ok=True)
    received.is_stored = True


def keep(received: Received, *, by: Any) -> File:
    """Make the row of a received file, and store it if nobody has yet."""
    store(received)
    row = File(
        id=received.id,
        name=received.name,
        kind=received.kind,
        size=received.size,
        digest=received.digest,
        by_id=by.id if by else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def opened(file: File) -> IO[bytes]:
    """Open the bytes of a file for reading; close them after."""
    with _or_sentence(_not_here):
        return storage().open(key_of(file.id))


def hand_out(file: File, *, name: str | None = None) -> ResponseReturnValue:
    """Answer with a file, to be saved and never to be run in the browser.

    Ask the policy first: a link to S3 opens for whoever holds it, for some minutes.
    It goes by another `name` to those from whom its own is hidden.
    """
    name = name or file.name
    with _or_sentence(_not_here):
        way = storage().way(key_of(file.id), name, file.kind)
    if not isinstance(way, Path):
        return redirect(way, 303)
    # A download that broke off goes on where it was, if these are still the bytes.
    answer = send_file(way, as_attachment=True, download_name=name, etag=file.digest)
    answer.headers["Content-Type"] = file.kind
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def remove(file: File) -> None:
    """Remove a file. Its row goes with the deed, its bytes with a later sweep."""
    db.session.delete(file)


def check_storage() -> None:
    """See that the storage takes files; raises StorageFault."""
    storage().check()


@contextmanager
def _or_sentence(sentence: Any) -> Iterator[None]:
    """Log what went wrong for us, and say for the person what it means."""
    try:
        yield
    except StorageFault as error:
        log.error("files: %s: %s", type(error).__name__, error)
        raise Refused(sentence()) from error


def _not_stored() -> str:
    return _(
        "The file could not be stored just now, and nothing was changed. "
        "Try again in a few minutes."
    )


def _not_here() -> str:
    return _("This file cannot be opened just now. Try again in a few minutes.")
