"""The books: whatever is done, in whatever order, they say what a plain sum says."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from grantsapp import clock, ledger
from grantsapp.awards.actions import paying, planning, repaying, sourcing
from grantsapp.awards.actions.planning import Planned
from grantsapp.awards.models import (
    PaymentStage,
    Repayment,
    RepaymentKind,
    RepaymentStage,
    Split,
)
from grantsapp.awards.queries import balances, money, sources
from grantsapp.awards.schedule import When
from grantsapp.calls.actions import writing
from grantsapp.calls.models import FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from tests.awards.money import (
    a_paid_call,
    again,
    an_accepted,
    an_account,
    an_agreement,
    cleared,
    ready,
    released,
)
from tests.cast import text

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["split", "plan", "prepare", "release", "cancel", "paid", "ask", "receive"]
        ),
        st.integers(0, 10**6),
    ),
    max_size=25,
)
A_WHOLE_LIFE = [
    ("split", 333_333),
    ("plan", 123_456),
    ("prepare", 0),
    ("release", 0),
    ("cancel", 0),
    ("prepare", 0),
    ("release", 0),
    ("paid", 0),
    ("ask", 77_776),
    ("receive", 0),
    ("split", 400_000),
    ("prepare", 0),
    ("release", 0),
]


@pytest.fixture
def award(cast):
    """An award of £8,000, with two sources of which one has little."""
    call = a_paid_call(cast)
    name = text("Friend")
    writing.add_source(call.fund, name=name, amount=500_000, by=cast.stella)
    db.session.commit()
    award = an_accepted(call, cast)
    an_agreement(award)
    cleared(award)
    an_account(award)
    db.session.refresh(call.fund, ["sources"])
    for payment in award.payments:
        payment.waits_for = When.ACCEPTED
    db.session.commit()
    return award


def do(award, deed, chance, cast):
    """One deed, its details drawn from a number."""
    waiting = {"prepare": "planned", "release": "prepared"}.get(deed, "released")
    payment = next((p for p in award.payments if p.stage == waiting), None)
    today, by = clock.now().date(), cast.stella
    city, friend = award.call.fund.sources
    if deed == "split":
        part = chance % 500_001
        parts = {city.id: award.amount - part, friend.id: part}
        sourcing.split(award, parts, by=by)
    elif deed == "plan":
        whole = planning.still_to_plan(award)
        first = 1 + chance % max(1, whole - 1)
        rows = [Planned(a, today, When.ACCEPTED) for a in (first, whole - first) if a]
        planning.replan(award, rows, by=by)
    elif deed == "ask":
        facts = {"kind": RepaymentKind.OTHER, "reason": "r", "due_on": today}
        repaying.ask_back(award, amount=1 + chance, by=by, **facts)
    elif deed == "receive":
        for one in money.repayments_of(award)[-1:]:
            repaying.receive(one, today, by=by)
    elif payment is not None:
        move = {
            "prepare": lambda: paying.prepare(payment, by=by),
            "release": lambda: paying.release(payment, by=cast.otto),
            "cancel": lambda: paying.cancel(payment, because="?", by=by),
            "paid": lambda: paying.mark_paid(payment, today, by=by),
        }
        move[deed]()


def plain_sums(award):
    """What the accounts should say, from the rows of payments and repayments alone."""
    gone = {PaymentStage.RELEASED, PaymentStage.PAID}
    out = sum(p.amount for p in award.payments if p.stage in gone)
    back = sum(
        r.amount
        for r in db.session.query(Repayment)
        if r.stage is RepaymentStage.RECEIVED
    )
    given = sum(s.amount for s in db.session.query(Split))
    had = sum(s.amount for s in db.session.query(FundingSource))
    return {
        "to pay": award.amount - out,
        "paid": out - back,
        "call paid": out - back,
        "sources paid": out - back,
        "call": award.call.budget - award.amount + back,
        "sources": had - given + back,
        "to pay from sources": given - out,
    }


def booked_sums(award):
    paid = [ledger.part_of(t, "paid") for t in (award, award.call)]
    all_sources = award.call.fund.sources
    return {
        "to pay": ledger.balance(award),
        "paid": ledger.balance(paid[0]) or 0,
        "call paid": ledger.balance(paid[1]) or 0,
        "sources paid": sum(
            ledger.balance(ledger.part_of(s, "paid")) or 0 for s in all_sources
        ),
        "call": ledger.balance(award.call),
        "sources": sum(sources.left_of(s) for s in all_sources),
        "to pay from sources": sum(s.to_pay for s in sources.shares_of(award)),
    }


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(DEEDS)
@example(A_WHOLE_LIFE)
def test_whatever_is_done_the_books_say_what_a_plain_sum_says(award, cast, deeds):
    for deed, chance in deeds:
        save = db.session.begin_nested()
        try:
            do(award, deed, chance, cast)
            save.commit()
        except (Refused, IntegrityError):  # a no; nothing of it may stay
            save.rollback()
        db.session.expire_all()
        assert booked_sums(award) == plain_sums(award)
        for share in sources.shares_of(award):
            assert 0 <= share.to_pay <= share.amount
            assert share.left >= 0
    every = db.session.query(ledger.Line).order_by("account_id", "sequence").all()
    running = {}
    for line in every:
        running[line.account_id] = running.get(line.account_id, 0) + line.amount
        assert line.balance == running[line.account_id] >= 0
    db.session.rollback()


def test_the_balances_of_a_call_are_those_of_its_books(cast, browser):
    award = ready(an_accepted(a_paid_call(cast), cast), cast)
    released(award, cast)
    found = balances.of_call(again(award).call)

    (row,) = found.awards
    assert (row.committed, row.paid, row.remaining) == (800_000, 640_000, 160_000)
    (source,) = found.sources
    assert (source.committed, source.paid, source.left) == (
        800_000,
        640_000,
        39_200_000,
    )
    whole = found.call
    assert (whole.committed, whole.paid, whole.remaining) == (800_000, 640_000, 160_000)
    stella = browser(cast.stella)
    page = stella.get("/staff/calls/CF1/balances")
    assert "£6,400.00" in page.words()
    opened = 0
    for link in page.links():
        if "/balances/" in link:
            lines = stella.get(link)
            assert lines.status == 200
            opened += 1
    assert opened == 5
    strange = f"/staff/calls/CF1/balances/{cast.stella.id}"
    assert stella.get(strange).status == 404


def test_the_lines_behind_a_balance_carry_it_from_line_to_line(cast, browser):
    award = ready(an_accepted(a_paid_call(cast), cast), cast)
    released(award, cast)

    page = browser(cast.stella).get(f"/staff/calls/CF1/balances/{award.id}")

    words = page.words()
    assert "Offered" in words
    assert "Payment released" in words
    assert "£1,600.00" in words


def test_a_whole_life_meets_no_refusal(award, cast):
    for deed, chance in A_WHOLE_LIFE:
        do(award, deed, chance, cast)
        db.session.flush()
        db.session.expire_all()

    stages = [p.stage.value for p in award.payments]
    assert stages == ["cancelled", "paid", "released"]
    assert booked_sums(award) == plain_sums(award)
    assert ledger.balance(award) == 0
    assert ledger.balance(ledger.part_of(award, "paid")) == 800_000 - 77_777
