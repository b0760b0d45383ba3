"""Payments: what keeps them back, two people, sources, and the books."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, ledger
from grantsapp.awards.actions import (
    agreeing,
    cases,
    offering,
    paying,
    planning,
    sourcing,
    varying,
)
from grantsapp.awards.actions.planning import Planned
from grantsapp.awards.models import (
    Agreement,
    AgreementStage,
    BankDetails,
    BankStage,
    Due,
    DueItem,
    DueStage,
    Irregularity,
    Matter,
    Outcome,
    Payment,
    PaymentStage,
    Split,
)
from grantsapp.awards.queries import hindrances, money, sources
from grantsapp.awards.queries.spending import lines_of
from grantsapp.awards.queries.varying import facts_of as varying_facts
from grantsapp.awards.schedule import When
from grantsapp.calls.actions import writing
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.mail import Letter
from tests.awards.money import (
    a_paid_call,
    again,
    an_accepted,
    an_account,
    ready,
    released,
)
from tests.cast import a_bid, a_group, an_offer, eligible, text
from tests.house.test_queries import counted

BACK = "No bank details that two people approved can be used yet."


@pytest.fixture
def award(cast):
    return an_accepted(a_paid_call(cast), cast)


@pytest.fixture
def friend(award, cast):
    """A second source of the fund."""
    name = text("Friend")
    source = writing.add_source(
        award.call.fund, name=name, amount=1_000_000, by=cast.stella
    )
    db.session.commit()
    db.session.refresh(award.call.fund, ["sources"])
    return source


def of(award, *names):
    """Balances by the names of accounts."""
    source = award.call.fund.sources[0]
    known = {
        "award": award,
        "paid": ledger.part_of(award, "paid"),
        "call": award.call,
        "call paid": ledger.part_of(award.call, "paid"),
        "source": source,
        "source paid": ledger.part_of(source, "paid"),
    }
    return [ledger.balance(known[name]) or 0 for name in names]


def test_a_payment_is_prepared_by_one_person_and_released_by_another(
    award, cast, browser
):
    key = ready(award, cast).payments[0].id
    path = f"/staff/payments/{key}"
    stella, otto = browser(cast.stella), browser(cast.otto)
    assert "Nothing keeps it back." in stella.get(path).words()

    assert stella.post(f"{path}/preparation").status == 303

    alone = stella.post(f"{path}/release")
    assert alone.status == 409
    assert "Somebody else has to release it." in alone.words()
    assert otto.post(f"{path}/release").status == 303
    twice = otto.post(f"{path}/release")
    assert twice.status == 409

    found = again(award)
    assert found.payments[0].stage is PaymentStage.RELEASED
    assert of(found, "award", "paid", "call paid", "source paid") == [
        160_000,
        640_000,
        640_000,
        640_000,
    ]
    assert of(found, "call", "source") == [30_000_000 - 800_000, 40_000_000 - 800_000]
    verbs = [e.verb for e in audit.history(found)][-2:]
    assert verbs == ["prepared a payment", "released a payment"]
    letters = db.session.scalars(
        select(Letter).where(Letter.template == "payment_told")
    )
    assert {letter.to for letter in letters} == {"amina@example.org", "bo@example.org"}


def test_each_thing_that_keeps_a_payment_back_is_told(award, cast, browser):
    payment = award.payments[0]
    payment.waits_for = When.CONDITION
    payment.condition = "Two more trustees"
    item = DueItem(
        call_id=award.call_id, code="who", matter=Matter.IDENTITY, title=text("Who")
    )
    case = Irregularity(award_id=award.id, number=1, what="?")
    db.session.add_all([item, case])
    db.session.commit()

    told = hindrances.of(payment)

    assert told == [
        "No agreement is in force.",
        "Due diligence is not finished.",
        BACK,
        "An irregularity is open: nothing is paid before it is closed.",
        "The sources of its money do not add up to its amount.",
        "Nobody has noted its condition as met.",
    ]
    page = browser(cast.stella).post(f"/staff/payments/{payment.id}/preparation")
    assert page.status == 409
    assert "Due diligence is not finished." in page.words()
    assert again(award).payments[0].stage is PaymentStage.PLANNED


@pytest.mark.parametrize(
    ("stage", "days", "clear"),
    [
        (DueStage.CLEAR, None, True),
        (DueStage.CLEAR, 0, True),
        (DueStage.CLEAR, -1, False),
        (DueStage.LOOKED, None, False),
    ],
)
def test_a_paper_that_ran_out_keeps_a_payment_back(award, cast, stage, days, clear):
    ready(award, cast)
    facts = {"matter": Matter.INSURANCE, "title": text("Insurance")}
    item = DueItem(call_id=award.call_id, code="cover", **facts)
    db.session.add(item)
    db.session.flush()
    until = None if days is None else clock.now().date() + timedelta(days=days)
    db.session.add(Due(award_id=award.id, item_id=item.id, stage=stage, until=until))
    db.session.commit()

    assert (hindrances.of(award.payments[0]) == []) is clear


def test_bank_details_that_changed_meanwhile_stop_a_release(award, cast):
    payment = ready(award, cast).payments[0]
    paying.prepare(payment, by=cast.stella)
    before = db.session.scalar(select(BankDetails))
    before.stage = BankStage.REPLACED
    an_account(award, number="200000 55779922")

    with pytest.raises(Refused, match="bank details changed"):
        paying.release(payment, by=cast.otto)

    paying.send_back(payment, by=cast.otto)
    paying.prepare(payment, by=cast.otto)
    paying.release(payment, by=cast.stella)
    assert payment.bank.number.endswith("22")


def test_an_agreement_that_is_gone_stops_a_release(award, cast):
    payment = ready(award, cast).payments[0]
    paying.prepare(payment, by=cast.stella)
    agreement = db.session.scalar(select(Agreement))
    agreement.stage = AgreementStage.SUPERSEDED
    db.session.flush()

    with pytest.raises(Refused, match="No agreement is in force"):
        paying.release(payment, by=cast.otto)


def test_a_withheld_payment_waits_and_the_group_reads_why(award, cast, browser):
    key = ready(award, cast).payments[0].id
    stella, path = browser(cast.stella), f"/staff/payments/{key}"

    empty = stella.post(f"{path}/withholding", {"reason": " "})
    assert empty.status == 422
    assert empty.faults == ["Write a reason: others will read it."]
    assert stella.post(f"{path}/withholding", {"reason": "No report."}).status == 303

    assert stella.post(f"{path}/preparation").status == 409
    assert "Withheld" in browser(cast.bo).get(f"/awards/{award.id}").words()
    letter = db.session.scalar(
        select(Letter).where(Letter.template == "payment_told", Letter.language == "en")
    )
    assert "No report." in letter.body

    assert stella.post(f"{path}/withholding/end").status == 303
    assert stella.post(f"{path}/preparation").status == 303


def test_a_payment_that_waits_for_the_report_waits(award, cast, browser):
    payment = ready(award, cast).payments[1]
    assert hindrances.of(payment) == ["The group has not sent its report."]


def test_a_condition_is_noted_as_met_by_a_manager(award, cast, browser):
    payment = ready(award, cast).payments[0]
    payment.waits_for, payment.condition = When.CONDITION, "Two more trustees"
    db.session.commit()
    path = f"/staff/payments/{payment.id}"

    assert browser(cast.otto).post(f"{path}/condition").status == 303

    found = again(award).payments[0]
    assert (found.met_by_name, hindrances.of(found)) == ("Otto", [])


def test_a_payment_over_the_remainder_is_refused(award, cast):
    """A variation could have taken money away since the payment was planned."""
    payment = ready(award, cast).payments[0]
    ledger.book(award, -200_000, "less", award, by=cast.stella)

    with pytest.raises(Refused, match="more than what is still to be paid"):
        paying.prepare(payment, by=cast.stella)


def test_a_release_the_bank_refused_is_booked_back_and_planned_anew(
    award, cast, browser
):
    payment = released(ready(award, cast), cast)
    path = f"/staff/payments/{payment.id}"

    assert (
        browser(cast.stella)
        .post(f"{path}/cancellation", {"reason": "Account closed."})
        .status
        == 303
    )

    found = again(award)
    stages = [(p.number, p.amount, p.stage.value) for p in found.payments]
    assert stages == [
        (1, 640_000, "cancelled"),
        (2, 160_000, "planned"),
        (3, 640_000, "planned"),
    ]
    assert of(found, "award", "paid", "call paid", "source paid") == [800_000, 0, 0, 0]
    released(found, cast, 3)
    assert of(again(award), "award", "paid") == [160_000, 640_000]


def test_the_parts_of_sources_add_up_to_the_penny(award, friend, cast, browser):
    city = award.call.fund.sources[0]
    fields = [f"source_{s.id.hex}" for s in (city, friend)]
    stella, path = browser(cast.stella), f"/staff/awards/{award.id}/sources"

    short = stella.post(path, {fields[0]: "5,333.33", fields[1]: "2,666.66"})
    assert short.status == 422
    assert short.faults == ["The parts are £0.01 short of the amount."]
    over = stella.post(path, {fields[0]: "5,333.33", fields[1]: "2,666.68"})
    assert over.faults == ["The parts are £0.01 above the amount."]
    assert db.session.scalars(select(Split)).all() == []

    done = stella.post(path, {fields[0]: "5,333.33", fields[1]: "2,666.67"})
    assert done.status == 303
    assert ledger.balance(friend) == 1_000_000 - 266_667
    assert of(again(award), "source") == [40_000_000 - 533_333]


def test_a_source_that_has_not_so_much_left_is_refused(award, friend, cast, browser):
    friend.amount = 100_000
    db.session.commit()
    form = {f"source_{friend.id.hex}": "8,000"}

    page = browser(cast.stella).post(f"/staff/awards/{award.id}/sources", form)

    assert page.status == 422
    assert page.faults == ["This source has not so much left."]
    assert ledger.balance(friend) is None


def test_a_split_is_proposed_by_shares_or_from_one_source(award, friend, cast, browser):
    path = f"/staff/awards/{award.id}/sources"
    stella = browser(cast.stella)
    city, other = (f"source_{s.id.hex}" for s in award.call.fund.sources)

    shared = stella.get(f"{path}?from=all").form("sources")
    assert (shared[city], shared[other]) == (["7,804.88"], ["195.12"])
    one = stella.get(f"{path}?from={friend.id}").form("sources")
    assert (one[city], one[other]) == (["0"], ["8,000"])


def test_what_was_paid_stays_with_its_source(award, friend, cast):
    city = award.call.fund.sources[0]
    half = {city.id: 400_000, friend.id: 400_000}
    released(ready(award, cast, half), cast)
    found = again(award)

    with pytest.raises(Refused, match="cannot give less than it has paid"):
        sourcing.split(found, {city.id: 800_000}, by=cast.stella)
    sourcing.split(found, {city.id: 480_000, friend.id: 320_000}, by=cast.stella)
    db.session.commit()

    assert [s.to_pay for s in sources.shares_of(found)] == [160_000, 0]


def test_an_award_that_comes_to_nothing_frees_its_sources(cast):
    call = a_paid_call(cast)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    award = an_offer(bid, cast.stella, cast.otto)
    (city,) = call.fund.sources
    sourcing.split(award, {city.id: 800_000}, by=cast.stella)

    offering.refuse(award, because="Moved.", by=cast.amina)

    assert (ledger.balance(city), ledger.balance(call)) == (40_000_000, 30_000_000)
    assert sources.splits_of(award) == []


def test_a_source_cannot_shrink_below_what_awards_have_of_it(award, cast, browser):
    ready(award, cast)
    (city,) = award.call.fund.sources
    path = f"/staff/funds/{award.call.fund_id}/sources/{city.id}"
    stella = browser(cast.stella)
    form = stella.get(path).form("sources") | {"amount": "7,999"}

    page = stella.post(path, form)

    assert page.status == 409
    assert "There is not so much money left." in page.words()
    assert stella.post(path, {**form, "amount": "8,000"}).status == 303
    assert of(again(award), "source") == [0]


def plan_form(*rows):
    names = ("amount", "due_on", "waits_for", "condition")
    return {
        f"{name}_{n}": value
        for n, row in enumerate(rows)
        for name, value in zip(names, row, strict=False)
    }


def test_what_is_not_prepared_can_be_planned_anew(award, cast, browser):
    stella, path = browser(cast.stella), f"/staff/awards/{award.id}/instalments"
    version = stella.get(path).form("instalments")["version"]
    rows = (
        ("3,000", "2027-09-01", "accepted"),
        ("3,000", "2027-12-01", "condition", "A second trustee"),
        ("2,000", "2028-10-01", "reported"),
    )

    page = stella.post(path, {"version": version, **plan_form(*rows)})

    assert page.status == 303, page.faults
    plan = [(p.number, p.amount, p.due_on, p.condition) for p in again(award).payments]
    assert plan == [
        (1, 300_000, date(2027, 9, 1), ""),
        (2, 300_000, date(2027, 12, 1), "A second trustee"),
        (3, 200_000, date(2028, 10, 1), ""),
    ]
    late = stella.post(path, {"version": version, **plan_form(*rows)})
    assert late.status == 409
    assert "Somebody else changed the payments" in late.words()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("7,999.99", "2027-09-01", "accepted")], "The payments are £0.01 short"),
        ([("8,000.01", "2027-09-01", "accepted")], "The payments are £0.01 above"),
        ([("8,000", "", "accepted")], "Write a day"),
        ([("8,000", "2027-09-01", "condition")], "Write what it waits for."),
        ([("8,000", "2027-09-01", "accepted", "x")], "Choose that it waits for"),
        ([("€8,000", "2027-09-01", "accepted")], "Write the amount in £"),
        ([("0", "2027-09-01", "accepted")], "Write an amount above nothing."),
    ],
)
def test_a_plan_that_is_not_right_changes_nothing(award, cast, browser, rows, sentence):
    stella, path = browser(cast.stella), f"/staff/awards/{award.id}/instalments"
    version = stella.get(path).form("instalments")["version"]

    page = stella.post(path, {"version": version, **plan_form(*rows)})

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert [p.amount for p in again(award).payments] == [640_000, 160_000]


def test_a_prepared_payment_is_no_part_of_a_new_plan(award, cast, browser):
    paying.prepare(ready(award, cast).payments[0], by=cast.stella)
    db.session.commit()
    stella, path = browser(cast.stella), f"/staff/awards/{award.id}/instalments"
    form = stella.get(path).form("instalments")

    assert form["amount_0"] == ["1,600"]
    rows = plan_form(*(("800", "2028-01-01", "accepted"),) * 2)
    assert stella.post(path, {**form, **rows}).status == 303
    assert [p.amount for p in again(award).payments] == [640_000, 80_000, 80_000]


def test_a_manager_of_another_fund_sees_nothing_of_it(award, cast, browser):
    payment = ready(award, cast).payments[0]
    zed = browser(cast.zed)
    for path in (f"/awards/{award.id}/money", f"/payments/{payment.id}"):
        assert zed.get(f"/staff{path}").status == 403
    assert zed.post(f"/staff/payments/{payment.id}/preparation").status == 403
    assert db.session.get(Payment, payment.id).stage is PaymentStage.PLANNED


def test_the_page_of_an_awards_money_asks_a_steady_number_of_questions(
    award, cast, browser
):
    ready(award, cast)
    stella, place = browser(cast.stella), f"/staff/awards/{award.id}/money"
    assert "Still to be paid" in stella.get(place).words()
    assert money.of(again(award)).is_split
    few = counted(lambda: stella.get(place))

    whole, today = planning.still_to_plan(again(award)), clock.now().date()
    rest = whole - 8 * 123_45
    rows = [Planned(part, today, When.ACCEPTED) for part in (*[123_45] * 8, rest)]
    planning.replan(award, rows, by=cast.stella)
    db.session.commit()

    assert stella.get(place).words().count("£123.45") >= 8
    assert counted(lambda: stella.get(place)) == few


def test_the_others_who_manage_learn_once_a_day_that_payments_wait(award, cast):
    ready(award, cast)
    payment, other = award.payments[0], an_accepted(award.call, cast, cast.omar)
    ready(other, cast)

    paying.prepare(payment, by=cast.stella)
    paying.prepare(other.payments[0], by=cast.stella)
    db.session.commit()

    query = select(Letter).where(Letter.template == "staff/payment_waits")
    letters = db.session.scalars(query).all()
    assert [letter.to for letter in letters] == ["otto@example.org"]
    assert f"/staff/funds/{award.call.fund_id}/payments" in letters[0].body


def test_no_more_goes_than_the_agreement_in_force_says(award, cast):
    ready(award, cast)
    found = again(award)
    (source,) = found.call.fund.sources
    _raised(found, 900_000, cast)
    sourcing.split(found, {source.id: 900_000}, by=cast.stella)
    first, second = found.payments
    paying.prepare(first, by=cast.stella)
    paying.release(first, by=cast.otto)
    second.waits_for = When.ACCEPTED

    with pytest.raises(Refused, match="more than the agreement that holds"):
        paying.prepare(second, by=cast.stella)

    _signed_by_all(found, cast)
    paying.prepare(second, by=cast.stella)


def _raised(award, amount, cast):
    (line,) = lines_of(award)
    budget = [{"id": str(line.id), "title": line.title, "amount": amount}]
    asks, before = {"amount": amount, "budget": budget}, varying_facts(award)
    asked = varying.ask(award, asks, before=before, reason="?", by=cast.amina)
    db.session.flush()
    varying.propose(asked, because="Yes.", by=cast.stella)
    varying.agree(asked, because="Yes.", by=cast.otto)
    db.session.flush()


def _signed_by_all(award, cast):
    offering.accept(award, name="Amina", by=cast.amina)
    db.session.flush()
    agreeing.sign_for_fund(award, name="Otto", role="Manager", by=cast.otto)


def test_a_case_that_ended_an_award_lets_nothing_more_go(award, cast):
    payment = ready(award, cast).payments[0]
    case = cases.open_a_case(award, what="?", by=cast.stella)
    db.session.flush()
    cases.close(case, outcome=Outcome.ENDED, note="Nobody came.", by=cast.otto)
    db.session.flush()

    with pytest.raises(Refused, match="A case ended this award"):
        paying.prepare(payment, by=cast.stella)
