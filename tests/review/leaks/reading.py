"""Reads an answer: what of it somebody could learn from, and where it leads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

UNSEEN = re.compile(rb'name="csrf_token"( type="hidden")? value="[^"]*"')
UUIDS = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Content-Language",
    "Location",
    "ETag",
    "Last-Modified",
    "Link",
    "Retry-After",
)
NOT_YOURS = {401, 403, 404}
TO_SIGN_IN = "/sign-in"


@dataclass(frozen=True)
class Seen:
    """What somebody learns from an answer; a bare no is the same as nothing there."""

    status: int
    headers: tuple[str, ...] = ()
    body: bytes = b""

    def differs_in(self, other: "Seen") -> str:
        """Say where two answers first differ."""
        if (self.status, self.headers) != (other.status, other.headers):
            return f"{self.status} {self.headers} / {other.status} {other.headers}"
        at = next(
            (
                n
                for n, (a, b) in enumerate(zip(self.body, other.body, strict=False))
                if a != b
            ),
            min(len(self.body), len(other.body)),
        )
        told = (body[max(0, at - 70) : at + 90] for body in (self.body, other.body))
        return " / ".join(repr(part.decode(errors="replace")) for part in told)


def seen(response: Any, known: set[bytes]) -> Seen:
    """Keep of an answer what tells something; keys made this moment tell nothing."""
    if response.status_code in NOT_YOURS:
        return Seen(403)
    headers = tuple(f"{n}: {response.headers.get(n, '')}" for n in HEADERS)
    if urlsplit(response.headers.get("Location", "")).path == TO_SIGN_IN:
        return Seen(403)

    def steady(match: re.Match[bytes]) -> bytes:
        return match[0] if match[0] in known else b"?"

    body = UUIDS.sub(steady, UNSEEN.sub(b"", _plain(response)))
    told = (UUIDS.sub(steady, line.encode()).decode() for line in headers)
    return Seen(response.status_code, tuple(told), body)


def _plain(response: Any) -> bytes:
    """Give what is in an answer; of a workbook its cells, of a zip its files."""
    body, kind = response.get_data(), response.mimetype
    if "spreadsheetml" in kind:
        return _cells(body)
    if kind == "application/zip":
        return _members(body)
    if kind == "application/pdf":
        moving = rb"/(CreationDate|ModDate) ?\([^)]*\)|/ID\s*\[[^\]]*\]"
        return re.sub(moving, b"", body)
    return body


def _cells(body: bytes) -> bytes:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(body))
    sheets = [(n, book.get_sheet_by_name(n).to_python()) for n in book.sheet_names]
    return "\n".join(f"{n}: {row}" for n, rows in sheets for row in rows).encode()


def _members(body: bytes) -> bytes:
    from zipfile import ZipFile

    with ZipFile(BytesIO(body)) as packed:
        return b"\n".join(
            name.encode() + b": " + packed.read(name) for name in packed.namelist()
        )


@dataclass
class Form:
    """A form of a page, as a browser would send it."""

    action: str
    method: str = "get"
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Leads(HTMLParser):
    """Where a page leads: its links and forms."""

    def __init__(self, where: str, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._where, self._form, self._select, self._area = where, None, "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag in {"a", "link", "iframe", "img", "script"}:
            self.links += [has[name] for name in ("href", "src") if name in has]
        if tag == "form":
            form = Form(has.get("action") or self._where, has.get("method", "get"))
            self._form = form
            self.forms.append(form)
        if self._form is not None:
            self._field(tag, has, self._form)

    def _field(self, tag: str, has: dict[str, str], form: Form) -> None:
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choices.append((self._select, value))
            if "selected" in has:
                form.values.append((self._select, value))
        elif tag == "textarea":
            form.values.append((name, ""))
            self._area = name
        elif tag == "button" and name:
            form.buttons.append((name, value))
        elif tag == "input" and name:
            self._input(name, value, has, form)

    @staticmethod
    def _input(name: str, value: str, has: dict[str, str], form: Form) -> None:
        kind = has.get("type", "text")
        if kind in {"radio", "checkbox"}:
            form.choices.append((name, value or "on"))
            if "checked" in has:
                form.values.append((name, value or "on"))
        elif kind != "file":
            form.values.append((name, value))
            if kind in {"text", "search"}:
                form.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            name, before = self._form.values.pop()
            self._form.values.append((name, before + data.removeprefix("\n")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""
