"""What is looked at before anything is paid: papers, and the account."""

from tests.browser import awards_setting as story

NUMBER = "55779911"
MANAGERS = {("stella", "en"), ("zofia", "en"), ("salma", "ar")}


def gives_the_account(amina, setting):
    """A sort code and an IBAN that are none; then the account, in Arabic digits."""
    amina.go(setting.theirs)
    amina.page.locator(f'main a[href="{setting.theirs}/bank"]').click()
    amina.look()
    amina.type("holder", "Kitchen Table")
    amina.type("sort_code", "20-00-0")
    amina.type("number", NUMBER)
    amina.send()
    assert amina.is_wrong("sort_code")
    kept = [amina.typed(name) for name in ("holder", "sort_code", "number")]
    assert kept == ["Kitchen Table", "20-00-0", NUMBER]
    for name in ("sort_code", "number"):
        amina.type(name, "")
    amina.type("iban", "GB83 WEST 1234 5698 7654 32")  # GB82 is right
    amina.send()
    assert amina.is_wrong("iban")
    assert amina.typed("iban") == "GB83 WEST 1234 5698 7654 32"
    amina.type("iban", "")
    amina.type("sort_code", "٢٠-٠٠-٠٠")
    amina.type("number", "٥٥٧٧٩٩١١")
    amina.send()
    assert amina.page.locator("#sort_code").count() == 0
    assert "9911" in amina.page.locator("main .moves").inner_text()
    assert NUMBER not in amina.page.content()
    assert story.letters("bank_proposed") == {("amina", "ar"), ("bo", "en")}


def gives_a_paper(amina, setting, paper):
    """Without its last day it is not taken; the note that was typed stays."""
    amina.go(setting.theirs)
    amina.page.locator(f'main a[href$="/checklist/{story.PAPER}"]').click()
    amina.look()
    amina.page.locator("#file").set_input_files(str(paper))
    amina.type("said", "البوليصة مرفقة.")
    amina.send()
    assert amina.is_wrong("until")
    assert amina.typed("said") == "البوليصة مرفقة."
    amina.page.locator("#file").set_input_files(str(paper))
    amina.type("until", story.in_days(200))
    amina.send()
    amina.page.locator(f'main a[href$="/checklist/{story.PAPER}"]').click()
    amina.look()
    assert amina.says(paper.name)


def looks_first(stella, setting, browser):
    """One person finds it right, and cannot clear it."""
    stella.go(f"{story.CALL}/checklist")
    row = stella.page.locator("main tr", has_text=story.TITLE)
    assert "0 of 6" in row.inner_text()
    stella.page.locator(f'main a[href$="/checklist/{story.PAPER}"]').click()
    stella.look()
    stella.type("title-en", "")
    stella.click("Save")
    assert stella.is_wrong("title-en")
    stella.type("title-en", "Public liability insurance")
    stella.click("Save")
    stella.go(setting.ours)
    stella.page.locator(f'main a[href$="/checklist/{story.PAPER}"]').click()
    stella.look()
    path = f"{setting.ours}/checklist/{story.PAPER}"
    desk = browser(story.account("stella"))
    form = desk.get(path).form("/look")
    stella.click("Send it back")
    assert stella.is_wrong("because")
    stella.go(path)
    stella.click("This is right")
    assert stella.says("A second person must clear it.")
    assert stella.page.locator('main form[action$="/clear"]').count() == 0
    assert desk.post(f"{path}/clear", form).status == 409
    story.let_go()


def clears_it(zofia, setting):
    """Another person clears it."""
    zofia.go(f"{setting.ours}/checklist/{story.PAPER}")
    zofia.click("Clear it, as the second person")
    assert zofia.says("Cleared.")
    assert story.give_the_other_papers(setting) == 5
    zofia.go(setting.ours)


def approves_the_account(zofia, setting):
    """See it once, with a reason that stands in the history; then approve it."""
    zofia.go(setting.ours)
    zofia.follow("The account that the money goes to")
    assert NUMBER not in zofia.page.content()
    zofia.click("Show it once")
    assert zofia.is_wrong("reason")
    reveals(zofia, "Compared with the statement")
    zofia.go(f"/staff/bank/{story.the_bank()}")
    assert zofia.says("Compared with the statement")
    zofia.click("Approve this account")
    assert zofia.says("Approved. Everybody who is paid there gets a letter.")
    assert story.letters("bank_approved") == {("amina", "ar"), ("bo", "en")}


def changes_the_account(amina, zofia, bo, setting):
    """Another account waits for days once approved; Bo, who knows of none, stops it."""
    amina.go(f"{setting.theirs}/bank")
    amina.type("holder", "Kitchen Table")
    amina.type("iban", "GB82 WEST 1234 5698 7654 32")
    amina.send()
    assert story.letters("staff/bank_waits") == MANAGERS
    zofia.go(setting.ours)
    zofia.follow("The account that the money goes to")
    zofia.click("Approve this account")
    zofia.go(f"{setting.ours}/money")
    assert zofia.says("No bank details that two people approved can be used yet.")
    bo.go(f"{setting.theirs}/bank")
    assert bo.says("so that a wrong change can still be stopped.")
    bo.click("This was not us: stop it")
    assert bo.says("Stopped. Nothing is paid there")
    assert story.letters("staff/bank_stopped") == MANAGERS
    assert bo.says("Nothing is paid before")  # nor to the one before, for as long


def reveals(person, reason):
    """The one page that shows all of it."""
    person.type("reason", reason)
    person.send("/whole")
    assert NUMBER in person.page.locator("main").inner_text().replace(" ", "")
