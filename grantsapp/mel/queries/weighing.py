"""What is said of the quality of a call's answers, as pages show it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from grantsapp import clock, jobs
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.models import Exclusion, Response, Survey, Weighing
from grantsapp.mel.quality import weighing
from grantsapp.mel.quality.expecting import Standing
from grantsapp.mel.quality.limits import Flag, Rule
from grantsapp.mel.quality.weighing import Doubts, Weighed
from grantsapp.mel.queries.quality import numbered, seen_in
from grantsapp.mel.queries.surveys import Counted

IN_A_REQUEST = 5_000  # responses, in about a second; more are for a worker
ON_A_PAGE = 50  # flagged responses
RULES = 1  # counted up when a rule changes, so that what is kept is weighed anew


@dataclass(frozen=True)
class Weighty:
    """What was found in a call, when, and whether it is still so."""

    found: Weighed | None  # nothing, where a worker has not looked yet
    at: datetime
    is_kept: bool = False  # by a worker; otherwise it is of this moment
    is_current: bool = True
    is_under_way: bool = False


def job_key(call: Call, state: str) -> str:
    """Name the weighing of a call in a state, so that it is done once."""
    return f"weigh:{call.id}:{state}"


def state_of(call: Call) -> str:
    """Name the state of a call's answers: another one when anything changed."""
    of_call = Survey.id == Response.survey_id, Award.id == Survey.award_id
    came = select(func.count(), func.max(Response.made_at)).join(Survey, of_call[0])
    came = came.join(Award, of_call[1]).where(Award.call_id == call.id)
    said = select(func.count(Exclusion.id), func.count(Exclusion.lifted_at))
    said = said.join(Response).join(Survey, of_call[0]).join(Award, of_call[1])
    said = said.where(Award.call_id == call.id)
    (number, last), (out, lifted) = (
        db.session.execute(came).one(),
        db.session.execute(said).one(),
    )
    when = last.isoformat() if last else ""
    return f"{RULES}:{number}:{when}:{out}:{lifted}:{_expectations(call)}"


def _expectations(call: Call) -> str:
    """Name what the surveys of a call expect, since shares are kept too."""
    query = select(Survey.id, Survey.expected).join(Award, Award.id == Survey.award_id)
    query = query.where(Award.call_id == call.id).order_by(Survey.id)
    told = [(str(key), expected) for key, expected in db.session.execute(query)]
    return sha256(repr(told).encode()).hexdigest()[:12]


def weigh(call: Call, session: Session | None = None) -> Weighed:
    """Weigh all answers of a call."""
    sighted = seen_in(call, session=session)
    return weighing.weigh(sighted.expected, sighted.sittings)


def weighed(call: Call, responses: int) -> Weighty:
    """Weigh a call, or give what a worker found where that would take too long."""
    if responses <= IN_A_REQUEST:
        return Weighty(weigh(call), clock.now())
    kept = kept_for(call)
    state = state_of(call)
    job = jobs.asked(job_key(call, state))
    return Weighty(
        weighing.from_json(kept.found) if kept else None,
        kept.made_at if kept else clock.now(),
        is_kept=True,
        is_current=bool(kept and kept.state == state),
        is_under_way=bool(job and job.done_at is None),
    )


def kept_for(call: Call) -> Weighing | None:
    """What a worker found in a call."""
    return db.session.scalar(select(Weighing).where(Weighing.call_id == call.id))


@dataclass(frozen=True)
class Project:
    """An award with what came in, as the surveys count it, and what can be doubted."""

    award: Award
    surveys: tuple[Counted, ...]
    standing: Standing | None
    doubted: int = 0

    @property
    def expected(self) -> int | None:
        """How many are expected, or None where nobody has said it of every survey."""
        told = [c.survey.expected for c in self.surveys]
        known = [number for number in told if number is not None]
        return sum(known) if told and len(known) == len(told) else None

    @property
    def came_in(self) -> int:
        """How many responses came in, at any moment."""
        return self.counted + self.left_out

    @property
    def counted(self) -> int:
        """How many of them count."""
        return sum(c.responses for c in self.surveys)

    @property
    def left_out(self) -> int:
        """How many of them do not."""
        return sum(c.left_out for c in self.surveys)

    @property
    def main(self) -> int:
        """How many stand against what is expected."""
        return sum(c.main for c in self.surveys)

    @property
    def share(self) -> float | None:
        """How many count of those expected."""
        return self.main / self.expected if self.expected else None

    @property
    def matched_share(self) -> float | None:
        """How many are matched of those expected."""
        if not self.expected or self.standing is None:
            return None
        return self.standing.matched / self.expected


def projects_to_weigh(
    surveys: Iterable[Counted], found: Weighed | None
) -> list[Project]:
    """Put what came in beside what was found, award by award."""
    awards: dict[UUID, list[Counted]] = {}
    for one in surveys:
        awards.setdefault(one.survey.award_id, []).append(one)
    return [
        Project(
            some[0].survey.award,
            tuple(some),
            found.standings.get(str(key)) if found else None,
            found.doubted.get(str(key), 0) if found else 0,
        )
        for key, some in awards.items()
    ]


def left_out_in(call: Call) -> list[tuple[str, int]]:
    """Count what is left out of a call's figures by reason, the most frequent first.

    A second response of a sitting that nobody has decided on has the reason "".
    """
    reason = func.coalesce(Exclusion.reason, "").label("reason")
    standing = (Exclusion.response_id == Response.id) & Exclusion.lifted_at.is_(None)
    query = (
        select(reason, func.count())
        .select_from(Response)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .outerjoin(Exclusion, standing)
        .where(Award.call_id == call.id, ~Response.counts)
        .group_by(reason)
    )
    found = [(why, number) for why, number in db.session.execute(query)]
    return sorted(found, key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True)
class Line:
    """A flagged response in a list: nothing that it answered."""

    number: int
    key: UUID
    award: Award
    moment: str
    origin: str
    language: str
    is_counted: bool
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Listed:
    """One page of the responses that a rule speaks of."""

    lines: Sequence[Line]
    page: int
    pages: int


def flagged(call: Call, doubts: Sequence[Doubts], page: int) -> Listed:
    """Read one page of flagged responses, in one query."""
    pages = max(1, ceil(len(doubts) / ON_A_PAGE))
    page = min(max(page, 1), pages)
    some = dict(doubts[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    numbers = numbered(call).subquery()
    query = (
        select(numbers.c.number, Award, *_SHOWN)
        .join(numbers, numbers.c.id == Response.id)
        .join(Survey, Survey.id == Response.survey_id)
        .join(Award, Award.id == Survey.award_id)
        .where(numbers.c.number.in_(some))
        .order_by(numbers.c.number)
    )
    lines = [
        Line(number, key, award, moment, origin, language, counts, some[number])
        for number, award, key, moment, origin, language, counts in (
            db.session.execute(query)
        )
    ]
    return Listed(lines, page, pages)


_SHOWN = (
    Response.id, Response.moment, Response.origin, Response.language, Response.counts,
)  # fmt: skip


@dataclass(frozen=True)
class Weight:
    """One response as its page shows it: its number, its flags, and what is beside."""

    number: int
    flags: tuple[Flag, ...]
    beside: Sequence[tuple[int, UUID, Any]]  # others of its person, form or flags


def weight_of(response: Response) -> Weight:
    """Weigh one response within its survey, or within what it is linked to.

    In a very large survey only those of its code and its form are looked at, so that
    equal answers of others are told by the list of that rule alone.
    """
    call = response.survey.award.call
    query = select(func.count()).where(Response.survey_id == response.survey_id)
    mine = [Response.survey_id == response.survey_id]
    if (db.session.scalar(query) or 0) > IN_A_REQUEST:
        mine.append(_linked_to(response))
    sighted = seen_in(call, *mine)
    keys = {key: number for number, key in sighted.keys.items()}
    number = keys[response.id]
    found = tuple(f for f in weighing.flags(sighted.sittings) if f.sitting == number)
    near = {other for flag in found for other in weighing.named(flag)}
    near |= {s.id for s in sighted.sittings if _is_near(s, response)}
    beside = [
        (s.id, sighted.keys[s.id], s)
        for s in sighted.sittings
        if s.id in near - {number}
    ]
    return Weight(number, found, beside[:ON_A_PAGE])


def _linked_to(response: Response) -> Any:
    same = [Response.client_key == response.client_key]
    if response.code_hash:
        same.append(Response.code_hash == response.code_hash)
    return or_(*same)


def _is_near(sitting: Any, response: Response) -> bool:
    is_same = sitting.code_hash and sitting.code_hash == response.code_hash
    return bool(is_same) or sitting.client == response.client_key.hex


def flags_by_award(found: Weighed) -> dict[Rule, dict[str, int]]:
    """Turn the numbers of flags round: by rule, and then by award."""
    turned: defaultdict[Rule, dict[str, int]] = defaultdict(dict)
    for award, rules in found.by_award.items():
        for rule, number in rules.items():
            turned[rule][award] = number
    return dict(turned)
