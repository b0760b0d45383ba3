"""What the evaluator writes: sections, stories, recommendations and their fates.

Each saving of a section keeps a version, and none is ever taken away.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from grantsapp import audit, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import (
    Became,
    EvaluationReport,
    Fate,
    Part,
    Permission,
    ReportRecommendation,
    ReportSection,
    ReportSectionVersion,
    Story,
)
from grantsapp.i18n import gettext as _


def report_for(call: Call) -> EvaluationReport:
    """Give the report of a call, or begin it; the caller holds the lock of the call."""
    known = queries.report_of(call)
    if known is None:
        spoken = [code for code in call.languages if code in i18n.LANGUAGES]
        known = EvaluationReport(call=call, languages=spoken or ["en"])
        db.session.add(known)
        db.session.flush()
    return known


def frame(
    report: EvaluationReport,
    *,
    languages: list[str],
    follows: Call | None,
    by: Person,
) -> None:
    """Say in which languages a report is written, and which round it follows."""
    report.languages, report.follows = languages, follows
    told = {"languages": languages, "follows": follows.reference if follows else None}
    audit.record("framed the report", report, by=by, **told)


def save_section(
    report: EvaluationReport, part: Part, typed: Mapping[str, str], *, by: Person
) -> ReportSection:
    """Keep the words of a part, in each language that was typed."""
    section = queries.section_of(report, part)
    words = section.words if section else i18n.Text()
    return _keep(report, part, section, _written(words, typed), by=by)


def put_back(section: ReportSection, number: int, *, by: Person) -> ReportSection:
    """Write again what a section said once; what it says now stays a version too."""
    then = next((v for v in section.versions if v.number == number), None)
    if then is None:
        raise Refused(_("There is no such version."))
    return _keep(None, section.part, section, then.words, by=by)


def _written(words: i18n.Text, typed: Mapping[str, str]) -> i18n.Text:
    """Write what was typed over a text; what was left as it was stays as old."""
    for code, text in typed.items():
        if text.strip() != words.plain(code):
            words = words.with_text(code, text.strip())
    return words


def _keep(
    report: EvaluationReport | None,
    part: Part,
    section: ReportSection | None,
    words: i18n.Text,
    *,
    by: Person,
) -> ReportSection:
    if section is not None and dict(section.words) == dict(words):
        return section
    if section is None:
        section = ReportSection(part=part, version=0, words=words, by_name=by.called)
        if report is not None:
            report.sections.append(section)
    section.words, section.by_name = words, by.called
    section.version += 1
    kept = {"number": section.version, "words": words, "by_name": by.called}
    section.versions.append(ReportSectionVersion(**kept))
    audit.record("wrote in the report", section, by=by, version=section.version)
    return section


def save_story(
    report: EvaluationReport,
    story: Story | None,
    *,
    award: Award | None,
    title: i18n.Text,
    words: i18n.Text,
    permission: Permission,
    permission_by: str,
    permission_on: date,
    by: Person,
) -> Story:
    """Keep a story; nobody tells one without a permission.

    Raises Refused for a name that the public does not learn elsewhere either.
    """
    made = story or Story(position=_next(report.stories), version=0)
    made.award, made.title, made.words = award, title, words
    made.permission, made.permission_by = permission, permission_by
    made.permission_on = permission_on
    if permission is Permission.NAMED and not queries.may_be_named(made):
        raise Refused(
            _("The public does not learn the name of this project. Tell it unnamed.")
        )
    if story is None:
        report.stories.append(made)
    made.version += 1
    audit.record("told a story", made, by=by, permission=str(permission))
    return made


def remove_story(report: EvaluationReport, story: Story, *, by: Person) -> None:
    """Take a story out of what will be published; editions keep what they say."""
    audit.record("took a story out", report, by=by, title=str(story.title))
    report.stories.remove(story)


def save_recommendation(
    report: EvaluationReport,
    one: ReportRecommendation | None,
    words: i18n.Text,
    *,
    by: Person,
) -> ReportRecommendation:
    """Keep a recommendation."""
    if one is None:
        place = _next(report.recommendations)
        one = ReportRecommendation(position=place, version=0, words=words)
        report.recommendations.append(one)
    one.words = words
    one.version += 1
    audit.record("recommended", one, by=by, version=one.version)
    return one


def remove_recommendation(
    report: EvaluationReport, one: ReportRecommendation, *, by: Person
) -> None:
    """Take a recommendation out; one that was published stays, to be followed up."""
    if queries.is_published_recommendation(report, one):
        raise Refused(
            _(
                "This recommendation was published, and the next report says what "
                "became of it. Its words can be corrected."
            )
        )
    audit.record("took a recommendation out", report, by=by, words=str(one.words))
    report.recommendations.remove(one)


def move(among: list[Any], one: Story | ReportRecommendation, *, up: bool) -> None:
    """Move one of a list up or down, where there is somewhere to go."""
    place = among.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(among):
        among[place], among[other] = among[other], among[place]
    for position, it in enumerate(among, 1):
        it.position = position


def save_fates(
    report: EvaluationReport,
    became: Mapping[ReportRecommendation, tuple[Became | None, Mapping[str, str]]],
    *,
    by: Person,
) -> None:
    """Keep what became of what the round before recommended; None is not known yet."""
    known = {fate.recommendation_id: fate for fate in report.fates}
    for one, (what, typed) in became.items():
        fate = known.get(one.id)
        if what is None:
            if fate is not None:
                report.fates.remove(fate)
            continue
        if fate is None:
            fate = Fate(recommendation=one, words=i18n.Text(), became=what)
            report.fates.append(fate)
        fate.became, fate.words = what, _written(fate.words, typed)
    told = {str(one.id): str(what) for one, (what, _words) in became.items() if what}
    audit.record("said what became of recommendations", report, by=by, **told)


def _next(among: list[Any]) -> int:
    return max((one.position for one in among), default=0) + 1
