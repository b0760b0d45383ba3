"""From decisions to awards: the results are sent, the offers are answered."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from grantsapp import audit, clock, i18n, ledger, mail
from grantsapp.accounts.models import Person
from grantsapp.awards import queries
from grantsapp.awards.actions import (
    agreeing,
    budgeting,
    expecting,
    sourcing,
    telling,
)
from grantsapp.awards.models import Award, Party, Payment, Stage
from grantsapp.awards.queries.terms import terms_of
from grantsapp.awards.schedule import end_of, instalments
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.review.actions.deciding import mark_told, take
from grantsapp.review.models import Decision, Outcome

MONTHS = 12  # where a bid names no tier


class Sent(NamedTuple):
    """How many groups were told what."""

    offers: int
    reserves: int
    refusals: int


def send_results(call: Call, *, starts_on: date | None, by: Person) -> Sent:
    """Tell every applicant whose decision is approved, whatever the checks say.

    For rounds that are told anew; pages go through `releasing`. The caller holds the
    lock of the call.
    """
    return send(call, queries.untold_decisions(call), starts_on=starts_on, by=by)


def send(
    call: Call, decisions: Iterable[Decision], *, starts_on: date | None, by: Person
) -> Sent:
    """Tell these results, all or none: offers with their awards, reserves, refusals."""
    told: list[Outcome] = []
    for decision in decisions:
        mark_told(decision, by=by)
        if queries.is_yes(decision):
            if starts_on is None:
                raise ValueError("An offer needs its first day.")
            offer(decision, starts_on, by=by)
        telling.tell(decision)
        told.append(decision.outcome)
    sent = Sent(*(told.count(one) for one in Outcome))
    audit.record("sent the results", call, by=by, **sent._asdict())
    return sent


def offer(decision: Decision, starts_on: date, *, by: Person) -> Award:
    """Make the award of a decision, with its payments."""
    bid = decision.application
    amount = decision.amount or 0  # a constraint wants more than nothing
    tier = calls.tier(bid.call, bid.tier)
    ends_on = end_of(starts_on, tier.months if tier else MONTHS)
    award = Award(
        id=telling.award_key(decision),
        call=bid.call,
        number=queries.next_number(bid.call),
        decision=decision,
        organisation=bid.organisation,
        sponsor_id=_sponsor(bid),
        tier=bid.tier,
        title=bid.title,
        language=bid.language,
        theme=bid.theme,
        amount=amount,
        amount_asked=bid.amount,
        starts_on=starts_on,
        ends_on=ends_on,
        offered_at=clock.now(),
        answer_by=_last_day(bid.call),
    )
    _open(award, by=by)
    budgeting.lay(award, bid, by=by)
    agreeing.write(award, by=by)
    expecting.plan(award)
    return award


def bring(
    call: Call,
    lines: Sequence[budgeting.Wish],
    *,
    starts_on: date,
    ends_on: date,
    by: Person,
    **facts: Any,
) -> Award:
    """Offer a grant that was decided elsewhere, such as on paper; it has no bid.

    `facts` are the group, what the project is called and what the public reads of it;
    the amount is the sum of the lines. The caller holds the lock of the call.
    """
    award = Award(
        call=call,
        number=queries.next_number(call),
        amount=sum(line.amount for line in lines),
        starts_on=starts_on,
        ends_on=ends_on,
        offered_at=clock.now(),
        answer_by=_last_day(call),
        **facts,
    )
    _open(award, by=by)
    take(call, award.amount or 0, "brought in", award, by=by)
    budgeting.set_lines(award, lines)
    agreeing.write(award, by=by)
    expecting.plan(award)
    return award


def _open(award: Award, *, by: Person) -> None:
    """Store an offer with its account and its payments."""
    amount = award.amount or 0
    db.session.add(award)
    ledger.book(award, amount, "offered", award, by=by)
    if award.starts_on and award.ends_on:
        _schedule(award, amount, award.starts_on, award.ends_on)
    audit.record("offered", award, by=by, amount=amount)


def _last_day(call: Call) -> date:
    """Say until when an offer of today can be answered, where the fund is."""
    return clock.today(call.fund.time_zone) + timedelta(days=terms_of(call).answer_days)


def _sponsor(bid: Application) -> UUID | None:
    """Name the organisation that holds the money, where another stands behind it."""
    standing = bid.sponsorship
    return standing.organisation_id if standing and standing.is_confirmed else None


def _schedule(award: Award, amount: int, starts_on: date, ends_on: date) -> None:
    for part in instalments(amount, starts_on, ends_on):
        award.payments.append(
            Payment(
                number=part.number,
                amount=part.amount,
                due_on=part.due_on,
                waits_for=part.waits_for,
                condition=_condition(award, part.after_year),
            )
        )


def _condition(award: Award, after_year: int | None) -> str:
    """Say in the group's language which year's report a payment waits for."""
    if after_year is None:
        return ""
    with i18n.writing_in(telling.spoken(award.language)):
        return _("The report on year %(number)s is in.", number=after_year)


def accept(award: Award, *, name: str, by: Person, role: str = "") -> None:
    """Sign for the group; the grant is taken unless its sponsor must sign too."""
    agreeing.sign(award, Party.GRANTEE, name=name, role=role, by=by)


def refuse(award: Award, *, because: str, by: Person) -> None:
    """Give the offer back, with a reason; its money is free again.

    The caller holds the lock of the call, then of the award.
    """
    award.move(Stage.REFUSED)
    award.answered_at = clock.now()
    agreeing.decline(award)
    free(award, "offer given back", by=by)
    audit.record("refused", award, by=by, because=because)
    tell_of_free_money(award)


def free(award: Award, what: str, *, by: Any) -> None:
    """Give what was promised back to the call and its sources."""
    amount = award.amount or 0
    sourcing.give_back(award, what, by=by)
    ledger.book(award, -amount, what, award, by=by)
    take(award.call, -amount, what, award, by=by)


def tell_of_free_money(award: Award) -> None:
    """Write to those who manage the fund that money is free for the reserve list."""
    for role in calls.managers_of(award.call.fund):
        mail.post(
            "staff/money_free",
            f"money-free:{award.id}:{role.person_id}",
            to=role.person.email,
            language=role.person.language,
            person=role.person,
            award=award,
            url=mail.address(f"/staff/calls/{award.call.reference}/awards"),
        )


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
