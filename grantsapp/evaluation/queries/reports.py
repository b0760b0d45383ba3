"""Reports: what is written of them, and the editions that everybody may read."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.models import (
    Comment,
    Disclosure,
    Edition,
    EvaluationReport,
    Fate,
    Part,
    Permission,
    ReportRecommendation,
    ReportSection,
    Story,
)
from grantsapp.evaluation.queries.evaluations import told


def report_of(call: Call) -> EvaluationReport | None:
    """Give the report of a call with all that is written in it."""
    query = select(EvaluationReport).where(EvaluationReport.call_id == call.id)
    return db.session.scalar(
        query.options(
            selectinload(EvaluationReport.sections),
            selectinload(EvaluationReport.stories).joinedload(Story.award),
            selectinload(EvaluationReport.recommendations),
            selectinload(EvaluationReport.fates).joinedload(Fate.recommendation),
            selectinload(EvaluationReport.comments),
            joinedload(EvaluationReport.follows),
        )
    )


def languages_of(report: EvaluationReport | None) -> list[str]:
    """Say in which languages a report is written, the source first."""
    return report.languages if report else ["en"]


def section_of(report: EvaluationReport | None, part: Part) -> ReportSection | None:
    """Give what is written in a part."""
    sections = report.sections if report else []
    return next((one for one in sections if one.part is part), None)


def open_comments(report: EvaluationReport | None) -> Counter[Part]:
    """Count the comments that nobody answered, by part."""
    comments = report.comments if report else []
    return Counter(one.part for one in comments if one.answered_at is None)


def comment(key: UUID, *, lock: bool = False) -> Comment | None:
    """One comment with its report."""
    its = joinedload(Comment.report).joinedload(EvaluationReport.call)
    query = select(Comment).options(its.joinedload(Call.fund))
    query = query.where(Comment.id == key)
    return db.session.scalar(query.with_for_update(of=Comment) if lock else query)


@dataclass(frozen=True)
class PartState:
    """How far a part is: in which languages it is written, and what waits."""

    part: Part
    written: list[str]
    stale: list[str]  # translations that are older than what they translate
    comments: int
    waiting: int  # comments without an answer

    @property
    def missing(self) -> bool:
        """Say whether nobody has written anything."""
        return not self.written


def part_states(report: EvaluationReport | None) -> list[PartState]:
    """Say how far each part of a report is, in their order."""
    waiting, languages = open_comments(report), languages_of(report)
    made = Counter(one.part for one in report.comments) if report else Counter()
    found = []
    for part in Part:
        section = section_of(report, part)
        words = section.words if section else i18n.Text()
        written = [code for code in languages if words.plain(code)]
        stale = [code for code in written if words.is_stale(code)]
        found.append(PartState(part, written, stale, made[part], waiting[part]))
    return found


def story_of(report: EvaluationReport, key: UUID) -> Story | None:
    """One story of a report."""
    return next((one for one in report.stories if one.id == key), None)


def recommendation_of(
    report: EvaluationReport, key: UUID
) -> ReportRecommendation | None:
    """One recommendation of a report."""
    return next((one for one in report.recommendations if one.id == key), None)


def editions_of(report: EvaluationReport | None) -> list[Edition]:
    """List the editions of a report, the first one first."""
    if report is None:
        return []
    query = select(Edition).where(Edition.report_id == report.id)
    return list(db.session.scalars(query.order_by(Edition.number)))


def edition(reference: str, number: int | None = None) -> Edition | None:
    """Give an edition of the report of a call, or the newest one."""
    query = select(Edition).join(EvaluationReport).join(EvaluationReport.call)
    query = query.where(Call.reference == reference)
    if number is not None:
        query = query.where(Edition.number == number)
    its = joinedload(Edition.report).joinedload(EvaluationReport.call)
    query = query.options(its.joinedload(Call.fund))
    return db.session.scalar(query.order_by(Edition.number.desc()).limit(1))


def next_edition(report: EvaluationReport) -> int:
    """Say the number of the next edition; the row of its call is locked."""
    query = select(func.max(Edition.number)).where(Edition.report_id == report.id)
    return (db.session.scalar(query) or 0) + 1


def next_disclosure(call: Call) -> int:
    """Say the number of the next line of the ledger; the row of the call is locked."""
    query = select(func.max(Disclosure.number)).where(Disclosure.call_id == call.id)
    return (db.session.scalar(query) or 0) + 1


def rounds_before(call: Call) -> list[Call]:
    """List the other calls of a fund whose report was published."""
    query = select(Call).join(EvaluationReport, EvaluationReport.call_id == Call.id)
    query = query.where(Call.fund_id == call.fund_id, Call.id != call.id)
    query = query.where(EvaluationReport.editions.any())
    return list(db.session.scalars(query.order_by(Call.closes_at.desc())))


def recommended_before(report: EvaluationReport) -> list[ReportRecommendation]:
    """List what the newest edition of the round before recommended, in its order."""
    before = edition(report.follows.reference) if report.follows else None
    if before is None:
        return []
    known = {str(one.id): one for one in before.report.recommendations}
    told_then = before.document["recommendations"]
    return [known[one["id"]] for one in told_then if one["id"] in known]


def is_published_recommendation(
    report: EvaluationReport, one: ReportRecommendation
) -> bool:
    """Say whether an edition has told a recommendation."""
    return any(
        told_then["id"] == str(one.id)
        for published in editions_of(report)
        for told_then in published.document["recommendations"]
    )


def live_awards(call: Call) -> list[Award]:
    """List the awards that a story can be told of."""
    return [award for award in awards.awards_in(call) if award.is_live]


def may_be_named(story: Story) -> bool:
    """Say whether a project may be named with its story today."""
    if story.permission is not Permission.NAMED:
        return False
    if story.award is None:
        return True  # of no project of ours: its words name whom they name
    one = awards.told_in(story.award.call).get(story.award.reference)
    return one is not None and one.is_named


def told_document(document: dict[str, Any], call: Call) -> dict[str, Any]:
    """Give a report with the names that the public may read today.

    A story that was told by name is left out once its project is named no more.
    """
    known = awards.told_in(call)
    named = {
        key: awards.project_name(one) for key, one in known.items() if one.is_named
    }
    stories = [
        one | {"project": _named(named.get(one["project"]))}
        for one in document["stories"]
        if not one["project"] or one["project"] in named
    ]
    figures = document["figures"]
    return document | {
        "figures": told(figures, call) if figures["public"] else figures,
        "stories": stories,
        "stories_taken_back": len(document["stories"]) - len(stories),
    }


def _named(name: i18n.Shown | None) -> dict[str, str] | None:
    return {"title": name.text, "language": name.language} if name else None
