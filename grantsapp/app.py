"""The front door: how the house is put together, and how one leaves it."""

import gc
import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import (
    Flask,
    Request,
    Response,
    request,
)
from flask import session as cookie
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix

from grantsapp import (
    access,
    charts,
    clock,
    config,
    db,
    errors,
    files,
    home,
    i18n,
    light,
    refusing,
    unseen,
)
from grantsapp.accounts import actions as accounts_actions
from grantsapp.accounts import queries as accounts_queries
from grantsapp.calls import routes as calls
from grantsapp.calls.queries.parts import REGISTERED
from grantsapp.errors import Refused
from grantsapp.mel import routes as mel
from grantsapp.rooms import (
    FROM_OTHER_ROOMS,
    JOBS,
    PAGES,
    PARTS_OF_A_CALL,
    POLICIES,
    ROOMS,
)

TRIES = 3
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
log = logging.getLogger("grantsapp")


class Asked(Request):
    """A request without what no page and no database can hold, such as zero bytes."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        vars(self)["form"] = _without_controls(vars(self)["form"])

    @cached_property
    def args(self) -> Any:  # type: ignore[override]
        """What stands behind the question mark of the address."""
        return _without_controls(super().args)


def _without_controls(typed: Any) -> Any:
    pairs = list(typed.items(multi=True))
    clean = [(name, unseen.kept(value)) for name, value in pairs]
    return typed if clean == pairs else ImmutableMultiDict(clean)


class House(Flask):
    """Flask, which tries a request again when two transactions met."""

    request_class = Asked

    def full_dispatch_request(self) -> Response:
        """Answer a request; a serialisation failure is nobody's fault, so try again."""
        for last in (*[False] * (TRIES - 1), True):
            try:
                return super().full_dispatch_request()
            except DBAPIError as error:
                if last or not db.is_conflict(error):
                    raise
                db.db.session.rollback()
                request.environ.pop(access.ASKED, None)
                for upload in request.files.values():
                    upload.seek(0)
        raise AssertionError("unreachable")


def create_app(**settings: Any) -> Flask:
    """Build the application: settings, ground, rooms, door."""
    app = House(__name__, static_folder="static", template_folder=None)
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(config.read(settings))
    light.init_app(app)  # the last to touch an answer: the first one named
    protect(app)
    i18n.init_app(app)
    db.init_app(app)
    furnish(app)
    recognise(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    for answered_by_anybody in (mel.surveys_bp, calls.consultations_bp):
        app.extensions["csrf"].exempt(answered_by_anybody)
    if app.config["MODE"] == "demo":
        app.register_blueprint(home.demo_bp)
    access.init_app(app, *POLICIES)
    app.extensions["from_other_rooms"] = FROM_OTHER_ROOMS
    app.extensions["jobs"] = {name: do for jobs in JOBS for name, do in jobs.items()}
    app.extensions[REGISTERED] = PARTS_OF_A_CALL
    refusing.init_app(app)
    app.teardown_request(files.drop_received)
    app.after_request(close)
    gc.freeze()  # what stays for good is not looked through at each collection
    return app


def protect(app: Flask) -> None:
    """Set cookies, sizes, forged-request checks and the proxies in front."""
    in_production = app.config["MODE"] == "production"
    limit = app.config["FILE_LIMIT"] * 1024 * 1024
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=in_production,
        SESSION_COOKIE_NAME="grantsapp",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=4 * limit,  # a little too large is told at the field
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
    )
    CSRFProtect(app)
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    app.after_request(harden)


def harden(response: Response) -> Response:
    """Say to browsers what our pages never do."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def furnish(app: Flask) -> None:
    """Give each room its templates: `calls/call.html` is in the room `calls`."""
    rooms = {name: PackageLoader(f"grantsapp.{name}") for name in ROOMS}
    loaders = [PackageLoader("grantsapp"), PrefixLoader(rooms)]
    app.jinja_loader = ChoiceLoader(loaders)  # type: ignore[assignment]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        MODE=app.config["MODE"],
        here=here,
        now=clock.now,
        lay_out=charts.lay_out,
        FILE_LIMIT=app.config["FILE_LIMIT"],
    )
    app.jinja_env.globals.update(FROM_OTHER_ROOMS)


def here(**changes: str) -> str:
    """Give the address of this page, with parts of its query changed."""
    from urllib.parse import urlencode

    query = {**request.args.to_dict(flat=False), **changes}
    return request.path + ("?" + urlencode(query, doseq=True) if query else "")


def recognise(app: Flask) -> None:
    """Know who asks, by the token in the cookie and its row in the database."""
    manager = LoginManager(app)
    manager.session_protection = None  # type: ignore[assignment] - our own table does it

    @manager.request_loader
    def load(_request: Any) -> Any:
        token = cookie.get("token")
        sign_in = accounts_queries.sign_in_with(token) if token else None
        if sign_in is None or not accounts_queries.is_live(sign_in):
            return None
        accounts_actions.mark_seen(sign_in)
        return sign_in.person


def close(response: Response) -> Response:
    """Leave by one door: first see that somebody was asked, then settle the books."""
    access.check(response)
    try:
        db.settle(response)
    except IntegrityError as error:
        db.db.session.rollback()
        sentence = errors.sentence_for(error)
        if sentence is None:
            raise
        return harden(refusing.refused(Refused(str(sentence))))
    return response


def each_route(app: Flask) -> Iterator[tuple[str, str, str]]:
    """List every route as (endpoint, method, rule), for the command line and tests."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, rule.rule
