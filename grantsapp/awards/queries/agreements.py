"""Agreements: what they say, who has signed, which one holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Membership, Organisation, Person
from grantsapp.awards import placeholders
from grantsapp.awards.models import (
    WAITS_FOR,
    Agreement,
    AgreementStage,
    Award,
    BudgetLine,
    Party,
    Payment,
    Signature,
    Stage,
)
from grantsapp.awards.queries.terms import Terms, terms_of
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import Decision, Outcome
from grantsapp.review.queries import deciding as decided

WAITS = (AgreementStage.OPEN, AgreementStage.SIGNED)
_ORDER = {AgreementStage.OPEN: 0, AgreementStage.SIGNED: 0, AgreementStage.IN_FORCE: 1}


def versions_of(award: Award) -> list[Agreement]:
    """List every version of an award's agreement, the newest first."""
    query = select(Agreement).where(Agreement.award_id == award.id)
    query = query.options(selectinload(Agreement.signatures))
    query = query.order_by(Agreement.number.desc())
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def in_force(award: Award) -> bool:
    """Say whether everybody has signed, so that money may go."""
    query = select(Agreement.id).where(
        Agreement.award_id == award.id, Agreement.stage == AgreementStage.IN_FORCE
    )
    return db.session.scalar(query) is not None


def standing(award: Award) -> Agreement | None:
    """The version that waits for names; else the one in force, or the last of all.

    An offer from a time before agreements gets one that is not stored yet.
    """
    found = versions_of(award)
    if not found:
        return drafted(award) if award.stage is Stage.OFFERED else None
    return min(found, key=lambda a: (_ORDER.get(a.stage, 2), -a.number))


def version(award: Award, number: int) -> Agreement | None:
    """One version by its number."""
    found = versions_of(award)
    if not found and number == 1 and award.stage is Stage.OFFERED:
        return drafted(award)
    return next((a for a in found if a.number == number), None)


def drafted(
    award: Award,
    *,
    number: int = 1,
    conditions: str | None = None,
    terms: Terms | None = None,
) -> Agreement:
    """Fill in the terms for an award as it stands; nothing is stored.

    `conditions` are those of the decision, unless others are given.
    """
    terms = terms or terms_of(award.call)
    made = award.decision
    written_in = made.written_in if made else award.language
    said = (made.conditions if made else "") if conditions is None else conditions
    language = award.language if terms.text.plain(award.language) else terms.binding
    agreement = Agreement(
        award_id=award.id,
        number=number,
        language=language,
        binding=terms.binding,
        words={
            code: words_for(award, terms.text.plain(code), code)
            for code in dict.fromkeys((language, terms.binding))
        },
        facts=facts_of(award),
        conditions=said,
        conditions_language=written_in,
        stage=AgreementStage.OPEN,
        signatures=[],
    )
    agreement.digest = digest_of(agreement)
    return agreement


def digest_of(agreement: Agreement) -> str:
    """Name the exact words and figures of a version."""
    names = ("number", "language", "binding", "words", "facts", "conditions")
    whole = {name: getattr(agreement, name) for name in names}
    whole["conditions_language"] = agreement.conditions_language
    return placeholders.digest(whole)


def words_for(award: Award, text: str, code: str) -> str:
    """Fill in terms in one language."""
    from_right = i18n.direction(code) == "rtl"
    with i18n.writing_in(code):
        values = _values(award, code)
    return placeholders.filled_in(text, values, runs_from_right=from_right)


def _values(award: Award, code: str) -> dict[str, str]:
    call = award.call
    money = call.fund.currency
    return {
        "group": award.organisation.name if award.organisation else "",
        "sponsor": award.sponsor.name if award.sponsor else "",
        "fund": call.fund.name.shown(code).text,
        "call": call.title.shown(code).text,
        "project": award.title,
        "reference": award.reference,
        "amount": i18n.money(award.amount or 0, money),
        "first": i18n.day(award.starts_on) if award.starts_on else "",
        "last": i18n.day(award.ends_on) if award.ends_on else "",
        "payments": "\n".join(_payment(p, money) for p in award.payments),
    }


def _payment(part: Payment, currency: str) -> str:
    comma = "، " if i18n.direction() == "rtl" else ", "
    waits_for = part.condition or str(WAITS_FOR[part.waits_for])
    amount, due = i18n.money(part.amount, currency), i18n.day(part.due_on)
    return f"{part.number}. " + comma.join((amount, due, waits_for))


def facts_of(award: Award) -> dict[str, Any]:
    """Write down parties and figures as they are now, in plain values."""
    call = award.call
    budget = select(BudgetLine).where(BudgetLine.award_id == award.id)
    lines = db.session.scalars(budget.order_by(BudgetLine.position))
    return {
        "reference": award.reference,
        "project": {"name": award.title, "language": award.language},
        "group": _party(award.organisation),
        "sponsor": _party(award.sponsor),
        "fund": {code: call.fund.name.plain(code) for code in call.fund.name},
        "call": {code: call.title.plain(code) for code in call.title},
        "amount": award.amount,
        "currency": call.fund.currency,
        "first": award.starts_on.isoformat() if award.starts_on else None,
        "last": award.ends_on.isoformat() if award.ends_on else None,
        "payments": [_payment_facts(part) for part in award.payments],
        "budget": [{"title": one.title, "amount": one.amount} for one in lines],
    }


def _party(organisation: Organisation | None) -> dict[str, str] | None:
    if organisation is None:
        return None
    return {
        "id": str(organisation.id),
        "name": organisation.name,
        "language": organisation.language,
        "org_id": organisation.org_id or "",
    }


def _payment_facts(part: Payment) -> dict[str, Any]:
    return {
        "number": part.number,
        "amount": part.amount,
        "due_on": part.due_on.isoformat(),
        "waits_for": str(part.waits_for),
        "condition": part.condition,
    }


def sides_of(agreement: Agreement) -> list[Party]:
    """Name who must sign before the fund does."""
    sponsored = agreement.facts["sponsor"] is not None
    return [Party.GRANTEE, *([Party.SPONSOR] if sponsored else [])]


@dataclass(frozen=True)
class Side:
    """One party to an agreement, and the name that stands for it."""

    party: Party
    organisation: str
    language: str
    signature: Signature | None


def sides(agreement: Agreement) -> list[Side]:
    """List the parties in the order in which they sign."""
    signed = {one.party: one for one in agreement.signatures}
    facts = agreement.facts
    fund = i18n.Text.plainly(facts["fund"]).shown(agreement.language)
    names = {
        Party.GRANTEE: facts["group"],
        Party.SPONSOR: facts["sponsor"],
        Party.FUND: {"name": fund.text, "language": fund.language},
    }
    return [
        Side(party, names[party]["name"], names[party]["language"], signed.get(party))
        for party in (*sides_of(agreement), Party.FUND)
    ]


@dataclass(frozen=True)
class View:
    """What a page shows of an award's agreement."""

    agreement: Agreement
    sides: list[Side]
    older: list[Agreement]
    is_in_force: bool

    @property
    def languages(self) -> list[str]:
        """The language of the group, then the binding one where it is another."""
        return list(dict.fromkeys((self.agreement.language, self.agreement.binding)))


def of(award: Award) -> View | None:
    """Give what the pages of an award show of its agreement, if it has one."""
    found = standing(award)
    if found is None:
        return None
    stored = versions_of(award) if found.id else []
    older = [a for a in stored if a.id != found.id]
    holds = any(a.stage is AgreementStage.IN_FORCE for a in stored)
    return View(found, sides(found), older, holds)


def sponsored_by(person: Any) -> list[Award]:
    """List the awards whose money a person's organisations hold for others."""
    query = select(Award).where(Award.sponsor_id.in_(people.groups_of(person).own))
    query = query.options(
        joinedload(Award.call).joinedload(Call.fund), joinedload(Award.organisation)
    )
    return list(db.session.scalars(query.order_by(Award.made_at.desc())))


def people_of(award: Award, sides: Iterable[Party]) -> list[Person]:
    """List everybody who acts for these sides of an award, each of them once."""
    keys = {Party.GRANTEE: award.organisation_id, Party.SPONSOR: award.sponsor_id}
    wanted: list[UUID | None] = [keys.get(side) for side in sides]
    members = select(Membership.person_id).where(
        Membership.organisation_id.in_([key for key in wanted if key])
    )
    query = select(Person).where(Person.id.in_(members)).order_by(Person.email)
    return list(db.session.scalars(query))


def award_and_call(key: UUID) -> tuple[UUID, str] | None:
    """Name the call of an award, so that it can be locked before the award is."""
    query = select(Call.id, Call.reference).join(Award).where(Award.id == key)
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


@dataclass(frozen=True)
class Reserve:
    """A bid on the reserve list whose group knows that it waits."""

    decision: Decision
    fits: bool  # what it asks for is not more than what is left


def reserves_in(call: Call) -> tuple[list[Reserve], int]:
    """List the told reserve bids that a person may call up, and what is left."""
    left = decided.left_of(call)
    told = [d for d in decided.decisions_in(call) if d.outcome is Outcome.RESERVE]
    open_to_them = [d for d in told if d.told_at and may("call up", d)]
    open_to_them.sort(key=lambda d: (d.place is None, d.place or 0))
    found = [
        Reserve(d, (d.amount or d.application.amount or 0) <= left)
        for d in open_to_them
    ]
    return found, left
