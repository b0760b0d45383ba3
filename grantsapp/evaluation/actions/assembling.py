"""A report put together: what was written, around the figures that may be public.

The document names no project: who may be named is asked anew each time it is read.
"""

from typing import Any

from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import (
    Comment,
    EvaluationReport,
    Permission,
    ReportSection,
    Story,
)
from grantsapp.i18n import Text
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Instrument, Rights

PRINTED = {Rights.OPEN, Rights.OWN}  # licences under which items may be shown to all


def assemble(
    call: Call, report: EvaluationReport | None, figures: dict[str, Any]
) -> dict[str, Any]:
    """Put a report together as JSON can carry it."""
    languages = queries.languages_of(report)
    return {
        "call": call.reference,
        "title": _plain(call.title, [*call.languages]),
        "languages": languages,
        "themes": {
            theme.code: _plain(theme.name, [*call.languages])
            for theme in call.fund.themes
        },
        "zone": call.fund.time_zone,
        "figures": figures,
        "instruments": _instruments(call, figures),
        **_written(report, languages),
    }


def _written(report: EvaluationReport | None, languages: list[str]) -> dict[str, Any]:
    """Give what was written, or nothing of it."""
    if report is None:
        nothing: dict[str, Any] = {name: [] for name in ("stories", "recommendations")}
        more = {"sections": {}, "follows": None, "fates": [], "comments": []}
        return nothing | more
    recommended = [
        {"id": str(one.id), "words": _plain(one.words, languages)}
        for one in report.recommendations
    ]
    return {
        "sections": _sections(report.sections, languages),
        "stories": [_story(one, languages) for one in report.stories],
        "recommendations": recommended,
        "follows": report.follows.reference if report.follows else None,
        "fates": _fates(report, languages),
        "comments": [_comment(one) for one in report.comments],
    }


def _plain(text: Text, languages: list[str]) -> dict[str, str]:
    """Give a text in these languages, the source first."""
    return {code: words for code in languages if (words := text.plain(code))}


def _sections(sections: list[ReportSection], languages: list[str]) -> dict[str, Any]:
    told = {str(one.part): _plain(one.words, languages) for one in sections}
    return {part: {"words": words} for part, words in sorted(told.items()) if words}


def _story(story: Story, languages: list[str]) -> dict[str, Any]:
    """Tell a story; of one that is told unnamed, nothing leads to its project."""
    named = story.permission is Permission.NAMED and story.award is not None
    spoken = [*languages, *(code for code in story.words if code not in languages)]
    return {
        "title": _plain(story.title, spoken),
        "words": _plain(story.words, spoken),
        "permission": str(story.permission),
        "permission_on": story.permission_on.isoformat(),
        "project": story.award.reference if named and story.award else None,
    }


def _fates(report: EvaluationReport, languages: list[str]) -> list[dict[str, Any]]:
    """Say what became of each recommendation of the round before, in their order."""
    before = queries.recommended_before(report)
    known = {fate.recommendation_id: fate for fate in report.fates}
    spoken = queries.languages_of(before[0].report) if before else []
    return [
        {
            "recommendation": _plain(one.words, spoken),
            "became": str(fate.became),
            "words": _plain(fate.words, languages),
        }
        for one in before
        if (fate := known.get(one.id))
    ]


def _comment(comment: Comment) -> dict[str, Any]:
    """Give a comment as the public reads it: whose it is, not by name."""
    return {
        "part": str(comment.part),
        "words": comment.words,
        "language": comment.language,
        "made_at": comment.made_at.isoformat(),
        "answer": comment.answer,
        "answer_language": comment.answer_language,
        "answered_at": comment.answered_at and comment.answered_at.isoformat(),
    }


def _instruments(call: Call, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe each instrument; its items only where its licence lets everybody see."""
    known = {(t.code, t.version): t for t in queries.tools_in(call).values()}
    found = [known.get((one["code"], one["version"])) for one in figures["instruments"]]
    return [_described(tool) for tool in found if tool is not None]


def _described(tool: Instrument) -> dict[str, Any]:
    told = instruments.as_json(tool)
    if tool.licence.status not in PRINTED:
        told.pop("items")
        told["scale"] = told["scale"] | {"labels": {}}
    told.get("licence", {}).pop("proof", None)  # a letter to us, not to everybody
    told.pop("translations", None)  # names who translated
    return told


def draft(call: Call, figures: dict[str, Any]) -> dict[str, Any]:
    """Put a report together as it would be read today, with the names of today."""
    document = assemble(call, queries.report_of(call), figures)
    return queries.told_document(document, call)
