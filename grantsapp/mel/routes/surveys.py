"""The survey as people meet it: no account, no cookie, one page at a time.

Without a script each page is sent and carries what was answered before; nothing is
stored until the last one. With a script the pages come at once, and a device sends the
whole sitting, again and again until we have named it back.
"""

from typing import Any
from uuid import UUID, uuid4

from flask import abort, current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from grantsapp import clock
from grantsapp.access import public, require
from grantsapp.accounts.actions import TooMany, count_try
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, entering, recalling, ticketing
from grantsapp.mel.forms import sittings as forms
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Origin
from grantsapp.mel.queries import OPTIONS, Frame
from grantsapp.mel.queries.ways import PLACES, SLUGS
from grantsapp.mel.routes.blueprint import surveys_bp
from grantsapp.mel.routes.counting import counter
from grantsapp.mel.routes.showing import elsewhere, place, shown, spoken
from grantsapp.mel.rules.surveys import Occasion
from grantsapp.mel.sittings import Sitting
from grantsapp.mel.walk import Page, sitting_of, times

NEW_ONES_AN_HOUR = 15_000  # from one address: a whole city hall may share one
WAIT = 300  # seconds, once there are more
_WORD = "<any(before, after, 'after-3-months', 'after-6-months'):word>"
CARRIED = ("client_key", "began", "ticket", "empty")  # from page to page, unseen


@surveys_bp.get("/surveys/worker.js")
def worker() -> ResponseReturnValue:
    """Give the script that keeps the pages of surveys for when the network is gone."""
    public()
    response = current_app.send_static_file("worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


@surveys_bp.get("/surveys/<uuid:key>")
def survey(key: UUID) -> ResponseReturnValue:
    """Say what the survey is for, in which languages, and about which moments."""
    frame = _frame(key)
    require("answer", frame.survey)
    return elsewhere(frame) or shown("start", frame)


@surveys_bp.get("/surveys/<uuid:key>/kiosk")
def kiosk(key: UUID) -> ResponseReturnValue:
    """Wait for the next person at a device that many use; each language begins."""
    frame = _frame(key)
    require("answer", frame.survey)
    wanted = PLACES.get(request.args.get("moment", ""))
    open_now = frame.moments
    chosen = wanted if wanted in open_now else open_now[0]
    is_chosen = wanted in open_now or len(open_now) == 1
    return elsewhere(frame) or shown("kiosk", frame, chosen if is_chosen else None)


@surveys_bp.get(f"/surveys/<uuid:key>/{_WORD}")
def begin(key: UUID, word: str) -> ResponseReturnValue:
    """Show the first page, with all others for a device that goes on by itself."""
    frame, token = _frame(key), request.args.get("ticket", "")
    ticket = ticketing.find(frame.survey, token) if token else None
    if ticket is not None:
        require("answer with", ticket)
    has_link = ticket is not None
    require("answer", Occasion(frame.survey, PLACES[word], clock.now(), has_link))
    typed = {"ticket": token if has_link else ""}
    return elsewhere(frame) or _page(frame, PLACES[word], 0, typed, is_first=True)


@surveys_bp.get("/surveys/<uuid:key>/once/<token>")
def once(key: UUID, token: str) -> ResponseReturnValue:
    """Lead by a link that works once to the moment that it was made for."""
    frame = _frame(key)
    ticket = ticketing.find(frame.survey, token) or abort(404)
    require("answer with", ticket)
    way = place(frame, "begin", word=SLUGS[ticket.moment], ticket=token)
    return redirect(way, 303)


@surveys_bp.post(f"/surveys/<uuid:key>/{_WORD}")
def go_on(key: UUID, word: str) -> ResponseReturnValue:
    """Go on to the next page, or back; on the last one, keep the whole sitting."""
    frame, moment, typed = _frame(key), PLACES[word], request.form.to_dict()
    pages = frame.pages(moment)
    began, _ended = times(typed, clock.now())
    has_link = bool(typed.get("ticket"))
    require("answer", Occasion(frame.survey, moment, began or clock.now(), has_link))
    here = _place_of(pages, typed.get("page", ""))
    then = typed.get("then", "next")
    if then == "next" and here == len(pages) - 1:
        return _send(frame, moment, typed)
    if then == "next" and (wrong := forms.fault(pages[here], typed, frame.minimum_age)):
        return _page(frame, moment, here, typed, fault=wrong)
    if then == "next" and forms.is_too_young(typed):
        return _page(frame, moment, here, typed, is_too_young=True)
    typed.setdefault("began", str(int(clock.now().timestamp())))
    typed.setdefault("client_key", str(uuid4()))  # so that two clicks are one sitting
    step = {"next": 1, "back": -1}.get(then, 0)
    return _page(frame, moment, max(0, here + step), typed)


@surveys_bp.get("/surveys/<uuid:key>/thanks")
def thanks(key: UUID) -> ResponseReturnValue:
    """Thank the person, and say again where help is."""
    frame = _frame(key)
    require("see thanks", frame.survey)
    return elsewhere(frame) or shown("thanks", frame)


def _frame(key: UUID) -> Frame:
    return queries.frame(key) or abort(404)


def _place_of(pages: tuple[Page, ...], name: str) -> int:
    """Say which page was sent; what nobody knows is the first one."""
    names = [page.name for page in pages]
    return names.index(name) if name in names else 0


def _send(frame: Frame, moment: Moment, typed: dict[str, str]) -> ResponseReturnValue:
    """Keep a sitting that is whole; else show the page that is not, with all of it."""
    pages = frame.pages(moment)
    is_a_device = _is_a_device()
    typed = forms.as_left_behind(typed) if is_a_device else typed
    for here, page in enumerate(pages):
        if is_a_device and forms.was_never_asked(page, typed):
            continue
        if wrong := forms.fault(page, typed, frame.minimum_age):
            return _page(frame, moment, here, typed, fault=wrong)
        if forms.is_too_young(typed) and "of_age" in page.fields:
            return _page(frame, moment, here, typed, is_too_young=True)
    return _take(frame, moment, typed)


def _take(frame: Frame, moment: Moment, typed: dict[str, str]) -> ResponseReturnValue:
    """Keep a sitting, unless it is empty or too many come; then say so."""
    last = len(frame.pages(moment)) - 1
    sitting = _read(frame, moment, typed)
    if sitting.is_empty and "empty" not in typed:
        again = {**typed, "empty": "y"}
        return _page(frame, moment, last, again, fault=forms.nothing_answered())
    try:
        if not queries.sittings_of(frame.survey, sitting.client_key):
            count_try(
                counter("survey"), limit=NEW_ONES_AN_HOUR, minutes=60, by_the_hour=True
            )
    except TooMany:
        page, _status = _page(frame, moment, last, typed, fault=forms.too_many())
        return page, 429, {"Retry-After": str(WAIT)}
    return _kept(frame, moment, typed, sitting)


def _read(frame: Frame, moment: Moment, typed: dict[str, str]) -> Sitting:
    return sitting_of(
        typed,
        frame.pages(moment),
        moment,
        OPTIONS,
        languages=frame.languages,
        language=spoken(frame),
        origin=Origin.KIOSK if "kiosk" in request.args else Origin.WEB,
        now=clock.now(),
    )


def _kept(
    frame: Frame, moment: Moment, typed: dict[str, str], sitting: Sitting
) -> ResponseReturnValue:
    """Keep it under the survey's lock, and name it back to the device."""
    survey = queries.survey(frame.survey.key, lock=True) or abort(404)
    began, _ended = times(typed, clock.now())
    token = typed.get("ticket", "")
    occasion = Occasion(survey, moment, began or clock.now(), bool(token))
    require("answer", occasion)  # it may have closed meanwhile
    if not sitting.is_empty:
        entry = entering.enter(occasion, sitting, token)
        if not entry.is_let_in:
            last = len(frame.pages(moment)) - 1
            page, _status = _page(frame, moment, last, typed, fault=forms.used_link())
            return page, 409
        recalling.settle_end(survey, frame.suite)
        answering.keep(survey, sitting, left_out=entry.left_out)
    if _is_a_device():
        return jsonify(kept=str(sitting.client_key))
    if "kiosk" in request.args:
        return redirect(place(frame, "kiosk", moment=SLUGS[moment]) + "#thanks", 303)
    return redirect(place(frame, "thanks"), 303)


def _is_a_device() -> bool:
    """Say whether a script sends a sitting that it keeps until we name it."""
    return request.accept_mimetypes.best == "application/json"


def _page(
    frame: Frame,
    moment: Moment,
    here: int,
    typed: dict[str, str],
    *,
    fault: forms.Complaint | None = None,
    is_too_young: bool = False,
    is_first: bool = False,
) -> tuple[Any, int]:
    """Show one page with what was chosen on it, and carry the rest along."""
    pages = frame.pages(moment)
    elsewhere = [page for page in pages if page is not pages[here] or is_too_young]
    names = [*CARRIED, *(name for page in elsewhere for name in page.fields)]
    names += [f"in-{page.name}" for page in pages if page is not pages[here]]
    page = shown(
        "page",
        frame,
        moment,
        pages=pages,
        here=here,
        typed=typed,
        carried={name: typed[name] for name in names if typed.get(name)},
        fault=fault,
        complaint=forms.complaint,
        nothing_answered=forms.nothing_answered,
        is_too_young=is_too_young,
        is_first=is_first,
    )
    response = current_app.make_response(page)
    if "kiosk" not in request.args:  # so that the browser's Back finds what was typed
        response.headers["Cache-Control"] = "private, no-cache"
    return response, 422 if fault else 200


@surveys_bp.errorhandler(Refused)
def not_now(error: Refused) -> ResponseReturnValue:
    """Say calmly that it is over, and where help is."""
    db.session.rollback()
    frame = _frame((request.view_args or {})["key"])
    return shown("closed", frame, sentence=str(error)), 409
