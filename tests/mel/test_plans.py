"""What a bid promised is what the report is measured against."""

import pytest

from grantsapp import clock, i18n
from grantsapp.awards.actions import offering
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Duty
from grantsapp.calls.questions import Kind, line_of
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import planning
from grantsapp.mel.models import Measure
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible, text
from tests.house.test_queries import counted

# People: 25 + 5 in Hackney, 10 in Haringey and 3 nowhere in particular: 43.
LINES = [
    ("people", "25", "Hackney"),
    ("people", "١٠", "haringey"),
    ("sessions", "12", ""),
    ("people", "5", "HACKNEY"),
    ("people", "3", ""),
    ("materials", "1,200", "Café Zelig"),
]
WHOLE = {"people": "52", "sessions": "11", "materials": "900", "went_well": "We met."}


def lines(*rows):
    return [
        line_of({"measure": m, "planned": number, "where": where})
        for m, number, where in rows
    ]


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    writing.give_role(cast.otto, Duty.MANAGER, fund=fund)
    writing.give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    call = a_call(fund, cast.stella, published=False)
    section = calls.sections_of(call)[0]
    facts = {"label": text("What will you do?"), "help": i18n.Text()}
    for code, is_sensitive in (("plan", False), ("hidden", True)):
        writing.add_question(
            section,
            call,
            by=cast.stella,
            code=code,
            kind=Kind.OUTPUTS,
            is_required=False,
            is_sensitive=is_sensitive,
            **facts,
        )
        db.session.flush()
        db.session.refresh(section, ["questions"])
    writing.open_call(call, by=cast.stella)
    db.session.commit()
    return call


def an_award_for(call, cast, rows, **answers):
    bid = a_bid(call, a_group(cast.amina), cast.amina, plan=lines(*rows), **answers)
    eligible(bid, cast.stella)
    award = an_offer(bid, cast.stella, cast.otto)
    offering.accept(award, name="Amina Yusuf", by=cast.amina)
    db.session.commit()
    return award


@pytest.fixture
def award(call, cast):
    return an_award_for(call, cast, LINES)


def path(award):
    return f"/awards/{award.id}/report"


def told(award):
    return {
        str(p.measure): (p.number, p.promised, p.places) for p in queries.plan_of(award)
    }


PROMISED = {
    "people": (43, 43, [("Hackney", 30), ("Haringey", 10)]),
    "sessions": (12, 12, []),
    "materials": (1200, 1200, [("Café Zelig", 1200)]),
}


def test_lines_are_added_up_by_measure_and_by_borough(award):
    assert told(award) == PROMISED


def test_the_report_asks_for_what_the_bid_promised(award, cast, browser):
    page = browser(cast.amina).get(path(award))

    assert {"people", "sessions", "materials"} <= page.form("report").keys()
    assert "Planned: 43" in page.words()
    assert "Hackney: 30" in page.words()
    assert "Planned: 1,200" in page.words()


@pytest.mark.parametrize("who", ["amina", "stella", "eva"])
def test_planned_stands_beside_delivered(award, cast, browser, who):
    browser(cast.amina).post(path(award), {**WHOLE, "then": "send"})

    page = browser(getattr(cast, who)).get(path(award))

    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for body in page.all("tbody")
        for row in body.iter("tr")
    ]
    assert rows == [
        ["People reached Hackney: 30 · Haringey: 10", "43", "52"],
        ["Sessions held", "12", "11"],
        ["Materials made Café Zelig: 1,200", "1,200", "900"],
    ]


def test_what_was_sent_counts_in_the_sums_of_the_fund(award, cast, browser):
    browser(cast.amina).post(path(award), {**WHOLE, "then": "send"})

    found = {
        d.measure: (d.planned, d.delivered) for d in queries.delivered_in(award.call)
    }
    assert found == {
        Measure.PEOPLE: (43, 52),
        Measure.SESSIONS: (12, 11),
        Measure.MATERIALS: (1200, 900),
    }
    assert told(award) == PROMISED  # the same when it is read from the fund's plan


def test_what_the_fund_planned_counts_before_what_the_bid_promised(
    award, cast, browser
):
    planning.plan_output(award, Measure.PEOPLE, 20, by=cast.stella)
    db.session.commit()

    assert told(award)["people"] == (20, 43, [("Hackney", 30), ("Haringey", 10)])
    words = browser(cast.amina).get(path(award)).words()
    assert "Planned: 20" in words
    assert "In the bid: 43." in words
    page = browser(cast.stella).get(f"/staff/awards/{award.id}/outputs")
    assert page.words().count("from the bid") == 2


def test_a_bid_that_its_authors_change_again_counts_as_it_was_sent(call, cast):
    award = an_award_for(call, cast, LINES)
    bid = award.decision.application
    bid.reopened_at = clock.now()
    calls.answer(bid, "plan").raw = lines(("people", "9000", ""))
    db.session.commit()

    assert told(award) == PROMISED


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("people", "0", "Hackney")],  # nothing is promised
        [("people", "4", ""), ("people", "many", "")],  # a wrong line spoils it
    ],
)
def test_a_bid_without_outputs_promises_nothing(call, cast, browser, rows):
    award = an_award_for(call, cast, [("people", "1", "")])
    calls.answer(award.decision.application, "plan").raw = lines(*rows)
    db.session.commit()

    assert queries.plan_of(award) == []
    assert browser(cast.amina).get(path(award)).status == 200


def test_an_award_of_a_past_round_has_no_bid_and_promises_nothing(call):
    award = offering.add_past_award(call, title="Project 7")
    db.session.commit()

    assert queries.plan_of(award) == []


def test_a_sensitive_answer_stays_with_the_bid(call, cast):
    award = an_award_for(call, cast, LINES, hidden=lines(("events", "7", "")))

    assert told(award) == PROMISED


def test_a_promise_beyond_all_measure_is_no_fault_of_ours(call, cast, browser):
    award = an_award_for(call, cast, [("people", "3,000,000,000", "")])

    page = browser(cast.amina).post(path(award), {**WHOLE, "then": "send"})

    assert page.status == 303
    assert queries.delivered_in(call)[0].planned == 10_000_000


def test_the_pages_speak_arabic(award, cast, browser):
    amina = browser(cast.amina, language="ar")
    page = amina.get(path(award))
    assert "Hackney" in page.words()
    amina.post(path(award), {**WHOLE, "then": "send"})

    for person, place in (
        (cast.amina, path(award)),
        (cast.eva, path(award)),
        (cast.stella, f"/staff/awards/{award.id}"),
    ):
        page = browser(person, language="ar").get(place)
        assert "1,200" in page.words()


def test_a_report_asks_the_database_as_often_for_many_lines_as_for_few(
    call, cast, browser
):
    amina = browser(cast.amina)
    awards = [
        an_award_for(call, cast, rows)
        for rows in (LINES[:1], [("people", "2", f"Street {n}") for n in range(40)])
    ]
    amina.get(path(awards[0]))

    counts = {counted(lambda a=a: amina.get(path(a))) for a in awards}

    assert len(counts) == 1
    assert max(counts) <= 18
