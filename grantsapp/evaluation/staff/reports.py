"""The report of a call at the desk: its parts in order, each with figures and words."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import assembling, parts, saying_origins, writing
from grantsapp.evaluation.forms import reports as forms
from grantsapp.evaluation.models import Comment, EvaluationReport, Part
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to, part_named
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries as mel
from grantsapp.mel.queries import Lesson

# What grantees tell in their reports stands beside the form of these parts.
FROM_GROUPS = {
    Part.LEARNED: ("learned", "unexpected", "got_worse"),
    Part.STORIES: ("story",),
}


@bp.get("/calls/<reference>/report")
def report(reference: str) -> ResponseReturnValue:
    """List the parts of a report in order, and how far each is."""
    found = call_to("read report", reference)
    known = queries.report_of(found)
    return render_template(
        "evaluation/staff/report.html",
        call=found,
        report=known,
        languages=queries.languages_of(known),
        states=queries.part_states(known),
        titles=parts.TITLES,
        editions=queries.editions_of(known),
        evaluation=queries.newest(found),
    )


@bp.route("/calls/<reference>/report/parts/<part>", methods=["GET", "POST"])
def part(reference: str, part: str) -> ResponseReturnValue:
    """Show a part as it will be read; keep what the evaluator writes around it."""
    verb = "read report" if request.method == "GET" else "write report"
    found, which = call_to(verb, reference), part_named(part)
    if request.method == "GET":
        return part_page(found, which)
    report = writing.report_for(found)
    typed = {
        code: request.form.get(f"words-{code}", "").replace("\r\n", "\n")
        for code in report.languages
    }
    known = queries.section_of(report, which)
    if request.form.get("version", 0, type=int) != (known.version if known else 0):
        return part_page(found, which, typed), 409
    writing.save_section(report, which, typed, by=person())
    flash(_("Your words are saved."))
    return redirect(url_for(".part", reference=reference, part=part), 303)


def part_page(
    call: Call,
    which: Part,
    mine: dict[str, str] | None = None,
    unsaid: str = "",
) -> str:
    """Show a part; with what was typed beside what somebody else saved meanwhile.

    `unsaid` names the field of a comment or an answer that came without a word.
    """
    report, document = queries.report_of(call), _document(call)
    section, languages = queries.section_of(report, which), queries.languages_of(report)
    saved = {code: section.words.plain(code) if section else "" for code in languages}
    shown = mine or saved
    every = list(Part)
    place = every.index(which)
    return render_template(
        "evaluation/staff/part.html",
        call=call,
        report=report,
        part=which,
        section=section,
        languages=languages,
        title=parts.TITLES[which],
        guidance=parts.GUIDANCE[which],
        chapter=parts.chapter(document, which) if document else None,
        number_url=_numbers(document),
        typed=shown,
        theirs={code: v for code, v in saved.items() if shown.get(code, "") != v},
        writes=may("write report", call),
        comments=_comments(report, which),
        unsaid=unsaid,
        asked=FROM_GROUPS.get(which, ()),
        lessons=_lessons(call, which),
        next_part=every[place + 1] if place + 1 < len(every) else None,
        titles=parts.TITLES,
    )


def _lessons(call: Call, which: Part) -> list[Lesson]:
    """Give what projects told for a part; who told nothing for it is left out."""
    asked = FROM_GROUPS.get(which, ())
    told = mel.lessons_in(call) if asked else []
    return [one for one in told if any(getattr(one, name) for name in asked)]


def _document(call: Call) -> dict[str, Any] | None:
    """Give the draft as the public would read it today, if there are figures."""
    newest = queries.newest(call)
    return assembling.draft(call, newest.public) if newest else None


def _numbers(document: dict[str, Any] | None) -> Callable[[str], str] | None:
    """Give the addresses of the pages on which the draft's numbers are explained."""
    if document is None:
        return None
    where = {"reference": document["call"]}
    return saying_origins.links(document["figures"], ".number", **where)


def _comments(report: EvaluationReport | None, which: Part) -> list[Comment]:
    return [one for one in report.comments if one.part is which] if report else []


@bp.route("/calls/<reference>/report/frame", methods=["GET", "POST"])
def frame_report(reference: str) -> ResponseReturnValue:
    """Say in which languages a report is written, and which round it follows."""
    found = call_to("write report", reference)
    known = queries.report_of(found)
    before = queries.rounds_before(found)
    form = forms.FrameForm.of(found, known, before)
    if not form.validate_on_submit():
        page = render_template("evaluation/staff/frame.html", call=found, form=form)
        return page, 422 if form.is_submitted() else 200
    writing.frame(writing.report_for(found), **form.facts(before), by=person())
    flash(_("The report is set up."))
    return redirect(url_for(".report", reference=reference), 303)


@bp.get("/calls/<reference>/report/whole")
def whole_report(reference: str) -> ResponseReturnValue:
    """Show the whole draft as it would be read today."""
    found = call_to("read report", reference)
    document = _document(found)
    return render_template(
        "evaluation/staff/whole.html",
        call=found,
        chapters=parts.chapters(document) if document else [],
        number_url=_numbers(document),
    )
