"""What stands against an award, and what comes next: rules on plain values."""

from datetime import date

import pytest

from grantsapp.awards.health import (
    GRAVE,
    RULES,
    Awaited,
    Deadline,
    Facts,
    Finding,
    Planned,
    Why,
    deadlines,
    findings,
)

TODAY = date(2027, 6, 15)
YESTERDAY, TOMORROW = date(2027, 6, 14), date(2027, 6, 16)
CALM = {"stage": "accepted", "ends_on": date(2027, 12, 31)}


def found(**facts):
    return set(findings(Facts(**{**CALM, **facts}), TODAY))


def awaited(**facts):
    return deadlines(Facts(**{**CALM, **facts}), TODAY)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, set()),
        ({"cases": 1}, {Finding.OPEN_CASE}),
        # Thirty days after 15 May is 14 June; after 16 May it is today.
        ({"ends_on": date(2027, 5, 15)}, {Finding.LATE_REPORT}),
        ({"ends_on": date(2027, 5, 16)}, set()),
        ({"ends_on": date(2027, 5, 15), "has_reported": True}, set()),
        ({"papers": (YESTERDAY,)}, {Finding.EXPIRED_PAPER}),
        ({"papers": (TODAY,)}, set()),
        ({"papers": (YESTERDAY,), "ends_on": date(2027, 5, 20)}, set()),
        ({"repayments": (YESTERDAY,)}, {Finding.LATE_REPAYMENT}),
        ({"repayments": (TODAY,)}, set()),
        ({"stage": "offered", "answer_by": YESTERDAY}, {Finding.LATE_ANSWER}),
        ({"stage": "offered", "answer_by": TODAY}, set()),
        ({"payments": (Planned(TOMORROW, Why.WITHHELD),)}, {Finding.WITHHELD}),
        ({"asked": (TODAY,)}, {Finding.VARIATION}),
        ({"payments": (Planned(YESTERDAY),)}, {Finding.LATE_PAYMENT}),
        ({"payments": (Planned(TODAY),)}, set()),
        ({"payments": (Planned(YESTERDAY, Why.CONDITION),)}, set()),
        ({"payments": (Planned(YESTERDAY, Why.REPORT),)}, set()),
        (
            {"payments": (Planned(YESTERDAY, Why.REPORT),), "has_reported": True},
            {Finding.LATE_PAYMENT},
        ),
        ({"payments": (Planned(YESTERDAY),), "cases": 1}, {Finding.OPEN_CASE}),
    ],
)
def test_each_rule_finds_its_fact_and_no_other(facts, wanted):
    assert found(**facts) == wanted


@pytest.mark.parametrize("stage", ["refused", "lapsed", "past"])
def test_nothing_stands_against_an_award_that_is_over(stage):
    facts = Facts(
        stage=stage,
        answer_by=YESTERDAY,
        ends_on=date(2026, 1, 1),
        payments=(Planned(YESTERDAY), Planned(YESTERDAY, Why.WITHHELD)),
        papers=(YESTERDAY,),
    )

    assert findings(facts, TODAY) == ()
    assert deadlines(facts, TODAY) == []


def test_the_gravest_comes_first_and_every_finding_has_a_rule():
    facts = Facts(**CALM, asked=(TODAY,), cases=1, papers=(YESTERDAY,))

    assert findings(facts, TODAY) == (
        Finding.OPEN_CASE,
        Finding.EXPIRED_PAPER,
        Finding.VARIATION,
    )
    assert list(RULES) == list(Finding)
    assert Finding.WITHHELD not in GRAVE


def test_the_next_deadline_is_the_earliest_of_all():
    day = date(2027, 7, 1)

    assert awaited(payments=(Planned(day),), papers=(TOMORROW,))[0] == Deadline(
        TOMORROW, Awaited.PAPER
    )
    assert awaited(payments=(Planned(day, Why.WITHHELD),)) == [
        Deadline(date(2028, 1, 30), Awaited.REPORT)
    ]
    assert awaited(asked=(YESTERDAY,), repayments=(TOMORROW,))[0] == Deadline(
        YESTERDAY, Awaited.DECISION
    )
    assert awaited(stage="offered", answer_by=day, payments=(Planned(TODAY),)) == [
        Deadline(day, Awaited.ANSWER)
    ]
