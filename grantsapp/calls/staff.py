"""The pages of fund managers: funds, calls, their forms, and the bids that came."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person, require
from grantsapp.accounts.models import KINDS as ORGANISATION_KINDS
from grantsapp.calls import queries
from grantsapp.calls.actions import freezing, writing
from grantsapp.calls.forms import applicant as answers
from grantsapp.calls.forms import staff as forms
from grantsapp.calls.models import Call, Fund, Question
from grantsapp.calls.questions import Kind
from grantsapp.forms import Form, choices
from grantsapp.i18n import gettext as _

bp = Blueprint("calls_staff", __name__, url_prefix="/staff")


@bp.get("/")
def desk() -> ResponseReturnValue:
    """Show a manager the funds and calls to work on."""
    require("list", Fund)
    funds = queries.funds_of(person())
    return render_template("calls/staff/desk.html", funds=funds, Fund=Fund)


@bp.route("/funds/new", methods=["GET", "POST"])
def add_fund() -> ResponseReturnValue:
    """Make a fund."""
    require("make", Fund)
    form = forms.FundForm().in_languages(request.form.getlist("languages") or ["en"])
    if form.validate_on_submit():
        fund = writing.add_fund(by=person(), **_facts(form))
        flash(_("The fund is made. Add where its money comes from, and its themes."))
        return redirect(url_for(".fund", key=fund.id), 303)
    return _page("calls/staff/add_fund.html", form)


@bp.get("/funds/<uuid:key>")
def fund(key: UUID) -> ResponseReturnValue:
    """Show a fund with its sources, themes and calls."""
    found = queries.fund(key) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/fund.html", fund=found, managers=queries.managers_of(found)
    )


@bp.route("/funds/<uuid:key>/text", methods=["GET", "POST"])
def edit_fund(key: UUID) -> ResponseReturnValue:
    """Change what a fund says of itself."""
    found = _fund(key)
    form = forms.FundForm(obj=found).in_languages(
        request.form.getlist("languages") or found.languages
    )
    return _edit(
        form, found, "calls/staff/edit_fund.html", url_for(".fund", key=key), fund=found
    )


@bp.route("/funds/<uuid:key>/sources", methods=["GET", "POST"])
def add_source(key: UUID) -> ResponseReturnValue:
    """Note a source of a fund's money."""
    found = _fund(key)
    form = forms.SourceForm().in_languages(found.languages)
    form.amount.in_currency(found.currency)
    if form.validate_on_submit():
        writing.add_source(found, by=person(), **_facts(form))
        return redirect(url_for(".fund", key=key), 303)
    return _page("calls/staff/add_source.html", form, fund=found)


@bp.route("/funds/<uuid:key>/themes", methods=["GET", "POST"])
def add_theme(key: UUID) -> ResponseReturnValue:
    """Add a priority theme to a fund."""
    found = _fund(key)
    form = forms.ThemeForm().in_languages(found.languages)
    if form.validate_on_submit():
        writing.add_theme(found, by=person(), **_facts(form))
        return redirect(url_for(".fund", key=key), 303)
    return _page("calls/staff/add_theme.html", form, fund=found)


@bp.route("/funds/<uuid:key>/calls/new", methods=["GET", "POST"])
def add_call(key: UUID) -> ResponseReturnValue:
    """Begin to write a call."""
    found = _fund(key)
    form = forms.CallForm.of(
        found, found.languages, data={"languages": found.languages}
    )
    if form.validate_on_submit():
        call = writing.add_call(found, by=person(), **_facts(form))
        return redirect(url_for(".call", reference=call.reference), 303)
    return _page("calls/staff/add_call.html", form, fund=found)


def _fund(key: UUID) -> Fund:
    found = queries.fund(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    return found


@bp.get("/calls/<reference>")
def call(reference: str) -> ResponseReturnValue:
    """Show a call with what it still needs."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/call.html",
        call=found,
        missing=[] if found.is_published else writing.what_is_missing(found),
        sections=queries.sections_of(found),
        submitted=queries.submitted_applications(found),
        drafts=queries.drafts_in(found),
        history=audit.history(found),
    )


@bp.route("/calls/<reference>/text", methods=["GET", "POST"])
def edit_call(reference: str) -> ResponseReturnValue:
    """Change what a call says."""
    found = _call_to_write(reference)
    form = forms.CallForm.of(found.fund, found.languages, obj=found)
    back = url_for(".call", reference=found.reference)
    return _edit(form, found, "calls/staff/edit_call.html", back, call=found)


@bp.route("/calls/<reference>/tiers", methods=["GET", "POST"])
def tiers(reference: str) -> ResponseReturnValue:
    """Show the sizes of grant, and offer another."""
    found = _call_to_write(reference)
    form = forms.TierForm().in_languages(found.languages)
    form.minimum.in_currency(found.fund.currency)
    form.maximum.in_currency(found.fund.currency)
    if form.validate_on_submit():
        writing.add_tier(found, by=person(), **_facts(form))
        return redirect(url_for(".tiers", reference=reference), 303)
    return _page("calls/staff/tiers.html", form, call=found)


@bp.post("/calls/<reference>/tiers/<code>/removal")
def remove_tier(reference: str, code: str) -> ResponseReturnValue:
    """Offer a size of grant no longer."""
    found = _call_to_write(reference)
    tier = queries.tier(found, code) or abort(404)
    writing.remove_tier(tier, found, by=person())
    return redirect(url_for(".tiers", reference=reference), 303)


@bp.route("/calls/<reference>/form", methods=["GET", "POST"])
def form(reference: str) -> ResponseReturnValue:
    """Show the form of a call, and add a section."""
    found = _call_to_write(reference)
    sections = queries.sections_of(found)
    form = forms.SectionForm().in_languages(found.languages)
    if form.validate_on_submit():
        writing.add_section(found, by=person(), **_facts(form))
        return redirect(url_for(".form", reference=reference), 303)
    return _page(
        "calls/staff/form.html",
        form,
        call=found,
        sections=sections,
        kinds=forms.KINDS,
    )


@bp.route("/calls/<reference>/questions/new", methods=["GET", "POST"])
def add_question(reference: str) -> ResponseReturnValue:
    """Add a question to the form."""
    found = _call_to_write(reference)
    sections = queries.sections_of(found)
    form = _question_form(found, sections)
    if form.validate_on_submit():
        facts = _question_facts(form, found)
        section = next(s for s in sections if s.code == facts.pop("section"))
        writing.add_question(section, found, by=person(), **facts)
        flash(_("The question is added."))
        return redirect(url_for(".form", reference=reference), 303)
    return _page("calls/staff/question.html", form, call=found, question=None)


@bp.route("/calls/<reference>/questions/<code>", methods=["GET", "POST"])
def edit_question(reference: str, code: str) -> ResponseReturnValue:
    """Change a question."""
    found = _call_to_write(reference)
    question = queries.question(found, code) or abort(404)
    form = _question_form(found, queries.sections_of(found), question)
    if form.validate_on_submit():
        facts = _question_facts(form, found)
        facts.pop("section")
        writing.edit_question(question, found, by=person(), **facts)
        flash(_("The question is saved."))
        return redirect(url_for(".form", reference=reference), 303)
    return _page("calls/staff/question.html", form, call=found, question=question)


def _question_form(
    call: Call, sections: list[Any], question: Question | None = None
) -> forms.QuestionForm:
    typed = {}
    if question is not None:
        typed["options"] = forms.options_as_typed(question.options, call.languages)
        typed["section"] = question.section.code
    form = forms.QuestionForm(obj=question, data=typed).in_languages(call.languages)
    form.section.choices = choices((s.code, str(s.title)) for s in sections)
    if question is not None and not form.is_submitted():
        form.options.data = typed["options"]
        form.section.data = typed["section"]
    return form


def _question_facts(form: forms.QuestionForm, call: Call) -> dict[str, Any]:
    facts = _facts(form)
    choice = facts["kind"] in {Kind.ONE, Kind.SEVERAL}
    typed = facts["options"] if choice else ""
    facts["options"] = forms.options_from(typed, call.languages)
    facts["kind"] = Kind(facts["kind"])
    if facts["kind"] is not Kind.LONG:
        facts["words"] = None
    return facts


@bp.post("/calls/<reference>/questions/<code>/removal")
def remove_question(reference: str, code: str) -> ResponseReturnValue:
    """Ask a question no longer."""
    found = _call_to_write(reference)
    question = queries.question(found, code) or abort(404)
    writing.remove_question(question, found, by=person())
    flash(_("The question is removed."))
    return redirect(url_for(".form", reference=reference), 303)


def _call_to_write(reference: str) -> Call:
    """Read a call, to change it where it may still be changed.

    A POST holds the row, so that two managers' edits come one after the other.
    """
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("write", found)
    return found


@bp.get("/calls/<reference>/preview")
def preview(reference: str) -> ResponseReturnValue:
    """Show a call as visitors will see it."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/call.html", call=found, form=freezing.form_of(found), preview=True
    )


@bp.post("/calls/<reference>/opening")
def open_call(reference: str) -> ResponseReturnValue:
    """Freeze the form and publish the call."""
    found = queries.call(reference, lock=True) or abort(404)
    require("open", found)
    writing.open_call(found, by=person())
    flash(_("The call is published. The clock opens and closes it from here on."))
    return redirect(url_for(".call", reference=reference), 303)


@bp.get("/calls/<reference>/applications")
def applications(reference: str) -> ResponseReturnValue:
    """List the bids of a call, and search them."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    search = request.args.get("search", "")
    return render_template(
        "calls/staff/applications.html",
        call=found,
        applications=queries.submitted_applications(found, search),
        search=search,
    )


@bp.get("/applications/<uuid:key>")
def application(key: UUID) -> ResponseReturnValue:
    """Show a bid to its fund."""
    found = queries.application(key) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/application.html",
        application=found,
        readings=queries.readings(found),
        shown=answers.shown,
        sentence=answers.sentence,
        organisation_kinds=ORGANISATION_KINDS,
        history=audit.history(found),
    )


def _facts(form: Form) -> dict[str, Any]:
    apart = {"csrf_token", "version"}
    return {name: data for name, data in form.data.items() if name not in apart}


def _page(template: str, form: Form, **things: Any) -> ResponseReturnValue:
    """Show a form: as it is, or with its faults."""
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **things), status


def _edit(
    form: Form, thing: Fund | Call, template: str, back: str, **things: Any
) -> ResponseReturnValue:
    """Change a fund or call, unless somebody saved it since the page was opened."""
    if not form.is_submitted():
        form.version.data = str(thing.version)
    elif not form.validate():
        return _page(template, form, **things)
    elif form.is_stale(thing.version):
        by = audit.history(thing)[-1].by_name
        form.show_both(thing, thing.version)
        return render_template(template, form=form, newer_by=by, **things), 409
    else:
        change = writing.edit_fund if isinstance(thing, Fund) else writing.edit_call
        change(thing, by=person(), **_facts(form))  # type: ignore[arg-type]
        flash(_("Your changes are saved."))
        return redirect(back, 303)
    return render_template(template, form=form, **things)
