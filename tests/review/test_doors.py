"""Doors of the moderation: who must stay outside of what, whatever else they are."""

from datetime import timedelta

import pytest

from grantsapp import clock, jobs
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.jobs import MOST_ATTEMPTS, Job
from grantsapp.review import queries
from grantsapp.review.actions import deciding, planning, solving, tying
from grantsapp.review.models import (
    Check,
    Clearance,
    Criterion,
    DecisionStage,
    Kind,
    Outcome,
    Recommendation,
    SolveStage,
    Source,
    Standing,
    Wanted,
)
from grantsapp.review.queries.deciding import decision_on
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    decided,
    eligible,
    text,
)
from tests.house.test_queries import counted
from tests.review.meetings import a_meeting, a_round, closed


@pytest.fixture
def met(cast):
    """A round in a meeting; Sven manages it too, and sits on its panel."""
    found = a_round(cast)
    give_role(cast.sven, Duty.MANAGER, fund=found.call.fund)
    db.session.commit()
    return found


@pytest.fixture
def tied(met, cast):
    """Sven, whose seat is tied to the first bid and to no other."""
    seat = a_moderator(met.call, cast.sven, cast.stella)
    tie = tying.declare(
        seat, met.bids[0], Source.STAFF, reason="his cousin", by=cast.stella
    )
    db.session.commit()
    return tie


def _pages(met, number):
    bid = met.bids[number]
    return [
        f"/staff/applications/{bid.id}",
        f"/staff/calls/CF1/moderation/{bid.id}",
        f"/staff/calls/CF1/decisions/{bid.id}",
        f"/staff/calls/CF1/decisions/{bid.id}/checks",
        f"/staff/calls/CF1/eligibility/{bid.id}",
        f"{met.moderate(number)}/need",
    ]


def test_a_manager_whose_seat_is_tied_to_a_bid_meets_no_page_of_it(
    met, tied, cast, browser
):
    sven, stella = browser(cast.sven), browser(cast.stella)

    assert [sven.get(page).status for page in _pages(met, 0)] == [409] * 6
    assert [sven.get(page).status for page in _pages(met, 1)] == [200] * 6
    assert [stella.get(page).status for page in _pages(met, 0)] == [200] * 6
    assert "One need" not in sven.get(_pages(met, 0)[0]).text


def test_a_tie_that_was_waived_opens_the_pages_of_a_manager_again(
    met, tied, cast, browser
):
    seen = tying.state_of(tied)
    tying.settle(tied, Standing.WAIVED, because="no", seen=seen, by=cast.stella)
    db.session.commit()

    sven = browser(cast.sven)
    assert [sven.get(page).status for page in _pages(met, 0)] == [200] * 6


def test_a_manager_who_is_tied_to_a_bid_judges_nothing_of_it(met, tied, cast, browser):
    sven, bid = browser(cast.sven), met.bids[0]
    decision = deciding.decide(
        bid,
        outcome=Outcome.FUND,
        amount=100_000,
        reason="r",
        feedback="f",
        by=cast.stella,
    )
    advice = a_meeting(met.call, cast.stella, kind=Kind.RECOMMENDATION, code="advice")
    closed(met.meeting, *met.bids)
    other = tying.declare(met.panel[0], bid, Source.STAFF, reason="r", by=cast.stella)
    review = queries.assignments_in(met.scoring)[1]
    db.session.commit()

    deeds = {
        "/staff/calls/CF1/approvals": {"decision": f"{decision.id} 1"},
        f"/staff/decisions/{decision.id}/return": {"because": "no", "version": "1"},
        f"/staff/phases/{advice.id}/recommendations/{bid.id}": {"version": "0"},
        f"/staff/ties/{other.id}/settlement": {"standing": "waived", "because": "b"},
        f"/staff/ties/{tied.id}/settlement": {"standing": "waived", "because": "b"},
    }
    assert {path: sven.post(path, typed).status for path, typed in deeds.items()} == (
        dict.fromkeys(deeds, 409)
    )
    assert review.application_id == bid.id
    assert sven.get(f"/staff/assignments/{review.id}/review").status == 409
    assert db.session.query(Recommendation).count() == 0
    assert decision_on(bid).approved_by_id is None


WHOLE = [
    "applications",
    "assignments",
    "moderation",
    "agenda",
    "ranking",
    "decisions",
    "eligibility",
]


@pytest.mark.parametrize("page", WHOLE)
def test_lists_leave_out_what_a_tie_keeps_from_a_manager(
    met, tied, cast, browser, page
):
    one, two = (bid.reference for bid in met.bids)
    path = f"/staff/calls/CF1/{page}"

    words, whole = browser(cast.sven).get(path).words(), browser(cast.stella).get(path)

    assert one in whole.words()
    assert "not shown" not in whole.words()
    assert one not in words
    assert met.bids[0].title not in words
    assert two in words
    assert "One bid is not shown to you" in words


def test_tables_leave_out_what_a_tie_keeps_from_a_manager(met, tied, cast, browser):
    one, two = (bid.reference for bid in met.bids)
    sven = browser(cast.sven)

    tables = [
        sven.post("/staff/calls/CF1/applications.csv", {}),
        sven.post("/staff/calls/CF1/ranking.csv?phase=scoring", {}),
        sven.get(f"/staff/phases/{met.scoring.id}/assignments.csv"),
    ]

    assert [table.status for table in tables] == [200] * 3
    assert [one in table.text for table in tables] == [False] * 3
    assert [two in table.text for table in tables] == [True] * 3


def test_who_has_a_part_in_a_bid_does_nothing_with_all_of_them(
    met, tied, cast, browser
):
    met.scoring.closed_at = None
    db.session.commit()
    closing = f"/staff/phases/{met.meeting.id}/closing"
    proposal = f"/staff/phases/{met.scoring.id}/proposal"
    pages = [
        f"/staff/phases/{met.scoring.id}/closing",
        proposal,
        f"/staff/phases/{met.scoring.id}/assignments/file",
        f"/staff/phases/{met.scoring.id}/assignments/{met.bids[0].id}",
        "/staff/calls/CF1/portfolio",
        "/staff/calls/CF1/release",
    ]
    sven, stella = browser(cast.sven), browser(cast.stella)

    assert {page: sven.get(page).status for page in pages} == dict.fromkeys(pages, 409)
    assert {page: stella.get(page).status for page in pages} == (
        dict.fromkeys(pages, 200)
    )
    assert sven.post(closing, {}).status == 409
    assert sven.post("/staff/calls/CF1/bundles", {}).status == 409
    assert queries.phase(met.meeting.id).closed_at is None


def test_a_manager_of_the_group_meets_its_bid_in_no_list_of_what_was_given(
    met, cast, browser
):
    give_role(cast.amina, Duty.MANAGER, fund=met.call.fund)
    db.session.commit()
    amina, hers = browser(cast.amina), met.bids[0].reference

    pages = [amina.get(f"/staff/calls/CF1/{page}").words() for page in WHOLE[1:]]

    assert [hers in words for words in pages] == [False] * len(pages)


def test_keys_of_two_calls_in_one_address_open_nothing(met, cast, browser):
    other = a_call(met.call.fund, cast.stella, reference="CF2")
    seat = a_moderator(other, cast.rosa, cast.stella)
    foreign = a_bid(other, a_group(cast.hana, name="Far"), cast.hana, need=["Far."])
    rosa, mine, bid = browser(cast.rosa), met.panel[0], met.bids[0]
    mixes = [
        (seat.id, bid.id, met.meeting.id),
        (mine.id, foreign.id, met.meeting.id),
        (mine.id, bid.id, queries.phases_of(other)[-1].id),
    ]
    for one in mixes:
        path = "/panels/{}/bids/{}/{}".format(*one)
        assert rosa.get(path).status == 404
        for deed in ("remarks", "clearance", "conflict"):
            assert rosa.post(f"{path}/{deed}", {"text": "x", "reason": "x"}).status in {
                403,
                404,
            }
    assert (
        rosa.get(f"/panels/{mine.id}/agenda/{queries.phases_of(other)[0].id}").status
        == 404
    )
    stella = browser(cast.stella)
    for page in (
        "decisions/{}",
        "decisions/{}/checks",
        "eligibility/{}",
        "moderation/{}",
    ):
        assert stella.get(f"/staff/calls/CF1/{page.format(foreign.id)}").status == 404
    words = {"amount": None, "reason": "r", "feedback": "f"}
    decision = deciding.decide(foreign, outcome=Outcome.DECLINE, **words, by=cast.sven)
    db.session.commit()
    ticked = {"decision": f"{decision.id} 1"}
    assert stella.post("/staff/calls/CF1/approvals", ticked).status == 404
    assert decision.stage is DecisionStage.PROPOSED
    assert stella.post("/staff/calls/CF2/approvals", ticked).status == 303
    assert db.session.query(Clearance).filter_by(application_id=foreign.id).count() == 0


def test_two_managers_do_not_check_a_bid_one_over_the_other(met, cast, browser):
    stella, sven = browser(cast.stella), browser(cast.sven)
    path = f"/staff/calls/CF1/eligibility/{met.bids[0].id}"
    first, second = stella.get(path).form(path), sven.get(path).form(path)
    no = {"verdict": "no", "reason": "Outside of the city.", "anyway": "y"}

    assert stella.post(path, {**first, **no}).status == 303
    page = sven.post(path, {**second, "verdict": "yes"})

    assert page.status == 409
    check = db.session.query(Check).filter_by(application_id=met.bids[0].id).one()
    assert check.is_eligible is False


def _asked(met, cast):
    snapshot = {"weights": [1], "budget": 1, "asked": {}, "reviews": "nonsense"}
    found = solving.ask(
        met.call,
        Wanted.CALIBRATION,
        snapshot=snapshot,
        settings={"seed": 1},
        phase=met.scoring,
        by=cast.stella,
    )
    db.session.commit()
    return found


def test_a_solve_that_fails_as_often_as_a_worker_tries_says_so(met, cast, browser):
    found, stella = _asked(met, cast), browser(cast.stella)
    ranking = "/staff/calls/CF1/ranking"

    for _ in range(MOST_ATTEMPTS):
        assert "being worked out" in stella.get(ranking).words()
        job = jobs.asked(f"solve:{found.id}")
        job.due_at = clock.now() - timedelta(hours=1)
        db.session.commit()
        assert jobs.work_once()

    page = stella.get(ranking)
    assert "could not be worked out" in page.words()
    assert queries.solve(found.id).stage is SolveStage.FAILED
    stella.post(f"{ranking}/calibration")
    assert queries.last_solve(met.call, Wanted.CALIBRATION).id != found.id


def test_a_solve_over_which_the_last_worker_died_is_not_waited_for(met, cast, browser):
    found, stella = _asked(met, cast), browser(cast.stella)
    job = db.session.query(Job).filter_by(key=f"solve:{found.id}").one()
    job.attempts, job.leased_until = MOST_ATTEMPTS, clock.now() - timedelta(minutes=1)
    db.session.commit()

    page = stella.get("/staff/calls/CF1/ranking")

    assert "could not be worked out" in page.words()
    assert "Look again" not in page.words()


def test_two_managers_do_not_edit_a_phase_or_a_criterion_one_over_the_other(
    met, cast, browser
):
    fresh = planning.add_phase(
        met.call, by=cast.stella, code="again", kind=Kind.SCORING, title=text("Again")
    )
    db.session.flush()
    planning.copy_criteria(fresh, met.scoring, by=cast.stella)
    db.session.commit()
    criterion = db.session.query(Criterion).filter_by(phase_id=fresh.id).first()
    stella, sven = browser(cast.stella), browser(cast.sven)
    edits = [
        (f"/staff/phases/{fresh.id}", {"reviews": "4"}, {"reviews": "7"}),
        (f"/staff/criteria/{criterion.id}", {"weight": "11"}, {"weight": "77"}),
    ]
    for path, hers, his in edits:
        first, second = stella.get(path).form(path), sven.get(path).form(path)
        assert stella.post(path, {**first, **hers}).status == 303
        page = sven.post(path, {**second, **his})
        assert page.status == 409
        assert "Somebody else changed this meanwhile" in page.words()
    assert queries.phase(fresh.id).reviews == 4
    assert queries.criterion(criterion.id).weight == 11


def _unscored(cast):
    """Two bids that nobody scored, and Rosa's seat."""
    call = a_call(a_fund(cast.stella), cast.stella)
    bids = []
    for owner, name in ((cast.amina, "One"), (cast.omar, "Two")):
        bid = a_bid(call, a_group(owner, name=name), owner, need=[f"{name} need."])
        eligible(bid, cast.stella)
        bids.append(bid)
    return bids, a_moderator(call, cast.rosa, cast.stella)


def test_a_bid_that_left_the_phase_is_neither_shown_nor_scored(cast, browser):
    bids, seat = _unscored(cast)
    (one,) = assigned(bids[0], seat, by=cast.stella)
    rosa, path = browser(cast.rosa), f"/reviews/{one.id}"
    rosa.post(f"{path}/clearance")
    form = rosa.get(path).form(path)
    check = db.session.query(Check).filter_by(application_id=bids[0].id).one()
    check.is_eligible, check.reason = False, "Outside of the city."
    db.session.commit()

    page = rosa.post(path, {**form, "comment": "A good bid."})

    assert page.status == 409
    assert "not in this phase any more" in page.words()
    assert "One need" not in rosa.get(path).text
    assert "not in this phase any more" in rosa.get(path).words()
    assert queries.assignment(one.id).review is None


def test_an_invitation_is_answered_by_a_yes_or_a_no_and_by_nothing_else(
    met, cast, browser
):
    seat = a_moderator(met.call, cast.hana, cast.stella, accepts=False)
    hana, path = browser(cast.hana), f"/invitations/{seat.id}/answer"

    assert hana.post(path).status == 400
    assert hana.post(path, {"answer": "perhaps"}).status == 400
    assert queries.moderator(seat.id).answered == "invited"


def test_the_pages_of_a_call_lead_to_what_belongs_to_them(met, cast, browser):
    stella = browser(cast.stella)
    start = "/staff/calls/CF1"
    groups = [
        ("panel", "ties", "terms", "expertise"),
        ("assignments", "translations-of-bids"),
        ("moderation", "agenda"),
        ("decisions", "portfolio", "letters", "release"),
    ]
    for group in groups:
        for page in group:
            links = stella.get(f"{start}/{page}").links()
            assert {f"{start}/{name}" for name in group} <= set(links), page

    review = queries.assignments_in(met.scoring)[0]
    assert (
        f"/staff/assignments/{review.id}/review"
        in stella.get(f"{start}/assignments").links()
    )


def test_a_scoring_sheet_asks_as_often_for_many_bids_as_for_few(cast, browser):
    bids, seat = _unscored(cast)
    rosa, counts = browser(cast.rosa), []
    for bid in bids:
        (one,) = assigned(bid, seat, by=cast.stella)
        rosa.post(f"/reviews/{one.id}/clearance")
        path = f"/reviews/sheet/{one.phase_id}.xlsx"
        counts.append(counted(lambda p=path: rosa.get(p)))

    assert counts[0] == counts[1]


def test_a_manager_of_the_group_reads_neither_the_history_of_its_bid_nor_its_letter(
    met, cast, browser
):
    give_role(cast.amina, Duty.MANAGER, fund=met.call.fund)
    decision = decided(met.bids[0], cast.stella, cast.sven)
    page = f"/staff/applications/{met.bids[0].id}"
    letter = f"/staff/decisions/{decision.id}/letter"

    amina, stella = browser(cast.amina), browser(cast.stella)

    assert "decided: fund" in stella.get(page).words()
    assert "decided: fund" not in amina.get(page).words()
    assert "Rosa" not in amina.get(page).words()
    assert amina.get(letter).status == 409
    assert letter not in amina.get("/staff/calls/CF1/letters").links()
    assert letter in stella.get("/staff/calls/CF1/letters").links()
    assert stella.get(letter).status == 200
