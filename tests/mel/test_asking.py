"""Projects are asked: all at once or one by one, closed, opened again, asked anew."""

import pytest

from grantsapp import audit
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, asking, suiting
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Origin
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_suite,
    an_award,
    an_instrument,
    an_offer,
    another_instrument,
    answered,
    eligible,
)

PATH = "/staff/calls/CF1/surveys"
BEAR = {"bear": 4, "snap": 2}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def tools(call):
    """One for each of two themes, and one for all."""
    return [
        another_instrument("aware", themes=["awareness"]),
        another_instrument("resil", themes=["resilience"]),
        another_instrument("common"),
    ]


@pytest.fixture
def suite(call, cast, tools):
    return a_suite(call, cast.stella, *tools)


def bid_of(call, cast, person, **answers):
    bid = a_bid(call, a_group(person, name=f"{person.name}'s"), person, **answers)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def awards(call, cast):
    """Amina is for awareness, Omar for resilience; Zed has not accepted yet."""
    found = [
        an_award(bid_of(call, cast, cast.amina), cast.stella, cast.otto),
        an_award(
            bid_of(call, cast, cast.omar, theme=["resilience"]), cast.stella, cast.otto
        ),
    ]
    an_offer(bid_of(call, cast, cast.zed), cast.stella, cast.otto)
    return found


def asked(award):
    db.session.expire_all()
    return [
        [row.code for row in counted.survey.instruments]
        for counted in queries.surveys_of(award)
    ]


def survey_of(award):
    db.session.expire_all()
    return queries.surveys_of(award)[-1].survey


def test_all_are_asked_what_suits_their_theme_and_what_suits_every_theme(
    suite, awards, cast, browser
):
    eva = browser(cast.eva)

    page = eva.post(PATH, {"which": "theme"})

    assert page.status == 303
    assert "2 projects were asked." in eva.follow(page).words("body")
    assert asked(awards[0]) == [["aware", "common"]]
    assert asked(awards[1]) == [["resil", "common"]]
    # asked again, nobody is asked twice
    page = eva.follow(eva.post(PATH, {"which": "whole"}))
    assert "0 projects were asked." in page.words("body")
    assert asked(awards[0]) == [["aware", "common"]]


def test_all_are_asked_the_whole_suite(suite, awards, cast, browser):
    browser(cast.eva).post(PATH, {"which": "whole"})

    assert [asked(award) for award in awards] == [[["aware", "resil", "common"]]] * 2
    assert survey_of(awards[0]).design is Design.RETROSPECTIVE


def test_a_project_that_no_instrument_is_for_is_left_and_told(
    call, tools, awards, cast, browser
):
    a_suite(call, cast.stella, tools[0])
    eva = browser(cast.eva)

    page = eva.follow(eva.post(PATH, {"which": "theme"}))

    assert "No instrument is for the theme of one project." in page.words("body")
    assert (asked(awards[0]), asked(awards[1])) == ([["aware"]], [])


def test_without_a_whole_suite_nobody_can_be_asked(call, tools, awards, cast, browser):
    a_suite(call, cast.stella, *tools, lead=None)
    eva = browser(cast.eva)

    assert "See what is missing" in eva.get(PATH).words()
    page = eva.post(PATH, {"which": "theme"})
    one = eva.post(f"/staff/awards/{awards[0].id}/survey", {"tools": str(tools[0].id)})

    sentence = "Nothing can be asked yet. Nobody is named as safeguarding lead."
    assert (page.status, one.status) == (409, 409)
    assert sentence in page.words("body")
    assert sentence in one.words("body")
    assert asked(awards[0]) == []


def test_a_forged_way_of_asking_is_told_in_our_words(suite, awards, cast, browser):
    page = browser(cast.eva).post(PATH, {"which": "some"})

    assert (page.status, page.faults) == (422, ["Choose one."])
    assert asked(awards[0]) == []


def test_one_project_is_asked_with_what_is_expected(
    suite, tools, awards, cast, browser
):
    eva, path = browser(cast.eva), f"/staff/awards/{awards[0].id}/survey"
    form = eva.get(path).form("survey")
    # what suits its theme is ticked already
    assert form["tools"] == [str(tools[0].id), str(tools[2].id)]

    chosen = [str(tools[1].id), str(tools[2].id)]
    page = eva.post(path, {**form, "tools": chosen, "expected": "1,200"})

    assert page.status == 303
    assert asked(awards[0]) == [["resil", "common"]]
    assert survey_of(awards[0]).expected == 1200
    verbs = [line.verb for line in audit.history(awards[0])]
    assert "asked a project" in verbs


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"tools": ["forged"]}, "Choose only from the list."),
        ({"tools": []}, "Choose at least one instrument."),
        ({"expected": "0"}, "Write a whole number from 1 to 100,000."),
        ({"expected": "100,001"}, "Write a whole number from 1 to 100,000."),
        ({"expected": "many"}, "Write a whole number in figures, such as 40."),
    ],
)
def test_what_is_wrong_about_one_project_is_told_in_our_words(
    suite, tools, awards, cast, browser, typed, sentence
):
    path = f"/staff/awards/{awards[0].id}/survey"
    whole = {"tools": [str(tools[0].id)], "expected": "40"}

    page = browser(cast.eva).post(path, whole | typed)

    assert (page.status, page.faults) == (422, [sentence])
    assert asked(awards[0]) == []


def test_of_two_who_change_one_project_the_second_sees_both(
    suite, tools, awards, cast, browser
):
    browser(cast.stella).post(PATH, {"which": "theme"})
    path = f"/staff/awards/{awards[0].id}/survey"
    eva, stella = browser(cast.eva), browser(cast.stella)
    form = eva.get(path).form("survey")
    both = {"tools": [str(tools[2].id)], "expected": "30"}
    hers = stella.get(path).form("survey") | both
    assert stella.post(path, hers).status == 303

    page = eva.post(path, {**form, "expected": "25"})

    assert page.status == 409
    theirs = {
        d.get("id"): "".join(d.itertext()) for d in page.all("div", class_="theirs")
    }
    assert "30" in theirs["expected-theirs"]
    assert "common" in theirs["tools-theirs"]
    assert survey_of(awards[0]).expected == 30
    assert eva.post(path, page.form("survey")).status == 303
    assert survey_of(awards[0]).expected == 25


def test_once_somebody_answered_what_is_asked_stays_and_the_number_may_change(
    suite, tools, awards, cast, browser
):
    survey = asking.ask(awards[0], [tools[0]], Design.RETROSPECTIVE, by=cast.eva)
    answered(survey, [("a", {"t1": BEAR, "r0": BEAR})])
    path, eva = f"/staff/awards/{awards[0].id}/survey", browser(cast.eva)

    page = eva.get(path)
    assert "Somebody has answered already, so what is asked stays." in page.words()
    wish = page.form("survey") | {"tools": [str(tools[1].id)], "expected": "50"}
    assert eva.post(path, wish).status == 303

    assert asked(awards[0]) == [["aware"]]
    assert survey_of(awards[0]).expected == 50
    page = eva.post(f"/staff/surveys/{survey.key}/renewal")
    assert page.status == 409
    assert asked(awards[0]) == [["aware"]]


def test_a_project_is_asked_as_the_suite_is_now_while_nobody_has_answered(
    suite, call, tools, awards, cast, browser
):
    eva = browser(cast.eva)
    eva.post(PATH, {"which": "theme"})
    assert "Differs from the suite" not in eva.get(PATH).words()
    suite = queries.suite_of(call)
    suiting.remove(suite, tools[0], by=cast.stella)
    suiting.add(suite, another_instrument("aware", version=2), by=cast.stella)
    suiting.frame(suite, by=cast.stella, design=Design.MATCHED)
    db.session.commit()

    # nothing changed for those who were asked
    assert asked(awards[0]) == [["aware", "common"]]
    assert survey_of(awards[0]).design is Design.RETROSPECTIVE
    page = eva.get(PATH)
    assert page.words().count("Differs from the suite") == 2

    key = survey_of(awards[0]).key
    assert eva.post(f"/staff/surveys/{key}/renewal").status == 303

    now = survey_of(awards[0])
    assert [(r.code, r.version) for r in now.instruments] == [
        ("common", 1),
        ("aware", 2),
    ]
    assert (now.design, now.key) == (Design.MATCHED, key)  # the link stays
    assert eva.get(PATH).words().count("Differs from the suite") == 1


def test_the_same_instruments_can_come_in_another_order(
    suite, call, awards, cast, browser
):
    eva = browser(cast.eva)
    eva.post(PATH, {"which": "theme"})
    suite = queries.suite_of(call)
    common = next(r for r in suite.instruments if r.code == "common")
    suiting.move(suite, common, up=True, by=cast.eva)
    suiting.move(suite, common, up=True, by=cast.eva)
    db.session.commit()

    eva.post(f"/staff/surveys/{survey_of(awards[0]).key}/renewal")

    assert asked(awards[0]) == [["common", "aware"]]


def test_surveys_are_closed_opened_again_and_closed_all(suite, awards, cast, browser):
    eva = browser(cast.eva)
    eva.post(PATH, {"which": "theme"})
    path = f"/staff/surveys/{survey_of(awards[0]).key}"

    eva.post(f"{path}/closing")
    eva.post(f"{path}/closing")  # again: nothing
    assert not survey_of(awards[0]).is_open
    verbs = [line.verb for line in audit.history(awards[0])]
    assert verbs.count("closed a survey") == 1
    eva.post(f"{path}/opening")
    assert survey_of(awards[0]).is_open

    page = eva.follow(eva.post(f"{PATH}/closing"))
    assert "2 surveys were closed." in page.words("body")
    assert not any(survey_of(award).is_open for award in awards)
    assert "Close all surveys" not in page.words()


def test_the_table_says_what_came_in_of_what_is_expected(
    suite, tools, awards, cast, browser
):
    survey = asking.ask(
        awards[0], [tools[0]], Design.RETROSPECTIVE, expected=8, by=cast.eva
    )
    answered(survey, [(str(n), {"t1": BEAR, "r0": BEAR}) for n in range(3)])
    answered(survey, [("x", {"t1": BEAR, "r0": BEAR})], origin=Origin.SYNTHETIC)

    page = browser(cast.eva).get(PATH)

    rows = [" ".join("".join(tr.itertext()).split()) for tr in page.all("tr")[1:]]
    assert len(rows) == 2  # not the one that has not accepted
    assert "50% Open" in rows[0]  # 4 of 8
    assert "4 synthetic 8" in rows[0]
    assert "Not asked yet" in rows[1]


def test_nothing_is_asked_of_a_grant_that_was_not_accepted(
    suite, tools, call, cast, browser
):
    award = an_offer(bid_of(call, cast, cast.zed), cast.stella, cast.otto)

    page = browser(cast.eva).post(
        f"/staff/awards/{award.id}/survey", {"tools": str(tools[0].id)}
    )

    assert page.status == 409
    assert asked(award) == []


def test_older_surveys_of_one_instrument_each_stand_side_by_side(
    suite, tools, awards, cast, browser
):
    for tool in tools[:2]:
        survey = asking.ask(awards[0], [tool], Design.RETROSPECTIVE, by=None)
        db.session.flush()
        people = answering.people(
            tool.tool, [("a", {"t1": BEAR, "r0": BEAR})], origin=Origin.WEB
        )
        answering.add_many(survey, people)
    db.session.commit()

    page = browser(cast.eva).get(PATH)

    assert len(page.all("tr")) == 1 + 2 + 1
    assert [s.survey.number for s in queries.surveys_of(awards[0])] == [1, 2]


def test_an_output_of_a_forged_measure_is_told_in_our_words(awards, cast, browser):
    an_instrument()
    path = f"/staff/awards/{awards[0].id}/outputs"

    page = browser(cast.eva).post(path, {"measure": "luck", "planned": "7"})

    assert (page.status, page.faults) == (422, ["Choose only from the list."])
