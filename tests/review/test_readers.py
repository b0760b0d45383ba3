"""Those who read without scoring: what the panel page lists, opens and keeps shut."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.db import db
from grantsapp.review.actions import declaring
from grantsapp.review.models import Answered, Conflict, Kind, Reading, Seat
from grantsapp.review.models import Moderator as Seats
from tests.cast import a_bid, a_call, a_group, eligible
from tests.house.test_queries import counted
from tests.review.meetings import a_meeting, a_round, closed


@pytest.fixture
def round_(cast):
    return a_round(cast)


def cleared(them, where):
    assert them.post(f"{where}/clearance").status == 303
    return them.get(where)


def test_a_member_reads_a_bid_after_the_question_and_its_scores(round_, cast, browser):
    rosa, where = browser(cast.rosa), round_.panel_bid(round_.panel[0])

    asked = rosa.get(where)
    page = cleared(rosa, where)

    # Rosa scored this bid, so she was asked then
    assert "One need." in asked.text
    assert "Weighted mean: 3.00 · Spread: 2.00" in page.words()
    assert "because plan" in page.text
    assert "Ravi" in page.words()


def test_a_lay_member_is_asked_about_conflicts_before_the_bid_opens(
    round_, cast, browser
):
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)

    before, after = zed.get(where), cleared(browser(cast.zed), where)

    assert "One need." not in before.text
    assert "because need" not in before.text
    assert "One need." in after.text
    assert "because need" in after.text


def test_while_bids_are_scored_a_lay_member_reads_without_any_scores(cast, browser):
    round_ = a_round(cast, is_closed=False)
    zed = browser(cast.zed)
    where = round_.panel_bid(round_.lay, phase=round_.scoring)

    home = zed.get(f"/panels/{round_.lay.id}")
    page = cleared(zed, where)

    assert where in home.links()
    assert "One need." in page.text
    assert "because" not in page.text
    assert "Rosa" not in page.text
    assert "What the panel says" not in page.text
    assert zed.post(f"{where}/remarks", {"text": "So?"}).status == 404


def test_who_scores_does_not_find_the_bids_to_score_among_those_to_read(cast, browser):
    round_ = a_round(cast, is_closed=False)
    home = browser(cast.rosa).get(f"/panels/{round_.panel[0].id}")

    assert not [link for link in home.links() if "/bids/" in link]


def test_a_translator_does_not_meet(round_, cast, browser):
    round_.lay.seat = Seat.TRANSLATOR
    db.session.commit()
    zed = browser(cast.zed)

    assert zed.get(f"/panels/{round_.lay.id}").status == 403
    assert zed.get(round_.panel_bid(round_.lay)).status == 403
    assert f"/panels/{round_.lay.id}" not in zed.get("/reviews").links()


def test_a_list_of_a_member_shows_just_what_its_door_opens(round_, cast, browser):
    later = a_meeting(round_.call, cast.stella, Kind.RECOMMENDATION, "later")
    phases = (round_.scoring, round_.meeting, later)
    tied = Reading(round_.panel[1], round_.bids[0], round_.meeting)
    declaring.declare_conflict(tied, reason="a tie", by=cast.ravi)
    db.session.commit()
    seats = {s.person_id: s for s in [*round_.panel, round_.lay]}

    for person in (cast.rosa, cast.ravi, cast.mei, cast.zed):
        them, seat = browser(person), seats[person.id]
        home = them.get(f"/panels/{seat.id}")
        listed = {link for link in home.links() if "/bids/" in link}
        every = {
            round_.panel_bid(seat, bid, phase) for bid in (0, 1) for phase in phases
        }
        opened = {p for p in every if them.get(p).status == 200}
        assert listed == opened, person.name
    assert home.status == 200


def test_somebody_else_opens_neither_page_nor_bid_of_a_seat(round_, cast, browser):
    where = round_.panel_bid(round_.panel[0])
    for person in (cast.ravi, cast.stella, cast.amina, cast.fay):
        them = browser(person)
        assert them.get(f"/panels/{round_.panel[0].id}").status == 403
        assert them.get(where).status == 403
        assert them.post(f"{where}/remarks", {"text": "Mine."}).status == 403


def test_a_declared_conflict_closes_the_bid_and_its_agenda_item(round_, cast, browser):
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)

    silent = zed.post(f"{where}/conflict", {"reason": " "})
    told = zed.post(f"{where}/conflict", {"reason": "My sister runs it."})

    assert silent.status == 422
    assert silent.faults == ["Write in a few words what ties you to it."]
    assert told.location == f"/panels/{round_.lay.id}"
    assert zed.get(where).status == 403
    assert "One project" not in zed.get(told.location).text
    assert len(db.session.scalars(select(Conflict)).all()) == 1


def test_names_are_hidden_where_the_phase_hides_moderators(round_, cast, browser):
    round_.meeting.hides_moderators = True
    round_.panel[0].person.language = "ar"
    db.session.commit()
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)
    page = cleared(zed, where)

    for name in ("Rosa", "Ravi", "Mei"):
        assert name not in page.text
    words = page.words()
    assert "Moderator 1" in words
    assert "Moderator 3" in words
    own = cleared(browser(cast.ravi), round_.panel_bid(round_.panel[1])).words()
    assert "Ravi" in own  # everybody knows their own name
    assert "Rosa" not in own


def test_scores_of_a_phase_that_never_shows_them_stay_unseen(round_, cast, browser):
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)
    round_.scoring.scores_seen = "never"
    db.session.commit()

    page = cleared(zed, where)

    assert "The scores of this phase are not shown." in page.words()
    assert "because" not in page.text
    assert "Spread" not in page.text


def test_what_a_member_in_conflict_gave_is_left_out(round_, cast, browser):
    tied = Reading(round_.panel[1], round_.bids[0], round_.meeting)
    declaring.declare_conflict(tied, reason="a tie", by=cast.ravi)
    db.session.commit()

    page = cleared(browser(cast.zed), round_.panel_bid(round_.lay))

    assert "Ravi" not in page.words()
    assert "Weighted mean: 4.00" in page.words()  # of 5 and 3


def test_a_phase_that_has_not_begun_is_not_read(round_, cast, browser):
    round_.meeting.opens_at = clock.now() + timedelta(days=1)
    db.session.commit()
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)

    answer = zed.get(where)

    assert answer.status == 409
    assert "has not begun" in answer.text
    assert where not in zed.get(f"/panels/{round_.lay.id}").links()
    place = f"/panels/{round_.lay.id}/agenda/{round_.meeting.id}"
    assert zed.get(place).status == 404


def test_a_bid_that_did_not_go_on_is_not_read(cast, browser):
    round_ = a_round(cast, is_closed=False)
    closed(round_.scoring, round_.bids[1])
    zed = browser(cast.zed)

    assert zed.get(round_.panel_bid(round_.lay, 0)).status == 403
    assert zed.get(round_.panel_bid(round_.lay, 1)).status == 200


def test_a_withdrawn_seat_reads_nothing_any_more(round_, cast, browser):
    zed, where = browser(cast.zed), round_.panel_bid(round_.lay)
    cleared(zed, where)
    seat = db.session.get(Seats, round_.lay.id)
    seat.answered = Answered.DECLINED
    db.session.commit()

    answer = zed.post(f"{where}/remarks", {"text": "One more thing."})

    assert zed.get(f"/panels/{round_.lay.id}").status == 403
    assert answer.status == 403
    kept = [link for link in answer.links() if "/rescued/" in link]
    assert "One more thing." in zed.get(kept[0]).text


def test_a_phase_or_bid_of_another_call_is_not_found(round_, cast, browser):
    other = a_call(round_.call.fund, cast.stella, reference="CF2")
    bid = a_bid(other, a_group(cast.bo, name="Three"), cast.bo)
    zed, seat = browser(cast.zed), round_.lay

    strange = f"/panels/{seat.id}/bids/{bid.id}/{round_.meeting.id}"
    assert zed.get(strange).status == 404


def test_the_page_of_a_member_asks_as_often_for_many_bids_as_for_few(
    round_, cast, browser
):
    zed, home = browser(cast.zed), f"/panels/{round_.lay.id}"
    zed.get(home)
    few = counted(lambda: zed.get(home))
    for number in range(4):
        bid = a_bid(round_.call, a_group(cast.bo, name=f"B{number}"), cast.bo)
        eligible(bid, cast.stella)
        closed(round_.scoring, bid)

    assert counted(lambda: zed.get(home)) == few
    assert few <= 18
