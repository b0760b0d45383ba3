"""Each kind of no as a page in the person's language; nothing typed is lost by it."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException, Unauthorized

from grantsapp import access, db, errors
from grantsapp.access import person
from grantsapp.accounts import actions as accounts_actions
from grantsapp.accounts import queries as accounts_queries
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _

MOST_SWALLOWED = 512 * 1024 * 1024
WITHOUT_RESCUE = ("/sign-in", "/sign-out", "/rescued")
# An account stands in one place alone, and a statement where it was read in; what was
# told in confidence is for one reader, and the note on it too.
NEVER_KEPT = re.compile(
    r"/awards/[^/]+/bank|/staff/calls/[^/]+/responses/files$"
    r"|/staff/funds/[^/]+/(payments|statements)(/|$)"
    r"|/surveys/[^/]+/concern|/staff/concerns(/|$)"
)
# Of a sheet of paper that is typed in, the code that a person made up is kept nowhere
# as it is; the page asks for it again when the rest comes back.
NEVER_KEPT_OF = (re.compile(r"/awards/[^/]+/keying"), "code", "code_dropped")


def init_app(app: Flask) -> None:
    """Answer each kind of no with a page in the person's language."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(IntegrityError, broken_constraint)
    app.register_error_handler(CSRFError, forged_or_expired)
    app.register_error_handler(Unauthorized, sign_in_first)
    app.register_error_handler(HTTPException, plain_no)
    app.register_error_handler(500, our_fault)


def refused(error: Refused) -> Response:
    """Say why not now; a late or stale text is kept for its author."""
    db.db.session.rollback()
    kept = None
    if isinstance(error, Late):
        kept = _keep(person().id if person().is_authenticated else None)
    status = 429 if isinstance(error, accounts_actions.TooMany) else 409
    return _page("refused", status, sentence=str(error), kept=kept)


def broken_constraint(error: IntegrityError) -> Response:
    """Put a constraint that broke into words, where we have them."""
    sentence = errors.sentence_for(error)
    if sentence is None:
        raise error
    return refused(Refused(str(sentence)))


def forged_or_expired(error: CSRFError) -> Response:
    """A page was open too long: keep what was typed and ask to sign in again.

    A request that another site sent is refused without a trace.
    """
    origin = request.headers.get("Origin")
    from_here = origin is None or urlsplit(origin).netloc == request.host
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        from_here = False
    if not from_here:
        return plain_no(error)
    if person().is_authenticated:
        key = _keep(person().id)
        return _page("refused", 409, sentence=_open_too_long(key), kept=key)
    return sign_in_first(Unauthorized())


def _open_too_long(key: UUID | None) -> str:
    if key is None:  # what is too confidential to be kept anywhere else
        return _("This page was open too long. Go back and send it again.")
    return _("This page was open too long. What you typed is kept.")


def sign_in_first(_error: Unauthorized) -> Response:
    """Lead to the sign-in, and back; what was typed waits there."""
    db.db.session.rollback()
    if request.method != "POST":
        wish = request.full_path.rstrip("?")
        return _redirect(url_for("accounts.sign_in", next=wish))
    key = _keep(_last_known())
    if key is not None:
        cookie["rescue"] = str(key)
        flash(_("You were signed out. What you typed is kept: sign in to see it."))
    else:
        flash(_("Sign in first."))
    return _redirect(url_for("accounts.sign_in"))


def _last_known() -> UUID | None:
    """Say whose sign-in it was that ended while they typed."""
    token = cookie.get("token")
    sign_in = accounts_queries.sign_in_with(token) if token else None
    return sign_in.person_id if sign_in else None


def _keep(by: UUID | None) -> UUID | None:
    """Keep the form of this request for its author, if there is anything in it."""
    typed = {
        name: values
        for name, values in request.form.lists()
        if name != "csrf_token" and any(v.strip() for v in values)
    }
    if not typed.keys() - {"version"} or request.path.startswith(WITHOUT_RESCUE):
        return None
    if NEVER_KEPT.match(request.path):
        return None
    path, name, instead = NEVER_KEPT_OF
    if path.fullmatch(request.path) and typed.pop(name, None):
        typed[instead] = ["yes"]
    bucket = f"rescue:{by or request.remote_addr}"
    accounts_actions.count_try(bucket, limit=200, minutes=60)
    return accounts_actions.keep_typed(request.path, typed, by=by)


def plain_no(error: HTTPException) -> Response:
    """Say no as a page: not found, not you, too large."""
    if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004
        return _ours(error.get_response())
    status = error.code or 500
    name = {403: "forbidden", 404: "missing", 413: "too_large"}.get(status, "unclear")
    if status == 413:  # noqa: PLR2004
        swallow()
    response = _page(name, status, kept=_kept_of(status))
    for header, value in error.get_headers():
        if header in {"Allow", "Content-Range", "Retry-After"}:
            response.headers[header] = value
    return response


def _kept_of(status: int) -> UUID | None:
    """Keep what somebody typed whose part in it ended meanwhile."""
    if status != 403 or request.method != "POST":  # noqa: PLR2004
        return None
    if NEVER_KEPT.match(request.path):  # a large file is not even received
        return None
    try:
        return _keep(person().id) if person().is_authenticated else None
    except Refused:  # they send too much
        return None


def swallow() -> None:
    """Read away what is too large: a browser that still sends misses our answer."""
    left = min(request.content_length or 0, MOST_SWALLOWED)
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(left, 1 << 16))):
        left -= len(chunk)


def our_fault(_error: Exception) -> Response:
    """Say that it is our fault, and promise nothing."""
    db.db.session.rollback()
    return _page("broken", 500)


def _page(name: str, status: int, **words: Any) -> Response:
    page = render_template("error.html", name=name, status=status, **words)
    return Response(page, status, mimetype="text/html")


def _redirect(place: str) -> Response:
    response = redirect(place, 303)
    request.environ.setdefault(access.ASKED, []).append(("refuse", "anonymous"))
    return _ours(response)


def _ours(response: Any) -> Response:
    """Make an answer of the library one of ours."""
    return Response.force_type(response, request.environ)  # type: ignore[return-value]
