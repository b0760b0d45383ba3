"""A browser for tests: it reads every page like a strict reader, and fails on faults.

It is no script engine: it follows what a page says. Every HTML answer must parse, have
one h1, a skip link, a label on every field, its hints and errors in `aria-describedby`,
`aria-invalid` on what is wrong, and no text that a translation forgot.
"""

import re
from typing import Any, ClassVar

import html5lib
from flask import Flask, request, request_finished
from werkzeug.test import TestResponse

from grantsapp.access import ASKED
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Person
from grantsapp.db import db

UNTRANSLATED = re.compile(r"%\(\w+\)[sd]|LazyString|l'[A-Z]|<function|None</")
NO_LABEL = {"hidden", "submit", "button"}


class Page:
    """An answer, read."""

    def __init__(self, response: TestResponse, where: str, asked: list[Any]) -> None:
        self.response, self.where, self.asked = response, where, asked
        self.status, self.data = response.status_code, response.get_data()
        self.text = response.text if response.mimetype.startswith("text") else ""
        self.location = response.headers.get("Location", "")
        if response.mimetype == "text/html" and self.text and not self.location:
            self.tree = _parse(self.text, where)
            _check(self)

    def all(self, tag: str, **attributes: str) -> list[Any]:
        """Find elements by tag and attributes."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [
            e
            for e in self.tree.iter(tag)
            if all(e.get(k) == v for k, v in wanted.items())
        ]

    def words(self, tag: str = "main") -> str:
        """The text of the first such element, with its spaces folded."""
        return " ".join("".join(self.all(tag)[0].itertext()).split())

    def links(self) -> list[str]:
        """Where the page leads; not the numbers that it offers to ring."""
        found = [a.get("href") for a in self.all("a") if a.get("href")]
        return [link for link in found if not link.startswith("tel:")]

    def form(self, action: str = "") -> dict[str, list[str]]:
        """What a form of the page would send as it stands."""
        forms = self.all("form", method="post")
        found = [f for f in forms if action in (f.get("action") or self.where)]
        main = [f for f in found if "sign-out" not in (f.get("action") or "")]
        return _values([*main[0].iter(), *self._outside(main[0].get("id"))])

    def _outside(self, form_id: str | None) -> list[Any]:
        """Controls that belong to a form and stand elsewhere on the page."""
        return [e for e in self.tree.iter() if form_id and e.get("form") == form_id]

    @property
    def faults(self) -> list[str]:
        """The sentences of the error summary."""
        boxes = [d for d in self.all("div") if "summary" in (d.get("class") or "")]
        return [
            " ".join("".join(a.itertext()).split()) for b in boxes for a in b.iter("a")
        ]


class Browser:
    """One person's browser, or a visitor's."""

    app: ClassVar[Flask]

    def __init__(self, person: Person | None = None, language: str = "en") -> None:
        self.client = self.app.test_client()
        self.language = language
        self._csrf = ""
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        token = accounts.open_sign_in(person, browser="test")
        db.session.commit()
        with self.client.session_transaction() as session:
            session.clear()
            session["token"] = token
        self._csrf = ""

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
        if not self._csrf:
            page = self._ask("GET", "/sign-in")
            self._csrf = page.all("input", name="csrf_token")[0].get("value")
        form = {"csrf_token": self._csrf, **(data or {})}
        return self._ask("POST", path, data=form, **more)

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert page.location, f"{page.where} leads nowhere: {page.status}"
        return self.get(page.location)

    def _ask(self, method: str, path: str, **more: Any) -> Page:
        """Ask in a context of its own, so that nothing of the test leaks in."""
        db.session.rollback()
        headers = {"Accept-Language": self.language, **more.pop("headers", {})}
        asked: list[Any] = []

        def note(_app: Flask, **_: Any) -> None:
            asked.extend(request.environ.get(ASKED, []))

        with self.app.app_context(), request_finished.connected_to(note, self.app):
            response = self.client.open(path, method=method, headers=headers, **more)
        page = Page(response, path, asked)
        response.close()
        if token := re.search(r'name="csrf_token" value="([^"]+)"', page.text):
            self._csrf = token[1]
        return page


def _parse(text: str, where: str) -> Any:
    parser = html5lib.HTMLParser(
        strict=False, tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
    )
    tree = parser.parse(text)
    assert not parser.errors, f"{where}: {parser.errors[:3]}"
    _without_templates(tree)
    return tree


def _without_templates(element: Any) -> None:
    """Take out what a page keeps for a script; a browser shows none of it."""
    for child in list(element):
        if child.tag == "template":
            element.remove(child)
        else:
            _without_templates(child)


def _check(page: Page) -> None:
    where = page.where
    h1 = page.all("h1")
    assert len(h1) == 1, f"{where}: {len(h1)} h1"
    assert "".join(h1[0].itertext()).strip(), f"{where}: an empty h1"
    assert page.all("a", class_="skip"), f"{where}: no skip link"
    ids = [e.get("id") for e in page.tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: an id twice: {sorted(ids)}"
    _check_fields(page, set(ids))
    bare = re.sub(r"(data-count|value)=\"[^\"]*\"", "", page.text)
    assert not (found := UNTRANSLATED.search(bare)), f"{where}: {found}"
    for link in page.links():
        assert not link.startswith("#") or link[1:] in ids, (
            f"{where}: {link} leads nowhere"
        )


def _check_fields(page: Page, ids: set[str]) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(f) for label in page.all("label") for f in label.iter()}
    fields = [
        f
        for tag in ("input", "textarea", "select")
        for f in page.all(tag)
        if f.get("type", "text") not in NO_LABEL
    ]
    for field in fields:
        name = f"{page.where}: {field.get('name')}"
        has_label = field.get("id") in labelled or id(field) in inside
        assert has_label or field.get("aria-label"), f"{name} has no label"
    described = {
        d for e in page.tree.iter() for d in (e.get("aria-describedby") or "").split()
    }
    assert described <= ids, f"{page.where}: described by nothing: {described - ids}"
    notes = {i for i in ids if i.endswith(("-hint", "-why", "-theirs"))}
    assert notes <= described, f"{page.where}: unread notes: {notes - described}"
    for element in page.tree.iter():
        about = (element.get("aria-describedby") or "").split()
        if any(d.endswith("-why") for d in about):
            assert element.get("aria-invalid") == "true", f"{page.where}: {about}"


def _values(elements: list[Any]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for element in elements:
        name = element.get("name")
        if not name or element.tag == "button":
            continue
        for value in _sent(element):
            values.setdefault(name, []).append(value)
    return values


def _sent(element: Any) -> list[str]:
    if element.tag == "textarea":
        return ["".join(element.itertext()).removeprefix("\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        return [(chosen or options)[0].get("value")] if options else []
    if element.get("type") in {"radio", "checkbox"}:
        on = element.get("checked") is not None
        return [element.get("value") or "on"] if on else []
    return [element.get("value") or ""]
