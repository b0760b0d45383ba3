"""The meeting, what becomes of the bids, the letters, and what the group reads."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding, vetting
from grantsapp.review.models import Decision, Outcome, Vetted
from tests.browser import moderation_setting as story

CALL = "/staff/calls/CGF1"
BUDGET = 300_000 * 100
FOR_ALL = {"reason": "By its place in the ranking.", "feedback": "Thank you."}
YES_AR = "تعرفون جاراتكم بالاسم، وتقولون بوضوح ماذا ستفعلون."
CONDITION_AR = "نطلب منكم قبل الدفعة الأولى سياسة حماية من صفحة واحدة."


def closes_with_the_best(stella):
    """Thirty go on by the rule, and one more by hand, with a reason; gives its bid."""
    stella.go(f"{CALL}/phases")
    stella.page.locator("a", has_text="Close the phase").first.click()
    stella.look()
    rows = stella.page.locator("tbody tr")
    by_rule = rows.filter(has=stella.page.locator(".tag.good")).count()
    assert by_rule >= 30
    out = rows.filter(has=stella.page.locator(".tag.stop")).first
    reference = out.locator("th bdi").inner_text()
    out.locator("select").select_option("on")
    stella.click("Close the phase")
    assert stella.page.locator(".summary").count() == 1  # no reason yet
    row = stella.page.locator("tbody tr", has_text=reference)
    row.locator("td input").fill("Nobody else works in that borough.")
    stella.click("Close the phase")
    assert stella.says(f"Bids that go on: {by_rule + 1}.")
    assert stella.says(f"Bids that do not: {56 - by_rule - 1}.")
    return reference, by_rule + 1


def meets(stella, reference):
    """The bid whose scores lie apart: its plan is agreed at 3, with a reason."""
    stella.go(f"{CALL}/moderation")
    row = stella.page.locator("tbody tr", has_text=reference)
    assert "Far apart" in row.inner_text()
    row.locator("th a").click()
    stella.look()
    where = stella.page.url
    form = stella.page.locator('form[action*="/plan"]')
    form.locator('input[value="3"]').check()
    form.locator("button").click()
    stella.look()
    assert stella.page.locator(".summary").count() == 1
    stella.type("reason", "Two of us had overlooked the second half of the year.")
    stella.click("Save the agreed score")
    assert stella.page.url.split("?")[0] == where.split("?")[0]
    assert stella.says("Agreed by the panel: 3")
    # By hand: need 13/3, plan 3 as agreed, people 13/3: 1.3 + 1.2 + 1.3 = 3.80.
    stella.go(f"{CALL}/ranking")
    words = stella.page.locator("tbody tr", has_text=reference).inner_text()
    assert "4.20" in words
    assert "3.80" in words


def says_in_polish(jadwiga, told, reference):
    """A lay member reads the bid and the scores, and says what they think."""
    jadwiga.sign_in(told["email"])
    jadwiga.go("/reviews")
    assert jadwiga.page.locator("html").get_attribute("lang") == "pl"
    jadwiga.page.locator('main a[href*="/panels/"]').first.click()
    jadwiga.look()
    jadwiga.page.locator('main a[href*="/agenda/"]').first.click()
    jadwiga.look()
    jadwiga.page.go_back()
    rows = jadwiga.page.locator(".tasks li", has_text=reference)
    rows.locator("a").last.click()
    jadwiga.look()
    jadwiga.page.locator('form[action$="/clearance"] button').click()
    jadwiga.look()
    jadwiga.type("text", "Znam tę ulicę. Plan jest dobry, jeśli zimą będzie sala.")
    jadwiga.page.locator('form[action$="/remarks"] button').click()
    jadwiga.look()
    assert jadwiga.says("Znam tę ulicę.")


def closes_the_meeting(stella, count):
    """The agenda is printed, and every bid goes on to the decisions."""
    stella.go(f"{CALL}/agenda")
    assert stella.page.locator("tbody tr").count() == count
    assert "Znam" not in stella.page.content()
    paper = stella.page.pdf()
    assert paper.startswith(b"%PDF")
    stella.go(f"{CALL}/phases")
    stella.page.locator("a", has_text="Close the phase").first.click()
    stella.look()
    stella.click("Close the phase")
    assert stella.says(f"Bids that go on: {count}. Bids that do not: 0.")


def weighs_a_portfolio(stella, count):
    """The best set within the budget; one bid is taken out of it by hand."""
    stella.go(f"{CALL}/portfolio")
    assert stella.says(f"{count} bids are weighed")
    assert stella.says("£300,000")
    stella.type("boroughs", "12")
    stella.click("Find the best set")
    assert story.work() == 1
    stella.follow("Look again")
    ticked = stella.page.locator('input[name="in"]:checked')
    before, sums = ticked.count(), _figures(stella)
    assert sums["Bids"] == before
    assert sums["Amount"] + sums["Left"] == 300_000
    row = stella.page.locator("tbody tr").filter(has=ticked).first
    asks = _pounds(row.locator("td.number").nth(1).inner_text())
    row.locator('input[name="in"]').uncheck()
    if stella.page.get_by_role("button", name="Add up").is_visible():
        stella.click("Add up")
    stella.page.wait_for_function(
        "n => document.querySelector('#sums dd').textContent.trim() == n",
        arg=str(before - 1),
    )
    assert _figures(stella)["Left"] == sums["Left"] + asks
    stella.click("Keep this set")
    assert stella.says("The set is kept.")


def _pounds(words):
    return int("".join(c for c in words if c.isdigit()))


def _figures(person):
    heads = person.page.locator("#sums .figures dt").all_inner_texts()
    values = person.page.locator("#sums .figures dd").all_inner_texts()
    return {
        head: _pounds(value) for head, value in zip(heads[:3], values[:3], strict=True)
    }


def shares_out(ranked):
    """Share the budget out in the order of the means; the next three wait.

    `ranked` are the bids that went on, best first; gives key, outcome, amount of each.
    """
    left, found, waiting = BUDGET, [], 0
    for bid in ranked:
        if bid.amount <= left:
            left -= bid.amount
            found.append((bid, Outcome.FUND, bid.amount))
        elif waiting < 3:
            waiting += 1
            found.append((bid, Outcome.RESERVE, bid.amount))
        else:
            found.append((bid, Outcome.DECLINE, None))
    return found, left


def decides_by_hand(stella, bid, outcome, **typed):
    """Decide on one bid in the browser."""
    stella.go(f"{CALL}/decisions/{bid}")
    stella.tick("outcome", outcome)
    for field, words in typed.items():
        stella.type(field, words)
    stella.click("Save the decision")
    assert stella.says("is saved. Somebody else approves it.")


def decide_the_rest(shared):
    """Decide on all bids that nobody has decided on, as they were shared out."""
    db.session.rollback()
    stella = story.account("stella@example.org")
    done = set(db.session.scalars(select(Decision.application_id)))
    known = {bid.id: (outcome, amount) for bid, outcome, amount in shared}
    for bid in story.standing_bids():
        if bid.id not in done:
            outcome, amount = known.get(bid.id, (Outcome.DECLINE, None))
            facts = {"outcome": outcome, "amount": amount, **FOR_ALL}
            deciding.decide(bid, **facts, by=stella)
    db.session.commit()


def approves(zofia, count):
    """The second person approves all of them, in Polish."""
    zofia.sign_in("zofia@example.org")
    zofia.go(f"{CALL}/decisions")
    assert zofia.page.locator('input[name="decision"]:checked').count() == count
    zofia.page.locator('button[form="approvals"]').click()
    zofia.look()
    assert zofia.page.locator('input[name="decision"]').count() == 0


def vets(stella, keys):
    """One group is clear; of the other something is in doubt first."""
    for number, key in enumerate(keys):
        stella.go(f"{CALL}/decisions/{key}/checks")
        stella.tick("organisation", "clear")
        stella.tick("trustees", "doubt" if number else "clear")
        stella.click("Save the checks")
        if number:
            assert stella.page.locator(".field.wrong #trustees_note").count() == 1
            stella.tick("trustees", "clear")
            stella.click("Save the checks")


def vet_the_rest(shared, keys):
    """The groups of the others to be funded are clear."""
    db.session.rollback()
    stella = story.account("stella@example.org")
    yes = {bid.id for bid, outcome, _amount in shared if outcome is Outcome.FUND}
    for bid in story.standing_bids():
        if bid.id in yes and bid.id not in keys:
            for what in Vetted:
                vetting.vet(bid, what, is_clear=True, note="", by=stella)
    db.session.commit()


def adds_to_a_letter(stella, key):
    """Read the letters, and add a paragraph to one in the group's language."""
    stella.go(f"{CALL}/letters")
    assert stella.page.locator("main section").count() == 59
    stella.page.locator(f'main h2 a[href*="{key}"]').click()
    stella.look()
    stella.type("words-ar", "نلتقي في الخامسة من مساء الخميس.")
    stella.click("Save the letter")
    assert stella.says("نلتقي في الخامسة")


def releases(stella, count):
    """All go out at once."""
    stella.go(f"{CALL}/release")
    stella.click("Release the results")
    assert stella.page.locator(".summary").count() == 1
    begins = datetime.now(UTC) + timedelta(days=60)  # noqa: TID251
    stella.type("starts_on", f"{begins:%Y-%m-%d}")
    stella.click("Release the results")
    offers, reserves, refusals = count
    assert stella.says(
        f"Sent: {offers} offers, {reserves} on the reserve list, {refusals} refusals."
    )


def letters_by_template():
    """Count the letters of results."""
    db.session.rollback()
    names = ("award_offered", "bid_reserved", "bid_declined")
    query = select(Letter.template, func.count()).where(Letter.template.in_(names))
    found = dict(tuple(line) for line in db.session.execute(query.group_by("template")))
    db.session.rollback()
    return tuple(found.get(name, 0) for name in names)


def reads_the_result(amina, email, bid):
    """On the smallest telephone: the feedback, the condition and the sum."""
    amina.sign_in(email)
    amina.go(f"/applications/{bid}")
    assert amina.page.locator("html").get_attribute("dir") == "rtl"
    assert amina.says(YES_AR)
    assert amina.says(CONDITION_AR)
    amina.page.locator('main a[href*="/awards/"]').first.click()
    amina.look()
    assert amina.says(YES_AR)
