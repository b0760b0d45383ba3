"""The fund runs the meeting: flagged bids, agreed scores, the agenda."""

from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import meeting as meetings
from grantsapp.review.forms.meeting import AgreedForm, TakeBackForm
from grantsapp.review.models import Criterion, Kind, Moderated, Phase
from grantsapp.review.queries import agendas, talk
from grantsapp.review.queries import meeting as met
from grantsapp.review.queries.agreed import scored_before
from grantsapp.review.rules import bids_in
from grantsapp.review.rules.meeting import MEETINGS
from grantsapp.review.staff.blueprint import bp, page_of, shown_of, the_call


@bp.get("/calls/<reference>/moderation")
def moderation(reference: str) -> ResponseReturnValue:
    """List the bids of a phase of moderation, those whose scores lie apart first."""
    found = the_call(reference)
    phases = [p for p in queries.phases_of(found) if p.kind is Kind.MODERATION]
    phase = _asked_for(phases)
    scored = scored_before(phase, queries.phases_of(found)) if phase else None
    talked = agendas.talked_in(phase) if phase else []
    rows, left_out = shown_of(found, talked, lambda row: row.bid.id)
    return render_template(
        "review/staff/moderation.html",
        call=found,
        phases=phases,
        phase=phase,
        rows=rows,
        left_out=left_out,
        flag=agendas.flag_of(scored),
        is_set=scored is not None and scored.flag_spread is not None,
        criteria=len(scored.criteria) if scored else 0,
    )


@bp.get("/calls/<reference>/agenda")
def agenda(reference: str) -> ResponseReturnValue:
    """Print the order of a meeting, with who leaves the room when."""
    found = the_call(reference)
    phases = [p for p in queries.phases_of(found) if p.kind in MEETINGS]
    phase = _asked_for(phases)
    made = agendas.agenda_of(phase) if phase else None
    every = made.entries if made else ()
    entries, left_out = shown_of(found, every, lambda entry: entry.row.bid.id)
    return render_template(
        "review/staff/agenda.html",
        call=found,
        phases=phases,
        phase=phase,
        agenda=made,
        entries=entries,
        left_out=left_out,
    )


def _asked_for(phases: list[Phase]) -> Phase | None:
    """Take the phase of the address; without one, the last that has begun."""
    code = request.args.get("phase")
    if code:
        return next((p for p in phases if p.code == code), None) or abort(404)
    begun = [phase for phase in phases if phase.has_begun]
    return (begun or phases[:1] or [None])[-1]


class Table(NamedTuple):
    """A bid on the table of a meeting, and the phase whose criteria are agreed on."""

    call: Call
    phase: Phase
    bid: Application
    scored: Phase | None

    @property
    def place(self) -> str:
        """Where it is talked about."""
        words = {"reference": self.call.reference, "key": self.bid.id}
        return url_for(".moderate", **words, phase=self.phase.code)

    def criterion(self, code: str) -> Criterion:
        """Find a criterion that can be agreed on."""
        criteria = self.scored.criteria if self.scored else []
        return next((c for c in criteria if c.code == code), None) or abort(404)


def _table(reference: str, key: UUID, *, lock: bool = False) -> Table:
    """Find a bid of the meeting, which somebody who takes its side does not see."""
    found = the_call(reference, lock=lock)
    phases = queries.phases_of(found)
    phase = _asked_for([p for p in phases if p.kind is Kind.MODERATION]) or abort(404)
    if key not in bids_in(phase):
        abort(404)
    bid = calls.application(key) or abort(404)
    require("moderate", bid)
    return Table(found, phase, bid, scored_before(phase, phases))


@bp.get("/calls/<reference>/moderation/<uuid:key>")
def moderate(reference: str, key: UUID) -> ResponseReturnValue:
    """Show what was given and said on a bid, and write down what is agreed on."""
    table = _table(reference, key)
    can_write = may("moderate", table.phase)
    criteria = table.scored.criteria if table.scored and can_write else []
    return render_template(
        "review/staff/moderate.html",
        call=table.call,
        phase=table.phase,
        bid=table.bid,
        open_criteria={criterion.id: criterion for criterion in criteria},
        talk=talk.talk_on(table.bid, table.phase),
        can_write=can_write,
    )


@bp.route("/calls/<reference>/moderation/<uuid:key>/<code>", methods=["GET", "POST"])
def agree(reference: str, key: UUID, code: str) -> ResponseReturnValue:
    """Write down what the panel agreed on one criterion."""
    table = _table(reference, key, lock=request.method == "POST")
    criterion = table.criterion(code)
    require("moderate", table.phase)
    known = met.moderated(table.phase, table.bid, criterion)
    form = AgreedForm(data=_begun(known)).on(criterion)
    things = {"table": table, "call": table.call, "criterion": criterion}
    version = talk.version_of(known)
    if form.is_submitted() and (form.version.data or "0") != version:
        form.show_both(SimpleNamespace(**_begun(known)), version)
        return render_template("review/staff/agree.html", form=form, **things), 409
    if form.validate_on_submit():
        value, reason = int(form.value.data), str(form.reason.data).strip()
        facts = {"value": value, "reason": reason, "by": person()}
        meetings.agree(table.phase, table.bid, criterion, known=known, **facts)
        flash(_("The agreed score on “%(title)s” is saved.", title=criterion.title))
        return redirect(table.place, 303)
    form.version.data = version
    return page_of("review/staff/agree.html", form, **things)


def _begun(known: Moderated | None) -> dict[str, str]:
    """Begin with what was agreed, as the form would show it."""
    if known is None:
        return {"value": "", "reason": ""}
    return {"value": str(known.value), "reason": known.reason}


@bp.route(
    "/calls/<reference>/moderation/<uuid:key>/<code>/removal", methods=["GET", "POST"]
)
def take_back(reference: str, key: UUID, code: str) -> ResponseReturnValue:
    """Take an agreed score away, with the reason."""
    table = _table(reference, key, lock=request.method == "POST")
    criterion = table.criterion(code)
    require("moderate", table.phase)
    known = met.moderated(table.phase, table.bid, criterion) or abort(404)
    form, version = TakeBackForm(), talk.version_of(known)
    is_stale = form.is_submitted() and form.is_stale(version)
    if form.validate_on_submit() and not is_stale:
        because = str(form.because.data).strip()
        meetings.take_back(table.phase, table.bid, known, because=because, by=person())
        flash(_("The agreed score on “%(title)s” is gone.", title=criterion.title))
        return redirect(table.place, 303)
    form.version.raw_data, form.version.data = None, version
    things = {"table": table, "call": table.call, "criterion": criterion}
    things |= {"known": known, "is_stale": is_stale}
    if is_stale:
        return render_template("review/staff/take_back.html", form=form, **things), 409
    return page_of("review/staff/take_back.html", form, **things)
