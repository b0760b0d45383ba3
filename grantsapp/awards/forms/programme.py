"""What the address of a programme page may ask for."""

from typing import Any

from wtforms import SelectField

from grantsapp.awards import programme
from grantsapp.awards.programme import ATTENTION, IN_ORDER, Wish
from grantsapp.awards.queries.programme import Programme
from grantsapp.awards.queries.wording import COLUMNS, HEALTH, STAGES, boroughs
from grantsapp.forms import Form, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

# What an address may say, beside its language.
FILTERS = ("stage", "theme", "tier", "borough", "source", "health", "sort", "order")
KEPT = {*FILTERS, "call"}


def _one_of(label: Any, default: str = "") -> SelectField:
    return SelectField(label, default=default)


class ProgrammeForm(Form):
    """Filters and order; anything that is not offered is as if it was not said."""

    stage = _one_of(_("Stage"))
    theme = _one_of(_("Theme"))
    tier = _one_of(_("Size of grant"))
    borough = _one_of(_("Based in"))
    source = _one_of(_("Source of money"))
    health = _one_of(_("Health"))
    sort = _one_of(_("Sorted by"), "number")
    order = _one_of(_("Order"), "up")

    @property
    def wish(self) -> Wish:
        """What the page should hold."""
        return Wish(
            stage=self.stage.data,
            theme=self.theme.data,
            tier=self.tier.data,
            borough=self.borough.data,
            source=self.source.data,
            health=self.health.data,
            sort=self.sort.data,
            is_descending=self.order.data == "down",
        )


def programme_form(found: Programme, args: Any) -> ProgrammeForm:
    """Read an address; what it may say depends on the fund."""
    form = ProgrammeForm(args, meta={"csrf": False})
    every = [("", gettext("All"))]
    form.stage.choices = choices(
        [*every, *((c, words) for c, (words, _tone) in STAGES.items())]
    )
    form.theme.choices = choices([*every, *found.themes.items()])
    form.tier.choices = choices([*every, *found.tiers.items()])
    form.borough.choices = choices([*every, *boroughs().items()])
    form.source.choices = choices([*every, *found.sources.items()])
    form.health.choices = choices(
        [
            *every,
            (ATTENTION, gettext("Something stands against it")),
            (IN_ORDER, gettext("In order")),
            *((c, words) for c, (words, _rule) in HEALTH.items()),
        ]
    )
    form.sort.choices = choices((c, COLUMNS[c]) for c in programme.SORTED_BY)
    form.order.choices = choices(
        [("up", gettext("Upwards")), ("down", gettext("Downwards"))]
    )
    for name in FILTERS:
        field: Any = form[name]
        if field.data not in {value for value, *_more in field.iter_choices()}:
            field.data = field.default
    return form


def as_query(args: Any) -> dict[str, str]:
    """Give what an address says, without what is empty or only of one visit."""
    return {n: v for n, v in args.items() if n in KEPT and v.strip()}
