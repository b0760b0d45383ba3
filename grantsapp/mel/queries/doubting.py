"""Which responses the rules of data quality speak of, for those who leave them out."""

from sqlalchemy.orm import Session

from grantsapp.calls.models import Call
from grantsapp.mel.quality import weighing
from grantsapp.mel.quality.weighing import Weighed
from grantsapp.mel.queries.quality import seen_in
from grantsapp.mel.queries.weighing import kept_for, state_of


def weigh_whole(call: Call, session: Session) -> tuple[Weighed, bytes]:
    """Weigh all answers of a call; gives the ids of those spoken of as well."""
    sighted = seen_in(call, session=session)
    found = weighing.weigh(sighted.expected, sighted.sittings)
    ids = sorted(sighted.keys[number].bytes for number in found.doubtful)
    return found, b"".join(ids)


def flagged_in(call: Call) -> bytes | None:
    """Give the ids of what the rules speak of; None where that is not known now."""
    kept = kept_for(call)
    if kept is None or kept.flagged is None or kept.state != state_of(call):
        return None
    return kept.flagged
