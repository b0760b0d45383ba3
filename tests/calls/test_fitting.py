"""Whom a call is for: kinds of group, places, one person alone, evaluators."""

import pytest
from sqlalchemy import select

from grantsapp import places
from grantsapp.accounts.models import Kind, Organisation
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.fitting import Misfit, Route, allows, misfit
from grantsapp.calls.models import Application, CallKind
from grantsapp.db import db
from grantsapp.errors import Refused
from tests.cast import a_call, a_fund, a_group


@pytest.mark.parametrize(
    ("kinds", "kind", "alone_too", "fits"),
    [
        ([], "charity", False, True),
        ([], "individual", False, False),
        ([], "individual", True, True),
        (["charity"], "charity", False, True),
        (["charity"], "informal_group", False, False),
        (["charity", "individual"], "individual", False, True),
        (["charity"], "individual", True, False),
    ],
)
def test_which_kinds_a_call_takes(kinds, kind, alone_too, fits):
    assert allows(kinds, kind, alone_too=alone_too) is fits


@pytest.mark.parametrize(
    ("kind_fits", "boroughs", "borough", "route", "found"),
    [
        (True, [], None, Route.OWN, None),
        (False, [], None, Route.OWN, Misfit.KIND),
        (False, [], None, Route.SPONSOR, None),
        (True, ["Brent"], "Brent", Route.OWN, None),
        (True, ["Brent"], "Camden", Route.OWN, Misfit.PLACE),
        (True, ["Brent"], None, Route.SPONSOR, Misfit.PLACE),
        (False, ["Brent"], "Camden", Route.OWN, Misfit.PLACE),
    ],
)
def test_what_does_not_fit(kind_fits, boroughs, borough, route, found):
    facts = {"boroughs": boroughs, "borough": borough, "route": route}
    assert misfit(kind_fits=kind_fits, **facts) is found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("haringey ", "Haringey"),
        ("Hammersmith & Fulham", "Hammersmith and Fulham"),
        ("Tottenham", None),
        ("", None),
    ],
)
def test_a_borough_is_known_however_it_is_written(typed, name):
    assert places.borough(typed) == name


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def group(cast):
    return a_group(cast.amina)  # informal, in Haringey


def a_call_for(fund, by, *, kinds=(), boroughs=(), kind=CallKind.GRANTS):
    call = a_call(fund, by, published=False)
    call.organisation_kinds, call.boroughs = list(kinds), list(boroughs)
    call.kind = kind
    db.session.commit()
    from grantsapp.calls.actions import writing

    writing.open_call(queries.call("CF1"), by=by)
    db.session.commit()
    return queries.call("CF1")


def apply(browser, person, group, **more):
    typed = {"for": str(group.id), "language": "en", **more}
    return browser(person).post("/calls/CF1/applying", typed)


def begun():
    db.session.expire_all()
    return db.session.scalars(select(Application)).all()


def test_a_wrong_kind_is_told_what_fits_and_what_else_it_can_do(
    app, fund, group, cast, browser
):
    a_call_for(fund, cast.stella, kinds=["charity", "school"])

    page = apply(browser, cast.amina, group)

    assert page.status == 422
    (fault,) = page.faults
    assert "These can: Registered charity and School." in fault
    assert "through a sponsor" in fault
    assert "/help#sponsor" in page.links()
    assert "/calls" in page.links()
    assert page.form("applying")["for"] == [str(group.id)]
    assert begun() == []


def test_a_sponsor_opens_the_way_for_a_wrong_kind(app, fund, group, cast, browser):
    a_call_for(fund, cast.stella, kinds=["charity"])

    assert apply(browser, cast.amina, group, route="sponsor").status == 303

    (bid,) = begun()
    assert bid.route is Route.SPONSOR


def test_a_wrong_place_is_told_the_right_ones(app, fund, group, cast, browser):
    a_call_for(fund, cast.stella, boroughs=["Brent", "Camden"])

    page = apply(browser, cast.amina, group, route="sponsor")

    assert page.status == 422
    assert page.faults[0].startswith(
        "This call is for groups in: Brent and Camden. Another call may fit you;"
    )
    assert begun() == []


def test_the_right_kind_in_the_right_place_starts(app, fund, group, cast, browser):
    kinds, boroughs = ["informal_group"], ["Haringey"]
    a_call_for(fund, cast.stella, kinds=kinds, boroughs=boroughs)

    assert apply(browser, cast.amina, group).status == 303
    assert begun()[0].route is Route.OWN


def test_the_action_refuses_too(app, fund, group, cast):
    call = a_call_for(fund, cast.stella, kinds=["charity"])
    with pytest.raises(Refused, match="Registered charity"):
        applying.start_application(call, group, by=cast.amina, language="en")


@pytest.mark.parametrize(
    ("language", "kind"), [("en", "School"), ("ar", "مدرسة"), ("pl", "Szkoła")]
)
def test_visitors_read_whom_a_call_is_for(app, fund, cast, browser, language, kind):
    a_call_for(fund, cast.stella, kinds=["school"], boroughs=["Brent"])

    words = browser(None, language).get("/calls/CF1").words()

    assert kind in words
    assert "Brent" in words


def test_a_call_for_everybody_says_no_more(app, fund, cast, browser):
    a_call(fund, cast.stella)
    assert "Who can apply" not in browser().get("/calls/CF1").words()


# One person alone


def test_one_person_is_asked_only_a_name_and_a_place(app, fund, cast, browser):
    a_call_for(fund, cast.stella, kinds=["individual"])
    zed = browser(cast.zed)
    page = zed.follow(zed.get("/calls/CF1/applying"))

    form = page.form("organisations")
    assert set(form) == {"csrf_token", "name", "borough", "place"}
    assert form["name"] == ["Zed"]
    onward = zed.post(page.where, {**form, "borough": "Brent"})
    assert onward.location == "/calls/CF1/applying"

    alone = db.session.scalar(select(Organisation))
    assert (alone.kind, alone.org_id, alone.borough) == (Kind.INDIVIDUAL, None, "Brent")
    assert apply(browser, cast.zed, alone).status == 303


def test_a_call_for_groups_tells_one_person_of_a_sponsor(app, fund, cast, browser):
    a_call(fund, cast.stella)
    zed = browser(cast.zed)
    zed.post("/organisations/new?as=one-person", {"name": "Zed", "borough": "Brent"})

    page = apply(browser, cast.zed, db.session.scalar(select(Organisation)))

    assert page.status == 422
    assert "One person alone cannot apply to this call" in page.faults[0]


def test_who_has_a_group_may_still_apply_alone_where_the_call_says_so(
    app, fund, group, cast, browser
):
    a_call_for(fund, cast.stella, kinds=["individual", "informal_group"])

    links = browser(cast.amina).get("/calls/CF1/applying").links()

    assert any("as=one-person" in link for link in links)


def test_one_persons_page_stays_one_persons(app, cast, browser):
    zed = browser(cast.zed)
    zed.post("/organisations/new?as=one-person", {"name": "Zed", "place": "Paris"})
    alone = db.session.scalar(select(Organisation))
    page = zed.get(f"/organisations/{alone.id}")

    assert page.form("organisations")["place"] == ["Paris"]
    zed.post(page.where, {"name": "Zed B", "borough": "Brent", "place": ""})

    db.session.refresh(alone)
    assert (alone.name, alone.borough) == ("Zed B", "Brent")
    assert alone.kind is Kind.INDIVIDUAL


@pytest.mark.parametrize(
    ("place", "status", "stored"),
    [
        ({"borough": "Brent"}, 303, "Brent"),
        ({"borough": "", "place": "توتنهام"}, 303, "توتنهام"),
        ({"borough": "", "place": " "}, 422, None),
        ({"borough": "Brent", "place": "Paris"}, 422, None),
        ({"borough": "Atlantis"}, 422, None),
        ({"place": "x" * 121}, 422, None),
    ],
)
def test_a_group_is_in_a_borough_or_in_another_place(
    app, cast, browser, place, status, stored
):
    typed = {"name": "Us", "kind": "school", "register": "", "number": "", **place}

    page = browser(cast.zed).post("/organisations/new", typed)

    assert page.status == status
    found = db.session.scalar(select(Organisation))
    assert (found.borough if found else None) == stored


def test_the_public_never_reads_the_name_of_one_person(app, fund, cast, browser):
    from tests.cast import a_bid, an_award

    a_call_for(fund, cast.stella, kinds=["individual"])
    zed = browser(cast.zed)
    zed.post(
        "/organisations/new?as=one-person", {"name": "Zedekiah", "borough": "Brent"}
    )
    alone = db.session.scalar(select(Organisation))
    an_award(a_bid(queries.call("CF1"), alone, cast.zed), cast.stella, cast.otto)

    page, data = browser().get("/awards"), browser().get("/awards/360giving.json")

    assert "One person" in page.words()
    assert "Zedekiah" not in page.text + data.data.decode()
    assert b"Individual recipient" in data.data


# The search for an evaluator


@pytest.fixture
def search(fund, cast):
    return a_call_for(fund, cast.stella, kind=CallKind.EVALUATOR)


def test_an_evaluators_form_asks_for_an_offer_and_no_theme(app, search):
    form = queries.form_version_of(search).form
    assert [q.code for q in form.sections[0].questions] == ["title", "tier", "amount"]
    assert form.sections[0].title["en"]["text"] == "Your offer"
    assert set(form.sections[0].questions[0].label) >= {"en", "ar", "pl"}


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_its_pages_speak_of_offers(app, search, cast, browser, language):
    page = browser(None, language).get("/calls/CF1")

    assert page.status == 200
    assert "awareness" not in page.words()
    if language == "en":
        assert "Call for offers: Spring call" in page.words("title")
        assert "What you hand in is an offer" in page.words()
        assert "Make an offer" in page.words()


def test_somebody_alone_may_offer_to_evaluate(app, search, cast, browser):
    zed = browser(cast.zed)
    zed.post("/organisations/new?as=one-person", {"name": "Zed", "borough": "Brent"})

    alone = db.session.scalar(select(Organisation))
    page = browser(cast.zed).get("/calls/CF1/applying")

    assert "Who makes the offer?" in page.words("h1")
    assert apply(browser, cast.zed, alone).status == 303


def test_it_needs_no_themes(app, cast, browser):
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella, published=False)
    for theme in fund.themes:
        db.session.delete(theme)
    call.kind = CallKind.EVALUATOR
    db.session.commit()

    assert "priority theme" not in browser(cast.stella).get("/staff/calls/CF1").words()
    assert browser(cast.stella).post("/staff/calls/CF1/opening").status == 303


# What a manager types


def test_a_manager_says_whom_a_call_is_for(app, fund, cast, browser):
    a_call(fund, cast.stella, published=False)
    stella = browser(cast.stella)
    form = stella.get("/staff/calls/CF1/text").form("text")
    wish = {"organisation_kinds": ["cic", "school"], "boroughs": ["Brent"]}

    answer = stella.post("/staff/calls/CF1/text", {**form, **wish, "kind": "evaluator"})

    assert answer.status == 303
    call = queries.call("CF1")
    assert call.organisation_kinds == ["cic", "school"]
    assert (call.boroughs, call.kind) == (["Brent"], CallKind.EVALUATOR)
    again = stella.get("/staff/calls/CF1/text").form("text")
    assert again["organisation_kinds"] == ["cic", "school"]


@pytest.mark.parametrize(
    "wish",
    [{"kind": "party"}, {"organisation_kinds": ["king"]}, {"boroughs": ["Paris"]}],
)
def test_what_is_not_in_the_lists_is_refused(app, fund, cast, browser, wish):
    a_call(fund, cast.stella, published=False)
    stella = browser(cast.stella)
    form = stella.get("/staff/calls/CF1/text").form("text")

    assert stella.post("/staff/calls/CF1/text", {**form, **wish}).status == 422
