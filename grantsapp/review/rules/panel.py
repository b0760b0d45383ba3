"""Who may do what on a panel, and who may read which bid. Conflicts block reading."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp.access import Policy, when, who
from grantsapp.calls.models import Application, Call
from grantsapp.calls.models import Stage as BidStage
from grantsapp.calls.rules import call_manager, fund_manager, takes_its_side
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import (
    Answered,
    Area,
    Assignment,
    Clearance,
    Conflict,
    Kind,
    Moderator,
    Reading,
    Seat,
    Standing,
)
from grantsapp.review.rules.phases import bids_in

Pairs = set[tuple[UUID, UUID]]
TIES = "ties"


@who
def invited_person(person: Any, moderator: Moderator) -> bool:
    """The person whom the invitation is for."""
    return person.is_authenticated and person.id == moderator.person_id


@who
def on_the_panel(person: Any, moderator: Moderator) -> bool:
    """The person whose seat it is, once they accepted."""
    mine = person.is_authenticated and person.id == moderator.person_id
    return mine and moderator.answered is Answered.ACCEPTED


@when(_("You have answered this invitation already."))
def unanswered(_person: Any, moderator: Moderator) -> bool:
    """No answer has come yet."""
    return moderator.answered is Answered.INVITED


@who
def seat_manager(person: Any, moderator: Moderator) -> bool:
    """A manager of the call whose panel it is."""
    return call_manager.why_not(person, moderator.call) is None


@who
def seat_of_a_translator(_person: Any, moderator: Moderator) -> bool:
    """It is the seat of somebody who translates."""
    return moderator.seat is Seat.TRANSLATOR


@when(_("They are not on this panel, or not any more."), late=True)
def sits(_person: Any, moderator: Moderator) -> bool:
    """They accepted, and have not left."""
    return moderator.answered is Answered.ACCEPTED


@when(_("This invitation has its answer already. Nothing was changed."))
def still_waits(_person: Any, moderator: Moderator) -> bool:
    """No answer has come, so that it can be withdrawn."""
    return moderator.answered is Answered.INVITED


@who
def area_manager(person: Any, area: Area) -> bool:
    """A manager of the fund that wants the area."""
    return fund_manager.why_not(person, area.fund) is None


def forget_ties() -> None:
    """Read ties and clearances anew: somebody just changed them."""
    db.session.info.pop(TIES, None)


def blocked_for(moderator: Moderator) -> set[UUID]:
    """Name the bids that a tie keeps from a moderator; read once for a session."""
    pairs = _blocked_pairs(moderator.person_id)
    return {bid for seat, bid in pairs if seat == moderator.id}


def seats_held(person: Any) -> set[tuple[Seat, Answered]]:
    """Read where a person sits, or is asked to; a session keeps it."""
    if not person.is_authenticated:
        return set()
    known = db.session.info.setdefault(TIES, {})
    if ("seats", person.id) not in known:
        query = select(Moderator.seat, Moderator.answered)
        rows = db.session.execute(query.where(Moderator.person_id == person.id))
        known["seats", person.id] = {(row[0], row[1]) for row in rows}
    return known["seats", person.id]


def is_tied_to(person: Any, application: Application) -> bool:
    """Say whether a seat of theirs, on whichever panel, has a tie to a bid."""
    return application.id in ties_of(person)


def ties_of(person: Any) -> set[UUID]:
    """Name the bids to which a seat of theirs, anywhere, has a tie that stands."""
    if not seats_held(person):
        return set()  # whoever sits nowhere costs no query: each page knows the seats
    return {bid for _seat, bid in _blocked_pairs(person.id)}


def tied_in(person: Any, call: Call) -> set[UUID]:
    """Name the bids of a call to which a seat of theirs, anywhere, has a tie."""
    bids = ties_of(person)
    if not bids:
        return set()
    query = select(Application.id).where(Application.call_id == call.id)
    return set(db.session.scalars(query.where(Application.id.in_(bids))))


def cleared_by(moderator: Moderator) -> set[UUID]:
    """Name the bids to which a moderator said that nothing ties them."""
    pairs = _read_once(moderator.person_id, "cleared", Clearance)
    return {bid for seat, bid in pairs if seat == moderator.id}


def _blocked_pairs(person: UUID) -> Pairs:
    stands = Conflict.standing != Standing.WAIVED
    return _read_once(person, "blocked", Conflict, stands)


def _read_once(person: UUID, what: str, table: Any, *where: Any) -> Pairs:
    known = db.session.info.setdefault(TIES, {})
    if (what, person) not in known:
        query = select(table.moderator_id, table.application_id).join(
            Moderator, Moderator.id == table.moderator_id
        )
        mine = query.where(Moderator.person_id == person, *where)
        pairs = {(row[0], row[1]) for row in db.session.execute(mine)}
        known[what, person] = pairs
    return known[what, person]


def _assigned_to(moderator: Moderator) -> Pairs:
    """Name the phases and bids in which they are asked to score; read once."""
    known = db.session.info.setdefault(TIES, {})
    if ("assigned", moderator.id) not in known:
        query = select(Assignment.phase_id, Assignment.application_id).where(
            Assignment.moderator_id == moderator.id, Assignment.declined_at.is_(None)
        )
        pairs = {(row[0], row[1]) for row in db.session.execute(query)}
        known["assigned", moderator.id] = pairs
    return known["assigned", moderator.id]


def has_conflict(moderator: Moderator, application: Application) -> bool:
    """Say whether a moderator must not touch a bid."""
    if takes_its_side.why_not(moderator.person, application) is None:
        return True
    return application.id in blocked_for(moderator)


@who
def own_seat(person: Any, reading: Reading) -> bool:
    """The person on the panel, once they accepted."""
    return on_the_panel.why_not(person, reading.moderator) is None


@who
def no_conflict(_person: Any, reading: Reading) -> bool:
    """Neither a tie that stands nor a part in the bid."""
    return not has_conflict(reading.moderator, reading.application)


@who
def seat_that_reads(_person: Any, reading: Reading) -> bool:
    """Not a translator, who sees only what is to be translated."""
    return reading.moderator.seat is not Seat.TRANSLATOR


@who
def asked_to_read(_person: Any, reading: Reading) -> bool:
    """Whom the phase lets read the bid: who scores it, who only reads, who meets."""
    if reading.phase.kind in {Kind.MODERATION, Kind.RECOMMENDATION}:
        return True
    if reading.phase.kind is Kind.ELIGIBILITY:
        return False
    if reading.moderator.seat is not Seat.MODERATOR:
        return True
    asked = _assigned_to(reading.moderator)
    return (reading.phase.id, reading.application.id) in asked


@who
def came_this_far(_person: Any, reading: Reading) -> bool:
    """No phase before let the bid go; those not yet closed have let none on."""
    return reading.application.id in bids_in(reading.phase)


NOT_BEGUN = _("This phase has not begun yet.")


@when(NOT_BEGUN)
def phase_has_begun(_person: Any, reading: Reading) -> bool:
    """Its first day has come."""
    return reading.phase.has_begun


@when(_("This bid was withdrawn by its authors. What you typed is kept."), late=True)
def bid_stands(_person: Any, reading: Reading) -> bool:
    """The bid was not taken back."""
    return reading.application.stage is not BidStage.WITHDRAWN


@when(_("Say first whether you have a conflict."))
def cleared(_person: Any, reading: Reading) -> bool:
    """The member said that there is no conflict."""
    return reading.application.id in cleared_by(reading.moderator)


@when(_("This phase is over. Nothing was changed."), late=True)
def phase_is_open(_person: Any, reading: Reading) -> bool:
    """Work in the phase goes on."""
    return reading.phase.is_open


_MEETS = own_seat & no_conflict & seat_that_reads & asked_to_read & came_this_far

POLICY: Policy = {
    ("read", Moderator): invited_person,
    ("answer", Moderator): invited_person & unanswered,
    ("sit", Moderator): on_the_panel,
    ("translate", Moderator): on_the_panel & seat_of_a_translator,
    ("manage", Moderator): seat_manager,
    ("withdraw", Moderator): seat_manager & still_waits,
    ("end", Moderator): seat_manager & sits,
    ("write", Area): area_manager,
    ("see", Reading): _MEETS,
    ("read", Reading): _MEETS & phase_has_begun & bid_stands & cleared,
    ("speak", Reading): _MEETS & bid_stands & cleared & phase_is_open,
}
