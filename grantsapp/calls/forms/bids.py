"""What a manager may ask of the list of bids: it all stands in the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import SelectField, SelectMultipleField, ValidationError

from grantsapp import i18n
from grantsapp.accounts.models import KINDS
from grantsapp.calls import queries
from grantsapp.calls.models import Call, Stage
from grantsapp.calls.queries.asked import NOT_IN_LISTS
from grantsapp.calls.queries.bids import Wish
from grantsapp.calls.questions import Question
from grantsapp.forms import Form, LineField, MoneyField, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

ANY = "any"
COLUMNS: dict[str, Any] = {
    "group": _("Group"),
    "kind": _("Kind of group"),
    "borough": _("Based in"),
    "language": _("Language"),
    "theme": _("Theme"),
    "tier": _("Size of grant"),
    "amount": _("Asks for"),
    "stage": _("State"),
    "submitted": _("Handed in"),
    "first": _("First bid"),
}
USUAL = ("group", "theme", "language", "amount")
IN_FIGURES = {"amount"}
STAGES: dict[str, Any] = {
    Stage.SUBMITTED.value: _("Handed in"),
    Stage.WITHDRAWN.value: _("Withdrawn"),
    ANY: _("Handed in or withdrawn"),
}
OWN = "answer."  # before the code of a question that is a column
# What every bid is asked has a column of its own name.
FIRST_CODES = {"title", "tier", "amount", "theme"}


def _offered(_form: Any, field: Any) -> None:
    """Refuse what was not offered, in our words."""
    if field.data not in {value for value, *_ in field.iter_choices()}:
        raise ValidationError(gettext("Choose one of the answers shown."))


def _one_of(label: Any, default: str = "", **more: Any) -> SelectField:
    """One of the values that the list knows, or all of them."""
    return SelectField(
        label, [_offered], default=default, validate_choice=False, **more
    )


class BidsForm(Form):
    """Search, filters, order and columns of the list of bids."""

    search = LineField(_("Search in titles, groups and texts, in any script"))
    theme = _one_of(_("Theme"), default="")
    tier = _one_of(_("Size of grant"), default="")
    borough = _one_of(_("Based in"), default="")
    written_in = _one_of(_("Language"), default="")
    kind = _one_of(_("Kind of group"), default="")
    stage = _one_of(_("State"), "submitted", choices=lambda: choices(STAGES.items()))
    first = _one_of(_("First bid or not"), default="")
    least = MoneyField(_("Asks for at least"))
    most = MoneyField(_("Asks for at most"))
    sort = _one_of(_("Sorted by"), default="number")
    order = _one_of(_("Order"), default="up")
    columns = SelectMultipleField(
        _("Columns"),
        validate_choice=False,
        description=_("Number and project always stand first."),
    )

    def validate_most(self, field: Any) -> None:
        """Refuse a range that nothing lies in."""
        least = self.least.data
        if field.data is not None and least is not None and field.data < least:
            words = gettext("The most is less than the least. Change one of them.")
            raise ValidationError(words)

    @property
    def wish(self) -> Wish:
        """What the list should hold."""
        stage = "" if self.stage.data == ANY else self.stage.data
        return Wish(
            search=self.search.data or "",
            theme=self.theme.data,
            tier=self.tier.data,
            borough=self.borough.data,
            language=self.written_in.data,
            kind=self.kind.data,
            stage=stage,
            least=self.least.data,
            most=self.most.data,
            first_time={"first": True, "again": False}.get(self.first.data),
            sort=self.sort.data,
            is_descending=self.order.data == "down",
        )

    @property
    def shown(self) -> list[str]:
        """The columns to show, in the order of the list, whatever was asked for."""
        known = [value for value, *_ in self.columns.iter_choices()]
        chosen = [code for code in known if code in (self.columns.data or [])]
        return chosen or list(USUAL)

    @property
    def is_filtered(self) -> bool:
        """Say whether the list leaves anything out."""
        plain = Wish(sort=self.sort.data, is_descending=self.order.data == "down")
        return bool(self.errors) or self.wish != plain


def bids_form(
    call: Call,
    args: Any,
    asked: Mapping[str, Question],
    boroughs: list[str],
    names: Mapping[str, Mapping[str, str]],
) -> BidsForm:
    """Read an address; what it may say depends on the call."""
    form = BidsForm(args, meta={"csrf": False})
    every = [("", gettext("All"))]
    form.theme.choices = choices([*every, *names["theme"].items()])
    form.tier.choices = choices([*every, *names["tier"].items()])
    form.borough.choices = choices([*every, *((b, b) for b in boroughs)])
    tongues = _by_name((c, i18n.language_name(c)) for c in i18n.WRITTEN)
    form.written_in.choices = choices([*every, *tongues])
    form.kind.choices = choices([*every, *KINDS.items()])
    form.first.choices = choices(
        [*every, ("first", gettext("First bid")), ("again", gettext("Applied before"))]
    )
    form.sort.choices = choices((c, title_of(c, asked)) for c in queries.bids.SORTED_BY)
    form.order.choices = choices(
        [("up", gettext("Upwards")), ("down", gettext("Downwards"))]
    )
    form.columns.choices = choices((c, title_of(c, asked)) for c in columns_of(asked))
    for field in (form.least, form.most):
        field.in_currency(call.fund.currency)
    return form


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: i18n.fold(pair[1]))


def columns_of(asked: Mapping[str, Question]) -> list[str]:
    """List what can be a column: facts, and answers that are short."""
    own = [
        OWN + code
        for code, q in asked.items()
        if code not in FIRST_CODES and q.kind not in NOT_IN_LISTS
    ]
    return [*COLUMNS, *own]


def title_of(column: str, asked: Mapping[str, Question]) -> str:
    """Name a column in the reader's language."""
    if column.startswith(OWN):
        return i18n.Text(asked[column.removeprefix(OWN)].label).shown().text
    more = {"number": gettext("Number"), "project": gettext("Project")}
    return str(more.get(column) or COLUMNS[column])


def as_query(args: Any) -> dict[str, list[str]]:
    """Give what an address says, without what is empty or only of one visit."""
    kept = {
        name: [value for value in values if value.strip()]
        for name, values in args.lists()
        if name not in {"page", "language"}
    }
    return {name: values for name, values in kept.items() if values}
