"""Entering a bid that came on paper or by phone."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import entering
from grantsapp.calls.forms.lives import EntryForm
from grantsapp.calls.models import Channel
from grantsapp.calls.rules import may_be_entered
from grantsapp.calls.staff.blueprint import bp


@bp.route("/calls/<reference>/entering", methods=["GET", "POST"])
def enter(reference: str) -> ResponseReturnValue:
    """Describe the group and how its bid came; its sections follow."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("enter", found)
    in_time = may_be_entered(found)
    form = EntryForm.of(in_time=in_time)
    if form.validate_on_submit():
        begun = entering.enter(
            found,
            channel=Channel(form.channel.data),
            note=str(form.note.data or ""),
            late_because="" if in_time else str(form.late_because.data).strip(),
            language=str(form.language.data),
            contact=(str(form.contact.data or ""), str(form.email.data or "")),
            group={n: form[n].data for n in GROUP},
            by=person(),
        )
        return redirect(url_for("calls.application", key=begun.id), 303)
    shown = render_template(
        "calls/staff/enter.html",
        call=found,
        form=form,
        in_time=in_time,
        entered=queries.entered_drafts(found),
    )
    return shown, 422 if form.is_submitted() else 200


GROUP = ("name", "kind", "register", "number", "borough", "about")
