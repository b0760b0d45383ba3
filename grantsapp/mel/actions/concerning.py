"""Somebody tells us in confidence: kept once, read by the lead alone, settled, wiped.

None of it leaves this table: what goes into audit lines says who did what and when,
what goes into letters says that there is something to read.
"""

from datetime import timedelta
from uuid import UUID

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.calls.queries.telling import call_with
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import watching
from grantsapp.mel.models import Concern, Suite, Survey

LONGEST = 20_000  # characters of what is told at once
LONGEST_CONTACT = 1_000
_AND_THEN = "\n\n* * *\n\n"  # between what was sent under one name at two times


def keep(
    survey: Survey,
    *,
    client_key: UUID,
    wants_help: bool,
    words: str,
    contact: str,
    language: str,
) -> Concern:
    """Keep what somebody tells, exactly once, and let the lead know.

    The same again is the row that is there; other words under its name are added to
    it, and make it unread. The call is locked, so that two letters do not cross.
    """
    call_with(survey.award.call_id, lock=True)
    known = queries.told_under(survey, client_key)
    if known is not None and _says(known, wants_help, words, contact):
        return known
    concern = known or _begun(survey, client_key, language)
    concern.words = _with(concern.words, words)
    concern.contact = _with(concern.contact, contact)
    concern.wants_help = concern.wants_help or wants_help
    concern.read_at = concern.settled_at = concern.wiped_at = None
    db.session.flush()
    watching.tell_of(survey)
    watching.ask_to_watch(survey.award.call_id, clock.now() + timedelta(days=1))
    return concern


def _begun(survey: Survey, client_key: UUID, language: str) -> Concern:
    concern = Concern(
        survey_id=survey.id,
        client_key=client_key,
        wants_help=False,
        words="",
        contact="",
        language=language,
        made_at=clock.whole_hour(clock.now()),
    )
    db.session.add(concern)
    return concern


def _with(kept: str, more: str) -> str:
    return kept if _holds(kept, more) else kept + _AND_THEN * bool(kept) + more


def _holds(kept: str, part: str) -> bool:
    return not part or f"{_AND_THEN}{part}{_AND_THEN}" in _AND_THEN + kept + _AND_THEN


def _says(concern: Concern, wants_help: bool, words: str, contact: str) -> bool:
    """Say whether a concern holds all of this already."""
    told = _holds(concern.words, words) and _holds(concern.contact, contact)
    return told and wants_help <= concern.wants_help


def open_it(concern: Concern, *, by: Person) -> None:
    """Read it; every reading stands in its history, with who and when."""
    concern.read_at = concern.read_at or clock.now()
    audit.record("opened", concern, by=by)


def settle(concern: Concern, note: str, *, by: Person) -> None:
    """Say that what had to be done is done, and what it was, for leads alone."""
    concern.settled_at, concern.settled_by = clock.now(), by
    concern.note = _with(concern.note, note)
    audit.record("settled", concern, by=by)


def reopen(concern: Concern, *, by: Person) -> None:
    """Say that it is not done after all."""
    concern.settled_at = concern.settled_by = None
    audit.record("reopened", concern, by=by)


def hand_over(suite: Suite, to: Person | None, *, by: Person) -> None:
    """Name who alone reads from now on; whoever was named before no longer does.

    Both are told, and a new lead of what waits. The caller holds the suite's lock.
    """
    before = suite.lead
    if (before.id if before else None) == (to.id if to else None):
        return
    suite.lead = to
    names = {"before": before.called if before else "", "now": to.called if to else ""}
    audit.record("named the safeguarding lead", suite.call, by=by, **names)
    db.session.flush()
    watching.tell_of_handing_over(suite, before)
