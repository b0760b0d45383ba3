"""A phase is closed: what its rule says, what is chosen by hand, and opened again."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.db import db
from grantsapp.review import advancing, queries
from grantsapp.review.actions import deciding, planning
from grantsapp.review.advancing import Said
from grantsapp.review.models import (
    Advance,
    Conflict,
    Criterion,
    Kind,
    Moderated,
    Outcome,
    Passage,
    Recommendation,
    Standing,
)
from grantsapp.review.queries.closing import closing_of
from grantsapp.review.queries.telling import step_of
from grantsapp.review.rules import bids_in, forget_bids_in
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    text,
    withdrawn,
)

ON, TIE, OUT = Said(goes_on=True), Said(goes_on=True, ties=True), Said(goes_on=False)


# the rules, on paper

MEANS = {
    "a": Fraction(9, 2),
    "b": Fraction(4),
    "c": Fraction(4),
    "d": Fraction(7, 2),
    "e": None,
}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, [ON, OUT, OUT, OUT, OUT]),
        (2, [ON, TIE, TIE, OUT, OUT]),
        (3, [ON, ON, ON, OUT, OUT]),
        (4, [ON, ON, ON, ON, OUT]),
        (9, [ON, ON, ON, ON, OUT]),
        (0, [OUT, OUT, OUT, OUT, OUT]),
    ],
)
def test_the_best_go_on_with_all_that_tie_with_the_last(number, said):
    assert list(advancing.best(MEANS, number).values()) == said


def test_a_mean_that_is_just_reached_goes_on():
    found = advancing.at_least({**MEANS, "f": Fraction(399, 100)}, 400)

    assert list(found.values()) == [ON, ON, ON, OUT, OUT, OUT]


def test_thirds_are_compared_as_they_are():
    thirds = {"a": Fraction(10, 3), "b": Fraction(333, 100)}

    assert list(advancing.at_least(thirds, 334).values()) == [OUT, OUT]
    assert list(advancing.best(thirds, 1).values()) == [ON, OUT]


def test_every_bid_goes_on_or_waits_for_a_choice_where_no_mean_is_asked():
    assert set(advancing.all_on(MEANS).values()) == {ON}
    assert set(advancing.by_hand(MEANS).values()) == {Said(goes_on=None)}
    assert advancing.best({}, 3) == {}


# the page

GIVEN = {"first": (5, 5, 5), "second": (4, 4, 4), "third": (4, 4, 4), "last": (1, 1, 1)}


@pytest.fixture
def bids(call, cast):
    """Four bids that Rosa scored: the best, two that tie, and the last."""
    group, rosa = a_group(cast.amina), a_moderator(call, cast.rosa, cast.stella)
    made = {}
    for name, given in GIVEN.items():
        made[name] = a_bid(call, group, cast.amina, title=[name])
        eligible(made[name], cast.stella)
        scored(*assigned(made[name], rosa, by=cast.stella), *given)
    forget_bids_in()
    return made


@pytest.fixture
def stella(cast, bids, browser):
    return browser(cast.stella)


def ruled(phase, advance, number=None):
    phase.advance, phase.advance_number = advance, number
    db.session.commit()


def where(phase):
    return f"/staff/phases/{phase.id}/closing"


def closed(browser, phase, **more):
    """Close a phase as its page stands, with some fields changed."""
    page = browser.get(where(phase))
    return browser.post(where(phase), {**page.form("closing"), **more})


def passed(phase):
    """What became of the bids: goes on, by the rule, why."""
    db.session.expire_all()
    forget_bids_in()
    query = select(Passage).where(Passage.phase_id == phase.id)
    rows = {one.application_id: one for one in db.session.scalars(query)}
    return {k: (r.goes_on, r.by_rule, r.reason) for k, r in rows.items()}


YES, NO = (True, True, ""), (False, True, "")


def test_closing_shows_every_bid_first_and_writes_nothing(stella, phase, bids):
    ruled(phase, Advance.BEST, 2)

    page = stella.get(where(phase))

    words = page.words()
    assert "Ties with the last place" in words
    assert "more go on than the rule asks for" in words
    assert words.count("Does not go on") == 1 + 4  # the last bid, and a choice each
    assert passed(phase) == {}


def test_a_closed_phase_lets_the_best_on_with_those_that_tie(stella, phase, bids, cast):
    ruled(phase, Advance.BEST, 2)

    page = closed(stella, phase)

    assert page.status == 303
    keys = {name: bid.id for name, bid in bids.items()}
    assert passed(phase) == {
        keys["first"]: YES,
        keys["second"]: YES,
        keys["third"]: YES,
        keys["last"]: NO,
    }
    assert phase.closed_at is not None
    after = planning.add_phase(
        phase.call, by=cast.stella, code="x", kind=Kind.MODERATION, title=text("x")
    )
    db.session.flush()
    assert bids_in(after) == {keys["first"], keys["second"], keys["third"]}
    shown = stella.follow(page).words()
    assert "By the rule" in shown
    assert "closed the phase" in [e.verb for e in audit.history(phase)]


def test_a_choice_by_hand_has_its_reason(stella, phase, bids):
    ruled(phase, Advance.AT_LEAST, 400)
    last, second = bids["last"].id, bids["second"].id

    bare = closed(stella, phase, **{f"goes-{last}": "on"})
    kept = bare.form("closing")
    page = stella.post(
        where(phase),
        {**kept, f"reason-{last}": "Nobody else works there.", f"goes-{second}": "on"},
    )

    assert bare.status == 422
    assert bare.faults == ["Write why you choose this for CF1-0004."]
    assert kept[f"goes-{last}"] == ["on"]
    assert page.status == 303
    found = passed(phase)
    assert found[last] == (True, False, "Nobody else works there.")
    assert found[second] == YES  # the rule says the same, so it is not by hand
    assert "Nobody else works there." in stella.follow(page).words()


def test_one_reason_can_stand_for_every_choice_by_hand(stella, phase, bids):
    ruled(phase, Advance.BY_HAND)
    picked = {f"goes-{bid.id}": "on" for bid in bids.values()}
    own = {f"reason-{bids['last'].id}": "Its own."}

    unchosen = closed(stella, phase, shared="Agreed on 3 May.")
    page = closed(stella, phase, **picked, **own, shared="Agreed on 3 May.")

    assert unchosen.faults == ["Choose whether it goes on."] * 4
    assert page.status == 303
    reasons = [reason for _on, _by_rule, reason in passed(phase).values()]
    assert sorted(reasons) == ["Agreed on 3 May."] * 3 + ["Its own."]


def test_a_choice_that_is_none_is_refused(stella, phase, bids):
    page = closed(stella, phase, **{f"goes-{bids['last'].id}": "perhaps"})

    assert page.faults == ["Choose whether it goes on."]
    assert passed(phase) == {}


@pytest.mark.parametrize("key", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_choice_for_an_unknown_bid_closes_nothing(stella, phase, bids, key):
    page = closed(stella, phase, **{f"goes-{key}": "on", f"reason-{key}": "x"})

    assert page.status == 409
    assert "The bids of this phase have changed." in page.words()
    assert passed(phase) == {}
    assert phase.closed_at is None


def test_outstanding_reviews_are_named_and_confirmed(stella, phase, bids, call, cast):
    ravi = a_moderator(call, cast.ravi, cast.stella)
    assigned(bids["first"], ravi, by=cast.stella)
    ((draft),) = assigned(bids["second"], ravi, by=cast.stella)
    scored(draft, 1, None, None, submit=False)

    shown = stella.get(where(phase)).words()
    bare = closed(stella, phase)
    page = closed(stella, phase, outstanding="y")

    assert "Ravi has 2 reviews to hand in." in shown
    assert "Rosa has" not in shown
    assert bare.faults == ["Tick this if the phase is to be closed all the same."]
    assert page.status == 303


def test_a_review_that_a_tie_forbids_is_not_waited_for(stella, phase, bids, call, cast):
    ravi = a_moderator(call, cast.ravi, cast.stella)
    assigned(bids["first"], ravi, by=cast.stella)
    facts = {"moderator_id": ravi.id, "application_id": bids["first"].id}
    tie = Conflict(**facts, reason="x", standing=Standing.FOUND)
    db.session.add(tie)
    db.session.commit()

    assert "Ravi" not in stella.get(where(phase)).words()


def test_an_incomplete_bid_does_not_go_on_where_a_mean_is_asked(
    stella, phase, bids, call, cast
):
    bid = a_bid(call, a_group(cast.bo, name="New"), cast.bo)
    eligible(bid, cast.stella)
    ruled(phase, Advance.AT_LEAST, 100)

    closed(stella, phase)

    assert passed(phase)[bid.id] == NO
    assert passed(phase)[bids["last"].id] == YES


def test_a_withdrawn_bid_is_not_among_them(stella, phase, bids, cast):
    withdrawn(bids["first"], cast.amina)

    closed(stella, phase)

    assert bids["first"].id not in passed(phase)
    assert len(passed(phase)) == 3


def test_the_second_of_two_managers_changes_nothing(stella, phase, bids):
    ruled(phase, Advance.BEST, 1)
    first = stella.get(where(phase)).form("closing")
    assert closed(stella, phase).status == 303
    before = passed(phase)

    page = stella.post(where(phase), {**first, f"goes-{bids['last'].id}": "on"})

    assert page.status == 409
    assert "This phase is closed." in page.words()
    assert passed(phase) == before


def test_what_changed_since_the_page_was_opened_is_shown_before_it_counts(
    stella, phase, bids, call, cast
):
    ruled(phase, Advance.BEST, 1)
    form = stella.get(where(phase)).form("closing")
    scored(*_another(call, bids["last"], cast), 5, 5, 5)
    scored(*_another(call, bids["first"], cast, cast.mei), 1, 1, 1)

    stale = stella.post(where(phase), {**form, "shared": "As agreed."})
    again = stella.post(where(phase), stale.form("closing"))

    assert stale.status == 409
    assert "Something changed since you opened this page." in stale.words()
    assert stale.form("closing")["shared"] == ["As agreed."]
    assert again.status == 303
    assert passed(phase)[bids["second"].id] == YES


def _another(call, bid, cast, person=None):
    moderator = a_moderator(call, person or cast.ravi, cast.stella)
    return assigned(bid, moderator, by=cast.stella)


def test_a_phase_cannot_be_closed_before_the_one_that_feeds_it(stella, phase, cast):
    after = planning.add_phase(
        phase.call, by=cast.stella, code="x", kind=Kind.MODERATION, title=text("x")
    )
    db.session.commit()

    page = stella.get(where(after))

    assert page.status == 409
    assert "Close “scoring” first: it lets bids on." in page.words()


def test_an_eligibility_check_is_closed_by_what_was_found(stella, call, bids, cast):
    bid = a_bid(call, a_group(cast.bo, name="New"), cast.bo)
    check = queries.phases_of(call)[0]

    shown = stella.get(where(check)).words()
    page = closed(stella, check, outstanding="y", **{f"goes-{bid.id}": "on"})

    assert "One bid is not checked: it does not go on." in shown
    assert page.status == 303
    assert passed(check)[bid.id] == NO
    assert passed(check)[bids["last"].id] == YES


def test_a_phase_is_opened_again_while_no_later_one_has_begun(stella, phase, bids):
    closed(stella, phase)

    page = stella.post(f"/staff/phases/{phase.id}/opening")

    assert page.status == 303
    assert passed(phase) == {}
    assert phase.closed_at is None
    assert stella.post(f"/staff/phases/{phase.id}/opening").status == 409
    assert closed(stella, phase).status == 303


def test_work_in_a_later_phase_keeps_a_phase_closed(stella, phase, bids, cast):
    later = planning.add_phase(
        phase.call, by=cast.stella, code="x", kind=Kind.RECOMMENDATION, title=text("x")
    )
    db.session.commit()
    closed(stella, phase)
    facts = {"phase_id": later.id, "application_id": bids["first"].id, "reason": "x"}
    db.session.add(Recommendation(**facts, outcome=Outcome.RESERVE, by_name="Stella"))
    db.session.commit()
    before = passed(phase)

    page = stella.post(f"/staff/phases/{phase.id}/opening")

    assert page.status == 409
    assert "Work in a later phase has begun" in page.words()
    assert passed(phase) == before


def test_a_decision_keeps_a_phase_closed(stella, phase, bids, cast):
    closed(stella, phase)
    facts = {"outcome": Outcome.DECLINE, "amount": None, "reason": "r", "feedback": "f"}
    deciding.decide(bids["last"], **facts, by=cast.stella)
    db.session.commit()

    page = stella.post(f"/staff/phases/{phase.id}/opening")

    assert page.status == 409
    assert "The fund has begun to decide" in page.words()


def test_a_phase_that_has_not_begun_cannot_be_closed(stella, phase, bids):
    phase.opens_at = clock.now().replace(year=2099)
    db.session.commit()

    assert stella.get(where(phase)).status == 409


def test_scores_that_the_panel_agreed_on_count_in_a_later_phase(
    stella, phase, bids, cast
):
    later = planning.add_phase(
        phase.call, by=cast.stella, code="x", kind=Kind.MODERATION, title=text("x")
    )
    db.session.commit()
    closed(stella, phase)
    need = db.session.scalars(select(Criterion).where(Criterion.code == "need")).one()
    agreed = {"criterion_id": need.id, "value": 5, "reason": "x", "by_name": "S"}
    row = Moderated(phase_id=later.id, application_id=bids["third"].id, **agreed)
    db.session.add(row)
    db.session.commit()
    forget_bids_in()

    lines = {one.bid.title: one for one in closing_of(later).lines}

    assert lines["second"].mean == 4
    assert lines["third"].mean == Fraction(5 * 30 + 4 * 70, 100)  # need weighs 30
    assert [lines[t].rank for t in GIVEN] == [1, 3, 2, 4]


def test_applicants_read_how_far_the_call_is_and_nothing_of_their_bid(
    stella, phase, bids, cast
):
    call = phase.call
    for code in ("moderation", "recommendation"):
        title = text(code)
        planning.add_phase(
            call, by=cast.stella, code=code, kind=Kind(code), title=title
        )
        db.session.flush()
    db.session.commit()
    steps = [step_of(call)]
    for one in queries.phases_of(call)[1:]:
        one.closed_at = clock.now()
        db.session.commit()
        steps.append(step_of(call))

    assert steps == ["reading", "meeting", "recommending", "deciding"]
