"""What a translator sees of a bid: one frozen view of its words, made in one place.

No organisation, no people, no files, no amounts, nothing sealed: only what somebody
typed in words of their own, beside what it says in another language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.accounts.models import Organisation
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries import asked
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db
from grantsapp.review.models import Answered, Moderator, Seat, Translating
from grantsapp.review.queries.translated import (
    Known,
    Source,
    sources_of,
    translations_of,
)
from grantsapp.review.rules import needed_in

Pair = tuple[Application, str]  # a bid, and the language to put it into


@dataclass(frozen=True)
class TextView:
    """A text to translate, with what it says in the other language so far."""

    key: str
    label: i18n.Shown
    text: str
    is_long: bool
    digest: str
    translation: str = ""
    version: int = 0
    by: str = ""
    is_stale: bool = False

    @property
    def is_done(self) -> bool:
        """Say whether its translation is there, and made from what stands now."""
        return bool(self.translation) and not self.is_stale


@dataclass(frozen=True)
class ToTranslate:
    """What a translator sees of a bid."""

    key: UUID
    reference: str
    title: str
    language: str
    into: str
    call: i18n.Shown
    texts: tuple[TextView, ...]

    @property
    def done(self) -> int:
        """Count the texts that need nothing more."""
        return sum(text.is_done for text in self.texts)

    @property
    def stale(self) -> int:
        """Count the texts whose source has changed since."""
        return sum(text.is_stale for text in self.texts)

    @property
    def is_done(self) -> bool:
        """Say whether all of it is translated."""
        return self.done == len(self.texts)


def translator_views(pairs: Sequence[Pair]) -> list[ToTranslate]:
    """Make what a translator sees of some bids, with as many questions as for one."""
    by_call: dict[Call, set[Application]] = {}
    for bid, _into in pairs:
        by_call.setdefault(bid.call, set()).add(bid)
    texts: dict[UUID, list[Source]] = {}
    for call, bids in by_call.items():
        texts |= _texts(call, bids)
    known = translations_of([bid for bid, _into in pairs])
    return [_view(bid, into, texts.get(bid.id, []), known) for bid, into in pairs]


def _texts(call: Call, bids: Iterable[Application]) -> dict[UUID, list[Source]]:
    """Read what was typed in some bids of a call, in the order of its form."""
    forms = asked.forms_of(call)
    codes = set(asked.asked(forms))
    which = Application.id.in_([bid.id for bid in bids])
    texts: dict[UUID, dict[str, Source]] = {}
    for (key, _code), told in asked.answers(which, forms, codes).items():
        for source in sources_of(told.question, told.reading):
            texts.setdefault(key, {})[source.key] = source
    return {key: list(of_bid.values()) for key, of_bid in texts.items()}


def _view(
    bid: Application, into: str, texts: list[Source], known: Known
) -> ToTranslate:
    in_tongues = known.get(bid.id, {})
    return ToTranslate(
        key=bid.id,
        reference=bid.reference,
        title=bid.title,
        language=bid.language,
        into=into,
        call=bid.call.title.shown(),
        texts=tuple(
            _text_view(source, in_tongues.get(source.key, {}).get(into))
            for source in texts
        ),
    )


def _text_view(source: Source, row: Any) -> TextView:
    told: dict[str, Any] = {
        "key": source.key,
        "label": source.label,
        "text": source.text,
        "is_long": source.is_long,
        "digest": source.digest,
    }
    if row is not None:
        told |= {"translation": row.text, "version": row.version, "by": row.by_name}
        told["is_stale"] = row.source_hash != source.digest
    return TextView(**told)


def seats_as_translator(person: Any) -> list[Moderator]:
    """List the panels on which somebody translates."""
    query = select(Moderator).where(
        Moderator.person_id == person.id,
        Moderator.seat == Seat.TRANSLATOR,
        Moderator.answered == Answered.ACCEPTED,
    )
    whole = joinedload(Moderator.call).joinedload(Call.fund)
    query = query.options(joinedload(Moderator.person), whole)
    return list(db.session.scalars(query.order_by(Moderator.made_at)))


def to_translate(person: Any) -> list[Translating]:
    """List the bids that a person is to translate: just what their door opens."""
    return [
        one
        for seat in seats_as_translator(person)
        for one in _wanted_of(seat)
        if may("translate", one, person)
    ]


def _wanted_of(seat: Moderator) -> Iterable[Translating]:
    wanted = needed_in(seat.call).wanted
    bids = {bid.id: bid for bid in _bids({key for key, _into in wanted})}
    for key, into in sorted(wanted, key=lambda one: (bids[one[0]].number, one[1])):
        yield Translating(seat, bids[key], into)


def _bids(keys: set[UUID]) -> list[Application]:
    query = select(Application).where(Application.id.in_(keys))
    organisation = joinedload(Application.organisation)
    query = query.options(
        joinedload(Application.call).joinedload(Call.fund),
        organisation.selectinload(Organisation.memberships),
        *with_sponsor(),
    )
    return list(db.session.scalars(query))


def all_to_translate(call: Call) -> list[ToTranslate]:
    """List every bid of a call that is to be translated, for those who manage it."""
    wanted = needed_in(call).wanted
    bids = {bid.id: bid for bid in _bids({key for key, _into in wanted})}
    views = translator_views([(bids[key], into) for key, into in wanted])
    return sorted(views, key=lambda view: (view.reference, view.into))


def helpless_in(call: Call) -> list[str]:
    """Name the bids that somebody cannot read and nobody on the panel can translate."""
    return sorted(bid.reference for bid in _bids(set(needed_in(call).helpless)))
