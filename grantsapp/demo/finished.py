"""A finished round: its awards, reports and evaluation, with made-up answers.

The answers are synthetic and marked so: see `answering`.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.awards.schedule import end_of
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.demo import answering, asking, banking, evaluated, lives, pilot
from grantsapp.demo.telling import (
    PENNIES,
    a_text,
    organisation,
    person,
    plan_outputs,
    read,
)
from grantsapp.evaluation import queries as plans
from grantsapp.evaluation.actions import declaring
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import answering as keeping
from grantsapp.mel.actions import asking as asks
from grantsapp.mel.actions import reporting
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Measure, Survey
from grantsapp.mel.sittings import Sitting

# What is added to a project's true change for these instruments, in points.
SHIFTS = {
    "messages": -0.1,
    "reporting": -0.2,
    "belonging": 0.1,
    "meaning": -0.15,
    "setbacks": -0.05,
    "openness": -0.25,
    "empathy": 0.05,
    "bystander": 0.15,
    "duty": 0.1,
    "inclusive": -0.1,
}
EXPECTED = (
    "We expect that people recognise hate more surely and trust their neighbours more"
    " after a project than before, by about a third of a point. We expect less where"
    " people came once only. Openness was high already where the projects worked, so"
    " we expect little there. Half a point or more would surprise us."
)
SMALL = 15_000  # pounds; up to this a project ran nine months
MANY = 100  # from here on, what is expected is told in hundreds
SEED = 20261104
GROUPS = ("language", "age", "gender")
SOON, LATE = 12, 43  # days after the end of a project until its report


def finished_round(fund: Fund, people: dict[str, Person], now: datetime) -> None:
    """Tell the round that was carried out on paper, up to its published figures."""
    told = read("past-call.toml")
    before = pilot.pilot_round(fund, people, now)
    call = _past_call(fund, told, people, now)
    awards: list[Award] = []
    for number, one in enumerate(told["awards"], 1):
        with clock.stopped_at(now - timedelta(days=460)):
            awards.append(_past_award(call, number, one, people["stella"], now))
            db.session.flush()
    by_award = dict(zip(awards, told["awards"], strict=True))
    lives.at(now, 455, awards, lambda a: lives.begin(a, by_award[a], people))
    lives.at(now, 250, awards, lambda a: lives.in_the_middle(a, people))
    for number, (award, one) in enumerate(by_award.items(), 1):
        small = one["amount"] <= SMALL
        reported_at = _reported_at(award, number, now)
        with clock.stopped_at(reported_at - timedelta(days=1)):
            plan_outputs(award, one, by=people["eva"])
        with clock.stopped_at(now - timedelta(days=160 if small else 74)):
            asked = _ask(award, one, Random(f"{SEED}-{number}"), people["eva"])
        with clock.stopped_at(now - timedelta(days=64)):
            if asked:
                keeping.add_many(*asked)
        with clock.stopped_at(reported_at):
            _report(award, one)
    db.session.flush()
    lives.at(now, 66, awards, lambda a: lives.at_the_end(a, people))
    with clock.stopped_at(now - timedelta(days=61)):
        wanted = replace(plans.proposed(call), by=GROUPS, words=EXPECTED)
        declaring.declare(call, wanted, by=people["eva"])
    evaluated.the_report(call, awards, people, now, follows=before)
    banking.through_the_bank(fund, now, by=people["stella"])
    lives.at(now, 2, awards, lambda a: lives.lately(a, people))


def _past_call(
    fund: Fund, told: dict[str, Any], people: dict[str, Person], now: datetime
) -> Call:
    by = people["stella"]
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.stopped_at(now - timedelta(days=74)):
        call = writing.add_past_call(
            fund,
            by=by,
            reference=told["reference"],
            budget=told["budget"] * PENNIES,
            languages=["en", "ar", "pl"],
            opens_at=noon - timedelta(days=560),
            closes_at=noon - timedelta(days=500),
            **{name: a_text(told[name]) for name in ("title", "summary", "prospectus")},
        )
        db.session.flush()
        for tier in told["tiers"]:
            sizes = {k: tier[k] * PENNIES for k in ("minimum", "maximum")}
            months, name = tier["months"], a_text(tier["name"])
            facts = {"code": tier["code"], "name": name, "months": months, **sizes}
            writing.add_tier(call, by=by, **facts)
    db.session.flush()
    asking.a_suite(call, "finished", people)
    return call


def _past_award(
    call: Call, number: int, one: dict[str, Any], by: Person, now: datetime
) -> Award:
    spoken = one["language"] if one["language"] in {"en", "ar", "pl"} else "en"
    email = "amina" if number == 1 else f"group{number}"
    signatory = person(f"{email}@example.org", one["signed"], spoken)
    about = {k: one[k] for k in ("kind", "borough", "registry", "language")}
    starts_on = (now - timedelta(days=440)).date().replace(day=1)
    tier = "small" if one["amount"] <= SMALL else "large"
    return lives.brought_in(
        call,
        one,
        by,
        title=one["title"],
        organisation=organisation(signatory, name=one["group"], **about),
        summary=one["summary"],
        language=one["language"],
        theme=one["theme"],
        tier=tier,
        amount_asked=one["asked"] * PENNIES,
        starts_on=starts_on,
        ends_on=end_of(starts_on, 9 if one["amount"] <= SMALL else 12),
    )


def _ask(
    award: Award, one: dict[str, Any], chance: Random, by: Person
) -> tuple[Survey, list[Sitting]] | None:
    """Ask what suits the theme, at schools twice; gives what was answered later."""
    suite = mel.suite_of(award.call)
    if suite is None:
        return None
    design = Design.MATCHED if one["kind"] == "school" else Design.RETROSPECTIVE
    tools = mel.owed_by(suite, award)
    step = MANY if one["responses"] > MANY else 10
    expected = ceil(one["responses"] / step) * step
    survey = asks.ask(award, tools, design, expected=expected, by=by)
    db.session.flush()
    spoken = one["language"] if one["language"] in answering.SPOKEN else "en"
    now, later = answering.sittings(
        [(row.tool, one["gain"] + SHIFTS.get(row.code, 0)) for row in tools],
        design,
        one["responses"],
        chance,
        spoken=spoken,
        is_followed=one["amount"] <= SMALL,
    )
    keeping.add_many(survey, now)
    asks.close_survey(survey, by=by)
    return survey, later


def _reported_at(award: Award, number: int, now: datetime) -> datetime:
    """Let groups report soon after their end, and every eighth a while too late."""
    end = award.ends_on or now.date()
    over = datetime.combine(end, now.timetz())
    days = LATE if number % 8 == 4 else SOON  # noqa: PLR2004
    at = over + timedelta(days=days, hours=number)
    return min(at, now - timedelta(days=72, hours=-number))


def _report(award: Award, one: dict[str, Any]) -> None:
    group = award.organisation
    if group is None:
        return
    by = group.memberships[0].person
    done = {m: str(one[m][1]) for m in Measure if m in one}
    told = (*reporting.TEXTS, reporting.PERMISSION)
    typed = {**done, **{name: one[name] for name in told if name in one}}
    reporting.save_report(award, typed, language=award.language, by=by)
    db.session.flush()
    reporting.submit_report(award, by=by)
