"""What answers say in the words of a reader, for pages, documents and tables alike."""

from collections.abc import Callable
from datetime import date
from typing import Any

from grantsapp import i18n
from grantsapp.calls.questions import (
    Column,
    Form,
    Kind,
    Question,
    Reading,
    cells,
)
from grantsapp.i18n import gettext as _


def shown(question: Question, reading: Reading) -> Any:
    """Show an answer's value as a reader meets it: text, figures, labels, days."""
    value = reading.value
    if value is None or value == []:
        return ""
    if question.is_table:
        return "\n".join(_line(question, row) for row in value)
    return words_of(question, value)


def words_of(question: Question, value: Any, tongue: str | None = None) -> str:
    """Put the value of anything but a table into words; labels in a `tongue`."""
    if question.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if question.kind is Kind.DECLARATION:
        return _("Agreed")
    if question.kind is Kind.ONE:
        return i18n.Text(question.label_of(value)).shown(tongue).text
    if question.kind is Kind.SEVERAL:
        labels = [i18n.Text(question.label_of(c)).shown(tongue) for c in value]
        return i18n.listed([label.text for label in labels])
    if question.kind is Kind.MONEY:
        return i18n.money(value, question.currency)
    if question.kind is Kind.NUMBER:
        return i18n.number(value)
    if question.kind is Kind.DATE:
        return i18n.day(date.fromisoformat(value))
    return str(value)


def _line(question: Question, row: dict[str, Any]) -> str:
    """Show a line of a table with its labels: “Asked of us: £1,200”."""
    told = []
    for column in question.columns:
        value = row.get(column.code)
        if value is not None:
            words = words_of(alone(question, column), value)
            told.append(f"{i18n.Text(column.label)}: {words}")
    return " · ".join(told)


def alone(question: Question, column: Column) -> Question:
    """Make a question of one column of a table."""
    return Question(
        column.code,
        column.kind,
        column.label,
        required=column.required,
        options=column.options,
        currency=question.currency,
    )


def shown_raw(question: Question, raw: list[str]) -> str:
    """Show what somebody typed or chose, with labels for codes."""
    if question.is_table:
        return "\n".join(_typed_line(question, line) for line in raw)
    if question.kind in {Kind.ONE, Kind.SEVERAL}:
        return i18n.listed([label_of(question, code) for code in raw])
    if question.kind is Kind.YES_NO:
        words = {"yes": _("Yes"), "no": _("No")}
        return "".join(words.get(code, code) for code in raw)
    if question.kind is Kind.DECLARATION:
        return _("Agreed") if raw == ["yes"] else ""
    return "\n".join(raw)


def _typed_line(question: Question, line: str) -> str:
    typed = cells(line)
    told = (
        label_of(column, typed[column.code]) if column.options else typed[column.code]
        for column in question.columns
        if column.code in typed
    )
    return " · ".join(told)


def label_of(asked: Question | Column, code: str, tongue: str | None = None) -> str:
    """Give the label of an option; the code, where it is none."""
    found = next((o.label for o in asked.options if o.code == code), {})
    return i18n.Text(found).shown(tongue).text or code


def condition_in_words(
    question: Question,
    form: Form,
    tongue: str | None = None,
    named: Callable[[Question, str], str] = lambda _earlier, label: label,
) -> str:
    """Say for which earlier answer a question is asked; empty where it always is."""
    condition = question.condition
    earlier = form.question(condition.question) if condition else None
    if condition is None or earlier is None:
        return ""
    answers = [label_of(earlier, code, tongue) for code in condition.answers]
    if earlier.kind is Kind.YES_NO:
        words = {"yes": _("Yes"), "no": _("No")}
        answers = [words.get(code, code) for code in condition.answers]
    label = i18n.Text(earlier.label).shown(tongue).text
    return _(
        "Only if you answered %(answers)s to “%(question)s”",
        answers=i18n.listed(answers, "or"),
        question=named(earlier, label),
    )
