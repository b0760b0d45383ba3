"""Meeting on a bid: remarks in order, agreed scores beside the individual ones."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.accounts.models import Rescue
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.review.actions import planning
from grantsapp.review.models import Kind, Moderated, Remark, Score
from grantsapp.review.queries.agreed import agreed_means
from tests.cast import a_bid, a_group, eligible, text
from tests.house.test_queries import counted
from tests.review.meetings import a_meeting, a_round, closed

AGREED = {"value": "4", "reason": "The plan is stronger than it reads.", "version": "0"}


@pytest.fixture
def round_(cast):
    return a_round(cast)


@pytest.fixture
def stella(cast, browser, round_):
    return browser(cast.stella)


def remarks():
    return db.session.scalars(select(Remark.text).order_by(Remark.made_at)).all()


def say(them, where, text):
    return them.post(f"{where}/remarks", {"text": text})


def test_remarks_stand_in_order_with_who_and_when(round_, cast, browser):
    rosa, ravi = browser(cast.rosa), browser(cast.ravi)
    hers, his = (round_.panel_bid(seat) for seat in round_.panel[:2])

    say(rosa, hers, "I read it\r\nas weak.")
    answer = say(ravi, his, "قرأته كقوي")
    page = ravi.follow(answer)

    assert remarks() == ["I read it\nas weak.", "قرأته كقوي"]
    words = page.words("aside")
    assert words.index("Rosa") < words.index("I read it as weak.")
    assert words.index("I read it") < words.index("You") < words.index("قرأته كقوي")
    assert "(London time)" in words
    first = page.all("article")[0]
    spans = [s for s in first.iter("span") if s.get("dir") == "auto" and s.get("lang")]
    assert [s.get("lang") for s in spans] == ["en"]


def test_where_moderators_are_hidden_a_remark_carries_a_steady_number(
    round_, cast, browser
):
    round_.meeting.hides_moderators = True
    db.session.commit()
    people = [(cast.mei, 2), (cast.rosa, 0), (cast.zed, None)]
    for person, seat in people:
        moderator = round_.lay if seat is None else round_.panel[seat]
        where, them = round_.panel_bid(moderator), browser(person)
        them.post(f"{where}/clearance")
        say(them, where, f"I am {person.name[::-1]}.")

    page = browser(cast.ravi).get(round_.panel_bid(round_.panel[1]))

    words = page.words("aside")
    assert "Moderator 3" in words  # her review was the third, and her remark the first
    assert words.index("Moderator 3") < words.index("Moderator 1")
    assert "Lay member 4" in words
    for name in ("Rosa", "Mei", "Zed"):
        assert name not in page.text
    said = page.all("article")[0]
    assert not [
        s for s in said.iter("span") if s.get("class") == "typed" and s.get("lang")
    ]


def test_a_remark_sent_twice_is_said_once(round_, cast, browser):
    rosa, where = browser(cast.rosa), round_.panel_bid(round_.panel[0])

    for words in ("Twice.", "Twice.", "Other.", "Twice."):
        assert say(rosa, where, words).status == 303

    assert remarks() == ["Twice.", "Other.", "Twice."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Write what you want to say."),
        (" \u200b\n ", "Write what you want to say."),
        ("a" * 100_000, "This is too long for a remark. Say it in 10,000 letters."),
    ],
)
def test_a_remark_that_cannot_be_taken_comes_back_with_the_form(
    round_, cast, browser, text, fault
):
    rosa, where = browser(cast.rosa), round_.panel_bid(round_.panel[0])

    answer = say(rosa, where, text)

    assert (answer.status, answer.faults) == (422, [fault])
    assert answer.form("remarks")["text"] == [text]
    assert remarks() == []


def test_a_remark_that_comes_after_the_phase_was_closed_is_kept(round_, cast, browser):
    rosa, where = browser(cast.rosa), round_.panel_bid(round_.panel[0])
    closed(round_.meeting, *round_.bids)

    answer = say(rosa, where, "A late thought.")

    assert answer.status == 409
    assert "This phase is over" in answer.text
    kept = [link for link in answer.links() if "/rescued/" in link]
    assert "A late thought." in rosa.get(kept[0]).text
    page = rosa.get(where)
    assert page.status == 200
    assert not page.all("textarea")


def test_a_later_meeting_reads_what_an_earlier_one_said(round_, cast, browser):
    rosa = browser(cast.rosa)
    say(rosa, round_.panel_bid(round_.panel[0]), "Said early.")
    closed(round_.meeting, *round_.bids)
    later = a_meeting(round_.call, cast.stella, Kind.RECOMMENDATION, "later")

    page = rosa.get(round_.panel_bid(round_.panel[0], phase=later))

    assert "Said early." in page.words("aside")


def test_bids_far_apart_are_flagged_and_come_first(round_, stella, cast, browser):
    say(browser(cast.rosa), round_.panel_bid(round_.panel[0], 1), "Fine.")

    page = stella.get("/staff/calls/CF1/moderation")

    rows = [" ".join("".join(r.itertext()).split()) for r in page.all("tr")[1:]]
    assert rows[0] == "One project CF1-0001 Far apart 3.00 2.00 1.0–5.0 0 –"
    assert rows[1] == "Two project CF1-0002 Close together 3.30 0.69 2.5–3.7 1 –"
    assert "spread beyond 1.00" in page.words()
    assert "the one of the house counts" in page.words()


def test_the_phase_says_beyond_which_spread_a_bid_is_flagged(round_, stella):
    round_.scoring.flag_spread = 60
    db.session.commit()

    words = stella.get("/staff/calls/CF1/moderation").words()

    assert "The scores of 2 bids lie far apart." in words
    assert "beyond 0.60" in words
    assert "the one of the house" not in words


def test_an_agreed_score_stands_beside_the_individual_ones(
    round_, stella, cast, browser
):
    before = db.session.scalars(select(Score.value).order_by(Score.id)).all()

    answer = stella.post(f"{round_.moderate()}/plan", AGREED)
    page = stella.follow(answer)

    assert "Agreed by the panel: 4" in page.words()
    assert "because plan" in page.text
    assert db.session.scalars(select(Score.value).order_by(Score.id)).all() == before
    mei = browser(cast.mei).get(round_.panel_bid(round_.panel[2]))
    assert "Agreed by the panel: 4" in mei.words()
    assert "The plan is stronger than it reads." in mei.words()
    assert "agreed score" not in mei.words()  # no form: members only read it
    line = audit.history(round_.bids[0])[-1]
    assert (line.verb, line.details["value"]) == ("moderated a score", 4)
    assert "1 of 3" in stella.get("/staff/calls/CF1/moderation").words()


def test_what_is_agreed_counts_in_place_of_the_mean(round_, stella):
    # need 3, plan agreed 4 (given 3), people 3: 0.9 + 1.6 + 0.9 = 3.4; the other 3.3
    stella.post(f"{round_.moderate()}/plan", AGREED)

    assert agreed_means(round_.meeting) == {1: Fraction(34, 10), 2: Fraction(33, 10)}
    assert agreed_means(round_.scoring) == agreed_means(round_.meeting)


def test_the_word_of_a_later_meeting_counts(round_, stella, cast):
    stella.post(f"{round_.moderate()}/plan", AGREED)
    later = a_meeting(round_.call, cast.stella, code="later")
    closed(round_.meeting, *round_.bids)

    again = {**AGREED, "value": "5"}
    stella.post(f"{round_.moderate()}/plan?phase=later", again)

    assert agreed_means(round_.meeting)[1] == Fraction(34, 10)
    assert agreed_means(later)[1] == Fraction(38, 10)
    assert agreed_means(round_.scoring)[1] == Fraction(38, 10)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"value": "6"}, "Choose a score of the scale."),
        ({"value": "0"}, "Choose a score of the scale."),
        ({"value": "4.5"}, "Choose a score of the scale."),
        ({"value": "four"}, "Choose a score of the scale."),
        ({"value": ""}, "Choose a score of the scale."),
        ({"reason": " "}, "Write why the panel agreed on this score."),
        ({"reason": "a" * 5000}, "Say it in 4,000 letters."),
    ],
)
def test_an_agreed_score_is_on_the_scale_and_has_its_reason(
    round_, stella, typed, fault
):
    answer = stella.post(f"{round_.moderate()}/plan", {**AGREED, **typed})

    assert (answer.status, answer.faults) == (422, [fault])
    assert db.session.scalar(select(Moderated)) is None


def test_a_scale_of_its_own_is_kept_to(round_, stella):
    round_.scoring.criteria[1].maximum = 10
    db.session.commit()

    assert (
        stella.post(f"{round_.moderate()}/plan", {**AGREED, "value": "9"}).status == 303
    )
    assert (
        stella.post(f"{round_.moderate()}/need", {**AGREED, "value": "9"}).status == 422
    )


def test_of_two_chairs_at_once_the_second_sees_both_texts(
    round_, stella, cast, browser
):
    give_role(cast.otto, Duty.MANAGER, fund=round_.call.fund)
    db.session.commit()
    otto, where = browser(cast.otto), f"{round_.moderate()}/plan"
    stella.post(where, AGREED)

    answer = otto.post(where, {"value": "2", "reason": "Weak.", "version": "0"})

    assert answer.status == 409
    assert "The plan is stronger than it reads." in answer.words()
    assert answer.form("plan")["reason"] == ["Weak."]
    row = db.session.scalar(select(Moderated))
    assert (row.value, row.version) == (4, 1)
    kept = {k: v for k, v in answer.form("plan").items() if k != "csrf_token"}
    assert otto.post(where, kept).status == 303
    row = db.session.scalar(select(Moderated).execution_options(populate_existing=True))
    assert (row.value, row.reason, row.version, row.by_name) == (2, "Weak.", 2, "Otto")


def test_an_agreed_score_is_taken_back_with_its_reason_in_the_audit(round_, stella):
    where = f"{round_.moderate()}/plan"
    stella.post(where, AGREED)
    form = stella.get(f"{where}/removal").form("removal")

    silent = stella.post(f"{where}/removal", {**form, "because": [" "]})
    answer = stella.post(f"{where}/removal", {**form, "because": ["A mistake."]})

    assert silent.faults == ["Write why it goes; that is kept."]
    assert answer.status == 303
    assert db.session.scalar(select(Moderated)) is None
    line = audit.history(round_.bids[0])[-1]
    assert line.verb == "took a moderated score back"
    assert (line.details["because"], line.details["value"]) == ("A mistake.", 4)
    assert stella.get(f"{where}/removal").status == 404
    # one that was made anew is another thing: the old page is stale
    stella.post(where, AGREED)
    stale = stella.post(f"{where}/removal", {**form, "because": ["A mistake."]})
    assert stale.status == 409
    assert db.session.scalar(select(Moderated)) is not None


def test_nothing_is_agreed_before_or_after_the_phase(round_, stella):
    round_.meeting.opens_at = clock.now() + timedelta(days=1)
    db.session.commit()
    early = stella.post(f"{round_.moderate()}/plan", AGREED)
    round_.meeting.opens_at = None
    closed(round_.meeting, *round_.bids)
    late = stella.post(f"{round_.moderate()}/plan", AGREED)

    assert (early.status, late.status) == (409, 409)
    assert "has not begun" in early.text
    assert "closed" in late.text
    assert db.session.scalar(select(Moderated)) is None
    assert len(db.session.scalars(select(Rescue)).all()) == 2
    page = stella.get(round_.moderate())
    assert page.status == 200
    assert not page.all("textarea")


def test_a_bid_that_is_not_in_the_phase_and_an_unknown_criterion_are_not_found(
    cast, browser
):
    round_ = a_round(cast, is_closed=False)
    closed(round_.scoring, round_.bids[1])
    stella = browser(cast.stella)

    assert stella.get(round_.moderate(0)).status == 404
    assert stella.post(f"{round_.moderate(0)}/plan", AGREED).status == 404
    assert stella.post(f"{round_.moderate(1)}/nonsense", AGREED).status == 404
    assert stella.post(f"{round_.moderate(1)}/plan", AGREED).status == 303


def test_criteria_that_were_agreed_on_stay_even_where_nobody_scored(
    round_, stella, cast
):
    again = a_meeting(round_.call, cast.stella, Kind.SCORING, "again")
    facts = {"title": text("new"), "guidance": text("new"), "weight": 1}
    criterion = planning.add_criterion(again, by=cast.stella, code="new", **facts)
    a_meeting(round_.call, cast.stella, code="later")
    closed(round_.meeting, *round_.bids)
    closed(again, *round_.bids)
    where = f"/staff/criteria/{criterion.id}"

    stella.post(f"{round_.moderate()}/new?phase=later", AGREED)

    assert db.session.scalar(select(Moderated)) is not None
    assert stella.post(f"{where}/removal").status == 409
    assert stella.get(where).status == 409


def test_who_belongs_to_the_group_does_not_moderate_its_bid(round_, cast, browser):
    give_role(cast.amina, Duty.MANAGER, fund=round_.call.fund)
    db.session.commit()
    amina = browser(cast.amina)

    answer = amina.post(f"{round_.moderate(0)}/plan", AGREED)

    assert answer.status == 409
    assert "You belong to this group" in answer.text
    assert amina.get(round_.moderate(0)).status == 409
    assert amina.get(round_.moderate(1)).status == 200


def test_members_of_the_panel_do_not_write_agreed_scores(round_, cast, browser):
    for person in (cast.rosa, cast.zed, cast.amina):
        them = browser(person)
        assert them.get("/staff/calls/CF1/moderation").status == 403
        assert them.post(f"{round_.moderate()}/plan", AGREED).status == 403


def test_pages_of_a_meeting_ask_as_often_for_many_bids_as_for_few(round_, stella, cast):
    paths = [
        "/staff/calls/CF1/moderation",
        "/staff/calls/CF1/agenda",
        round_.moderate(),
    ]
    for path in paths:
        stella.get(path)
    few = [counted(lambda p=p: stella.get(p)) for p in paths]
    for number in range(4):
        bid = a_bid(round_.call, a_group(cast.bo, name=f"B{number}"), cast.bo)
        eligible(bid, cast.stella)
        closed(round_.scoring, bid)

    assert [counted(lambda p=p: stella.get(p)) for p in paths] == few
    assert max(few) <= 28, few
