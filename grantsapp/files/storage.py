"""Where the bytes of files are: a folder, or a bucket of S3 when one is set.

Both know a file by the same key, so that a folder can be copied into a bucket as it
is, and back. A key is used once and never again: that is why clearing away what no row
knows can never meet an upload.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class StorageFault(Exception):
    """The storage did not do what we asked; the message is for who runs the house."""


class NotThere(StorageFault):
    """The storage answers, but this file is not in it."""


class Denied(StorageFault):
    """The storage refuses us: a setting is wrong, and waiting will not mend it."""


class NoAnswer(StorageFault):
    """The storage cannot be reached, or fails; it may be there again later."""


class Storage(Protocol):
    """What a place for files can do. Everything may raise StorageFault."""

    def put(self, key: str, source: Path, /) -> None:
        """Take in a file of this machine; it is whole under its key, or not at all."""
        ...

    def open(self, key: str) -> IO[bytes]:
        """Open the bytes for reading from the start."""
        ...

    def way(self, key: str, name: str, kind: str, /) -> Path | str:
        """Give the path to it here, or a signed link that soon runs out."""
        ...

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Go through every key, with the time since when it is there."""
        ...

    def remove(self, key: str) -> None:
        """Forget it; what is not there needs no forgetting."""
        ...

    def check(self) -> None:
        """See that files can be put in and taken out."""
        ...


def key_of(file: UUID) -> str:
    """Give the key of a file by the id of its row."""
    return f"{file.hex[:2]}/{file.hex}"
