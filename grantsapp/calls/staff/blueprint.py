"""Where the managers' pages of this room are hung up, and what they share."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call, Fund
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _

bp = Blueprint("calls_staff", __name__, url_prefix="/staff")


def facts_of(form: Form) -> dict[str, Any]:
    """Give what was typed, without what only guards the form."""
    apart = {"csrf_token", "version"}
    return {name: data for name, data in form.data.items() if name not in apart}


def page(template: str, form: Form, **things: Any) -> ResponseReturnValue:
    """Show a form: as it is, or with its faults."""
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **things), status


def edit(
    form: Form, thing: Fund | Call, template: str, back: str, **things: Any
) -> ResponseReturnValue:
    """Change a fund or call, unless somebody saved it since the page was opened."""
    if not form.is_submitted():
        form.version.data = str(thing.version)
    elif not form.validate():
        return page(template, form, **things)
    elif form.is_stale(thing.version):
        by = audit.history(thing)[-1].by_name
        form.show_both(thing, thing.version)
        return render_template(template, form=form, newer_by=by, **things), 409
    else:
        change = writing.edit_fund if isinstance(thing, Fund) else writing.edit_call
        change(thing, by=person(), **facts_of(form))  # type: ignore[arg-type]
        flash(_("Your changes are saved."))
        return redirect(back, 303)
    return render_template(template, form=form, **things)
