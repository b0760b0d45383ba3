"""Answering what the fund asks on one section of a bid."""

from dataclasses import replace
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import clock, i18n
from grantsapp.access import may, person, require
from grantsapp.calls import queries, questions
from grantsapp.calls.actions import clarifying
from grantsapp.calls.forms import applicant as forms
from grantsapp.calls.models import Clarification
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.get("/clarifications/<uuid:key>")
def clarification(key: UUID) -> ResponseReturnValue:
    """Show what the fund asks with the section to change, or both versions of it."""
    found = queries.clarification(key) or abort(404)
    require("read", found)
    if may("answer", found):
        return _section_page(found)
    return render_template(
        "calls/clarified.html",
        clarification=found,
        application=found.application,
        section=_part(found),
        compared=queries.compared(found) if found.answered_at else [],
    )


def _part(found: Clarification) -> questions.Section:
    """Give the section without its files, which stay as they were sent."""
    part = found.application.form_version.form.section(found.section) or abort(404)
    asked = [q for q in part.questions if q.kind is not questions.Kind.FILE]
    return replace(part, questions=tuple(asked))


def _readings(found: Clarification) -> dict[str, questions.Reading]:
    """Read the bid as it would be with this answer."""
    bid, typed = found.application, found.after
    whole = {**queries.typed_in(bid, bid.sent), **typed}
    raw = {code: answer["raw"] for code, answer in whole.items()}
    tongues = {code: answer["language"] for code, answer in whole.items()}
    return questions.read_all(bid.form_version.form, raw, tongues)


def _section_page(found: Clarification) -> str:
    """Show the section; what is merely not written is a fault after a try to send."""
    part = _part(found)
    fields = forms.fields(
        part,
        found.application,
        {code: answer["raw"] for code, answer in found.after.items()},
        _readings(found),
        mark_missing="check" in request.args,
    )
    return render_template(
        "calls/clarification.html",
        clarification=found,
        application=found.application,
        section=part,
        fields=fields,
        more=request.args.get("more", ""),
    )


@bp.post("/clarifications/<uuid:key>")
def answer_clarification(key: UUID) -> ResponseReturnValue:
    """Keep the answer, and send it where that is asked."""
    found = queries.clarification(key, lock=True) or abort(404)
    require("answer", found)
    asked = _part(found).questions
    raw = {question.code: forms.typed_in(question, request.form) for question in asked}
    version = request.form.get("version", found.version, type=int)
    clarifying.save(found, raw, version=version, language=i18n.language(), by=person())
    here, then = url_for(".clarification", key=key), request.form.get("then", "")
    if table := _part(found).table(then.removeprefix("more:")):
        return redirect(f"{here}?more={table.code}#{table.code}-lines", 303)
    if then != "send":
        flash(_("Your answer is kept. The fund does not see it before you send it."))
        return redirect(here, 303)
    readings = _readings(found)
    if any(readings[code].fault for code in raw):
        return redirect(here + "?check=1#faults", 303)
    clarifying.send(found, by=person(), at=clock.now())
    flash(_("Your answer is sent."))
    return redirect(here, 303)
