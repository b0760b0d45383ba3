"""Ties are settled by named people with reasons; applicants may name some."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.review import queries
from grantsapp.review.actions import declaring, objecting, tying
from grantsapp.review.actions.deciding import mark_told
from grantsapp.review.models import Conflict, Objection, Source, Standing
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_helper,
    a_moderator,
    assigned,
    decided,
    eligible,
    withdrawn,
)

TIES = "/staff/calls/CF1/ties"
WAIVE = {"standing": "waived", "because": "They met once, years ago."}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    db.session.commit()
    return a_call(fund, cast.stella)


@pytest.fixture
def group(cast, call):
    cast.amina.email, cast.rosa.email = "amina@haven.org.uk", "rosa@haven.org.uk"
    return a_group(cast.amina, name="Harbour Haven")


@pytest.fixture
def bid(call, group, cast):
    bid = a_bid(call, group, cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def asked(call, bid, cast):
    """Rosa, asked to score the bid; nothing ties her but a domain nobody searched."""
    return assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)[0]


@pytest.fixture
def tie(call, asked):
    tying.find_now(call)
    db.session.commit()
    return db.session.scalar(select(Conflict))


def settle(browser, person, tie, typed):
    """Settle it on the page as it stands."""
    them = browser(person)
    form = them.get(f"/staff/ties/{tie.id}").form("/settlement")
    return them.post(f"/staff/ties/{tie.id}/settlement", {**form, **typed})


def standing(tie):
    db.session.expire_all()
    return tie.standing


def test_waiving_opens_the_bid_and_confirming_closes_it_again(
    asked, tie, cast, browser
):
    where, rosa = f"/reviews/{asked.id}", browser(cast.rosa)
    assert rosa.get(where).status == 403

    done = settle(browser, cast.stella, tie, WAIVE)
    assert done.status == 303
    assert standing(tie) is Standing.WAIVED
    assert rosa.get(where).status == 200
    rosa.post(f"{where}/clearance")
    assert "Neighbours do not know" in rosa.get(where).text

    settle(browser, cast.otto, tie, {"standing": "confirmed"})
    assert rosa.get(where).status == 403
    assert where not in rosa.get("/reviews").links()

    verbs = [(line.verb, line.by_name) for line in audit.history(tie)]
    assert verbs == [
        ("found a tie", "grantsapp"),
        ("waived a tie", "Stella"),
        ("confirmed a tie", "Otto"),
    ]
    page = browser(cast.stella).get(f"/staff/ties/{tie.id}").words()
    assert "They met once, years ago." in page
    assert audit.first_break(audit.history(tie)) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"standing": "waived", "because": ""}, "Write why this tie does not count."),
        ({"standing": "waived", "because": " \n "}, "Write why this tie does not"),
        ({"standing": "", "because": "x"}, "Choose what you find."),
        ({"standing": "found", "because": "x"}, "Choose what you find."),
        ({**WAIVE, "because": "x" * 2001}, "Write 2000 characters at most."),
    ],
)
def test_a_tie_is_not_settled_by_half(tie, cast, browser, typed, fault):
    page = settle(browser, cast.stella, tie, typed)

    assert page.status == 422
    assert page.faults[0].startswith(fault)
    if typed["because"].strip():
        assert typed["because"] in page.text
    assert standing(tie) is Standing.FOUND


def test_confirming_needs_no_reason_and_a_named_person(tie, cast, browser):
    settle(browser, cast.stella, tie, {"standing": "confirmed"})

    assert standing(tie) is Standing.CONFIRMED
    assert (tie.settled_by, tie.settled_because) == ("Stella", "")


def test_two_managers_who_settle_at_once_see_each_other(tie, cast, browser):
    otto = browser(cast.otto)
    opened = otto.get(f"/staff/ties/{tie.id}").form("/settlement")
    settle(browser, cast.stella, tie, {"standing": "confirmed"})

    late = otto.post(f"/staff/ties/{tie.id}/settlement", {**opened, **WAIVE})

    assert late.status == 409
    assert "Somebody has settled this tie meanwhile." in late.words()
    assert standing(tie) is Standing.CONFIRMED
    kept = [link for link in late.links() if "/rescued/" in link]
    assert "They met once" in otto.get(kept[0]).text


def test_nobody_settles_a_tie_of_their_own(call, bid, asked, tie, cast, browser):
    give_role(cast.rosa, Duty.MANAGER, fund=call.fund)
    db.session.commit()
    rosa = browser(cast.rosa)

    page = rosa.get(f"/staff/ties/{tie.id}")
    refused = rosa.post(f"/staff/ties/{tie.id}/settlement", WAIVE)

    assert "This tie is your own. Somebody else must settle it." in page.words()
    assert not page.all("textarea")
    assert refused.status == 409
    assert standing(tie) is Standing.FOUND


@pytest.mark.parametrize("side", ["member", "helper"])
def test_nobody_settles_the_ties_of_a_bid_whose_side_they_take(
    group, tie, cast, browser, side
):
    if side == "helper":
        a_helper(cast.otto, group, cast.amina)
    else:
        from grantsapp.accounts.models import Membership

        row = Membership(person_id=cast.otto.id, organisation_id=group.id)
        db.session.add(row)
        db.session.commit()

    refused = browser(cast.otto).post(f"/staff/ties/{tie.id}/settlement", WAIVE)

    assert refused.status == 409
    assert "You take the side of this bid." in refused.words()
    assert standing(tie) is Standing.FOUND


@pytest.mark.parametrize("name", ["rosa", "amina", "zed", "eva"])
def test_only_managers_see_ties(tie, cast, browser, name):
    them = browser(getattr(cast, name))

    for path in (TIES, f"/staff/ties/{tie.id}", "/staff/calls/CF1/new-tie"):
        assert them.get(path).status == 403
    assert them.post(f"/staff/ties/{tie.id}/settlement", WAIVE).status == 403


def test_waiving_one_of_two_opens_nothing(call, asked, tie, bid, cast, browser):
    tying.declare(
        asked.moderator, bid, Source.STAFF, reason="They share a flat.", by=cast.stella
    )
    db.session.commit()

    settle(browser, cast.stella, tie, WAIVE)

    assert browser(cast.rosa).get(f"/reviews/{asked.id}").status == 403
    page = browser(cast.stella).get(f"/staff/ties/{tie.id}").words()
    assert "One more tie keeps this bid closed to them." in page


def test_the_list_puts_what_to_look_at_first_and_filters(
    call, group, cast, browser, tie, bid
):
    second = a_bid(call, group, cast.amina)
    tying.settle(
        tie,
        Standing.WAIVED,
        because="Fine.",
        seen=tying.state_of(tie),
        by=cast.stella,
    )
    tying.find_now(call)
    db.session.commit()
    first, last = bid.reference, second.reference
    stella = browser(cast.stella)

    whole = stella.get(TIES).words("tbody")
    assert whole.index(last) < whole.index(first)
    waived = stella.get(f"{TIES}?show=waived").words("tbody")
    assert (first in waived, last in waived) == (True, False)
    assert "There is no such tie." in stella.get(f"{TIES}?show=confirmed").words()
    assert stella.get(f"{TIES}?show=nonsense").status == 200


def test_staff_declare_a_tie_that_stands_at_once(asked, bid, cast, browser):
    typed = {
        "moderator": str(asked.moderator_id),
        "bid": str(bid.id),
        "reason": "They share a flat.",
    }
    stella = browser(cast.stella)

    done = stella.post("/staff/calls/CF1/new-tie", typed)
    again = stella.post("/staff/calls/CF1/new-tie", typed)

    assert done.status == 303
    assert browser(cast.rosa).get(f"/reviews/{asked.id}").status == 403
    assert again.faults == ["This tie is known already. Look at it among the ties."]
    (tie,) = db.session.scalars(select(Conflict))
    assert (tie.source, tie.standing) == (Source.STAFF, Standing.CONFIRMED)
    assert (tie.by_name, tie.settled_by) == ("Stella", "Stella")


@pytest.mark.parametrize("missing", ["moderator", "bid", "reason"])
def test_a_tie_of_staff_is_whole(asked, bid, cast, browser, missing):
    typed = {
        "moderator": str(asked.moderator_id),
        "bid": str(bid.id),
        "reason": "They share a flat.",
    }
    wrong = "" if missing == "reason" else "11111111-1111-1111-1111-111111111111"

    page = browser(cast.stella).post(
        "/staff/calls/CF1/new-tie", {**typed, missing: wrong}
    )

    assert page.status == 422
    assert len(page.faults) == 1
    assert db.session.scalar(select(Conflict)) is None


def test_a_member_can_declare_again_what_was_waived(asked, cast, browser):
    declaring.declare_conflict(asked, reason="My sister.", by=cast.rosa)
    db.session.commit()
    tie = db.session.scalar(select(Conflict))
    settle(browser, cast.stella, tie, WAIVE)
    where = f"/reviews/{asked.id}/conflict"

    again = browser(cast.rosa).post(where, {"reason": "My sister leads it now."})

    assert again.status == 303
    assert standing(tie) is Standing.CONFIRMED
    assert tie.reason == "My sister leads it now."
    assert browser(cast.rosa).get(where).status == 403


def test_begun_work_shows_on_the_list(call, asked, cast, browser):
    rosa, where = browser(cast.rosa), f"/reviews/{asked.id}"
    cast.rosa.email = "rosa@gmail.com"
    db.session.commit()
    rosa.post(f"{where}/clearance")
    rosa.post(where, {"score-need": "5", "then": "draft"})
    cast.rosa.email = "rosa@haven.org.uk"
    tying.find_now(call)
    db.session.commit()

    assert rosa.get(where).status == 403
    assert "Had begun to score it" in browser(cast.stella).get(TIES).words()


def test_the_list_of_ties_asks_the_database_as_often_for_many(
    call, group, tie, cast, browser
):
    from sqlalchemy import event

    def count():
        seen = []

        def note(*_):
            seen.append(1)

        event.listen(db.engine, "before_cursor_execute", note)
        browser(cast.stella).get(TIES)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    one = count()
    for _ in range(4):
        bid = a_bid(call, group, cast.amina)
        objecting.object_to(bid, name="Zed", reason="", by=cast.amina)
    a_moderator(call, cast.ravi, cast.stella)
    cast.ravi.email = "ravi@haven.org.uk"
    tying.find_now(call)
    db.session.commit()

    assert len(queries.conflicts_in(call)) == 10
    assert count() <= one + 1


# Applicants.

NAMED = {"name": "Rosa Lindqvist", "reason": "She was on our board and left in anger."}


def where(bid):
    return f"/applications/{bid.id}/objections"


def named():
    db.session.expire_all()
    return [o.name for o in db.session.scalars(select(Objection))]


def test_applicants_name_somebody_from_the_draft_on(call, group, cast, browser):
    draft = a_draft(call, group, cast.amina)
    amina = browser(cast.amina)

    assert where(draft) in amina.get(f"/applications/{draft.id}").links()
    assert amina.post(where(draft), NAMED).status == 303
    assert "Rosa Lindqvist" in amina.get(where(draft)).words()
    assert "Rosa" not in browser(cast.stella).get(TIES).words()  # a draft is theirs


def test_the_fund_reads_it_and_moderators_never(call, bid, asked, cast, browser):
    cast.rosa.name = "Rosa Lindqvist"
    browser(cast.amina).post(where(bid), NAMED)
    tying.find_now(call)
    db.session.commit()
    rosa = browser(cast.rosa)

    assert NAMED["reason"] in browser(cast.stella).get(TIES).words()
    tie = next(c for c in queries.conflicts_in(call) if c.source is Source.APPLICANT)
    page = browser(cast.stella).get(f"/staff/ties/{tie.id}").words()
    assert NAMED["reason"] in page
    seat = asked.moderator_id
    for path in ("/reviews", f"/panel/{seat}", f"/invitations/{seat}"):
        assert "anger" not in rosa.get(path).text
        assert bid.reference not in rosa.get(path).text
    assert rosa.get(where(bid)).status == 403


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": " "}, "Write the name."),
        ({"name": "x" * 1000}, "Write 200 characters at most."),
        ({"reason": "x" * 1001}, "Write 1000 characters at most."),
    ],
)
def test_a_name_with_a_fault_comes_back_as_typed(bid, cast, browser, typed, fault):
    page = browser(cast.amina).post(where(bid), {**NAMED, **typed})

    assert (page.status, page.faults) == (422, [fault])
    back = page.form()
    for field, words in {**NAMED, **typed}.items():
        assert back[field] == [words.strip()]
    assert named() == []


def test_at_most_twenty_people_are_named(bid, cast, browser):
    for n in range(20):
        objecting.object_to(bid, name=f"Person {n}", reason="", by=cast.amina)
    db.session.commit()

    page = browser(cast.amina).post(where(bid), NAMED)

    assert page.status == 422
    assert "You can name 20 people." in page.faults[0]
    assert len(named()) == 20


def test_a_name_is_taken_back_and_the_tie_waits_for_the_fund(
    call, bid, asked, cast, browser
):
    cast.rosa.name = "Rosa Lindqvist"
    cast.rosa.email = "rosa@gmail.com"
    one = objecting.object_to(bid, name="Rosa Lindqvist", reason="", by=cast.amina)
    tying.find_now(call)
    db.session.commit()

    browser(cast.amina).post(f"/objections/{one.id}/removal")
    tying.find_now(call)
    db.session.commit()

    assert named() == []
    assert browser(cast.rosa).get(f"/reviews/{asked.id}").status == 403
    assert "Not found any more" in browser(cast.stella).get(TIES).words()


def test_nobody_is_named_once_the_result_is_told(bid, cast, browser, call):
    one = objecting.object_to(bid, name="Zed", reason="", by=cast.amina)
    decision = decided(bid, cast.stella, cast.otto, amount=None)
    amina = browser(cast.amina)
    assert amina.post(where(bid), NAMED).status == 303  # decided, and not told

    mark_told(decision, by=cast.stella)
    db.session.commit()

    late = amina.post(where(bid), NAMED)
    assert late.status == 409
    assert "The result is told." in late.words()
    assert amina.post(f"/objections/{one.id}/removal").status == 409
    page = amina.get(where(bid))
    assert page.status == 200
    assert not page.all("textarea")


def test_a_withdrawn_bid_names_nobody(bid, cast, browser):
    withdrawn(bid, cast.amina)

    assert browser(cast.amina).post(where(bid), NAMED).status == 409


@pytest.mark.parametrize("name", ["omar", "stella", "hana", "zed"])
def test_only_who_speaks_for_the_group_names_somebody(call, group, cast, browser, name):
    draft = a_draft(call, group, cast.amina)
    a_helper(cast.hana, group, cast.amina)

    assert browser(getattr(cast, name)).post(where(draft), NAMED).status == 403
    assert named() == []


def test_a_decision_in_the_making_does_not_show_through_the_page(bid, cast, browser):
    """What applicants see is the same before and after somebody decided."""
    amina = browser(cast.amina)
    before = amina.get(where(bid)).words()
    decided(bid, cast.stella, cast.otto, amount=None)

    assert amina.get(where(bid)).words() == before


def test_a_search_later_keeps_a_waiver(call, asked, tie, cast, browser):
    settle(browser, cast.stella, tie, WAIVE)

    with clock.stopped_at(clock.now() + timedelta(days=1)):
        tying.find_now(call)
        db.session.commit()

    assert standing(tie) is Standing.WAIVED
    assert browser(cast.rosa).get(f"/reviews/{asked.id}").status == 200
