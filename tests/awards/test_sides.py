"""Who takes the side of a group has no hand in its money, whatever they manage."""

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts.models import Membership
from grantsapp.awards import accounts
from grantsapp.awards.actions import bank, cases, paying, repaying, varying
from grantsapp.awards.actions import spending as deeds
from grantsapp.awards.health import Finding
from grantsapp.awards.models import (
    Due,
    DueStage,
    Payment,
    PaymentStage,
    Publication,
    RepaymentKind,
)
from grantsapp.awards.queries import spending
from grantsapp.awards.queries.wording import HEALTH
from grantsapp.awards.schedule import When
from grantsapp.db import db
from grantsapp.review.actions import tying
from grantsapp.review.models import Source
from tests.awards.money import a_paid_call, again, an_accepted, ready, released
from tests.cast import a_helper, a_moderator

DOUBT = str(HEALTH[Finding.OPEN_CASE][0])
WHY = {"reason": "Because."}


@pytest.fixture
def award(cast):
    return ready(an_accepted(a_paid_call(cast), cast), cast)


def joined(award, cast):
    """Otto, a manager, acts for the group too."""
    db.session.add(
        Membership(person_id=cast.otto.id, organisation_id=award.organisation_id)
    )
    db.session.commit()


def helped(award, cast):
    """Otto, a manager, helped the group."""
    a_helper(cast.otto, award.organisation, cast.amina)


def tied(award, cast):
    """Otto, a manager who sits on the panel too, has a tie to the bid."""
    bid = award.decision.application
    seat = a_moderator(bid.call, cast.otto, cast.stella)
    tying.declare(seat, bid, Source.DECLARED, reason="Cousins.", by=cast.otto)
    db.session.commit()


def prepared(award, cast):
    paying.prepare(again(award).payments[0], by=cast.stella)


def waiting(award, cast):
    payment = again(award).payments[0]
    payment.waits_for, payment.condition = When.CONDITION, "Two more trustees"


def withheld(award, cast):
    paying.withhold(again(award).payments[0], because="?", by=cast.stella)


def gone(award, cast):
    released(award, cast)


def owed(award, cast):
    released(award, cast)
    facts = {"kind": RepaymentKind.OTHER, "reason": "?", "amount": 100}
    day = clock.now().date()
    return repaying.ask_back(again(award), **facts, due_on=day, by=cast.stella)


DEEDS = [
    (None, "payments", "preparation", {}),
    (prepared, "payments", "preparation/end", {}),
    (prepared, "payments", "release", {}),
    (waiting, "payments", "condition", {}),
    (None, "payments", "withholding", WHY),
    (withheld, "payments", "withholding/end", {}),
    (gone, "payments", "cancellation", WHY),
    (owed, "repayments", "receipt", {"day": "2026-01-01"}),
    (owed, "repayments", "waiver", WHY),
    (None, "awards", "sources", {}),
    (None, "awards", "instalments", {}),
    (gone, "awards", "repayments", {}),
]


@pytest.mark.parametrize("ties", [joined, helped, tied])
@pytest.mark.parametrize(("before", "kind", "deed", "form"), DEEDS)
def test_a_manager_on_the_groups_side_moves_none_of_its_money(
    award, cast, browser, before, kind, deed, form, ties
):
    made = before(award, cast) if before else None
    db.session.commit()
    keys = {"payments": again(award).payments[0].id, "awards": award.id}
    key = keys[kind] if made is None else made.id
    ties(award, cast)

    page = browser(cast.otto).post(f"/staff/{kind}/{key}/{deed}", form)

    assert page.status == 409
    assert "You belong to this group" in page.words()


def test_others_go_on(award, cast, browser):
    joined(award, cast)

    page = browser(cast.stella).post(
        f"/staff/payments/{award.payments[0].id}/preparation"
    )

    assert page.status == 303
    payment = db.session.scalar(select(Payment).order_by(Payment.number).limit(1))
    assert payment.stage is PaymentStage.PREPARED


def asked(award, cast):
    facts = {"asks": {"ends_on": "2028-10-31"}, "before": {"ends_on": "2028-08-31"}}
    return varying.ask(award, **facts, reason="?", by=cast.amina)


def proposed(award, cast):
    account = accounts.uk("200000", "55779922")
    return bank.propose(award, account, holder="K", by=cast.amina)


def given(award, cast):
    due = db.session.scalar(select(Due).limit(1))
    due.stage = DueStage.GIVEN
    return due


def spent(award, cast):
    (line,) = spending.lines_of(award)
    day = clock.now().date()
    return deeds.note(line, day=day, what="Tea", amount=100, by=cast.amina)


JUDGED = [
    (asked, "awards/changes/{0.id}"),
    (proposed, "bank/{0.id}/approval"),
    (proposed, "bank/{0.id}/whole"),
    (given, "awards/{0.award_id}/checklist/{0.item.code}/look"),
    (spent, "awards/spending/{0.id}/agreement"),
]


@pytest.mark.parametrize(("before", "path"), JUDGED)
def test_a_tie_that_kept_somebody_from_the_bid_keeps_them_from_the_award(
    award, cast, browser, before, path
):
    path = path.format(before(again(award), cast))
    db.session.commit()
    tied(award, cast)

    page = browser(cast.otto).post(f"/staff/{path}", {"version": "1"})

    assert page.status == 409
    assert "have a tie to its bid" in page.words()


def test_a_case_is_none_of_the_business_of_who_is_tied(award, cast, browser):
    tied(award, cast)

    assert browser(cast.otto).get(f"/staff/awards/{award.id}/cases").status == 403


@pytest.mark.parametrize("ties", [joined, helped, tied])
def test_a_manager_on_the_groups_side_learns_of_no_case(award, cast, browser, ties):
    """Who may tell the group must not see that somebody doubts it."""
    cases.open_a_case(again(award), what="Nobody came.", by=cast.stella)
    db.session.commit()
    ties(award, cast)
    key, fund = award.payments[0].id, award.call.fund_id
    otto = browser(cast.otto)

    pages = [
        otto.get(f"/staff/awards/{award.id}"),
        otto.get(f"/staff/awards/{award.id}/money"),
        otto.get(f"/staff/payments/{key}"),
        otto.get(f"/staff/funds/{fund}/programme"),
        otto.get(f"/staff/funds/{fund}/programme?health=open_case"),
        otto.post(f"/staff/funds/{fund}/programme.csv"),
    ]

    for page in pages:
        assert page.status == 200
        assert "rregularity is open" not in page.data.decode(), page.where
    assert f"/staff/awards/{award.id}" in pages[3].text
    assert f"/staff/awards/{award.id}" not in pages[4].text
    assert DOUBT not in pages[5].data.decode()
    own = browser(cast.stella).post(f"/staff/funds/{fund}/programme.csv")
    assert DOUBT in own.data.decode()


@pytest.mark.parametrize("ties", [joined, tied])
def test_a_manager_on_the_groups_side_hides_it_from_nobody(award, cast, browser, ties):
    ties(award, cast)
    otto, path = browser(cast.otto), f"/staff/awards/{award.id}/publication"
    form = {**otto.get(path).form("publication"), "publication": "withheld"}

    page = otto.post(path, {**form, "publication_reason": "Ours."})

    assert page.status == 409
    assert again(award).publication is Publication.FULL
