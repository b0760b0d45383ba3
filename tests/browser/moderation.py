"""What managers do before anybody scores: phases, panel, ties, who scores what."""

from datetime import UTC, datetime, timedelta

from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.review.models import Kind
from tests.browser import moderation_setting as story

CALL = "/staff/calls/CGF1"
AREAS = ("prevention", "threat", "practice")


def day(days):
    moment = datetime.now(UTC) + timedelta(days=days)  # noqa: TID251
    return moment.strftime("%Y-%m-%dT%H:%M")


def lays_out_the_phases(stella):
    """Two phases are there; the third is added, and each gets its dates and rules."""
    stella.go(f"{CALL}/phases")
    stella.page.select_option("#kind", "moderation")
    stella.type("code", "meeting")
    for code, title in (("en", "The panel meets"), ("ar", "اجتماع اللجنة")):
        stella.type(f"title-{code}", title)
    stella.type("title-pl", "Posiedzenie zespołu")
    stella.click("Add the phase")
    stella.type("due_at", day(12))
    stella.click("Save the phase")
    stella.follow("Change the phase", nth=0)
    stella.type("opens_at", day(-19))
    stella.type("due_at", day(-15))
    stella.click("Save the phase")
    _sets_the_scoring(stella)
    assert stella.says("Flagged beyond a spread of")
    assert stella.says("The best of the ranking go on")


def _sets_the_scoring(stella):
    """First before the call closes, which the page refuses; then rightly."""
    stella.follow("Change the phase", nth=1)
    stella.type("opens_at", day(-60))
    stella.type("due_at", day(5))
    stella.type("reviews", "3")
    for area in AREAS:
        stella.tick("cover", area)
    stella.page.locator("#asks_confidence").check()
    stella.type("flag_spread", "1.0")
    stella.tick("advance", "best")
    stella.type("best", "30")
    stella.click("Save the phase")
    assert stella.page.locator(".summary li").count() == 1
    stella.type("opens_at", day(-14))
    stella.click("Save the phase")


def checks_eligibility(stella, setting):
    """One yes and one no by hand, the others at once; then the check is closed."""
    references = {name: reference for reference, name in setting.names.items()}
    stella.go(f"{CALL}/eligibility")
    assert stella.says("0 of 59 bids checked.")
    _opens_the_check(stella, references["01"])
    stella.tick("verdict", "yes")
    stella.click("Save the check")
    _opens_the_check(stella, references[story.PARTY])
    stella.tick("verdict", "no")
    stella.click("Save the check")
    assert stella.page.locator(".field.wrong #reason").count() == 1
    stella.type("reason", "The call does not pay for party politics.")
    stella.click("Save the check")
    assert story.check_the_others(setting) == 57
    stella.go(f"{CALL}/eligibility")
    assert stella.says("59 of 59 bids checked.")
    assert stella.says("56 bids go on.")
    stella.go(f"{CALL}/phases")
    stella.follow("Close the phase")
    stella.click("Close the phase")
    assert stella.says("Bids that go on: 56. Bids that do not: 3.")


def _opens_the_check(stella, reference):
    stella.page.locator(".tasks li", has_text=reference).locator("a").click()
    stella.look()


def invites(stella, setting, browser):
    """Three by hand, the others by the same form over HTTP; gives how many."""
    stella.go(f"{CALL}/panel")
    stella.click("Send the invitation")
    assert stella.page.locator(".summary").count() == 1
    asked = [(one, "moderator") for one in setting.panel]
    asked += [(setting.lay, "lay"), (setting.translator, "translator")]
    by_hand = [asked[0], asked[-2], asked[-1]]
    for one, seat in by_hand:
        stella.type("name", one["name"])
        stella.type("email", one["email"])
        stella.page.select_option("#seat", seat)
        for area in one.get("expertise", ()):
            stella.tick("expertise", area)
        for language in one.get("reads", ["pl"]):
            stella.tick("languages", language)
        if "capacity" in one:
            stella.type("capacity", str(one["capacity"]))
        stella.click("Send the invitation")
    desk = browser(story.account("stella@example.org"))
    for one, seat in asked[1:-2]:
        names = ("name", "email", "expertise", "capacity")
        form = {name: one[name] for name in names}
        form |= {"seat": seat, "languages": one["reads"]}
        assert desk.post(f"{CALL}/panel", form).status == 303
    stella.go(f"{CALL}/panel")
    assert stella.page.locator("tbody tr").count() == 14
    return len(asked)


def accepts_in_arabic(huda, told):
    """Read the terms, accept, and say what one reads, takes and belongs to."""
    huda.sign_in(told["email"])
    huda.go("/reviews")
    huda.page.locator(".note a").first.click()
    huda.look()
    assert huda.page.locator("html").get_attribute("dir") == "rtl"
    huda.page.locator('form:has(input[value="accept"]) button').click()
    huda.look()
    for language in told["reads"]:
        huda.tick("languages", language)
    huda.type("capacity", "٢١")
    for number, one in enumerate(told["organisations"]):
        field = f'[name="organisations.{number}.'
        huda.page.locator(f'{field}name"]').fill(one["name"])
        if "until" in one:
            huda.page.locator(f'{field}until"]').fill(one["until"])
    huda.page.locator("main form .button").click()
    huda.look()
    assert huda.page.locator("#capacity").input_value() == "21"


def others_accept(setting, browser, but):
    """All but one accept over HTTP, and say where they belong."""
    for told in (*setting.panel, setting.lay, setting.translator):
        if told["email"] == but:
            continue
        them, key = (
            browser(story.account(told["email"])),
            story.member(told["email"]).id,
        )
        form = them.get(f"/invitations/{key}").form("/answer")
        assert them.post(f"/invitations/{key}/answer", form).status == 303
        mine = them.get(f"/panel/{key}").form()
        for number, one in enumerate(told.get("organisations", ())):
            for cell in ("name", "until"):
                mine[f"organisations.{number}.{cell}"] = [one.get(cell, "")]
        assert them.post(f"/panel/{key}", mine).status == 303
    assert story.work() >= len(setting.panel)  # a search for ties each


def settles_the_ties(stella, setting):
    """A moderator belongs to one bidding group, and another has left one."""
    references = {name: reference for reference, name in setting.names.items()}
    stella.go(f"{CALL}/ties")
    stella.click("Look for ties now")
    assert stella.says("Nothing new was found.")  # the worker looked before
    _opens_the_tie(stella, "Νίκος", references["52"])
    stella.tick("standing", "confirmed")
    stella.type("because", "They act on that stage.")
    stella.click("Save")
    _opens_the_tie(stella, "هدى", references["54"])
    stella.tick("standing", "waived")
    stella.click("Save")
    assert stella.page.locator(".field.wrong #because").count() == 1
    stella.type("because", "She left more than a year before the call opened.")
    stella.click("Save")
    stella.follow("Waived (1)")
    assert stella.page.locator("tbody tr").count() == 1
    stella.go(f"{CALL}/new-tie")


def _opens_the_tie(stella, name, reference):
    row = stella.page.locator("tbody tr", has_text=reference).filter(has_text=name)
    row.locator("th a").click()
    stella.look()


def has_assignments_proposed(stella):
    """56 bids want three reviews each; the panel has room for 233."""
    stella.go(f"{CALL}/assignments")
    assert stella.says("0 / 168")
    stella.follow("Propose assignments")
    stella.type("uneven_load", "2")
    stella.click("Work out a proposal")
    assert stella.says("It is being worked out.")
    assert story.work() == 1
    stella.follow("Look again")
    assert stella.says("168 / 168")
    stella.click("Apply this proposal")
    assert stella.says("168 assignments added.")
    assert stella.page.locator("tbody").first.locator("tr").count() == 56


def fills_the_gap(stella):
    """One bid lacks somebody since Rosa declined, and who takes it is proposed."""
    stella.go(f"{CALL}/assignments")
    assert stella.says("167 / 168")
    assert stella.says("A proposal is being worked out.")
    assert story.work() == 1
    stella.follow("Look at the proposal")
    stella.click("Apply this proposal")
    assert stella.says("One assignment added. 0 removed.")
    assert stella.says("168 / 168")
    stella.page.locator("tbody").first.locator("th a").first.click()
    stella.look()
    stella.go(f"{CALL}/assignments")
    stella.page.locator("table.narrow th a").first.click()
    stella.look()


def no_pair_is_tied():
    """Look into the database that nobody scores what they are tied to."""
    phase = story.the_phase(Kind.SCORING)
    nikos = story.assignments_of("nikos@example.org")
    assert nikos
    assert phase.reviews == 3
    titles = {calls.application(a.application_id).organisation.name for a in nikos}
    db.session.rollback()
    assert "Θέατρο Χαρούπι" not in titles
