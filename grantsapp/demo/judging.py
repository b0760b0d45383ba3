"""The bids are checked, scored by experts, and talked about."""

from datetime import datetime, timedelta
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call, Stage
from grantsapp.db import db
from grantsapp.demo import panel as panels
from grantsapp.demo.scoring import Given, Scorer
from grantsapp.demo.telling import read
from grantsapp.review import queries as reviews
from grantsapp.review.actions import (
    assigning,
    closing,
    declaring,
    meeting,
    planning,
    proposing,
    reviewing,
    solving,
)
from grantsapp.review.models import (
    Assignment,
    Criterion,
    Kind,
    Moderator,
    Phase,
    Reading,
)
from grantsapp.review.queries.closing import closing_of
from grantsapp.review.queries.ranking import ranking
from grantsapp.review.rules import bids_in
from grantsapp.review.scoring import Standing

Bids = dict[str, Application]
Panel = dict[str, Moderator]
OWN_PAGES = {"rosa", "ravi", "mei"}  # of the cast: they still have something to do
UNDONE = {("mei", "06"), ("ravi", "05")}  # reviews that nobody has handed in


def moderation(
    call: Call, bids: Bids, people: dict[str, Person], now: datetime
) -> Panel:
    """Check the bids, let the panel score them, and let it meet."""
    check, scored, meets, second = reviews.phases_of(call)
    _dates(scored, meets, second, now)
    with clock.stopped_at(now - timedelta(days=19)):
        _check(check, bids, people["stella"])
        _close(check, people["stella"])
        panel = panels.a_panel(call, people, now)
    panels.settle_ties(call, bids, people, now)
    with clock.stopped_at(now - timedelta(days=17)):
        _assign(scored, bids, panel, people["stella"])
    with clock.stopped_at(now - timedelta(days=11)):
        _score(scored, bids, panel)
    with clock.stopped_at(now - timedelta(days=10)):
        _close(scored, people["stella"])
    with clock.stopped_at(now - timedelta(days=8)):
        _meet(meets, scored, bids, panel, people["stella"])
    with clock.stopped_at(now - timedelta(days=7)):
        _close(meets, people["stella"])
    return panel


def _dates(scored: Phase, meets: Phase, second: Phase, now: datetime) -> None:
    days = ((scored, -18, -11), (meets, -10, -8), (second, -7, 6))
    for phase, opens, due in days:
        phase.opens_at = now + timedelta(days=opens)
        phase.due_at = now + timedelta(days=due)
    db.session.flush()


def _check(phase: Phase, bids: Bids, by: Person) -> None:
    """Find out which bids the call can fund; a no has its reason."""
    written = {one["bid"]: one for one in read("reviews.toml")["eligibility"]}
    refused = {one["bid"]: one["reason"] for one in read("field.toml")["ineligible"]}
    for name, bid in bids.items():
        if bid.call_id != phase.call_id or bid.stage is not Stage.SUBMITTED:
            continue
        one = written.get(name)
        reason = refused.get(name, "")
        if one is not None and not one["eligible"]:
            reason = one["reason"].strip()
        planning.check_eligibility(
            phase, bid, is_eligible=not reason, reason=reason, by=by
        )
    db.session.flush()


def _assign(phase: Phase, bids: Bids, panel: Panel, by: Person) -> None:
    """Let the solver fill what nobody gave out by hand; one more tie is declared."""
    told = read("reviews.toml")["reviews"]
    pairs = {(panel[r["moderator"]].id, bids[r["bid"]].id) for r in told}
    pairs |= {(panel["ravi"].id, bids["03"].id)}
    pairs |= {(panel[who].id, bids[bid].id) for who, bid in UNDONE}
    assigning.assign(phase, pairs, by=by)
    db.session.flush()
    ravi = Reading(panel["ravi"], bids["03"], phase)
    declaring.declare_conflict(
        ravi, reason="My sister teaches in this project.", by=panel["ravi"].person
    )
    settings = proposing.DEFAULTS | {"keep": True}
    _solve(proposing.ask_for(phase, settings, by=by), phase, by)


def _solve(asked: Any, phase: Phase, by: Person) -> None:
    solving.work_out({"solve": str(asked.id)})
    db.session.flush()
    proposing.apply(asked, phase, by=by)
    db.session.flush()


def _score(phase: Phase, bids: Bids, panel: Panel) -> None:
    """Hand in what was written by hand, and draw the rest."""
    written = {
        (one["moderator"], one["bid"]): one for one in read("reviews.toml")["reviews"]
    }
    names = {bid.id: name for name, bid in bids.items()}
    who = {member.id: name for name, member in panel.items()}
    blocked = reviews.blocking(phase.call)
    scorer = Scorer()
    for assignment in reviews.assignments_in(phase):
        pair = who[assignment.moderator_id], names[assignment.application_id]
        if (assignment.moderator_id, assignment.application_id) in blocked:
            continue
        if pair in UNDONE or pair[1] not in scorer.strength:
            continue
        _review(assignment, written.get(pair), pair, scorer)


def _review(
    assignment: Assignment,
    one: dict[str, Any] | None,
    pair: tuple[str, str],
    scorer: Scorer,
) -> None:
    moderator = assignment.moderator.person
    codes = {c.code: c.id for c in assignment.phase.criteria}
    drawn = scorer.review(pair[1], pair[0], moderator.language, codes)
    if one is not None:
        reasons = one.get("reasons", {})
        own = {c: (v, reasons.get(c, "")) for c, v in one["scores"].items()}
        drawn |= {code: given for code, given in own.items() if given[1]}
    declaring.clear_conflict(assignment.reading, by=moderator)
    reviewing.save_review(
        assignment,
        {codes[code]: (True, *given) for code, given in drawn.items()},
        comment=scorer.comment(drawn),
        confidence=_confidence(drawn),
        by=moderator,
    )
    db.session.flush()
    reviewing.submit_review(assignment, by=moderator)


def _confidence(given: Given) -> int:
    """Somebody who could not judge a part is less sure of the whole."""
    return 1 if any(value is None for value, _reason in given.values()) else 3


def _close(phase: Phase, by: Person) -> None:
    closing.close_phase(closing_of(phase), {}, by=by)
    db.session.flush()


def _meet(phase: Phase, scored: Phase, bids: Bids, panel: Panel, by: Person) -> None:
    """Talk about the bids whose scores lie furthest apart, and agree on some."""
    told, inside = read("panel.toml"), bids_in(phase)
    apart = sorted(
        (
            r
            for r in ranking(scored)
            if r.standing.spread and r.rank and r.bid.id in inside
        ),
        key=lambda r: -(r.standing.spread or 0),
    )
    by_id = {bid.id: bid for bid in bids.values()}
    remarks = [one for one in told["remarks"] if not one.get("translated")]
    agreed = [one for one in told["moderated"] if not one.get("translated")]
    speakers = [m for m in panel.values() if m.answered == "accepted"]
    for number, row in enumerate(apart[:6]):
        bid = by_id[row.bid.id]
        for turn in range(2):
            member = speakers[(3 * number + turn) % len(speakers)]
            words = remarks[(2 * number + turn) % len(remarks)]["text"]
            _speak(Reading(member, bid, phase), words)
        facts = agreed[number % len(agreed)], row.standing
        _agree(phase, bid, scored.criteria[-1], *facts, by=by)


def _speak(reading: Reading, words: str) -> None:
    blocked = reviews.blocked_pairs(
        reading.phase.call, [reading.moderator], [reading.application]
    )
    if (reading.moderator.id, reading.application.id) in blocked:
        return
    who = reading.moderator.person
    declaring.clear_conflict(reading, by=who)
    meeting.remark(reading, words, by=who)


def _agree(
    phase: Phase,
    bid: Application,
    criterion: Criterion,
    one: dict[str, Any],
    standing: Standing,
    *,
    by: Person,
) -> None:
    """Agree on a criterion, one step up, down or between what was given."""
    mean = standing.means[-1]
    if mean is None:
        return
    step = {"up": 1, "down": -1}.get(one["direction"], 0)
    value = min(5, max(1, round(mean) + step))
    facts = {"value": value, "reason": one["text"], "by": by, "known": None}
    meeting.agree(phase, bid, criterion, **facts)


def second_look(
    call: Call, edge: list[Application], panel: Panel, bids: Bids, by: Person
) -> None:
    """Give the bids at the edge of the budget to two others each; half is in."""
    first, phase = (p for p in reviews.phases_of(call) if p.kind is Kind.SCORING)
    had = {(a.moderator_id, a.application_id) for a in reviews.assignments_in(first)}
    scoring = [member for member in panel.values() if member.scores]
    blocked = had | reviews.blocked_pairs(call, scoring, edge)
    turn, pairs = 0, set()
    for bid in edge:
        free = [m for m in scoring if (m.id, bid.id) not in blocked]
        pairs |= {(free[(turn + n) % len(free)].id, bid.id) for n in range(2)}
        turn += 2
    assigning.assign(phase, pairs, by=by)
    db.session.flush()
    names = {bid.id: name for name, bid in bids.items()}
    who = {member.id: name for name, member in panel.items()}
    scorer = Scorer()
    for assignment in reviews.assignments_in(phase):
        name = who[assignment.moderator_id]
        if name not in OWN_PAGES:
            pair = name, names[assignment.application_id]
            _review(assignment, None, pair, scorer)
