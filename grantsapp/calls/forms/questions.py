"""What fund managers may type about the questions of a call."""

from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from grantsapp import i18n
from grantsapp.calls.forms.staff import (
    CODE,
    FIRST_CODES,
    TextsForm,
    a_code,
    source_text,
)
from grantsapp.calls.questions import IN_A_CELL, Kind
from grantsapp.calls.questions import Question as AskedBefore
from grantsapp.forms import LineField, TranslatedField, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

KINDS = {
    Kind.LONG: _("Long text"),
    Kind.SHORT: _("Short text"),
    Kind.NUMBER: _("Whole number"),
    Kind.MONEY: _("Amount of money"),
    Kind.DATE: _("Date"),
    Kind.ONE: _("One of several answers"),
    Kind.SEVERAL: _("Any of several answers"),
    Kind.YES_NO: _("Yes or no"),
    Kind.EMAIL: _("E-mail address"),
    Kind.PHONE: _("Telephone number"),
    Kind.DECLARATION: _("Declaration to tick"),
    Kind.FILE: _("File"),
    Kind.BUDGET: _("Budget: lines that add up to the amount"),
    Kind.OUTPUTS: _("Planned outputs, to be reported on"),
    Kind.GROUP: _("Several lines of your own columns"),
}


class QuestionForm(TextsForm):
    """A question."""

    earlier: dict[str, list[str]] = {}  # noqa: RUF012 - set anew for each form
    asked_before: AskedBefore | None = None  # as people answer it now

    section = SelectField(_("Section"))
    code = LineField(
        _("Code"),
        [a_code],
        description=_("Answers are stored and exported under it; it never changes."),
    )
    kind = SelectField(_("Kind of answer"), choices=choices(KINDS.items()))
    label = TranslatedField(_("Question"), [source_text])
    help = TranslatedField(_("Help below the question"), rows=2)
    is_required = BooleanField(_("An answer is required"), default=True)
    words = IntegerField(
        _("Word limit"),
        [Optional(), NumberRange(1, 5000)],
        description=_("For long text only."),
    )
    options = TextAreaField(
        _("Answers to choose from"),
        description=_(
            "For choices only. One a line: code | text in the first language | "
            "text in the second, in the order of the languages of the call."
        ),
    )

    columns = TextAreaField(
        _("Columns of each line"),
        description=_(
            "For lines of your own only. One a line: code | kind | text in the first "
            "language | text in the second. Kinds: %(kinds)s.",
            kinds=", ".join(IN_A_CELL),
        ),
    )
    asked_if = SelectField(
        _("Ask only if"),
        choices=[],
        validate_choice=False,
        description=_("An earlier question with a choice; empty asks everybody."),
    )
    answers = LineField(
        _("was answered with"),
        description=_("The codes of one or more answers, parted by spaces: yes no"),
    )
    is_sensitive = BooleanField(
        _("The answer is sensitive: encrypted, and in no list, search or table")
    )

    def validate_columns(self, field: Any) -> None:
        """Lines need a column at least, each with a code, a kind and a text."""
        if self.kind.data != Kind.GROUP:
            return
        lines = option_lines(field.data)
        if not lines:
            raise ValidationError(gettext("Write at least one column, one a line."))
        codes = [line[0] for line in lines]
        whole = all(len(line) > 2 and line[2] for line in lines)  # noqa: PLR2004
        if (
            not whole
            or len(set(codes)) < len(codes)
            or not all(map(CODE.fullmatch, codes))
        ):
            words = gettext("Each line is: code | kind | text. Codes differ.")
            raise ValidationError(words)
        if any(line[1] not in IN_A_CELL for line in lines):
            kinds = ", ".join(IN_A_CELL)
            raise ValidationError(gettext("Kinds are: %(kinds)s.", kinds=kinds))

    def validate_answers(self, field: Any) -> None:
        """A condition names answers that the earlier question has."""
        known = self.earlier.get(str(self.asked_if.data or ""))
        typed = str(field.data or "").split()
        if known is not None and not (typed and set(typed) <= set(known)):
            codes = ", ".join(known)
            raise ValidationError(gettext("Choose from: %(codes)s.", codes=codes))

    def offer_earlier(self, questions: dict[str, list[str]]) -> None:
        """Offer the questions on whose answers this one may hang."""
        self.earlier = questions
        pairs = [("", gettext("Ask everybody")), *((c, c) for c in questions)]
        self.asked_if.choices = choices(pairs)

    def validate_code(self, field: Any) -> None:
        """Four codes are taken: every bid is asked them."""
        if field.data in FIRST_CODES:
            raise ValidationError(gettext("Every bid is asked this already."))
        if self.asked_before and field.data != self.asked_before.code:
            raise ValidationError(_stays())

    def validate_kind(self, field: Any) -> None:
        """What people answer already keeps its kind."""
        if self.asked_before and field.data != self.asked_before.kind:
            raise ValidationError(_stays())

    def validate_is_sensitive(self, field: Any) -> None:
        """What was kept openly is not sealed later, nor the other way round."""
        if self.asked_before and field.data != self.asked_before.sensitive:
            raise ValidationError(_stays())

    def validate_options(self, field: Any) -> None:
        """A choice needs two answers at least, each with a code."""
        if self.kind.data not in {Kind.ONE, Kind.SEVERAL}:
            return
        lines = option_lines(field.data)
        codes = [line[0] for line in lines]
        if len(lines) < 2:  # noqa: PLR2004
            raise ValidationError(gettext("Write at least two answers, one a line."))
        if len(set(codes)) < len(codes) or not all(map(CODE.fullmatch, codes)):
            words = gettext("Each line begins with a code of its own, then | and text.")
            raise ValidationError(words)
        if any(len(line) < 2 or not line[1] for line in lines):  # noqa: PLR2004
            raise ValidationError(gettext("Each answer needs a text after its code."))


def _stays() -> str:
    return gettext(
        "People answer this question already, so this stays as it is. Remove the "
        "question and add another one instead."
    )


def option_lines(typed: str | None) -> list[list[str]]:
    """Read the lines of a choice: code, then a text per language."""
    lines = (line for line in (typed or "").splitlines() if line.strip())
    return [[part.strip() for part in line.split("|")] for line in lines]


def options_from(typed: str | None, languages: list[str]) -> list[dict[str, Any]]:
    """Make the options of a question."""
    made = []
    for code, *texts in option_lines(typed):
        label = i18n.Text()
        for tongue, text in zip(languages, texts, strict=False):
            label = label.with_text(tongue, text)
        made.append({"code": code, "label": dict(label)})
    return made


def columns_from(typed: str | None, languages: list[str]) -> list[dict[str, Any]]:
    """Make the columns of a question with lines; the first one must be filled in."""
    made = []
    for code, kind, *texts in option_lines(typed):
        label = i18n.Text()
        for tongue, text in zip(languages, texts, strict=False):
            label = label.with_text(tongue, text)
        facts = {"code": code, "kind": kind, "label": dict(label)}
        made.append({**facts, "required": not made})
    return made


def columns_as_typed(columns: list[dict[str, Any]], languages: list[str]) -> str:
    """Write the columns of a question as the lines that make them."""
    rows = (
        [c["code"], c["kind"], *(i18n.Text(c["label"]).plain(t) for t in languages)]
        for c in columns
    )
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)


def options_as_typed(options: list[dict[str, Any]], languages: list[str]) -> str:
    """Write the options of a question as the lines that make them."""
    rows = (
        [o["code"], *(i18n.Text(o["label"]).plain(c) for c in languages)]
        for o in options
    )
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)
