"""The bids are decided; the first results go out, others wait for a second look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.awards.actions import offering
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.demo import asking
from grantsapp.demo.judging import Bids, Panel, second_look
from grantsapp.demo.telling import PENNIES, plan_outputs, read
from grantsapp.review.actions import deciding, vetting
from grantsapp.review.models import Outcome, Vetted
from grantsapp.review.queries import deciding as decided

CLEAR = 200_000 * PENNIES  # beyond it a yes waits for a second look
EDGE = 8  # bids that are looked at again
RESERVES = 3
DOUBT = "The trustees have changed since the register was last brought up to date."


def decisions(
    call: Call, bids: Bids, people: dict[str, Person], panel: Panel, now: datetime
) -> None:
    """Decide on what is clear; three groups know, and one has taken its offer."""
    told = read("decisions.toml")["decisions"]
    stella, zofia = people["stella"], people["zofia"]
    for one in told:
        with clock.stopped_at(now - timedelta(days=6)):
            decision = deciding.decide(
                bids[one["bid"]],
                outcome=Outcome(one["outcome"]),
                amount=one["amount"] * PENNIES if "amount" in one else None,
                reason=one["reason"],
                feedback=one["feedback"],
                by=stella,
            )
        with clock.stopped_at(now - timedelta(days=5)):
            if one["then"] in {"told", "accepted"}:
                deciding.approve(decision, by=zofia)
                _vet(bids[one["bid"]], stella)
            elif one["then"] == "returned":
                deciding.send_back(decision, because=one["because"], by=zofia)
    with clock.stopped_at(now - timedelta(days=4)):
        starts_on = (now + timedelta(days=30)).date()
        offering.send_results(call, starts_on=starts_on, by=stella)
    with clock.stopped_at(now - timedelta(days=3)):
        asking.a_suite(call, "running", people)
        _acceptance(next(one for one in told if one["then"] == "accepted"), bids, zofia)
    with clock.stopped_at(now - timedelta(days=2)):
        _the_others(call, bids, people, panel)


def _the_others(
    call: Call, bids: Bids, people: dict[str, Person], panel: Panel
) -> None:
    """Down the ranking: what is clear is decided, the edge is looked at again."""
    by_id = {bid.id: bid for bid in bids.values()}
    words = _Words()
    open_choices = [c for c in decided.choices_in(call) if c.decision is None]
    edge: list[Application] = []
    reserves = 0
    for choice in open_choices:
        bid = by_id[choice.bid.id]
        held = call.budget - decided.left_of(call)
        if bid.submitted_at is None or bid.withdrawn_at is not None:
            continue
        fits = held + (bid.amount or 0) <= CLEAR
        if choice.row is None or choice.stopped is not None:
            _decide(bid, Outcome.DECLINE, words, people, is_approved=True)
        elif fits and not edge:
            _decide(bid, Outcome.FUND, words, people, is_approved=bid.number % 4 > 0)
        elif len(edge) < EDGE:
            edge.append(bid)
        else:
            outcome = Outcome.RESERVE if reserves < RESERVES else Outcome.DECLINE
            reserves += outcome is Outcome.RESERVE
            _decide(bid, outcome, words, people, is_approved=True, place=reserves)
    second_look(call, edge, panel, bids, people["stella"])


class _Words:
    """What was written for decisions on bids that are not told one by one."""

    def __init__(self) -> None:
        told = read("panel.toml")
        self.conditions = cycle(one["text"] for one in told["conditions"])
        self.feedback: dict[tuple[str, str], Iterator[str]] = {}
        self.reasons: dict[str, Iterator[str]] = {}
        for outcome in Outcome:
            fitting = [
                r["text"] for r in told["file_reasons"] if r["outcome"] == outcome
            ]
            self.reasons[outcome] = cycle(fitting)
            for tongue in ("en", "ar", "pl"):
                key = outcome, tongue
                ours = [  # a list: the loop goes on before the first is asked for
                    f["text"]
                    for f in told["feedback"]
                    if (f["outcome"], f["language"]) == key
                ]
                self.feedback[key] = cycle(ours)


def _decide(
    bid: Application,
    outcome: Outcome,
    words: _Words,
    people: dict[str, Person],
    *,
    is_approved: bool,
    place: int | None = None,
) -> None:
    tongue = bid.language if bid.language in {"en", "ar", "pl"} else "en"
    is_yes = outcome is Outcome.FUND
    decision = deciding.decide(
        bid,
        outcome=outcome,
        amount=None if outcome is Outcome.DECLINE else bid.amount,
        reason=next(words.reasons[outcome]),
        feedback=next(words.feedback[outcome, tongue]),
        feedback_language=tongue,
        conditions=next(words.conditions) if is_yes and bid.number % 2 else "",
        place=place if outcome is Outcome.RESERVE else None,
        by=people["stella"],
    )
    db.session.flush()
    if is_approved:
        deciding.approve(decision, by=people["zofia"])
    if is_yes:
        _vet(bid, people["stella"], doubt=DOUBT if bid.number % 5 == 0 else "")


def _vet(bid: Application, by: Person, doubt: str = "") -> None:
    vetting.vet(bid, Vetted.ORGANISATION, is_clear=True, note="", by=by)
    vetting.vet(bid, Vetted.TRUSTEES, is_clear=not doubt, note=doubt, by=by)


def _acceptance(one: dict[str, Any], bids: dict[str, Application], by: Person) -> None:
    """One group takes its offer, and is told what its people will be asked."""
    bid = bids[one["bid"]]
    award = awards.award_for(decided.decision_on(bid))
    if award is None:
        return
    member = bid.organisation.memberships[0].person
    offering.accept(award, name=one["signed"], by=member)
    plan_outputs(award, one, by=by)
    asking.ask(award, expected=one["expected"], by=by)
