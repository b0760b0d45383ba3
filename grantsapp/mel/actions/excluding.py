"""An evaluator weighs responses: left out, taken in again, one before another.

The caller holds the lock of the survey. Nothing is deleted, so that all of it can be
undone.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions.counting import put_behind, settle, standing
from grantsapp.mel.models import HOUSE, Exclusion, Origin, Response, Survey
from grantsapp.mel.quality.reasons import Why


def exclude(
    responses: Iterable[Response], reason: Why, note: str, *, by: Person
) -> int:
    """Leave responses out of all figures; gives how many were not out already.

    The caller holds the locks of their surveys.
    """
    out: defaultdict[Survey, list[UUID]] = defaultdict(list)
    for response in responses:
        if standing(response) is None:
            _leave_out(response, reason, note, by.name)
            out[response.survey].append(response.id)
    for survey, keys in out.items():
        facts = {"responses": [str(key) for key in keys], "reason": reason}
        audit.record("left out responses", survey.award, by=by, **facts, note=note)
    return sum(map(len, out.values()))


def check_in(response: Response) -> None:
    """Refuse to leave out what is out already."""
    if standing(response) is not None:
        raise Refused(_("This response is left out already. Somebody was first."))


def check_out(response: Response) -> Exclusion:
    """Give what keeps a response out; raises Refused where nothing does."""
    found = standing(response)
    if found is None:
        raise Refused(_("This response is not left out. Somebody may have been first."))
    return found


def check_behind(response: Response) -> list[Response]:
    """Give all responses of its sitting; raises Refused where it counts already."""
    texts = queries.sittings_of(response.survey, response.client_key)
    if len(texts) == 1:
        raise Refused(_("This sitting was sent once only."))
    if response.counts:
        raise Refused(_("This response counts already. Somebody may have been first."))
    return texts


def restore(response: Response, because: str, *, by: Person) -> None:
    """Take a response in again; raises Refused where nothing keeps it out."""
    _lift(check_out(response), because, by)
    settle(response)
    _note("took a response in again", response, because, by)


def prefer(response: Response, because: str, *, by: Person) -> None:
    """Count this response of a sitting, and leave out the others that it sent.

    The one that stood in its place until now stands behind it: taken in again, it
    waits for the next decision.
    """
    for other in check_behind(response):
        if other is not response:
            put_behind(other)
            if standing(other) is None:
                _leave_out(other, Why.SUPERSEDED, because, by.name)
    _bring_forward(response, because, by)
    _note("preferred a response", response, because, by)


def check_paper(response: Response) -> None:
    """Refuse to tell apart what is no sheet of paper behind another one."""
    if response.origin is not Origin.PAPER:
        raise Refused(_("Only sheets of paper can have one number by mistake."))
    if not response.is_resent:
        raise Refused(
            _("This response stands for itself already. Somebody may have been first.")
        )


def part(response: Response, because: str, *, by: Person) -> None:
    """Count a sheet as another person's, beside the one that has its number too."""
    check_paper(response)
    _bring_forward(response, because, by)
    _note("told two people apart", response, because, by)


def _bring_forward(response: Response, because: str, by: Person) -> None:
    # What kept it out is said and lifted, so that its history tells both.
    _lift(standing(response) or _superseded(response), because, by)
    response.is_resent = False
    settle(response)


def _leave_out(response: Response, reason: Why, note: str, by_name: str) -> None:
    response.exclusions.append(Exclusion(reason=reason, note=note, by_name=by_name))
    settle(response)


def _superseded(response: Response) -> Exclusion:
    at = response.made_at
    line = Exclusion(reason=Why.SUPERSEDED, by_name=HOUSE, made_at=at)
    response.exclusions.append(line)
    return line


def _lift(line: Exclusion, because: str, by: Person) -> None:
    line.lifted_at, line.lifted_by_name = clock.now(), by.name
    line.lifted_because = because


def _note(verb: str, response: Response, because: str, by: Person) -> None:
    facts = {"response": str(response.id), "because": because}
    audit.record(verb, response.survey.award, by=by, **facts)
