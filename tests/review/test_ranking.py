"""The ranking: plain, agreed and calibrated beside each other, and taken away."""

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from grantsapp import audit, clock, jobs
from grantsapp.accounts.models import Helping, Membership
from grantsapp.calls.models import Application, Sponsorship, SponsorStage
from grantsapp.db import db
from grantsapp.jobs import Job
from grantsapp.review.actions import declaring
from grantsapp.review.calibrating.fitting import Review, Within, calibrate
from grantsapp.review.calibrating.results import as_json
from grantsapp.review.models import Assignment, Kind, Score, Solve, SolveStage
from grantsapp.review.scoring import agreed_mean, ranked_means, spread_of
from tests.bench.round_of_a_thousand import fill
from tests.cast import a_group, scoring_phase
from tests.house.test_queries import counted
from tests.review.meetings import a_meeting, a_round, closed

WEIGHTS = (30, 40, 30)
PAGE = "/staff/calls/CF1/ranking"


def test_what_was_agreed_stands_for_the_mean_of_its_criterion():
    # By hand: need (5+1)/2 = 3, plan agreed 4, people (3+3)/2 = 3: .9 + 1.6 + .9 = 3.4
    reviews = [(5, 5, 3), (1, 1, 3)]

    assert agreed_mean(reviews, WEIGHTS, (None, 4, None)) == Fraction(34, 10)
    assert agreed_mean(reviews, WEIGHTS, (None, None, None)) == 3
    assert agreed_mean(reviews, WEIGHTS, (1, 1, 1)) == 1


def test_what_was_agreed_completes_a_bid_that_nobody_could_judge():
    # plan nobody could judge: .3 * 5 + .4 * 2 + .3 * 5 = 3.8
    assert agreed_mean([(5, None, 5)], WEIGHTS, (None, 2, None)) == Fraction(38, 10)
    assert agreed_mean([(5, None, 5)], WEIGHTS, (2, None, 2)) is None
    assert agreed_mean([], WEIGHTS, (4, 4, 4)) == 4


def test_thirds_stay_exact_so_that_equal_is_equal():
    # (1+1+2)/3 twice over, one of them by another way: 4/3 = 8/6
    one = agreed_mean([(1,), (1,), (2,)], (30,), (None,))
    two = agreed_mean([(1,), (1,), (2,)] * 2, (7,), (None,))

    assert ranked_means({"a": one, "b": two, "c": None}) == {"a": 1, "b": 1, "c": None}


def test_the_spread_on_one_criterion():
    # 5, 1, 3: squares 4 + 4 + 0 = 8, by 2 = 4
    assert spread_of([5, 1, 3]) == 2
    assert spread_of([4]) is None
    assert spread_of([]) is None


@pytest.fixture
def round_(cast):
    return a_round(cast)


@pytest.fixture
def stella(cast, browser, round_):
    return browser(cast.stella)


def rows(page):
    return [
        " ".join("".join(row.itertext()).split())
        for row in page.all("tbody")[0].iter("tr")
    ]


def test_plain_and_agreed_means_stand_beside_each_other(round_, stella):
    plain = stella.get(PAGE)
    facts = {"value": "5", "reason": "Strong.", "version": "0"}
    stella.post(f"{round_.moderate()}/plan", facts)

    mean, agreed = stella.get(PAGE), stella.get(f"{PAGE}?sort=agreed")

    assert "Agreed mean" not in plain.words()
    assert rows(mean)[0].startswith("1 Two project CF1-0002 3 / 3 4.00 3.00 3.00 3.30")
    # need 3, plan agreed 5, people 3: .9 + 2 + .9 = 3.8
    assert rows(agreed)[0].startswith("1 One project CF1-0001 3 / 3 3.00 3.00 3.00")
    assert "2.00 1.0–5.0 3.80 moderated" in rows(agreed)[0]
    assert "Unless you choose, the plain mean makes the order." in mean.words()


def test_bids_of_the_same_mean_share_their_rank(cast, browser):
    same = [(4, 4, 4), (2, 2, 2), (3, 3, 3)]
    a_round(cast, given=[same, same])

    page = browser(cast.stella).get(PAGE)

    assert [row[:3] for row in rows(page)] == ["1 =", "1 ="]


def test_an_unknown_order_is_the_plain_one_and_an_unknown_phase_is_not_found(
    round_, stella
):
    assert rows(stella.get(f"{PAGE}?sort=nonsense")) == rows(stella.get(PAGE))
    assert rows(stella.get(f"{PAGE}?sort=calibrated")) == rows(stella.get(PAGE))
    assert stella.get(f"{PAGE}?phase=nonsense").status == 404
    assert stella.get(f"{PAGE}?phase=meeting").status == 404


def test_a_phase_that_scores_again_is_ranked_apart(round_, stella, cast):
    again = a_meeting(round_.call, cast.stella, Kind.SCORING, "again")
    closed(round_.meeting, *round_.bids)

    page = stella.get(f"{PAGE}?phase=scoring")

    assert rows(page)[0].startswith("1 Two project")
    words = stella.get(PAGE).words()
    assert "0 / 0" in words  # the phase that began last
    assert f"{PAGE}?phase={again.code}" in page.links()


def test_a_rank_says_in_which_of_several_phases_it_was_reached(round_, stella, cast):
    _one, two = round_.bids
    before = stella.get("/staff/calls/CF1/decisions").all("tbody")[0]
    again = a_meeting(round_.call, cast.stella, Kind.SCORING, "again")
    closed(round_.meeting, two)
    asked = {"phase_id": again.id, "moderator_id": round_.panel[0].id}
    db.session.add(Assignment(application_id=two.id, **asked))
    db.session.commit()

    page = stella.get("/staff/calls/CF1/decisions")

    ranks = [" ".join("".join(row[0].itertext()).split()) for row in page.all("tr")[1:]]
    assert {"2scoring", "Incompleteagain"} <= set(ranks)
    assert "scoring" not in "".join(before.itertext())


def a_crossed_round(cast):
    """Ten bids, each scored by the same four moderators."""
    return fill(cast, 10)[0]


def work():
    while jobs.work_once():
        pass
    db.session.expire_all()


def test_calibrated_scores_are_worked_out_on_a_snapshot(app, cast, browser):
    call = a_crossed_round(cast)
    stella = browser(cast.stella)

    waits = stella.follow(stella.post(f"{PAGE}/calibration"))
    work()
    page = stella.get(f"{PAGE}?sort=calibrated")

    assert "being worked out" in waits.words()
    assert "Look again" in waits.words()
    solve = db.session.scalar(select(Solve))
    assert solve.stage is SolveStage.READY
    assert len(solve.snapshot["reviews"]) == 40
    # what the worker wrote is what calibrating the same reviews gives
    found = calibrate(
        [Review(b, m, tuple(v)) for b, m, v in solve.snapshot["reviews"]],
        WEIGHTS,
        Within(call.budget, {str(n): 100_000 + 1_000 * n for n in range(1, 11)}),
        seed=1,
    )
    assert solve.answer["bids"] == [dict(b) for b in as_json(found)["bids"]]
    best = found.bids[0]
    assert f"Project {best.bid} " in rows(page)[0]
    assert f"{best.score:.2f} {best.highest}–{best.lowest} 100%" in rows(page)[0]
    assert "from 40 reviews" in page.words()
    assert "have changed since" not in page.words()
    assert "That is no fault" in page.words()
    for name in ("Rosa", "Ravi", "Mei", "Zed"):
        assert name in page.words()


def test_a_score_that_changes_makes_the_calibration_stale(app, cast, browser):
    a_crossed_round(cast)
    stella = browser(cast.stella)
    stella.post(f"{PAGE}/calibration")
    work()
    score = db.session.scalar(select(Score).order_by(Score.id))
    score.value = 6 - score.value if score.value != 3 else 5
    db.session.commit()

    page = stella.get(PAGE)

    assert "have changed since" in page.words()
    stella.post(f"{PAGE}/calibration")
    work()
    assert "have changed since" not in stella.get(PAGE).words()


def test_who_asks_again_on_the_same_scores_gets_the_same_answer(app, cast, browser):
    a_crossed_round(cast)
    stella = browser(cast.stella)
    stella.post(f"{PAGE}/calibration")
    twice = stella.follow(stella.post(f"{PAGE}/calibration"))
    work()
    again = stella.follow(stella.post(f"{PAGE}/calibration"))

    assert "being worked out already" in twice.words()
    assert "up to date" in again.words()
    assert len(db.session.scalars(select(Solve)).all()) == 1


def test_a_calibration_that_fails_is_tried_again_and_says_so(app, cast, browser):
    a_crossed_round(cast)
    stella = browser(cast.stella)
    stella.post(f"{PAGE}/calibration")
    solve = db.session.scalar(select(Solve))
    solve.snapshot = {**solve.snapshot, "reviews": [["1", "x", [1, 2]]]}
    db.session.commit()
    work()

    page = stella.get(PAGE)

    assert db.session.scalar(select(Job.fault).where(Job.kind == "review.solve"))
    assert "went wrong once and is tried again" in page.words()
    assert rows(page)


def refused(stella):
    stella.post(f"{PAGE}/calibration")
    work()
    return stella.get(PAGE).words()


def test_too_few_bids_are_refused_with_a_sentence(round_, stella):
    assert "too few bids have reviews" in refused(stella)


def test_one_moderator_alone_is_refused_with_a_sentence(app, cast, browser):
    a_crossed_round(cast)
    keep = db.session.scalar(select(Assignment.moderator_id))
    drop = db.session.scalars(select(Assignment).where(Assignment.moderator_id != keep))
    for assignment in drop:
        opened_again(assignment)
    db.session.commit()

    assert "all reviews are by one moderator" in refused(browser(cast.stella))


def opened_again(assignment):
    """Take a review out of the count, as if it had been opened again."""
    assignment.review.stage, assignment.review.submitted_at = "draft", None


def test_groups_without_a_moderator_in_common_are_refused_with_their_sizes(
    app, cast, browser
):
    a_crossed_round(cast)
    panel = db.session.scalars(select(Assignment.moderator_id).distinct()).all()
    for assignment in db.session.scalars(select(Assignment)):
        first = assignment.application.number <= 6
        if first is not (assignment.moderator_id in panel[:2]):
            opened_again(assignment)
    db.session.commit()

    words = refused(browser(cast.stella))

    assert "share no moderator" in words
    assert "Group 1: bids: 6, moderators: 2" in words
    assert "Group 2: bids: 4, moderators: 2" in words


def test_what_somebody_in_conflict_gave_is_not_calibrated(app, cast, browser):
    a_crossed_round(cast)
    assignment = db.session.scalar(select(Assignment))
    declaring.declare_conflict(assignment, reason="a tie", by=cast.rosa)
    db.session.commit()

    browser(cast.stella).post(f"{PAGE}/calibration")

    assert len(db.session.scalar(select(Solve)).snapshot["reviews"]) == 39


@pytest.mark.parametrize("side", ["member", "helper", "sponsor"])
def test_who_took_the_side_of_a_bid_since_scored_nothing_that_counts(
    round_, stella, cast, side
):
    rosa, bid = round_.panel[0].person, round_.bids[0]
    before = rows(stella.get(PAGE))
    if side == "helper":
        tomorrow = clock.now().date() + timedelta(days=1)
        db.session.add(
            Helping(person=rosa, organisation=bid.organisation, until=tomorrow)
        )
    else:
        group = bid.organisation if side == "member" else a_group(cast.hana, name="Big")
        db.session.add(Membership(person_id=rosa.id, organisation_id=group.id))
    if side == "sponsor":
        facts = {"stage": SponsorStage.CONFIRMED, "name": "Big", "email": "b@big.test"}
        db.session.add(
            Sponsorship(application_id=bid.id, organisation_id=group.id, **facts)
        )
    db.session.commit()

    # Rosa's own mean of the first bid is 5; Ravi's 1 and Mei's 3 are left: 2.
    assert "CF1-0001 3 / 3 3.00" in " ".join(before)
    assert "CF1-0001 2 / 2 2.00" in " ".join(rows(stella.get(PAGE)))


def test_the_ranking_asks_at_most_twelve_times(app, cast, browser):
    calls = [fill(cast, count, name)[0] for count, name in ((8, "CF1"), (40, "CF2"))]
    stella, counts = browser(cast.stella), set()
    for call in calls:
        stella.post(f"/staff/calls/{call.reference}/ranking/calibration")
    work()
    for call in calls:
        for path in ("", "?sort=calibrated"):
            place = f"/staff/calls/{call.reference}/ranking{path}"
            stella.get(place)
            counts.add(counted(lambda p=place: stella.get(p)))

    assert len(counts) == 1
    assert max(counts) <= 12


def test_the_ranking_goes_out_as_csv_with_every_column_and_runs_nothing(
    app, cast, browser
):
    a_crossed_round(cast)
    stella = browser(cast.stella)
    bid = db.session.scalar(select(Application).where(Application.number == 3))
    bid.title = "=1+1"
    db.session.commit()
    stella.post(f"{PAGE}/calibration")
    work()

    answer = stella.post(f"{PAGE}.csv?sort=calibrated")

    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    head, lines = table[0], table[1:]
    assert len(lines) == 10
    assert {len(line) for line in lines} == {len(head)}
    places = {line[head.index("Bid")]: line for line in lines}
    assert places["CF1-0003"][head.index("Title")] == "'=1+1"
    assert places["CF1-0003"][head.index("Asks for (GBP)")] == "1030.00"
    ranks = [int(line[head.index("Rank")]) for line in lines]
    assert ranks == sorted(ranks)
    chance = head.index("Probability of being among the fundable")
    assert {float(line[chance]) for line in lines} == {1.0}  # the budget pays all ten
    call = scoring_phase(bid.call).call
    assert audit.history(call)[-1].verb == "took the ranking"


def test_the_ranking_goes_out_as_a_workbook(round_, stella):
    answer = stella.post(f"{PAGE}.xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    table = book.get_sheet_by_index(0).to_python()
    head = table[0]
    assert [line[head.index("Title")] for line in table[1:]] == [
        "Two project",
        "One project",
    ]
    assert table[1][head.index("Mean")] == pytest.approx(3.3)
    assert table[1][head.index("Calibrated score")] == ""
    assert stella.post(f"{PAGE}.ods").status == 404


def test_a_review_that_was_opened_again_leaves_the_ranking(round_, stella, cast):
    first = db.session.scalar(
        select(Assignment).where(Assignment.application_id == round_.bids[1].id)
    )
    opened_again(first)
    db.session.commit()

    line = next(row for row in rows(stella.get(PAGE)) if "Two" in row)

    assert "2 / 3" in line
