"""What the public learns of an award, as managers set it."""

from hashlib import sha256
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import disclosing
from grantsapp.awards.forms.publication import PublicationForm
from grantsapp.awards.models import PUBLICATIONS, Award
from grantsapp.awards.staff.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/publication", methods=["GET", "POST"])
def publication(key: UUID) -> ResponseReturnValue:
    """Show what the public reads of an award, and change it."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("manage" if request.method == "GET" else "set the publication", found)
    form = PublicationForm(obj=found)
    if not form.is_submitted():
        form.version.data = _mark(found)
        return _page(found, form)
    if form.version.data != _mark(found):
        form.show_both(found, _mark(found))
        return _page(found, form), 409
    if not form.validate():
        return _page(found, form), 422
    chosen, reason = form.chosen
    disclosing.disclose(found, chosen, reason=reason, by=person())
    flash(_("Your changes are saved. Every page and file obeys from now on."))
    return redirect(url_for(".award", key=key), 303)


def _mark(award: Award) -> str:
    """Name the setting as it stands, so that a newer one is seen."""
    words = f"{award.publication}\n{award.publication_reason}"
    return sha256(words.encode()).hexdigest()[:12]


def _page(award: Award, form: PublicationForm) -> str:
    return render_template(
        "awards/staff/publication.html",
        call=award.call,
        award=award,
        form=form,
        told=queries.told(award),
        project_name=queries.project_name,
        group_name=queries.group_name,
        publications=PUBLICATIONS,
    )
