"""The rules of a portfolio in words: what was wished, what is not kept, what it costs.

Sums are written here, once, for the page and for whoever reads it aloud.
"""

from fractions import Fraction

from grantsapp import i18n
from grantsapp.calls.models import Call, reference_of
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review.portfolio.optimum import Cost
from grantsapp.review.portfolio.sums import Broken, Code, Rule, Wish
from grantsapp.review.queries.weighing import Weighed

Names = dict[str, dict[str, str]]


class Namer:
    """Says the rules of one portfolio in the reader's language."""

    def __init__(self, call: Call, found: Weighed, names: Names) -> None:
        self.currency, self.wish, self.bids = call.fund.currency, found.wish, found.bids
        self.names = names
        self.reference = call.reference
        self.groups = self._groups(found)

    @staticmethod
    def _groups(found: Weighed) -> dict[str, str]:
        """Name groups by the keys that the rules know them by."""
        return {
            one.organisation: found.bids[one.key].organisation
            for one in found.candidates
            if one.organisation and one.key in found.bids
        }

    def bid(self, key: str) -> str:
        """Give the reference of a bid."""
        return reference_of(self.reference, int(key))

    def listed(self, keys: tuple[str, ...]) -> str:
        """Name several bids."""
        return i18n.listed([self.bid(key) for key in keys])

    def _name(self, sort: str, code: str) -> str:
        return self.names[sort].get(code, code)

    def rule(self, rule: Rule) -> str:
        """Say a rule."""
        wish: Wish = self.wish
        if rule.code is Code.TIER_BIDS:
            most = wish.tiers[rule.of].bids or 0
            name = self._name("tier", rule.of)
            return _("At most %(most)s bids of “%(name)s”", most=most, name=name)
        if rule.code is Code.THEME_LEAST:
            least, name = wish.themes[rule.of].least, self._name("theme", rule.of)
            return _("At least %(least)s bids of “%(name)s”", least=least, name=name)
        if rule.code is Code.BOROUGHS:
            return _("At least %(least)s boroughs", least=wish.boroughs)
        if rule.code is Code.ORGANISATION:
            return _(
                "At most %(most)s bids of one group", most=wish.per_organisation or 0
            )
        if rule.code is Code.LEAST_SCORE:
            least = self.score(wish.least_score or 0)
            return _("No bid with a mean below %(least)s", least=least)
        return str(rule.code)

    def broken(self, one: Broken) -> str:
        """Say what a set does not keep."""
        found, bound = int(one.found), int(one.bound)
        if one.code is Code.BUDGET:
            return _(
                "It costs %(found)s. There is %(bound)s.",
                found=i18n.money(found, self.currency),
                bound=i18n.money(bound, self.currency),
            )
        if one.code is Code.LEAST_SCORE:
            return _(
                "%(bid)s has a mean of %(found)s, below %(bound)s.",
                bid=self.bid(one.of),
                found=self.score(one.found),
                bound=self.score(one.bound),
            )
        return self._counted(one, found, bound)

    def _counted(self, one: Broken, found: int, bound: int) -> str:
        if one.code is Code.TIER_BIDS:
            name = self._name("tier", one.of)
            words = _("“%(name)s”: %(found)s bids, at most %(bound)s were wished.")
        elif one.code is Code.THEME_LEAST:
            name = self._name("theme", one.of)
            words = _("“%(name)s”: %(found)s bids, at least %(bound)s were wished.")
        elif one.code is Code.ORGANISATION:
            name = self.groups.get(one.of, "")
            words = _("“%(name)s”: %(found)s bids, at most %(bound)s were wished.")
        else:
            return _(
                "%(found)s boroughs, at least %(bound)s were wished.",
                found=found,
                bound=bound,
            )
        return words % {"name": name, "found": found, "bound": bound}

    def cost(self, cost: Cost) -> str:
        """Say by how much a rule lowers the total."""
        if not cost.points:
            if cost.at_most:
                most = self.score(cost.at_most)
                return _("Nothing was found; at most %(points)s points.", points=most)
            return _("Nothing")
        return _("%(points)s points", points=self.score(cost.points))

    @staticmethod
    def score(value: Fraction | int) -> str:
        """Write points with two decimals."""
        return i18n.number(float(value), 2)

    @staticmethod
    def bids_in_words(count: int) -> str:
        """Say how many bids."""
        return ngettext("One bid", "%(num)d bids", count)
