"""Moderators are asked to score bids."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from grantsapp import audit, clock, mail
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import planning, reminding
from grantsapp.review.models import Assignment, Moderator, Origin, Phase
from grantsapp.review.queries.assigning import Bar, Board, Pair, board_of
from grantsapp.review.rules import forget_ties

Why = Mapping[Pair, dict[str, Any]]


def assign(
    phase: Phase,
    wanted: set[Pair],
    *,
    by: Person,
    origin: Origin = Origin.HAND,
    why: Why | None = None,
    board: Board | None = None,
) -> tuple[int, int]:
    """Ask just these moderators to score just these bids; gives (added, removed).

    A pair that cannot be asked is refused, and all with it; a begun review is never
    taken away. Whoever has read the board with its lock may hand it over.
    """
    board = board or board_of(phase, lock=True)
    refuse_closed(phase)
    known = {one.pair: one for one in board.held}
    added = [pair for pair in sorted(wanted) if pair not in known]
    if added:
        planning.refuse_incomplete(phase)
    for pair in added:
        _refuse_unfit(board, pair)
    removed = [one.id for p, one in known.items() if p not in wanted | _begun(board)]
    for pair in added:
        made = _assignment(phase, pair)
        made.origin, made.why = origin, (why or {}).get(pair, {})
        db.session.add(made)
    if removed:
        db.session.execute(delete(Assignment).where(Assignment.id.in_(removed)))
    db.session.flush()
    forget_ties()
    if added or removed:
        audit.record("assigned", phase, by=by, added=len(added), removed=len(removed))
    _tell({moderator for moderator, _bid in added}, board.panel_by_id, phase)
    reminding.plan(phase)
    return len(added), len(removed)


def refuse_closed(phase: Phase) -> None:
    """Raise Late where a manager has closed the phase."""
    if phase.closed_at is not None:
        raise Late(_("This phase is closed. Open it again first."))


def _begun(board: Board) -> set[Pair]:
    return {one.pair for one in board.held if one.has_begun}


def _assignment(phase: Phase, pair: Pair) -> Assignment:
    moderator_id, application_id = pair
    return Assignment(
        phase_id=phase.id, moderator_id=moderator_id, application_id=application_id
    )


def _refuse_unfit(board: Board, pair: Pair) -> None:
    bar = board.bar(pair)
    if bar is None:
        return
    moderator, bid = board.panel_by_id.get(pair[0]), board.bids_by_id.get(pair[1])
    if moderator is None or bid is None:
        raise Refused(_("The panel or the bids have changed. Look again."))
    told = {"name": moderator.person.called, "bid": bid.reference}
    if bar is Bar.CONFLICT:
        words = _("%(name)s has a conflict with %(bid)s. Nothing was assigned.", **told)
    elif bar is Bar.DECLINED:
        words = _("%(name)s declined %(bid)s. Nothing was assigned.", **told)
    elif bar is Bar.AWAY:
        words = _(
            "%(name)s is not available while this phase runs. Nothing was assigned.",
            name=told["name"],
        )
    else:
        words = _(
            "%(name)s does not score on this panel. Nothing was assigned.",
            name=told["name"],
        )
    raise Refused(words)


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
