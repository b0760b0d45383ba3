"""The sentences for what can be wrong with an answer, and fields for the page."""

from dataclasses import dataclass
from typing import Any

from grantsapp import i18n
from grantsapp.calls.actions.applying import Clash
from grantsapp.calls.models import Application, Attachment
from grantsapp.calls.queries.tabling import tabled
from grantsapp.calls.queries.wording import condition_in_words, shown, shown_raw
from grantsapp.calls.questions import (
    Fault,
    Kind,
    Question,
    Reading,
    Section,
    cells,
    line_of,
)
from grantsapp.forms import misread
from grantsapp.i18n import gettext as _


def sentence(question: Question, reading: Reading) -> str:
    """Put a fault into words, in the reader's language."""
    plain = {k: v for k, v in reading.numbers.items() if isinstance(v, int)}
    numbers = {k: _figure(question, v) for k, v in plain.items()}
    words = {
        Fault.MISSING: lambda: _missing(question),
        Fault.TOO_LONG: lambda: _(
            "This has %(now)s characters; %(most)s is the most.", **numbers
        ),
        Fault.TOO_MANY_WORDS: lambda: _(
            "This has %(now)s words; %(most)s is the most.", **numbers
        ),
        Fault.NOT_A_NUMBER: lambda: _("Write a whole number in figures, such as 40."),
        Fault.NOT_AN_AMOUNT: lambda: misread(
            reading.numbers.get("misread"), question.currency
        ),
        Fault.NOT_A_DATE: lambda: _("Write a day, such as 2027-05-31."),
        Fault.NOT_AN_OPTION: lambda: _("Choose one of the answers shown."),
        Fault.NOT_AN_ADDRESS: lambda: _(
            "Write an e-mail address such as name@example.org."
        ),
        Fault.NOT_A_PHONE: lambda: _(
            "Write a telephone number, such as 020 7946 0000."
        ),
        Fault.IN_A_CELL: lambda: _in_a_cell(question, reading),
        Fault.TOO_MANY_ROWS: lambda: _(
            "This has %(now)s lines; %(most)s is the most.", **numbers
        ),
        Fault.TOTAL_DIFFERS: lambda: _(
            "The lines add up to %(now)s, but you ask for %(asked)s.", **numbers
        ),
        Fault.BELOW: lambda: _("The least is %(least)s.", **numbers),
        Fault.ABOVE: lambda: _("The most is %(most)s.", **numbers),
    }
    return words[Fault(reading.fault)]() if reading.fault else ""


def _in_a_cell(question: Question, reading: Reading) -> str:
    """Say which line of a table is wrong, in which column, and why."""
    told = reading.numbers
    column = next(c for c in question.columns if c.code == told["column"])
    alone = Question(column.code, column.kind, column.label, currency=question.currency)
    return _(
        "Line %(line)s, “%(column)s”: %(why)s",
        line=i18n.number(told["row"]),
        column=str(i18n.Text(column.label)),
        why=sentence(alone, Reading(None, told["why"], told["numbers"])),
    )


def _missing(question: Question) -> str:
    if question.kind is Kind.DECLARATION:
        return _("Tick this to go on.")
    if question.kind in {Kind.ONE, Kind.SEVERAL, Kind.YES_NO}:
        return _("Choose an answer.")
    if question.kind is Kind.FILE:
        return _("Attach a file.")
    return _("Write an answer.")


def _figure(question: Question, value: Any) -> str:
    if question.kind in {Kind.MONEY, Kind.BUDGET}:
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
    condition: str = ""

    @property
    def id(self) -> str:
        """The id of the control that an error summary links to."""
        several = self.question.kind in {Kind.ONE, Kind.SEVERAL, Kind.YES_NO}
        return f"{self.question.code}-0" if several else self.question.code

    @property
    def lines(self) -> list[dict[str, str]]:
        """What was typed in the lines of a table."""
        return [cells(line) for line in self.raw]

    @property
    def total(self) -> str:
        """What a budget adds up to, as far as its lines can be read."""
        if self.question.kind is not Kind.BUDGET or not self.reading.value:
            return ""
        amount = sum(row.get("amount") or 0 for row in self.reading.value)
        return i18n.money(amount, self.question.currency)

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
                theirs=shown_raw(question, clash.theirs.typed) if clash else "",
                files=[
                    a for a in application.attachments if a.question == question.code
                ],
                condition=condition_in_words(question, application.form_version.form),
            )
        )
    return made


def typed_in(question: Question, form: Any) -> list[str]:
    """Take what a page sent for a question: a text each, or a line each of a table."""
    if not question.is_table:
        values = (v.replace("\r\n", "\n") for v in form.getlist(question.code))
        return [v for v in values if v.strip()]
    found: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        code, number, column = [*name.split("."), "", ""][:3]
        known = any(c.code == column for c in question.columns)
        if code == question.code and known and number.isdecimal() and value.strip():
            found.setdefault(int(number[:4]), {})[column] = value.strip()
    if not found:  # what comes back from a rescue has whole lines
        return [line for line in form.getlist(question.code) if cells(line)]
    return [line_of(found[number]) for number in sorted(found)]


# What the page of an answer calls.
TELLING: dict[str, Any] = {"shown": shown, "tabled": tabled, "sentence": sentence}
