"""Terms are written, an offer is made, and names are put under one agreement."""

from tests.browser import awards_setting as story
from tests.browser.second_half import the_pdf

OWN_EN = "{group} cooks for the neighbours with {amount}: {projet}."
OWN_AR = "تطبخ {group} للجيران بمبلغ {amount}."
HALL = "إيجار القاعة"
CONDITION = "احفظوا سجلًا بأسماء من يطبخ."
BOTH = {("amina", "ar"), ("bo", "en")}


def writes_the_terms(stella):
    """A placeholder that is none is named; the preview fills in Omar's award."""
    stella.go(f"{story.CALL}/agreement-terms")
    assert stella.says("These are the words of the house.")
    house = {code: stella.typed(f"text-{code}") for code in ("en", "ar")}
    stella.type("text-en", f"{house['en']}\n\n## 11. Our table\n\n{OWN_EN}")
    stella.type("text-ar", f"{house['ar']}\n\n## 11. مائدتنا\n\n{OWN_AR}")
    stella.click("Save the terms")
    assert stella.says("{projet} in English is no placeholder.")
    assert stella.typed("text-en").endswith(OWN_EN)
    right = stella.typed("text-en").replace("{projet}", "{project}")
    stella.type("text-en", right)
    stella.click("Preview")
    shown = stella.page.locator("#preview").inner_text()
    for words in (story.OTHER_GROUP, "£8,000", "Kitchen table"):
        assert words in shown
    assert "{" not in shown
    assert stella.typed("text-en") == right
    stella.click("Save the terms")
    assert stella.says("The terms are saved.")
    assert not stella.says("These are the words of the house.")


def looks_at_the_reserve(stella):
    """Who is next, and no more than the size of the grant allows."""
    stella.go(f"{story.CALL}/awards")
    assert stella.says("£284,000 of the budget is free.")
    stella.follow("Call it up")
    stella.type("amount", "10,001")
    stella.click("Propose a grant")
    assert stella.is_wrong("amount")
    assert stella.is_wrong("reason")


def parts_the_budget(stella, setting):
    """Until somebody has signed, the fund may say what the money is for, to a penny."""
    stella.go(f"{setting.ours}/spending")
    stella.follow("Change the lines of the budget")
    stella.page.locator('[name="budget.0.amount"]').fill("5,000")
    stella.page.locator('[name="budget.1.title"]').fill(HALL)
    stella.page.locator('[name="budget.1.amount"]').fill("2,000")
    stella.click("Save")
    assert stella.page.locator('.summary a[href="#budget"]').count() == 1
    hall = stella.page.locator('[name="budget.1.title"]')
    assert hall.input_value() == HALL
    stella.page.locator('[name="budget.1.amount"]').fill("3,000")
    stella.click("Save")
    assert stella.says(HALL)
    assert story.versions(setting) == [(2, "open"), (1, "superseded")]


def reads_the_offer(amina, setting):
    """In Arabic on the smallest telephone: the offer, its terms, who may say no."""
    amina.go("/awards/mine")
    amina.page.locator(".tasks a").first.click()
    amina.look()
    assert amina.page.url.endswith(setting.theirs)
    assert amina.page.locator("html").get_attribute("dir") == "rtl"
    assert "11. مائدتنا" in amina.page.locator('main .prose[lang="ar"]').inner_text()
    assert amina.says(story.GROUP)
    assert amina.page.locator("main details .prose").count() == 1  # English binds
    amina.send("/acceptance")
    assert all(amina.is_wrong(name) for name in ("name", "role", "confirmed"))
    amina.page.locator('main a[href$="/refusal"]').click()
    amina.look()
    amina.go(setting.theirs)


def asks_for_one_thing_more(stella, setting):
    """The fund may change the conditions of a grant while nobody has signed."""
    stella.go(setting.ours)
    stella.follow("Change the conditions of this grant")
    stella.type("conditions", CONDITION)
    stella.click("Make the new version")
    assert stella.says("A new version of the agreement is made.")
    assert story.versions(setting)[:2] == [(3, "open"), (2, "superseded")]
    assert story.letters("agreement_changed") == BOTH


def signs_what_is_newest(amina, setting):
    """The version of her page was changed meanwhile: nothing is signed; then it is."""
    amina.type("name", "أمينة يوسف")
    amina.type("role", "رئيسة")
    amina.page.locator("#confirmed").check()
    amina.send("/acceptance")
    assert story.signatures(setting) == []
    assert amina.page.locator('[role="alert"]').count() == 1
    assert amina.says(CONDITION)
    assert amina.typed("name") == "أمينة يوسف"
    assert not amina.page.locator("#confirmed").is_checked()
    amina.page.locator("#confirmed").check()
    amina.send("/acceptance")
    mine = (3, "grantee", "أمينة يوسف", "رئيسة")
    assert story.signatures(setting) == [mine]
    assert amina.page.locator("main .panel").count() == 1
    assert story.versions(setting)[0] == (3, "signed")


def signs_for_the_fund(stella, setting, number=3):
    """The second name, and the agreement holds."""
    stella.go(setting.ours)
    stella.follow("Read it and sign for the fund")
    stella.click("Sign the agreement")
    assert stella.is_wrong("name")
    stella.type("name", "Stella Marsh")
    stella.type("role", "Grants manager")
    stella.page.locator("#confirmed").check()
    stella.click("Sign the agreement")
    assert stella.says("The agreement holds from now on.")
    assert story.versions(setting)[0] == (number, "in force")
    ours = (number, "fund", "Stella Marsh", "Grants manager")
    assert story.signatures(setting)[-1] == ours


def takes_the_agreement(person, setting, number=3):
    """The PDF as all have signed it."""
    person.go(f"{setting.theirs}/agreement")
    link = person.page.locator(f'main a[href$="/agreements/{number}.pdf"]').first
    path = link.get_attribute("href")
    words = the_pdf(person, path)
    for said in ("CF1-A02", "Stella Marsh", "£8,000"):
        assert said in words, words
    assert person.page.request.get(person.server + path).body()[:5] == b"%PDF-"


def signs_without_scripts(bo, setting):
    """Bo reads version 4 while version 5 is made: nothing is signed, then it is."""
    assert story.versions(setting)[:2] == [(4, "open"), (3, "in force")]
    before = story.signatures(setting)
    bo.go(f"{setting.theirs}/agreement")
    story.another_later_end(setting)
    for field, words in (("name", "Bo Lind"), ("role", "Treasurer")):
        bo.type(field, words)
    bo.page.locator("#confirmed").check()
    bo.send("/acceptance")
    assert bo.says("The agreement changed while you read it.")
    assert story.signatures(setting) == before
    assert story.versions(setting)[:2] == [(5, "open"), (4, "superseded")]
    assert bo.typed("name") == "Bo Lind"
    bo.page.locator("#confirmed").check()
    bo.send("/acceptance")
    assert bo.says("Thank you.")
    assert story.signatures(setting)[-1] == (5, "grantee", "Bo Lind", "Treasurer")
