"""What managers may type about aims, money and the quiz before a form."""

from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError

from grantsapp import i18n
from grantsapp.calls import funding, quiz, theory
from grantsapp.calls.forms.staff import TextsForm, a_code, source_text
from grantsapp.calls.models import Aim, Call, Fund, FundingSource
from grantsapp.calls.models.aims import OUTCOMES, SOURCE_KINDS
from grantsapp.calls.queries import Money
from grantsapp.forms import (
    Form,
    LineField,
    MoneyField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST_AIM = 160  # characters; a box of the drawing holds no more


def short(_form: Any, field: Any) -> None:
    """Demand a text that a box of the drawing holds."""
    long = [c for c in field.data if len(field.data.plain(c)) > LONGEST_AIM]
    if long:
        words = gettext(
            "Write at most %(most)s characters in %(languages)s.",
            most=LONGEST_AIM,
            languages=i18n.listed([i18n.language_name(c) for c in long]),
        )
        raise ValidationError(words)


class AimForm(TextsForm):
    """An entry of a theory of change."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    words = TranslatedField(
        _("Text"),
        [source_text, short],
        rows=2,
        description=_("One short phrase: it stands in a box of the drawing."),
    )
    leads_to = SelectMultipleField(_("What does it lead to?"))
    themes = SelectMultipleField(_("Which themes does it serve?"))
    stands_at = SelectMultipleField(_("Which steps rest on it?"))

    @classmethod
    def of(
        cls, fund: Fund, kind: theory.Kind, aims: list[Aim], aim: Aim | None = None
    ) -> "AimForm":
        """Ask only what a kind has; the code of an entry that is there stays."""
        form = cls(obj=aim).in_languages(fund.languages)
        steps = {
            "leads_to": [
                (a.code, str(a.words)) for a in aims if a.kind is theory.next_kind(kind)
            ],
            "themes": [(t.code, str(t.name)) for t in fund.themes],
            "stands_at": _links(aims),
        }
        asked = {theory.Kind.ASSUMPTION: {"stands_at"}, theory.Kind.GOAL: set()}
        wanted = asked.get(kind, {"leads_to"})
        wanted = wanted | ({"themes"} if kind is theory.Kind.OUTCOME else set())
        for name, offered in steps.items():
            if name in wanted and offered:
                form[name].choices = choices(offered)
            else:
                del form[name]
        if aim is not None:
            del form["code"]
        return form


def _links(aims: list[Aim]) -> list[tuple[str, str]]:
    by_code = {a.code: a for a in aims}
    arrow = "←" if i18n.direction() == "rtl" else "→"
    pairs = theory.links([a.entry for a in aims])
    return [
        (theory.link(a, b), f"{by_code[a].words} {arrow} {by_code[b].words}")
        for a, b in pairs
    ]


class SourceForm(TextsForm):
    """Where money comes from."""

    is_matched = False  # by another source
    name = TranslatedField(_("Name of the source"), [source_text])
    kind = SelectField(
        _("What kind of money is it?"), choices=choices(SOURCE_KINDS.items())
    )
    amount = MoneyField(_("Amount"), [Needed(_("Write an amount above nothing."))])
    # Not "matches": a control of that name would hide the method of its form.
    matched = SelectField(
        _("Which source does it match?"),
        description=_("For a match only. Up to its amount, it pays as much as that."),
    )

    @classmethod
    def of(cls, fund: Fund, source: FundingSource | None = None) -> "SourceForm":
        """Offer the sources that can be matched."""
        matched = str(source.matches_id or "") if source else ""
        form = cls(obj=source, data={"matched": matched}).in_languages(fund.languages)
        form.amount.in_currency(fund.currency)
        others = [
            (str(s.id), str(s.name))
            for s in fund.sources
            if s is not source and s.kind is not funding.Kind.MATCH
        ]
        form.matched.choices = choices([("", gettext("No other source")), *others])
        ids = [s.matches_id for s in fund.sources]
        form.is_matched = source is not None and source.id in ids
        return form

    def validate_kind(self, field: Any) -> None:
        """A match matches money, not another match."""
        if self.is_matched and field.data == funding.Kind.MATCH:
            words = gettext("Another source matches this one. Change that one first.")
            raise ValidationError(words)

    def validate_matched(self, field: Any) -> None:
        """A match matches something."""
        if self.kind.data == funding.Kind.MATCH and not field.data:
            raise ValidationError(gettext("Choose the source that it matches."))

    def facts(self) -> dict[str, Any]:
        """Give the source as it was typed."""
        kind = funding.Kind(self.kind.data)
        matches = self.matched.data if kind is funding.Kind.MATCH else ""
        return {
            "name": self.name.data,
            "kind": kind,
            "amount": self.amount.data,
            "matches_id": UUID(matches) if matches else None,
        }


class PaymentsForm(Form):
    """Who pays a call: a field a source."""

    sources: tuple[FundingSource, ...] = ()

    @classmethod
    def of(cls, call: Call, money: Money, now: dict[UUID, int]) -> "PaymentsForm":
        """Make a form with a field for each source of the fund."""
        currency, sources = call.fund.currency, tuple(call.fund.sources)
        fields = {
            cls.name_of(s): MoneyField(
                str(s.name),
                description=gettext(
                    "Up to %(left)s.",
                    left=i18n.money(max(0, money.left(s) + now.get(s.id, 0)), currency),
                ),
            )
            for s in sources
        }
        stored = {cls.name_of(s): now.get(s.id) for s in sources}
        form = type("PaymentsForm", (cls,), fields)(data=stored)
        form.sources = sources
        for name in fields:
            field: Any = form[name]
            field.in_currency(currency)
        return form

    @staticmethod
    def name_of(source: FundingSource) -> str:
        """Name the field of a source."""
        return f"source_{source.id.hex}"

    def amounts(self) -> dict[UUID, int]:
        """Give what each source pays; nothing typed is nothing paid."""
        return {s.id: self[self.name_of(s)].data or 0 for s in self.sources}

    def tell(self, faults: dict[Any, str]) -> None:
        """Put faults at their fields; one of the whole stands at the first."""
        for key, sentence in faults.items():
            source = next((s for s in self.sources if s.id == key), self.sources[0])
            field = self[self.name_of(source)]
            field.errors = [*field.errors, sentence]


class QuizQuestionForm(TextsForm):
    """A question of the quiz."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    kind = SelectField(
        _("Kind of answer"),
        choices=choices(
            [
                (quiz.Kind.YES_NO, _("Yes or no")),
                (quiz.Kind.ONE, _("One of several answers")),
            ]
        ),
    )
    words = TranslatedField(_("Question"), [source_text], rows=2)


class QuizAnswerForm(TextsForm):
    """What an answer of the quiz means."""

    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    label = TranslatedField(_("Answer"), [source_text])
    outcome = RadioField(
        _("Who answers so ..."), choices=choices(OUTCOMES.items()), default="apply"
    )
    reason = TranslatedField(
        _("Reason"),
        rows=2,
        description=_("Shown with the result, unless they can simply apply."),
    )

    @classmethod
    def of(
        cls, question: Any, languages: list[str], answer: quiz.Answer | None = None
    ) -> "QuizAnswerForm":
        """Ask only what is not settled: yes and no have their words already."""
        stored: dict[str, Any] = {}
        if answer is not None:
            label, reason = i18n.Text(answer.label), i18n.Text(answer.reason)
            stored = {"label": label, "reason": reason, "outcome": answer.outcome}
        form = cls(data=stored).in_languages(languages)
        if answer is not None:
            del form["code"]
        if question.kind is quiz.Kind.YES_NO:
            del form["label"]
        return form

    def validate_reason(self, field: Any) -> None:
        """A no needs its reason."""
        if self.outcome.data != quiz.Outcome.APPLY:
            source_text(self, field)

    def answer(self, code: str) -> quiz.Answer:
        """Give the answer as it was typed."""
        return quiz.Answer(
            code=code,
            outcome=quiz.Outcome(self.outcome.data),
            label=dict(self.label.data) if "label" in self else {},
            reason=dict(self.reason.data),
        )
