"""All bids of a call as one file: asked for, watched, taken."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files, i18n, jobs
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import bundling
from grantsapp.calls.queries import bundles
from grantsapp.calls.staff.blueprint import bp


@bp.post("/calls/<reference>/bundles")
def ask_for_bundle(reference: str) -> ResponseReturnValue:
    """Ask for all bids of a call as one file."""
    call = queries.call(reference, lock=True) or abort(404)
    require("take all bids of", call)
    asked = bundling.ask_for(call, by=person(), language=i18n.language())
    return redirect(url_for(".bundle", key=asked.id), 303)


@bp.get("/bundles/<uuid:key>")
def bundle(key: UUID) -> ResponseReturnValue:
    """Show how far a bundle is, or where to take it."""
    found = bundles.bundle(key) or abort(404)
    require("read", found)
    return render_template(
        "calls/staff/bundle.html",
        bundle=found,
        call=found.call,
        job=jobs.asked(bundles.job_key(key)),
        is_given_up=found.ready_at is None and bundles.is_given_up(found),
    )


@bp.post("/bundles/<uuid:key>/file")
def take_bundle(key: UUID) -> ResponseReturnValue:
    """Hand out the file of a bundle, and note who took it."""
    found = bundles.bundle(key) or abort(404)
    require("take", found)
    file = found.file or abort(404)
    bundling.take(found, by=person())
    return files.hand_out(file)
