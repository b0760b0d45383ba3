"""How a frozen form is kept in the database."""

from collections.abc import Iterable, Mapping
from typing import Any

from grantsapp.calls.questions.kinds import (
    Column,
    Condition,
    Form,
    Kind,
    Option,
    Question,
    Section,
)


def as_json(form: Form) -> dict[str, Any]:
    """Write a form for the database."""
    return {
        "sections": [
            {
                "code": s.code,
                "title": dict(s.title),
                "questions": [_question_json(q) for q in s.questions],
            }
            for s in form.sections
        ]
    }


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": str(question.kind),
        "label": dict(question.label),
        "help": dict(question.help),
        "required": question.required,
        "words": question.words,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "options": [{"code": o.code, "label": dict(o.label)} for o in question.options],
        "currency": question.currency,
        "ranges": {tier: list(bounds) for tier, bounds in question.ranges.items()},
        "columns": [_column_json(c) for c in question.columns],
        "condition": _condition_json(question.condition),
        "sensitive": question.sensitive,
    }


def _column_json(column: Column) -> dict[str, Any]:
    return {
        "code": column.code,
        "kind": str(column.kind),
        "label": dict(column.label),
        "required": column.required,
        "options": [{"code": o.code, "label": dict(o.label)} for o in column.options],
    }


def _condition_json(condition: Condition | None) -> dict[str, Any] | None:
    if condition is None:
        return None
    return {"question": condition.question, "answers": list(condition.answers)}


def from_json(definition: Mapping[str, Any]) -> Form:
    """Read a form from the database."""
    return Form(
        tuple(
            Section(s["code"], s["title"], tuple(map(_question, s["questions"])))
            for s in definition["sections"]
        )
    )


def _question(stored: Mapping[str, Any]) -> Question:
    """Read a question; one that was frozen before tables came has none of them."""
    read = {
        "kind": Kind(stored["kind"]),
        "options": _options(stored["options"]),
        "columns": tuple(map(column_of, stored.get("columns", ()))),
        "condition": condition_of(stored.get("condition")),
    }
    return Question(**{**stored, **read})


def column_of(stored: Mapping[str, Any]) -> Column:
    """Read a column of a table."""
    return Column(
        stored["code"],
        Kind(stored["kind"]),
        stored["label"],
        stored.get("required", True),
        _options(stored.get("options", ())),
    )


def condition_of(stored: Mapping[str, Any] | None) -> Condition | None:
    """Read a condition, if there is one."""
    return Condition(stored["question"], tuple(stored["answers"])) if stored else None


def _options(stored: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(o["code"], o["label"]) for o in stored)
