"""A call that was scored and is being moderated: two bids, three moderators, a lay
member; built once for the tests of meetings."""

from dataclasses import dataclass

from grantsapp import clock
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.models import Kind, Moderator, Passage, Phase, Seat
from grantsapp.review.rules import forget_bids_in, forget_ties
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    text,
)


def a_meeting(call: Call, by, kind=Kind.MODERATION, code="meeting") -> Phase:
    """A phase in which the panel meets, after the others."""
    phase = planning.add_phase(call, by=by, code=code, kind=kind, title=text(code))
    db.session.commit()
    return phase


def closed(phase: Phase, *on: Application) -> None:
    """Close a phase; these bids go on."""
    phase.closed_at = clock.now()
    for bid in on:
        passage = {"phase_id": phase.id, "application_id": bid.id, "goes_on": True}
        db.session.add(Passage(**passage, by_name="Stella"))
    db.session.commit()
    forget_bids_in()


@dataclass
class Round:
    """What the tests of meetings begin with."""

    call: Call
    meeting: Phase
    bids: list[Application]
    panel: list[Moderator]
    lay: Moderator

    @property
    def scoring(self) -> Phase:
        """The phase in which the bids were scored."""
        return scoring_phase(self.call)

    def panel_bid(self, moderator, bid=0, phase=None):
        """Where a member reads a bid."""
        phase = phase or self.meeting
        key = self.bids[bid].id
        return f"/panels/{moderator.id}/bids/{key}/{phase.id}"

    def moderate(self, bid=0):
        """Where the fund writes down what is agreed."""
        return f"/staff/calls/CF1/moderation/{self.bids[bid].id}"


# By hand, weights 30, 40, 30. One: own means 5, 1, 3: mean 3, spread 2 (far apart).
# Two: own means 3.7, 3.7, 2.5: mean 3.3, spread sqrt(0.48) = 0.69.
GIVEN = [
    [(5, 5, 5), (1, 1, 1), (3, 3, 3)],
    [(5, 4, 2), (4, 4, 3), (3, 1, 4)],
]


def a_round(cast, *, is_closed=True, given=GIVEN) -> Round:
    """Two bids that Rosa, Ravi and Mei scored; Zed is a lay member."""
    call = a_call(a_fund(cast.stella), cast.stella)
    meeting = a_meeting(call, cast.stella)
    bids = [
        a_bid(
            call,
            a_group(owner, name=name),
            owner,
            title=[f"{name} project"],
            need=[f"{name} need."],
        )
        for owner, name in ((cast.amina, "One"), (cast.omar, "Two"))
    ]
    for bid in bids:
        eligible(bid, cast.stella)
    people = (cast.rosa, cast.ravi, cast.mei)
    panel = [a_moderator(call, person, cast.stella) for person in people]
    lay = a_moderator(call, cast.zed, cast.stella)
    lay.seat = Seat.LAY
    db.session.commit()
    for bid, rows in zip(bids, given, strict=True):
        for assignment, values in zip(
            assigned(bid, *panel, by=cast.stella), rows, strict=True
        ):
            scored(assignment, *values)
    if is_closed:
        closed(scoring_phase(call), *bids)
    forget_ties()
    phase = queries.phase(meeting.id)
    assert phase is not None
    return Round(call, phase, bids, panel, lay)
