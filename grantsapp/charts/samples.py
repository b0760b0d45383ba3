"""Charts in their cases, for the page that shows the furniture; not in production."""

from collections.abc import Callable
from dataclasses import replace

from grantsapp.charts.axis import axis_around, axis_between
from grantsapp.charts.kinds import (
    Bars,
    BeforeAfter,
    Chart,
    Delivery,
    Estimate,
    Forest,
    Shift,
    Step,
    Steps,
)

_NAMES = (
    ("Neighbours at one table", "en"), ("مسرح الشارع للشباب", "ar"),
    ("Open doors", "en"),
    ("A school project against hate with a title that is far too long for any chart, "
     "and goes on and on, as titles of projects do when nobody stops them", "en"),
    ("আলোর পথ", "bn"), ("Rozmowy przy herbacie", "pl"), ("Unbreakable" * 18, "en"),
    ("邻里故事会", "zh"),
)  # fmt: skip
_CHANGES = (0.42, 0.1, -0.21, 0.63, 0.02, 0.3, 0.0, None)
_HEADS = {
    "en": ("Project", "Change", "People", "Before", "After", "Planned", "Delivered"),
    "ar": ("المشروع", "التغيّر", "الأشخاص", "قبل", "بعد", "المخطط", "المنجز"),
}
_SIDES = {"en": ("less", "more"), "ar": ("أقل", "أكثر")}
_STEPS = {
    "en": ("Started", "Submitted", "Eligible", "Moderated", "Funded"),
    "ar": ("بدأت", "قُدّمت", "مؤهلة", "روجعت", "مُوّلت"),
}
_NOT_SHOWN = {"en": "not shown", "ar": "غير معروض"}
_ALL = {"en": "All projects together", "ar": "كل المشاريع معًا"}
_NEXT = {"en": "One more project like these", "ar": "مشروع آخر مثلها"}
_SENTENCE = {"en": "Made up, to show a chart.", "ar": "مختلق لعرض رسم بياني."}


def samples(language: str) -> list[tuple[str, Chart]]:
    """Give each kind of chart in its cases, in English or Arabic."""
    spoken = "ar" if language == "ar" else "en"
    forest, shifts = _forest(spoken), _shifts(spoken)
    bars, steps = _bars(spoken), _steps(spoken)
    blank = replace(forest, key="none", rows=(), total=None, prediction=None)
    return [
        ("A forest, with all that it can have", forest),
        ("Before and after", shifts),
        ("Planned against delivered", bars),
        ("The steps of a process", steps),
        ("A forest of one row", replace(blank, key="one", rows=forest.rows[:1])),
        ("A forest of none", blank),
        ("Small changes", _small(shifts)),
        ("A shorter axis than the intervals", _short(forest)),
    ]


def _forest(language: str) -> Forest:
    sign = _writer(language)
    heads, sides = _HEADS[language], _SIDES[language]
    rows = tuple(
        Estimate(name, tongue, _NOT_SHOWN[language], None)
        if change is None
        else Estimate(name, tongue, _words(change, 0.2 + n / 20, language), change,
                      change - 0.2 - n / 20, change + 0.2 + n / 20, str(10 + 7 * n))
        for n, ((name, tongue), change) in enumerate(zip(_NAMES, _CHANGES, strict=True))
    )  # fmt: skip
    total = Estimate(_ALL[language], language, _words(0.21, 0.16, language), 0.21, 0.05,
                     0.37, is_total=True)  # fmt: skip
    low, high = -0.35, 0.77
    reach = Estimate(_NEXT[language], language, _pair(sign(low), sign(high)), None,
                     low, high)  # fmt: skip
    ends = [end for row in rows for end in (row.low, row.high)]
    axis = axis_around(ends, sign, less=sides[0], more=sides[1])
    return Forest(
        "forest", language, heads[1], _SENTENCE[language], rows, heads[:3], axis,
        total, reach,
    )  # fmt: skip


def _shifts(language: str) -> BeforeAfter:
    heads = _HEADS[language]
    rows = tuple(
        Shift(name, tongue, None, None, "", "", _NOT_SHOWN[language])
        if change is None
        else Shift(name, tongue, 3 + n / 6, 3 + n / 6 + change,
                   f"{3 + n / 6:.2f}", f"{3 + n / 6 + change:.2f}",
                   _writer(language)(change))
        for n, ((name, tongue), change) in enumerate(zip(_NAMES, _CHANGES, strict=True))
    )  # fmt: skip
    return BeforeAfter(
        "shifts", language, heads[1], _SENTENCE[language], rows,
        (heads[0], heads[3], heads[4], heads[1]),
        axis_between(1, 5, lambda v: f"{v:g}"),
    )  # fmt: skip


def _small(shifts: BeforeAfter) -> BeforeAfter:
    rows = (
        replace(shifts.rows[0], before=1.0, after=1.02, before_words="1.00",
                after_words="1.02"),
        replace(shifts.rows[2], before=5.0, after=5.0, before_words="5.00",
                after_words="5.00"),
    )  # fmt: skip
    return replace(shifts, key="small", rows=rows)


def _short(forest: Forest) -> Forest:
    axis = axis_between(-0.25, 0.25, _writer(forest.language))
    sides = {"less": forest.axis.less, "more": forest.axis.more, "zero": 0.0}
    return replace(forest, key="short", axis=replace(axis, **sides))


def _bars(language: str) -> Bars:
    heads = _HEADS[language]
    told = [(120, 132), (40, 12), (3_000, 2_950), (10, 71), (None, 8), (25, None)]
    rows = tuple(
        Delivery(
            name, tongue, planned, delivered, str(planned or ""),
            _NOT_SHOWN[language] if delivered is None else f"{delivered:,}",
            f"{delivered / planned:.0%}" if planned and delivered else "",
        )
        for (name, tongue), (planned, delivered) in zip(_NAMES, told, strict=False)
    )  # fmt: skip
    head = heads[0], heads[5], heads[6], "%"
    return Bars("bars", language, heads[6], _SENTENCE[language], rows, head)


def _steps(language: str) -> Steps:
    counts = (61, 48, 41, None, 22)
    shares = ("", "79%", "85%", "", "54%")
    rows = tuple(
        Step(name, language, count, str(count or _NOT_SHOWN[language]), share)
        for name, count, share in zip(_STEPS[language], counts, shares, strict=True)
    )
    heads = {"en": ("Step", "Bids", "of the step before"),
             "ar": ("الخطوة", "الطلبات", "من الخطوة السابقة")}  # fmt: skip
    return Steps(
        "steps",
        language,
        heads[language][1],
        _SENTENCE[language],
        rows,
        heads[language],
    )


def _writer(language: str) -> Callable[[float], str]:
    def write(value: float) -> str:
        sign = "\u2212" if value < 0 else "+" if value > 0 else ""
        text = f"{sign}{abs(value):.2f}"
        return f"\u2066{text}\u2069" if language == "ar" else text

    return write


def _words(change: float, reach: float, language: str) -> str:
    write = _writer(language)
    return f"{write(change)} {_pair(write(change - reach), write(change + reach))}"


def _pair(low: str, high: str) -> str:
    return f"[{low}; {high}]"
