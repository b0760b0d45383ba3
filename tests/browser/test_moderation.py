"""A whole moderation in a real browser: sixty bids, twelve moderators, three phases."""

import csv
import io

import pytest

from grantsapp.db import db
from grantsapp.review.models import Outcome
from grantsapp.review.queries import deciding as decided
from tests.browser import moderation as desk
from tests.browser import moderation_results as results
from tests.browser import moderation_scoring as scoring
from tests.browser import moderation_setting as story
from tests.browser.person import Person

pytestmark = pytest.mark.browser
SCORED = ("phases", "panel", "ties", "assignments", "ranking", "translations-of-bids")
MET = ("moderation", "agenda", "ranking", "portfolio")
DECIDED = ("decisions", "letters", "release")


def test_a_call_of_sixty_bids_goes_from_closing_to_released_decisions(
    app, server, chromium, browser
):
    setting = story.a_call_of_sixty()
    stella = Person(chromium, server, "en", once=True)
    stella.sign_in("stella@example.org")
    huda = Person(chromium, server, "ar", width=360, once=True)
    before_anybody_scores(stella, huda, setting, browser)
    rosa = another(chromium, server, like=stella)
    scoring.declines(rosa, setting.panel[0])
    desk.fills_the_gap(stella)
    references = scoring.scores_two(rosa)
    scoring.scores_one_in_arabic(huda, references)
    scoring.brings_a_sheet(another(chromium, server, like=stella), references)
    jadwiga = Person(chromium, server, "pl", once=True)
    with_a_translation(chromium, server, stella, jadwiga)
    assert story.score_the_rest(setting, scoring.what_is_fixed(references)) == 163

    taken = scoring.takes_the_ranking(stella, references)
    the_table_says_what_was_worked_out(taken)
    salma = Person(chromium, server, "ar", once=True)
    salma.sign_in("salma@example.org")
    walks_over(salma, SCORED)
    by_hand, count = results.closes_with_the_best(stella)
    apart = references[1]
    assert by_hand != apart
    results.says_in_polish(jadwiga, setting.lay, apart)
    results.meets(stella, apart)
    results.closes_the_meeting(stella, count)
    results.weighs_a_portfolio(stella, count)
    walks_over(salma, MET)
    told, shared = from_decisions_to_results(
        stella, salma, another(chromium, server, like=jadwiga)
    )
    amina = another(chromium, server, like=huda, width=320)
    results.reads_the_result(amina, *told)
    what_is_told_stays(stella, browser, told[1])
    walks_over(salma, DECIDED)
    sees_the_same_pages(salma, stella)
    assert len(shared) == count


def before_anybody_scores(stella, huda, setting, browser):
    """Phases, eligibility, the panel and its ties, and who scores what."""
    desk.lays_out_the_phases(stella)
    desk.checks_eligibility(stella, setting)
    assert desk.invites(stella, setting, browser) == 14
    told = next(m for m in setting.panel if m["email"] == "huda@example.org")
    desk.accepts_in_arabic(huda, told)
    desk.others_accept(setting, browser, but=told["email"])
    desk.settles_the_ties(stella, setting)
    desk.has_assignments_proposed(stella)
    desk.no_pair_is_tied()
    db.session.rollback()


def another(chromium, server, like, width=1280):
    """Somebody else who reads the same language, and need not look at all anew."""
    person = Person(chromium, server, like.language, width, once=True)
    person.kinds = like.kinds
    return person


def with_a_translation(chromium, server, english, polish):
    """What somebody cannot read stands in English beside it."""
    key, bid, email = scoring.a_bid_to_translate()
    language = story.account(email).language
    db.session.rollback()
    scoring.translates(another(chromium, server, like=polish), bid)
    likes = {"en": english, "pl": polish}
    reader = another(chromium, server, like=likes[language])
    reader.kinds = reader.kinds - {k for k in reader.kinds if k[0] == "/reviews/x"}
    scoring.reads_it_beside(reader, key, email)


def the_table_says_what_was_worked_out(text):
    """Every mean of the CSV is the one that plain arithmetic gives."""
    rows = list(csv.DictReader(io.StringIO(text)))
    means = scoring.own_means()
    assert len(rows) == len(means) == 56
    for row in rows:
        assert float(row["Mean"]) == pytest.approx(means[row["Bid"]], abs=0.005)


def walks_over(person, pages):
    """Look at the same pages in another language."""
    person.kinds = set()
    for page in pages:
        person.go(f"{results.CALL}/{page}")


def sees_the_same_pages(person, other):
    """Look in another language at each kind of page about one thing, as it stands."""
    pages = {other.plain(where): where for where in other.seen}
    gone = ("/closing", "/settlement", "/proposal")  # sent to, or only while open
    for kind, where in pages.items():
        if kind.startswith("/staff/") and "/x" in kind and not kind.endswith(gone):
            person.go(where)


def from_decisions_to_results(stella, salma, zofia):
    """Decide, approve, check, write and release; gives who is told, and the bids."""
    db.session.rollback()
    on = [c for c in decided.choices_in(story.the_call()) if c.can_be_funded]
    on.sort(key=lambda c: (-c.mean, c.bid.number))
    shared, left = results.shares_out([c.bid for c in on])
    yes = [bid for bid, outcome, _amount in shared if outcome is Outcome.FUND]
    waits = [bid for bid, outcome, _amount in shared if outcome is Outcome.RESERVE]
    arabic = next(bid for bid in yes if bid.language == "ar")
    db.session.rollback()
    words = {"feedback": results.YES_AR, "conditions": results.CONDITION_AR}
    results.decides_by_hand(stella, arabic.id, "fund", reason="First.", **words)
    results.decides_by_hand(
        stella, waits[0].id, "reserve", place="1", **results.FOR_ALL
    )
    out = next(
        b.id for b in story.standing_bids() if b.id not in {o.id for o in on_bids(on)}
    )
    db.session.rollback()
    results.decides_by_hand(stella, out, "decline", **results.FOR_ALL)
    results.decide_the_rest(shared)
    stella.go(f"{results.CALL}/decisions")
    assert stella.says(f"£{left // 100:,}")
    results.approves(zofia, 59)
    checked = [arabic.id, next(b.id for b in yes if b.id != arabic.id)]
    results.vets(stella, checked)
    results.vet_the_rest(shared, checked)
    email = the_letter_of(stella, arabic.id)
    walks_over(salma, DECIDED)
    numbers = len(yes), len(waits), 59 - len(yes) - len(waits)
    results.releases(stella, numbers)
    assert results.letters_by_template() == numbers  # one person a group
    return (email, arabic.id), shared


def on_bids(choices):
    """Give the bids of choices."""
    return [choice.bid for choice in choices]


def the_letter_of(stella, bid):
    """Add to the letter of a bid; gives the address it goes to."""
    db.session.rollback()
    found = next(b for b in story.standing_bids() if b.id == bid)
    email = found.organisation.memberships[0].person.email
    decision = decided.decision_on(found).id
    db.session.rollback()
    results.adds_to_a_letter(stella, decision)
    return email


def what_is_told_stays(stella, browser, bid):
    """No page offers to change it, and nothing that is sent does."""
    stella.go(f"{results.CALL}/decisions/{bid}")
    assert stella.page.locator("main form").count() == 0
    again = browser(story.account("stella@example.org"))
    form = {"outcome": "decline", "version": "1", **results.FOR_ALL}
    assert again.post(f"{results.CALL}/decisions/{bid}", form).status == 409
