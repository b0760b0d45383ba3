"""What moderators handed in, and what is translated for them."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import require
from grantsapp.review import queries
from grantsapp.review.models import CONFIDENCE, Stage
from grantsapp.review.queries import translating
from grantsapp.review.staff.blueprint import bp, the_call


@bp.get("/assignments/<uuid:key>/review")
def review(key: UUID) -> ResponseReturnValue:
    """Show each time that a review was handed in; drafts are their author's."""
    found = queries.assignment(key) or abort(404)
    require("look into", found)
    own = found.review
    return render_template(
        "review/staff/review.html",
        call=found.application.call,
        bid=found.application,
        phase=found.phase,
        moderator=found.moderator.person.called,
        submitted=own is not None and own.stage is Stage.SUBMITTED,
        declined_because=found.declined_because,
        versions=queries.handed_in(found),
        sureness=CONFIDENCE,
    )


@bp.get("/calls/<reference>/translations-of-bids")
def translations_of_bids(reference: str) -> ResponseReturnValue:
    """Show what is to be translated for the panel, and how much of it is."""
    found = the_call(reference)
    return render_template(
        "review/staff/translations_of_bids.html",
        call=found,
        bids=translating.all_to_translate(found),
        helpless=translating.helpless_in(found),
    )
