"""Scores that were written down without a connection come back, row by row."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from grantsapp.access import why_not
from grantsapp.accounts.models import Person
from grantsapp.figures import ascii_digits
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import reviewing
from grantsapp.review.models import CONFIDENCE, Assignment, Criterion, Score

COMMENT, SURE = "+comment", "+confidence"  # no code of a criterion begins with a plus
CANNOT_JUDGE = "x"


class Row(NamedTuple):
    """A row of a sheet: where it stands, what it is about, what was filled in."""

    number: int
    key: str
    score: str
    reason: str


@dataclass(frozen=True)
class Change:
    """What a row would change in a review."""

    row: Row
    assignment: UUID
    code: str  # of the criterion, or one of the two with a plus
    old: tuple[str, str]  # score and reason
    new: tuple[str, str]


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken, and why not."""

    row: Row
    assignment: UUID | None
    why: str


class Refuse(Exception):
    """This row cannot be taken; the message says why."""


@dataclass(frozen=True)
class Looked:
    """What a sheet would change, and what of it cannot be taken."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]

    @property
    def torn(self) -> set[UUID]:
        """Name the reviews of which a row cannot be taken: they stay drafts."""
        return {r.assignment for r in self.refusals if r.assignment}

    @property
    def reviews(self) -> set[UUID]:
        """Name the reviews that it would change."""
        return {change.assignment for change in self.changes}


def key_of(assignment: Assignment, code: str) -> str:
    """Name a row: which review, at which of its saves, and what of it."""
    version = assignment.review.version if assignment.review else 0
    return f"{assignment.id} {version} {code}"


def look(rows: Iterable[Row], mine: Mapping[UUID, Assignment]) -> Looked:
    """Say what becomes of every row; stores nothing.

    A cell that was left empty changes nothing; a row that says what is there already
    is passed over.
    """
    changes: list[Change] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for row in rows:
        found: Assignment | None = None
        try:
            found, version, code = _about(row, mine)
            if (name := f"{found.id} {code}") in seen:
                raise Refuse(_("This is there twice. Keep one of the rows."))
            seen.add(name)
            change = _change(row, found, code)
            if change is not None:
                _take(found, version)
                changes.append(change)
        except Refuse as no:
            key = found.id if found else None
            refusals.append(Refusal(row, key, str(no)))
    return Looked(tuple(changes), tuple(refusals))


def _about(row: Row, mine: Mapping[UUID, Assignment]) -> tuple[Assignment, str, str]:
    """Find the review that a row is about."""
    try:
        key, version, code = row.key.split(" ")
        found = mine.get(UUID(key))
    except ValueError:
        words = _("We do not know the bid of this row: its last cell was changed.")
        raise Refuse(words) from None
    if found is None:
        raise Refuse(_("You are not asked to score this bid in this phase."))
    return found, version, code


def _take(found: Assignment, version: str) -> None:
    """Refuse what cannot be written now, or was written down on an older state."""
    no = why_not("write", found)
    if no is not None:
        closed = _("You are not asked to score this bid in this phase.")
        raise Refuse(str(no.sentence or closed))
    if version != str(found.review.version if found.review else 0):
        words = _("The review was changed after this sheet was made. Take a new one.")
        raise Refuse(words)


def _change(row: Row, found: Assignment, code: str) -> Change | None:
    """Say what a row changes, or nothing; raises Refuse where it cannot be read."""
    criterion = next((c for c in found.phase.criteria if c.code == code), None)
    if criterion is not None:
        old = _stands(queries.given_scores(found).get(criterion.id))
        new = (_on_scale(row.score, criterion) or old[0], row.reason or old[1])
    elif code == COMMENT:
        old = ("", found.review.comment if found.review else "")
        new = ("", row.reason or old[1])
    elif code == SURE and found.phase.asks_confidence:
        sure = found.review.confidence if found.review else None
        old = (str(sure or ""), "")
        new = (_sureness(row.score) or old[0], "")
    else:
        raise Refuse(_("We do not know the criterion of this row."))
    return Change(row, found.id, code, old, new) if new != old else None


def _stands(score: Score | None) -> tuple[str, str]:
    if score is None or not score.is_answered:
        return "", score.reason if score else ""
    return CANNOT_JUDGE if score.value is None else str(score.value), score.reason


def _on_scale(typed: str, criterion: Criterion) -> str:
    plain = ascii_digits(typed.strip()).lower()
    if plain in {"", CANNOT_JUDGE, *map(str, criterion.scale)}:
        return plain
    raise Refuse(
        _(
            "“%(typed)s” is off the scale: %(least)s to %(most)s, or x.",
            typed=typed[:40],
            least=criterion.minimum,
            most=criterion.maximum,
        )
    )


def _sureness(typed: str) -> str:
    plain = ascii_digits(typed.strip())
    if plain in {"", *map(str, CONFIDENCE)}:
        return plain
    raise Refuse(_("“%(typed)s” is no answer to how sure you are.", typed=typed[:40]))


def store(
    looked: Looked,
    mine: Mapping[UUID, Assignment],
    *,
    submit: Container[UUID],
    by: Person,
) -> tuple[int, int]:
    """Keep what was looked at as drafts, review by review; gives (kept, handed in).

    Of those to `submit`, the ones that are complete by it are handed in.
    """
    by_review: dict[UUID, list[Change]] = {}
    for change in looked.changes:
        by_review.setdefault(change.assignment, []).append(change)
    submitted = 0
    for key, changes in by_review.items():
        found = mine[key]
        _write(found, changes, by=by)
        if key in submit and not queries.lacking(found):
            reviewing.submit_review(found, by=by)
            submitted += 1
    return len(by_review), submitted


def _write(found: Assignment, changes: list[Change], *, by: Person) -> None:
    review = found.review
    comment = review.comment if review else ""
    sure = review.confidence if review else None
    keys = {c.code: c.id for c in found.phase.criteria}
    given: reviewing.Given = {}
    for change in changes:
        score, words = change.new
        if change.code == COMMENT:
            comment = words
        elif change.code == SURE:
            sure = int(score) if score else None
        else:
            value = int(score) if score.isdecimal() or score[:1] == "-" else None
            given[keys[change.code]] = (bool(score), value, words)
    reviewing.save_review(found, given, comment=comment, confidence=sure, by=by)
