"""From decisions to awards: the results are sent, the offers are answered."""

from datetime import date
from io import BytesIO
from typing import Any

from grantsapp import audit, clock, files, mail
from grantsapp.accounts.models import Person
from grantsapp.awards import queries
from grantsapp.awards.actions import letter
from grantsapp.awards.models import Award, Payment, Stage
from grantsapp.awards.schedule import end_of, instalments
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.actions.deciding import mark_told, take
from grantsapp.review.models import Decision

MONTHS = 12  # where a bid names no tier


def send_results(call: Call, *, starts_on: date, by: Person) -> tuple[int, int]:
    """Tell every applicant whose decision is approved; gives (offers, refusals).

    The caller holds the lock of the call.
    """
    offers = refusals = 0
    for decision in queries.untold_decisions(call):
        mark_told(decision, by=by)
        if queries.is_yes(decision):
            _tell(decision, "award_offered", offer(decision, starts_on, by=by))
            offers += 1
        else:
            _tell(decision, "bid_declined", None)
            refusals += 1
    audit.record("sent the results", call, by=by, offers=offers, refusals=refusals)
    return offers, refusals


def offer(decision: Decision, starts_on: date, *, by: Person) -> Award:
    """Make the award of a decision, with its payments."""
    bid = decision.application
    amount = decision.amount or 0  # a constraint wants more than nothing
    tier = calls.tier(bid.call, bid.tier)
    ends_on = end_of(starts_on, tier.months if tier else MONTHS)
    award = Award(
        call=bid.call,
        number=queries.next_number(bid.call),
        decision=decision,
        organisation=bid.organisation,
        title=bid.title,
        language=bid.language,
        theme=bid.theme,
        amount=amount,
        amount_asked=bid.amount,
        starts_on=starts_on,
        ends_on=ends_on,
        offered_at=clock.now(),
    )
    db.session.add(award)
    _schedule(award, amount, starts_on, ends_on)
    audit.record("offered", award, by=by, amount=amount)
    return award


def _schedule(award: Award, amount: int, starts_on: date, ends_on: date) -> None:
    for part in instalments(amount, starts_on, ends_on):
        award.payments.append(
            Payment(
                number=part.number,
                amount=part.amount,
                due_on=part.due_on,
                waits_for=part.waits_for,
            )
        )


def _tell(decision: Decision, template: str, award: Award | None) -> None:
    """Write to everybody of the group, once."""
    bid = decision.application
    place = f"/awards/{award.id}" if award else f"/applications/{bid.id}"
    for member in bid.organisation.memberships:
        mail.post(
            template,
            f"result:{decision.id}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            decision=decision,
            award=award,
            application=bid,
            person=member.person,
            url=mail.address(place),
        )


def accept(award: Award, *, name: str, by: Person) -> None:
    """Accept by name, and keep the letter as it was at that moment."""
    award.move(Stage.ACCEPTED)
    award.signed_name, award.answered_at = name, clock.now()
    pdf, name = BytesIO(letter.as_pdf(award)), f"{award.reference}.pdf"
    kept = files.keep(files.made_here(pdf, name, "application/pdf"), by=by)
    award.letter = kept
    audit.record("accepted", award, by=by, name=name, letter=kept.digest)


def refuse(award: Award, *, because: str, by: Person) -> None:
    """Give the offer back, with a reason; its money is free again.

    The caller holds the lock of the call.
    """
    award.move(Stage.REFUSED)
    award.answered_at = clock.now()
    take(award.call, -(award.amount or 0), "offer given back", award, by=by)
    audit.record("refused", award, by=by, because=because)


def describe(award: Award, *, summary: str, by: Person) -> None:
    """Write what the public reads of a project."""
    before, award.summary = award.summary, summary
    audit.record("described", award, by=by, before=before, now=summary)


def add_past_award(
    call: Call, *, title: str, by: Person | None = None, **facts: Any
) -> Award:
    """Note an award of a past round; bid, group, amount and dates may be unknown."""
    award = Award(
        call=call,
        number=queries.next_number(call),
        title=title,
        stage=Stage.PAST,
        **facts,
    )
    db.session.add(award)
    if by and award.amount:
        take(call, award.amount, "past award", award, by=by)
    audit.record("imported", award, by=by)
    return award
