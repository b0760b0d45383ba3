"""Every kind of page in the pseudo-language: 40 % longer, right to left, 320 px."""

import pytest

from grantsapp.db import db
from grantsapp.demo import fill
from tests.browser.answering import agrees
from tests.browser.person import Person

pytestmark = pytest.mark.browser
PAGES = {
    "": (
        "/",
        "/calls",
        "/calls/CGF2",
        "/awards",
        "/evaluations",
        "/evaluations/CGF0",
        "/help",
        "/sign-in",
        "/nowhere",
    ),
    "stella@example.org": (
        "/staff/",
        "/staff/calls/CGF1",
        "/staff/calls/CGF1/phases",
        "/staff/calls/CGF1/applications",
        "/staff/calls/CGF1/eligibility",
        "/staff/calls/CGF1/panel",
        "/staff/calls/CGF1/assignments",
        "/staff/calls/CGF1/ranking",
        "/staff/calls/CGF1/decisions",
        "/staff/calls/CGF1/awards",
        "/staff/calls/CGF1/suite",
        "/staff/calls/CGF1/suite/frame",
        "/staff/calls/CGF1/suite/instruments",
        "/staff/calls/CGF1/surveys",
        "/staff/calls/CGF1/quality",
        "/staff/calls/CGF0/quality/reliability",
        "/staff/calls/CGF0/evaluation",
        "/staff/instruments",
        "/staff/funds/new",
    ),
    "amina@example.org": (
        "/applications",
        "/account",
        "/organisations/new",
        "/awards/mine",
    ),
    "malgorzata@example.org": ("/awards/mine",),
    "eva@example.org": ("/staff/evaluations", "/staff/calls/CGF0/quality"),
    "mei@example.org": ("/reviews",),
}
# Lists whose first link leads to one more kind of page.
BEHIND = {
    "/staff/": "main .card h2 a",
    "/staff/calls/CGF1/applications": "tbody a",
    "/staff/calls/CGF1/eligibility": ".tasks a",
    "/applications": ".tasks a",
    "/staff/calls/CGF1/decisions": "tbody th a",
    "/staff/calls/CGF1/awards": "tbody th a",
    "/staff/calls/CGF1/surveys": "tbody th a",
    "/staff/calls/CGF0/quality": "tbody th a",
    "/awards/mine": ".tasks a",
    "/reviews": ".tasks a",
}


@pytest.mark.parametrize("email", PAGES)
def test_no_page_breaks_when_its_words_grow_and_turn(app, server, chromium, email):
    fill()
    db.session.commit()
    db.session.remove()
    person = Person(chromium, server, "en")
    person.go("/?language=qps")
    if email:
        person.sign_in(email)

    for path in PAGES[email]:
        person.go(path)
        assert person.page.locator("html").get_attribute("dir") == "rtl"
        if path in BEHIND:
            person.page.locator(BEHIND[path]).first.click()
            person.look()
    opens_what_lies_behind(person)


def opens_what_lies_behind(person):
    """Open the pages of an award, of a response in doubt, and of a draft."""
    if award := first_of(person, "/awards/", "-"):
        for page in ("report", "ways-in", "keying", "tickets"):
            person.go(f"{award}/{page}")
        answers_a_survey(person, award)
    if first_of(person, "/staff/calls/", "/quality/rules/"):
        person.page.locator("tbody th a").first.click()
        person.look()
    if draft := first_of(person, "/applications/"):
        for part in ("/sections/project?check=1", "/sections/details", "/check"):
            person.go(f"{draft}{part}")


def first_of(person, start, part=""):
    """Give the first address that she saw of a kind, if there is one."""
    found = (p for p in person.seen if p.startswith(start) and part in p)
    return next(found, "")


def answers_a_survey(person, award):
    """Follow a link that her group hands on, where there is one, to its first pages."""
    person.go(f"{award}/surveys")
    links = person.page.locator("main a[hreflang]")
    if links.count() == 0:
        return
    link = links.first.get_attribute("href").removeprefix(person.server)
    begin = link.partition("?")[0]
    survey = begin.rpartition("/")[0]
    for path in (survey, f"{survey}/kiosk", f"{survey}/concern", begin):
        person.go(f"{path}?in=qps")
        assert person.page.locator("html").get_attribute("dir") == "rtl"
    agrees(person)
