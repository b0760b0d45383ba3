"""Write all files of a package into a folder, one after the other."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from grantsapp import sheets
from grantsapp.evaluation.dataset import codebook, frames, hashing, programs
from grantsapp.evaluation.dataset.columns import Column, columns
from grantsapp.evaluation.dataset.describing import descriptor
from grantsapp.evaluation.dataset.readme import readme
from grantsapp.evaluation.dataset.shapes import Facts, People

ROW_HASH_OF: Final = "wide.csv"
DESCRIPTION: Final = "datapackage.json"
FILES: Final = (
    "wide.csv", "wide-labels.csv", "wide.parquet", "wide.sav", "wide.dta", "long.csv",
    "codebook.csv", "codebook.html", "figures.json", "README.md", DESCRIPTION,
)  # fmt: skip
Write = Callable[[Path], None]


def written(folder: Path, people: People, facts: Facts) -> Iterator[tuple[str, str]]:
    """Write each file, and give its name and hash; what describes all comes last.

    A file has its name only when it is whole.
    """
    known = columns(people, facts)
    title = f"{facts.call}: evaluation {facts.evaluation}"
    by_name = _tables(people, known, title) | _papers(people, known, facts)
    for name, write in by_name.items():
        yield name, _whole(folder, name, write)
    row_hash = hashing.of_file(folder / ROW_HASH_OF)
    words = readme(people, facts, row_hash)
    yield "README.md", _whole(folder, "README.md", _text(words))
    paths = [folder / file for file in (*by_name, "README.md")]
    told = descriptor(paths, people, known, facts, row_hash)
    yield DESCRIPTION, _whole(folder, DESCRIPTION, _json(told))


def _whole(folder: Path, name: str, write: Write) -> str:
    part = folder / f".{name}.part{Path(name).suffix}"
    write(part)
    digest = hashing.of_file(part)
    part.replace(folder / name)
    return digest


def _tables(people: People, known: Sequence[Column], title: str) -> dict[str, Write]:
    frame = frames.wide(people, known)
    return {
        "wide.csv": frame.write_csv,
        "wide-labels.csv": lambda path: frames.labelled(people, known).write_csv(
            path, include_bom=True, line_terminator="\r\n"
        ),
        "wide.parquet": lambda path: frame.write_parquet(path, compression="zstd"),
        "wide.sav": lambda path: programs.write_sav(people, known, path, title),
        "wide.dta": lambda path: programs.write_dta(people, known, path, title),
        "long.csv": lambda path: write_long(people, known, path),
    }


def _papers(people: People, known: Sequence[Column], facts: Facts) -> dict[str, Write]:
    book = sheets.csv_bytes(codebook.HEAD, codebook.rows(people, known))
    return {
        "codebook.csv": lambda path: _keep(path, book),
        "codebook.html": _text(codebook.page(people, known, facts)),
        "figures.json": _json(facts.figures),
    }


def write_long(people: People, known: Sequence[Column], path: Path) -> None:
    """Write the long table in parts, since it is as long as all answers."""
    with path.open("wb") as file:
        is_first = True
        for part in frames.long_parts(people, known):
            part.write_csv(file, include_header=is_first)
            is_first = False


def _keep(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _text(words: str) -> Write:
    return lambda path: _keep(path, words.encode())


def _json(thing: Any) -> Write:
    words = json.dumps(thing, ensure_ascii=False, indent=1)
    return _text(words + "\n")
