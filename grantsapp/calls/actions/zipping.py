"""Bids as zips: the document, the answers as JSON and CSV, and the files.

What is sensitive is not in a zip. Names in it are safe on every system.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from grantsapp import files, i18n, sheets
from grantsapp.calls.actions import bids, papers
from grantsapp.calls.queries.asked import is_sensitive
from grantsapp.calls.queries.papers import Enclosed, Paper
from grantsapp.calls.questions import Kind, Question
from grantsapp.i18n import gettext as _

CHUNK = 1 << 16  # bytes
LONGEST_NAME = 150  # bytes, so that a folder before it has room
_NOT_IN_NAMES = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)
}


def one(paper: Paper) -> bytes:
    """Pack one bid."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        add(packed, paper)
    return out.getvalue()


def add(packed: zipfile.ZipFile, paper: Paper, folder: str = "") -> None:
    """Put a bid with its files into a zip."""
    start = f"{folder}{paper.reference}"
    document = papers.bid(paper, for_its_authors=False)
    _put(packed, f"{start}.pdf", document)
    _put(packed, f"{start}.json", as_json(paper))
    _put(packed, f"{start}.csv", as_csv(paper))
    names = file_names(paper)
    for file in open_files(paper):
        with files.opened(file.kept) as source:
            _copy(packed, source, f"{folder}{names[file.id]}")


def open_files(paper: Paper) -> list[Enclosed]:
    """List the files that may leave the house."""
    hidden = {
        q.code
        for q in paper.form.questions
        if is_sensitive(q) or paper.readings[q.code].skipped
    }
    return [file for file in paper.files if file.question not in hidden]


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name)  # without today's date: the same bid, the same bytes
    info.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(info, content)


def _copy(packed: zipfile.ZipFile, source: IO[bytes], name: str) -> None:
    with packed.open(zipfile.ZipInfo(name), "w") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)


def file_names(paper: Paper) -> dict[str, str]:
    """Give each file a name that is safe and its own, in a folder beside the bid."""
    taken: set[str] = set()
    names = {}
    for file in open_files(paper):
        plain, number = safe_name(file.name), 1
        name = f"{file.question}-{plain}"
        while name.casefold() in taken:
            number += 1
            name = f"{file.question}-{number}-{plain}"
        taken.add(name.casefold())
        names[file.id] = f"files/{name}"
    return names


def safe_name(name: str) -> str:
    """Make a file's name safe on every system, in its own script."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join("_" if c in _NOT_IN_NAMES else c for c in last if c.isprintable())
    stem, dot, ending = seen.strip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = stem.strip(". ") or "file"
    if stem.casefold() in _RESERVED:
        stem = f"_{stem}"
    tail = (dot + ending)[:12]
    room = LONGEST_NAME - len(tail.encode())
    short = stem.encode()[:room].decode("utf-8", "ignore")
    return short.rstrip(". ") + tail


def as_json(paper: Paper) -> bytes:
    """Tell a bid to machines: codes, values and what was typed."""
    names = file_names(paper)
    told = {
        "reference": paper.reference,
        "call": paper.call_reference,
        "title": paper.title,
        "language": paper.language,
        "stage": str(paper.stage),
        "submitted_at": paper.submitted_at.isoformat() if paper.submitted_at else None,
        "group": {
            "name": paper.group.name,
            "kind": str(paper.group.kind),
            "org_id": paper.group.org_id or None,
            "borough": paper.group.borough,
        },
        "answers": [_answer(paper, question) for question in paper.form.questions],
        "files": [
            {
                "question": file.question,
                "name": file.name,
                "path": names[file.id],
                "size": file.size,
                "sha256": file.digest,
            }
            for file in open_files(paper)
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _answer(paper: Paper, question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": question.code,
        "kind": str(question.kind),
        "label": i18n.Text(question.label).shown(paper.language).text,
    }
    if is_sensitive(question):
        return {**told, "sensitive": True}
    if paper.readings[question.code].skipped:
        return {**told, "skipped": True}  # its condition is not met: it was not asked
    if question.kind is Kind.FILE:
        return told
    value = paper.readings[question.code].value
    told |= {"value": value, "typed": paper.raw.get(question.code, [])}
    if question.kind is Kind.MONEY or _has_money(question):
        told["currency"] = question.currency  # the value is in its minor units
    return told


def _has_money(question: Question) -> bool:
    return any(column.kind is Kind.MONEY for column in question.columns)


def as_csv(paper: Paper) -> bytes:
    """Tell a bid as a table, a row a question, in the language of the bid."""
    with i18n.writing_in(papers.spoken_for(paper.language)):
        head = [_("Code"), _("Question"), _("Answer")]
        return sheets.csv_bytes(head, list(_rows(paper)))


def _rows(paper: Paper) -> Iterable[list[Any]]:
    for question in paper.form.questions:
        label = i18n.Text(question.label).shown(paper.language).text
        if is_sensitive(question) or paper.readings[question.code].skipped:
            told: Any = None
        elif question.kind is Kind.FILE:
            told = "; ".join(file.name for file in paper.files_of(question.code))
        else:
            raw = paper.raw.get(question.code, [])
            told = bids.cell(question, paper.readings[question.code], raw)
        yield [question.code, label, told]
