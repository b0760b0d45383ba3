"""Sealed snapshots: everything that figures come from, in one file without names.

A zip with `meta.json` and arrays as NumPy writes them (`.npy`). People are rows in an
order that says nothing. The seal is of the content, not of how it is packed, and stands
in the zip's comment too, so that a file can say by itself that somebody changed it.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT: Final = 1
META, ARRAY = "meta.json", ".npy"
MOST: Final = 8 << 30  # bytes that a file may unpack to
KINDS: Final = frozenset("bu")  # of numbers: yes or no, whole and not below nought
QUICK: Final = 1  # how hard to pack


class Unreadable(ValueError):
    """A file that is no snapshot, or not any more; the message is a sentence."""


@dataclass(frozen=True)
class Snapshot:
    """What figures come from: plain values, and arrays by name."""

    meta: Mapping[str, Any]
    arrays: "Mapping[str, NDArray[Any]]"


def write(snapshot: Snapshot, file: IO[bytes]) -> str:
    """Write a snapshot, the same bytes for the same content; gives its seal."""
    seal = _Seal()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as out:
        for name in _names(snapshot):
            content = _content(snapshot, name)
            seal.add(name, content)
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
        out.comment = seal.words.encode()
    return seal.words


def seal_of(snapshot: Snapshot) -> str:
    """Give the SHA-256 of a snapshot's content."""
    seal = _Seal()
    for name in _names(snapshot):
        seal.add(name, _content(snapshot, name))
    return seal.words


def read(file: IO[bytes]) -> tuple[Snapshot, str]:
    """Read a snapshot with its seal; raises Unreadable."""
    try:
        with zipfile.ZipFile(file) as packed:
            return _read(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Unreadable("This is no sealed snapshot, or it is damaged.") from error


def _read(packed: zipfile.ZipFile) -> tuple[Snapshot, str]:
    names = packed.namelist()
    if META not in names or len(set(names)) < len(names):
        raise Unreadable("This is no sealed snapshot.")
    if sum(entry.file_size for entry in packed.infolist()) > MOST:
        raise Unreadable("This file is too large for a snapshot.")
    seal, arrays, meta = _Seal(), {}, b""
    for name in sorted(names):
        content = packed.read(name)
        seal.add(name, content)
        if name == META:
            meta = content
        else:
            arrays[name.removesuffix(ARRAY)] = _array(content)
    if seal.words != packed.comment.decode("ascii", "replace"):
        raise Unreadable("This snapshot was changed after it was sealed.")
    return Snapshot(_meta(meta), arrays), seal.words


def _meta(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise Unreadable("This is no sealed snapshot.") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable("This snapshot has a format that this version cannot read.")
    return found


def _names(snapshot: Snapshot) -> list[str]:
    return sorted([META, *(name + ARRAY for name in snapshot.arrays)])


def _content(snapshot: Snapshot, name: str) -> bytes:
    if name == META:
        told = {**snapshot.meta, "format": FORMAT}
        return json.dumps(
            told,
            ensure_ascii=False,
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
    from numpy.lib import format as npy

    out, array = BytesIO(), _plain(snapshot.arrays[name.removesuffix(ARRAY)])
    npy.write_array(out, array, version=(1, 0), allow_pickle=False)
    return out.getvalue()


def _plain(array: "NDArray[Any]") -> "NDArray[Any]":
    """Lay an array out in one way on every machine."""
    import numpy as np

    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _array(content: bytes) -> "NDArray[Any]":
    """Read an array of whole numbers, and nothing else whatever it says it is."""
    import numpy as np
    from numpy.lib import format as npy

    source = BytesIO(content)
    try:
        if npy.read_magic(source) != (1, 0):
            raise ValueError("another version")
        shape, is_turned, kind = npy.read_array_header_1_0(source)
        if is_turned or kind.kind not in KINDS:
            raise ValueError("not as we write it")
        return np.frombuffer(content, kind, offset=source.tell()).reshape(shape)
    except ValueError as error:
        raise Unreadable("An array of this snapshot cannot be read.") from error


class _Seal:
    """The hash of names with their contents, in their order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, name: str, content: bytes) -> None:
        self._hash.update(f"{name}\0{len(content)}\n".encode())
        self._hash.update(content)

    @property
    def words(self) -> str:
        return self._hash.hexdigest()
