"""Assigning by hand: the list, one bid, one of the panel, the grid of a small round."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.mail import Letter
from grantsapp.review.actions import assigning, declaring
from grantsapp.review.actions.planning import add_criterion
from grantsapp.review.models import Assignment, Kind, Phase, Reading, Seat
from grantsapp.review.queries.assigning import board_of
from grantsapp.review.staff import assigning as pages
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    text,
)
from tests.house.test_queries import counted

LIST = "/staff/calls/CF1/assignments"


@pytest.fixture
def bids(call, cast):
    group = a_group(cast.amina)
    made = [a_bid(call, group, cast.amina) for _ in range(2)]
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def panel(call, cast):
    people = (cast.rosa, cast.ravi, cast.mei)
    return [a_moderator(call, p, cast.stella) for p in people]


def now():
    """Who is asked: the bid and the name."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(Assignment))
    return sorted((a.application.number, a.moderator.person.called) for a in found)


def page_of(phase, bid):
    return f"/staff/phases/{phase.id}/assignments/{bid.id}"


def test_a_bid_is_assigned_on_a_page_of_its_own(app, phase, bids, panel, cast, browser):
    rosa, _ravi, mei = panel
    assigned(bids[1], rosa, by=cast.stella)
    rosa.languages, rosa.capacity, rosa.expertise = ["ar"], 1, ["prevention"]
    db.session.commit()
    stella, where = browser(cast.stella), page_of(phase, bids[0])
    page = stella.get(where)
    form = page.form("assignments")
    ticked = {**form, "moderator": [str(rosa.id), str(mei.id)]}

    answer = stella.post(where, ticked)

    assert "Prevention policy" in page.words()
    assert "Does not read English." in page.words()
    assert "1 / 1" in page.words()
    assert page.all("meter")
    assert answer.status == 303
    assert "2 assignments added. 0 removed." in stella.follow(answer).words("body")
    assert now() == [(1, "Mei"), (1, "Rosa"), (2, "Rosa")]
    told = db.session.scalars(
        select(Letter.to).where(Letter.template == "staff/bids_assigned")
    )
    assert sorted(told) == ["mei@example.org", "rosa@example.org", "rosa@example.org"]


def test_who_cannot_be_asked_is_shown_with_the_reason_and_has_no_box(
    app, phase, bids, panel, cast, browser
):
    rosa, ravi, mei = panel
    declaring.declare_conflict(
        Reading(rosa, bids[0], phase), reason="My sister.", by=cast.rosa
    )
    (gone,) = assigned(bids[0], ravi, by=cast.stella)
    gone.declined_at, gone.declined_because = clock.now(), "No time at all."
    mei.available_until = clock.now().date() - timedelta(days=1)
    db.session.commit()
    stella, where = browser(cast.stella), page_of(phase, bids[0])

    page = stella.get(where)
    answers = [stella.post(where, {"moderator": str(one.id)}) for one in panel]

    assert "My sister." in page.text
    assert "No time at all." in page.text
    assert not page.all("input", type="checkbox")
    assert [a.status for a in answers] == [409] * 3
    assert "Rosa has a conflict with CF1-0001." in answers[0].text
    assert "Ravi declined CF1-0001." in answers[1].text
    assert "Mei is not available while this phase runs." in answers[2].text


def test_a_begun_review_is_not_taken_away_on_the_page_of_its_bid(
    app, phase, bids, panel, cast, browser
):
    begun, _other = assigned(bids[0], *panel[:2], by=cast.stella)
    scored(begun, 5, 4, 2, submit=False)

    browser(cast.stella).post(page_of(phase, bids[0]), {})

    assert now() == [(1, "Rosa")]


def test_two_managers_on_the_same_bid_the_second_keeps_their_ticks_and_looks_again(
    app, phase, bids, panel, cast, browser
):
    rosa, ravi, mei = panel
    stella, where = browser(cast.stella), page_of(phase, bids[0])
    opened = stella.get(where).form("assignments")
    assigned(bids[0], ravi, by=cast.stella)

    late = stella.post(where, {**opened, "moderator": [str(mei.id)]})
    boxes = {
        box.get("value"): box.get("checked") is not None
        for box in late.all("input", name="moderator")
    }
    between = now()
    again = stella.post(where, late.form("assignments"))

    assert late.status == 409
    assert "Somebody changed the assignments" in late.text
    assert boxes == {str(rosa.id): False, str(ravi.id): False, str(mei.id): True}
    assert between == [(1, "Ravi")]
    assert again.status == 303
    assert now() == [(1, "Mei")]


def test_two_managers_in_the_grid_the_second_looks_again(
    app, phase, bids, panel, cast, browser
):
    stella = browser(cast.stella)
    opened = stella.get(LIST).form("assignments")
    assigned(bids[0], panel[1], by=cast.stella)

    late = stella.post(LIST, {**opened, "pair": f"{panel[2].id} {bids[1].id}"})
    form = late.form("assignments")

    assert late.status == 409
    assert form["pair"] == [f"{panel[2].id} {bids[1].id}"]
    assert now() == [(1, "Ravi")]
    assert stella.post(LIST, form).status == 303
    assert now() == [(2, "Mei")]


def test_the_list_is_filtered_in_the_address(app, phase, bids, panel, cast, browser):
    phase.reviews = 1
    bids[1].language = "pl"
    db.session.commit()
    assigned(bids[0], panel[0], by=cast.stella)
    stella = browser(cast.stella)
    asks = {
        "?lacking=y": ["CF1-0002"],
        "?written_in=en": ["CF1-0001"],
        f"?moderator={panel[0].id}": ["CF1-0001"],
        f"?moderator={panel[1].id}": [],
        "?lacking=y&written_in=en": [],
        "?moderator=nonsense": [],
        "": ["CF1-0001", "CF1-0002"],
    }
    for asked, references in asks.items():
        page = stella.get(LIST + asked)
        tables = [t for t in page.all("table") if t.get("class") == "stack"]
        words = " ".join("".join(tables[0].itertext()).split()) if references else ""

        assert [r for r in ("CF1-0001", "CF1-0002") if r in words] == references
        assert ("No bid is like that." in page.text) is (not references)
        # a grid of a part would take the rest away
        assert ("Save the assignments" in page.text) is (len(references) == 2)


def test_a_large_round_has_no_grid(app, phase, bids, panel, cast, browser, monkeypatch):
    stella = browser(cast.stella)
    few = stella.get(LIST)
    monkeypatch.setattr(pages, "MOST_BOXES", 5)
    many = stella.get(LIST)

    assert len(few.all("input", name="pair")) == 6
    assert many.all("input", name="pair") == []
    assert page_of(phase, bids[0]) in many.links()


def test_each_of_the_panel_has_a_page_with_their_bids(
    app, phase, bids, panel, cast, browser
):
    gone, _mine = (
        assigned(bids[0], panel[0], by=cast.stella),
        assigned(bids[1], panel[0], by=cast.stella),
    )
    gone[0].declined_at, gone[0].declined_because = clock.now(), "Too long."
    db.session.commit()
    where = f"/staff/phases/{phase.id}/panel/{panel[0].id}"

    page = browser(cast.stella).get(where)

    assert "What Rosa scores" in page.words("h1")
    first, second = ("".join(ul.itertext()) for ul in page.all("ul", class_="tasks"))
    assert "CF1-0002" in first
    assert "CF1-0001" not in first
    assert "CF1-0001" in second
    assert "Too long." in second


def test_a_member_who_does_not_score_and_a_bid_outside_of_the_phase_are_refused(
    app, phase, bids, panel, cast, call
):
    unchecked = a_bid(call, bids[0].organisation, cast.amina)
    panel[1].seat = Seat.LAY
    db.session.commit()

    with pytest.raises(Refused, match="does not score"):
        assigning.assign(phase, {(panel[1].id, bids[0].id)}, by=cast.stella)
    with pytest.raises(Refused, match="have changed"):
        assigning.assign(phase, {(panel[0].id, unchecked.id)}, by=cast.stella)
    assert now() == []


def test_a_closed_phase_is_shown_and_stays(app, phase, bids, panel, cast, browser):
    assigned(bids[0], panel[0], by=cast.stella)
    phase.closed_at = clock.now()
    db.session.commit()
    stella = browser(cast.stella)

    shown, alone = stella.get(LIST), stella.get(page_of(phase, bids[0]))
    answers = [
        stella.post(LIST, {}),
        stella.post(page_of(phase, bids[0]), {}),
        stella.get(f"/staff/phases/{phase.id}/assignments/file"),
    ]

    assert "Save" not in alone.words("main").replace("Back without saving", "")
    assert "This phase is closed" in shown.text
    assert [a.status for a in answers] == [409] * 3
    with pytest.raises(Late):
        assigning.assign(phase, set(), by=cast.stella)
    assert now() == [(1, "Rosa")]


def test_a_second_scoring_phase_has_assignments_of_its_own(
    app, phase, bids, panel, cast, call, browser
):
    assigned(bids[0], panel[0], by=cast.stella)
    second = Phase(
        call_id=call.id,
        code="final",
        kind=Kind.SCORING,
        title=text("final round"),
        position=0,
    )
    db.session.add(second)
    db.session.flush()
    rubric = {str(score): dict(text("enough")) for score in range(1, 6)}
    facts = {"code": "all", "weight": 1, "title": text("All"), "rubric": rubric}
    add_criterion(second, by=cast.stella, guidance=text("All"), **facts)
    db.session.commit()
    stella = browser(cast.stella)

    page = stella.get(f"{LIST}?phase=final")
    stella.post(f"{LIST}?phase=final", {"pair": f"{panel[1].id} {bids[1].id}"})

    assert f"{LIST}?phase=scoring" in page.links()
    assert now() == [(1, "Rosa"), (2, "Ravi")]
    assert [h.pair for h in board_of(second).held] == [(panel[1].id, bids[1].id)]


def test_the_pages_ask_as_often_for_many_bids_and_people_as_for_few(
    app, phase, bids, panel, cast, call, browser
):
    stella = browser(cast.stella)
    assigned(bids[0], panel[0], by=cast.stella)
    paths = [
        LIST,
        page_of(phase, bids[0]),
        f"/staff/phases/{phase.id}/panel/{panel[0].id}",
        f"/staff/phases/{phase.id}/proposal",
        f"/staff/phases/{phase.id}/assignments.csv",
    ]
    for path in paths:
        stella.get(path)
    few = [counted(lambda p=p: stella.get(p)) for p in paths]
    more = [a_bid(call, bids[0].organisation, cast.amina) for _ in range(5)]
    for bid in more:
        eligible(bid, cast.stella)
    others = [
        a_moderator(call, p, cast.stella) for p in (cast.zed, cast.omar, cast.eva)
    ]
    for bid in more:
        assigned(bid, *panel, *others, by=cast.stella)
    many = [counted(lambda p=p: stella.get(p)) for p in paths]

    assert many == few
    assert max(many) <= 23, dict(zip(paths, many, strict=True))


@pytest.mark.parametrize("who", ["rosa", "amina", "otto", "zed"])
def test_nobody_else_sees_or_changes_who_scores_what(
    app, phase, bids, panel, cast, browser, who
):
    them = browser(getattr(cast, who))

    for path in (LIST, page_of(phase, bids[0])):
        assert them.get(path).status == 403
        assert them.post(path, {}).status == 403


def test_what_is_not_a_key_is_a_bad_request(app, phase, bids, panel, cast, browser):
    stella = browser(cast.stella)

    assert stella.post(LIST, {"pair": "x y"}).status == 400
    assert stella.post(page_of(phase, bids[0]), {"moderator": "x"}).status == 400
