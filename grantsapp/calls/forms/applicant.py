"""The sentences for what can be wrong with an answer, and fields for the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grantsapp import i18n
from grantsapp.calls.actions.applying import Clash
from grantsapp.calls.models import Application, Attachment
from grantsapp.calls.questions import Fault, Kind, Question, Reading, Section
from grantsapp.i18n import gettext as _


def sentence(question: Question, reading: Reading) -> str:
    """Put a fault into words, in the reader's language."""
    numbers = {k: _figure(question, v) for k, v in reading.numbers.items()}
    words = {
        Fault.MISSING: lambda: _missing(question),
        Fault.TOO_LONG: lambda: _(
            "This has %(now)s characters; %(most)s is the most.", **numbers
        ),
        Fault.TOO_MANY_WORDS: lambda: _(
            "This has %(now)s words; %(most)s is the most.", **numbers
        ),
        Fault.NOT_A_NUMBER: lambda: _("Write a whole number in figures, such as 40."),
        Fault.NOT_AN_AMOUNT: lambda: _("Write an amount in figures, such as 8,500."),
        Fault.NOT_A_DATE: lambda: _("Write a day, such as 2027-05-31."),
        Fault.NOT_AN_OPTION: lambda: _("Choose one of the answers shown."),
        Fault.BELOW: lambda: _("The least is %(least)s.", **numbers),
        Fault.ABOVE: lambda: _("The most is %(most)s.", **numbers),
    }
    return words[Fault(reading.fault)]() if reading.fault else ""


def _missing(question: Question) -> str:
    if question.kind in {Kind.ONE, Kind.SEVERAL, Kind.YES_NO}:
        return _("Choose an answer.")
    if question.kind is Kind.FILE:
        return _("Attach a file.")
    return _("Write an answer.")


def _figure(question: Question, value: Any) -> str:
    if question.kind is Kind.MONEY:
        return i18n.money(value, question.currency)
    return i18n.number(value)


@dataclass(frozen=True)
class Field:
    """One question as its page shows it, with what was typed and what is wrong."""

    question: Question
    label: i18n.Shown
    help: i18n.Shown
    raw: list[str]
    version: int
    reading: Reading
    fault: str
    theirs: str
    files: list[Attachment]

    @property
    def id(self) -> str:
        """The id of the control that an error summary links to."""
        several = self.question.kind in {Kind.ONE, Kind.SEVERAL, Kind.YES_NO}
        return f"{self.question.code}-0" if several else self.question.code

    @property
    def text(self) -> str:
        """What was typed in a field of one text."""
        return self.raw[0] if self.raw else ""

    @property
    def choices(self) -> list[tuple[str, i18n.Shown]]:
        """The answers to choose from."""
        if self.question.kind is Kind.YES_NO:
            tongue = i18n.language()
            yes, no = i18n.Shown(_("Yes"), tongue), i18n.Shown(_("No"), tongue)
            return [("yes", yes), ("no", no)]
        return [(o.code, i18n.Text(o.label).shown()) for o in self.question.options]


def fields(
    section: Section,
    application: Application,
    raw: dict[str, list[str]],
    readings: dict[str, Reading],
    *,
    mark_missing: bool,
    clashes: tuple[Clash, ...] = (),
) -> list[Field]:
    """Make the fields of a section; what is merely not written yet is no fault."""
    versions = {a.question: a.version for a in application.answers}
    clashing = {c.question: c for c in clashes}
    made = []
    for question in section.questions:
        reading, clash = readings[question.code], clashing.get(question.code)
        silent = reading.fault is Fault.MISSING and not mark_missing
        made.append(
            Field(
                question=question,
                label=i18n.Text(question.label).shown(),
                help=i18n.Text(question.help).shown(),
                raw=clash.mine if clash else raw.get(question.code, []),
                version=versions.get(question.code, 0),
                reading=reading,
                fault="" if silent else sentence(question, reading),
                theirs=shown_raw(question, clash.theirs.raw) if clash else "",
                files=[
                    a for a in application.attachments if a.question == question.code
                ],
            )
        )
    return made


def shown_raw(question: Question, raw: list[str]) -> str:
    """Show what somebody typed or chose, with labels for codes."""
    if question.kind in {Kind.ONE, Kind.SEVERAL}:
        return i18n.listed([str(i18n.Text(question.label_of(c))) for c in raw])
    return "\n".join(raw)


def shown(question: Question, reading: Reading) -> Any:
    """Show an answer's value as a reader meets it: text, figures, labels, days."""
    value = reading.value
    if value is None or value == []:
        return ""
    if question.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if question.kind is Kind.ONE:
        return str(i18n.Text(question.label_of(value)))
    if question.kind is Kind.SEVERAL:
        return i18n.listed([str(i18n.Text(question.label_of(c))) for c in value])
    return _figure_or_text(question, value)


def _figure_or_text(question: Question, value: Any) -> str:
    if question.kind in {Kind.MONEY, Kind.NUMBER}:
        return _figure(question, value)
    if question.kind is Kind.DATE:
        return i18n.day(date.fromisoformat(value))
    return str(value)
