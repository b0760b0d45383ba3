"""How answers are read: as typed, in the language they were typed in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import regex
from email_validator import EmailNotValidError, validate_email

from grantsapp import unseen
from grantsapp.calls.questions.kinds import (
    Column,
    Fault,
    Form,
    Kind,
    Question,
    Reading,
)
from grantsapp.calls.questions.words import word_count
from grantsapp.figures import Misread, ascii_digits, minor_units, whole

SHORT_LENGTH = 200
LONG_LENGTH = 20_000
MOST_ROWS = 40
_PHONE = regex.compile(r"\+?[0-9]{6,15}")
_BETWEEN = regex.compile(r"[\s().\-/\u2010-\u2015]")


def read(question: Question, raw: list[str], language: str) -> Reading:
    """Read an answer as typed; a missing one is a fault only where it is required."""
    typed = [text for text in raw if not unseen.is_blank(text)]
    if not typed:
        return Reading(None, Fault.MISSING if question.required else None)
    return _READERS[question.kind](question, typed, language)


def read_all(
    form: Form, raw: Mapping[str, list[str]], languages: Mapping[str, str]
) -> dict[str, Reading]:
    """Read every answer, and hold those against each other that must agree.

    The amount lies within the chosen tier, the budget adds up to the amount, and what
    a condition does not ask for is skipped.
    """
    found: dict[str, Reading] = {}
    for q in form.questions:
        if q.condition and not q.condition.is_met(found.get(q.condition.question)):
            found[q.code] = Reading(skipped=True)
            continue
        found[q.code] = read(q, raw.get(q.code, []), languages.get(q.code, "en"))
    for q in form.questions:
        if found[q.code].fault is None and found[q.code].value is not None:
            found[q.code] = _agreeing(q, found)
    return found


def _agreeing(question: Question, found: Mapping[str, Reading]) -> Reading:
    """Hold an answer without a fault against the others."""
    reading = found[question.code]
    tier = str(found["tier"].value) if "tier" in found else ""
    if tier in question.ranges:
        least, most = question.ranges[tier]
        bounded = replace(question, minimum=least, maximum=most)
        return _bounded(bounded, reading.value)
    asked = found["amount"].value if "amount" in found else None
    if question.kind is Kind.BUDGET and asked is not None:
        total = sum(row.get("amount") or 0 for row in reading.value)
        if total != asked:
            numbers = {"now": total, "asked": asked}
            return Reading(reading.value, Fault.TOTAL_DIFFERS, numbers)
    return reading


def _short(_question: Question, typed: list[str], _language: str) -> Reading:
    text = " ".join(unseen.one_line(typed[0]).split())
    if len(text) > SHORT_LENGTH:
        return Reading(text, Fault.TOO_LONG, {"most": SHORT_LENGTH, "now": len(text)})
    return Reading(text)


def _long(question: Question, typed: list[str], _language: str) -> Reading:
    text, count = typed[0].strip(), word_count(typed[0])
    if question.words and count > question.words:
        numbers = {"most": question.words, "now": count}
        return Reading(text, Fault.TOO_MANY_WORDS, numbers)
    if len(text) > LONG_LENGTH:
        return Reading(text, Fault.TOO_LONG, {"most": LONG_LENGTH, "now": len(text)})
    return Reading(text)


def _number(question: Question, typed: list[str], language: str) -> Reading:
    found = whole(typed[0], language)
    if found is None:
        return Reading(None, Fault.NOT_A_NUMBER)
    return _bounded(question, found)


def _money(question: Question, typed: list[str], language: str) -> Reading:
    found = minor_units(typed[0], question.currency, language)
    if isinstance(found, Misread):
        return Reading(None, Fault.NOT_AN_AMOUNT, {"misread": found})
    return _bounded(question, found)


def _bounded(question: Question, value: int) -> Reading:
    if question.minimum is not None and value < question.minimum:
        return Reading(value, Fault.BELOW, {"least": question.minimum})
    if question.maximum is not None and value > question.maximum:
        return Reading(value, Fault.ABOVE, {"most": question.maximum})
    return Reading(value)


def _date(_question: Question, typed: list[str], _language: str) -> Reading:
    try:
        found = date.fromisoformat(ascii_digits(unseen.bare(typed[0])))
        return Reading(found.isoformat())
    except ValueError:
        return Reading(None, Fault.NOT_A_DATE)


def _one(question: Question, typed: list[str], _language: str) -> Reading:
    if any(o.code == typed[0] for o in question.options):
        return Reading(typed[0])
    return Reading(None, Fault.NOT_AN_OPTION)


def _several(question: Question, typed: list[str], _language: str) -> Reading:
    known = [o.code for o in question.options]
    if any(code not in known for code in typed):
        return Reading(None, Fault.NOT_AN_OPTION)
    return Reading([code for code in known if code in typed])


def _yes_no(_question: Question, typed: list[str], _language: str) -> Reading:
    if typed[0] in {"yes", "no"}:
        return Reading(typed[0] == "yes")
    return Reading(None, Fault.NOT_AN_OPTION)


def _file(_question: Question, typed: list[str], _language: str) -> Reading:
    return Reading(typed)


def _email(_question: Question, typed: list[str], _language: str) -> Reading:
    try:
        found = validate_email(unseen.bare(typed[0]), check_deliverability=False)
    except EmailNotValidError:
        return Reading(None, Fault.NOT_AN_ADDRESS)
    return Reading(found.normalized.lower())


def _phone(_question: Question, typed: list[str], _language: str) -> Reading:
    figures = ascii_digits(unseen.bare(typed[0]))
    if not _PHONE.fullmatch(_BETWEEN.sub("", figures)):
        return Reading(None, Fault.NOT_A_PHONE)
    return Reading(" ".join(figures.split()))


def _declaration(_question: Question, typed: list[str], _language: str) -> Reading:
    return Reading(True) if typed[0] == "yes" else Reading(None, Fault.MISSING)


def _table(question: Question, typed: list[str], language: str) -> Reading:
    """Read each line, cell by cell; the first cell that is wrong is the fault."""
    if len(typed) > MOST_ROWS:
        numbers = {"now": len(typed), "most": MOST_ROWS}
        return Reading(None, Fault.TOO_MANY_ROWS, numbers)
    rows = []
    for number, line in enumerate(map(cells, typed), 1):
        row: dict[str, Any] = {}
        for column in question.columns:
            found = _cell(question, column, line.get(column.code, ""), language)
            if found.fault:
                where = {"row": number, "column": column.code}
                why = {"why": found.fault, "numbers": found.numbers}
                return Reading(None, Fault.IN_A_CELL, {**where, **why})
            row[column.code] = found.value
        rows.append(row)
    return Reading(rows)


def _cell(question: Question, column: Column, typed: str, language: str) -> Reading:
    least = 0 if column.kind in {Kind.NUMBER, Kind.MONEY} else None
    alone = Question(
        column.code,
        column.kind,
        column.label,
        required=column.required,
        minimum=least,
        options=column.options,
        currency=question.currency,
    )
    return read(alone, [typed], language)


def cells(line: str) -> dict[str, str]:
    """Take a line of a table apart: a text for each of its columns."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):  # it may have come back by a page's hand
        return {}
    texts = found.items() if isinstance(found, dict) else ()
    return {str(k): unseen.kept(v) for k, v in texts if isinstance(v, str)}


def line_of(texts: Mapping[str, str]) -> str:
    """Put a line of a table together, as it is kept."""
    return json.dumps(dict(texts), ensure_ascii=False)


_READERS: dict[Kind, Callable[[Question, list[str], str], Reading]] = {
    Kind.SHORT: _short,
    Kind.LONG: _long,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.YES_NO: _yes_no,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.DECLARATION: _declaration,
    Kind.FILE: _file,
    Kind.BUDGET: _table,
    Kind.OUTPUTS: _table,
    Kind.GROUP: _table,
}
