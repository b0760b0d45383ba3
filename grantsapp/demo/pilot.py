"""The round before the finished one: small, brought in from paper, and published.

It gives the finished round something to stand beside, and recommendations of which
its report says what became. Its answers are synthetic too.
"""

from datetime import datetime, timedelta
from random import Random

from grantsapp import clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import offering
from grantsapp.calls.actions import writing as calls
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.demo import answering
from grantsapp.demo.telling import a_text, read
from grantsapp.evaluation.actions import editions, evaluating, writing
from grantsapp.evaluation.models import EvaluationReport, Part
from grantsapp.evaluation.models.reports import Became
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import answering as keeping
from grantsapp.mel.actions import asking
from grantsapp.mel.instruments import Design

SEED = 20250303
BEGAN, ENDED, OUT = 900, 700, 640  # days ago


def pilot_round(fund: Fund, people: dict[str, Person], now: datetime) -> Call:
    """Tell the pilot up to its report."""
    told, eva = read("pilot.toml"), people["eva"]
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.stopped_at(now - timedelta(days=ENDED)):
        call = calls.add_past_call(
            fund,
            by=people["stella"],
            reference=told["reference"],
            languages=["en", "ar", "pl"],
            opens_at=noon - timedelta(days=BEGAN + 60),
            closes_at=noon - timedelta(days=BEGAN),
            title=a_text(told["title"]),
            summary=a_text(told["summary"]),
        )
        db.session.flush()
        tools = [t for code in told["instruments"] if (t := mel.instrument(code))]
        for number, one in enumerate(told["awards"], 1):
            by = people["stella"]
            award = offering.add_past_award(call, title=one["title"], by=by)
            db.session.flush()
            survey = asking.ask(award, tools, Design.RETROSPECTIVE, by=eva)
            db.session.flush()
            given, _later = answering.sittings(
                [(row.tool, one["gain"]) for row in tools],
                Design.RETROSPECTIVE,
                one["responses"],
                Random(f"{SEED}-{number}"),
                spoken="en",
                is_followed=False,
            )
            keeping.add_many(survey, given)
            asking.close_survey(survey, by=eva)
        db.session.flush()
    with clock.stopped_at(now - timedelta(days=OUT)):
        _report(call, told, eva)
    return call


def _report(call: Call, told: dict, eva: Person) -> None:
    evaluation = evaluating.evaluate(call, by=eva)
    report = writing.report_for(call)
    writing.frame(report, languages=["en", "ar"], follows=None, by=eva)
    for part, words in told["sections"].items():
        writing.save_section(report, Part(part), words, by=eva)
    for one in told["recommendations"]:
        words = i18n.Text.plainly({code: one[code] for code in ("en", "ar")})
        writing.save_recommendation(report, None, words, by=eva)
    db.session.flush()
    editions.publish(report, evaluation, reason="", by=eva)
    db.session.flush()


def what_became(
    report: EvaluationReport, advised: EvaluationReport, by: Person
) -> None:
    """Say in a later report what became of what the pilot recommended."""
    told = read("pilot.toml")["recommendations"]
    pairs = zip(advised.recommendations, told, strict=True)
    became = {one: (Became(words["became"]), words["told"]) for one, words in pairs}
    writing.save_fates(report, became, by=by)
