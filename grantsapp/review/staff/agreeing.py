"""What the panel agrees to, and the areas of expertise that a fund wants."""

import hashlib
import json
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import agreeing
from grantsapp.review.forms import agreeing as forms
from grantsapp.review.models import EXPERTISE, Area, Terms
from grantsapp.review.queries import panel as panels
from grantsapp.review.queries import terms as agreed
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.route("/calls/<reference>/terms", methods=["GET", "POST"])
def terms(reference: str) -> ResponseReturnValue:
    """Show what the panel agrees to, and write it."""
    found = the_call(reference, lock=request.method == "POST")
    own = agreed.own_terms(found)
    begun = own or Terms(text=agreed.house_terms(found.languages))
    form = forms.TermsForm(obj=begun).in_languages(found.languages)
    things = {"call": found, "is_own": own is not None, "text": begun.text}
    if not form.is_submitted():
        form.version.data = _version(begun.text)
    elif form.validate():
        if form.is_stale(_version(begun.text)):
            form.show_both(begun, _version(begun.text))
            return render_template("review/staff/terms.html", form=form, **things), 409
        agreeing.write_terms(found, form.text.data, by=person())
        flash(_("The terms are saved. Who accepts from now on agrees to these words."))
        return redirect(url_for(".terms", reference=reference), 303)
    return page_of("review/staff/terms.html", form, **things)


def _version(text: i18n.Text) -> str:
    whole = json.dumps({code: text.plain(code) for code in sorted(text)})
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@bp.post("/calls/<reference>/terms/removal")
def drop_terms(reference: str) -> ResponseReturnValue:
    """Go back to the words of the house."""
    agreeing.drop_terms(the_call(reference, lock=True), by=person())
    flash(_("The words of the house stand again."))
    return redirect(url_for(".terms", reference=reference), 303)


@bp.route("/calls/<reference>/expertise", methods=["GET", "POST"])
def areas(reference: str) -> ResponseReturnValue:
    """Show what panels of the fund can know, and add an area."""
    found = the_call(reference)
    form = forms.AreaForm.of(found.fund)
    if form.is_submitted():
        require("manage", found.fund)
    if form.validate_on_submit():
        facts = {"code": str(form.code.data), "name": form.name.data}
        agreeing.add_area(found.fund, by=person(), **facts)
        flash(_("The area is added."))
        return _back(found)
    own = panels.areas_of(found.fund)
    things = {
        "areas": [(area, panels.uses_of(area)) for area in own],
        "expertise": EXPERTISE,
        "may_write": may("manage", found.fund),
    }
    return page_of("review/staff/areas.html", form, call=found, **things)


@bp.route("/calls/<reference>/expertise/<uuid:key>", methods=["GET", "POST"])
def rename_area(reference: str, key: UUID) -> ResponseReturnValue:
    """Change what an area is called."""
    found, area = _area(reference, key)
    form = forms.AreaForm.of(found.fund, area)
    if form.validate_on_submit():
        agreeing.rename_area(area, form.name.data, by=person())
        flash(_("The area is saved."))
        return _back(found)
    return page_of("review/staff/area.html", form, call=found, area=area)


@bp.post("/calls/<reference>/expertise/<uuid:key>/removal")
def remove_area(reference: str, key: UUID) -> ResponseReturnValue:
    """Take an area out, where nothing uses it."""
    found, area = _area(reference, key)
    agreeing.remove_area(area, by=person())
    flash(_("The area is removed."))
    return _back(found)


def _area(reference: str, key: UUID) -> tuple[Call, Area]:
    found = the_call(reference)
    area = panels.area(key) or abort(404)
    if area.fund_id != found.fund_id:
        abort(404)
    require("write", area)
    return found, area


def _back(call: Call) -> ResponseReturnValue:
    return redirect(url_for(".areas", reference=call.reference), 303)
