"""What a form is made of: kinds, questions, sections, readings and their faults."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What kind of answer a question wants."""

    SHORT = "short_text"
    LONG = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ONE = "one_of"
    SEVERAL = "several_of"
    YES_NO = "yes_no"
    EMAIL = "e_mail"
    PHONE = "phone"
    DECLARATION = "declaration"
    FILE = "file"
    BUDGET = "budget"
    OUTPUTS = "outputs"
    GROUP = "group"


TABLES = {Kind.BUDGET, Kind.OUTPUTS, Kind.GROUP}
CHOICES = {Kind.ONE, Kind.SEVERAL, Kind.YES_NO}
IN_A_CELL = (Kind.SHORT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.EMAIL, Kind.PHONE)


class Fault(StrEnum):
    """What can be wrong with an answer; the page has a sentence for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_MANY_WORDS = "too_many_words"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_DATE = "not_a_date"
    NOT_AN_OPTION = "not_an_option"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_PHONE = "not_a_phone"
    BELOW = "below"
    ABOVE = "above"
    IN_A_CELL = "in_a_cell"
    TOO_MANY_ROWS = "too_many_rows"
    TOTAL_DIFFERS = "total_differs"


@dataclass(frozen=True)
class Reading:
    """What an answer says: its value, or its fault with the numbers to explain it.

    An answer that was not asked for, since a condition is not met, is `skipped`.
    """

    value: Any = None
    fault: Fault | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)
    skipped: bool = False


@dataclass(frozen=True)
class Option:
    """One choice: a stable code, and its label per language."""

    code: str
    label: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """What stands in each line of a table."""

    code: str
    kind: Kind
    label: Mapping[str, Any]
    required: bool = True
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A question is asked only where an earlier one has one of these answers."""

    question: str
    answers: tuple[str, ...]

    def is_met(self, reading: Reading | None) -> bool:
        """Say whether the earlier answer is one of them."""
        if reading is None or reading.skipped or reading.value is None:
            return False
        value = reading.value
        if isinstance(value, bool):
            value = "yes" if value else "no"
        given = value if isinstance(value, list) else [value]
        return any(str(one) in self.answers for one in given)


@dataclass(frozen=True)
class Question:
    """One question of a frozen form. Texts are in the shape of `i18n.Text`."""

    code: str
    kind: Kind
    label: Mapping[str, Any]
    help: Mapping[str, Any] = field(default_factory=dict)
    required: bool = True
    words: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    currency: str = "GBP"
    # An amount's bounds by the code of the chosen tier, in minor units.
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    condition: Condition | None = None
    sensitive: bool = False

    def label_of(self, code: str) -> Mapping[str, Any]:
        """Give the label of an option by its code."""
        return next((o.label for o in self.options if o.code == code), {})

    @property
    def is_table(self) -> bool:
        """Say whether an answer has lines."""
        return self.kind in TABLES


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page."""

    code: str
    title: Mapping[str, Any]
    questions: tuple[Question, ...]

    def table(self, code: str) -> Question | None:
        """Find a question whose answer has lines."""
        return next((q for q in self.questions if q.code == code and q.is_table), None)


@dataclass(frozen=True)
class Form:
    """What a call asks, section by section."""

    sections: tuple[Section, ...]

    def section(self, code: str) -> Section | None:
        """Find a section."""
        return next((s for s in self.sections if s.code == code), None)

    def question(self, code: str) -> Question | None:
        """Find a question."""
        return next((q for q in self.questions if q.code == code), None)

    @property
    def questions(self) -> list[Question]:
        """All questions, in their order."""
        return [q for s in self.sections for q in s.questions]

    def only(self, codes: Collection[str]) -> "Form":
        """Keep some questions, and the earlier ones that their conditions hang on."""
        kept = set(codes)
        for question in reversed(self.questions):
            if question.code in kept and question.condition:
                kept.add(question.condition.question)
        return Form(
            tuple(
                replace(s, questions=tuple(q for q in s.questions if q.code in kept))
                for s in self.sections
            )
        )
