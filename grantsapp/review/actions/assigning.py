"""Moderators are asked to score bids."""

from collections.abc import Iterable
from uuid import UUID

from grantsapp import audit, clock, mail
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import planning, reminding
from grantsapp.review.models import (
    Answered,
    Assignment,
    Moderator,
    Phase,
)
from grantsapp.review.rules import forget_ties, has_conflict

Pair = tuple[UUID, UUID]  # a moderator and an application


def assign(phase: Phase, wanted: set[Pair], *, by: Person) -> tuple[int, int]:
    """Ask just these moderators to score just these bids; gives (added, removed).

    A pair with a conflict is refused as a whole; a begun review is never taken away.
    """
    bids = {b.id: b for b in queries.eligible_applications(phase.call)}
    panel = {m.id: m for m in queries.panel_of(phase.call)}
    panel = {k: m for k, m in panel.items() if m.answered is Answered.ACCEPTED}
    known = {
        (a.moderator_id, a.application_id): a
        for a in queries.assignments_in(phase, lock=True)
    }
    added = [pair for pair in sorted(wanted) if pair not in known]
    if added:
        planning.refuse_incomplete(phase)
    for moderator_id, application_id in added:
        if moderator_id not in panel or application_id not in bids:
            raise Refused(_("The panel or the bids have changed. Look again."))
        _refuse_conflict(panel[moderator_id], bids[application_id])
    removed = [a for pair, a in known.items() if pair not in wanted and not a.review]
    for pair in added:
        db.session.add(_assignment(phase, pair))
    for assignment in removed:
        db.session.delete(assignment)
    db.session.flush()
    forget_ties()
    if added or removed:
        audit.record("assigned", phase, by=by, added=len(added), removed=len(removed))
    _tell({moderator for moderator, _bid in added}, panel, phase)
    reminding.plan(phase)
    return len(added), len(removed)


def _assignment(phase: Phase, pair: Pair) -> Assignment:
    moderator_id, application_id = pair
    return Assignment(
        phase_id=phase.id, moderator_id=moderator_id, application_id=application_id
    )


def _refuse_conflict(moderator: Moderator, application: Application) -> None:
    if has_conflict(moderator, application):
        raise Refused(
            _(
                "%(name)s has a conflict with %(bid)s. Nothing was assigned.",
                name=moderator.person.called,
                bid=application.reference,
            )
        )


def _tell(asked: Iterable[UUID], panel: dict[UUID, Moderator], phase: Phase) -> None:
    """Write once to each moderator who got new bids at this moment."""
    for key in sorted(asked):
        person = panel[key].person
        mail.post(
            "staff/bids_assigned",
            f"assigned:{key}:{clock.now().isoformat()}",
            to=person.email,
            language=person.language,
            call=phase.call,
            person=person,
            url=mail.address("/reviews"),
        )
