"""The numbers of a survey: the same everywhere, and nothing of any person."""

import re
from datetime import date, datetime

import pytest

from grantsapp import clock
from grantsapp.awards.actions import offering
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import asking
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Origin, Response
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_suite,
    an_award,
    an_instrument,
    answered,
    eligible,
)
from tests.house.test_queries import counted

BEAR = {"bear": 4, "snap": 2}
NOW, THEN = {"t1": BEAR}, {"t0": BEAR}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def award(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


@pytest.fixture
def suite(call, cast):
    return a_suite(call, cast.stella, an_instrument(), design=Design.MATCHED)


def matched(award, suite, **more):
    survey = asking.ask(award, suite.instruments, Design.MATCHED, by=None, **more)
    db.session.commit()
    return survey


def path(award):
    return f"/awards/{award.id}/surveys"


def rows(page):
    cells = [["".join(c.itertext()) for c in tr] for tr in page.all("tr")[1:]]
    return [" ".join(" ".join(row).split()) for row in cells]


def test_one_definition_counts_by_moment_and_language_and_tells_what_is_left_out(
    award, suite
):
    survey = matched(award, suite, expected=8)
    answered(survey, [("a", THEN), ("b", THEN), ("c", THEN)])
    answered(survey, [("a", NOW), ("b", NOW)], language="ar")
    answered(survey, [("d", NOW)], language="pl", origin=Origin.SYNTHETIC)
    out = db.session.query(Response).filter_by(moment=Moment.T1, language="ar").first()
    out.counts = False
    db.session.commit()

    (found,) = queries.surveys_of(award)

    assert found.by_moment == {Moment.T0: 3, Moment.T1: 2}
    assert found.by_language == {
        (Moment.T0, "en"): 3,
        (Moment.T1, "ar"): 1,
        (Moment.T1, "pl"): 1,
    }
    assert (found.main, found.responses) == (2, 5)
    assert (found.synthetic, found.left_out) == (1, 1)
    assert found.share == 2 / 8


def test_a_group_sees_how_many_came_in_by_moment_and_language(
    award, suite, cast, browser
):
    survey = matched(award, suite, expected=8)
    answered(survey, [("a", THEN), ("b", THEN)])
    answered(survey, [("c", THEN)], language="ar")
    answered(survey, [("a", NOW)])

    page = browser(cast.bo).get(path(award))

    assert rows(page) == [
        "Before the project 2 1 0 3",
        "At the end of the project 1 0 0 1",
    ]
    assert "1 have answered" in " ".join(
        f"{d} {t}" for t, d in re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.text)
    )
    home = browser(cast.amina).get(f"/awards/{award.id}")
    assert "1 of 8 people have answered." in home.words()
    assert path(award) in home.links()


def test_the_page_has_the_links_of_each_moment_and_language(
    award, suite, cast, browser
):
    survey = matched(award, suite)

    found = [
        x for x in browser(cast.amina).get(path(award)).links() if "/surveys/" in x
    ]

    assert len(found) == 2 * 3  # before and after, in three languages
    assert all(f"/surveys/{survey.key}/" in link for link in found)
    assert len(set(found)) == 6
    asking.close_survey(survey, by=None)
    db.session.commit()
    page = browser(cast.amina).get(path(award))
    assert "Nobody can answer at the moment." in page.words()
    assert not [link for link in page.links() if "/surveys/" in link]


def test_follow_ups_are_announced_with_their_day(award, suite, cast, browser):
    suite.follow_ups = [3]
    survey = matched(award, suite)
    award.ends_on = date(2028, 8, 31)
    db.session.commit()

    page = browser(cast.amina).get(path(award))

    assert "3 months later: from 30 November 2028. We will write to you then." in (
        page.words()
    )
    assert "3 months later 0 0 0 0" in rows(page)
    assert survey.is_open


def test_no_answer_and_no_time_of_an_answer_is_on_the_page(award, suite, cast, browser):
    survey = matched(award, suite)
    when = datetime(2027, 5, 6, 17, 43, 21, tzinfo=clock.UTC)
    with clock.stopped_at(when):
        answered(survey, [("grandmother", THEN)], language="pl")
    (response,) = db.session.query(Response).all()

    for who in (cast.amina, cast.stella, cast.eva):
        text = browser(who).get(path(award)).text
        secrets = [str(response.id), str(response.client_key), response.code_hash]
        for secret in (*secrets, response.digest, "17:43", "18:43", "6 May"):
            assert secret not in text
        assert "2027-05-06" not in text


def test_a_project_that_is_not_asked_is_told_so(award, cast, browser):
    page = browser(cast.amina).get(path(award))

    assert "The fund has not asked your project anything yet." in page.words()


def test_strangers_and_other_groups_see_no_counts(award, suite, cast, browser):
    matched(award, suite)

    assert browser(cast.omar).get(path(award)).status == 403
    assert browser(cast.zed).get(path(award)).status == 403
    assert "/sign-in" in browser().get(path(award)).location


def many(cast, fund, suite_tool, reference, number):
    """A call with so many projects, each asked; two answers each."""
    call = a_call(fund, cast.stella, reference=reference)
    suite = a_suite(call, cast.stella, suite_tool)
    group = a_group(cast.amina, name=reference)
    for n in range(number):
        award = offering.add_past_award(call, title=f"Project {n}")
        award.organisation = group
        survey = asking.ask(award, suite.instruments, Design.AFTER_ONLY, by=None)
        db.session.flush()
        answered(survey, [("a", NOW), ("b", NOW)])
    db.session.commit()
    return f"/staff/calls/{reference}/surveys", path(award)


def test_pages_ask_as_often_for_twenty_projects_as_for_two(cast, browser):
    fund, tool = a_fund(cast.stella), an_instrument()
    few = many(cast, fund, tool, "CF1", 2)
    lots = many(cast, fund, tool, "CF2", 20)
    stella, amina = browser(cast.stella), browser(cast.amina)
    for who, place, most in ((stella, 0, 22), (amina, 1, 16)):
        who.get(few[place])  # what is read once a session is read now
        counts = [
            counted(lambda p=p, who=who: who.get(p)) for p in (few[place], lots[place])
        ]
        assert counts[0] == counts[1]
        assert counts[0] <= most
