"""The report of the finished round: written, commented, answered, published."""

from datetime import datetime, timedelta

from grantsapp import clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.demo import pilot
from grantsapp.demo.telling import read
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import commenting, editions, evaluating, writing
from grantsapp.evaluation.models import EvaluationReport, Part, Permission


def the_report(
    call: Call,
    awards: list[Award],
    people: dict[str, Person],
    now: datetime,
    *,
    follows: Call,
) -> None:
    """Tell how Eva wrote it, what Stella said of it, and that it came out."""
    told, eva = read("report.toml"), people["eva"]
    with clock.stopped_at(now - timedelta(days=60)):
        evaluation = evaluating.evaluate(call, by=eva)
    with clock.stopped_at(now - timedelta(days=58)):
        report = writing.report_for(call)
        writing.frame(report, languages=["en", "ar"], follows=follows, by=eva)
        if advised := queries.report_of(follows):
            pilot.what_became(report, advised, by=eva)
        for part, words in told["sections"].items():
            writing.save_section(report, Part(part), words, by=eva)
        _stories(report, told["stories"], awards, eva, now)
        for words in told["recommendations"]:
            advice = i18n.Text.plainly(words)
            writing.save_recommendation(report, None, advice, by=eva)
    for days, one in zip((56, 55), told["comments"], strict=True):
        _comment(report, one, people, now - timedelta(days=days))
    with clock.stopped_at(now - timedelta(days=52)):
        editions.publish(report, evaluation, reason="", by=eva)
        db.session.flush()


def _stories(
    report: EvaluationReport,
    stories: list[dict],
    awards: list[Award],
    by: Person,
    now: datetime,
) -> None:
    for one in stories:
        writing.save_story(
            report,
            None,
            award=awards[one["project"] - 1],
            title=_text(one["title"]),
            words=_text(one["words"]),
            permission=Permission(one["permission"]),
            permission_by=one["permission_by"],
            permission_on=(now - timedelta(days=63)).date(),
            by=by,
        )


def _text(words: dict[str, str]) -> i18n.Text:
    return i18n.Text.plainly({code: text.strip() for code, text in words.items()})


def _comment(
    report: EvaluationReport,
    one: dict[str, str],
    people: dict[str, Person],
    at: datetime,
) -> None:
    with clock.stopped_at(at):
        said = commenting.add_comment(
            report, Part(one["part"]), one["words"], language="en", by=people["stella"]
        )
        db.session.flush()
    with clock.stopped_at(at + timedelta(days=2)):
        commenting.answer(said, one["answer"], language="en", by=people["eva"])
