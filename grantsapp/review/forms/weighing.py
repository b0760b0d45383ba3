"""What a manager wishes of the set of bids to fund."""

import re
from fractions import Fraction
from typing import Any

from wtforms import StringField, ValidationError

from grantsapp import i18n
from grantsapp.calls.models import Call
from grantsapp.figures import ascii_digits
from grantsapp.forms import Form, MoneyField, Needed, WholeField
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.portfolio.sums import Theme, Tier, Wish

MOST = 10_000
_SCORE = re.compile(r"\d{1,4}(?:\.\d{1,2})?")


class ScoreField(StringField):
    """A score, typed with a point or a comma."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else i18n.number(float(self.data))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the score exactly, or say what one looks like."""
        typed = ascii_digits((valuelist[0] if valuelist else "").strip())
        typed = typed.replace(",", ".").replace("٫", ".")
        self.data: Any = None
        if typed:
            if not _SCORE.fullmatch(typed):
                raise ValidationError(gettext("Write a score, such as 3.5."))
            self.data = Fraction(typed)


def _counted(_form: Any, field: Any) -> None:
    if field.data is not None and not 0 <= field.data <= MOST:
        raise ValidationError(gettext("Write a number from 0, or nothing."))


class WishForm(Form):
    """What holds for every call; tiers and themes are added by `wish_form`."""

    budget = MoneyField(
        _("Budget"),
        [Needed(_("Write how much there is to give."))],
        description=_("What nobody has decided on is proposed."),
    )
    per_organisation = WholeField(_("At most so many bids of one group"), [_counted])
    boroughs = WholeField(_("At least so many boroughs"), [_counted])
    least_score = ScoreField(
        _("Least mean"),
        description=_("A bid below it is not funded. It tempers many small bids."),
    )

    def validate_budget(self, field: Any) -> None:
        """Money is not less than nothing."""
        if field.data is not None and field.data < 0:
            raise ValidationError(gettext("Write an amount in figures, such as 8,500."))

    def wish(self) -> Wish:
        """Give what was typed as the search wants it."""
        tiers, themes = self._numbers("tier-"), self._numbers("theme-")
        return Wish(
            budget=self.budget.data,
            tiers={code: Tier(bids=most) for code, most in tiers.items()},
            themes={code: Theme(least=least) for code, least in themes.items()},
            boroughs=self.boroughs.data or 0,
            per_organisation=self.per_organisation.data,
            least_score=self.least_score.data,
        )

    def _numbers(self, start: str) -> dict[str, int]:
        return {
            field.name.removeprefix(start): field.data
            for field in self
            if field.name.startswith(start) and field.data is not None
        }


def wish_form(call: Call, names: dict[str, dict[str, str]], wish: Wish) -> WishForm:
    """Make the form of a call, which begins with a wish."""
    begun: dict[str, Any] = {
        "budget": wish.budget,
        "boroughs": wish.boroughs or None,
        "per_organisation": wish.per_organisation,
        "least_score": wish.least_score,
    }
    fields: dict[str, Any] = {}
    for code, name in names["tier"].items():
        label = gettext("At most so many bids of “%(name)s”", name=name)
        fields[f"tier-{code}"] = WholeField(label, [_counted])
        begun[f"tier-{code}"] = wish.tiers[code].bids if code in wish.tiers else None
    for code, name in names["theme"].items():
        label = gettext("At least so many bids of “%(name)s”", name=name)
        fields[f"theme-{code}"] = WholeField(label, [_counted])
        begun[f"theme-{code}"] = (
            wish.themes[code].least if code in wish.themes else None
        )
    form: WishForm = type("WishFormOfCall", (WishForm,), fields)(data=begun)
    form.budget.in_currency(call.fund.currency)
    return form
