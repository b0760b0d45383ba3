"""A person at a browser: follows labels, buttons and links, and looks at every page.

Every page that is reached is checked: axe, no box outside the viewport at 320 px, and
the checks of the page client.
"""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error
from sqlalchemy import select

from grantsapp.db import db
from grantsapp.mail import Letter

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const inScroll = (e) => e.closest(".scroll, .hidden, .skip, option, select, svg");
  return [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && !inScroll(e) && (box.left < -1 || box.right > wide + 1);
  }).map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`);
}"""
# Where the forms of a page go: one address can show now this page, now that.
SENT_TO = """() => [...document.querySelectorAll("main form")].map(
  f => f.getAttribute("action") || "")"""


class Person:
    """Somebody with a window of their own."""

    def __init__(
        self,
        chromium: Any,
        server: str,
        language: str,
        width: int = 1280,
        *,
        once: bool = False,  # looks at each kind of page once, with and without faults
        scripts: bool = True,
    ):
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=scripts,
        )
        self.context.set_default_timeout(8000)
        self.page = self.context.new_page()
        self.server, self.language, self.width = server, language, width
        self.scripts = scripts
        self.seen: list[str] = []
        self.kinds: set[tuple[str | bool, ...]] | None = set() if once else None

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.server + path)
        self.look()

    def look(self) -> None:
        """Look at the page; once more where it was on its way to the next one."""
        try:
            self._look()
        except Error as fault:
            if "context was destroyed" not in str(fault):
                raise
            self._look()

    def _look(self) -> None:
        """Look as a strict reader would, wide and narrow."""
        page = self.page
        page.wait_for_load_state("load")
        where = page.url.removeprefix(self.server)
        self.seen.append(where)
        if self._knows(where):
            return
        if self.scripts:  # axe is one
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
        self._picture("wide")
        page.set_viewport_size({"width": 320, "height": 700})
        self._picture("narrow")
        outside = page.evaluate(OUTSIDE)
        assert outside == [], f"{where} at 320 px: {outside}"
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 320, f"{where} scrolls sideways at 320 px: {wide}"
        page.set_viewport_size({"width": self.width, "height": 900})

    def _knows(self, where: str) -> bool:
        """Say whether a page of this kind was looked at before, if that is enough."""
        if self.kinds is None:
            return False
        sent_to = self.page.evaluate(SENT_TO)
        kind = (
            self.plain(where),
            self.page.locator(".summary").count() > 0,
            *sorted({self.plain(action) for action in sent_to}),
        )
        known = kind in self.kinds
        self.kinds.add(kind)
        return known

    @staticmethod
    def plain(where: str) -> str:
        """Give an address without what differs between pages of one kind."""
        return re.sub(r"[0-9a-f-]{36}|(?<=/questions/)[^/?]+|[?#].*", "x", where)

    def _picture(self, kind: str) -> None:
        """Keep a picture of the page where `GRANTSAPP_PICTURES` names a folder."""
        if folder := os.environ.get("GRANTSAPP_PICTURES"):
            words = re.sub(r"[0-9a-f-]{36}", "x", self.seen[-1]).strip("/")
            name = re.sub(r"[^a-z0-9]+", "-", words.lower())[:80] or "home"
            if self.kinds is not None:
                name = f"{len(self.kinds):03}-{name}"
            path = Path(folder) / f"{name}-{self.language}-{kind}.png"
            self.page.screenshot(path=path, full_page=True)

    def click(self, words: str, role: str = "button", nth: int = 0) -> None:
        """Press a button or follow a link by its words."""
        self.page.get_by_role(role, name=words).nth(nth).click()
        self.look()

    def follow(self, words: str, nth: int = 0) -> None:
        """Follow a link by its words."""
        self.click(words, "link", nth)

    def send(self, to: str = "") -> None:
        """Press the button of the form that goes there, whatever it says."""
        ends = f'[action$="{to}"]' if to else ":not([action])"
        self.page.locator(f'main form[method="post"]{ends} button').first.click()
        self.look()

    def is_wrong(self, field: str) -> bool:
        """Say whether a field is said to be wrong, at its place and in the summary."""
        box = self.page.locator(f"#{field}")
        named = (box.get_attribute("aria-describedby") or "").split()
        said = [self.page.locator(f'.why[id="{one}"]').count() for one in named]
        is_told = self.page.locator(f'.summary a[href="#{field}"]').count() == 1
        return box.get_attribute("aria-invalid") == "true" and any(said) and is_told

    def typed(self, field: str) -> str:
        """Read what stands in a field."""
        return self.page.locator(f"#{field}").input_value()

    def type(self, field: str, text: str) -> None:
        """Type into a field, by its id."""
        self.page.locator(f"#{field}").fill(text)

    def tick(self, name: str, value: str) -> None:
        """Choose an answer."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def says(self, words: str) -> bool:
        """Say whether the page says this."""
        return words in self.page.locator("main").inner_text()

    def sign_in(self, email: str) -> None:
        """Sign in with the code from the letter."""
        self.go("/sign-in")
        self.type("email", email)
        self.page.locator("main button").first.click()
        self.look()
        self.type("code", the_code(email))
        self.page.locator("main button").first.click()
        self.look()


def the_code(email: str) -> str:
    """Read the code in the newest letter to somebody."""
    query = select(Letter).where(Letter.to == email, Letter.template == "sign_in_code")
    letter = db.session.scalars(query.order_by(Letter.made_at.desc())).first()
    assert letter is not None
    found = re.search(r"\d{6}", letter.body)
    db.session.rollback()  # let go of the database, or the server waits for us
    assert found is not None
    return found[0]


def tab_to(person, selector):
    """Press Tab until the control has the focus; the focus must be seen."""
    for _ in range(150):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = person.page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none", f"no visible focus on {selector}"
            return
    raise AssertionError(f"{selector} cannot be reached with Tab on {person.page.url}")


def enter(person):
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.look()


def press(person, selector):
    tab_to(person, selector)
    enter(person)
