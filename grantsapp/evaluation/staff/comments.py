"""Comments at the desk: a manager speaks, the evaluator answers, both stay."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n, unseen
from grantsapp.access import person, require
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import commenting, writing
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to, part_named
from grantsapp.evaluation.staff.reports import part_page
from grantsapp.i18n import gettext as _


@bp.post("/calls/<reference>/report/parts/<part>/comments")
def comment(reference: str, part: str) -> ResponseReturnValue:
    """Keep what a manager says about a part."""
    found, which = call_to("comment on report", reference), part_named(part)
    if unseen.is_blank(said := _said()):
        return part_page(found, which, unsaid="comment"), 422
    report, language = writing.report_for(found), i18n.language()
    commenting.add_comment(report, which, said, language=language, by=person())
    flash(_("Your comment is kept with the report."))
    return redirect(url_for(".part", reference=reference, part=part), 303)


@bp.post("/report-comments/<uuid:key>/answer")
def answer_comment(key: UUID) -> ResponseReturnValue:
    """Keep what the evaluator answers, once."""
    found = queries.comment(key, lock=True) or abort(404)
    require("answer", found)
    call = found.report.call
    if unseen.is_blank(said := _said()):
        return part_page(call, found.part, unsaid=f"answer-{found.id}"), 422
    commenting.answer(found, said, language=i18n.language(), by=person())
    flash(_("Your answer is kept with the report."))
    back = url_for(".part", reference=call.reference, part=found.part)
    return redirect(back, 303)


def _said() -> str:
    return request.form.get("said", "").replace("\r\n", "\n").strip()
