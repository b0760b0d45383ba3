"""What the panel recommends, written down by whoever chairs it for the fund."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import recommending
from grantsapp.review.forms.recommending import RecommendationForm
from grantsapp.review.models import OUTCOMES, Kind, Outcome, Phase
from grantsapp.review.queries import recommending as weighing
from grantsapp.review.queries.recommending import Weighed
from grantsapp.review.staff.blueprint import bp, page_of, shown_of
from grantsapp.review.staff.planning import the_phase


def _recommending_phase(key: UUID) -> Phase:
    found = the_phase(key)
    require("manage", found)
    return found if found.kind is Kind.RECOMMENDATION else abort(404)


@bp.get("/phases/<uuid:key>/recommendations")
def recommendations(key: UUID) -> ResponseReturnValue:
    """List every bid of the phase beside the ranking, with what is recommended."""
    found = _recommending_phase(key)
    every = weighing.weighed_in(found)
    bids, left_out = shown_of(found.call, every, lambda one: one.line.bid.id)
    return render_template(
        "review/staff/recommendations.html",
        call=found.call,
        phase=found,
        bids=bids,
        left_out=left_out,
        outcomes=OUTCOMES,
        can_write=may("recommend", found),
    )


@bp.route("/phases/<uuid:key>/recommendations/<uuid:bid>", methods=["GET", "POST"])
def recommend(key: UUID, bid: UUID) -> ResponseReturnValue:
    """Write down what the panel recommends on one bid."""
    found = _recommending_phase(key)
    require("recommend", found)
    bids = weighing.weighed_in(found)
    one = next((b for b in bids if b.line.bid.id == bid), None) or abort(404)
    application = calls.application(bid) or abort(404)
    require("decide on", application)
    form = _form(one, found.call.fund.currency)
    things = {"call": found.call, "phase": found, "one": one}
    version = one.recommendation.version if one.recommendation else 0
    page = "review/staff/recommendation.html"
    if form.is_submitted() and (form.version.data or "0") != str(version):
        form.show_both(one.recommendation, version)
        return render_template(page, form=form, **things), 409
    if form.validate_on_submit():
        recommending.recommend(
            found,
            application,
            one.recommendation,
            outcome=Outcome(form.outcome.data),
            amount=form.amount.data,
            reason=str(form.reason.data).strip(),
            by=person(),
        )
        words = _("The recommendation on %(bid)s is saved.", bid=one.line.bid.reference)
        flash(words)
        return redirect(url_for(".recommendations", key=key), 303)
    return page_of(page, form, **things)


def _form(one: Weighed, currency: str) -> RecommendationForm:
    """Begin with what was recommended, or with what the bid asks for."""
    known = one.recommendation
    begun = {} if known else {"amount": one.line.bid.amount}
    form = RecommendationForm(obj=known, data=begun)
    if not form.is_submitted():
        form.version.data = str(known.version if known else 0)
    form.amount.in_currency(currency)
    return form
