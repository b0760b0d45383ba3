"""How the phases of a call are laid out: what they lack, and what lies around them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from grantsapp import i18n
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review.models import (
    EXPERTISE,
    Answered,
    Area,
    Assignment,
    Criterion,
    Kind,
    Moderator,
    Phase,
    Review,
    Seat,
)
from grantsapp.review.queries.phases import phases_of
from grantsapp.review.rules.phases import happened_among, reviewed_among

NAMED = 4  # places in one sentence


class Gap(NamedTuple):
    """A text of a criterion that lacks a language; without a score it is its title."""

    criterion: str
    score: int | None
    language: str

    @property
    def place(self) -> str:
        """Say where it is."""
        if self.score is None:
            return _("the title of “%(criterion)s”", criterion=self.criterion)
        return _(
            "“%(criterion)s”, score %(score)s",
            criterion=self.criterion,
            score=self.score,
        )


def gaps_in(phase: Phase) -> list[Gap]:
    """List what moderators could not read in a language of the call."""
    languages = phase.call.languages
    return [gap for one in phase.criteria for gap in _gaps_of(one, languages)]


def _gaps_of(criterion: Criterion, languages: Iterable[str]) -> Iterator[Gap]:
    title = str(criterion.title)
    for language in languages:
        if not criterion.title.plain(language):
            yield Gap(title, None, language)
        for score in criterion.scale:
            if not criterion.meaning(score).plain(language):
                yield Gap(title, score, language)


def lacking(gaps: Iterable[Gap]) -> list[str]:
    """Say language by language what the rubric lacks."""
    by_language: dict[str, list[str]] = {}
    for gap in gaps:
        by_language.setdefault(gap.language, []).append(gap.place)
    return [_lacks(code, places) for code, places in by_language.items()]


def _lacks(code: str, places: list[str]) -> str:
    more = len(places) - NAMED
    words = _(
        "The rubric lacks %(language)s: %(places)s.",
        language=i18n.language_name(code),
        places=i18n.listed(places[:NAMED]),
    )
    if more <= 0:
        return words
    rest = ngettext("One more place lacks it.", "%(num)d more places lack it.", more)
    return f"{words} {rest}"


def areas_of_expertise(fund: Fund) -> dict[str, str]:
    """Name what a phase can ask to be covered: the three of every panel, the fund's."""
    query = select(Area).where(Area.fund_id == fund.id).order_by(Area.position)
    own = {area.code: str(area.name) for area in db.session.scalars(query)}
    return {str(code): str(words) for code, words in EXPERTISE.items()} | own


def scoring_members(call: Call) -> int:
    """Count the members of the panel who score, once they have accepted."""
    query = select(func.count(Moderator.id)).where(
        Moderator.call_id == call.id,
        Moderator.seat == Seat.MODERATOR,
        Moderator.answered == Answered.ACCEPTED,
    )
    return db.session.scalar(query) or 0


def has_assignments(phase: Phase) -> bool:
    """Say whether bids are given out in a phase."""
    query = select(Assignment.id).where(Assignment.phase_id == phase.id)
    return db.session.scalar(query.limit(1)) is not None


class Edge(NamedTuple):
    """The nearest date of another phase: nothing of this one may lie beyond."""

    title: str
    at: datetime


def edges_of(phase: Phase) -> tuple[Edge | None, Edge | None]:
    """Give the last date of the phases before, and the first of those after."""
    others = phases_of(phase.call)
    before = _dates(p for p in others if p.position < phase.position)
    after = _dates(p for p in others if p.position > phase.position)
    by_time = {"key": lambda edge: edge.at, "default": None}
    return max(before, **by_time), min(after, **by_time)


def _dates(phases: Iterable[Phase]) -> list[Edge]:
    return [
        Edge(str(phase.title), at)
        for phase in phases
        for at in (phase.opens_at, phase.due_at)
        if at is not None
    ]


def out_of_order(phases: list[Phase]) -> bool:
    """Say whether a phase in this order has a date before one of an earlier phase."""
    dates = [edge.at for phase in phases for edge in _dates([phase])]
    return dates != sorted(dates)


@dataclass(frozen=True)
class Laid:
    """A phase as its managers see it among the others."""

    phase: Phase
    is_reviewed: bool  # somebody has begun to score
    is_touched: bool  # something was done in it
    warnings: list[str] = field(default_factory=list)
    cover: list[str] = field(default_factory=list)
    to_copy: list[Phase] = field(default_factory=list)


def laid_out(call: Call) -> list[Laid]:
    """List the phases of a call with what is worth a warning."""
    phases = phases_of(call)
    keys = [phase.id for phase in phases]
    touched, reviewed = happened_among(keys), reviewed_among(keys)
    areas, members = areas_of_expertise(call.fund), scoring_members(call)
    found, earlier = [], list[Phase]()
    for phase in phases:
        cover = [areas.get(code, code) for code in phase.cover]
        warnings = [*_warnings(phase, members), *_unknown(phase, areas)]
        laid = Laid(
            phase, phase.id in reviewed, phase.id in touched, warnings, cover, earlier
        )
        found.append(laid)
        if phase.criteria:
            earlier = [*earlier, phase]
    return found


def _warnings(phase: Phase, members: int) -> Iterator[str]:
    if phase.kind is not Kind.SCORING:
        return
    yield from lacking(gaps_in(phase))
    if phase.reviews > members:
        yield _(
            "Reviews wanted for each bid: %(reviews)s. Members of the panel who can "
            "score now: %(members)s.",
            reviews=phase.reviews,
            members=members,
        )
    if len({(c.minimum, c.maximum) for c in phase.criteria}) > 1:
        yield _("The criteria have different scales: a wider one counts for more.")
    opens, closes = phase.opens_at, phase.call.closes_at
    if opens is not None and opens < closes:
        yield _("This phase opens before the call closes.")


def _unknown(phase: Phase, areas: dict[str, str]) -> Iterator[str]:
    for code in phase.cover:
        if code not in areas:
            yield _("The fund has no area of expertise “%(code)s”.", code=code)


def reviews_begun(bid: UUID) -> int:
    """Count the reviews of a bid that experts have begun, in any phase."""
    query = select(func.count(Review.id)).join(
        Assignment, Assignment.id == Review.assignment_id
    )
    return db.session.scalar(query.where(Assignment.application_id == bid)) or 0
