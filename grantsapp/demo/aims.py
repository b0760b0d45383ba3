"""What the fund of the story is for: sources, theory of change, the quiz of a call."""

from typing import Any

from grantsapp.accounts.models import Person
from grantsapp.calls import funding, theory
from grantsapp.calls import quiz as quizzes
from grantsapp.calls.actions import aiming, quizzing, writing
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.demo.telling import PENNIES, a_text


def sources(fund: Fund, told: list[dict[str, Any]], by: Person) -> None:
    """Note where the money comes from; a match matches the first source."""
    first = None
    for one in told:
        kind = funding.Kind(one["kind"])
        source = writing.add_source(
            fund,
            by=by,
            name=a_text(one["name"]),
            amount=one["amount"] * PENNIES,
            kind=kind,
            matches_id=first.id if first and kind is funding.Kind.MATCH else None,
        )
        first = first or source


def theory_of_change(fund: Fund, told: list[dict[str, Any]], by: Person) -> None:
    """Say what leads to what."""
    for one in told:
        aiming.add_aim(
            fund,
            by=by,
            code=one["code"],
            kind=theory.Kind(one["kind"]),
            words=a_text(one["words"]),
            leads_to=one.get("leads_to", []),
            stands_at=one.get("stands_at", []),
            themes=one.get("themes", []),
        )


def payments(call: Call, told: list[int], by: Person) -> None:
    """Say who pays the call, in the order of the fund's sources."""
    db.session.refresh(call)
    db.session.refresh(call.fund, ["sources"])
    pairs = zip(call.fund.sources, told, strict=False)
    if told:
        aiming.pay_for(call, {s.id: a * PENNIES for s, a in pairs}, by=by)


def quiz(call: Call, told: list[dict[str, Any]], by: Person) -> None:
    """Put a few questions before the form; those without labels are yes or no."""
    kinds = {True: quizzes.Kind.ONE, False: quizzes.Kind.YES_NO}
    for one in told:
        answers = [
            quizzes.Answer(
                code=a["code"],
                outcome=quizzes.Outcome(a["outcome"]),
                label=dict(a_text(a["label"])) if "label" in a else {},
                reason=dict(a_text(a["reason"])) if "reason" in a else {},
            )
            for a in one["answers"]
        ]
        quizzing.add_question(
            call,
            by=by,
            code=one["code"],
            kind=kinds["label" in one["answers"][0]],
            words=a_text(one["words"]),
            answers=[quizzes.as_json(a) for a in answers],
        )
