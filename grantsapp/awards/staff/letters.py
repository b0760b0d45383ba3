"""The letters that tell results, read and changed before they go."""

from types import SimpleNamespace
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.awards import forms, queries
from grantsapp.awards.actions import telling
from grantsapp.awards.staff.blueprint import bp, the_call
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import deciding
from grantsapp.review.models import Decision, DecisionStage
from grantsapp.review.queries import deciding as decided


@bp.get("/calls/<reference>/letters")
def letters(reference: str) -> ResponseReturnValue:
    """Show every letter that is still to go, for proof-reading."""
    found = the_call(reference)
    waiting = [
        d
        for d in decided.decisions_in(found)
        if d.told_at is None
        and d.stage is not DecisionStage.RETURNED
        and may("read the letter", d)
    ]
    return render_template(
        "awards/staff/letters.html",
        call=found,
        letters=[(decision, telling.drafts(decision)) for decision in waiting],
    )


@bp.route("/decisions/<uuid:key>/letter", methods=["GET", "POST"])
def letter(key: UUID) -> ResponseReturnValue:
    """Show the letters of one decision in each language, and add to them."""
    found = decided.decision(key, lock=request.method == "POST") or abort(404)
    require("read the letter", found)
    form = forms.LetterForm(data={"words": _as_text(found)})
    form.in_tongues([draft.language for draft in telling.drafts(found)])
    seen = queries.letter_mark(found)
    if request.method == "POST":
        require("edit the letter", found)
    else:
        form.version.data = seen
    if form.is_submitted() and form.version.data != seen:
        form.show_both(SimpleNamespace(words=_as_text(found)), seen)
        return _page(found, form), 409
    if form.validate_on_submit():
        deciding.edit_letter(found, form.texts(found.letter), by=person())
        flash(_("The letter is saved. It is sent when the results are released."))
        return redirect(url_for(".letter", key=key), 303)
    return _page(found, form), 422 if form.is_submitted() else 200


def _as_text(decision: Decision) -> i18n.Text:
    return i18n.Text.plainly(decision.letter)


def _page(found: Decision, form: forms.LetterForm) -> str:
    drafts = telling.drafts(found) if found.told_at is None else telling.sent(found)
    return render_template(
        "awards/staff/letter.html",
        call=found.application.call,
        decision=found,
        bid=found.application,
        drafts=drafts,
        form=form,
        is_open=may("edit the letter", found),
    )
