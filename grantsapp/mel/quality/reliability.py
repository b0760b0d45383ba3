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

from grantsapp.mel.instruments import Instrument, keyed
from grantsapp.mel.quality.seen import IN_TIME, Part, Seen, Shelf

LEAST = 3  # complete answers for an alpha or a correlation
LEAST_TO_WARN = 10  # with fewer, one person can turn a correlation round
LEVEL = 0.95

Row = Sequence[int]
Group = tuple[str, int, str]  # instrument, version, moment


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
    """What was answered to an instrument at a moment, by language."""

    tool: Instrument
    moment: str
    rows: defaultdict[str, list[Row]]
    incomplete: Counter[str]


def reliabilities(sittings: Iterable[Seen]) -> tuple[Reliability, ...]:
    """Look at each instrument, moment and language, and at all languages together."""
    shelf = Shelf()
    heard: dict[tuple[str, int, str], _Heard] = {}
    for sitting in sittings:
        for part in shelf.parts(sitting) if sitting.is_counted else ():
            if part.answered:
                key = part.tool.code, part.tool.version, part.moment
                if key not in heard:
                    rows = defaultdict[str, list[Row]](list)
                    heard[key] = _Heard(part.tool, part.moment, rows, Counter())
                _hear(heard[key], sitting.language, part)
    found = [told for each in heard.values() for told in _by_language(each)]
    return tuple(sorted(found, key=_place))


def _hear(heard: _Heard, language: str, part: Part) -> None:
    marks = tuple(mark for mark in part.marks if mark is not None)
    if len(marks) == len(part.marks):
        heard.rows[language].append(marks)
    else:
        heard.incomplete[language] += 1


def _place(found: Reliability) -> tuple[object, ...]:
    moment = IN_TIME.index(found.moment) if found.moment in IN_TIME else len(IN_TIME)
    language = (found.language is not None, found.language or "")
    return found.instrument, found.version, moment, language


def _by_language(heard: _Heard) -> Iterator[Reliability]:
    turned = {
        language: _turned(heard.tool, rows) for language, rows in heard.rows.items()
    }
    every = [row for rows in turned.values() for row in rows]
    yield _reliability(heard, None, every, heard.incomplete.total())
    for language in {*turned, *heard.incomplete}:
        rows = turned.get(language, [])
        yield _reliability(heard, language, rows, heard.incomplete[language])


def _turned(tool: Instrument, rows: Sequence[Row]) -> list[Row]:
    """Reverse complete rows, item by item; each value is turned once for all."""
    columns: list[list[int]] = []
    for item, column in zip(tool.items, zip(*rows, strict=True), strict=True):
        each = ((value, keyed(tool, item, value)) for value in tool.values)
        turned = {value: other for value, other in each if other is not None}
        columns.append([turned[mark] for mark in column])
    return list(zip(*columns, strict=True))


def _reliability(
    heard: _Heard, language: str | None, rows: Sequence[Row], incomplete: int
) -> Reliability:
    tool = heard.tool
    codes = [item.code for item in tool.items]
    return Reliability(
        instrument=tool.code,
        version=tool.version,
        moment=heard.moment,
        language=language,
        incomplete=incomplete,
        alpha=alpha(rows, len(codes)),
        rest=item_rest(codes, rows),
    )
