"""Asks all that a person can ask, and keeps what they were told."""

import itertools
import re
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.review.leaks.addresses import Keys, Wanted
from tests.review.leaks.reading import Form, Leads, Seen, seen

ENTRIES = ("/", "/help", "/calls", "/awards", "/evaluations", "/applications")
ENTRIES += ("/account", "/reviews", "/translations", "/panels")
PROBES = ("What we need", "Quite another need", "Kitchen", "Other Group", "Anders")
MOST, VARIANTS, TRIES = 500, 12, 3
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
OURS = "/accounts?|/sign-in|/sign-out|/static"
Asked = tuple[str, str]  # method and address, with what was sent


class Reader:
    """Somebody at a browser that forgets nothing they were told."""

    def __init__(self, app: Flask, token: str, known: set[bytes]) -> None:
        self.app, self.client, self.known = app, app.test_client(), known
        self.told: dict[Asked, Seen] = {}
        self.forms: dict[str, Form] = {}
        self.csrf = ""
        if token:
            with self.client.session_transaction() as session:
                session["token"] = token
        self._begin()

    def _begin(self) -> None:
        """Take the token of the forms; every question starts from this session."""
        with self.app.app_context():
            pages = (self.client.get(where) for where in ("/help", "/sign-in"))
            found = (CSRF.search(page.text) for page in pages)
            self.csrf = next(token[1] for token in found if token)
        cookie = self.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        self.cookie = cookie.decoded_value

    def crawl(self, wanted: Wanted, keys: Keys, own: set[UUID]) -> dict[Asked, Seen]:
        """Follow every link, try every address, send every form as it stands."""
        self._follow(ENTRIES)
        deeds = []
        for method, where in wanted.addresses(self.app, keys, own):
            if method == "GET":
                self._follow([where])
            else:
                deeds.append(where)
        self._search()
        for where in deeds:
            self._post(where, [])
        for form in list(self.forms.values()):
            self._send(form)
        return self.told

    def pages(self) -> dict[Asked, Seen]:
        """Follow links alone, and keep the pages that opened."""
        self._follow(ENTRIES)
        return {asked: told for asked, told in self.told.items() if told.status == 200}

    def again(self, asked: Iterable[Asked]) -> dict[Asked, Seen]:
        """Ask some things anew."""
        return {one: self._once(*one) for one in asked}

    def _once(self, method: str, where: str) -> Seen:
        place, _, sent = where.partition("\n")
        data = None
        if method == "POST":
            data = f"csrf_token={self.csrf}&{sent}"
        return seen(self.ask(method, place, data), self.known)

    def ask(self, method: str, where: str, data: str | None = None) -> Any:
        """Ask in a context of its own, with the session of the beginning."""
        db.session.rollback()
        self.client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookie)
        more: dict[str, Any] = {}
        if data is not None:
            more = {"data": data, "content_type": "application/x-www-form-urlencoded"}
        with self.app.app_context():
            answer = self.client.open(where, method=method, **more)
            answer.get_data()
        answer.close()
        return answer

    def _follow(self, starts: Iterable[str]) -> None:
        waiting, count = deque(starts), itertools.count()
        while waiting and next(count) < MOST:
            where = waiting.popleft()
            if ("GET", where) in self.told:
                continue
            answer = self.ask("GET", where)
            self.told["GET", where] = seen(answer, self.known)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                waiting.extend(self._leads(where, answer.text))
            if answer.headers.get("Location"):
                waiting.extend(self._own([answer.headers["Location"]], where))

    def _leads(self, where: str, text: str) -> list[str]:
        leads = Leads(urlsplit(where).path, text)
        for form in leads.forms:
            names = "&".join(sorted({n for n, _v in form.values}))
            keys = "".join(v for n, v in form.values if n != "csrf_token")
            self.forms.setdefault(
                f"{form.method} {form.action} {names} {keys[:40]}", form
            )
        return self._own(leads.links, where)

    def _own(self, links: list[str], where: str) -> list[str]:
        """Keep the links of this house, a dozen of each page's variants."""
        kept = []
        for link in links:
            parts = urlsplit(link)
            if parts.netloc or parts.scheme or re.match(OURS, parts.path):
                continue
            path = parts.path or urlsplit(where).path
            if not path.startswith("/") or "language=" in parts.query:
                continue
            variants = sum(w.startswith(f"{path}?") for _m, w in self.told)
            if parts.query and variants < VARIANTS:
                path = f"{path}?{parts.query}"
            kept.append(path)
        return kept

    def _search(self) -> None:
        """Send every form that only asks: as it stands, each choice, each word."""
        for form in [f for f in self.forms.values() if f.method.lower() == "get"]:
            variants = [form.values]
            variants += [_with(form.values, *one) for one in form.choices]
            variants += [
                _with(form.values, name, word) for name in form.texts for word in PROBES
            ]
            path = urlsplit(form.action).path
            self._follow([f"{path}?{urlencode(values)}" for values in variants])

    def _send(self, form: Form) -> None:
        if form.method.lower() != "post" or re.match(OURS, form.action):
            return
        values = [(n, v) for n, v in form.values if n != "csrf_token"]
        for button in form.buttons[:TRIES] or [None]:
            self._post(form.action, [*values, *([button] if button else [])])

    def _post(self, where: str, values: list[tuple[str, str]]) -> None:
        asked = ("POST", f"{where}\n{urlencode(values)}")
        if asked not in self.told:
            self.told[asked] = self._once(*asked)


def _with(values: list[tuple[str, str]], name: str, value: str) -> Any:
    return [*[one for one in values if one[0] != name], (name, value)]


def letters_to(email: str, moments: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Let the workers work for some days, and read what somebody was written."""
    for moment in moments:
        with clock.stopped_at(moment):
            for _job in range(30):
                if not jobs.work_once():
                    break
    query = select(Letter).where(Letter.to == email)
    return sorted((x.template, x.subject, x.body) for x in db.session.scalars(query))
