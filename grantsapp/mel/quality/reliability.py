"""How an instrument holds together: alpha, and each item against the rest.

Over the people who answered every item, after reversal. Sums are whole numbers, so
that "no spread" is exact. What cannot be said is None with a reason, never a NaN.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import atanh, sqrt
from operator import mul

from grantsapp.mel.instruments import Instrument, Item, keyed
from grantsapp.mel.quality.seen import IN_TIME, Part, Seen, Shelf

LEAST = 3  # complete answers for an alpha or a correlation
LEAST_TO_WARN = 10  # with fewer, one person can turn a correlation round
LEAST_TO_SHOW = 10  # complete answers, to those who may not see a person's
LEVEL = 0.95

Row = Sequence[int]
Group = tuple[str, int, str, str]  # instrument, version, moment, subscale


class Reason(StrEnum):
    """Why a number cannot be said."""

    FEW_PEOPLE = "few_people"
    ONE_ITEM = "one_item"
    NO_SPREAD = "no_spread"


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with Feldt's interval, or the reason why there is none."""

    n: int
    items: int
    value: float | None = None
    interval: tuple[float, float] | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class ItemRest:
    """An item's correlation with the sum of the others; `se` is that of Fisher's z."""

    item: str
    n: int
    r: float | None = None
    se: float | None = None
    reason: Reason | None = None

    @property
    def is_backward(self) -> bool:
        """Say whether it runs against the others by more than one standard error.

        That is how a reverse flag that was left out, or is one too many, shows.
        """
        if self.r is None or self.se is None or self.n < LEAST_TO_WARN:
            return False
        return self.r <= -1 or atanh(min(self.r, 0)) < -self.se


@dataclass(frozen=True)
class Reliability:
    """How an instrument held together at a moment, in one language or (None) in all."""

    instrument: str
    version: int
    moment: str
    language: str | None
    incomplete: int  # people who answered some of the items, and are left out here
    alpha: Alpha
    rest: tuple[ItemRest, ...]
    subscale: str = ""  # empty for all items together

    @property
    def backward(self) -> tuple[str, ...]:
        """List the items whose reverse flag is to be looked at."""
        return tuple(item.item for item in self.rest if item.is_backward)


def alpha(rows: Sequence[Row], items: int) -> Alpha:
    """Work out alpha over complete rows of answers, reversed where the item is."""
    n = len(rows)
    if n < LEAST:
        return Alpha(n, items, reason=Reason.FEW_PEOPLE)
    if items < 2:  # noqa: PLR2004
        return Alpha(n, items, reason=Reason.ONE_ITEM)
    totals = [sum(row) for row in rows]
    whole = _joint(totals, totals)
    if not whole:
        return Alpha(n, items, reason=Reason.NO_SPREAD)
    parts = sum(_joint(own, own) for own in zip(*rows, strict=True))
    value = float(Fraction(items, items - 1) * (1 - Fraction(parts, whole)))
    return Alpha(n, items, value, _feldt(value, n, items))


def _joint(one: Row, other: Row) -> int:
    """Give the covariance times n (n - 1), which is whole; of one row, the variance."""
    return len(one) * sum(map(mul, one, other)) - sum(one) * sum(other)


def _feldt(value: float, n: int, items: int) -> tuple[float, float]:
    """Give Feldt's interval (Feldt, Woodruff and Salih 1987, formulas 6 and 7)."""
    from scipy.special import fdtri

    df = n - 1, (n - 1) * (items - 1)
    high, low = (float(fdtri(*df, p)) for p in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    return 1 - (1 - value) * high, 1 - (1 - value) * low


def item_rest(codes: Sequence[str], rows: Sequence[Row]) -> tuple[ItemRest, ...]:
    """Correlate each item with the sum of the others, over complete rows."""
    n = len(rows)
    lacking = Reason.FEW_PEOPLE if n < LEAST else None
    if lacking or len(codes) < 2:  # noqa: PLR2004
        reason = lacking or Reason.ONE_ITEM
        return tuple(ItemRest(code, n, reason=reason) for code in codes)
    totals = [sum(row) for row in rows]
    whole = _joint(totals, totals)
    columns = zip(*rows, strict=True)
    return tuple(
        _against(code, n, _joint(own, own), _joint(own, totals), whole)
        for code, own in zip(codes, columns, strict=True)
    )


def _against(code: str, n: int, own: int, shared: int, whole: int) -> ItemRest:
    """Take the item out of the whole: the rest is the sum without it."""
    both = own * (whole - 2 * shared + own)
    if not both:
        return ItemRest(code, n, reason=Reason.NO_SPREAD)
    r = max(-1.0, min(1.0, (shared - own) / sqrt(both)))
    return ItemRest(code, n, r, 1 / sqrt(n - 3) if n > 3 else None)  # noqa: PLR2004


@dataclass
class _Heard:
    """What was answered to an instrument or a subscale at a moment, by language."""

    tool: Instrument
    moment: str
    subscale: str
    rows: defaultdict[str, list[Row]]
    incomplete: Counter[str]

    @property
    def items(self) -> tuple[Item, ...]:
        return self.tool.items_of(self.subscale)


def reliabilities(sittings: Iterable[Seen]) -> tuple[Reliability, ...]:
    """Look at each scale and subscale, at each moment, in each language and in all."""
    shelf = Shelf()
    heard: dict[Group, _Heard] = {}
    for sitting in sittings:
        for part in shelf.parts(sitting) if sitting.is_counted else ():
            if part.answered:
                for subscale in ("", *(s.code for s in part.tool.subscales)):
                    _hear(heard, part, subscale, sitting.language)
    found = [told for each in heard.values() for told in _by_language(each)]
    return tuple(sorted(found, key=_place))


def _hear(heard: dict[Group, _Heard], part: Part, subscale: str, language: str) -> None:
    """Note one person's answers: whole, or as incomplete; none at all are neither."""
    tool, marks = part.tool, part.marks
    if subscale:
        of = zip(tool.items, marks, strict=True)
        marks = tuple(mark for item, mark in of if item.subscale == subscale)
    answers = tuple(mark for mark in marks if mark is not None)
    if not answers:
        return
    key = tool.code, tool.version, part.moment, subscale
    if key not in heard:
        rows = defaultdict[str, list[Row]](list)
        heard[key] = _Heard(tool, part.moment, subscale, rows, Counter())
    if len(answers) == len(marks):
        heard[key].rows[language].append(answers)
    else:
        heard[key].incomplete[language] += 1


def _place(found: Reliability) -> tuple[object, ...]:
    moment = IN_TIME.index(found.moment) if found.moment in IN_TIME else len(IN_TIME)
    language = (found.language is not None, found.language or "")
    return found.instrument, found.version, found.subscale, moment, language


def _by_language(heard: _Heard) -> Iterator[Reliability]:
    turned = {language: _turned(heard, rows) for language, rows in heard.rows.items()}
    every = [row for rows in turned.values() for row in rows]
    yield _reliability(heard, None, every, heard.incomplete.total())
    for language in {*turned, *heard.incomplete}:
        rows = turned.get(language, [])
        yield _reliability(heard, language, rows, heard.incomplete[language])


def _turned(heard: _Heard, rows: Sequence[Row]) -> list[Row]:
    """Reverse complete rows, item by item; each value is turned once for all."""
    columns: list[list[int]] = []
    tool = heard.tool
    for item, column in zip(heard.items, zip(*rows, strict=True), strict=True):
        each = ((value, keyed(tool, item, value)) for value in tool.values)
        turned = {value: other for value, other in each if other is not None}
        columns.append([turned[mark] for mark in column])
    return list(zip(*columns, strict=True))


def _reliability(
    heard: _Heard, language: str | None, rows: Sequence[Row], incomplete: int
) -> Reliability:
    codes = [item.code for item in heard.items]
    return Reliability(
        instrument=heard.tool.code,
        version=heard.tool.version,
        moment=heard.moment,
        language=language,
        incomplete=incomplete,
        alpha=alpha(rows, len(codes)),
        rest=item_rest(codes, rows),
        subscale=heard.subscale,
    )


def for_managers(every: Iterable[Reliability]) -> tuple[Reliability, ...]:
    """Leave out what so few answered that a person could be seen in it.

    Languages go together where those that go alone are few: what is left of the
    whole would be them.
    """
    found = tuple(every)
    few: Counter[Group] = Counter()
    for one in found:
        if one.language is not None and one.alpha.n < LEAST_TO_SHOW:
            few[_group(one)] += one.alpha.n
    return tuple(one for one in found if _is_shown(one, few[_group(one)]))


def _is_shown(one: Reliability, hidden: int) -> bool:
    is_split = one.language is not None
    return one.alpha.n >= LEAST_TO_SHOW and not (
        is_split and 0 < hidden < LEAST_TO_SHOW
    )


def _group(one: Reliability) -> Group:
    return one.instrument, one.version, one.moment, one.subscale
