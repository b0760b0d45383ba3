"""The agenda of a meeting: its order, who leaves when, and what a tied member sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from grantsapp.db import db
from grantsapp.review import agenda
from grantsapp.review.actions import declaring
from grantsapp.review.agenda import Item, exits, in_order
from grantsapp.review.models import Conflict, Reading, Standing
from grantsapp.review.queries import agendas
from grantsapp.review.scoring import is_apart
from tests.cast import a_call, a_fund
from tests.review.meetings import a_round


def item(number, leave="", spread=None, rank=None):
    return Item(number, frozenset(leave), spread is not None, spread, rank)


def numbers(items):
    return [one.number for one in in_order(items)]


def test_what_lies_far_apart_comes_first_the_farthest_on_top():
    items = [
        item(1, rank=1),
        item(2, spread=1.2, rank=2),
        item(3, spread=2.0, rank=3),
        item(4),
        item(5, rank=4),
    ]

    assert numbers(items) == [3, 2, 1, 5, 4]


def test_bids_for_which_the_same_members_leave_stand_together():
    items = [
        item(1, "a", rank=1),
        item(2, rank=2),
        item(3, "a", rank=3),
        item(4, rank=4),
        item(5, "b", rank=5),
    ]

    ordered = in_order(items)

    assert [one.number for one in ordered] == [1, 3, 2, 4, 5]
    assert exits(ordered) == 2
    assert exits(items) == 3


def test_who_stays_out_over_several_items_leaves_once():
    assert exits([item(1, "a"), item(2, "ab"), item(3, "b"), item(4, "a")]) == 3
    assert exits([]) == 0


items = st.lists(
    st.builds(
        item,
        st.integers(1, 40),
        st.sampled_from(["", "a", "b", "ab"]),
        st.sampled_from([None, None, 1.1, 1.5, 2.0]),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=12,
    unique_by=lambda one: one.number,
)


@given(items, st.randoms(use_true_random=False))
def test_an_agenda_has_every_item_once_flagged_first_and_depends_on_no_order(
    every, chance
):
    ordered = in_order(every)

    assert sorted(o.number for o in ordered) == sorted(o.number for o in every)
    flags = [one.is_flagged for one in ordered]
    assert flags == sorted(flags, reverse=True)
    for part in (True, False):
        sets = [one.leave for one in ordered if one.is_flagged is part]
        blocks = [s for n, s in enumerate(sets) if n == 0 or sets[n - 1] != s]
        assert len(blocks) == len(set(blocks))
    assert in_order(chance.sample(every, len(every))) == ordered


@pytest.mark.parametrize(
    ("spread", "flag", "is_flagged"),
    [
        (None, 100, False),
        (1.0, 100, False),
        (1.0000000000000002, 100, False),  # the root of a square that is just one
        (1.01, 100, True),
        (0.0, 0, False),
        (0.01, 0, True),
    ],
)
def test_a_spread_just_on_the_rule_is_not_beyond_it(spread, flag, is_flagged):
    assert is_apart(spread, flag) is is_flagged


@pytest.fixture
def round_(cast):
    return a_round(cast)


def tied(round_, seat, bid, by):
    reading = Reading(round_.panel[seat], round_.bids[bid], round_.meeting)
    declaring.declare_conflict(reading, reason="a tie", by=by)
    db.session.commit()


def rows(page):
    return [
        " ".join("".join(row.itertext()).split())
        for row in page.all("tbody")[0].iter("tr")
    ]


def test_the_fund_reads_who_leaves_the_room_when(round_, cast, browser):
    tied(round_, 1, 0, cast.ravi)

    page = browser(cast.stella).get("/staff/calls/CF1/agenda")

    # of Rosa's 5 and Mei's 3 the spread is 1.41, of the other 0.69
    first, second = rows(page)
    assert first.startswith("1 One project CF1-0001")
    assert "1.41 Far apart" in first
    assert "Out of the room: Ravi" in first
    assert "Come back: Ravi" in second
    assert "Somebody leaves the room once." in page.words()


def test_a_waived_tie_keeps_nobody_out(round_, cast, browser):
    tied(round_, 1, 0, cast.ravi)
    conflict = db.session.scalar(select(Conflict))
    conflict.standing, conflict.settled_by = Standing.WAIVED, "Stella"
    conflict.settled_because = "Long ago."
    db.session.commit()

    assert "Ravi" not in browser(cast.stella).get("/staff/calls/CF1/agenda").words()


def test_of_the_bid_that_ties_them_a_member_reads_the_place_alone(
    round_, cast, browser
):
    tied(round_, 1, 0, cast.ravi)
    where = f"/panels/{round_.panel[1].id}/agenda/{round_.meeting.id}"

    page = browser(cast.ravi).get(where)

    assert "Item 1: you leave the room." in page.words()
    assert "Two project" in page.words()
    assert "One" not in page.words()
    assert "CF1-0001" not in page.text
    assert not [link for link in page.links() if str(round_.bids[0].id) in link]
    assert browser(cast.rosa).get(where).status == 403


def test_a_member_without_a_tie_reads_every_item_and_no_scores(round_, cast, browser):
    tied(round_, 1, 0, cast.ravi)
    where = f"/panels/{round_.panel[0].id}/agenda/{round_.meeting.id}"

    words = browser(cast.rosa).get(where).words()

    assert words.index("One project") < words.index("Two project")
    for hidden in ("Ravi", "1.41", "leave the room"):
        assert hidden not in words


def test_the_agenda_names_the_expertise_that_leaves_with_a_member(
    round_, cast, browser
):
    round_.scoring.cover = ["threat", "practice"]
    for seat in (*round_.panel[1:], round_.lay):
        seat.expertise = ["practice"]
    db.session.commit()
    tied(round_, 0, 0, cast.rosa)

    found = agendas.agenda_of(round_.meeting)

    assert found.expertise[1] == "International practice"
    assert [one.missing for one in found.entries] == [(found.expertise[0],), ()]
    assert found.entries[0].leave == ("Rosa",)


def test_a_call_without_a_meeting_says_so(cast, browser):
    a_call(a_fund(cast.stella), cast.stella)
    stella = browser(cast.stella)

    assert (
        "no phase in which the panel meets"
        in stella.get("/staff/calls/CF1/agenda").words()
    )
    assert (
        "no phase in which scores are moderated"
        in stella.get("/staff/calls/CF1/moderation").words()
    )
    assert stella.get("/staff/calls/CF1/agenda?phase=nonsense").status == 404
    assert agenda.in_order([]) == []
