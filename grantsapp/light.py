"""Answers that travel light: compressed, and what stays the same asked for once.

A page holds the token of its forms beside what somebody typed, so another site that
could make a browser ask for pages again and again would learn from their lengths
(BREACH). A page that another site asked for is therefore sent as it is.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

KINDS = {
    "text/html",
    "text/css",
    "text/csv",
    "text/plain",
    "text/javascript",
    "application/json",
    "image/svg+xml",
}
LEAST = 500  # bytes: what is smaller fits into one packet as it is
PAGES, STAYS = 6, 9  # how hard to press: each page anew, a file of ours once
FOR_A_YEAR = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Compress what leaves, and name each file of ours by what is in it."""
    app.url_defaults(_with_digest)
    app.after_request(lighten)


def lighten(response: Response) -> Response:
    """Send an answer compressed, where that helps and tells nobody anything."""
    if request.endpoint == "static":
        return _static(response)
    if response.mimetype not in KINDS or _is_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if not _may_be_packed() or _is_asked_from_elsewhere():
        return response
    content = response.get_data()
    return response if len(content) < LEAST else _packed(response, content, PAGES)


def _is_packed(response: Response) -> bool:
    return response.is_streamed or "Content-Encoding" in response.headers


def _may_be_packed() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def _is_asked_from_elsewhere() -> bool:
    """Say whether a page of another site made the browser ask."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told not in {"same-origin", "none"}
    came_from = request.headers.get("Origin") or request.headers.get("Referer")
    return came_from is not None and urlsplit(came_from).netloc != request.host


def _packed(response: Response, content: bytes, how_hard: int) -> Response:
    response.set_data(gzip.compress(content, how_hard, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _static(response: Response) -> Response:
    """Let a browser keep a file of ours as long as its address stays the same."""
    name = (request.view_args or {}).get("filename", "")
    if response.status_code not in {200, 304}:
        return response
    response.vary.add("Accept-Encoding")
    if request.args.get("v") == _digest(name):
        response.headers["Cache-Control"] = FOR_A_YEAR
    if response.status_code == 200 and response.mimetype in KINDS:  # noqa: PLR2004
        tag, _is_weak = response.get_etag()
        response.direct_passthrough = False
        content = response.get_data()
        if _may_be_packed() and len(content) >= LEAST:
            _packed(response, content, STAYS)
            response.set_etag(str(tag), weak=True)
    return response


def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (digest := _digest(values.get("filename", ""))):
        values.setdefault("v", digest)


def _digest(name: str) -> str:
    """Say briefly what is in a file of ours; nothing where there is none."""
    path = Path(str(current_app.static_folder)) / name
    try:
        return _digest_of(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=100)
def _digest_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
