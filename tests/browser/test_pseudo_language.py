"""Every kind of page in the pseudo-language: 40 % longer, right to left, 320 px."""

import pytest

from grantsapp.db import db
from grantsapp.demo import fill
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
        "/staff/calls/CGF1/surveys",
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
    "eva@example.org": ("/staff/evaluations",),
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
    "/staff/calls/CGF1/surveys": "tbody td a",
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
    award = next((p for p in person.seen if p.startswith("/awards/") if "-" in p), "")
    if award:
        person.go(f"{award}/report")
    draft = next((p for p in person.seen if p.startswith("/applications/")), "")
    if draft:
        for part in ("/sections/project?check=1", "/sections/details", "/check"):
            person.go(f"{draft}{part}")
