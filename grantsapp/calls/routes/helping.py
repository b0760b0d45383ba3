"""Helpers: the groups and drafts of one, and what they did as a group sees it."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.accounts import queries as people
from grantsapp.calls import queries
from grantsapp.calls.actions import helping
from grantsapp.calls.models import Application
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import lazy_gettext as _

# What a helper's line in the history of a draft says to its group.
DEEDS = {
    "opened to help": _("opened the draft"),
    "saved": _("saved answers"),
    "attached": _("attached a file"),
    "removed a file": _("removed a file"),
}


@bp.get("/helping")
def helped_groups() -> ResponseReturnValue:
    """List the groups that a person helps, with their drafts."""
    require("list", Application)
    helpings = people.helpings_by(person())
    drafts = queries.drafts_of({h.organisation_id for h in helpings})
    return render_template("calls/helping.html", helpings=helpings, drafts=drafts)


@bp.post("/applications/<uuid:key>/help")
def open_to_help(key: UUID) -> ResponseReturnValue:
    """Open a draft to help with it; its group sees that."""
    found = queries.application(key, lock=True) or abort(404)
    require("help", found)
    helping.open_to_help(found, by=person())
    return redirect(url_for(".application", key=key), 303)


@bp.get("/organisations/<uuid:key>/help")
def help_given(key: UUID) -> ResponseReturnValue:
    """Show a group what its helpers did."""
    found = people.organisation(key) or abort(404)
    require("invite to", found)
    return render_template(
        "calls/help_given.html",
        group=found,
        helpings=people.helpings_for(found),
        given=queries.deeds_of_helpers(found),
        words=DEEDS,
    )
