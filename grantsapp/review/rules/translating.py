"""Which bids are to be translated into what, and who may do it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select

from grantsapp.access import Policy, signed_in, when, who
from grantsapp.calls.models import Application, Call
from grantsapp.calls.models import Stage as BidStage
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import (
    Answered,
    Assignment,
    BidTranslation,
    Conflict,
    Moderator,
    Phase,
    Seat,
    Standing,
    Translating,
)
from grantsapp.review.rules.panel import (
    TIES,
    has_conflict,
    on_the_panel,
    seat_of_a_translator,
)


def read_by(languages: Sequence[str], call: Call) -> list[str]:
    """Name the languages that somebody reads; without any, the first of the call."""
    return list(languages) or [call.languages[0]]


def target(
    written_in: str, reads: Sequence[str], translators: Iterable[Sequence[str]]
) -> str | None:
    """Choose into what a bid is put for a reader: the first language that they read.

    Only what some translator who reads the bid can write comes into question.
    """
    able = [languages for languages in translators if written_in in languages]
    return next((own for own in reads if any(own in one for one in able)), None)


class Needed(NamedTuple):
    """What is to be translated in a call, and what nobody can translate."""

    wanted: frozenset[tuple[UUID, str]]  # a bid and the language to put it into
    helpless: frozenset[UUID]  # bids that somebody cannot read, nor have translated


def needed_in(call: Call) -> Needed:
    """Say what the moderators of a call cannot read; worked out once for a session.

    A bid counts while a phase in which it is to be scored is not closed.
    """
    known = db.session.info.setdefault(TIES, {})
    if ("needed", call.id) not in known:
        known["needed", call.id] = _work_out(call)
    return known["needed", call.id]


def _work_out(call: Call) -> Needed:
    translators = list(
        db.session.execute(
            select(Moderator.id, Moderator.languages).where(
                Moderator.call_id == call.id,
                Moderator.seat == Seat.TRANSLATOR,
                Moderator.answered == Answered.ACCEPTED,
            )
        )
    )
    kept_out = _blocked(call)
    wanted: set[tuple[UUID, str]] = set()
    helpless: set[UUID] = set()
    for line in db.session.execute(_asked_in(call)):
        bid, written_in, languages = tuple(line)
        reads = read_by(languages, call)
        if written_in in reads:
            continue
        free = (
            read_by(known, call)
            for translator, known in translators
            if (translator, bid) not in kept_out
        )
        into = target(written_in, reads, free)
        wanted |= {(bid, into)} if into else set()
        helpless |= set() if into else {bid}
    return Needed(frozenset(wanted), frozenset(helpless))


def _blocked(call: Call) -> set[tuple[UUID, UUID]]:
    query = select(Conflict.moderator_id, Conflict.application_id)
    query = query.join(Moderator, Moderator.id == Conflict.moderator_id)
    query = query.where(
        Moderator.call_id == call.id, Conflict.standing != Standing.WAIVED
    )
    return {(row[0], row[1]) for row in db.session.execute(query)}


def _asked_in(call: Call) -> Any:
    """Select who is asked to score which bid: its id, its language, what they read."""
    tied = exists().where(
        Conflict.moderator_id == Assignment.moderator_id,
        Conflict.application_id == Assignment.application_id,
        Conflict.standing != Standing.WAIVED,
    )
    return (
        select(Application.id, Application.language, Moderator.languages)
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Moderator, Moderator.id == Assignment.moderator_id)
        .join(Phase, Phase.id == Assignment.phase_id)
        .where(
            Phase.call_id == call.id,
            Phase.closed_at.is_(None),
            Assignment.declined_at.is_(None),
            Moderator.answered == Answered.ACCEPTED,
            Moderator.seat == Seat.MODERATOR,
            Application.submitted_at.is_not(None),
            Application.stage != BidStage.WITHDRAWN,
            ~tied,
        )
    )


@who
def own_seat_of_a_translator(person: Any, translating: Translating) -> bool:
    """The translator themselves, once they accepted."""
    rule = on_the_panel & seat_of_a_translator
    return rule.why_not(person, translating.moderator) is None


@who
def no_tie(_person: Any, translating: Translating) -> bool:
    """Neither a tie that stands nor a part in the bid."""
    return not has_conflict(translating.moderator, translating.application)


@who
def of_their_call(_person: Any, translating: Translating) -> bool:
    """The bid is of the call whose panel they sit on."""
    return translating.moderator.call_id == translating.application.call_id


@who
def between_their_languages(_person: Any, translating: Translating) -> bool:
    """They read the one language and write the other."""
    moderator, bid = translating.moderator, translating.application
    own = read_by(moderator.languages, bid.call)
    both = {bid.language, translating.language}
    return bid.language != translating.language and both <= set(own)


@when(_("This bid was withdrawn by its authors. What you typed is kept."), late=True)
def it_stands(_person: Any, translating: Translating) -> bool:
    """The bid was handed in, and not taken back."""
    bid = translating.application
    return bid.submitted_at is not None and bid.stage is not BidStage.WITHDRAWN


@when(_("Nobody needs this translation any more. What you typed is kept."), late=True)
def still_wanted(_person: Any, translating: Translating) -> bool:
    """Somebody who scores it does not read it, and reads this language."""
    bid = translating.application
    return (bid.id, translating.language) in needed_in(bid.call).wanted


POLICY: Policy = {
    ("list", BidTranslation): signed_in,
    ("translate", Translating): own_seat_of_a_translator
    & of_their_call
    & no_tie
    & between_their_languages
    & it_stands
    & still_wanted,
}
