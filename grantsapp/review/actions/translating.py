"""Translators put what was typed in a bid into another language."""

from dataclasses import dataclass

from sqlalchemy import select

from grantsapp import audit, i18n
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.review.models import BidTranslation, Translating
from grantsapp.review.queries.translating import TextView, ToTranslate


@dataclass(frozen=True)
class Typed:
    """What a translator typed for a text, and which one they had before them."""

    text: str
    version: int  # of the translation, when the page was opened
    made_from: str  # the digest of the source that the page showed
    still_fits: bool = False  # said of a text that was left as it was


@dataclass(frozen=True)
class Clash:
    """A text that somebody else translated meanwhile."""

    key: str
    mine: str
    theirs: str


def save_translations(
    translating: Translating, view: ToTranslate, typed: dict[str, Typed], *, by: Person
) -> list[Clash]:
    """Keep what was typed text by text; what somebody else saved meanwhile stays.

    Raises nothing: what clashes is given back, for its author to choose.
    """
    bid, clashes, saved = translating.application, list[Clash](), list[str]()
    rows = {row.question: row for row in _rows(translating)}
    for text in view.texts:
        one, row = typed.get(text.key), rows.get(text.key)
        if one is None or _says_the_same(one, text):
            continue
        if one.version != text.version and one.text != text.translation:
            clashes.append(Clash(text.key, one.text, text.translation))
        else:
            _keep(translating, text.key, row, one, by=by)
            saved.append(text.key)
    if saved:
        told = {"language": translating.language, "texts": saved}
        audit.record("translated a bid", bid, by=by, **told)
    return clashes


def _rows(translating: Translating) -> list[BidTranslation]:
    query = select(BidTranslation).where(
        BidTranslation.application_id == translating.application.id,
        BidTranslation.language == translating.language,
    )
    return list(db.session.scalars(query))


def _says_the_same(one: Typed, text: TextView) -> bool:
    """Say whether a text was left as it is; a stale one may be said to fit still."""
    confirmed = text.is_stale and one.still_fits
    return one.text == text.translation and not confirmed


def _keep(
    translating: Translating,
    key: str,
    row: BidTranslation | None,
    one: Typed,
    *,
    by: Person,
) -> None:
    if row is None:
        row = BidTranslation(
            application_id=translating.application.id,
            question=key,
            language=translating.language,
            version=0,
        )
        db.session.add(row)
    row.text, row.source_hash = one.text, one.made_from
    row.origin, row.by_name = "person", by.called
    row.version += 1


def digest_or_none(words: str) -> str:
    """Take a digest that a page carried; what is none makes a translation stale."""
    is_one = len(words) == len(i18n.digest("")) and words.isalnum()
    return words if is_one else ""
