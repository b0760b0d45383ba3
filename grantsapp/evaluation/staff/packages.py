"""The evaluator's package: asked for, watched, taken; and the ledger beside it."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import packaging, passing
from grantsapp.evaluation.anonymity import LEAST
from grantsapp.evaluation.forms import PackageForm
from grantsapp.evaluation.models import Package
from grantsapp.evaluation.queries import packages as kept
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.telling_data import TRAITS
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>/packages")
def packages(reference: str) -> ResponseReturnValue:
    """Show the packages of a call with the ledger, and the way to ask for another."""
    found = calls.call(reference) or abort(404)
    require("see packages of", found)
    return _page(found, PackageForm(k=LEAST), 200)


@bp.post("/calls/<reference>/packages")
def ask_for_package(reference: str) -> ResponseReturnValue:
    """Ask for a package of the newest figures, with a reason."""
    found = calls.call(reference, lock=True) or abort(404)
    require("see packages of", found)
    evaluation = queries.newest(found) or abort(404)
    require("package", evaluation)
    form = PackageForm()
    if not form.validate_on_submit():
        return _page(found, form, 422)
    few = packaging.few_changed(found)
    if few and not form.confirmed.data:
        return _page(found, form, 422, few=few)
    asked = {"reason": form.reason.data, "k": form.k.data, "by": person()}
    packaging.ask_for(evaluation, **asked)
    flash(_("The package is being made."))
    return redirect(url_for(".packages", reference=reference), 303)


def _page(
    call: Call, form: PackageForm, status: int, few: Any = None
) -> ResponseReturnValue:
    newest = queries.newest(call)
    page = render_template(
        "evaluation/staff/packages.html",
        call=call,
        form=form,
        few=few,
        newest=newest,
        packages=kept.packages_of(call),
        ledger=kept.disclosures_of(call),
        is_given_up=kept.is_given_up,
        kept_until=kept.kept_until,
        traits=TRAITS,
    )
    return page, status


def _package(key: UUID) -> Package:
    found = kept.package(key) or abort(404)
    require("take", found)
    return found


@bp.post("/packages/<uuid:key>/file")
def take_package(key: UUID) -> ResponseReturnValue:
    """Note who takes a package, and lead to its file."""
    found = _package(key)
    packaging.take(found, by=person())
    key_for_now = passing.made_for(found, by=person())
    return redirect(url_for(".package_file", key=key, way=key_for_now), 303)


@bp.get("/packages/<uuid:key>/file")
def package_file(key: UUID) -> ResponseReturnValue:
    """Hand out a file that was just taken, or the rest of it where that broke off."""
    found = _package(key)
    passing.check(request.args.get("way", ""), found, by=person())
    return files.hand_out(found.file or abort(404))
