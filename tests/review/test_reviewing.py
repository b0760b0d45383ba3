"""Scoring: keep, hand in, open again, decline; what was typed is never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, jobs
from grantsapp.accounts.models import Rescue
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review import queries
from grantsapp.review.actions import declaring, reviewing
from grantsapp.review.models import (
    Assignment,
    Review,
    ReviewVersion,
    Seen,
    Stage,
    Wanted,
)
from grantsapp.review.queries import ranking as rankings
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

REASONS = {"reason-need": "n", "reason-plan": "p", "reason-people": "g"}
SCORES = {"score-need": "5", "score-plan": "4", "score-people": "3"}
WHOLE = {**SCORES, **REASONS}


@pytest.fixture
def panel(call, cast):
    return [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi, cast.mei)]


@pytest.fixture
def bids(call, cast):
    group = a_group(cast.amina)
    titles = ("First", "Second", "Third")
    made = [a_bid(call, group, cast.amina, title=[t], need=["Secret."]) for t in titles]
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def rosas(bids, panel, cast):
    """Three bids for Rosa to score, all opened."""
    found = [assigned(bid, panel[0], by=cast.stella)[0] for bid in bids]
    for one in found:
        declaring.clear_conflict(one, by=cast.rosa)
    db.session.commit()
    return found


@pytest.fixture
def three(bids, panel, cast):
    """The first bid, for Rosa, Ravi and Mei to score."""
    return assigned(bids[0], *panel, by=cast.stella)


def at(assignment):
    return f"/reviews/{assignment.id}"


def review_of(assignment):
    query = select(Review).where(Review.assignment_id == assignment.id)
    return db.session.scalar(query)


def change(phase, **facts):
    for name, value in facts.items():
        setattr(phase, name, value)
    db.session.commit()


# -- progress and the next bid


def test_submitting_opens_the_next_bid_that_waits(app, rosas, cast, browser):
    rosa = browser(cast.rosa)
    first = rosa.get(at(rosas[0]))

    answer = rosa.post(at(rosas[0]), {**WHOLE, "then": "next"})

    assert "0 of 3 submitted." in first.words()
    assert "Submit and open the next" in first.text
    assert answer.location == at(rosas[1])
    assert "1 of 3 submitted." in rosa.follow(answer).words()


def test_from_the_last_bid_the_next_is_an_earlier_one_that_waits(
    app, rosas, cast, browser
):
    scored(rosas[0], 5, 4, 3)
    rosa = browser(cast.rosa)

    answer = rosa.post(at(rosas[2]), {**WHOLE, "then": "next"})
    last = rosa.post(at(rosas[1]), {**WHOLE, "then": "next"})

    assert answer.location == at(rosas[1])
    assert last.location == at(rosas[1])  # nothing else waits
    assert "3 of 3 submitted." in rosa.follow(last).words()


def test_a_withdrawn_bid_is_neither_next_nor_counted(app, rosas, bids, cast, browser):
    withdrawn(bids[1], cast.amina)
    rosa = browser(cast.rosa)

    answer = rosa.post(at(rosas[0]), {**WHOLE, "then": "next"})

    assert answer.location == at(rosas[2])
    assert "1 of 2 submitted." in rosa.get("/reviews").words()


def test_the_list_says_when_each_phase_is_due_and_how_far_one_is(
    app, rosas, phase, cast, browser
):
    scored(rosas[0], 5, 4, 3)
    due = clock.now() + timedelta(days=5)
    change(phase, due_at=due)

    page = browser(cast.rosa).get("/reviews")

    assert "scoring" in page.words("h2")
    assert "1 of 3 submitted." in page.words()
    assert f"Due on {due.day} " in page.words()


# -- what is needed


def test_a_reason_is_needed_only_where_the_criterion_asks_for_one(
    app, rosas, phase, cast, browser
):
    for criterion in phase.criteria:
        criterion.needs_reason = criterion.code == "plan"
    db.session.commit()
    rosa = browser(cast.rosa)

    without = rosa.post(at(rosas[0]), {**SCORES, "then": "submit"})
    done = rosa.post(at(rosas[0]), {**SCORES, "reason-plan": "p", "then": "submit"})

    assert without.faults == ["Write why."]
    assert "Why, if you want to say" in without.text
    assert done.status == 303
    assert review_of(rosas[0]).stage is Stage.SUBMITTED


def test_confidence_is_needed_where_the_phase_asks_for_it(
    app, rosas, phase, cast, browser
):
    change(phase, asks_confidence=True)
    rosa = browser(cast.rosa)

    without = rosa.post(at(rosas[0]), {**WHOLE, "then": "submit"})
    off = rosa.post(at(rosas[0]), {**WHOLE, "confidence": "4", "then": "submit"})
    done = rosa.post(at(rosas[0]), {**WHOLE, "confidence": "3", "then": "submit"})

    assert without.faults == ["Say how sure you are."]
    assert off.faults == ["Say how sure you are."]
    assert done.status == 303
    assert review_of(rosas[0]).confidence == 3


def test_a_phase_that_does_not_ask_for_confidence_shows_no_field(
    app, rosas, cast, browser
):
    page = browser(cast.rosa).get(at(rosas[0]))

    assert page.all("input", name="confidence") == []


@pytest.mark.parametrize(("typed", "kept"), [("0", 0), ("10", 10), ("11", None)])
def test_a_scale_has_the_ends_that_the_criterion_names(
    app, rosas, phase, cast, browser, typed, kept
):
    change(phase.criteria[0], minimum=0, maximum=10)
    rosa = browser(cast.rosa)
    shown = rosa.get(at(rosas[0])).all("input", name="score-need")

    rosa.post(at(rosas[0]), {"score-need": typed, "then": "draft"})

    assert [r.get("value") for r in shown] == [*map(str, range(11)), "none"]
    values = [s.value for s in review_of(rosas[0]).scores] if kept is not None else []
    assert values == ([kept] if kept is not None else [])


def test_a_reason_can_be_taken_out_of_a_draft_again(app, rosas, cast, browser):
    rosa = browser(cast.rosa)
    rosa.post(at(rosas[0]), {"reason-need": "first thought", "then": "draft"})

    rosa.post(at(rosas[0]), {"reason-need": "", "then": "draft"})

    assert "first thought" not in rosa.get(at(rosas[0])).text


# -- versions of a page


def test_a_page_that_is_older_than_what_is_stored_shows_both(app, rosas, cast, browser):
    rosa = browser(cast.rosa)
    older = rosa.get(at(rosas[0])).form("/reviews/")
    rosa.post(at(rosas[0]), {**older, **SCORES, "reason-need": "newer words"})

    late = rosa.post(
        at(rosas[0]), {**older, "score-need": "2", "reason-need": "older words"}
    )

    assert late.status == 409
    assert late.form("/reviews/")["reason-need"] == ["older words"]
    assert late.form("/reviews/")["score-need"] == ["2"]
    beside = [d for d in late.all("div") if d.get("class") == "theirs"]
    words = [" ".join("".join(d.itertext()).split()) for d in beside]
    assert "Saved meanwhile from another page: newer words" in words
    assert "Saved meanwhile from another page: 5" in words
    (stored,) = [s for s in review_of(rosas[0]).scores if s.criterion.code == "need"]
    assert (stored.value, stored.reason) == (5, "newer words")


def test_saving_again_from_the_page_that_shows_both_keeps_what_stands_there(
    app, rosas, cast, browser
):
    rosa = browser(cast.rosa)
    older = rosa.get(at(rosas[0])).form("/reviews/")
    rosa.post(at(rosas[0]), {**older, "comment": "newer"})
    late = rosa.post(at(rosas[0]), {**older, "comment": "older"})

    again = rosa.post(at(rosas[0]), {**late.form("/reviews/"), "comment": "both"})

    assert again.status == 303
    assert review_of(rosas[0]).comment == "both"


def test_sending_the_same_page_twice_is_no_clash(app, rosas, cast, browser):
    rosa = browser(cast.rosa)
    form = {**rosa.get(at(rosas[0])).form("/reviews/"), **WHOLE, "then": "draft"}

    answers = [rosa.post(at(rosas[0]), form) for _ in range(2)]

    assert [a.status for a in answers] == [303, 303]
    assert review_of(rosas[0]).version == 2


@pytest.mark.parametrize("typed", ["x", "", "-1", "1e9", "٣"])
def test_a_version_that_is_none_loses_nothing(app, rosas, cast, browser, typed):
    rosa = browser(cast.rosa)

    answer = rosa.post(at(rosas[0]), {**WHOLE, "version": typed, "then": "draft"})

    assert answer.status in {303, 409}
    shown = answer.text if answer.status == 409 else rosa.get(at(rosas[0])).text
    assert ">\np</textarea>" in shown


# -- after the phase


def test_a_score_saved_after_the_phase_closed_changes_nothing_and_is_kept(
    app, rosas, phase, cast, browser
):
    rosa = browser(cast.rosa)
    rosa.post(at(rosas[0]), {**WHOLE, "then": "draft"})
    change(phase, closed_at=clock.now())

    late = rosa.post(at(rosas[0]), {**WHOLE, "reason-need": "too late"})

    assert late.status == 409
    assert "This phase is over. Nothing was changed." in late.text
    (kept,) = [link for link in late.links() if "/rescued/" in link]
    assert "too late" in rosa.get(kept).text
    assert {s.reason for s in review_of(rosas[0]).scores} == {"n", "p", "g"}


def test_a_closed_phase_can_be_read_and_not_written(app, rosas, phase, cast, browser):
    scored(rosas[0], 5, 4, 3)
    change(phase, closed_at=clock.now())

    page = browser(cast.rosa).get(at(rosas[0]))

    assert page.status == 200
    assert "nothing can be changed" in page.words()
    assert all(f.get("disabled") is not None for f in page.all("fieldset"))
    assert page.all("button", name="then") == []
    assert "Open my review again" not in page.text


# -- handing in, opening again


def test_a_review_opened_again_does_not_count_until_it_is_in_again(
    app, three, call, cast, browser
):
    scored(three[0], 5, 5, 5)
    rosa = browser(cast.rosa)

    rosa.post(f"{at(three[0])}/reopening")
    (open_again,) = [
        row.standing
        for row in rankings.ranking(scoring_phase(call))
        if row.bid.title == "First"
    ]
    page = rosa.get(at(three[0]))
    rosa.post(at(three[0]), {**WHOLE, "then": "submit"})

    assert open_again.reviews == 0
    assert "It does not count until you submit it again." in page.words()
    assert "Opened again" not in page.words()
    assert review_of(three[0]).stage is Stage.SUBMITTED
    standing = next(
        r.standing
        for r in rankings.ranking(scoring_phase(call))
        if r.bid.title == "First"
    )
    assert standing.reviews == 1


def test_every_time_that_it_is_handed_in_is_kept(app, three, cast, browser):
    scored(three[0], 5, 5, None)
    rosa = browser(cast.rosa)
    rosa.post(f"{at(three[0])}/reopening")
    rosa.post(at(three[0]), {**WHOLE, "comment": "changed", "then": "submit"})

    found = queries.handed_in(queries.assignment(three[0].id))

    assert [one.number for one in found] == [2, 1]
    assert [value for _t, value, _r in found[0].scores] == [5, 4, 3]
    assert [value for _t, value, _r in found[1].scores] == [5, 5, None]
    assert [r for _t, _v, r in found[1].scores][0] == "because need"
    page = rosa.get(at(three[0]))
    assert "What you handed in before" in page.words()
    assert "because need" in page.words()


def test_the_fund_sees_each_version_and_that_others_scores_were_open_before(
    app, three, cast, browser
):
    scored(three[0], 1, 1, 1)
    scored(three[1], 5, 4, 2)
    ravi, where = browser(cast.ravi), at(three[1])
    ravi.post(f"{where}/reopening")
    ravi.post(where, {**WHOLE, "then": "submit"})

    page = browser(cast.stella).get(f"/staff/assignments/{three[1].id}/review")

    saw = db.session.scalars(select(ReviewVersion.saw_others)).all()
    assert sorted(saw) == [False, False, True]
    cards = [" ".join("".join(c.itertext()).split()) for c in page.all("section")]
    assert [c[:9] for c in cards] == ["Version 2", "Version 1"]
    assert "After the scores of others could be seen" in cards[0]
    assert "After the scores of others could be seen" not in cards[1]
    assert "because need" in cards[1]


def test_who_was_first_had_seen_nothing_of_the_others(app, three, cast, browser):
    scored(three[0], 1, 1, 1)
    rosa = browser(cast.rosa)
    rosa.post(f"{at(three[0])}/reopening")
    scored(three[1], 5, 4, 2)  # comes in while Rosa's is open again

    rosa.post(at(three[0]), {**WHOLE, "then": "submit"})

    assert not any(db.session.scalars(select(ReviewVersion.saw_others)))


def test_a_draft_of_theirs_is_not_shown_to_the_fund(app, three, cast, browser):
    scored(three[0], 1, 1, 1, submit=False)

    page = browser(cast.stella).get(f"/staff/assignments/{three[0].id}/review")

    assert "because need" not in page.text
    assert "Nothing was handed in yet." in page.words()


@pytest.mark.parametrize("deed", ["reopening", "decline"])
def test_what_is_not_the_time_for_is_refused_with_a_sentence(
    app, three, cast, browser, deed
):
    if deed == "decline":
        scored(three[0], 1, 1, 1)
    rosa = browser(cast.rosa)

    answer = rosa.post(f"{at(three[0])}/clearance") and rosa.post(
        f"{at(three[0])}/{deed}", {"reason": "no time"}
    )

    assert answer.status == 409


def test_a_review_cannot_be_opened_again_after_the_phase(
    app, three, phase, cast, browser
):
    scored(three[0], 1, 1, 1)
    change(phase, closed_at=clock.now())

    answer = browser(cast.rosa).post(f"{at(three[0])}/reopening")

    assert answer.status == 409
    assert review_of(three[0]).stage is Stage.SUBMITTED


# -- declining


def test_a_declined_bid_leaves_the_list_and_the_fund_is_told(app, three, cast, browser):
    rosa = browser(cast.rosa)

    rosa.post(f"{at(three[0])}/decline", {"reason": "I am away all month."})

    assert rosa.get(at(three[0])).status == 403
    assert "First" not in rosa.get("/reviews").text
    row = db.session.get(Assignment, three[0].id)
    assert row.declined_at is not None
    assert row.declined_because == "I am away all month."
    letters = db.session.scalars(
        select(Letter).where(Letter.template == "staff/review_declined")
    ).all()
    assert [letter.to for letter in letters] == ["stella@example.org"]
    assert "I am away all month." in letters[0].body
    (line,) = audit.history(row)
    assert line.verb == "declined to score"


def test_who_takes_a_declined_bid_is_worked_out_by_itself(
    app, three, phase, cast, browser
):
    browser(cast.rosa).post(f"{at(three[0])}/decline", {"reason": "no time"})
    jobs.work_once()

    asked = queries.last_solve(phase.call, Wanted.REPAIR, phase=phase)
    page = browser(cast.stella).get("/staff/calls/CF1/assignments")
    assert asked.by_id == cast.rosa.id
    assert f"/staff/proposals/{asked.id}" in page.links()


def test_what_was_written_before_declining_is_kept_for_its_author(
    app, three, cast, browser
):
    scored(three[0], 5, None, 3, submit=False)

    browser(cast.rosa).post(f"{at(three[0])}/decline", {"reason": "no time"})

    (kept,) = db.session.scalars(select(Rescue))
    assert kept.person_id == cast.rosa.id
    page = browser(cast.rosa).get(f"/rescued/{kept.id}")
    assert "because plan" in page.text
    assert browser(cast.ravi).get(f"/rescued/{kept.id}").status == 403


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_declining_needs_a_reason_of_some_length(app, three, cast, browser, reason):
    answer = browser(cast.rosa).post(f"{at(three[0])}/decline", {"reason": reason})

    assert answer.status == 422
    assert db.session.get(Assignment, three[0].id).declined_at is None


def test_a_review_that_was_ever_in_cannot_be_declined(app, three, cast, browser):
    scored(three[0], 5, 4, 3)
    rosa = browser(cast.rosa)
    rosa.post(f"{at(three[0])}/reopening")

    answer = rosa.post(f"{at(three[0])}/decline", {"reason": "no time"})

    assert answer.status == 409
    assert "cannot be declined any more" in answer.text


# -- the others


def ready(three):
    for assignment, values in zip(
        three, [(5, 4, 2), (4, 4, 3), (3, 1, 4)], strict=True
    ):
        scored(assignment, *values)


def test_where_moderators_are_hidden_they_have_numbers(
    app, three, phase, cast, browser
):
    ready(three)
    change(phase, hides_moderators=True)

    page = browser(cast.rosa).get(at(three[0]))

    names = {"".join(h.itertext()).strip() for h in page.all("h3")}
    assert names == {"Moderator 1", "Moderator 2"}
    assert "Ravi" not in page.words()
    assert "Mei" not in page.words()


@pytest.mark.parametrize(
    ("seen", "closed", "shown"),
    [
        (Seen.OWN_IN, False, True),
        (Seen.OWN_IN, True, True),
        (Seen.CLOSED, False, False),
        (Seen.CLOSED, True, True),
        (Seen.NEVER, False, False),
        (Seen.NEVER, True, False),
    ],
)
def test_others_scores_are_seen_when_the_phase_says(
    app, three, phase, cast, browser, seen, closed, shown
):
    ready(three)
    change(phase, scores_seen=seen, closed_at=clock.now() if closed else None)

    page = browser(cast.rosa).get(at(three[0]))

    assert ("Ravi" in page.words()) == shown


def test_whose_own_review_is_open_again_sees_nothing_of_the_others(
    app, three, cast, browser
):
    ready(three)
    rosa = browser(cast.rosa)
    rosa.post(f"{at(three[0])}/reopening")

    assert "Ravi" not in rosa.get(at(three[0])).words()


def test_what_somebody_in_conflict_gave_is_not_shown(app, three, cast, browser):
    ready(three)
    declaring.declare_conflict(three[1], reason="a tie", by=cast.ravi)
    db.session.commit()

    page = browser(cast.rosa).get(at(three[0]))

    assert "Ravi" not in page.words()
    assert "Mei" in page.words()


def test_a_review_that_is_not_complete_cannot_be_handed_in_by_the_verb(app, three):
    reviewing.save_review(three[0], {}, comment="", by=three[0].moderator.person)

    with pytest.raises(reviewing.Refused, match="not complete"):
        reviewing.submit_review(three[0], by=three[0].moderator.person)


def test_the_list_and_the_review_ask_as_often_for_many_bids_as_for_few(
    app, call, panel, cast, browser
):
    from tests.house.test_queries import counted

    group, rosa = a_group(cast.amina), browser(cast.rosa)

    def ask():
        bid = a_bid(call, group, cast.amina)
        eligible(bid, cast.stella)
        (one,) = assigned(bid, panel[0], by=cast.stella)
        declaring.clear_conflict(one, by=cast.rosa)
        db.session.commit()
        return at(one)

    first = ask()
    few = {path: counted(lambda p=path: rosa.get(p)) for path in ("/reviews", first)}
    for _ in range(6):
        ask()
    many = {path: counted(lambda p=path: rosa.get(p)) for path in ("/reviews", first)}

    assert few == many
    assert max(many.values()) <= 26
