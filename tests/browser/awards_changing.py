"""What happens on the way: spending, a later end, a doubt, money that comes back."""

from datetime import date, timedelta

from tests.browser import awards_setting as story


def notes_a_spend(amina, setting, receipt):
    """On the telephone: a day that is still to come, then the right one, a photo."""
    amina.go(setting.theirs)
    amina.page.locator('main a[href$="/spending"]').click()
    amina.look()
    amina.type("what", "قدور وملاعق")
    amina.type("amount", "٤٢٥٫٥٠")
    amina.type("day", story.in_days(3))
    amina.send()
    assert amina.is_wrong("day")
    assert (amina.typed("what"), amina.typed("amount")) == ("قدور وملاعق", "٤٢٥٫٥٠")
    amina.type("day", story.in_days(-2))
    amina.send()
    amina.send()
    assert amina.page.locator('.summary a[href="#file"]').count() == 1
    amina.page.locator("#file").set_input_files(str(receipt))
    amina.send()
    assert amina.says(receipt.name)
    amina.page.locator('main a[href*="/awards/spending/"]').last.click()
    amina.look()


def asks_about_the_spend(stella, setting):
    """The fund asks first."""
    stella.go(f"{setting.ours}/spending")
    assert stella.says("£425.50")
    stella.follow("Ask about it")
    stella.click("Send the question")
    assert stella.is_wrong("question")
    stella.type("question", "How many pots?")
    stella.click("Send the question")
    assert story.letters("spending_queried") == {("amina", "ar"), ("bo", "en")}


def answers_the_question(amina, setting):
    """The group says what it was."""
    amina.go(f"{setting.theirs}/spending")
    amina.page.locator('main td a[href*="/awards/spending/"]').last.click()
    amina.look()
    assert amina.says("How many pots?")
    amina.type("what", "ستة قدور")
    amina.send()
    assert amina.says("ستة قدور")


def agrees_to_the_spend(stella, setting):
    """Then the fund agrees, and takes the table."""
    stella.go(f"{setting.ours}/spending")
    stella.click("Agree")
    assert stella.says("Paid and not agreed as spent: £5,974.50.")  # 6,400 - 425.50
    with stella.page.expect_download() as waiting:
        stella.page.get_by_role("button", name="Download as CSV").click()
    assert "ستة قدور" in waiting.value.path().read_text(encoding="utf-8-sig")


def asks_for_a_later_end(amina, setting):
    """Without a reason nothing is asked; what was typed stays."""
    (ends_on,) = story.the_award(setting, "ends_on")
    later = (ends_on + timedelta(days=40)).isoformat()
    amina.go(setting.theirs)
    amina.page.locator('main a[href$="/change"]').click()
    amina.look()
    amina.type("ends_on", later)
    amina.send()
    assert amina.is_wrong("reason")
    assert amina.typed("ends_on") == later
    amina.type("reason", "أُغلقت القاعة شهرًا.")
    amina.send()
    assert story.the_award(setting, "ends_on") == [ends_on]
    amina.page.locator('main a[href*="/awards/changes/"]').click()
    amina.look()
    return date.fromisoformat(later)


def decides_on_it(stella, setting, later):
    """A no needs a reason; the yes changes the award and makes version 4."""
    stella.go(setting.ours)
    stella.follow("Change 1")
    stella.tick("answer", "refuse")
    stella.click("Decide")
    assert stella.is_wrong("because")
    stella.tick("answer", "agree")
    stella.type("because", "Take the time you need.")
    stella.click("Decide")
    assert stella.says("The award is changed.")
    assert story.the_award(setting, "ends_on") == [later]
    assert story.versions(setting)[:2] == [(4, "open"), (3, "in force")]


def suspends(stella, zofia, setting):
    """A case is opened between looking and releasing: nothing is released."""
    zofia.go(f"{setting.bank}/payments")
    zofia.follow("CF1-A02-P2")
    stella.go(setting.ours)
    stella.follow("Irregularities")
    stella.type("what", "A neighbour says that the pots were sold.")
    stella.click("Open the case, and suspend payments")
    assert stella.says("You opened this case, so another manager must close it.")
    stella.go(setting.ours)
    assert stella.says("An irregularity case is open.")
    zofia.click("Release it")
    assert zofia.says("An irregularity is open: nothing is paid before it is closed.")
    assert story.payments(setting)[2][2] == "prepared"
    zofia.go(f"{setting.bank}/payments")
    zofia.follow("CF1-A02-P2")
    assert zofia.page.locator('main form[action$="/release"]').count() == 0


def closes_the_case(zofia, setting):
    """Another person than who opened it."""
    zofia.go(setting.ours)
    zofia.follow("Case 1")
    zofia.click("Close the case")
    assert zofia.page.locator(".summary li").count() == 2
    zofia.tick("outcome", "put right")
    zofia.type("note", "The pots are there. We saw them.")
    zofia.click("Close the case")
    assert zofia.says("The case is closed.")


def withholds(stella, setting):
    """The last payment is held back, with a reason that the group reads."""
    key, amount, _stage = story.payments(setting)[3]
    assert amount == 60_000
    stella.go(f"/staff/payments/{key}")
    stella.click("Withhold it")
    assert stella.is_wrong("reason")
    stella.type("reason", "We wait for the register.")
    stella.click("Withhold it")
    assert stella.says("We wait for the register.")
    assert story.letters("payment_told") == {("amina", "ar"), ("bo", "en")}


def asks_back(stella, setting):
    """No more than was paid; what was typed about it stays."""
    stella.go(f"{setting.ours}/money")
    stella.follow("Ask for money back")
    stella.type("amount", "7,400.01")
    stella.tick("kind", "underspend")
    stella.type("reason", "Two evenings fell out.")
    stella.type("due_on", story.in_days(30))
    stella.click("Ask the group")
    assert stella.is_wrong("amount")
    assert stella.says("Only £7,400 was paid and not asked for yet.")
    assert stella.typed("reason") == "Two evenings fell out."
    stella.type("amount", "400")
    stella.click("Ask the group")
    assert stella.says("The group is asked for it.")
    assert story.letters("repayment_told") == {("amina", "ar"), ("bo", "en")}


def notes_that_it_came(zofia, setting):
    """It came today, not tomorrow."""
    zofia.go(f"{setting.ours}/money")
    zofia.follow("CF1-A02-R1")
    zofia.type("day", story.in_days(2))
    zofia.click("Note that it came")
    assert zofia.is_wrong("day")
    zofia.type("day", story.in_days(0))
    zofia.click("Note that it came")
    assert zofia.says("Noted: the money is back.")
