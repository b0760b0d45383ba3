"""The panel of the first call: who sits on it, and what ties its members to bids."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.demo.telling import person, read
from grantsapp.review import queries as reviews
from grantsapp.review.actions import inviting, objecting, tying
from grantsapp.review.models import Moderator, Seat, Source, Standing

SEATS = {
    "moderators": Seat.MODERATOR,
    "lay_readers": Seat.LAY,
    "translators": Seat.TRANSLATOR,
}
Bids = dict[str, Application]
KNOWN = {Source.ORGANISATION, Source.FORMER, Source.DOMAIN}


def a_panel(
    call: Call, people: dict[str, Person], now: datetime
) -> dict[str, Moderator]:
    """Invite everybody; all but one accept, and say what they know and read."""
    told, panel = read("panel.toml"), {}
    for many, seat in SEATS.items():
        for one in told[many]:
            name = one["email"].partition("@")[0]
            panel[name] = _member(call, one, seat, people, now)
    return panel


def _member(
    call: Call,
    one: dict[str, Any],
    seat: Seat,
    people: dict[str, Person],
    now: datetime,
) -> Moderator:
    name = one["email"].partition("@")[0]
    them = people.get(name) or person(one["email"], one["name"], one["language"])
    reads = [*one["reads"], *one.get("writes", ())]
    member = inviting.invite(
        call,
        email=them.email,
        name=them.name,
        expertise=one.get("expertise", []),
        seat=seat,
        languages=list(dict.fromkeys(reads)),
        capacity=one.get("capacity"),
        by=people["stella"],
    )
    db.session.flush()
    if one.get("answered", "accepted") == "accepted":
        inviting.answer_invitation(member, accepts=True, language="en", by=them)
        belongs = [_belonging(group) for group in one.get("organisations", ())]
        inviting.say_where_they_belong(member, belongs, by=them)
        if "available" in one:
            member.available_from = _day(now, one["available"]["from"])
    return member


def _day(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()


def _belonging(group: dict[str, str]) -> inviting.Belonging:
    if "until" not in group:
        return group["name"], None
    year, month = map(int, group["until"].split("-"))
    return group["name"], date(year, month, monthrange(year, month)[1])


# Whom two groups do not want to read their bids: one is on the panel, in another
# script; the other only has the same initial and family name as somebody who is.
OBJECTIONS = (
    ("64", "Olena Kovalenko", "We were at law over a flat, and she lost."),
    ("19", "M. Tanaka", "He used to run the garage canteen, and we fell out."),
)


def settle_ties(
    call: Call, bids: Bids, people: dict[str, Person], now: datetime
) -> None:
    """Look for ties; what is known to be one is confirmed, a likeness is waived.

    One is left to be looked at.
    """
    with clock.stopped_at(now - timedelta(days=18, hours=5)):
        for name, whom, reason in OBJECTIONS:
            bid = bids[name]
            them = bid.organisation.memberships[0].person
            objecting.object_to(bid, name=whom, reason=reason, by=them)
    with clock.stopped_at(now - timedelta(days=18, hours=3)):
        tying.find_now(call, by=people["stella"])
        found = [c for c in reviews.conflicts_in(call) if c.standing is Standing.FOUND]
        known = [c for c in found if c.source in KNOWN]
        alike = [c for c in found if c.source not in KNOWN]
        for tie in known:
            facts = {"seen": tying.state_of(tie), "by": people["stella"]}
            tying.settle(tie, Standing.CONFIRMED, because="", **facts)
        for tie in alike:
            if tie.application_id != bids["19"].id:
                continue
            facts = {"seen": tying.state_of(tie), "by": people["zofia"]}
            because = "They mean Masato Tanaka, who is not on the panel."
            tying.settle(tie, Standing.WAIVED, because=because, **facts)
