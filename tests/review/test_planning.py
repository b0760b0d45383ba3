"""Phases are laid out: kinds, dates, order, rules, criteria and their rubric."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from grantsapp import clock, i18n
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.models import (
    Advance,
    Area,
    Assignment,
    Check,
    Criterion,
    Kind,
    Phase,
    Seen,
)
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    text,
)

HERE = "/staff/calls/CF1/phases"


@pytest.fixture
def stella(cast, call, browser):
    return browser(cast.stella)


def codes(call):
    db.session.expire_all()
    return [p.code for p in queries.phases_of(call)]


def local(moment):
    """A moment as a browser sends it, by the clock of the fund."""
    return moment.astimezone(ZoneInfo("Europe/London")).strftime("%Y-%m-%dT%H:%M")


def new(call, kind, by, code=""):
    code = code or str(kind)
    made = planning.add_phase(call, by=by, code=code, kind=kind, title=text(code))
    db.session.commit()
    return made


def changed(browser, phase, **facts):
    """Post the page of a phase as it stands, but for some fields."""
    form = browser.get(f"/staff/phases/{phase.id}").form("phases")
    form = {**form, **facts}
    return browser.post(f"/staff/phases/{phase.id}", form)


# phases


def test_a_phase_is_added_by_its_kind_and_then_asks_what_that_kind_needs(stella, call):
    facts = {"code": "meeting", "title-en": "Meeting"}
    page = stella.post(HERE, {**facts, "kind": "moderation"})

    asked = stella.follow(page)

    assert codes(call) == ["eligibility", "scoring", "meeting"]
    names = {f.get("name") for f in asked.all("input")}
    assert {"opens_at", "due_at", "hides_organisation", "advance"} <= names
    assert not names & {"reviews", "cover", "asks_confidence", "flag_spread"}


def test_every_setting_of_a_scoring_phase_is_kept(stella, call, phase, cast):
    area = Area(fund_id=call.fund_id, code="schools", name=text("Schools"), position=0)
    db.session.add(area)
    db.session.commit()
    opens, due = call.closes_at + timedelta(days=1), call.closes_at + timedelta(days=9)

    page = changed(
        stella,
        phase,
        **{"title-en": "Reading", "opens_at": local(opens), "due_at": local(due)},
        reviews="4",
        cover=["threat", "schools"],
        hides_people="y",
        scores_seen="never",
        asks_confidence="y",
        flag_spread="1,5",
        advance="at_least",
        least_mean="3.25",
    )
    db.session.expire_all()

    assert page.status == 303
    kept = queries.phase(phase.id)
    assert kept is not None
    assert str(kept.title) == "Reading"
    assert (kept.reviews, kept.cover) == (4, ["threat", "schools"])
    assert (kept.hides_people, kept.hides_organisation) == (True, False)
    assert kept.scores_seen is Seen.NEVER
    assert (kept.asks_confidence, kept.flag_spread) == (True, 150)
    assert (kept.advance, kept.advance_number) == (Advance.AT_LEAST, 325)
    assert local(kept.opens_at) == local(opens)
    again = stella.get(f"/staff/phases/{phase.id}").form("phases")
    assert again["flag_spread"] == ["1.5"]
    assert again["least_mean"] == ["3.25"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("reviews", "-3", "Write a whole number from 1 to 20."),
        ("reviews", "many", "Write a whole number in figures, such as 40."),
        ("reviews", "", "Write a whole number from 1 to 20."),
        ("flag_spread", "abc", "Write points above nothing, with two decimals at"),
        ("flag_spread", "-1", "Write points above nothing, with two decimals at"),
        ("flag_spread", "0,00", "Write points above nothing, with two decimals at"),
        ("flag_spread", "1.555", "Write points above nothing, with two decimals at"),
        ("advance", "dice", "Choose one."),
        ("advance", "best", "Write how many bids go on."),
        ("advance", "at_least", "Write the mean that a bid needs."),
        ("scores_seen", "always", "Choose one."),
        ("opens_at", "soon", "Write a day and a time."),
        ("title-en", " ", "Write this in English."),
    ],
)
def test_what_a_phase_cannot_be_is_said_at_its_field(stella, phase, field, typed, said):
    page = changed(stella, phase, **{field: typed})

    assert page.status == 422
    assert any(words.startswith(said) for words in page.faults), page.faults
    assert len(page.faults) == 1


def test_expertise_that_no_fund_knows_is_refused(stella, phase):
    page = changed(stella, phase, cover=["magic"])

    assert page.status == 422
    db.session.expire_all()
    assert scoring_phase(phase.call).cover == []


def test_scoring_cannot_begin_before_the_call_closes(stella, call, phase):
    page = changed(stella, phase, opens_at=local(call.closes_at - timedelta(hours=1)))

    assert page.status == 422
    assert "Nobody can score before that." in page.faults[0]


def test_a_phase_is_due_after_it_opens(stella, call, phase):
    opens = local(call.closes_at + timedelta(days=2))
    page = changed(stella, phase, opens_at=opens, due_at=opens)

    assert page.faults == ["The phase must be due after it opens."]


def test_phases_cannot_overlap(stella, call, phase, cast):
    later = new(call, Kind.MODERATION, cast.stella)
    day = call.closes_at + timedelta(days=10)
    assert changed(stella, phase, due_at=local(day)).status == 303

    early = changed(stella, later, opens_at=local(day - timedelta(hours=1)))
    just_after = changed(stella, later, opens_at=local(day))
    back = changed(stella, phase, due_at=local(day + timedelta(hours=1)))

    assert early.status == 422
    assert "“scoring” goes on until" in early.faults[0]
    assert "Phases cannot overlap." in early.faults[0]
    assert just_after.status == 303
    assert "“moderation” begins on" in back.faults[0]


def test_phases_change_places_while_nothing_was_done_in_them(stella, call, cast):
    new(call, Kind.MODERATION, cast.stella)
    last = new(call, Kind.RECOMMENDATION, cast.stella)

    stella.post(f"/staff/phases/{last.id}/order", {"to": "up"})
    order = codes(call)
    stella.post(f"/staff/phases/{last.id}/order", {"to": "down"})

    assert order == ["eligibility", "scoring", "recommendation", "moderation"]
    assert codes(call) == ["eligibility", "scoring", "moderation", "recommendation"]


def test_phases_with_dates_cannot_change_places(stella, call, phase, cast):
    later = new(call, Kind.MODERATION, cast.stella)
    day = call.closes_at + timedelta(days=10)
    changed(stella, phase, due_at=local(day))
    changed(stella, later, opens_at=local(day + timedelta(hours=1)))

    page = stella.post(f"/staff/phases/{later.id}/order", {"to": "up"})

    assert page.status == 409
    assert "Their dates would overlap." in page.words()
    assert codes(call) == ["eligibility", "scoring", "moderation"]


def test_a_phase_in_which_something_was_done_stays_where_it_is(
    stella, call, phase, cast
):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    check = queries.phases_of(call)[0].id

    moved = stella.post(f"/staff/phases/{check}/order", {"to": "down"})
    beside = stella.post(f"/staff/phases/{phase.id}/order", {"to": "up"})
    removed = stella.post(f"/staff/phases/{check}/removal")

    assert [p.status for p in (moved, beside, removed)] == [409, 409, 409]
    assert "“eligibility” already, so it stays" in beside.words()
    assert codes(call) == ["eligibility", "scoring"]
    assert db.session.scalar(select(Check)) is not None


def test_a_phase_is_removed_with_its_criteria_and_the_others_close_up(
    stella, call, phase, cast
):
    new(call, Kind.MODERATION, cast.stella)

    stella.post(f"/staff/phases/{phase.id}/removal")

    assert codes(call) == ["eligibility", "moderation"]
    assert [p.position for p in queries.phases_of(call)] == [0, 1]
    assert db.session.scalars(select(Criterion)).all() == []


def test_a_second_eligibility_check_and_a_code_twice_are_refused(stella, call):
    facts = {"title-en": "Again"}
    check = stella.post(HERE, {**facts, "kind": "eligibility", "code": "again"})
    twice = stella.post(HERE, {**facts, "kind": "scoring", "code": "scoring"})

    assert check.faults == ["This call has an eligibility check already."]
    assert twice.faults == ["Another phase has this code."]
    assert codes(call) == ["eligibility", "scoring"]


def test_what_experts_were_promised_stays_once_they_have_scored(
    stella, call, phase, cast
):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    rosa = a_moderator(call, cast.rosa, cast.stella)
    phase.hides_moderators = True
    db.session.commit()
    scored(*assigned(bid, rosa, by=cast.stella), 5, 4, 3)

    page = changed(stella, phase, reviews="2", hides_people="y", scores_seen="own_in")
    db.session.expire_all()

    assert page.status == 303
    assert phase.reviews == 2
    assert phase.hides_moderators
    assert not phase.hides_people


def test_more_reviews_than_the_panel_can_write_are_a_warning(stella, call, phase, cast):
    a_moderator(call, cast.rosa, cast.stella)
    page = stella.get(HERE)

    assert "Reviews wanted for each bid: 3." in page.words()
    assert "Members of the panel who can score now: 1." in page.words()


def test_the_page_of_phases_asks_the_database_the_same_for_two_and_for_ten(
    stella, call, cast
):
    def count():
        asked = []
        note = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        assert stella.get(HERE).status == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = count()
    for number in range(8):
        new(call, Kind.SCORING, cast.stella, f"more_{number}")

    assert count() == few


# criteria


def rubric_form(scale, **more):
    facts = {"code": "reach", "weight": "20", "title-en": "Reach", "needs_reason": "y"}
    facts |= {"minimum": str(min(scale)), "maximum": str(max(scale))}
    for code in ("en", "ar", "pl"):
        facts |= {f"rubric_{n}-{code}": f"{code} {n}" for n in scale}
        facts[f"title-{code}"] = f"Reach {code}"
    return facts | more


@pytest.mark.parametrize("scale", [range(4), range(1, 6), range(1, 11), range(11)])
def test_a_criterion_has_the_scale_that_is_chosen(stella, phase, scale):
    page = stella.post(f"/staff/phases/{phase.id}/criteria", rubric_form(scale))

    assert page.status == 303
    made = db.session.scalars(select(Criterion).where(Criterion.code == "reach")).one()
    assert made.scale == scale
    assert made.meaning(max(scale)).plain("pl") == f"pl {max(scale)}"
    assert made.needs_reason


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"maximum": "1"}, "A scale has from 2 to 11 steps, such as 1 to 5."),
        ({"maximum": "200"}, "Write a whole number from 0 to 100."),
        ({"maximum": "12"}, "A scale has from 2 to 11 steps, such as 1 to 5."),
        ({"minimum": "-1"}, "Write a whole number from 0 to 100."),
        ({"minimum": "x"}, "Write a whole number in figures, such as 40."),
        ({"weight": "0"}, "Write a whole number from 1 to 100."),
        ({"weight": "-5"}, "Write a whole number from 1 to 100."),
        ({"code": "need"}, "Another criterion has this code."),
        ({"rubric_3-en": " "}, "Write this in English."),
    ],
)
def test_what_a_criterion_cannot_be_is_said_at_its_field(stella, phase, more, said):
    form = rubric_form(range(1, 6), **more)
    page = stella.post(f"/staff/phases/{phase.id}/criteria", form)

    assert page.status == 422
    assert page.faults == [said]
    shown = page.form("criteria")
    assert all(
        shown.get(name) in ([typed], [typed.strip()]) for name, typed in form.items()
    )


def test_another_scale_shows_its_rubric_and_keeps_all_that_was_typed(stella, phase):
    where = f"/staff/phases/{phase.id}/criteria"
    typed = rubric_form(range(1, 6), maximum="3", then="scale")

    narrow = stella.post(where, typed)
    form = narrow.form("criteria")
    wide = stella.post(where, {**form, "maximum": "6", "then": "scale"})
    shown = wide.form("criteria")

    assert (narrow.status, wide.status) == (200, 200)
    seen = {a.get("id") for a in narrow.all("textarea")}
    assert "rubric_3-en" in seen
    assert "rubric_4-en" not in seen
    assert shown["rubric_5-ar"] == ["ar 5"]
    assert shown["rubric_6-en"] == [""]
    assert db.session.scalar(select(Criterion).where(Criterion.code == "reach")) is None


def test_a_scale_that_is_none_shows_no_other_rubric(stella, phase):
    form = rubric_form(range(1, 6), maximum="200", then="scale")
    page = stella.post(f"/staff/phases/{phase.id}/criteria", form)

    assert page.status == 422
    assert page.form("criteria")["rubric_5-pl"] == ["pl 5"]


def without_polish(phase, cast):
    """The rubric of the first criterion lacks Polish for a 3."""
    one = phase.criteria[0]
    rubric = {k: dict(v) for k, v in one.rubric.items()}
    del rubric["3"]["pl"]
    planning.edit_criterion(one, rubric=rubric, by=cast.stella)
    db.session.commit()


def test_a_rubric_that_lacks_a_language_is_named_and_no_bid_is_given_out(
    stella, call, phase, cast
):
    without_polish(phase, cast)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    rosa = a_moderator(call, cast.rosa, cast.stella)

    page = stella.get(HERE).words()
    refused = stella.post(
        "/staff/calls/CF1/assignments", {"pair": f"{rosa.id} {bid.id}"}
    )

    assert "The rubric lacks Polish: “need”, score 3." in page
    assert refused.status == 409
    assert "Bids cannot be given out in this phase yet." in refused.words()
    assert "The rubric lacks Polish: “need”, score 3." in refused.words()
    assert db.session.scalar(select(Assignment)) is None


def test_many_gaps_are_counted_and_not_all_named(stella, phase, cast):
    rubric = {str(n): {"en": dict(text("x"))["en"]} for n in range(1, 6)}
    planning.edit_criterion(phase.criteria[0], rubric=rubric, by=cast.stella)
    db.session.commit()

    page = stella.get(HERE).words()

    assert "score 4. One more place lacks it." in page
    assert "“need”, score 5" not in page


def test_a_phase_without_a_criterion_gives_out_no_bid(call, cast):
    empty = new(call, Kind.SCORING, cast.stella, "second")

    with pytest.raises(Refused, match="no criterion yet"):
        planning.refuse_incomplete(empty)


def test_a_phase_of_another_kind_needs_no_rubric(call, cast):
    planning.refuse_incomplete(new(call, Kind.MODERATION, cast.stella))


def test_once_bids_are_given_out_every_language_is_asked_for(stella, call, phase, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)

    form = rubric_form(range(1, 6), **{"rubric_2-pl": ""})
    page = stella.post(f"/staff/phases/{phase.id}/criteria", form)

    assert page.faults == ["Write this in Polish."]


def test_criteria_belong_to_a_phase_of_scoring(stella, call, cast):
    meeting = new(call, Kind.MODERATION, cast.stella)

    page = stella.post(f"/staff/phases/{meeting.id}/criteria", rubric_form(range(1, 6)))

    assert page.status == 409
    assert "Bids are scored in a phase of expert scoring only." in page.words()


def test_a_later_phase_scores_on_the_same_and_the_earlier_criteria_stay(
    stella, call, phase, cast
):
    second = new(call, Kind.SCORING, cast.stella, "second")
    before = {c.id for c in phase.criteria}
    where = f"/staff/phases/{second.id}/criteria/copies"

    first = stella.post(where, {"from": str(phase.id)})
    stella.post(where, {"from": str(phase.id)})
    itself = stella.post(where, {"from": str(second.id)})
    nonsense = stella.post(where, {"from": "x"})
    db.session.expire_all()

    assert first.status == 303
    assert (itself.status, nonsense.status) == (409, 409)
    made = queries.phase(second.id)
    assert made is not None
    assert [c.code for c in made.criteria] == ["need", "plan", "people"]
    assert [c.weight for c in made.criteria] == [30, 40, 30]
    assert made.criteria[0].meaning(5).plain("ar") == "means 5 ع"
    assert {c.id for c in scoring_phase(call).criteria} == before


# eligibility


def test_a_check_says_who_looked(stella, call, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    stella.post(f"/staff/calls/CF1/eligibility/{bid.id}", {"verdict": "yes"})

    listed = stella.get("/staff/calls/CF1/eligibility").words()
    page = stella.get(f"/staff/calls/CF1/eligibility/{bid.id}").words()

    assert "Checked by Stella" in listed
    assert "Last checked by Stella on" in page


def test_a_scored_bid_is_not_quietly_found_not_eligible(stella, call, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    rosa = a_moderator(call, cast.rosa, cast.stella)
    scored(*assigned(bid, rosa, by=cast.stella), 5, 4, 3)
    where = f"/staff/calls/CF1/eligibility/{bid.id}"
    no = {"verdict": "no", "reason": "Too far away."}

    quiet = stella.post(where, no)
    said_twice = stella.post(where, {**no, "anyway": "y"})

    assert quiet.status == 422
    assert "One review of this bid is begun." in quiet.faults[0]
    assert quiet.form("eligibility")["reason"] == ["Too far away."]
    assert said_twice.status == 303


def test_a_closed_check_stays_as_it_is(stella, call, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    queries.phases_of(call)[0].closed_at = clock.now()
    db.session.commit()

    where = f"/staff/calls/CF1/eligibility/{bid.id}"
    shown = stella.get(where)
    page = stella.post(where, {"verdict": "no", "reason": "x"})

    assert "This phase is closed." in shown.words()
    assert page.status == 409
    assert db.session.scalars(select(Check.is_eligible)).all() == [True]


def test_a_phase_reads_in_arabic_too(cast, call, browser, phase):
    page = browser(cast.stella, "ar").get(f"/staff/phases/{phase.id}")

    assert page.status == 200
    assert i18n.direction("ar") == "rtl"
    assert db.session.get(Phase, phase.id) is not None
