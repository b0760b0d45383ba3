"""The money of one award in a real browser, from its terms to what the public reads."""

import pytest

from tests.browser import awards_agreeing as agreeing
from tests.browser import awards_changing as changing
from tests.browser import awards_checking as checking
from tests.browser import awards_paying as paying
from tests.browser import awards_setting as story
from tests.browser import awards_showing as showing
from tests.browser.awards_walks import seen_by, walks_over
from tests.browser.person import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def people(cast, server, chromium):
    """Two managers, a third who reads Arabic, and two of the group."""
    story.before_the_offer(cast)
    found = {
        "stella": Person(chromium, server, "en", once=True),
        "zofia": Person(chromium, server, "en", once=True),
        "salma": Person(chromium, server, "ar", width=320),
        "amina": Person(chromium, server, "ar", width=320),
        "bo": Person(chromium, server, "en", scripts=False),
        "reader": Person(chromium, server, "en"),  # Bo too, at the library
    }
    found["zofia"].kinds = found["stella"].kinds
    for name, person in found.items():
        person.sign_in(f"{'bo' if name == 'reader' else name}@example.org")
    return tuple(found.values())


def test_the_money_of_an_award_from_its_terms_to_what_the_public_reads(
    people, server, chromium, browser, tmp_path
):
    stella, zofia, salma, amina, bo, reader = people
    agreeing.writes_the_terms(stella)
    setting = story.the_offer()
    agreeing.looks_at_the_reserve(stella)
    agreeing.parts_the_budget(stella, setting)
    agreeing.reads_the_offer(amina, setting)
    walks_over(reader, [setting.theirs, f"{setting.theirs}/refusal"])
    agreeing.asks_for_one_thing_more(stella, setting)
    walks_over(salma, [f"{setting.ours}/{it}" for it in ("conditions", "budget")])
    agreeing.signs_what_is_newest(amina, setting)
    walks_over(salma, [f"{setting.ours}/agreement"])
    agreeing.signs_for_the_fund(stella, setting)
    agreeing.takes_the_agreement(amina, setting)

    what_is_looked_at_first(people, setting, browser, tmp_path)
    the_first_payment(people, setting, browser, tmp_path)
    on_the_way(people, setting, tmp_path)
    doubts_and_money_back(people, setting)
    checking.changes_the_account(amina, zofia, bo, setting)
    showing.reads_the_programme(stella, setting)
    visitors = [Person(chromium, server, code) for code in ("en", "ar")]
    for visitor in visitors:
        showing.is_named(visitor)
    showing.withholds_the_name(stella, setting)
    for visitor in visitors:
        showing.is_named_nowhere(visitor)
        walks_over(visitor, ["/awards"])
    once_more_in_both_languages(people)


def what_is_looked_at_first(people, setting, browser, tmp_path):
    """A paper and the account, each by two."""
    stella, zofia, salma, amina, _bo, _reader = people
    checking.gives_the_account(amina, setting)
    paper = tmp_path / "بوليصة.txt"
    paper.write_text("تأمين حتى العام القادم", encoding="utf-8")
    checking.gives_a_paper(amina, setting, paper)
    checking.looks_first(stella, setting, browser)
    checking.clears_it(zofia, setting)
    salma.go(f"/staff/bank/{story.the_bank()}")
    checking.reveals(salma, "للمقارنة")
    checking.approves_the_account(zofia, setting)


def the_first_payment(people, setting, browser, tmp_path):
    """Split, prepared, released, at the bank, paid; and the books."""
    stella, zofia, salma, *_group = people
    paying.splits(stella, setting)
    paying.prepares(stella, setting, 1)
    paying.cannot_release_what_she_prepared(setting, browser)
    paying.releases(zofia, setting, 1)
    paying.takes_the_order(stella, setting)
    statement = paying.a_statement(tmp_path)
    paying.looks_at_the_statement(stella, setting, statement)
    paying.reads_it_in(salma, setting, statement)
    # Two offers of 8,000 of a budget of 300,000; 6,400 went, 5/8 of it from the city.
    paying.the_books_say(
        stella,
        whole=["£284,000", "£16,000", "£6,400", "£9,600"],
        award=["£8,000.00", "£6,400.00", "£1,600.00"],
        sources={
            "City": ["£5,000.00", "£4,000.00", "£1,000.00"],
            "Foundation": ["£3,000.00", "£2,400.00", "£600.00"],
        },
    )
    paying.opens_the_lines(stella)


def on_the_way(people, setting, tmp_path):
    """A receipt from the telephone, a later end, and the agreement that follows it."""
    stella, _zofia, salma, amina, bo, reader = people
    receipt = tmp_path / "إيصال.txt"
    receipt.write_text("425.50", encoding="utf-8")
    changing.notes_a_spend(amina, setting, receipt)
    changing.asks_about_the_spend(stella, setting)
    about = [where for where in stella.seen if where.endswith("/query")][-1]
    spend = about.removeprefix("/staff").removesuffix("/query")
    walks_over(salma, [about])
    for one in (amina, reader):
        walks_over(one, [spend, f"{spend}/receipt"])
    changing.answers_the_question(amina, setting)
    changing.agrees_to_the_spend(stella, setting)
    later = changing.asks_for_a_later_end(amina, setting)
    changing.decides_on_it(stella, setting, later)
    agreeing.signs_without_scripts(bo, setting)
    agreeing.signs_for_the_fund(stella, setting, number=5)
    agreeing.takes_the_agreement(bo, setting, number=5)


def doubts_and_money_back(people, setting):
    """A case suspends, the last payment is withheld, and some of it comes back."""
    stella, zofia, *_others = people
    paying.plans_anew(stella, setting)
    paying.prepares(stella, setting, 2)
    changing.suspends(stella, zofia, setting)
    changing.closes_the_case(zofia, setting)
    paying.releases(zofia, setting, 2)
    paying.takes_the_table(stella, setting)
    changing.withholds(stella, setting)
    changing.asks_back(stella, setting)
    changing.notes_that_it_came(zofia, setting)
    # 7,400 went and 400 came back, 5/8 of each: the call may promise them anew.
    paying.the_books_say(
        stella,
        whole=["£284,400", "£15,600", "£7,000", "£8,600"],
        award=["£7,600.00", "£7,000.00", "£600.00"],
        sources={
            "City": ["£4,750.00", "£4,375.00", "£375.00"],
            "Foundation": ["£2,850.00", "£2,625.00", "£225.00"],
        },
    )


def once_more_in_both_languages(people):
    """Each kind of page as it stands now, wide and narrow: ours, then the group's."""
    stella, zofia, salma, amina, bo, reader = people
    ours = seen_by(stella, zofia, start="/staff/")
    assert len(ours) > 20
    walks_over(salma, ours)
    walks_over(stella, ours)
    theirs = seen_by(amina, bo, start="/awards/")
    assert len(theirs) > 6
    walks_over(amina, theirs)
    walks_over(reader, theirs)
