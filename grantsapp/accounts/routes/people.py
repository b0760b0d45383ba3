"""Signing in, and what people say of themselves and their groups."""

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, public, require
from grantsapp.accounts import actions, queries
from grantsapp.accounts.forms import (
    CodeForm,
    EmailForm,
    OnePersonForm,
    OrganisationForm,
    PersonForm,
)
from grantsapp.accounts.models import Organisation
from grantsapp.accounts.routes.blueprint import bp
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for an address, and send a code there."""
    public()
    if "next" in request.args:
        session["next"] = own_path(request.args["next"])
    form = EmailForm(data={"email": request.args.get("email", "")})
    if not form.is_submitted():
        return render_template("accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    email = str(form.email.data)
    address = request.remote_addr or ""
    try:
        code = actions.send_code(email, language=i18n.language(), address=address)
    except actions.TooMany as too_many:
        form.email.errors = [str(too_many)]
        return render_template("accounts/sign_in.html", form=form), 429
    session["code"], session["code_email"] = str(code.id), email
    return redirect(url_for(".enter_code"), 303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
def enter_code() -> ResponseReturnValue:
    """Take the code, and sign the person in."""
    public()
    if "code" not in session:
        return redirect(url_for(".sign_in"), 303)
    form = CodeForm()
    page = {"form": form, "email": session["code_email"]}
    if not form.is_submitted():
        return render_template("accounts/enter_code.html", **page)
    if not form.validate():
        return render_template("accounts/enter_code.html", **page), 422
    try:
        token, signed_in = actions.sign_in(
            UUID(session["code"]),
            str(form.code.data),
            language=i18n.language(),
            browser=request.user_agent.string,
        )
    except Refused as refusal:
        form.code.errors = [str(refusal)]
        status = 429 if isinstance(refusal, actions.TooMany) else 422
        return render_template("accounts/enter_code.html", **page), status
    if "rescue" in session:
        actions.claim_rescue(UUID(session["rescue"]), by=signed_in)
    return _enter(token)


def _enter(token: str) -> ResponseReturnValue:
    """Start a new cookie, so that nobody else's goes on, and go where they wanted."""
    kept = {key: session[key] for key in ("next", "rescue") if key in session}
    session.clear()
    session.permanent = True
    session["token"] = token
    session["next"] = kept.get("next", "")
    if "rescue" in kept:
        session["rescue"] = kept["rescue"]
    return redirect(url_for(".arrive"), 303)


@bp.get("/arrival")
def arrive() -> ResponseReturnValue:
    """Send a person who just signed in where they wanted to go."""
    require("edit", person())
    if not person().name:
        return redirect(url_for(".welcome"), 303)
    if "rescue" in session:
        return redirect(url_for(".rescue", key=session["rescue"]), 303)
    return redirect(session.pop("next", "") or url_for("home.start"), 303)


@bp.route("/welcome", methods=["GET", "POST"])
def welcome() -> ResponseReturnValue:
    """Ask somebody new what they are called."""
    require("edit", person())
    form = PersonForm(obj=person(), data={"language": i18n.language()})
    if form.validate_on_submit():
        _edit_person(form)
        return redirect(url_for(".arrive"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/welcome.html", form=form), status


@bp.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Show a person's own account: name, language, where they are signed in."""
    require("edit", person())
    form = PersonForm(obj=person())
    if form.validate_on_submit():
        _edit_person(form)
        flash(_("Your account is saved."))
        return redirect(url_for(".account"), 303)
    here = queries.sign_in_with(session.get("token", ""))
    page = render_template(
        "accounts/account.html",
        form=form,
        sign_ins=queries.sign_ins_of(person()),
        current=here,
        organisations=queries.organisations_of(person()),
        rescues=queries.rescues_of(person()),
        invitations=queries.invitations_to(person()),
        helpings=queries.helpings_by(person()),
    )
    return page, 422 if form.is_submitted() else 200


def _edit_person(form: PersonForm) -> None:
    name, language = str(form.name.data), str(form.language.data)
    actions.edit_person(person(), name=name, language=language)


@bp.post("/sign-ins/<uuid:key>/ending")
def end_sign_in(key: UUID) -> ResponseReturnValue:
    """Sign out in another browser."""
    found = queries.sign_in(key) or abort(404)
    require("end", found)
    actions.sign_out(found, by=person())
    flash(_("That browser is signed out."))
    return redirect(url_for(".account"), 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out here."""
    public()
    here = queries.sign_in_with(session.get("token", ""))
    if here is not None and queries.is_live(here):
        actions.sign_out(here, by=here.person)
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("home.start"), 303)


@bp.get("/rescued/<uuid:key>")
def rescue(key: UUID) -> ResponseReturnValue:
    """Show a person what they typed and we could not save."""
    found = queries.rescue(key) or abort(404)
    require("read", found)
    session.pop("rescue", None)
    return render_template(
        "accounts/rescue.html", rescue=found, typed=json.loads(found.typed)
    )


@bp.post("/rescued/<uuid:key>/removal")
def drop_rescue(key: UUID) -> ResponseReturnValue:
    """Let go of what was kept."""
    found = queries.rescue(key) or abort(404)
    require("read", found)
    actions.drop_rescue(found)
    flash(_("The kept text is removed."))
    return redirect(url_for(".account"), 303)


@bp.route("/organisations/new", methods=["GET", "POST"])
def add_organisation() -> ResponseReturnValue:
    """Describe a group for the first time, or oneself where one applies alone."""
    require("make", Organisation)
    alone = request.args.get("as") == "one-person"
    form = OnePersonForm(data={"name": person().name}) if alone else OrganisationForm()
    if form.validate_on_submit():
        facts = {"about": "", **form.facts()}
        actions.add_organisation(person(), language=i18n.language(), **facts)
        return redirect(
            own_path(request.args.get("next", "")) or url_for(".account"), 303
        )
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "accounts/organisation.html",
        form=form,
        alone=alone,
        other=_the_other_form(alone),
    )
    return page, status


def _the_other_form(alone: bool) -> str:
    """Lead from a group's form to one person's, and back; both go on to the same."""
    onward = own_path(request.args.get("next", "")) or None
    kind = None if alone else "one-person"
    values: dict[str, Any] = {"as": kind, "next": onward}
    return url_for(".add_organisation", **values)


@bp.route("/organisations/<uuid:key>", methods=["GET", "POST"])
def edit_organisation(key: UUID) -> ResponseReturnValue:
    """Describe a group anew."""
    found = queries.organisation(key, lock=request.method == "POST") or abort(404)
    require("edit", found)
    alone = found.is_one_person
    kind = OnePersonForm if alone else OrganisationForm
    form = kind(data=kind.stored(found))
    if form.validate_on_submit():
        actions.edit_organisation(found, person(), **form.facts())
        flash(_("The description of your group is saved."))
        return redirect(
            own_path(request.args.get("next", "")) or url_for(".account"), 303
        )
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "accounts/organisation.html", form=form, group=found, alone=alone, other=""
    )
    return page, status


def own_path(wish: str) -> str:
    """Accept a path of our own, and nothing that leads elsewhere."""
    parts = urlsplit(wish)
    own = not parts.scheme and not parts.netloc and wish.startswith("/")
    own = own and wish.isprintable()
    return wish if own and not wish.startswith(("//", "/\\")) else ""
