"""What a manager writes and an applicant answers in the journey of the calls room."""

from tests.browser.person import the_code

TONGUES = {"en": "{}", "ar": "{} ع"}
# Modelled on a city's fund: themes, two sources of which one matches, two sizes.
THEMES = ("awareness", "resilience", "prosocial", "practitioners")
AIMS = ("input", "activity", "output", "outcome", "goal", "assumption")
SIZES = (("seed", "1,000", "25,000"), ("large", "25,000", "100,000"))
ANSWERS = (("young", "Young people"), ("faith", "Faith communities"))
COLUMNS = (("name", "Name", "short_text"), ("days", "Days", "number"))
# code, kind, what else is filled in: id of the field and what is typed
QUESTIONS = (
    ("nick", "short_text", {}),
    ("need", "long_text", {"words": "50"}),
    ("people", "number", {}),
    ("rent", "money", {}),
    ("starts", "date", {}),
    ("area", "one_of", {"answers": ANSWERS}),
    ("groups", "several_of", {"answers": ANSWERS}),
    ("policy", "yes_no", {}),
    ("how_safe", "short_text", {"only_if": "policy=no"}),
    ("mail", "e_mail", {}),
    ("tel", "phone", {}),
    ("proof", "file", {}),
    ("costs", "budget", {}),
    ("plan", "outputs", {}),
    ("team", "group", {"columns": COLUMNS}),
    ("lead", "short_text", {"is_sensitive": True}),
    ("true", "declaration", {}),
)  # fmt: skip


def both(person, field, words):
    """Fill in a text in both languages of the call."""
    for tongue, form in TONGUES.items():
        person.type(f"{field}-{tongue}", form.format(words))


def named(person, name, words):
    person.page.locator(f'[name="{name}"]').fill(words)


def makes_a_fund(fay):
    fay.sign_in("fay@example.org")
    fay.go("/staff/funds/new")
    fay.type("name-en", "Shared Ground")
    fay.type("summary-en", "Small grants against hate.")
    for tongue in TONGUES:
        fay.tick("languages", tongue)
    fay.click("Make the fund")
    fay.follow("Change the fund")
    both(fay, "name", "Shared Ground")
    both(fay, "summary", "Small grants against hate.")
    fay.click("Save")
    for number, source in enumerate(("City", "Partner")):
        fay.follow("Add a funding source")
        both(fay, "name", source)
        fay.type("amount", "400,000")
        if number:
            fay.page.select_option("#matched", index=1)
        fay.click("Add the source")
    for theme in THEMES:
        fay.follow("Add a priority theme")
        fay.type("code", theme)
        both(fay, "name", theme.title())
        both(fay, "description", f"About {theme}.")
        fay.click("Add the theme")


def writes_a_theory_of_change(fay):
    home = fay.page.url.removeprefix(fay.server)
    for kind in AIMS:
        fay.go(f"{home}/new-aim?kind={kind}")
        fay.type("code", f"{kind}_1")
        both(fay, "words", f"Some {kind}")
        boxes = fay.page.locator('input[name="leads_to"], input[name="stands_at"]')
        if boxes.count():
            boxes.first.check()
        fay.page.locator("main form .button").last.click()
        fay.look()
    assert fay.says("Some goal")
    fay.go(home)


def writes_a_call(fay, opens, closes):
    fay.follow("Write a call")
    fay.type("reference", "SG5")
    for field in ("title", "summary", "prospectus"):
        both(fay, field, f"Fifth {field}")
    fay.type("budget", "800,000")
    fay.type("opens_at", opens)
    fay.type("closes_at", closes)
    fay.type("grace_minutes", "30")
    fay.click("Make the call")
    fay.follow("Sizes of grant")
    for code, least, most in SIZES:
        fay.type("code", code)
        both(fay, "name", code.title())
        fay.type("minimum", least)
        fay.type("maximum", most)
        fay.click("Add the size")
    fay.go("/staff/calls/SG5/money")
    for share in fay.page.locator('main input[name^="source_"]').all():
        share.fill("400,000")
    fay.click("Save")


def builds_the_form(fay):
    fay.go("/staff/calls/SG5/form")
    for code, kind, more in QUESTIONS:
        fay.follow("Add a question")
        fay.type("code", code)
        fay.page.select_option("#kind", kind)
        both(fay, "label", code.title())
        _fills_in(fay, more)
        fay.click("Save the question")
    fay.page.get_by_role("button", name="Down Nick").click()
    fay.look()
    first = fay.page.locator(".tasks a").first.inner_text()
    assert first == "Need", first


def _fills_in(fay, more):
    if "words" in more:
        fay.type("words", more["words"])
    for number, (code, words) in enumerate(more.get("answers", ())):
        named(fay, f"options.{number}.code", code)
        for tongue, form in TONGUES.items():
            named(fay, f"options.{number}.{tongue}", form.format(words))
    for number, (code, words, kind) in enumerate(more.get("columns", ())):
        named(fay, f"columns.{number}.code", code)
        fay.page.locator(f'[name="columns.{number}.kind"]').select_option(kind)
        for tongue, form in TONGUES.items():
            named(fay, f"columns.{number}.{tongue}", form.format(words))
    if "only_if" in more:
        fay.tick("hangs_on", more["only_if"])
    if "is_sensitive" in more:
        fay.page.locator("#is_sensitive").check()


def writes_a_quiz(fay):
    fay.go("/staff/calls/SG5/quiz")
    fay.type("code", "london")
    fay.page.select_option("#kind", "yes_no")
    both(fay, "words", "Do you work in London?")
    fay.click("Add the question")
    fay.go("/staff/calls/SG5/quiz/london/answers/no")
    fay.tick("outcome", "not_now")
    both(fay, "reason", "This fund is for London.")
    fay.click("Save the answer")


def applies_in_arabic(amina):
    """From the quiz to the first section, on a small telephone."""
    amina.go("/calls/SG5")
    assert amina.page.locator("html").get_attribute("dir") == "rtl"
    amina.page.locator('a[href*="/quiz"]').first.click()
    amina.look()
    amina.page.locator('input[value="yes"]').check()
    amina.page.locator("main form .button").click()
    amina.look()
    amina.page.locator('main a[href*="/applying"]').first.click()
    amina.look()
    amina.type("email", "amina.new@example.org")
    _goes_on(amina)
    amina.type("code", the_code("amina.new@example.org"))
    _goes_on(amina)
    amina.type("name", "أمينة يوسف")
    _goes_on(amina)
    amina.type("name", "مائدة المطبخ")
    amina.page.select_option("#kind", "informal_group")
    amina.type("place", "توتنهام")
    _goes_on(amina)
    _goes_on(amina)


def _goes_on(amina):
    amina.page.locator("main form .button").first.click()
    amina.look()


def answers_every_kind(amina, tmp_path):
    amina.page.locator('a[href$="/sections/project"]').click()
    amina.look()
    amina.type("title", "مائدة واحدة للجميع")
    amina.tick("tier", "seed")
    amina.type("amount", "٨٬٤٥٠")
    amina.tick("theme", "awareness")
    _saves(amina, "next")
    for code, words in (
        ("nick", "المائدة"), ("need", "الجيران لا يعرفون بعضهم."), ("people", "٤٠"),
        ("rent", "٥٠٫٥٠"), ("starts", "2027-09-01"), ("mail", "amina@example.org"),
        ("tel", "+44 20 7946 0000"), ("lead", "سارة"),
    ):  # fmt: skip
        amina.type(code, words)
    amina.tick("area", "young")
    amina.tick("groups", "young")
    amina.tick("groups", "faith")
    amina.tick("policy", "no")
    amina.type("how_safe", "نكتبها معاً.")
    named(amina, "costs.0.what", "قاعة")
    named(amina, "costs.0.amount", "٨٬٠٠٠")
    amina.page.locator('[name="plan.0.measure"]').select_option("people")
    named(amina, "plan.0.planned", "٤٠")
    named(amina, "plan.0.where", "Haringey")
    named(amina, "team.0.name", "سارة")
    named(amina, "team.0.days", "١٢")
    amina.tick("true", "yes")
    _adds_a_file(amina, tmp_path)
    _saves(amina, "next")


def _adds_a_file(amina, tmp_path):
    _saves(amina, "file:proof")
    letter = tmp_path / "دعم.txt"
    letter.write_text("رسالة دعم", encoding="utf-8")
    amina.page.locator("#file").set_input_files(str(letter))
    _goes_on(amina)
    assert amina.says("دعم.txt")


def _saves(amina, then):
    amina.page.locator(f'main button[value="{then}"]').click()
    amina.look()


def mends_the_budget(amina):
    """The lines add up to less than was asked for; the page says so and keeps all."""
    assert amina.page.locator(".summary li").count() == 1
    assert amina.page.locator('[name="costs.0.what"]').input_value() == "قاعة"
    named(amina, "costs.1.what", "طعام")
    named(amina, "costs.1.amount", "٤٥٠")
    _saves(amina, "next")
    assert "/check" in amina.page.url


def sends(amina):
    check = next(where for where in amina.seen if where.endswith("/check"))
    amina.go(check)
    amina.page.locator('form[action$="/submission"] button').click()
    amina.look()
