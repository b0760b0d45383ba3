"""Moderating: invitations, conflicts, scores with reasons, and who sees what when."""

import pytest
from sqlalchemy import select

from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.mail import Letter
from grantsapp.review import queries
from grantsapp.review.actions import declaring
from grantsapp.review.models import Assignment, Conflict, Review, Score, Stage
from grantsapp.review.queries import ranking as rankings
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
)

REASONS = {"reason-need": "n", "reason-plan": "p", "reason-people": "g"}
SCORES = {"score-need": "5", "score-plan": "4", "score-people": "3"}


@pytest.fixture
def bid(call, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina, need=["Secret need."])
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def panel(call, cast):
    return [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi, cast.mei)]


@pytest.fixture
def three(bid, panel, cast):
    """The bid, assigned to Rosa, Ravi and Mei."""
    return assigned(bid, *panel, by=cast.stella)


def test_a_moderator_is_invited_by_letter_and_accepts(app, call, cast, browser):
    browser(cast.stella).post(
        f"/staff/calls/{call.reference}/panel",
        {"name": "Rosa", "email": "rosa@example.org", "expertise": "prevention"},
    )
    letter = db.session.scalar(
        select(Letter).where(Letter.template == "staff/moderator_invited")
    )
    link = letter.body[letter.body.index("/invitations/") :].split()[0]

    rosa = browser(cast.rosa)
    rosa.get(link)
    rosa.post(f"{link}/answer", {"answer": "accept"})

    assert letter.to == "rosa@example.org"
    assert [str(m.answered) for m in queries.panel_of(call)] == ["accepted"]
    assert rosa.post(f"{link}/answer", {"answer": "decline"}).status == 409


def test_the_bid_opens_only_after_the_moderator_was_asked_about_conflicts(
    app, three, cast, browser
):
    rosa, where = browser(cast.rosa), f"/reviews/{three[0].id}"

    before = rosa.get(where)
    rosa.post(f"{where}/clearance")
    after = rosa.get(where)

    assert "Kitchen Table" in before.text
    assert "Secret need." not in before.text
    assert "Secret need." in after.text


def test_a_declared_conflict_closes_the_bid_everywhere(app, three, cast, browser):
    ravi, where = browser(cast.ravi), f"/reviews/{three[1].id}"
    ravi.post(f"{where}/clearance")

    ravi.post(f"{where}/conflict", {"reason": "My sister works there."})

    assert ravi.get(where).status == 403
    assert "Kitchen table" not in ravi.get("/reviews").text
    assert ravi.post(where, {**SCORES, **REASONS, "then": "draft"}).status == 403
    reasons = db.session.scalars(select(Conflict.reason)).all()
    assert reasons == ["My sister works there."]
    board = browser(cast.stella).get("/staff/calls/CF1/assignments")
    assert "My sister works there." in board.text


def test_a_conflict_needs_its_reason(app, three, cast, browser):
    ravi = browser(cast.ravi)

    answer = ravi.post(f"/reviews/{three[1].id}/conflict", {"reason": " "})

    assert answer.status == 422
    assert answer.faults == ["Write in a few words what ties you to it."]
    assert db.session.scalar(select(Conflict)) is None


def test_a_member_of_the_group_that_applies_cannot_be_assigned(app, call, bid, cast):
    amina = a_moderator(call, cast.amina, cast.stella)

    with pytest.raises(Refused, match="has a conflict with CF1-0001"):
        assigned(bid, amina, by=cast.stella)


def test_nobody_sees_others_scores_before_submitting_their_own(
    app, three, cast, browser
):
    scored(three[0], 5, 4, 2)
    ravi, where = browser(cast.ravi), f"/reviews/{three[1].id}"
    ravi.post(f"{where}/clearance")
    ravi.post(where, {**SCORES, **REASONS, "then": "draft"})

    before = ravi.get(where)
    ravi.post(where, {**SCORES, **REASONS, "then": "submit"})
    after = ravi.get(where)

    assert "because need" not in before.text
    assert "Rosa" not in before.text
    assert "because need" in after.text
    assert "Rosa" in after.words()


def test_a_hidden_score_changes_nothing_on_the_page_of_another_moderator(
    app, three, cast, browser
):
    scored(three[0], 5, 4, 2)
    ravi, where = browser(cast.ravi), f"/reviews/{three[1].id}"
    ravi.post(f"{where}/clearance")
    pages = ["/reviews", where]
    before = [ravi.get(path).words() for path in pages]

    for score in db.session.scalars(select(Score)):
        score.value, score.reason = 1, "changed"
    db.session.commit()

    assert [ravi.get(path).words() for path in pages] == before


def test_a_score_without_a_reason_is_kept_as_a_draft_and_told(
    app, three, cast, browser
):
    rosa, where = browser(cast.rosa), f"/reviews/{three[0].id}"
    rosa.post(f"{where}/clearance")

    answer = rosa.post(where, {**SCORES, "reason-need": "n", "then": "submit"})

    assert answer.faults == ["Write why.", "Write why."]
    review = db.session.scalar(select(Review))
    assert review.stage is Stage.DRAFT
    assert {s.value for s in review.scores} == {5, 4, 3}


def test_cannot_judge_is_null_and_not_yet_scored_is_not_that(app, three, cast, browser):
    rosa, where = browser(cast.rosa), f"/reviews/{three[0].id}"
    rosa.post(f"{where}/clearance")
    rosa.post(where, {"score-need": "none", "then": "draft"})

    page = rosa.get(where)
    missing = rosa.post(where, {"score-need": "none", **REASONS, "then": "submit"})
    done = rosa.post(
        where, {**SCORES, "score-need": "none", **REASONS, "then": "submit"}
    )

    assert page.form("/reviews/")["score-need"] == ["none"]
    assert missing.faults == ["Choose a score.", "Choose a score."]
    assert done.status == 303
    by_code = {s.criterion.code: s.value for s in db.session.scalars(select(Score))}
    assert by_code == {"need": None, "plan": 4, "people": 3}


@pytest.mark.parametrize("typed", ["0", "6", "4.5", "five", "-1"])
def test_a_score_off_the_scale_is_not_taken(app, three, cast, browser, typed):
    rosa, where = browser(cast.rosa), f"/reviews/{three[0].id}"
    rosa.post(f"{where}/clearance")

    answer = rosa.post(
        where, {**SCORES, "score-need": typed, **REASONS, "then": "submit"}
    )

    assert answer.faults == ["Choose a score."]
    assert db.session.scalar(select(Review)).stage is Stage.DRAFT


def test_a_submitted_review_stays_as_it_is_and_a_late_text_is_kept(
    app, three, cast, browser
):
    scored(three[0], 5, 4, 2)
    rosa, where = browser(cast.rosa), f"/reviews/{three[0].id}"

    answer = rosa.post(where, {**SCORES, "reason-need": "second thoughts"})

    assert answer.status == 409
    assert "submitted this review already" in answer.text
    kept = [link for link in answer.links() if "/rescued/" in link]
    assert "second thoughts" in rosa.get(kept[0]).text


def test_the_ranking_shows_weighted_means_and_spread(app, three, cast, browser):
    # The same table as in test_scoring: mean 3.3, spread sqrt(0.48) = 0.69.
    for assignment, values in zip(
        three, [(5, 4, 2), (4, 4, 3), (3, 1, 4)], strict=True
    ):
        scored(assignment, *values)

    page = browser(cast.stella).get("/staff/calls/CF1/ranking")

    row = " ".join("".join(page.all("tbody")[0].itertext()).split())
    assert row.startswith("1 Kitchen table CF1-0001 3 / 3 4.00 3.00 3.00 3.30 0.69")
    assert "2.5–3.7" in row


def test_what_somebody_in_conflict_scored_does_not_count(app, three, cast):
    scored(three[0], 5, 5, 5)
    scored(three[1], 1, 1, 1)
    declaring.declare_conflict(three[1], reason="a tie", by=cast.ravi)
    db.session.commit()

    (row,) = rankings.ranking(scoring_phase(three[0].application.call))

    assert (row.standing.mean, row.standing.reviews) == (5, 1)


def test_a_bid_found_not_eligible_goes_no_further(app, bid, panel, cast, browser):
    stella = browser(cast.stella)
    where = f"/staff/calls/CF1/eligibility/{bid.id}"

    silent = stella.post(where, {"verdict": "no", "reason": ""})
    stella.post(where, {"verdict": "no", "reason": "It is a party's campaign."})

    assert silent.faults == ["Write why this call cannot fund the bid."]
    assert queries.eligible_applications(bid.call) == []
    with pytest.raises(Refused):
        assigned(bid, panel[0], by=cast.stella)


def test_a_begun_review_is_never_taken_away(app, three, cast, browser):
    scored(three[0], 5, 4, 2, submit=False)

    browser(cast.stella).post("/staff/calls/CF1/assignments", {})

    left = db.session.scalars(select(Assignment.id)).all()
    assert left == [three[0].id]


def test_criteria_stay_once_scoring_has_begun(app, three, cast, browser):
    scored(three[0], 5, 4, 2, submit=False)
    criterion = three[0].phase.criteria[0]

    answer = browser(cast.stella).post(f"/staff/criteria/{criterion.id}/removal")

    assert answer.status == 409
    assert "Scoring has begun" in answer.text


def test_a_list_shows_just_what_its_door_opens(app, three, bid, cast, browser):
    declaring.declare_conflict(three[1], reason="a tie", by=cast.ravi)
    db.session.commit()

    for person in (cast.rosa, cast.ravi, cast.mei, cast.zed, cast.stella):
        them = browser(person)
        listed = {p for p in them.get("/reviews").links() if p.startswith("/reviews/")}
        opened = {
            f"/reviews/{a.id}"
            for a in three
            if them.get(f"/reviews/{a.id}").status == 200
        }
        assert listed == opened, person.name
    assert db.session.get(Application, bid.id) is not None
