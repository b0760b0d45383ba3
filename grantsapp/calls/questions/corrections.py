"""What differs between two versions of a form, change by change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grantsapp.calls.questions.kinds import Form, Option, Question, Section


class What(StrEnum):
    """What a correction changed."""

    SECTION = "section"
    ADDED = "added"
    REMOVED = "removed"
    WORDING = "wording"
    HELP = "help"
    REQUIRED = "required"
    OPTIONAL = "optional"
    LIMIT = "limit"
    ANSWER_ADDED = "answer_added"
    ANSWER_REMOVED = "answer_removed"
    ANSWER_WORDING = "answer_wording"
    CONDITION = "condition"
    COLUMNS = "columns"
    ORDER = "order"


@dataclass(frozen=True)
class Change:
    """One change; `before` and `after` are texts, options or limits."""

    what: What
    section: str  # its code
    question: Question | None = None
    before: Any = None
    after: Any = None


def changes(before: Form, after: Form) -> list[Change]:
    """List what another version of a form changes, in the order of the new one."""
    found = [
        Change(What.REMOVED, part.code, question)
        for part in before.sections
        for question in part.questions
        if after.question(question.code) is None
    ]
    for part in after.sections:
        found += _in_section(part, before)
    return found


def unlike(before: Form, after: Form) -> list[str]:
    """List the codes whose answers another version could not read or keep as they are.

    A question keeps its kind, and whether its answer is sealed.
    """
    pairs = ((q, after.question(q.code)) for q in before.questions)
    return [
        old.code
        for old, new in pairs
        if new and (old.kind, old.sensitive) != (new.kind, new.sensitive)
    ]


def loose(form: Form) -> list[Question]:
    """List the questions that hang on an answer which none before them offers."""
    found, before = [], {}
    for question in form.questions:
        asked = question.condition
        if asked and not set(asked.answers) & before.get(asked.question, set()):
            found.append(question)
        codes = {option.code for option in question.options}
        before[question.code] = codes or {"yes", "no"}
    return found


def _in_section(part: Section, before: Form) -> Iterator[Change]:
    was = before.section(part.code)
    if was and plain(was.title) != plain(part.title):
        yield Change(What.SECTION, part.code, before=was.title, after=part.title)
    for question in part.questions:
        old = before.question(question.code)
        if old is None:
            yield Change(What.ADDED, part.code, question)
        else:
            for change in _in_question(old, question):
                yield Change(change[0], part.code, question, *change[1:])
    if was and _common(was, part) != _common(part, was):
        yield Change(What.ORDER, part.code)


def _common(one: Section, other: Section) -> list[str]:
    known = {q.code for q in other.questions}
    return [q.code for q in one.questions if q.code in known]


def _in_question(old: Question, new: Question) -> Iterator[tuple[Any, ...]]:
    if plain(old.label) != plain(new.label):
        yield What.WORDING, old.label, new.label
    if plain(old.help) != plain(new.help):
        yield What.HELP, old.help, new.help
    if old.required != new.required:
        yield (What.REQUIRED if new.required else What.OPTIONAL,)
    if old.words != new.words:
        yield What.LIMIT, old.words, new.words
    if old.condition != new.condition:
        yield (What.CONDITION,)
    if list(map(_column, old.columns)) != list(map(_column, new.columns)):
        yield (What.COLUMNS,)
    yield from _in_answers(_labels(old.options), _labels(new.options))


def _in_answers(
    old: dict[str, Option], new: dict[str, Option]
) -> Iterator[tuple[Any, ...]]:
    for code, option in old.items():
        if code not in new:
            yield What.ANSWER_REMOVED, option.label, None
    for code, option in new.items():
        if code not in old:
            yield What.ANSWER_ADDED, None, option.label
        elif plain(old[code].label) != plain(option.label):
            yield What.ANSWER_WORDING, old[code].label, option.label


def _labels(options: tuple[Option, ...]) -> dict[str, Option]:
    return {option.code: option for option in options}


def _column(column: Any) -> tuple[Any, ...]:
    return column.code, column.kind, column.required, plain(column.label)


def plain(text: Mapping[str, Any]) -> dict[str, str]:
    """Take the words alone of a text: not by whom, and when, they were written."""
    words = {code: entry["text"] for code, entry in text.items()}
    return {code: said for code, said in words.items() if said}
