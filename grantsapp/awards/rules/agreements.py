"""Who writes the terms of agreements, who signs them, and when an offer lapses."""

from typing import Any

from sqlalchemy import select

from grantsapp import clock
from grantsapp.access import Policy, Rule, when, who
from grantsapp.accounts import queries as people
from grantsapp.awards.models import (
    Agreement,
    AgreementStage,
    Award,
    Party,
    Signature,
    Stage,
)
from grantsapp.awards.rules.awards import award_manager, grantee, offered
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.rules.deciding import no_part_in_it


@who
def sponsor_of_award(person: Any, award: Award) -> bool:
    """Somebody who acts for the organisation that holds the money of an award."""
    return (
        person.is_authenticated
        and award.sponsor_id is not None
        and award.sponsor_id in people.groups_of(person).own
    )


_SIDE = grantee | sponsor_of_award


def waiting(award: Award) -> Agreement | None:
    """The agreement of an award that still wants somebody's name."""
    query = select(Agreement).where(
        Agreement.award_id == award.id,
        Agreement.stage.in_([AgreementStage.OPEN, AgreementStage.SIGNED]),
    )
    return db.session.scalar(query)


def parties_for(person: Any, award: Award) -> list[Party]:
    """Name the sides of an award for which a person acts."""
    sides = ((Party.GRANTEE, grantee), (Party.SPONSOR, sponsor_of_award))
    return [party for party, acts in sides if acts.why_not(person, award) is None]


def signed_by(award: Award) -> set[Party]:
    """Name the sides that have signed the agreement that waits."""
    query = select(Signature.party).join(Agreement)
    query = query.where(
        Agreement.award_id == award.id,
        Agreement.stage.in_([AgreementStage.OPEN, AgreementStage.SIGNED]),
    )
    return set(db.session.scalars(query))


@when(_("You have answered this offer already."), late=True)
def wants_sides(_person: Any, award: Award) -> bool:
    """The offer waits for its answer, or an award for names under a newer agreement."""
    if award.stage is Stage.OFFERED:
        return True
    found = waiting(award) if award.stage is Stage.ACCEPTED else None
    return found is not None and found.stage is AgreementStage.OPEN


@when(_("Your side has signed already. The other side is still to sign."), late=True)
def side_is_to_sign(person: Any, award: Award) -> bool:
    """No name stands yet for a side for which they act."""
    return bool(set(parties_for(person, award)) - signed_by(award))


@when(_("Somebody has signed these words. They stay as they are."), late=True)
def nobody_signed(_person: Any, award: Award) -> bool:
    """No name stands under the words that would change."""
    return not signed_by(award)


@when(_("The group, and its sponsor if it has one, must sign first."), late=True)
def wants_fund(_person: Any, award: Award) -> bool:
    """Everybody but the fund has signed."""
    found = waiting(award)
    return found is not None and found.stage is AgreementStage.SIGNED


@when(_("This award has an agreement already."), late=True)
def without_agreement(_person: Any, award: Award) -> bool:
    """It is from a time before agreements."""
    query = select(Agreement.id).where(Agreement.award_id == award.id).limit(1)
    return award.stage is Stage.ACCEPTED and db.session.scalar(query) is None


@when(_("The group still has time to answer."))
def day_is_over(_person: Any, award: Award) -> bool:
    """The last day to answer has passed, where the fund is."""
    today = clock.today(award.call.fund.time_zone)
    return award.answer_by is not None and award.answer_by < today


@when(_("You act for the group or its sponsor, or helped it. Somebody else must sign."))
def not_of_its_side(person: Any, award: Award) -> bool:
    """They act neither for the group nor for its sponsor, and never helped it."""
    if _SIDE.why_not(person, award) is None:
        return False
    return award.organisation_id not in people.ever_helped_by(person)


@when(_("You signed this agreement for another side. Somebody else must sign."))
def signed_for_nobody(person: Any, award: Award) -> bool:
    """No name of theirs stands under it, whatever they belong to by now."""
    found = waiting(award)
    if found is None:
        return True
    query = select(Signature.id).where(
        Signature.agreement_id == found.id, Signature.by_id == person.id
    )
    return db.session.scalar(query.limit(1)) is None


def _why_part(person: Any, award: Award) -> Any:
    if award.decision is None:
        return None
    return no_part_in_it.why_not(person, award.decision.application)


_APART = not_of_its_side & Rule(_why_part, no_part_in_it.words)
_DEED = award_manager & _APART

POLICY: Policy = {
    ("write the terms", Call): call_manager,
    ("read the agreement", Award): _SIDE | award_manager,
    ("sign", Award): _SIDE & wants_sides & side_is_to_sign,
    ("edit the conditions", Award): _DEED & offered & nobody_signed,
    ("give more time", Award): _DEED & offered,
    ("sign for the fund", Award): _DEED & wants_fund & signed_for_nobody,
    ("begin an agreement", Award): _DEED & without_agreement,
    ("let it lapse", Award): award_manager & offered & day_is_over,
}
