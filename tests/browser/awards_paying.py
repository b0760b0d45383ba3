"""Money goes: from two sources, by two people, to the bank, and into the books."""

import csv
import io
from pathlib import Path

import sepaxml
from defusedxml import ElementTree
from xmlschema import XMLSchema

from tests.browser import awards_setting as story

NAMES = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
OUR_ACCOUNT = "GB82 WEST 1234 5698 7654 32"  # the example of the IBAN registry


def splits(stella, setting):
    """Two sources pay it together, to the last penny."""
    stella.go(f"{setting.ours}/money")
    stella.follow("Say which sources pay")
    city, foundation = stella.page.locator('main input[id^="source_"]').all()
    city.fill("5,000")
    foundation.fill("2,000")
    stella.click("Save")
    assert stella.says("The parts are £1,000.00 short of the amount.")
    _city, foundation = stella.page.locator('main input[id^="source_"]').all()
    assert foundation.input_value() == "2,000"
    foundation.fill("3,000")
    stella.click("Save")
    assert stella.says("Saved: who pays this award.")


def prepares(stella, setting, number):
    """One person prepares, and finds no way to release it."""
    stella.go(f"{setting.ours}/money")
    stella.follow(f"Payment {number}")
    stella.click("Prepare it")
    assert stella.says("You prepared this payment. Somebody else has to release it.")
    assert stella.page.locator('main form[action$="/release"]').count() == 0


def cannot_release_what_she_prepared(setting, browser):
    """Not from the page, and not by sending the form of somebody else."""
    key, amount, stage = story.payments(setting)[1]
    assert (amount, stage) == (640_000, "prepared")
    desk = browser(story.account("stella"))
    answer = desk.post(f"/staff/payments/{key}/release", {})
    assert answer.status == 409
    assert "Somebody else has to release it." in answer.words()
    assert story.payments(setting)[1][2] == "prepared"


def releases(zofia, setting, number):
    """Another person lets it go."""
    zofia.go(f"{setting.bank}/payments")
    zofia.follow(f"CF1-A02-P{number}")
    zofia.click("Release it")
    assert zofia.says("The payment is released.")
    assert story.payments(setting)[number][2] == "released"


def takes_the_order(stella, setting):
    """A wrong account is named; the file fits the schema of pain.001."""
    stella.go(f"{setting.bank}/payments")
    stella.type("account", OUR_ACCOUNT.replace("82", "83", 1))
    stella.click("Make the file for the bank")
    assert stella.is_wrong("account")
    assert stella.typed("account").startswith("GB83")
    stella.type("account", OUR_ACCOUNT)
    stella.click("Make the file for the bank")
    content = _taken(stella, "xml")
    folder = Path(sepaxml.__file__).parent / "schemas"
    XMLSchema(folder / "pain.001.001.09.xsd").validate(content)
    tree = ElementTree.fromstring(content)
    assert tree.findtext(".//p:CtrlSum", "", NAMES) == "6400.00"
    assert tree.findtext(".//p:EndToEndId", "", NAMES) == "CF1-A02-P1"
    assert "55779911" in content


def takes_the_table(stella, setting):
    """The second payment goes as a table."""
    stella.go(f"{setting.bank}/payments")
    stella.tick("format", "csv")
    stella.click("Make the file for the bank")
    (row,) = csv.DictReader(io.StringIO(_taken(stella, "csv").lstrip("\ufeff")))
    told = (row["Payee"], row["Amount"], row["Currency"], row["Reference"])
    assert told == ("Kitchen Table", "1000.00", "GBP", "CF1-A02-P2")
    assert row["Account number"] == "55779911"


def _taken(person, ending):
    """Take the newest file."""
    assert person.says("The file is ready.")
    with person.page.expect_download() as waiting:
        person.page.get_by_role("button", name="Take the file").first.click()
    assert waiting.value.suggested_filename.endswith(f".{ending}")
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def a_statement(tmp_path):
    """The bank paid us out, and took its fee."""
    day = story.today().isoformat()
    rows = ("Date,Amount,Description", f"{day},-6400.00,CF1 A02 P1 KITCHEN TABLE")
    path = tmp_path / "november.csv"
    path.write_text("\n".join([*rows, f"{day},-35.00,ACCOUNT FEE"]), encoding="utf-8")
    return path


def looks_at_the_statement(stella, setting, path):
    """A file that is none is said to be; of the right one, one line is clear."""
    stella.go(f"{setting.bank}/statements")
    wrong = path.with_name("letter.csv")
    wrong.write_text("Dear all,\nthe money is there.", encoding="utf-8")
    stella.page.locator("#file").set_input_files(str(wrong))
    stella.click("Look at it first")
    assert stella.says("No row with the heads of columns was found")
    stella.page.locator("#file").set_input_files(str(path))
    stella.click("Look at it first")
    assert stella.says("One line is clear. One line is left for you")
    assert stella.says("It names no payment that we know.")
    assert story.payments(setting)[1][2] == "released"  # nothing was stored


def reads_it_in(salma, setting, path):
    """The same in Arabic: looked at, read in, and the fee set aside."""
    salma.go(f"{setting.bank}/statements")
    salma.page.locator("#file").set_input_files(str(path))
    salma.send("/statements")
    salma.send("/statements/read")
    assert story.payments(setting)[1][2] == "paid"
    salma.page.locator('main a[href*="/statements/lines/"]').click()
    salma.look()
    salma.send("/aside")
    assert salma.is_wrong("reason")
    salma.type("reason", "رسوم الحساب")
    salma.send("/aside")
    assert salma.page.locator('main a[href*="/statements/lines/"]').count() == 0
    assert salma.says("رسوم الحساب")


def the_books_say(stella, whole, award, sources):
    """Every figure of the page of balances, worked out by hand."""
    stella.go(f"{story.CALL}/balances")
    shown = stella.page.locator("main dl.figures dd").all_inner_texts()
    assert [one.strip() for one in shown] == whole
    mine = stella.page.locator("main tr", has_text="CF1-A02")
    assert mine.locator("td").all_inner_texts() == award
    for name, figures in sources.items():
        line = stella.page.locator("main tr", has_text=name)
        assert line.locator("td").all_inner_texts() == figures


def opens_the_lines(stella):
    """An account opens line by line, with its running balance."""
    stella.follow("Lines: not committed yet")
    told = [row.inner_text() for row in stella.page.locator("tbody tr").all()]
    assert len(told) == 3  # the budget, and two decisions
    assert "£300,000.00" in told[0]
    assert "£284,000.00" in told[-1]


def plans_anew(stella, setting):
    """What waits for the report becomes two payments; they must make it together."""
    stella.go(f"{setting.ours}/instalments")
    stella.type("amount_0", "1,000")
    stella.type("due_on_0", story.in_days(0))
    stella.page.select_option("#waits_for_0", "accepted")
    stella.type("amount_1", "500")
    stella.type("due_on_1", story.in_days(300))
    stella.page.select_option("#waits_for_1", "reported")
    stella.click("Save")
    assert stella.says("The payments are £100.00 short of what is left.")
    stella.type("amount_1", "600")
    stella.click("Save")
    assert stella.says("The payments are planned.")
    planned = {n: amount for n, (_key, amount, _s) in story.payments(setting).items()}
    assert planned == {1: 640_000, 2: 100_000, 3: 60_000}
