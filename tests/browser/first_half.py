"""Steps 1 to 3: a call is written, answered in Arabic by keyboard, and scored."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from grantsapp.calls.models import Call
from grantsapp.db import db
from tests.browser.person import enter, press, tab_to, the_code

LANGUAGES = ("en", "ar", "pl")
CHOICES = (("young", "Young", "شباب", "Młodzi"), ("old", "Old", "كبار", "Starsi"))
QUESTIONS = (
    ("need", "long_text", "Why is this needed?", ()),
    ("plan", "long_text", "What will you do?", ()),
    ("people", "number", "How many people?", ()),
    ("groups", "several_of", "Who takes part?", CHOICES),
    ("safeguarding", "yes_no", "Have you a safeguarding policy?", ()),
    ("evidence", "file", "A document that helps us", ()),
)  # fmt: skip


def in_three(person, field, text):
    for code in LANGUAGES:
        person.type(f"{field}-{code}", text if code == "en" else f"{text} ({code})")


def writes_a_fund(fay):
    fay.sign_in("fay@example.org")
    fay.go("/staff/")
    fay.follow("Make a fund")
    fay.type("name-en", "Common Ground")
    fay.type("summary-en", "Small grants for neighbours.")
    for code in LANGUAGES:
        fay.tick("languages", code)
    fay.click("Make the fund")
    fay.follow("Change the fund")
    in_three(fay, "name", "Common Ground")
    in_three(fay, "summary", "Small grants for neighbours.")
    fay.click("Save")
    for source in ("City", "Foundation"):
        fay.follow("Add a funding source")
        in_three(fay, "name", source)
        fay.type("amount", "400,000")
        fay.click("Add the source")
    for theme in ("awareness", "resilience", "prosocial", "practitioners"):
        fay.follow("Add a priority theme")
        fay.type("code", theme)
        in_three(fay, "name", theme.title())
        in_three(fay, "description", f"About {theme}.")
        fay.click("Add the theme")


def writes_a_call(fay, opens, closes):
    fay.follow("Write a call")
    fay.type("reference", "CG1")
    for field in ("title", "summary", "prospectus"):
        in_three(fay, field, f"Spring {field}")
    fay.type("budget", "300,000")
    fay.type("opens_at", opens)
    fay.type("closes_at", closes)
    fay.click("Make the call")
    fay.follow("Sizes of grant")
    fay.type("code", "small")
    in_three(fay, "name", "Small")
    fay.type("minimum", "1,000")
    fay.type("maximum", "10,000")
    fay.click("Add the size")
    fay.go("/staff/calls/CG1/form")
    for code, kind, label, options in QUESTIONS:
        fay.follow("Add a question")
        fay.type("code", code)
        fay.page.select_option("#kind", kind)
        in_three(fay, "label", label)
        for number, texts in enumerate(options):
            for cell, words in zip(("code", *LANGUAGES), texts, strict=True):
                name = f"options.{number}.{cell}"
                fay.page.locator(f'[name="{name}"]').fill(words)
        if kind == "long_text":
            fay.type("words", "200")
        if kind == "file":
            fay.page.locator("#is_required").uncheck()
        fay.click("Save the question")


def writes_the_moderation(fay):
    for kind in ("eligibility", "scoring"):
        fay.go("/staff/calls/CG1/phases")
        fay.page.select_option("#kind", kind)
        fay.type("code", kind)
        in_three(fay, "title", kind.title())
        fay.click("Add the phase")
        fay.click("Save the phase")
    for code, weight in (("need", "30"), ("plan", "40"), ("people", "30")):
        fay.follow("Add a criterion")
        fay.type("code", code)
        fay.type("weight", weight)
        in_three(fay, "title", code.title())
        for score in range(1, 6):
            in_three(fay, f"rubric_{score}", f"{code} {score}")
        fay.click("Save the criterion")


def applies_in_arabic_by_keyboard(amina, tmp_path):
    """Step 2 with Tab, Space, arrows and Enter alone."""
    keys = amina.page.keyboard
    amina.go("/calls/CG1")
    assert amina.page.locator("html").get_attribute("dir") == "rtl"
    tab_to(amina, 'a[href="/calls/CG1/applying"]')
    enter(amina)
    tab_to(amina, "#email")
    keys.type("amina.new@example.org")
    enter(amina)
    tab_to(amina, "#code")
    keys.type(the_code("amina.new@example.org"))
    enter(amina)
    tab_to(amina, "#name")
    keys.type("أمينة يوسف")
    enter(amina)
    tab_to(amina, "#name")
    keys.type("مائدة المطبخ")
    tab_to(amina, "#kind")
    for _ in range(4):
        keys.press("ArrowDown")
    tab_to(amina, "#place")
    keys.type("توتنهام")
    enter(amina)
    press(amina, "main button")
    press(amina, 'a[href$="/sections/project"]')
    tab_to(amina, "#title")
    keys.type("مائدة واحدة للجميع")
    tab_to(amina, 'input[name="tier"]')
    keys.press("Space")
    tab_to(amina, "#amount")
    keys.type("٨٤٥٠")
    tab_to(amina, 'input[name="theme"]')
    keys.press("Space")
    press(amina, 'button[value="next"]')
    answers_the_details(amina, tmp_path)


def answers_the_details(amina, tmp_path):
    keys = amina.page.keyboard
    tab_to(amina, "#need")
    keys.type("الجيران لا يعرفون بعضهم بعضاً.")
    press(amina, 'button[value="list"]')  # saves, leaves, and comes back
    press(amina, 'a[href$="/sections/details"]')
    assert "الجيران" in amina.page.locator("#need").input_value()
    tab_to(amina, "#plan")
    keys.type("نطبخ معاً كل أسبوع.")
    tab_to(amina, "#people")
    keys.type("٤٠")
    tab_to(amina, "#groups-0")
    keys.press("Space")
    tab_to(amina, 'input[name="safeguarding"]')
    keys.press("Space")
    press(amina, 'button[value="file:evidence"]')
    letter = tmp_path / "دعم.txt"
    letter.write_text("رسالة دعم", encoding="utf-8")
    amina.page.locator("#file").set_input_files(str(letter))
    press(amina, "main form button")
    assert amina.says("دعم.txt")
    press(amina, 'button[value="next"]')
    press(amina, 'form[action$="/submission"] button')


def close_the_call():
    db.session.rollback()
    call = db.session.scalar(select(Call))
    call.closes_at = datetime.now(UTC) - timedelta(seconds=1)  # noqa: TID251
    db.session.commit()


def invites_and_assigns(fay):
    fay.go("/staff/calls/CG1/eligibility")
    fay.page.locator(".tasks a").first.click()
    fay.tick("verdict", "yes")
    fay.click("Save the check")
    for name, field in (
        ("Rosa", "prevention"),
        ("Ravi", "threat"),
        ("Mei", "practice"),
    ):
        fay.go("/staff/calls/CG1/panel")
        fay.type("name", name)
        fay.type("email", f"{name.lower()}@example.org")
        fay.tick("expertise", field)
        fay.click("Send the invitation")


def accepts(moderator, email):
    moderator.sign_in(email)
    moderator.go("/reviews")
    moderator.page.locator("main .note a").first.click()
    moderator.look()
    moderator.page.locator('input[value="accept"] ~ button').click()
    moderator.look()


def scores(moderator, values, submit=True):
    moderator.page.locator(".tasks a").first.click()
    moderator.look()
    moderator.page.locator('form[action$="/clearance"] button').click()
    moderator.look()
    for code, value in zip(("need", "plan", "people"), values, strict=True):
        moderator.tick(f"score-{code}", str(value))
        moderator.type(f"reason-{code}", f"Because of {code} {value}.")
    moderator.page.locator(f'button[value="{"submit" if submit else "draft"}"]').click()
    moderator.look()
