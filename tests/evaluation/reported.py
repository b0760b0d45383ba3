"""A round with figures, and what the evaluator writes around them."""

from datetime import date

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import editions, evaluating, writing
from grantsapp.evaluation.models import Permission
from grantsapp.mel.actions import asking, reporting
from grantsapp.mel.instruments import Design
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_survey,
    an_award,
    answered,
    eligible,
    text,
)

REPORT = "/staff/calls/CF1/report"


def answers(count, gain, start=0):
    """People who answered `count` times, each some steps up, not all alike."""
    for n in range(start, start + count):
        low = 1 + n % 2
        now = {"bear": low + gain, "snap": 6 - low - gain}
        was = {"bear": low, "snap": 6 - low - n % 3 // 2}
        yield f"p{n:03}", {"r0": was, "t1": now}


def a_round(cast, counts=(12, 14), told=({}, {}, {}, {})):
    """A call with an evaluator, and projects of whose people so many answered.

    `told` is what the report of each says beside its figures.
    """
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    call, tools = a_call(fund, cast.stella), None
    for place, count in enumerate(counts):
        person = (cast.amina, cast.omar, cast.bo, cast.zed)[place]
        bid = a_bid(call, a_group(person, name=f"{person.name} House"), person)
        eligible(bid, cast.stella)
        award = an_award(bid, cast.stella, cast.otto)
        if tools is None:
            survey = a_survey(award)
            tools = survey.instruments
        else:
            survey = asking.ask(award, tools, Design.RETROSPECTIVE, by=None)
            db.session.flush()
        answered(survey, answers(count, 1 + place % 2))
        asking.close_survey(survey, by=cast.eva)
        typed = {"people": "50", "sessions": "10", "went_well": "All."}
        told_of = told[place]
        speaks = told_of.get("language", "en")
        reporting.save_report(award, typed | told_of, language=speaks, by=person)
        reporting.submit_report(award, by=person)
    db.session.commit()
    return call


def evaluated(call, eva):
    """Work the figures out."""
    found = evaluating.evaluate(call, by=eva)
    db.session.commit()
    return found


def published(call, eva, reason=""):
    """Publish what there is as an edition."""
    report = writing.report_for(call)
    made = editions.publish(report, queries.newest(call), reason=reason, by=eva)
    db.session.commit()
    return made


def a_story(call, eva, **facts):
    """A story of nobody in particular, told unnamed."""
    told = {
        "award": None,
        "title": text("The door"),
        "words": text("It opened."),
        "permission": Permission.UNNAMED,
        "permission_by": "Amina",
        "permission_on": date(2026, 11, 1),
    }
    made = writing.save_story(writing.report_for(call), None, **(told | facts), by=eva)
    db.session.commit()
    return made


def advised(call, eva, words="Ask twice."):
    """A recommendation."""
    report = writing.report_for(call)
    made = writing.save_recommendation(report, None, text(words), by=eva)
    db.session.commit()
    return made


def written(call, eva, part, **words):
    """Words of the evaluator in a part."""
    made = writing.save_section(writing.report_for(call), part, words, by=eva)
    db.session.commit()
    return made
