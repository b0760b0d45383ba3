"""What fund managers may type about the questions of a call."""

from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from grantsapp.calls.forms.lines import LinesField
from grantsapp.calls.forms.staff import (
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
    options = LinesField(
        _("Answers to choose from"),
        least=2,
        description=_(
            "For choices only. A code stays for good; where there is none, we make it."
        ),
    )
    columns = LinesField(
        _("Columns of each line"),
        kinds=[(kind, KINDS[kind]) for kind in IN_A_CELL],
        description=_("For lines of your own columns only."),
    )
    hangs_on = SelectMultipleField(
        _("Ask only those who answered"),
        choices=[],
        description=_("Answers to one earlier question. Without any, all are asked."),
    )
    is_sensitive = BooleanField(
        _("The answer is sensitive: encrypted, and in no list, search or table")
    )

    def in_languages(self, languages: list[str]) -> Any:
        """Ask for every text in these languages, the source first."""
        self.options.in_languages(languages)
        self.columns.in_languages(languages)
        return super().in_languages(languages)

    def offer_earlier(self, pairs: list[tuple[str, str]]) -> None:
        """Offer the answers on which this question may hang."""
        self.hangs_on.choices = choices(pairs)
        if not pairs:
            del self.hangs_on

    def validate_hangs_on(self, field: Any) -> None:
        """A condition is about one question."""
        if len({value.partition("=")[0] for value in field.data or ()}) > 1:
            raise ValidationError(gettext("Choose answers of one question only."))

    @property
    def condition(self) -> dict[str, Any] | None:
        """What was chosen, as a question keeps it."""
        chosen = [one.partition("=") for one in self.data.get("hangs_on") or ()]
        if not chosen:
            return None
        return {"question": chosen[0][0], "answers": [code for _q, _is, code in chosen]}

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
        if self.kind.data in {Kind.ONE, Kind.SEVERAL}:
            field.check()

    def validate_columns(self, field: Any) -> None:
        """Lines need a column at least, each with a kind."""
        if self.kind.data != Kind.GROUP:
            return
        field.check()
        if any(line["kind"] not in IN_A_CELL for line in field.data):
            raise ValidationError(gettext("Choose a kind for each column."))


def _stays() -> str:
    return gettext(
        "People answer this question already, so this stays as it is. Remove the "
        "question and add another one instead."
    )
