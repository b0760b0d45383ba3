"""Whose bids a person may open, as what; what helpers did; who stands behind a bid."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Helping, Membership, Organisation
from grantsapp.audit import Event
from grantsapp.calls import rules
from grantsapp.calls.models import (
    Application,
    Call,
    Sponsorship,
    SponsorStage,
    Stage,
)
from grantsapp.db import db

MOST_DEEDS = 200


class Own(NamedTuple):
    """A bid that a person may open, and as what: member, sponsor or helper."""

    application: Application
    part: str


def applications_of(person: Any) -> list[Own]:
    """List the bids that a person may open, the newest first.

    Those of their organisations, those that their organisations sponsor, and the
    drafts of groups that they help.
    """
    mine = {o.id for o in people.organisations_of(person)}
    helped = {h.organisation_id for h in people.helpings_by(person)}
    query = _whole(select(Application)).where(
        or_(
            Application.organisation_id.in_(mine),
            Application.id.in_(_sponsored_by(mine)),
            and_(
                Application.organisation_id.in_(helped),
                Application.stage == Stage.DRAFT,
            ),
        )
    )
    found = db.session.scalars(query.order_by(Application.made_at.desc()))
    return [Own(bid, _part(bid, mine)) for bid in found]


def _part(bid: Application, mine: set[UUID]) -> str:
    if bid.organisation_id in mine:
        return "member"
    return "sponsor" if bid.sponsorship and bid.sponsor_id in mine else "helper"


def _sponsored_by(organisations: set[UUID]) -> Select[UUID]:
    return select(Sponsorship.application_id).where(
        Sponsorship.organisation_id.in_(organisations),
        Sponsorship.stage == SponsorStage.CONFIRMED,
    )


def _whole(query: Select[Any]) -> Select[Any]:
    return query.options(
        joinedload(Application.call).joinedload(Call.fund),
        joinedload(Application.organisation).selectinload(Organisation.memberships),
        joinedload(Application.entry),
        *with_sponsor(),
    )


def with_sponsor(start: Any = None) -> tuple[Any, ...]:
    """Say how to read who stands behind a bid together with the bid."""
    begun = start.joinedload if start is not None else joinedload
    standing = begun(Application.sponsorship)
    organisation = standing.joinedload(Sponsorship.organisation)
    return (organisation.selectinload(Organisation.memberships),)


def part_in(person: Any, application: Application) -> str:
    """Say as what a person may open a bid: member, sponsor, helper, or nothing."""
    parts = {
        "member": rules.author,
        "sponsor": rules.sponsor_of,
        "helper": rules.helper_of,
    }
    found = (
        part for part, rule in parts.items() if not rule.why_not(person, application)
    )
    return next(found, "")


def drafts_of(organisations: set[UUID]) -> list[Application]:
    """List the drafts of some organisations, the newest first."""
    query = _whole(select(Application)).where(
        Application.organisation_id.in_(organisations),
        Application.stage == Stage.DRAFT,
    )
    return list(db.session.scalars(query.order_by(Application.made_at.desc())))


class Deed(NamedTuple):
    """What a helper did in a draft."""

    event: Event
    application: Application


def deeds_of_helpers(organisation: Organisation) -> list[Deed]:
    """List what helpers did in the bids of an organisation, the last first."""
    query = (
        select(Event, Application)
        .join(Application, Application.id == Event.thing_id)
        .where(
            Application.organisation_id == organisation.id,
            Event.by_id.in_(_helpers_of(organisation.id)),
        )
        .options(joinedload(Application.call))
        .order_by(Event.at.desc())
        .limit(MOST_DEEDS)
    )
    return [Deed(event, bid) for event, bid in db.session.execute(query)]


def _helpers_of(organisation_id: UUID) -> Select[UUID]:
    """Everybody who ever helped it and is not one of its members."""
    members = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id
    )
    return select(Helping.person_id).where(
        Helping.organisation_id == organisation_id,
        Helping.person_id.not_in(members),
    )


@dataclass
class Help:
    """Who helped with a bid, and whose words the answers are."""

    names: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # question: helper's name


def help_in(application: Application) -> Help:
    """Read from a bid's history who helped, and which answers a helper saved last."""
    helpers = set(db.session.scalars(_helpers_of(application.organisation_id)))
    given = Help()
    if not helpers:
        return given
    query = select(Event).where(Event.thing_id == application.id)
    for event in db.session.scalars(query.order_by(Event.sequence)):
        helps = event.by_id in helpers
        if helps and event.by_name not in given.names:
            given.names.append(event.by_name)
        for code in event.details.get("answers", []):
            given.answers.pop(code, None)
            if helps:
                given.answers[code] = event.by_name
    return given


def sponsorship(key: UUID) -> Sponsorship | None:
    """One request for a sponsor, with its bid and both organisations."""
    bid = joinedload(Sponsorship.application)
    query = select(Sponsorship).where(Sponsorship.id == key)
    query = query.options(
        joinedload(Sponsorship.by),
        joinedload(Sponsorship.organisation).selectinload(Organisation.memberships),
        bid.joinedload(Application.call).joinedload(Call.fund),
        bid.joinedload(Application.organisation).selectinload(Organisation.memberships),
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


def sponsorships_of(application: Application) -> list[Sponsorship]:
    """List whom a group asked to sponsor a bid, the last first."""
    query = select(Sponsorship).where(Sponsorship.application_id == application.id)
    query = query.options(joinedload(Sponsorship.organisation))
    return list(db.session.scalars(query.order_by(Sponsorship.made_at.desc())))


def needs_sponsor(application: Application) -> bool:
    """Say whether the call demands a sponsor of a group like this one."""
    return bool(getattr(application, "needs_sponsor", False))


def lacks_sponsor(application: Application) -> bool:
    """Say whether a sponsor is demanded and none has confirmed; read anew."""
    if not needs_sponsor(application):
        return False
    query = select(Sponsorship.id).where(
        Sponsorship.application_id == application.id,
        Sponsorship.stage == SponsorStage.CONFIRMED,
    )
    return db.session.scalar(query) is None
