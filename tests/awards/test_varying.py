"""Changes of an award: asked by its group, decided by the fund, carried out."""

from datetime import date

import pytest
from sqlalchemy import select

from grantsapp import audit, ledger
from grantsapp.accounts.models import Membership, Rescue
from grantsapp.awards import queries
from grantsapp.awards.actions import amending
from grantsapp.awards.models import (
    AgreementStage,
    PaymentStage,
    Variation,
    VariationStage,
)
from grantsapp.awards.queries import spending, varying
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.mel.queries import outputs_of
from grantsapp.review.queries import deciding as decided
from tests.awards.running import a_running_award, first_paid, in_lines, spent
from tests.cast import a_helper

WHY = {"reason": "The hall is closed until spring."}
YES, NO = {"answer": "agree", "because": "Good."}, {"answer": "refuse"}


@pytest.fixture
def award(cast):
    return a_running_award(cast)


def asked(award, browser, by, **changes):
    """Ask for a change on the page, and give what it answers."""
    them, path = browser(by), f"/awards/{award.id}/change"
    form = them.get(path).form()
    return them.post(path, {**form, **WHY, **changes})


def change_of(award):
    db.session.expire_all()
    return db.session.scalar(
        select(Variation)
        .where(Variation.award_id == award.id)
        .order_by(Variation.number.desc())
    )


def decide(award, browser, by, answer, **more):
    them, path = browser(by), f"/staff/awards/changes/{change_of(award).id}"
    form = them.get(path).form(path)
    return them.post(path, {**form, **answer, **more})


def approve(award, browser, by):
    them, path = browser(by), f"/staff/awards/changes/{change_of(award).id}"
    form = them.get(path).form("approval")
    return them.post(f"{path}/approval", form)


def now(award):
    db.session.expire_all()
    return queries.award(award.id)


def letters(template):
    query = select(Letter).where(Letter.template == template)
    return {one.to: one for one in db.session.scalars(query)}


def planned(award):
    stages = {PaymentStage.PLANNED}
    return [(p.amount, p.due_on) for p in now(award).payments if p.stage in stages]


def test_a_later_end_is_agreed_by_one_person_and_moves_the_last_payment(
    award, cast, browser
):
    page = asked(award, browser, cast.amina, ends_on="2028-10-31")
    assert page.status == 303
    assert now(award).ends_on == date(2028, 8, 31)  # nothing changes by asking
    told = letters("staff/variation_asked")
    assert set(told) == {f"{n}@example.org" for n in ("stella", "otto", "zed")}

    assert decide(award, browser, cast.stella, YES).status == 303

    assert now(award).ends_on == date(2028, 10, 31)
    assert planned(award) == [
        (6_400_00, date(2027, 9, 1)),
        (1_600_00, date(2028, 11, 30)),
    ]
    verbs = [line.verb for line in audit.history(now(award))]
    assert verbs[-2:] == ["agreed to a change", "wrote an agreement"]
    assert now(award).version == 2


def test_the_letter_comes_in_each_readers_language(award, cast, browser):
    asked(award, browser, cast.bo, ends_on="2028-10-31")
    decide(award, browser, cast.stella, YES)

    told = letters("variation_decided")

    assert {told["amina@example.org"].language, told["bo@example.org"].language} == {
        "ar",
        "en",
    }
    assert "agrees to the change" in told["bo@example.org"].body
    assert "Good." in told["amina@example.org"].body
    assert "agrees to the change" not in told["amina@example.org"].body


def test_before_and_after_stand_side_by_side_for_both(award, cast, browser):
    asked(award, browser, cast.amina, ends_on="2028-10-31", **{"outputs.people": "60"})
    key = change_of(award).id

    for person, path in ((cast.amina, "/awards"), (cast.stella, "/staff/awards")):
        page = browser(person).get(f"{path}/changes/{key}")
        words = page.words("table")
        assert "31 August 2028 31 October 2028" in words
        assert "People reached 40 60" in words
        assert "Sessions" not in words  # it stays
        assert WHY["reason"] in page.words()


def test_outputs_change_with_the_agreement_and_the_others_stay(award, cast, browser):
    asked(award, browser, cast.amina, **{"outputs.people": "60", "outputs.events": "2"})
    decide(award, browser, cast.stella, YES)

    plan = {str(o.measure): o.planned for o in outputs_of(now(award))}

    assert plan == {"people": 60, "sessions": 12, "events": 2}


def test_more_money_takes_two_people_and_comes_from_the_budget(award, cast, browser):
    left = decided.left_of(award.call)
    asked(award, browser, cast.amina, amount="9,000")

    assert decide(award, browser, cast.stella, YES).status == 303
    assert now(award).amount == 8_000_00
    assert change_of(award).stage is VariationStage.ASKED
    assert set(letters("staff/variation_proposed")) == {
        "otto@example.org",
        "zed@example.org",
    }

    own = browser(cast.stella)
    path = f"/staff/awards/changes/{change_of(award).id}"
    assert "Approve, and change" not in own.get(path).words()
    page = own.post(f"{path}/approval", {})
    assert page.status == 409
    assert "Somebody else must approve what you proposed." in page.words()

    assert approve(award, browser, cast.otto).status == 303
    found = now(award)
    assert found.amount == 9_000_00
    assert ledger.balance(found) == 9_000_00
    assert decided.left_of(found.call) == left - 1_000_00
    assert planned(award)[-1] == (2_600_00, date(2028, 9, 30))
    assert [line.amount for line in spending.lines_of(found)] == [9_000_00]
    made = change_of(award)
    assert (made.proposed_by.name, made.decided_by.name) == ("Stella", "Otto")


def test_less_money_goes_back_to_the_call(award, cast, browser):
    first_paid(award, cast.stella)
    left = decided.left_of(award.call)
    asked(award, browser, cast.amina, amount="7,000")
    decide(award, browser, cast.stella, YES)
    approve(award, browser, cast.otto)

    found = now(award)

    assert (found.amount, ledger.balance(found)) == (7_000_00, 600_00)
    assert decided.left_of(found.call) == left + 1_000_00
    assert planned(award) == [(600_00, date(2028, 9, 30))]


def test_down_to_what_was_paid_cancels_what_was_planned(award, cast, browser):
    first_paid(award, cast.stella)
    asked(award, browser, cast.amina, amount="6,400")
    decide(award, browser, cast.stella, YES)
    approve(award, browser, cast.otto)

    stages = [p.stage for p in now(award).payments]

    assert stages == [PaymentStage.PAID, PaymentStage.CANCELLED]
    assert ledger.balance(now(award)) == 0


def test_a_payment_that_is_being_prepared_is_left_alone(award, cast, browser):
    queries.award(award.id).payments[0].stage = PaymentStage.PREPARED
    db.session.commit()

    page = asked(award, browser, cast.amina, amount="6,399")
    assert page.status == 422
    assert "£6,400 was paid already, or is being paid." in page.faults[0]

    asked(award, browser, cast.amina, amount="8,500")
    decide(award, browser, cast.stella, YES)
    approve(award, browser, cast.otto)
    parts = now(award).payments
    assert [(p.stage, p.amount) for p in parts] == [
        (PaymentStage.PREPARED, 6_400_00),
        (PaymentStage.PLANNED, 2_100_00),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2027-08-31"}, "The last day cannot come before the first one."),
        ({"ends_on": "2227-08-31"}, "A project runs for six years at most."),
        ({"ends_on": "soon"}, "Write a day"),
        ({"amount": "0"}, "Write an amount above nothing."),
        ({"amount": "lots"}, "Write an amount in figures"),
        ({"budget.0.title": " ", "budget.0.amount": "8000"}, "Line 1: Say in a few"),
        ({"budget.0.amount": "7,000"}, "The lines add up to £7,000, and the grant is"),
        ({"budget.0.amount": "-1"}, "Line 1: Write an amount in figures"),
        ({"budget.0.title": "", "budget.0.amount": ""}, "Write at least one line."),
        ({"outputs.people": "many"}, "People reached: Write a whole number from 1."),
        ({"outputs.people": ""}, "People reached: Write a whole number from 1."),
        ({"reason": " "}, "Tell us in a few sentences why."),
        ({}, "Change at least one thing above."),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_place(
    award, cast, browser, changes, sentence
):
    page = asked(award, browser, cast.amina, **changes)

    assert page.status == 422
    assert page.faults[0].startswith(sentence), page.faults
    assert change_of(award) is None


def test_more_than_the_call_has_left_cannot_be_agreed(award, cast, browser):
    call = calls.call("CF1")
    left = decided.left_of(call)
    asked(award, browser, cast.amina, amount=str((left + 8_000_00) // 100 + 1))

    page = decide(award, browser, cast.stella, YES)

    assert page.status == 409
    assert "is left of the budget" in page.words()
    assert change_of(award).proposed_by is None
    assert (now(award).amount, decided.left_of(call)) == (8_000_00, left)


def test_money_that_went_between_the_two_yeses_stops_the_second(award, cast, browser):
    asked(award, browser, cast.amina, amount="9,000")
    decide(award, browser, cast.stella, YES)
    call = calls.call("CF1")
    left = decided.left_of(call)
    ledger.book(call, 500_00 - left, "decided", call, by=cast.stella)
    db.session.commit()

    page = approve(award, browser, cast.otto)

    assert page.status == 409
    assert "Only £500 is left of the budget." in page.words()
    assert now(award).amount == 8_000_00
    assert change_of(award).stage is VariationStage.ASKED


def test_what_was_paid_meanwhile_stops_a_lower_amount(award, cast, browser):
    asked(award, browser, cast.amina, amount="5,000")
    first_paid(award, cast.stella)

    page = decide(award, browser, cast.stella, YES)

    assert page.status == 409
    assert "£6,400 was paid already" in page.words()
    assert now(award).amount == 8_000_00


def test_one_change_at_a_time(award, cast, browser):
    bo, path = browser(cast.bo), f"/awards/{award.id}/change"
    form = bo.get(path).form()
    asked(award, browser, cast.amina, ends_on="2028-10-31")

    page = bo.post(path, {**form, **WHY, "ends_on": "2028-12-31"})

    assert page.status == 409
    assert "A change is waiting for the fund already." in page.words()
    assert "2028-12-31" in db.session.scalar(select(Rescue)).typed  # nothing is lost
    assert change_of(award).asks == {"ends_on": "2028-10-31"}


def test_a_group_takes_its_request_back_and_asks_anew(award, cast, browser):
    asked(award, browser, cast.amina, ends_on="2028-10-31")
    path = f"/awards/changes/{change_of(award).id}"
    bo = browser(cast.bo)

    assert bo.post(f"{path}/withdrawal").status == 303

    assert change_of(award).stage is VariationStage.WITHDRAWN
    assert bo.post(f"{path}/withdrawal").status == 409
    assert asked(award, browser, cast.bo, ends_on="2028-11-30").status == 303
    assert change_of(award).number == 2
    words = bo.get(f"/awards/{award.id}").words()
    assert "Taken back" in words
    assert "Waits for the fund" in words


def test_what_changed_meanwhile_is_shown_beside_what_was_typed(award, cast, browser):
    amina, path = browser(cast.amina), f"/awards/{award.id}/change"
    form = amina.get(path).form()
    in_lines(queries.award(award.id), cast.stella, food=3000, hall=5000)

    typed = {**form, **WHY, "budget.0.title": "Everything"}
    page = amina.post(path, typed)

    assert page.status == 409
    assert "Food: £3,000 Hall: £5,000" in page.words()
    assert 'value="Everything"' in page.text
    assert change_of(award) is None
    again = {**page.form(), "budget.0.title": "Everything"}
    assert amina.post(path, again).status == 303  # they have seen it, and insist


def test_a_decision_on_what_moved_meanwhile_is_asked_again(award, cast, browser):
    asked(award, browser, cast.amina, **{"outputs.people": "60"})
    stella = browser(cast.stella)
    path = f"/staff/awards/changes/{change_of(award).id}"
    form = stella.get(path).form(path)
    output = outputs_of(now(award))[0]
    output.planned = 50
    db.session.commit()

    page = stella.post(path, {**form, **YES})

    assert page.status == 409
    assert "The award changed while this page was open." in page.words()
    assert "People reached 40 60 50" in page.words("table")
    assert change_of(award).stage is VariationStage.ASKED
    assert stella.post(path, {**page.form(path), **YES}).status == 303
    assert outputs_of(now(award))[0].planned == 60


def test_the_second_of_two_decisions_is_told_so_and_kept(award, cast, browser):
    asked(award, browser, cast.amina, ends_on="2028-10-31")
    path = f"/staff/awards/changes/{change_of(award).id}"
    otto = browser(cast.otto)
    form = otto.get(path).form(path)
    decide(award, browser, cast.stella, YES)

    page = otto.post(path, {**form, **NO, "because": "Too late."})

    assert page.status == 409
    assert "This change is decided, or was taken back." in page.words()
    assert "Too late." in db.session.scalar(select(Rescue)).typed
    assert change_of(award).stage is VariationStage.AGREED


def test_a_no_needs_a_reason_and_changes_nothing(award, cast, browser):
    asked(award, browser, cast.amina, amount="9,000")

    page = decide(award, browser, cast.stella, NO, because=" ")
    assert page.status == 422
    assert page.faults == ["Say why, in words that the group reads."]

    assert decide(award, browser, cast.stella, NO, because="No.").status == 303
    assert change_of(award).stage is VariationStage.REFUSED
    assert now(award).amount == 8_000_00
    assert "does not agree" in letters("variation_decided")["bo@example.org"].body


def test_nobody_decides_on_what_they_asked_for(award, cast, browser):
    group = award.organisation
    db.session.add(Membership(person_id=cast.zed.id, organisation_id=group.id))
    db.session.commit()
    asked(award, browser, cast.zed, ends_on="2028-10-31")

    page = decide_path(award, browser, cast.zed)
    assert page.status == 409
    assert "You belong to this group" in page.words()

    db.session.delete(
        db.session.scalar(select(Membership).where(Membership.person_id == cast.zed.id))
    )
    db.session.commit()
    page = decide_path(award, browser, cast.zed)
    assert page.status == 409
    assert "Somebody else must decide on what you asked for." in page.words()


def decide_path(award, browser, by):
    path = f"/staff/awards/changes/{change_of(award).id}"
    facts = varying.facts_of(now(award))
    form = {**YES, "version": varying.mark_of(facts)}
    return browser(by).post(path, form)


def test_who_helps_the_group_does_not_decide_and_gets_no_letter(award, cast, browser):
    a_helper(cast.otto, award.organisation, cast.amina)
    asked(award, browser, cast.amina, ends_on="2028-10-31")

    page = decide_path(award, browser, cast.otto)

    assert page.status == 409
    assert "otto@example.org" not in letters("staff/variation_asked")


def test_lines_with_spending_can_change_their_amount_and_stay(award, cast, browser):
    in_lines(queries.award(award.id), cast.stella, food=3000, hall=5000)
    spent(queries.award(award.id), "Food", "100", cast.amina)
    lines = {"budget.0.amount": "1,000", "budget.2.title": "Bus"}
    asked(award, browser, cast.amina, **lines, **{"budget.2.amount": "2,000"})
    key = change_of(award).id
    words = browser(cast.stella).get(f"/staff/awards/changes/{key}").words("table")
    assert "Food £3,000 £1,000" in words
    assert "Bus – £2,000" in words

    decide(award, browser, cast.stella, YES)

    found = [(o.title, o.amount) for o in spending.lines_of(now(award))]
    assert found == [("Food", 1_000_00), ("Hall", 5_000_00), ("Bus", 2_000_00)]
    assert spending.spending_of(now(award)).spent == 100_00


def test_a_line_on_which_money_was_spent_cannot_go(award, cast, browser):
    in_lines(queries.award(award.id), cast.stella, food=3000, hall=5000)
    gone = {"budget.0.title": "", "budget.0.amount": "", "budget.1.amount": "8,000"}
    asked(award, browser, cast.amina, **gone)
    spent(queries.award(award.id), "Food", "100", cast.amina)

    page = decide(award, browser, cast.stella, YES)

    assert page.status == 409
    assert "Money was spent on the line “Food”" in page.words()
    assert len(spending.lines_of(now(award))) == 2
    assert change_of(award).stage is VariationStage.ASKED


def test_a_change_amends_the_agreement(award, cast, browser):
    asked(award, browser, cast.amina, ends_on="2028-10-31")
    variation = change_of(award)

    amending.amend(queries.award(award.id), variation, cast.stella)

    made = variation.agreement
    assert (made.number, made.stage) == (2, AgreementStage.OPEN)
    assert set(letters("agreement_changed")) == {"amina@example.org", "bo@example.org"}
    db.session.rollback()


def test_a_strangers_award_is_not_theirs_to_change(award, cast, browser):
    asked(award, browser, cast.amina, ends_on="2028-10-31")
    omar, key = browser(cast.omar), change_of(award).id

    assert omar.get(f"/awards/{award.id}/change").status == 403
    assert omar.get(f"/awards/changes/{key}").status == 403
    assert omar.post(f"/awards/changes/{key}/withdrawal").status == 403
    assert omar.get(f"/staff/awards/changes/{key}").status == 403
