"""The agreement as those who sign it read it: the group, and its sponsor."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from grantsapp import clock, files
from grantsapp.access import may, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import agreeing, agreement_paper
from grantsapp.awards.forms.agreements import SignForm
from grantsapp.awards.models import PARTIES, Award, Party
from grantsapp.awards.queries import agreements
from grantsapp.awards.routes.blueprint import bp
from grantsapp.awards.rules.agreements import parties_for, signed_by
from grantsapp.i18n import gettext as _


@bp.get("/awards/<uuid:key>/agreement")
def agreement(key: UUID) -> ResponseReturnValue:
    """Show the agreement of an award, and where its names stand."""
    found = queries.award(key) or abort(404)
    require("read the agreement", found)
    return _page(found, SignForm())


def _page(found: Award, form: SignForm, *, is_newer: bool = False) -> str:
    things = shown_of(found, form, is_newer=is_newer)
    if things["view"] is None:
        abort(404)
    return render_template("awards/agreement.html", award=found, agreement=things)


def shown_of(
    found: Award, form: SignForm | None = None, *, is_newer: bool = False
) -> dict[str, Any]:
    """Give what a page shows of an agreement, with the form that signs it."""
    view, form = agreements.of(found), form or SignForm()
    if view is not None and not form.version.data:
        form.version.data = view.agreement.digest
    words = {"view": view, "form": form, "parties": PARTIES, "is_newer": is_newer}
    return {**words, "may_sign": may("sign", found)}


@bp.post("/awards/<uuid:key>/acceptance")
def accept(key: UUID) -> ResponseReturnValue:
    """Sign for the group or for its sponsor, under the very words that were shown."""
    found = queries.award(key, lock=True) or abort(404)
    require("sign", found)
    form, now = SignForm(), agreements.standing(found) or abort(404)
    if form.version.data != now.digest:
        form.show_newer(now.digest)
        return _page(found, form, is_newer=True), 409
    if not form.validate():
        return _page(found, form), 422
    name, role = str(form.name.data), str(form.role.data)
    agreeing.sign(found, _party(found), name=name, role=role, by=person())
    flash(_words(found))
    way = ".award" if may("read", found) else ".agreement"
    return redirect(url_for(way, key=key), 303)


def _party(award: Award) -> Party:
    """Name the side that a person signs for: one of theirs that has not yet."""
    signed = signed_by(award)
    return next(side for side in parties_for(person(), award) if side not in signed)


def _words(award: Award) -> str:
    if award.is_live:
        return _("Thank you. The grant is yours.")
    return _("Thank you. Your name is kept. The other side is still to sign.")


@bp.get("/awards/<uuid:key>/agreements/<int:number>.pdf")
def agreement_pdf(key: UUID, number: int) -> ResponseReturnValue:
    """Hand out a version: as it was when all had signed, or as it stands."""
    found = queries.award(key) or abort(404)
    require("read the agreement", found)
    version = agreements.version(found, number) or abort(404)
    if version.file is not None:
        with files.opened(version.file) as kept:
            pdf = kept.read()
    else:
        pdf = agreement_paper.as_pdf(version, found)
    return send_file(
        BytesIO(pdf),
        mimetype="application/pdf",
        download_name=agreement_paper.name_of(version, found),
        last_modified=clock.now(),
    )
