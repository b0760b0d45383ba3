"""Surveys of needs: written, published and read by the managers of a fund."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n, mail, sheets
from grantsapp.access import may, person, require
from grantsapp.calls import counting, queries
from grantsapp.calls.actions import telling_consulting as consulting
from grantsapp.calls.forms.telling import staff as forms
from grantsapp.calls.models import Consultation
from grantsapp.calls.queries import telling as told
from grantsapp.calls.questions import Kind
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.i18n import gettext as _

bp.add_app_template_global(told.consultations_of, "consultations_of")


@bp.route("/funds/<uuid:key>/consultations", methods=["GET", "POST"])
def add_consultation(key: UUID) -> ResponseReturnValue:
    """Begin to write a survey of needs."""
    fund = queries.fund(key, lock=request.method == "POST") or abort(404)
    require("manage", fund)
    usual = {"consent": forms.usual_consent(fund.languages)}
    form = forms.ConsultationForm(data=usual).in_languages(fund.languages)
    form.closes_at.in_zone(fund.time_zone)
    if form.validate_on_submit():
        made = consulting.add_consultation(fund, by=person(), **facts_of(form))
        return redirect(url_for(".consultation", key=made.id), 303)
    return page("calls/staff/consultation_text.html", form, fund=fund, back_to=None)


@bp.route("/consultations/<uuid:key>/text", methods=["GET", "POST"])
def edit_consultation(key: UUID) -> ResponseReturnValue:
    """Change what a survey says of itself."""
    found = _found(key, "write")
    form = forms.ConsultationForm(obj=found).in_languages(found.languages)
    form.closes_at.in_zone(found.fund.time_zone)
    if form.validate_on_submit():
        consulting.edit_consultation(found, by=person(), **facts_of(form))
        return redirect(url_for(".consultation", key=key), 303)
    template = "calls/staff/consultation_text.html"
    return page(template, form, fund=found.fund, back_to=found)


@bp.get("/consultations/<uuid:key>")
def consultation(key: UUID) -> ResponseReturnValue:
    """Show a survey: its questions while it is written, then what came in."""
    found = _found(key, "manage")
    replies = told.replies_to(found)
    return render_template(
        "calls/staff/consultation.html",
        consultation=found,
        fund=found.fund,
        results=consulting.results(found, replies),
        replies=counting.without_small({"all": len(replies)})["all"],
        lacking=consulting.untranslated(found),
        address=mail.address(f"/consultations/{found.id}"),
        writes=may("write", found),
    )


@bp.route("/consultations/<uuid:key>/questions", methods=["GET", "POST"])
def add_need(key: UUID) -> ResponseReturnValue:
    """Add a question to a survey."""
    found = _found(key, "write")
    form = forms.NeedForm().in_languages(found.languages)
    if form.validate_on_submit():
        consulting.add_question(
            found,
            kind=Kind(form.kind.data),
            label=form.label.data,
            options=form.options_made(),
            by=person(),
        )
        return redirect(url_for(".consultation", key=key), 303)
    return page("calls/staff/need.html", form, consultation=found, fund=found.fund)


@bp.post("/consultations/<uuid:key>/questions/<code>/removal")
def drop_need(key: UUID, code: str) -> ResponseReturnValue:
    """Ask a question no longer."""
    found = _found(key, "write")
    consulting.drop_question(found, code, by=person())
    return redirect(url_for(".consultation", key=key), 303)


@bp.post("/consultations/<uuid:key>/publication")
def publish_consultation(key: UUID) -> ResponseReturnValue:
    """Let people answer."""
    found = _found(key, "write")
    consulting.publish(found, by=person())
    flash(_("The survey is published. Pass its address on."))
    return redirect(url_for(".consultation", key=key), 303)


@bp.get("/consultations/<uuid:key>/results.csv")
def consultation_results(key: UUID) -> Response:
    """Give what came in as a table, with the same numbers hidden as on the page."""
    found = _found(key, "manage")
    rows = []
    for result in consulting.results(found, told.replies_to(found)):
        question = str(i18n.Text(result.question.label).shown())
        rows += [[question, text, None] for text in result.texts]
        for code, count in result.counts.items():
            label = str(i18n.Text(result.question.label_of(code)).shown())
            rows.append([question, label, _in_words(count)])
    head = [_("Question"), _("Answer"), _("How many")]
    answer = Response(sheets.csv_bytes(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="consultation.csv"'
    return answer


def _in_words(count: counting.Shown) -> int | str:
    if count is counting.Hidden.FEW:
        return _("fewer than 5")
    return _("not shown") if count is counting.Hidden.COVER else count


def _found(key: UUID, verb: str) -> Consultation:
    writes = request.method == "POST"
    found = told.consultation(key, lock=writes) or abort(404)
    require(verb, found)
    return found
