"""The pages of grantees, and the awards that the public sees."""

from io import BytesIO
from uuid import UUID

from flask import (
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import clock, files
from grantsapp.access import person, require
from grantsapp.awards import forms, queries
from grantsapp.awards.actions import letter, offering, publishing
from grantsapp.awards.models import WAITS_FOR, Award
from grantsapp.awards.queries import agreements, changes, money, readiness
from grantsapp.awards.routes.agreements import shown_of
from grantsapp.awards.routes.blueprint import bp
from grantsapp.calls import queries as calls


@bp.get("/awards")
def awards() -> ResponseReturnValue:
    """Show the public what was awarded, call by call."""
    require("list", Award)
    return render_template(
        "awards/awards.html",
        by_call=queries.public_awards(),
        project_name=queries.project_name,
        group_name=queries.group_name,
    )


@bp.get("/awards/360giving.json")
def open_data() -> ResponseReturnValue:
    """Hand out the same awards as 360Giving data."""
    require("list", Award)
    package = publishing.package(current_app.config)
    return package, {"Access-Control-Allow-Origin": "*"}


@bp.get("/awards/mine")
def own_awards() -> ResponseReturnValue:
    """List a person's awards."""
    require("list own", Award)
    mine = queries.awards_of(person())
    sponsored = agreements.sponsored_by(person())
    return render_template("awards/own_awards.html", awards=mine, sponsored=sponsored)


@bp.get("/awards/<uuid:key>")
def award(key: UUID) -> ResponseReturnValue:
    """Show a grantee the offer, or the award with its payments."""
    found = queries.award(key) or abort(404)
    require("read", found)
    things = {
        "waits_for": WAITS_FOR,
        "agreement": shown_of(found),
        "changes": changes.of(found),
        "ready": readiness.of(found),
        "repayments": money.repayments_of(found),
    }
    return render_template("awards/award.html", award=found, **things)


@bp.route("/awards/<uuid:key>/refusal", methods=["GET", "POST"])
def refuse(key: UUID) -> ResponseReturnValue:
    """Give an offer back."""
    found = queries.award(key) or abort(404)
    if request.method == "POST":  # its money goes back to the call, locked first
        calls.call(found.call.reference, lock=True)
        found = queries.award(key, lock=True) or abort(404)
    require("answer", found)
    form = forms.RefuseForm()
    if form.validate_on_submit():
        offering.refuse(found, because=str(form.because.data).strip(), by=person())
        return redirect(url_for(".award", key=key), 303)
    page = render_template("awards/refuse.html", award=found, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/awards/<uuid:key>/letter.pdf")
def letter_of(key: UUID) -> Response:
    """Hand out the letter: as it was accepted, or as it is offered now."""
    found = queries.award(key) or abort(404)
    require("read the letter", found)
    if found.letter is not None:
        with files.opened(found.letter) as kept:
            pdf = kept.read()  # small, and ours: shown in the browser from either place
    else:
        pdf = letter.as_pdf(found)
    return send_file(
        BytesIO(pdf),
        mimetype="application/pdf",
        download_name=f"{found.reference}.pdf",
        last_modified=clock.now(),
    )
