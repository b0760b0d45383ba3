"""The survey of needs that anybody answers: no account, no cookie, no token."""

import re
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import require
from grantsapp.accounts.actions import count_try
from grantsapp.calls.actions import telling_consulting as consulting
from grantsapp.calls.models import Consultation
from grantsapp.calls.queries import telling as queries
from grantsapp.i18n import gettext as _

consultations_bp = Blueprint("consultations", __name__)
REPLIES_AN_HOUR = 600  # from one address: a community centre shares one
KEY = re.compile(r"[0-9a-f]{32}")


@consultations_bp.get("/consultations/<uuid:key>")
def consultation(key: UUID) -> ResponseReturnValue:
    """Say what the survey is for, and ask."""
    found = _found(key)
    require("answer", found)
    return _page(found, respondent=uuid4().hex, raw={}, faults={})


@consultations_bp.post("/consultations/<uuid:key>")
def reply(key: UUID) -> ResponseReturnValue:
    """Keep what a visitor answered, if they agree to that."""
    count_try(f"consultation:{request.remote_addr}", limit=REPLIES_AN_HOUR, minutes=60)
    found = _found(key, lock=True)
    require("answer", found)
    respondent = request.form.get("respondent", "")
    if not KEY.fullmatch(respondent):
        respondent = uuid4().hex
    raw = _typed(found)
    faults = _faults(found, raw)
    if faults:
        return _page(found, respondent=respondent, raw=raw, faults=faults)
    consulting.reply(found, respondent, raw, language=i18n.language())
    return redirect(url_for(".thanks", key=key), 303)


@consultations_bp.get("/consultations/<uuid:key>/thanks")
def thanks(key: UUID) -> ResponseReturnValue:
    """Thank the person."""
    found = _found(key)
    require("see thanks", found)
    return render_template("calls/consultation_thanks.html", consultation=found)


def _found(key: UUID, *, lock: bool = False) -> Consultation:
    found = queries.consultation(key, lock=lock) or abort(404)
    if found.published_at is None:
        abort(404)  # what is being written does not exist outside
    return found


def _typed(found: Consultation) -> dict[str, list[str]]:
    """Read what was typed; what the page did not offer is no answer."""
    raw: dict[str, list[str]] = {}
    for question in consulting.asked(found):
        given = request.form.getlist(question.code)
        known = {option.code for option in question.options}
        if known:
            kept = [code for code in dict.fromkeys(given) if code in known]
            kept = kept if question.kind == "several_of" else kept[:1]
        else:
            kept = [text.replace("\r\n", "\n").strip() for text in given[:1]]
        if kept := [text for text in kept if text]:
            raw[question.code] = kept
    return raw


def _faults(found: Consultation, raw: dict[str, list[str]]) -> dict[str, str]:
    """Say what is wrong, with the id of its control."""
    faults = {}
    for code, reading in consulting.readings(found, raw, i18n.language()).items():
        if reading.fault:
            most = i18n.number(consulting.WORDS)
            faults[code] = _("Write at most %(most)s words.", most=most)
    if not raw:
        first = consulting.asked(found)[0]
        place = f"{first.code}-0" if first.options else first.code
        faults[place] = _(
            "You have not answered anything yet. You may leave out what you like."
        )
    if request.form.get("consent") != "y":
        faults["consent"] = _("Tick the box if you agree, so that we may keep this.")
    return faults


def _page(
    found: Consultation,
    *,
    respondent: str,
    raw: dict[str, list[str]],
    faults: dict[str, str],
) -> ResponseReturnValue:
    page = render_template(
        "calls/consultation.html",
        consultation=found,
        asked=consulting.asked(found),
        words=consulting.WORDS,
        respondent=respondent,
        raw=raw,
        faults=faults,
    )
    return page, 422 if faults else 200
