"""Letters to those who want to know when a call opens."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from grantsapp import audit, clock, jobs, mail
from grantsapp.accounts import codes
from grantsapp.accounts.actions import count_try
from grantsapp.calls.models import Call, Fund, Subscription
from grantsapp.calls.queries import telling as queries
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

LETTERS_AN_HOUR = 5
WISHES_AN_HOUR = 60  # from one address on the net: a library shares one
WISH_DAYS = 3


def count_wish(email: str, *, address: str) -> None:
    """Count one wish for letters, by where it comes from and where it goes."""
    count_try(f"notices-from:{address}", limit=WISHES_AN_HOUR, minutes=60)
    count_try(f"notices-to:{email}", limit=LETTERS_AN_HOUR, minutes=60)


def wish_for_letters(
    fund: Fund, *, email: str, language: str, themes: list[str]
) -> Subscription:
    """Ask the owner of an address by letter whether this was their own wish.

    The same for an address that we know; its letters change only once confirmed.
    """
    secret, until = secrets.token_urlsafe(24), clock.now() + timedelta(days=WISH_DAYS)
    found = queries.subscription_of(fund, email)
    if found is None:
        found = Subscription(fund=fund, email=email, language=language)
        db.session.add(found)
        db.session.flush()
    found.wish = {"language": language, "themes": themes}
    found.digest, found.expires_at = codes.digest(secret, salt=str(found.id)), until
    mail.post(
        "confirm_notices",
        f"confirm-notices:{found.id}:{found.digest[:16]}",
        to=email,
        language=language,
        secret=True,
        fund=fund,
        days=WISH_DAYS,
        url=mail.address(f"/notices/{found.id}/{secret}"),
    )
    jobs.ask(
        "forget_wish",
        f"forget-wish:{found.id}:{found.digest[:16]}",
        due_at=until,
        subscription=str(found.id),
    )
    return found


def is_its_secret(subscription: Subscription, secret: str) -> bool:
    """Say whether somebody holds the letter that asks to confirm."""
    until = subscription.expires_at
    if not subscription.digest or until is None or clock.now() >= until:
        return False
    given = codes.digest(secret, salt=str(subscription.id))
    return codes.same(subscription.digest, given)


def confirm(subscription: Subscription, secret: str) -> None:
    """Put an address on the list, as its owner wished; the letter works once."""
    if not is_its_secret(subscription, secret):
        raise Refused(_("This link has been used, or is too old. Ask for a new one."))
    subscription.language = subscription.wish["language"]
    subscription.themes = subscription.wish["themes"]
    subscription.confirmed_at = subscription.confirmed_at or clock.now()
    subscription.wish, subscription.digest, subscription.expires_at = {}, "", None
    audit.record("confirmed", subscription)


def forget_wish(payload: dict[str, Any]) -> None:
    """Drop an address that nobody confirmed in time (a job)."""
    found = queries.subscription(UUID(payload["subscription"]), lock=True)
    if found is None or found.expires_at is None or clock.now() < found.expires_at:
        return
    found.wish, found.digest, found.expires_at = {}, "", None
    if found.confirmed_at is None:
        _forget_letters(found)
        db.session.delete(found)


def leave(subscription: Subscription) -> None:
    """Take an address off the list, and keep nothing of it."""
    audit.record("left", subscription)
    _forget_letters(subscription)
    db.session.delete(subscription)


def _forget_letters(subscription: Subscription) -> None:
    """Empty the letters to an address, and send none that still waits.

    The rows stay under their keys, so that who comes back gets nothing twice.
    """
    for letter in queries.letters_to(subscription, _mark(subscription.email)):
        letter.to = letter.subject = letter.body = ""
        letter.done_at = letter.done_at or clock.now()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="leave notices")


def leaving_token(subscription: Subscription) -> str:
    """Sign the key of a subscription, for the link in each letter."""
    return str(_signer().dumps(subscription.id.hex))


def left_by(token: str) -> UUID | None:
    """Read the key in such a link, if it is of our making."""
    try:
        return UUID(hex=_signer().loads(token))
    except (BadSignature, ValueError, AttributeError, TypeError):
        return None


def tell_when_open(call: Call) -> None:
    """Ask to tell those who wait, at the moment at which a call opens.

    To be asked whenever a published call's opening changes; what was asked for an
    earlier date finds that it is not yet time, or that everybody has been told.
    """
    if call.is_published and not call.is_closed:
        due = max(call.opens_at, clock.now())
        key = f"call-opened:{call.id}:{call.version}:{call.opens_at:%Y%m%dT%H%M%S}"
        jobs.ask("tell_opening", key, due_at=due, call=str(call.id))


def tell_opening(payload: dict[str, Any]) -> None:
    """Write to everybody who waits for such a call, once each (a job)."""
    call = queries.call_with(UUID(payload["call"]), lock=True)
    if call is None:
        return
    if not call.is_open:
        tell_when_open(call)  # it has another date now, whose job may have gone
        return
    for subscription in queries.subscribers_to(call):
        mail.post(
            "call_opened",
            _letter_key(call, subscription),
            to=subscription.email,
            language=subscription.language,
            call=call,
            url=mail.address(f"/calls/{call.reference}"),
            leave_url=mail.address(f"/notices/leaving/{leaving_token(subscription)}"),
        )


def _letter_key(call: Call, subscription: Subscription) -> str:
    """Name a letter by call and address, so that who left and came back has it once."""
    return f"call-opened:{call.id}:{_mark(subscription.email)}"


def _mark(email: str) -> str:
    """Stand for an address where the address itself is not kept."""
    return codes.digest(email, salt=current_app.config["SECRET_KEY"])[:32]


JOBS = {"tell_opening": tell_opening, "forget_wish": forget_wish}
