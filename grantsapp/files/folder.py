"""Files in a folder of this machine, or one that machines share."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from grantsapp import clock
from grantsapp.files.storage import KEY, Denied, NotThere


class Folder:
    """A folder; a file moves into its place in one step."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def put(self, key: str, source: Path, /) -> None:
        """Move a file in, at one stroke."""
        place = self.top / key
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, place)

    def open(self, key: str) -> IO[bytes]:
        """Open the bytes for reading from the start."""
        return self._here(key).open("rb")

    def way(self, key: str, _name: str, _kind: str, /) -> Path | str:
        """Give the path to it."""
        return self._here(key)

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Go through every key, with the time since when it is there."""
        for path in self.top.glob("??/*"):
            key = path.relative_to(self.top).as_posix()
            if KEY.fullmatch(key):
                yield key, datetime.fromtimestamp(path.stat().st_mtime, clock.UTC)

    def remove(self, key: str) -> None:
        """Forget it."""
        (self.top / key).unlink(missing_ok=True)

    def check(self) -> None:
        """See that files can be put in."""
        self.top.mkdir(parents=True, exist_ok=True)
        if not os.access(self.top, os.W_OK | os.X_OK):
            raise Denied(f"nothing can be written to {self.top}")

    def _here(self, key: str) -> Path:
        path = self.top / key
        if not path.is_file():
            raise NotThere(key)
        return path
