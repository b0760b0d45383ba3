"""The demonstration: it fills on both databases, and every page of it stands."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Stage
from grantsapp.calls import queries
from grantsapp.calls.models import Application
from grantsapp.calls.models import Stage as BidStage
from grantsapp.db import db
from grantsapp.demo import CAST, fill, finished
from grantsapp.demo.telling import read
from grantsapp.evaluation import queries as evaluations
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Design, Status
from grantsapp.mel.models import Origin
from grantsapp.mel.rules import lacks
from grantsapp.review import queries as reviews
from grantsapp.review.models import DecisionStage, Outcome, Standing
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import ranking as rankings

VISITOR = "visitor@example.org"


def test_the_story_is_told_once(app, story):
    before = db.session.scalar(select(func.count(audit.Event.id)))

    fill()

    assert db.session.scalar(select(func.count(audit.Event.id))) == before


def test_one_call_is_open_and_sixty_bids_went_through_three_phases(app, story):
    assert [c.reference for c in queries.open_calls()] == ["CGF2"]
    closed = queries.call("CGF1")
    check, scored, meets, second = reviews.phases_of(closed)
    panel = [m for m in reviews.panel_of(closed) if m.scores]

    assert closed.is_closed
    assert len(panel) == 12
    # one of sixty was taken back, and three cannot be funded
    assert len(reviews.checks_of(check)) == 59
    assert len(rankings.ranking(scored)) == 56
    assert (scored.closed_at, meets.closed_at) != (None, None)
    assert second.is_open
    # three reviews a bid, but for two that nobody handed in, and Ravi's of a bid that
    # he is tied to, whose place somebody else took
    handed_in = [row.standing.reviews for row in rankings.ranking(scored)]
    assert sum(handed_in) == 3 * 56 - 2
    assert len(rankings.ranking(second)) >= 40
    assert {c.standing for c in reviews.conflicts_in(closed)} == set(Standing)


def test_decisions_stand_at_every_stage(app, story):
    choices = decided.choices_in(queries.call("CGF1"))
    made = [c.decision for c in choices if c.decision]
    yes = [d.amount for d in made if d.outcome == "fund" and d.stage != "returned"]

    assert {d.stage for d in made} == set(DecisionStage)
    assert {d.outcome for d in made} == set(Outcome)
    assert sum(d.told_at is not None for d in made) == 3
    assert sum(c.decision is None for c in choices) == 8  # looked at again
    assert decided.left_of(queries.call("CGF1")) == 300_000_00 - sum(yes)
    assert sum(yes) <= 200_000_00


def test_one_offer_waits_and_one_is_accepted_with_its_letter(app, story):
    offered, accepted = awards.awards_in(queries.call("CGF1"))

    assert (offered.stage, offered.language) == (Stage.OFFERED, "ar")
    assert (accepted.stage, accepted.language) == (Stage.ACCEPTED, "pl")
    assert accepted.letter is not None
    assert sum(p.amount for p in accepted.payments) == accepted.amount


def test_the_running_call_has_a_suite_and_its_group_is_asked_of_its_theme(app, story):
    call = queries.call("CGF1")
    suite = mel.suite_of(call)
    _offered, accepted = awards.awards_in(call)
    (asked,) = mel.surveys_of(accepted)

    assert (len(suite.parts), suite.lead.name) == (6, "Zofia Wójcik")
    assert (suite.design, suite.follow_ups) == (Design.MATCHED, [3, 6])
    assert lacks(suite) == []
    assert lacks(mel.suite_of(queries.call("CGF0"))) == []
    assert all("020 7946 0000" in suite.help.plain(c) for c in suite.languages)
    # its theme is to recognise hate: two of the six
    assert [i.code for i in asked.survey.instruments] == ["recognising", "messages"]
    assert (asked.survey.expected, asked.survey.is_open) == (90, True)
    assert asked.responses == 0


def test_a_finished_round_of_22_awards_and_its_synthetic_answers(app, story):
    call = queries.call("CGF0")
    given = mel.responses_in(call)

    assert len(awards.awards_in(call)) == 22
    assert len({(g.award_id, g.person) for g in given}) == 4455
    assert {g.origin for g in given} == {Origin.SYNTHETIC}
    assert len({g.instrument_id for g in given}) == 15
    assert len({g.language for g in given}) == 3
    assert {i.tool.status for i in mel.instruments()} == {Status.STARTER}
    assert mel.reports_in(call) == (22, 22)
    assert decided.left_of(call) == 1_150_00  # one group gave that back


def test_the_evaluation_finds_the_effects_that_were_put_in(app, story):
    """The truth is told in the texts; 95 % intervals miss one in twenty by chance."""
    projects = read("past-call.toml")["awards"]
    told = {one["title"]: one["gain"] for one in projects}
    inside = evaluations.published("CGF0").inside
    titles = {key: told["title"] for key, told in inside["projects"].items()}
    # A sum counts each item, so that its scale is as many times as long.
    found = [
        (line, gain, (one["scale"][1] - one["scale"][0]) / 4)
        for one in inside["instruments"]
        for line in one["by_project"]
        for gain in [
            told[titles[line["project"]]] + finished.SHIFTS.get(one["code"], 0)
        ]
    ]

    tools = [row.tool for row in mel.suite_of(queries.call("CGF0")).instruments]
    suit = sum(one["theme"] in tool.themes for one in projects for tool in tools)
    assert len(found) == suit  # a project answers what suits its theme
    covered = sum(p["ci"][0] <= gain * times <= p["ci"][1] for p, gain, times in found)
    # Answers are cut at the ends of the scale, so that large changes come out smaller.
    assert covered >= 0.88 * suit
    people = sum(p["pairs"] for p, *_more in found)
    off = sum((p["difference"] / t - gain) * p["pairs"] for p, gain, t in found)
    assert abs(off / people) < 0.03


def test_the_plan_was_declared_before_anybody_looked(app, story):
    told = evaluations.told_plan(queries.call("CGF0"))
    assert (len(told["family"]), told["departures"]) == (15, [])


def test_the_round_stands_beside_its_pilot_and_says_what_became_of_it(app, story):
    call = queries.call("CGF0")
    every = evaluations.series_of(call.fund_id)
    fates = evaluations.report_of(call).fates
    became = {one.recommendation.position: str(one.became) for one in fates}

    assert {one.code for one in every} == {"belonging", "neighbours", "steadiness"}
    assert [len(one.entries) for one in every] == [2, 2, 2]
    breaks = {one.code: one.entries[1].breaks for one in every}
    # Schools were asked twice, in the pilot nobody was.
    twice = ("belonging", "steadiness")
    assert breaks == {"neighbours": (), **dict.fromkeys(twice, ("design",))}
    assert became == {1: "done", 2: "partly", 3: "not_yet"}


@pytest.mark.parametrize(
    "path",
    ["/evaluations/CGF0", "/staff/calls/CGF0/surveys", "/staff/calls/CGF0/evaluation"],
)
def test_synthetic_answers_are_marked_where_they_show(app, story, browser, path):
    stella = db.session.scalar(select(Person).where(Person.email == CAST[0].email))

    assert "synthetic" in browser(stella).get(path).words()


def test_all_bids_are_sent_but_three_drafts_and_the_one_taken_back(app, story):
    bids = db.session.scalars(select(Application)).all()
    stages = Counter(b.stage for b in bids)

    assert len({b.language for b in bids}) >= 5
    assert stages.keys() == {BidStage.SUBMITTED, BidStage.DRAFT, BidStage.WITHDRAWN}
    assert (stages[BidStage.DRAFT], stages[BidStage.WITHDRAWN]) == (3, 1)


def test_every_audit_chain_of_the_story_holds(app, story):
    query = select(audit.Event).order_by(audit.Event.thing_id, audit.Event.sequence)
    lines = list(db.session.scalars(query))

    for one, two in pairwise(lines):
        if one.thing_id == two.thing_id:
            assert two.previous == one.digest


@pytest.mark.parametrize("email", [VISITOR, *(who.email for who in CAST)])
def test_every_link_leads_somewhere_for_everybody(app, story, browser, email):
    person = db.session.scalar(select(Person).where(Person.email == email))
    is_first_database = db.engine.dialect.name == "sqlite"
    # Words do not hang on the database.
    for language in ("en", "ar", "pl", "qps") if is_first_database else ("en",):
        them = browser(person)
        them.get(f"/?language={language}")
        first = ["/", "/help", "/staff/" if person else "/calls"]
        most = 5 if language == "en" else 1  # pages of a kind
        assert walk(them, first, most) >= (6 if person else 5)


def _open(path):
    """A bid's page links to its withdrawal also where a decision is being made.

    A link that goes would tell of the decision.
    """
    return {200, 303, 409} if path.endswith("/withdrawal") else {200, 303}


def kind_of(path):
    """Give an address without what differs between pages of one kind.

    Where each number of a report comes from is asked by the tests of those pages.
    """
    return re.sub(r"[0-9a-f-]{36}|CGF\d|=[^&]*|(?<=/numbers/).+", "x", path)


def walk(them, waiting, most):
    """Follow links of every kind from these pages on; gives how many there were.

    Of a kind of page so many are looked at, since sixty bids look much alike.
    """
    seen, kinds = set(), Counter()
    while waiting:
        path = waiting.pop()
        if path in seen or "language=" in path or path.startswith(("#", "http")):
            continue
        seen.add(path.partition("#")[0])
        kinds[kind_of(path)] += 1
        if kinds[kind_of(path)] > most:
            continue
        page = them.get(path)
        assert page.status in _open(path), f"{path}: {page.status}"
        if page.status != 200 or page.response.mimetype != "text/html":
            continue
        waiting += [link.partition("#")[0] or path for link in page.links()]
    return len(seen)
