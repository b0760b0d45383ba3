"""What the programme shows its managers, and what the public learns."""

import csv
import io

from tests.browser import awards_setting as story

PUBLIC = ("/", "/calls/CF1", "/awards", "/evaluations")
GIVEN = "/awards/360giving.json"


def reads_the_programme(stella, setting):
    """Every award, filtered and as a table to take away."""
    stella.go(f"{story.CALL}/awards")
    stella.follow("Programme")
    stella.go(f"{setting.bank}/programme")
    for reference in ("CF1-A01", "CF1-A02"):
        assert stella.says(reference)
    shown = stella.page.locator("main dl.figures").first.inner_text()
    for figure in ("£15,600", "£7,000", "£8,600"):  # the books, added up
        assert figure in shown
    by_source = stella.page.locator("main table", has_text="Foundation").first
    told = [row.inner_text().split()[-1] for row in by_source.locator("tr").all()]
    assert told[-3:] == ["£4,750", "£2,850", "£8,000"]  # the last is not split
    stella.page.locator("details.filters summary").click()
    stella.page.select_option("#health", "withheld")
    stella.click("Show these awards")
    assert stella.says("One award fits.")
    assert not stella.says("CF1-A01")
    (row,) = rows_of(stella)
    assert story.TITLE in row.values()
    for figure in ("7600.00", "7000.00", "600.00"):
        assert figure in row.values(), row
    stella.follow("Show all awards again")
    assert len(rows_of(stella)) == 2


def rows_of(person):
    """Take the awards that fit as CSV."""
    with person.page.expect_download() as waiting:
        person.page.get_by_role("button", name="As CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def is_named(visitor):
    """Before, everybody reads who got it."""
    visitor.go("/awards")
    assert visitor.says(story.GROUP)
    assert story.GROUP in given(visitor)


def given(visitor):
    """The open data, as anybody gets them."""
    return visitor.page.request.get(visitor.server + GIVEN).body().decode()


def withholds_the_name(stella, setting):
    """Not without a reason; the page shows what is left for the public to read."""
    stella.go(setting.ours)
    stella.follow("Change what the public learns")
    assert stella.says(story.GROUP)
    stella.tick("publication", "withheld")
    stella.click("Save")
    assert stella.is_wrong("publication_reason")
    stella.type("publication_reason", "They were threatened last week.")
    stella.click("Save")
    stella.follow("Change what the public learns")
    assert stella.says("Nothing: the award is counted in the totals")


def is_named_nowhere(visitor):
    """No public page and no file says group or project any more."""
    for page in PUBLIC:
        visitor.go(page)
        words = visitor.page.content()
        assert not any(one in words for one in (story.GROUP, story.TITLE)), page
    assert "CF1-A02" not in given(visitor)
    assert story.GROUP not in visitor.page.content()
