"""Funds: their sources, their themes, and new calls."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import writing
from grantsapp.calls.forms import staff as forms
from grantsapp.calls.models import Duty, Fund
from grantsapp.calls.models.aims import SOURCE_KINDS
from grantsapp.calls.staff.blueprint import bp, edit, facts_of, page
from grantsapp.i18n import gettext as _


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
        fund = writing.add_fund(by=person(), **facts_of(form))
        flash(_("The fund is made. Add where its money comes from, and its themes."))
        return redirect(url_for(".fund", key=fund.id), 303)
    return page("calls/staff/add_fund.html", form)


@bp.get("/funds/<uuid:key>")
def fund(key: UUID) -> ResponseReturnValue:
    """Show a fund with its sources, themes and calls."""
    found = queries.fund(key) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/fund.html",
        fund=found,
        managers=queries.managers_of(found),
        money=queries.money_of(found),
        source_kinds=SOURCE_KINDS,
    )


@bp.route("/funds/<uuid:key>/text", methods=["GET", "POST"])
def edit_fund(key: UUID) -> ResponseReturnValue:
    """Change what a fund says of itself."""
    found = fund_to_write(key)
    form = forms.FundForm(obj=found).in_languages(
        request.form.getlist("languages") or found.languages
    )
    return edit(
        form, found, "calls/staff/edit_fund.html", url_for(".fund", key=key), fund=found
    )


@bp.route("/funds/<uuid:key>/themes", methods=["GET", "POST"])
def add_theme(key: UUID) -> ResponseReturnValue:
    """Add a priority theme to a fund."""
    found = fund_to_write(key)
    form = forms.ThemeForm().in_languages(found.languages)
    if form.validate_on_submit():
        writing.add_theme(found, by=person(), **facts_of(form))
        return redirect(url_for(".fund", key=key), 303)
    return page("calls/staff/add_theme.html", form, fund=found)


@bp.route("/funds/<uuid:key>/calls/new", methods=["GET", "POST"])
def add_call(key: UUID) -> ResponseReturnValue:
    """Begin to write a call."""
    found = fund_to_write(key)
    form = forms.CallForm.of(
        found, found.languages, data={"languages": found.languages}
    )
    if form.validate_on_submit():
        call = writing.add_call(found, by=person(), **facts_of(form))
        return redirect(url_for(".call", reference=call.reference), 303)
    return page("calls/staff/add_call.html", form, fund=found)


@bp.route("/funds/<uuid:key>/people", methods=["GET", "POST"])
def people(key: UUID) -> ResponseReturnValue:
    """Show who serves a fund, and ask somebody else to."""
    found = fund_to_write(key)
    form = forms.RoleForm()
    if form.validate_on_submit():
        writing.ask_to_serve(
            found,
            email=str(form.email.data),
            name=str(form.name.data),
            duty=Duty(form.duty.data),
            by=person(),
        )
        return redirect(url_for(".people", key=key), 303)
    return page(
        "calls/staff/people.html", form, fund=found, roles=queries.roles_in(found)
    )


def fund_to_write(key: UUID) -> Fund:
    """Read a fund to change it; a POST holds the row."""
    found = queries.fund(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    return found
