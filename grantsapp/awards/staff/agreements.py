"""Terms, conditions and the fund's own name: the agreements of a call."""

from types import SimpleNamespace
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.awards import placeholders, queries
from grantsapp.awards.actions import agreeing, expecting, lapsing
from grantsapp.awards.forms.agreements import (
    ConditionsForm,
    MoreTimeForm,
    SignForm,
    TermsForm,
)
from grantsapp.awards.models import PARTIES, Award
from grantsapp.awards.queries import agreements
from grantsapp.awards.queries import terms as agreed
from grantsapp.awards.staff.blueprint import bp, the_call
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/agreement-terms", methods=["GET", "POST"])
def agreement_terms(reference: str) -> ResponseReturnValue:
    """Show what the agreements of a call say, fill it in to look at, and write it."""
    found = the_call(reference, lock=request.method == "POST")
    require("write the terms", found)
    now = agreed.terms_of(found)
    awards = [a for a in queries.awards_in(found) if a.organisation and a.amount]
    form = TermsForm(obj=now).for_call(found, awards)
    if not form.is_submitted():
        form.version.data = str(now.version)
        return _terms_page(found, form, now), 200
    is_fine = form.validate()
    if is_fine and "preview" in request.form:
        return _terms_page(found, form, now, shown=_filled_in(form, awards)), 200
    if is_fine and form.is_stale(now.version):
        form.show_both(now, now.version)
        return _terms_page(found, form, now), 409
    if is_fine:
        _write(found, form)
        return redirect(url_for(".agreement_terms", reference=reference), 303)
    return _terms_page(found, form, now), 422


def _write(call: Call, form: TermsForm) -> None:
    agreeing.write_terms(
        call,
        form.text.data,
        binding=str(form.binding.data),
        answer_days=int(form.answer_days.data),  # type: ignore[arg-type]
        by=person(),
    )
    flash(_("The terms are saved. Offers from now on are made with them."))


def _filled_in(form: TermsForm, awards: list[Award]) -> dict[str, str]:
    """Fill what was typed in for an award, in each language that has a text."""
    award = next((a for a in awards if str(a.id) == form.award.data), None)
    text: i18n.Text = form.text.data
    written = [c for c in form.text.languages if text.plain(c).strip()]
    if award is None:
        return {}
    return {c: agreements.words_for(award, text.plain(c), c) for c in written}


def _terms_page(
    call: Call,
    form: TermsForm,
    now: agreed.Terms,
    shown: dict[str, str] | None = None,
) -> str:
    return render_template(
        "awards/staff/agreement_terms.html",
        call=call,
        form=form,
        is_own=now.version > 0,
        text=now.text,
        names=placeholders.NAMES,
        shown=shown,
    )


@bp.post("/calls/<reference>/agreement-terms/removal")
def drop_agreement_terms(reference: str) -> ResponseReturnValue:
    """Go back to the words of the house."""
    found = the_call(reference, lock=True)
    require("write the terms", found)
    agreeing.drop_terms(found, by=person())
    flash(_("The words of the house stand again."))
    return redirect(url_for(".agreement_terms", reference=reference), 303)


@bp.route("/awards/<uuid:key>/agreement", methods=["GET", "POST"])
def agreement(key: UUID) -> ResponseReturnValue:
    """Show an agreement to a manager, who may put the fund's name under it."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    form = SignForm()
    view = agreements.of(found)
    if request.method == "GET":
        form.version.data = view.agreement.digest if view else ""
        return _page(found, form)
    require("sign for the fund", found)
    digest = view.agreement.digest if view else ""
    if form.version.data != digest:
        form.show_newer(digest)
        return _page(found, form, is_newer=True), 409
    if not form.validate():
        return _page(found, form), 422
    name, role = str(form.name.data), str(form.role.data)
    agreeing.sign_for_fund(found, name=name, role=role, by=person())
    flash(_("The agreement holds from now on. The group has a letter."))
    return redirect(url_for(".award", key=key), 303)


def _page(found: Award, form: SignForm, *, is_newer: bool = False) -> str:
    things = {**shown_of(found), "form": form, "is_newer": is_newer}
    return render_template(
        "awards/staff/agreement.html", call=found.call, award=found, agreement=things
    )


@bp.route("/awards/<uuid:key>/conditions", methods=["GET", "POST"])
def conditions(key: UUID) -> ResponseReturnValue:
    """Change the conditions of one grant while nobody has signed."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("edit the conditions", found)
    now = agreements.standing(found) or abort(404)
    form = ConditionsForm(obj=now)
    if not form.is_submitted():
        form.version.data = now.digest
    elif form.version.data != now.digest:
        form.show_both(SimpleNamespace(conditions=now.conditions), now.digest)
        return _conditions_page(found, form), 409
    if form.validate_on_submit():
        agreeing.change_conditions(
            found, str(form.conditions.data or "").strip(), by=person()
        )
        flash(_("A new version of the agreement is made. The group has a letter."))
        return redirect(url_for(".award", key=key), 303)
    return _conditions_page(found, form), 422 if form.is_submitted() else 200


def _conditions_page(found: Award, form: ConditionsForm) -> str:
    return render_template(
        "awards/staff/conditions.html", call=found.call, award=found, form=form
    )


@bp.post("/awards/<uuid:key>/agreement/beginning")
def begin_agreement(key: UUID) -> ResponseReturnValue:
    """Ask for names under an award from a time before agreements."""
    found = queries.award(key, lock=True) or abort(404)
    require("begin an agreement", found)
    agreeing.begin(found, by=person())
    flash(_("The agreement is made. The group has a letter that asks for its name."))
    return redirect(url_for(".award", key=key), 303)


@bp.route("/awards/<uuid:key>/more-time", methods=["GET", "POST"])
def more_time(key: UUID) -> ResponseReturnValue:
    """Let an offer wait longer for its answer."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("give more time", found)
    form = MoreTimeForm()
    form.after = found.answer_by
    if form.validate_on_submit() and form.until.data is not None:
        expecting.give_more_time(found, form.until.data, by=person())
        flash(_("The offer waits longer. The group has a letter."))
        return redirect(url_for(".award", key=key), 303)
    page = render_template(
        "awards/staff/more_time.html", call=found.call, award=found, form=form
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/awards/<uuid:key>/lapse")
def lapse(key: UUID) -> ResponseReturnValue:
    """End an offer whose last day is over."""
    found = queries.award(key) or abort(404)
    require("let it lapse", found)
    calls.call(found.call.reference, lock=True)  # its money goes back to the call
    found = queries.award(key, lock=True) or abort(404)
    require("let it lapse", found)
    lapsing.lapse(found, by=person())
    flash(_("The offer has lapsed. Its money is free."))
    return redirect(url_for(".awards", reference=found.call.reference), 303)


def shown_of(found: Award) -> dict[str, object]:
    """Give what the page of one award shows of its agreement."""
    return {
        "view": agreements.of(found),
        "parties": PARTIES,
        "may_begin": may("begin an agreement", found),
    }
