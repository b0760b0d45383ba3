"""What a member of the panel sees of a bid: one frozen view, made in one place.

It feeds pages, lists, sorting, search, exports, letters and files. No row of the
database reaches a page of the panel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
from grantsapp.review.queries.translated import (
    TITLE,
    InTongues,
    Known,
    Translation,
    chosen,
    in_table,
    translations_of,
)
from grantsapp.review.rules import read_by


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
    translation: Translation | None = None


@dataclass(frozen=True)
class BidView:
    """What a member of the panel sees of a bid, and nothing else.

    What the phase hides is empty: the organisation with where it is and what it says
    of itself, or the people with the ways to reach them. Where they do not read its
    language, a translation stands beside the original.
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
    reads_it: bool = True
    translation: Translation | None = None  # of the title
    sections: tuple[tuple[i18n.Shown, tuple[AnswerView, ...]], ...] = ()

    def file_name(self, key: UUID) -> str | None:
        """Give the name under which a file goes out; None where it is not shown."""
        every = (answer.files for _title, part in self.sections for answer in part)
        return next((name for files in every for k, name in files if k == key), None)


def bid_view(reading: Reading) -> BidView:
    """Make what this member may see of the bid: names until they are cleared."""
    bid, phase = reading.application, reading.phase
    known = translations_of([bid])
    outline = bid_outline(reading, known=known)
    if not may("read", reading):
        return outline
    sections = _section_views(bid, phase, _tongues(reading, known))
    more: dict[str, Any] = {"sections": tuple(sections)}
    if not phase.hides_organisation:
        more |= {"borough": bid.organisation.borough, "about": bid.organisation.about}
    return replace(outline, **more)


def bid_outline(reading: Reading, *, known: Known | None = None) -> BidView:
    """Make what a list shows of a bid, and a page before the member is cleared.

    A list reads the translations of all its bids at once, and gives them as `known`.
    """
    bid, phase = reading.application, reading.phase
    known = translations_of([bid]) if known is None else known
    tongues = _tongues(reading, known)
    outline: dict[str, Any] = {
        "key": bid.id,
        "reference": bid.reference,
        "title": bid.title,
        "language": bid.language,
        "call": bid.call.title.shown(),
        "is_withdrawn": bid.stage is Stage.WITHDRAWN,
        "reads_it": bid.language in read_by(reading.moderator.languages, bid.call),
        "translation": tongues.of(TITLE, bid.title),
    }
    group = bid.organisation
    if not phase.hides_organisation:
        outline |= {"organisation": group.name, "organisation_language": group.language}
    if not phase.hides_people:
        outline["people"] = tuple(m.person.called for m in group.memberships)
    return BidView(**outline)


@dataclass(frozen=True)
class _Tongues:
    """The translations of a bid, and the languages that its reader wants them in."""

    found: Mapping[str, InTongues]
    wanted: tuple[str, ...]

    def of(self, code: str, source: str) -> Translation | None:
        """Give the translation of a text."""
        return chosen(self.found.get(code, {}), self.wanted, source)

    def of_answer(
        self, question: Question, reading: questions.Reading, bid: Application
    ) -> Translation | None:
        """Give the translation of what was answered to a question."""
        if question.kind in _TYPED:
            return self.of(question.code, str(reading.value or ""))
        table = tabled(question, reading, [], bid.language) if self.found else None
        return in_table(question, table, self.found, self.wanted) if table else None


def _tongues(reading: Reading, known: Known) -> "_Tongues":
    """Say in which languages this reader wants a bid, beside its own."""
    bid = reading.application
    own = read_by(reading.moderator.languages, bid.call)
    wanted = (*own, *bid.call.languages) if bid.language in own else tuple(own)
    return _Tongues(known.get(bid.id, {}), wanted)


def _section_views(
    bid: Application, phase: Phase, tongues: _Tongues
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
                translation=tongues.of_answer(question, found[question.code], bid),
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
