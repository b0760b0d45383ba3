"""Proposals of assignments: asked for, worked out, looked at, applied or dropped."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from grantsapp import clock, jobs
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.mail import Letter
from grantsapp.review.actions import declaring, proposing
from grantsapp.review.actions.proposing import DEFAULTS
from grantsapp.review.assigning import Solution
from grantsapp.review.models import (
    Affiliation,
    Answered,
    Assignment,
    Moderator,
    Origin,
    Reading,
    Seat,
    Solve,
    SolveStage,
)
from grantsapp.review.queries.assigning import board_of
from grantsapp.review.queries.problems import problem_of, snapshot_of
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    withdrawn,
)


@pytest.fixture
def bids(call, cast):
    """Three bids of Amina's group, and one of Omar's."""
    group, other = a_group(cast.amina), a_group(cast.omar, name="Goals")
    made = [a_bid(call, group, cast.amina) for _ in range(3)]
    made.append(a_bid(call, other, cast.omar))
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def phase(call):
    found = scoring_phase(call)
    found.reviews, found.cover = 2, ["threat"]
    db.session.commit()
    return found


@pytest.fixture
def panel(call, cast):
    people = (cast.rosa, cast.ravi, cast.mei)
    return [a_moderator(call, p, cast.stella) for p in people]


def settings(**more):
    return {**DEFAULTS, **more}


def proposed(phase, by, **more):
    """A proposal that the worker has finished."""
    found = proposing.ask_for(phase, settings(**more), by=by)
    db.session.commit()
    work()
    return db.session.get(Solve, found.id, populate_existing=True)


def work():
    """Do what is due, whatever else there is."""
    while jobs.work_once():
        pass
    assert set(db.session.scalars(select(jobs.Job.fault))) <= {""}


def pairs_of(found):
    return Solution.from_json(found.answer).pairs


def rows(phase):
    """What is assigned: the bid and the name."""
    db.session.expire_all()
    found = db.session.scalars(
        select(Assignment).where(Assignment.phase_id == phase.id)
    )
    return sorted(
        (a.application.number, a.moderator.person.called)
        for a in found
        if a.declined_at is None
    )


def problem(phase, **more):
    return problem_of(board_of(phase), settings(**more))


def test_a_proposal_is_asked_for_looked_at_and_applied(
    app, phase, bids, panel, cast, browser
):
    stella, page = browser(cast.stella), f"/staff/phases/{phase.id}/proposal"
    asked = stella.post(page, stella.get(page).form("proposal"))
    waits = stella.follow(asked)
    work()
    ready = stella.get(asked.location)
    before = rows(phase)
    listed = stella.get("/staff/calls/CF1/assignments")
    done = stella.post(f"{asked.location}/applied")

    assert "being worked out" in waits.words()
    assert "8 / 8" in ready.words()
    assert "All reviewed bids hang together" in ready.words()
    assert "Knows: The threat of hate and extremism here." in ready.words()
    assert "Reads English." in ready.words()
    assert "Nothing: every bid has all that it should have." in ready.words()
    assert asked.location in listed.links()
    assert before == []
    assert done.status == 303
    assert len(rows(phase)) == 8
    made = db.session.scalars(select(Assignment)).all()
    assert {a.origin for a in made} == {Origin.SOLVE}
    assert all(a.why["reads"] and a.why["seed"] == 1 for a in made)
    letters = db.session.scalars(
        select(Letter.to).where(Letter.template == "staff/bids_assigned")
    ).all()
    assert sorted(letters) == [f"{n}@example.org" for n in ("mei", "ravi", "rosa")]
    assert "applied it on" in stella.get(asked.location).words()


def test_a_ready_proposal_changes_nothing_until_it_is_applied_or_dropped(
    app, phase, bids, panel, cast, browser
):
    found = proposed(phase, cast.stella)
    where = f"/staff/proposals/{found.id}"
    stella = browser(cast.stella)

    dropped = stella.post(f"{where}/dropped")
    applied = stella.post(f"{where}/applied")

    assert dropped.status == 303
    assert applied.status == 409
    assert "applied or dropped this proposal already" in applied.text
    assert rows(phase) == []


def test_a_conflict_and_a_part_in_the_bid_are_never_proposed(
    app, phase, bids, panel, cast
):
    rosa, ravi, _mei = panel
    declaring.declare_conflict(Reading(rosa, bids[0], phase), reason="x", by=cast.rosa)
    a_group(cast.ravi, name="Ravi's")
    bids[3].organisation_id = a_group(cast.ravi, name="Others").id
    db.session.commit()

    pairs = pairs_of(proposed(phase, cast.stella))

    assert (str(bids[0].id), str(rosa.id)) not in pairs
    assert (str(bids[3].id), str(ravi.id)) not in pairs
    assert len(pairs) == 8


def test_ties_are_looked_for_before_anybody_is_proposed(app, phase, bids, panel, cast):
    db.session.add(Affiliation(moderator_id=panel[0].id, name="Kitchen Table"))
    db.session.commit()

    pairs = pairs_of(proposed(phase, cast.stella))

    mine = {bid for bid, who in pairs if who == str(panel[0].id)}
    assert mine == {str(bids[3].id)}  # the other three are of the Kitchen Table


def test_who_declined_a_bid_is_not_proposed_for_it_again(app, phase, bids, panel, cast):
    (mine,) = assigned(bids[0], panel[0], by=cast.stella)
    mine.declined_at = clock.now()
    db.session.commit()

    pairs = pairs_of(proposed(phase, cast.stella))

    assert (str(bids[0].id), str(panel[0].id)) not in pairs
    assert len(pairs) == 8


def test_the_snapshot_has_who_scores_and_is_there(app, phase, bids, panel, cast, call):
    rosa, ravi, mei = panel
    phase.opens_at = clock.now()
    phase.due_at = phase.opens_at + timedelta(days=20)
    today = clock.now().date()
    rosa.available_until = today - timedelta(days=1)
    ravi.available_from = today + timedelta(days=5)
    mei.seat = Seat.LAY
    a_moderator(call, cast.zed, cast.stella, accepts=False)
    db.session.commit()

    assert [m.key for m in problem(phase).moderators] == [str(ravi.id)]

    ravi.available_from = today + timedelta(days=30)
    rosa.available_until = today + timedelta(days=1)
    db.session.commit()

    assert [m.key for m in problem(phase).moderators] == [str(rosa.id)]


def test_the_snapshot_has_what_people_read_where_they_are_now_and_their_time(
    app, phase, bids, panel, cast
):
    rosa, ravi, mei = panel
    yesterday = clock.now().date() - timedelta(days=1)
    rosa.languages, rosa.capacity = ["ar", "pl"], 1
    for name, ended in (("City University ", None), ("Old Place", yesterday)):
        db.session.add(Affiliation(moderator_id=rosa.id, name=name, ended_on=ended))
    db.session.commit()
    db.session.expire_all()
    made = problem(phase)
    found = {m.key: m for m in made.moderators}
    mine = found[str(rosa.id)]

    assert mine.languages == {"ar", "pl"}
    assert mine.institutions == {"city university"}
    assert mine.capacity == 1
    assert found[str(mei.id)].languages == {"en"}  # unknown: the call's first
    # eight reviews, of which Rosa takes one: the others share seven
    assert found[str(mei.id)].capacity == found[str(ravi.id)].capacity == 4
    assert {b.wanted for b in made.bids} == {2}
    assert {b.expertise for b in made.bids} == {frozenset({"threat"})}


def test_only_bids_that_came_into_the_phase_are_in_the_snapshot(
    app, phase, bids, panel, cast, call
):
    unchecked = a_bid(call, bids[0].organisation, cast.amina)

    keys = {bid.key for bid in problem(phase).bids}

    assert keys == {str(bid.id) for bid in bids}
    assert str(unchecked.id) not in keys


def test_begun_reviews_stay_and_the_rest_is_free_unless_it_is_kept(
    app, phase, bids, panel, cast
):
    begun, _free = assigned(bids[0], panel[0], panel[1], by=cast.stella)
    scored(begun, 5, 4, 2, submit=False)

    assert problem(phase).fixed == {(str(bids[0].id), str(panel[0].id))}
    assert len(problem(phase, keep=True).fixed) == 2


def test_a_begun_review_of_somebody_who_is_away_still_counts(
    app, phase, bids, panel, cast
):
    rosa = panel[0]
    (begun,) = assigned(bids[0], rosa, by=cast.stella)
    scored(begun, 5, 4, 2)
    rosa.available_until = clock.now().date() - timedelta(days=1)
    db.session.commit()

    found = proposed(phase, cast.stella)

    mine = [bid for bid, who in pairs_of(found) if who == str(rosa.id)]
    assert mine == [str(bids[0].id)]
    assert len(pairs_of(found)) == 8


def test_applying_takes_away_what_is_not_in_it_and_keeps_begun_reviews(
    app, phase, bids, panel, cast
):
    begun, *_more = assigned(bids[0], *panel, by=cast.stella)
    scored(begun, 5, 4, 2, submit=False)
    found = proposed(phase, cast.stella)
    proposing.apply(found, phase, by=cast.stella)
    db.session.commit()

    now = rows(phase)

    assert (1, "Rosa") in now
    assert len([n for n, _who in now if n == 1]) == 2
    assert len(now) == 8
    assert db.session.get(Assignment, begun.id).review is not None


def test_the_same_snapshot_and_number_give_the_same_proposal_again(
    app, phase, bids, panel, cast, browser
):
    first = proposed(phase, cast.stella, seed=7)
    stella = browser(cast.stella)
    again = stella.post(f"/staff/proposals/{first.id}/again")
    work()

    page = stella.get(again.location)

    second = db.session.scalars(select(Solve).where(Solve.id != first.id)).one()
    assert second.answer == first.answer
    assert second.digest == first.digest
    assert "came out the same" in page.words()


def test_the_snapshot_is_the_same_for_the_same(app, phase, bids, panel, cast):
    one, other = (snapshot_of(board_of(phase), settings()) for _ in range(2))

    assert one == other


def test_two_managers_at_once_the_second_sees_what_changed(
    app, phase, bids, panel, cast, browser
):
    give_role(cast.sven, Duty.MANAGER, fund=phase.call.fund)
    db.session.commit()
    mine, theirs = proposed(phase, cast.stella), proposed(phase, cast.sven, seed=2)

    first = browser(cast.stella).post(f"/staff/proposals/{mine.id}/applied")
    before = rows(phase)
    second = browser(cast.sven).post(f"/staff/proposals/{theirs.id}/applied")
    page = browser(cast.sven).get(f"/staff/proposals/{theirs.id}")

    assert first.status == 303
    assert second.status == 409
    assert "Somebody changed the assignments meanwhile." in second.text
    assert "Somebody changed the assignments meanwhile." in page.text
    assert "Apply this proposal" not in page.text
    assert rows(phase) == before


CHANGES = {
    "conflict": "There is a new conflict or refusal.",
    "withdrawn": "These bids left the phase: CF1-0001.",
    "new bid": "These bids came into the phase: CF1-0005.",
    "left": "These people cannot score any more: Rosa.",
    "capacity": "organisations of these people changed: Rosa.",
    "reviews": "The reviews, fields or languages that bids want changed.",
    "somebody": "These people can score now: Zed.",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_proposal_that_no_longer_holds_is_refused_whole_with_what_changed(
    app, phase, bids, panel, cast, call, browser, what
):
    found = proposed(phase, cast.stella)
    if what == "conflict":
        reading = Reading(panel[0], bids[0], phase)
        declaring.declare_conflict(reading, reason="secret", by=cast.rosa)
    elif what == "withdrawn":
        withdrawn(bids[0], cast.amina)
    elif what == "new bid":
        eligible(a_bid(call, bids[0].organisation, cast.amina), cast.stella)
    elif what == "left":
        panel[0].answered = Answered.DECLINED
    elif what == "capacity":
        panel[0].capacity = 1
    elif what == "reviews":
        phase.reviews = 3
    else:
        a_moderator(call, cast.zed, cast.stella)
    db.session.commit()

    answer = browser(cast.stella).post(f"/staff/proposals/{found.id}/applied")

    assert answer.status == 409
    assert CHANGES[what] in answer.words()
    assert "secret" not in answer.text
    assert rows(phase) == []


def test_applying_twice_says_so(app, phase, bids, panel, cast):
    found = proposed(phase, cast.stella)
    proposing.apply(found, phase, by=cast.stella)
    db.session.commit()

    with pytest.raises(Late, match="already"):
        proposing.apply(found, phase, by=cast.stella)


def test_nothing_is_asked_or_applied_once_the_phase_is_closed(
    app, phase, bids, panel, cast, browser
):
    found = proposed(phase, cast.stella)
    phase.closed_at = clock.now()
    db.session.commit()
    stella = browser(cast.stella)

    answers = [
        stella.post(f"/staff/proposals/{found.id}/applied"),
        stella.post(f"/staff/phases/{phase.id}/proposal"),
        stella.post(f"/staff/phases/{phase.id}/gaps"),
    ]

    assert [a.status for a in answers] == [409] * 3
    assert "This phase is closed" in answers[0].text
    assert stella.get(f"/staff/proposals/{found.id}").status == 200
    assert stella.get("/staff/calls/CF1/assignments").status == 200
    with pytest.raises(Late):
        proposing.apply(found, phase, by=cast.stella)
    assert rows(phase) == []


def test_where_all_are_in_conflict_it_says_so_and_assigns_nobody(
    app, phase, bids, panel, cast, browser
):
    for one in panel:
        for bid in bids:
            reading = Reading(one, bid, phase)
            declaring.declare_conflict(reading, reason="x", by=one.person)
    db.session.commit()
    found = proposed(phase, cast.stella)
    stella, where = browser(cast.stella), f"/staff/proposals/{found.id}"

    page, answer = stella.get(where), stella.post(f"{where}/applied")

    assert "0 / 8" in page.words()
    words = "2 reviews are missing: the others have a conflict or declined."
    assert page.words().count(words) == 4
    assert "Apply this proposal" not in page.text
    assert answer.status == 409
    assert "assigns nobody" in answer.text


def test_an_empty_panel_and_no_bids_are_said_before_anything_is_worked_out(
    app, phase, cast, call, bids, browser
):
    path = f"/staff/phases/{phase.id}/proposal"
    stella = browser(cast.stella)

    answer = stella.post(path, stella.get(path).form("proposal"))

    assert answer.status == 409
    assert "Nobody on the panel can score" in answer.text
    assert db.session.scalar(select(func.count(Solve.id))) == 0
    for bid in bids:
        withdrawn(bid, bid.organisation.memberships[0].person)
    assert "No bid is in this phase yet." in stella.post(path, {**DEFAULT_FORM}).text


DEFAULT_FORM = {
    **{name: str(points) for name, points in DEFAULTS["weights"].items()},
    "gap": "1",
    "seed": "1",
}
POINTS = "Write a whole number from 0 to 1,000."
WRONG = [
    ("missing_review", "-1", POINTS),
    ("missing_review", "1.5", POINTS),
    ("missing_review", "1000000000", POINTS),
    ("not_read", "many", POINTS),
    ("not_read", "", POINTS),
    ("gap", "51", "Write a whole number from 0 to 50."),
    ("gap", "-1", "Write a whole number from 0 to 50."),
    ("seed", "lucky", "Write a whole number from 0 to 999,999,999."),
    ("seed", "-7", "Write a whole number from 0 to 999,999,999."),
]


@pytest.mark.parametrize(("name", "typed", "words"), WRONG)
def test_points_and_numbers_that_are_none_are_told_at_their_field(
    app, phase, bids, panel, cast, browser, name, typed, words
):
    path = f"/staff/phases/{phase.id}/proposal"

    answer = browser(cast.stella).post(path, {**DEFAULT_FORM, name: typed})

    assert answer.status == 422
    assert answer.faults == [words]
    assert answer.all("input", name=name)[0].get("value") == typed
    assert db.session.scalar(select(func.count(Solve.id))) == 0


def test_what_was_typed_is_what_the_solver_gets(app, phase, bids, panel, cast, browser):
    path = f"/staff/phases/{phase.id}/proposal"
    stella = browser(cast.stella)
    stella.post(path, {**DEFAULT_FORM, "not_read": "0", "seed": "1,234", "gap": "5"})

    found = db.session.scalars(select(Solve)).one()

    assert found.snapshot["problem"]["weights"]["not_read"] == 0
    assert found.snapshot["problem"]["seed"] == 1234
    assert found.snapshot["problem"]["gap"] == 0.05
    assert stella.get(path).form("proposal")["seed"] == ["1,234"]  # begins from it


def test_a_gap_after_somebody_declined_is_shown_filled_by_proposal_and_not_by_itself(
    app, phase, bids, panel, cast, browser
):
    found = proposed(phase, cast.stella)
    proposing.apply(found, phase, by=cast.stella)
    db.session.commit()
    gone = db.session.scalars(
        select(Assignment).where(Assignment.application_id == bids[0].id)
    ).first()
    gone.declined_at, gone.declined_because = clock.now(), "No time."
    db.session.commit()
    others = set(rows(phase))
    gone_name = gone.moderator.person.called
    stella = browser(cast.stella)

    board = stella.get("/staff/calls/CF1/assignments?lacking=y")
    asked = stella.post(f"/staff/phases/{phase.id}/gaps")
    work()
    page = stella.get(asked.location)
    in_between = rows(phase)
    stella.post(f"{asked.location}/applied")

    assert "one review" in board.words()
    assert "CF1-0001" in board.words()
    assert "CF1-0002" not in board.words("tbody")
    assert "Stays from before." in page.words()
    assert "One assignment would be added. 0 would be taken away." in page.words()
    assert set(in_between) == others
    now = set(rows(phase))
    assert others < now
    ((number, name),) = now - others
    assert number == 1
    assert name != gone_name


def test_who_is_found_in_conflict_leaves_a_gap_and_is_taken_off_by_the_repair(
    app, phase, bids, panel, cast, browser
):
    proposing.apply(proposed(phase, cast.stella), phase, by=cast.stella)
    db.session.commit()
    tied = db.session.scalars(select(Assignment)).first()
    number, name = tied.application.number, tied.moderator.person.called
    declaring.declare_conflict(tied, reason="x", by=tied.moderator.person)
    db.session.commit()
    stella = browser(cast.stella)
    asked = stella.post(f"/staff/phases/{phase.id}/gaps")
    work()
    stella.post(f"{asked.location}/applied")

    assert (number, name) not in rows(phase)
    assert len(rows(phase)) == 8


def test_what_is_given_up_is_said_bid_by_bid(app, phase, bids, panel, cast, browser):
    phase.reviews, phase.cover = 3, ["threat", "practice"]
    panel[0].languages = panel[1].languages = panel[2].languages = ["pl"]
    panel[1].capacity = 1
    declaring.declare_conflict(
        Reading(panel[2], bids[1], phase), reason="x", by=cast.mei
    )
    for one in panel[:2]:
        db.session.add(Affiliation(moderator_id=one.id, name="City University"))
    db.session.commit()
    db.session.expire_all()

    found = proposed(phase, cast.stella)
    page = browser(cast.stella).get(f"/staff/proposals/{found.id}").words()

    assert "since nobody on the panel does" in page
    assert "Nobody on it knows “International practice”" in page
    assert "Nobody on it reads English, since nobody on the panel does." in page
    assert "One review is missing: the others have a conflict or declined." in page
    assert "Does not read English." in page
    assert "Ravi and Rosa belong to one organisation." in page or (
        "Rosa and Ravi belong to one organisation." in page
    )
    assert "More than they have time for" in page


def test_a_proposal_of_another_kind_or_call_is_not_found(
    app, phase, bids, panel, cast, browser
):
    found = proposed(phase, cast.stella)
    found.wanted = "portfolio"
    db.session.commit()

    assert browser(cast.stella).get(f"/staff/proposals/{found.id}").status == 404


def test_nobody_of_the_panel_sees_a_proposal(app, phase, bids, panel, cast, browser):
    found = proposed(phase, cast.stella)

    for who in (cast.rosa, cast.amina, cast.otto):
        assert browser(who).get(f"/staff/proposals/{found.id}").status == 403


def test_refusing_a_proposal_with_the_lock_leaves_it_ready(
    app, phase, bids, panel, cast
):
    found = proposed(phase, cast.stella)
    panel[0].capacity = 1
    db.session.commit()
    with pytest.raises(Refused):
        proposing.apply(found, phase, by=cast.stella)
    db.session.rollback()

    assert db.session.get(Solve, found.id).stage is SolveStage.READY
    assert db.session.scalar(select(func.count(Moderator.id))) == 3
