"""What a member of the panel sees of a bid: one frozen view, made in one place.

It feeds pages, lists, sorting, search, exports, letters and files. No row of the
database reaches a page of the panel.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.calls import queries as calls
from grantsapp.calls import questions
from grantsapp.calls.models import Application, Stage
from grantsapp.calls.queries.tabling import Told, tabled
from grantsapp.calls.queries.wording import shown
from grantsapp.calls.questions import Kind, Question
from grantsapp.review.models import Phase, Reading


@dataclass(frozen=True)
class AnswerView:
    """One answer as a moderator reads it."""

    code: str
    label: i18n.Shown
    text: str
    language: str
    files: tuple[tuple[UUID, str], ...] = ()
    clarified: calls.Compared | None = None  # both versions, where the fund asked
    table: Told | None = None


@dataclass(frozen=True)
class BidView:
    """What a member of the panel sees of a bid, and nothing else.

    What the phase hides is empty: the organisation with where it is and what it says
    of itself, or the people with the ways to reach them.
    """

    key: UUID
    reference: str
    title: str
    language: str
    call: i18n.Shown
    organisation: str = ""
    organisation_language: str = ""
    people: tuple[str, ...] = ()
    borough: str = ""
    about: str = ""
    is_withdrawn: bool = False
    sections: tuple[tuple[i18n.Shown, tuple[AnswerView, ...]], ...] = ()

    def file_name(self, key: UUID) -> str | None:
        """Give the name under which a file goes out; None where it is not shown."""
        every = (answer.files for _title, part in self.sections for answer in part)
        return next((name for files in every for k, name in files if k == key), None)


def bid_view(reading: Reading) -> BidView:
    """Make what this member may see of the bid: names until they are cleared."""
    bid, phase = reading.application, reading.phase
    group = bid.organisation
    outline: dict[str, Any] = {
        "key": bid.id,
        "reference": bid.reference,
        "title": bid.title,
        "language": bid.language,
        "call": bid.call.title.shown(),
        "is_withdrawn": bid.stage is Stage.WITHDRAWN,
    }
    if not phase.hides_organisation:
        outline |= {"organisation": group.name, "organisation_language": group.language}
    if not phase.hides_people:
        outline["people"] = tuple(m.person.called for m in group.memberships)
    if not may("read", reading):
        return BidView(**outline)
    if not phase.hides_organisation:
        outline |= {"borough": group.borough, "about": group.about}
    return BidView(**outline, sections=tuple(_section_views(bid, phase)))


def _section_views(
    bid: Application, phase: Phase
) -> Iterable[tuple[i18n.Shown, tuple[AnswerView, ...]]]:
    found = calls.readings(bid)
    clarified = calls.clarified_answers(bid)
    for section in bid.form_version.form.sections:
        answers = tuple(
            AnswerView(
                code=question.code,
                label=i18n.Text(question.label).shown(),
                text=_text(question, found[question.code]),
                language=bid.language if question.kind in _TYPED else "",
                files=_files(bid, question, phase),
                clarified=clarified.get(question.code),
                table=tabled(question, found[question.code], [], bid.language),
            )
            for question in section.questions
            if not (found[question.code].skipped or _is_hidden(question, phase))
        )
        yield i18n.Text(section.title).shown(), answers


_TYPED = {Kind.SHORT, Kind.LONG}
_WAYS_TO_REACH = {Kind.EMAIL, Kind.PHONE}


def _is_hidden(question: Question, phase: Phase) -> bool:
    """Say whether no part of an answer is shown: sealed, or a hidden way to people."""
    kinds = {question.kind, *(column.kind for column in question.columns)}
    reaches = bool(_WAYS_TO_REACH & kinds)
    return question.sensitive or (phase.hides_people and reaches)


def _text(question: Question, reading: questions.Reading) -> str:
    return "" if question.kind is Kind.FILE else shown(question, reading)


def _files(
    bid: Application, question: Question, phase: Phase
) -> tuple[tuple[UUID, str], ...]:
    """Name the files of an answer; a name may tell what the phase hides."""
    kept = [a for a in bid.files if a.question == question.code]
    if not (phase.hides_organisation or phase.hides_people):
        return tuple((a.id, a.file.name) for a in kept)
    return tuple((a.id, nameless(n, a.file.name)) for n, a in enumerate(kept, 1))


def nameless(number: int, name: str) -> str:
    """Name a file by its number and kind alone."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return f"{number}.{ending}" if ending else str(number)
