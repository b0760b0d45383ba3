"""The hash of rows: the same for a table however its file was compressed.

A table is written as CSV in UTF-8: the names, then the rows in their order, a line
break (LF) after each; nothing for what is missing; a number as the shortest decimal
that reads back as the same; a text in double quotes only where it has a comma, a quote
or a line break. The hash is the SHA-256 of these bytes. So it is that of `wide.csv`.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
HOW = (
    "SHA-256 over the rows as CSV: UTF-8 without a mark at the beginning; first the "
    "names, then the rows in their order; commas between the cells and one line feed "
    "after each row; nothing for what is missing; whole numbers in decimal digits, "
    "others as the shortest decimal that reads back as the same number; a text in "
    "double quotes only where it holds a comma, a double quote or a line break. "
    "wide.csv is written just so: its own SHA-256 is the row hash, and wide.parquet "
    "gives the same when it is written so."
)


def of_file(path: Path) -> str:
    """Hash a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def is_as_told(folder: Path, resource: Mapping[str, Any]) -> bool:
    """Say whether a file is still what a descriptor says of it."""
    path = folder / resource["path"]
    return path.is_file() and f"sha256:{of_file(path)}" == resource["hash"]
