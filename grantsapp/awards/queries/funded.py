"""Who was funded in a call, as an evaluation counts it: nobody by name."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import Award, Stage
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import Decision

STANDS = (Stage.OFFERED, Stage.ACCEPTED, Stage.PAST)


class Funded(NamedTuple):
    """An award that stands; one of a past round has no bid, and may have no group."""

    application_id: UUID | None
    organisation_id: UUID | None
    language: str
    kind: str
    borough: str
    tier: str


def funded_in(call: Call) -> list[Funded]:
    """List the awards of a call that were not refused and did not lapse."""
    query = (
        select(
            Decision.application_id,
            Award.organisation_id,
            Award.language,
            Organisation.kind,
            Organisation.borough,
            Award.tier,
        )
        .outerjoin(Decision, Decision.id == Award.decision_id)
        .outerjoin(Organisation, Organisation.id == Award.organisation_id)
        .where(Award.call_id == call.id, Award.stage.in_(STANDS))
        .order_by(Award.number)
    )
    return [
        Funded(bid, group, language, str(kind or ""), borough or "", tier)
        for bid, group, language, kind, borough, tier in db.session.execute(query)
    ]


def funded_before(call: Call) -> set[UUID]:
    """Name the groups that an earlier call of the same fund had funded."""
    earlier = aliased(Call)
    query = (
        select(Award.organisation_id)
        .join(earlier, earlier.id == Award.call_id)
        .where(
            earlier.fund_id == call.fund_id,
            earlier.closes_at < call.closes_at,
            Award.stage.in_(STANDS),
        )
    )
    return {key for key in db.session.scalars(query) if key is not None}
