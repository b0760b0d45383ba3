"""Moderators decline, score, bring a sheet in; a translator helps one of them."""

import io

from python_calamine import CalamineWorkbook

from grantsapp.db import db
from grantsapp.review.models import Kind
from tests.browser import moderation_setting as story
from tests.review.test_offline import KEY, REASON, SCORE, as_file

CODES = ("need", "plan", "people")
# By hand, with weights of 30, 40 and 30. The first bid: need (5+3+4)/3 = 4, plan
# (4+1+4)/3 = 3, people (4+2)/2 = 3, together 1.2 + 1.2 + 0.9 = 3.30; whole reviews
# 2.5 and 3.4, so a spread of 0.9/sqrt(2) = 0.64. The second: need 13/3, plan 4, people
# 13/3, together 1.3 + 1.6 + 1.3 = 4.20; whole reviews 5, 2.6 and 5: 2.4/sqrt(3) = 1.39.
FIRST, SECOND = (5, 4, None), (5, 5, 5)
OTHERS = (((3, 1, 4), (4, 4, 2)), ((3, 2, 3), (5, 5, 5)))
MEANS, SPREADS = ("3.30", "4.20"), ("0.64", "1.39")
WORDS = "It says what it will do, and with whom."


def declines(rosa, told):
    """Open a bid, and give it back with a reason."""
    rosa.sign_in(told["email"])
    rosa.go("/reviews")
    count = rosa.page.locator(".tasks").first.locator("li").count()
    rosa.page.locator(".tasks a").first.click()
    rosa.look()
    rosa.page.locator('form[action$="/clearance"] button').click()
    rosa.look()
    rosa.follow("I cannot score this bid")
    rosa.page.locator("main form .button").click()
    rosa.look()
    assert rosa.page.locator(".summary").count() == 1
    rosa.type("reason", "I know too little of work with this group.")
    rosa.page.locator("main form .button").click()
    rosa.look()
    assert rosa.page.locator(".tasks").first.locator("li").count() == count - 1


def opens(person, key):
    """Go to a bid, and say that nothing ties one to it."""
    person.go(f"/reviews/{key}")
    person.page.locator('form[action$="/clearance"] button').click()
    person.look()


def gives(person, values):
    """Choose a score and write a reason at each criterion."""
    for code, value in zip(CODES, values, strict=True):
        person.tick(f"score-{code}", "none" if value is None else str(value))
        person.type(f"reason-{code}", WORDS)


def scores_two(rosa):
    """The first lacks its confidence at first; then the next bid opens by itself.

    Gives the references of both bids.
    """
    mine = story.assignments_of("rosa@example.org")
    keys, references = mine[0].id, [a.application.reference for a in mine[:2]]
    db.session.rollback()
    opens(rosa, keys)
    gives(rosa, FIRST)
    rosa.page.locator('button[value="next"]').click()
    rosa.look()
    assert rosa.page.locator("#confidence.wrong").count() == 1
    assert rosa.page.locator("#reason-plan").input_value() == WORDS
    rosa.tick("confidence", "3")
    rosa.page.locator('button[value="next"]').click()
    rosa.look()
    rosa.page.locator('form[action$="/clearance"] button').click()
    rosa.look()
    assert rosa.says(references[1])
    gives(rosa, SECOND)
    rosa.tick("confidence", "2")
    rosa.page.locator('button[value="next"]').click()
    rosa.look()
    rosa.go("/reviews")
    assert rosa.says("2 of ")
    return references


def scores_one_in_arabic(huda, but):
    """On a telephone: one bid, kept as a draft, then handed in."""
    mine = story.assignments_of("huda@example.org")
    key = next(a.id for a in mine if a.application.reference not in but)
    db.session.rollback()
    opens(huda, key)
    gives(huda, (4, 3, 4))
    huda.page.locator('button[value="draft"]').click()
    huda.look()
    huda.tick("confidence", "3")
    huda.page.locator('button[value="next"]').click()
    huda.look()
    huda.go(f"/reviews/{key}")
    assert huda.page.locator(".card .tag.good").count() == 1


def brings_a_sheet(ravi, but):
    """Take the sheet of two bids, fill it in at home, look at it, hand both in."""
    ravi.sign_in("ravi@example.org")
    mine = story.assignments_of("ravi@example.org")
    keys = [a.id for a in mine if a.application.reference not in but][:2]
    db.session.rollback()
    for key in keys:
        opens(ravi, key)
    ravi.go("/reviews")
    ravi.follow("Score in a spreadsheet")
    assert ravi.says("It has the 2 bids that you opened.")
    with ravi.page.expect_download() as waiting:
        ravi.page.get_by_role("link", name="Take the spreadsheet").click()
    ravi.page.locator("#file").set_input_files(
        {"name": "sheet.xlsx", "mimeType": "", "buffer": _filled(waiting.value)}
    )
    ravi.page.locator("form:has(#file) button").click()
    ravi.look()
    assert ravi.says("2 reviews would change.")
    assert (
        ravi.page.locator("tbody tr").count() == 8
    )  # three scores and how sure, twice
    ravi.tick("submit", "y")
    ravi.click("Store what can be taken")
    assert ravi.says("2 reviews are kept. 2 are handed in.")


def _filled(download):
    content = io.BytesIO(download.path().read_bytes())
    book = CalamineWorkbook.from_filelike(content)
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for row in rows[1:]:
        if not row[KEY].endswith("+comment"):
            row[SCORE] = 2 if "+" in row[KEY] else 4
        if "+" not in row[KEY]:
            row[REASON] = WORDS
    return as_file(rows)


def a_bid_to_translate():
    """Find a bid in a language of the translator that one of its moderators lacks."""
    for one in story.all_assignments():
        told, bid = one.moderator, one.application
        is_new = told.person.email.partition("@")[0] not in {"rosa", "huda", "ravi"}
        lacks_it = bid.language not in told.languages
        if is_new and lacks_it and bid.language in {"pl", "uk", "ru"}:
            return one.id, bid.id, told.person.email
    raise AssertionError("everybody reads everything")


def translates(wiktoria, bid):
    """Write the English of each text of one bid, beside the original."""
    wiktoria.sign_in("wiktoria@example.org")
    wiktoria.go("/translations")
    wiktoria.page.locator(f'.tasks a[href*="{bid}"][href$="/en"]').click()
    wiktoria.look()
    boxes = wiktoria.page.locator("main textarea")
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"In English, part {number + 1}.")
    wiktoria.page.locator('button[value="stay"]').click()
    wiktoria.look()
    assert wiktoria.page.locator("section .tag.good").count() == boxes.count()


def reads_it_beside(moderator, key, email):
    """The words stand beside the original."""
    moderator.sign_in(email)
    opens(moderator, key)
    assert moderator.page.locator(".two-versions").count() > 0
    assert moderator.page.locator(".two-versions", has_text="In English").count() > 0


def what_is_fixed(references):
    """Say what the others give to the two bids of Rosa, whatever the seed draws."""
    return {
        reference: [
            {code: (v, WORDS) for code, v in zip(CODES, given, strict=True)}
            for given in values
        ]
        for reference, values in zip(references, OTHERS, strict=True)
    }


def takes_the_ranking(stella, references):
    """The means of two bids are those worked out by hand; the worker calibrates."""
    stella.go("/staff/calls/CGF1/ranking")
    stella.click("Work them out")
    assert story.work() == 1
    stella.follow("Look again")
    assert stella.says("from 168 reviews")
    for reference, mean, spread in zip(references, MEANS, SPREADS, strict=True):
        words = stella.page.locator("tbody tr", has_text=reference).inner_text()
        assert mean in words, words
        assert spread in words, words
    ranks = stella.page.locator(".ranking tbody tr td:first-child").all_inner_texts()
    assert ranks[0].startswith("1")
    assert len(ranks) == 56
    stella.follow("Calibrated")
    with stella.page.expect_download() as waiting:
        stella.page.get_by_role("button", name="Save as CSV").click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


def own_means():
    """Work the mean of every bid out anew from the rows, in the plainest way."""
    phase, given = story.the_phase(Kind.SCORING), {}
    codes = {criterion.id: criterion.code for criterion in phase.criteria}
    for one in story.all_assignments():
        for score in one.review.scores:
            place = given.setdefault(one.application.reference, {})
            if score.value is not None:
                place.setdefault(codes[score.criterion_id], []).append(score.value)
    db.session.rollback()
    return {
        reference: sum(
            weight * sum(marks[code]) / len(marks[code])
            for code, weight in story.WEIGHTS.items()
        )
        / 100
        for reference, marks in given.items()
    }
