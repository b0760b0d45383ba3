"""The set of bids that keeps the budget and covers what is wished."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import solving, weighing
from grantsapp.review.forms import weighing as forms
from grantsapp.review.models import Solve, SolveStage, Wanted
from grantsapp.review.portfolio.snapshots import from_json, to_json
from grantsapp.review.portfolio.sums import Wish, sums
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import weighing as weighed
from grantsapp.review.staff.blueprint import bp, page_of, the_call
from grantsapp.review.staff.ruling import Namer


@bp.route("/calls/<reference>/portfolio", methods=["GET", "POST"])
def portfolio(reference: str) -> ResponseReturnValue:
    """Say what is wished of the set of bids to fund, and ask for the best one."""
    found = the_call(reference, lock=request.method == "POST")
    require("weigh", found)
    last = queries.last_solve(found, Wanted.PORTFOLIO)
    names, left = decided.names_of(found), decided.left_of(found)
    form = forms.wish_form(found, names, _begun(last, left))
    choices = decided.choices_in(found)
    candidates = weighed.candidates_in(choices)
    if form.validate_on_submit():
        solve = weighing.ask_for_portfolio(found, candidates, form.wish(), by=person())
        return redirect(url_for(".portfolio_found", key=solve.id), 303)
    return page_of(
        "review/staff/portfolio.html",
        form,
        call=found,
        last=last,
        left=left,
        count=len(candidates),
        without=weighed.not_weighed(choices),
    )


def _begun(last: Solve | None, left: int) -> Wish:
    """Begin with what was wished last, and with what is left of the budget."""
    if last is None:
        return Wish(budget=left)
    _candidates, wish = from_json(last.snapshot)
    return replace(wish, budget=left)


@bp.get("/portfolios/<uuid:key>")
def portfolio_found(key: UUID) -> ResponseReturnValue:
    """Show the best set beside the plain ranking, and add up what is ticked."""
    solve = _solve(key)
    found = weighed.weighed(solve)
    things: dict[str, Any] = {"call": solve.call, "solve": solve, "found": found}
    if found.portfolio is not None:
        things |= _sums(found) | {"is_stale": _is_stale(found)}
    return render_template("review/staff/portfolio_found.html", **things)


def _sums(found: weighed.Weighed) -> dict[str, Any]:
    """Add up the set on the page: what is ticked, what was kept, or what was found."""
    call, kept = found.solve.call, weighed.kept_in(found.solve)
    best = found.portfolio.chosen if found.portfolio else ()
    keys = found.known(kept.keys if kept else best)
    if "by-hand" in request.args:
        keys = found.known(request.args.getlist("in"))
    names = calls.names_in(call)
    say = Namer(call, found, names)
    return {
        "kept": kept,
        "is_kept": kept is not None and kept.keys == set(keys),
        "keys": keys,
        "sums": sums(found.candidates, keys, found.wish),
        "names": names,
        "say": say,
    }


def _is_stale(found: weighed.Weighed) -> bool:
    """Say whether bids, scores or decisions changed since it was asked for."""
    now = weighed.candidates_in(decided.choices_in(found.solve.call))
    return solving.digest_of(to_json(now, found.wish)) != found.solve.digest


@bp.post("/portfolios/<uuid:key>")
def keep_portfolio(key: UUID) -> ResponseReturnValue:
    """Keep the set on the page."""
    solve = _solve(key, lock=True)
    if solve.stage not in {SolveStage.READY, SolveStage.APPLIED}:
        raise Refused(_("This set is not worked out yet."))
    kept = weighed.kept_in(solve)
    if request.form.get("version", "") != (kept.at if kept else ""):
        raise Late(_("Somebody else kept another set meanwhile. Look at it again."))
    known = weighed.weighed(solve).known(request.form.getlist("in"))
    weighing.keep(solve, known, by=person())
    flash(_("The set is kept. Its bids are marked in the list of decisions."))
    return redirect(url_for(".portfolio_found", key=key), 303)


def _solve(key: UUID, *, lock: bool = False) -> Solve:
    found = queries.solve(key, lock=lock) or abort(404)
    if found.wanted is not Wanted.PORTFOLIO:
        abort(404)
    require("manage", found.call)
    require("weigh", found.call)
    return found
