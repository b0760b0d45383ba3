"""What becomes of each bid when a phase is closed, before and after it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.i18n import ngettext
from grantsapp.review import advancing
from grantsapp.review.advancing import Said
from grantsapp.review.models import (
    Advance,
    Assignment,
    Check,
    Kind,
    Moderator,
    Passage,
    Phase,
    Recommendation,
    Review,
    Stage,
)
from grantsapp.review.queries.agreed import agreed_means, scored_before
from grantsapp.review.queries.conflicts import is_kept_out
from grantsapp.review.queries.ranking import field_of
from grantsapp.review.rules import bids_in


class Outgo(NamedTuple):
    """A bid in a phase, with what the rule says of it."""

    bid: calls.Line
    said: Said
    mean: Fraction | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Closing:
    """A phase as it would be closed now."""

    phase: Phase
    lines: list[Outgo]
    outstanding: list[str]  # sentences about work that is not done
    is_scored: bool  # whether means stand beside the bids

    @property
    def can_choose(self) -> bool:
        """Say whether somebody may choose otherwise: an eligibility check decides."""
        return self.phase.kind is not Kind.ELIGIBILITY

    @property
    def mark(self) -> str:
        """Mark what is shown, so that a change meanwhile is seen."""
        said = [[str(one.bid.id), *one.said] for one in self.lines]
        return i18n.digest(json.dumps([sorted(said), self.outstanding]))


def closing_of(phase: Phase) -> Closing:
    """Say what the rule of a phase makes of every bid in it, best first."""
    field = field_of(phase.call)
    inside = bids_in(phase)
    bids = [bid for bid in field.bids if bid.id in inside]
    agreed = agreed_means(phase, field)
    means = {bid.id: agreed.get(bid.number) for bid in bids}
    said = _said(phase, means, bids)
    ranks = _ranks(means)
    lines = [Outgo(bid, said[bid.id], means[bid.id], ranks[bid.id]) for bid in bids]
    lines.sort(key=lambda one: (one.rank is None, one.rank or 0, one.bid.number))
    waiting = _outstanding(phase, inside)
    return Closing(
        phase, lines, waiting, is_scored=scored_before(phase, field.phases) is not None
    )


def _ranks(means: Mapping[UUID, Fraction | None]) -> dict[UUID, int | None]:
    """Number the means, best first; equals share a number."""
    known = sorted((m for m in means.values() if m is not None), reverse=True)
    place: dict[Fraction, int] = {}
    for number, mean in enumerate(known, 1):
        place.setdefault(mean, number)
    return {key: None if m is None else place[m] for key, m in means.items()}


def _said(
    phase: Phase, means: Mapping[UUID, Fraction | None], bids: list[calls.Line]
) -> dict[UUID, Said]:
    if phase.kind is Kind.ELIGIBILITY:
        query = select(Check.application_id).where(
            Check.phase_id == phase.id, Check.is_eligible
        )
        passed = set(db.session.scalars(query))
        return {bid.id: Said(bid.id in passed) for bid in bids}
    if phase.advance is Advance.BEST:
        return advancing.best(means, phase.advance_number or 0)
    if phase.advance is Advance.AT_LEAST:
        return advancing.at_least(means, phase.advance_number or 0)
    if phase.advance is Advance.BY_HAND:
        return advancing.by_hand(means)
    return advancing.all_on(means)


def _outstanding(phase: Phase, inside: set[UUID]) -> list[str]:
    """Name the work that is not done yet, and whose it is."""
    if phase.kind is Kind.ELIGIBILITY:
        count = len(inside - _done(Check, phase))
        words = ngettext(
            "One bid is not checked: it does not go on.",
            "%(num)d bids are not checked: they do not go on.",
            count,
        )
        return [words] if count else []
    if phase.kind is Kind.RECOMMENDATION:
        count = len(inside - _done(Recommendation, phase))
        words = ngettext(
            "Nothing is recommended for one bid.",
            "Nothing is recommended for %(num)d bids.",
            count,
        )
        return [words] if count else []
    return _missing_reviews(phase, inside) if phase.kind is Kind.SCORING else []


def _done(table: Any, phase: Phase) -> set[UUID]:
    query = select(table.application_id).where(table.phase_id == phase.id)
    return set(db.session.scalars(query))


def _missing_reviews(phase: Phase, inside: set[UUID]) -> list[str]:
    query = (
        select(Person, func.count(Assignment.id))
        .join(Moderator, Moderator.person_id == Person.id)
        .join(Assignment, Assignment.moderator_id == Moderator.id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            Assignment.phase_id == phase.id,
            Assignment.declined_at.is_(None),
            Assignment.application_id.in_(inside),
            or_(Review.id.is_(None), Review.stage != Stage.SUBMITTED),
            ~is_kept_out(),
        )
        .group_by(Person.id)
    )
    found = [(person.called, count) for person, count in db.session.execute(query)]
    return [
        ngettext(
            "%(name)s has one review to hand in.",
            "%(name)s has %(num)d reviews to hand in.",
            count,
            name=name,
        )
        for name, count in sorted(found, key=lambda one: i18n.fold(one[0]))
    ]


def passages_of(phase: Phase) -> list[tuple[calls.Line, Passage]]:
    """List what became of the bids of a phase that is closed."""
    query = select(Passage).where(Passage.phase_id == phase.id)
    found = {one.application_id: one for one in db.session.scalars(query)}
    lines = calls.submitted_lines(phase.call)
    return [(bid, found[bid.id]) for bid in lines if bid.id in found]


def not_closed_before(phase: Phase) -> Phase | None:
    """Find a phase that lets no bid on to this one because nobody closed it."""
    query = select(Phase).where(
        Phase.call_id == phase.call_id,
        Phase.position < phase.position,
        Phase.kind != Kind.ELIGIBILITY,
        Phase.closed_at.is_(None),
    )
    return db.session.scalar(query.order_by(Phase.position).limit(1))
