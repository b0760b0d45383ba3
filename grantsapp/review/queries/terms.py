"""What the panel of a call agrees to: the fund's own words, or those of the house."""

from typing import NamedTuple

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Seat, Terms

_OF_ALL = (
    _(
        "You tell us of every tie to a bid before you read it. A tie is no shame; "
        "hiding one is."
    ),
    _("You keep what you read to yourself."),
)
_OF_MODERATORS = _(
    "You score each criterion on your own, with a reason that the group may read."
)
_OF_TRANSLATORS = _("You translate all that is said, and add nothing of your own.")
_OF_OTHERS = _("You speak of what the bids say, and leave the scores to others.")
_OF_SEATS = {Seat.MODERATOR: _OF_MODERATORS, Seat.TRANSLATOR: _OF_TRANSLATORS}


class Agreement(NamedTuple):
    """The terms as one reader meets them; the hash tells whether they changed."""

    text: i18n.Text
    language: str
    plain: str
    hash: str


def own_terms(call: Call, *, lock: bool = False) -> Terms | None:
    """The terms that a fund wrote for a call, if it did."""
    query = select(Terms).where(Terms.call_id == call.id)
    return db.session.scalar(query.with_for_update() if lock else query)


def house_terms(languages: list[str], seat: Seat = Seat.MODERATOR) -> i18n.Text:
    """Give the words of the house in those of the languages that it speaks."""
    tie, secret = _OF_ALL
    texts = {}
    for code in (code for code in languages if code in i18n.LANGUAGES):
        with i18n.writing_in(code):
            words = (tie, _OF_SEATS.get(seat, _OF_OTHERS), secret)
            texts[code] = "\n\n".join(map(str, words))
    return i18n.Text.plainly(texts)


def terms_of(call: Call, seat: Seat = Seat.MODERATOR) -> i18n.Text:
    """Give what somebody in a seat agrees to."""
    own = own_terms(call)
    return own.text if own is not None else house_terms(list(i18n.LANGUAGES), seat)


def agreement(call: Call, seat: Seat, language: str) -> Agreement:
    """Give the terms as a reader of a language meets them."""
    text = terms_of(call, seat)
    shown = text.shown(language)
    return Agreement(text, shown.language, shown.text, i18n.digest(shown.text))


def hashes_now(call: Call) -> set[str]:
    """Name every text that somebody may agree to at present, by its hash."""
    own = own_terms(call)
    texts = [own.text] if own else [terms_of(call, seat) for seat in Seat]
    return {i18n.digest(text.plain(code)) for text in texts for code in text}
