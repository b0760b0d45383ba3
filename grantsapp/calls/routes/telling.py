"""How a call is made known to visitors and applicants: letters, questions, posters."""

from uuid import UUID

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, public, require
from grantsapp.accounts.actions import count_try
from grantsapp.calls import queries
from grantsapp.calls.actions import telling, telling_applicants, telling_poster
from grantsapp.calls.forms.telling import visitors as forms
from grantsapp.calls.models import FORMATS, Call, Source, Subscription
from grantsapp.calls.queries import telling as told
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import gettext as _

bp.add_app_template_global(told.announcements_of, "announcements_of")
bp.add_app_template_global(told.published_enquiries, "published_enquiries")
bp.add_app_template_global(told.alternatives_of, "alternatives_of")
bp.add_app_template_global(forms.HearingForm, "HearingForm")
bp.add_app_template_global(FORMATS, "FORMATS")  # type: ignore[arg-type]


@bp.route("/funds/<uuid:key>/notices", methods=["GET", "POST"])
def notify_me(key: UUID) -> ResponseReturnValue:
    """Take an address to write to when a call opens; the answer is always the same."""
    found = queries.fund(key) or abort(404)
    require("subscribe to", found)
    form = forms.NoticesForm.of(found)
    if form.validate_on_submit():
        email = str(form.email.data)
        telling.count_wish(email, address=request.remote_addr or "")
        fund = queries.fund(key, lock=True) or abort(404)  # two wishes follow on
        telling.wish_for_letters(
            fund,
            email=email,
            language=str(form.language.data),
            themes=list(form.themes.data or []),
        )
        return render_template("calls/notices_asked.html", fund=found, email=email)
    page = render_template("calls/notify_me.html", form=form, fund=found)
    return page, 422 if form.is_submitted() else 200


@bp.route("/notices/<uuid:key>/<secret>", methods=["GET", "POST"])
def confirm_notices(key: UUID, secret: str) -> ResponseReturnValue:
    """Put an address on the list, by a button that only its owner has."""
    writes = request.method == "POST"
    found = told.subscription(key, lock=writes) or abort(404)
    require("confirm", found)
    if writes:
        telling.confirm(found, secret)
        return render_template("calls/notices_done.html", fund=found.fund)
    fits = telling.is_its_secret(found, secret)
    return render_template("calls/confirm_notices.html", fund=found.fund, fits=fits)


@bp.route("/notices/leaving/<token>", methods=["GET", "POST"])
def leave_notices(token: str) -> ResponseReturnValue:
    """Take an address off the list, by the signed link in each of its letters."""
    key = telling.left_by(token) or abort(404)
    found = told.subscription(key, lock=request.method == "POST")
    _require_leaving(found)
    if request.method == "POST" and found is not None:
        telling.leave(found)
        found = None
    return render_template("calls/leave_notices.html", subscription=found)


def _require_leaving(found: Subscription | None) -> None:
    """Ask the policy, where there is still something to ask about."""
    if found is None:
        public()
    else:
        require("leave", found)


@bp.route("/calls/<reference>/questions", methods=["GET", "POST"])
def ask_about(reference: str) -> ResponseReturnValue:
    """Ask the fund about a call, and read the answers to one's own questions."""
    found = _call(reference)
    require("ask about", found)
    form = forms.EnquiryForm()
    if form.validate_on_submit():
        limit = telling_applicants.ENQUIRIES_AN_HOUR
        count_try(f"enquiry:{person().id}", limit=limit, minutes=60)
        typed = str(form.question.data).replace("\r\n", "\n").strip()
        telling_applicants.ask(found, typed, language=_tongue(), by=person())
        flash(
            _("Your question is with the fund. We send you a letter with the answer.")
        )
        return redirect(url_for(".ask_about", reference=reference), 303)
    mine = told.own_enquiries(found, person())
    page = render_template("calls/ask_about.html", form=form, call=found, mine=mine)
    return page, 422 if form.is_submitted() else 200


def _tongue() -> str:
    return i18n.language() if i18n.language() in i18n.LANGUAGES else "en"


def _call(reference: str) -> Call:
    found = queries.call(reference) or abort(404)
    if not found.is_published and not may("read", found):
        abort(404)
    return found


@bp.post("/applications/<uuid:key>/hearing")
def tell_how_heard(key: UUID) -> ResponseReturnValue:
    """Note how the authors of a bid heard of the call, if they like to say so."""
    found = queries.application(key, lock=True) or abort(404)
    require("tell how", found)
    form = forms.HearingForm()
    if not form.validate():
        return render_template("calls/heard.html", form=form, application=found), 422
    told_us = form.of_person()
    telling_applicants.tell_how_heard(
        found, Source(told_us["source"]), other=told_us["other"], by=person()
    )
    flash(_("Thank you. It helps us to reach more people."))
    return redirect(url_for(".application", key=key), 303)


@bp.get("/calls/<reference>/poster/<language>.pdf")
def poster(reference: str, language: str) -> Response:
    """Give a poster of the call to print, in one of its languages."""
    found = _call(reference)
    require("read", found)
    if language not in found.languages:
        abort(404)
    answer = Response(
        telling_poster.as_pdf(found, language), mimetype="application/pdf"
    )
    name = f"{found.reference}-{language}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
