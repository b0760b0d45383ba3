"""How often an address sends, without keeping the address."""

import hashlib
import hmac

from flask import current_app, request


def counter(what: str) -> str:
    """Name the counter of this request's address, as a keyed digest.

    Its row stands beside the time of an answer, so that the address itself would lead
    from one to the other.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"{what}:{request.remote_addr}".encode()
    return f"{what}:{hmac.new(secret, words, hashlib.sha256).hexdigest()[:24]}"
