"""The survey as people meet it: no account, no cookie, one page at a time.

Without a script each page is sent and carries what was answered before; nothing is
stored until the last one. With a script the pages come at once, and a device sends the
whole sitting, again and again until we have named it back.
"""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import abort, current_app, jsonify, redirect, render_template, request
from flask import url_for as address
from flask.typing import ResponseReturnValue

from grantsapp import clock, i18n
from grantsapp.access import public, require
from grantsapp.accounts.actions import TooMany, count_try
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, entering, recalling, ticketing
from grantsapp.mel.forms import sittings as forms
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import ABOUT, Origin
from grantsapp.mel.queries import OPTIONS, Frame
from grantsapp.mel.routes.blueprint import surveys_bp
from grantsapp.mel.routes.counting import counter
from grantsapp.mel.rules.surveys import Occasion
from grantsapp.mel.sittings import Sitting
from grantsapp.mel.walk import Kind, Page, sitting_of, times

SENDINGS_AN_HOUR = 3_000  # from one address: a school shares one
WAIT = 300  # seconds, once there are more
PLACES = {
    "before": Moment.T0,
    "after": Moment.T1,
    "after-3-months": Moment.T2,
    "after-6-months": Moment.T3,
}
WORDS = {moment: word for word, moment in PLACES.items()}
_WORD = "<any(before, after, 'after-3-months', 'after-6-months'):word>"
WAYS = ("kiosk", "ticket", "moment")  # what an address may say besides the language
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
    return _elsewhere(frame) or _shown("start", frame)


@surveys_bp.get("/surveys/<uuid:key>/kiosk")
def kiosk(key: UUID) -> ResponseReturnValue:
    """Wait for the next person at a device that many use; each language begins."""
    frame = _frame(key)
    require("answer", frame.survey)
    wanted = PLACES.get(request.args.get("moment", ""))
    open_now = frame.moments
    chosen = wanted if wanted in open_now else open_now[0]
    is_chosen = wanted in open_now or len(open_now) == 1
    return _elsewhere(frame) or _shown("kiosk", frame, chosen if is_chosen else None)


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
    return _elsewhere(frame) or _page(frame, PLACES[word], 0, typed, is_first=True)


@surveys_bp.get("/surveys/<uuid:key>/once/<token>")
def once(key: UUID, token: str) -> ResponseReturnValue:
    """Lead by a link that works once to the moment that it was made for."""
    frame = _frame(key)
    ticket = ticketing.find(frame.survey, token) or abort(404)
    require("answer with", ticket)
    way = _place(frame, "begin", word=WORDS[ticket.moment], ticket=token)
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
    return _elsewhere(frame) or _shown("thanks", frame)


def _frame(key: UUID) -> Frame:
    return queries.frame(key) or abort(404)


def _place_of(pages: tuple[Page, ...], name: str) -> int:
    """Say which page was sent; what nobody knows is the first one."""
    names = [page.name for page in pages]
    return names.index(name) if name in names else 0


def _send(frame: Frame, moment: Moment, typed: dict[str, str]) -> ResponseReturnValue:
    """Keep a sitting that is whole; else show the page that is not, with all of it."""
    pages, last = frame.pages(moment), len(frame.pages(moment)) - 1
    for here, page in enumerate(pages):
        if _was_never_there(page, typed):
            continue
        if wrong := forms.fault(page, typed, frame.minimum_age):
            return _page(frame, moment, here, typed, fault=wrong)
        if forms.is_too_young(typed) and "of_age" in page.fields:
            return _page(frame, moment, here, typed, is_too_young=True)
    sitting = _read(frame, moment, typed)
    if sitting.is_empty and "empty" not in typed:
        again = {**typed, "empty": "y"}
        return _page(frame, moment, last, again, fault=forms.nothing_answered())
    try:
        count_try(counter("survey"), limit=SENDINGS_AN_HOUR, minutes=60)
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
        language=_spoken(frame),
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
        return redirect(_place(frame, "kiosk", moment=WORDS[moment]) + "#thanks", 303)
    return redirect(_place(frame, "thanks"), 303)


def _was_never_there(page: Page, typed: dict[str, str]) -> bool:
    """Say whether a device was begun when the suite did not have this page yet.

    It may have been without a network while a code or an age came to be asked; nobody
    is there any more to be asked again, and what was answered would be lost.
    """
    later = page.kind in {Kind.CODE, Kind.AGE}
    return later and _is_a_device() and not any(n in typed for n in page.fields)


def _is_a_device() -> bool:
    """Say whether a script sends a sitting that it keeps until we name it."""
    return request.accept_mimetypes.best == "application/json"


def _spoken(frame: Frame) -> str:
    """Say in which of the survey's languages we ask; ours may be another."""
    wish, ours = request.args.get("in", ""), i18n.language()
    for code in (wish, ours):
        if code in frame.languages:
            return code
    best = request.accept_languages.best_match(frame.languages)
    return best or frame.languages[0]


def _elsewhere(frame: Frame) -> ResponseReturnValue | None:
    """Lead to a language of the survey, where the reader's is none of them."""
    spoken, wish = _spoken(frame), request.args.get("in", "")
    if wish in (*frame.languages, i18n.PSEUDO) or spoken == i18n.language():
        return None
    ways = {w: request.args[w] for w in WAYS if w in request.args}
    values = {**(request.view_args or {}), **ways, "in": spoken}
    return redirect(address(str(request.endpoint), **values), 302)


def _place(frame: Frame, name: str, **values: Any) -> str:
    """Give an address of this survey that keeps the language and the way in."""
    ways = {w: request.args[w] for w in WAYS[:2] if w in request.args}
    told = {"key": frame.survey.key, "in": _spoken(frame), **ways, **values}
    return address(f"surveys.{name}", **told)


def _shown(name: str, frame: Frame, moment: Moment | None = None, **more: Any) -> str:
    return render_template(
        f"mel/survey/{name}.html",
        frame=frame,
        survey=frame.survey,
        moment=moment,
        words=WORDS,
        ABOUT=ABOUT,
        spoken=_spoken(frame),
        place=partial(_place, frame),
        **more,
    )


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
    page = _shown(
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
    return _shown("closed", frame, sentence=str(error)), 409
