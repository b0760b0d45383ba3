"""The pages of one sitting, in the order in which a person meets them. Plain values.

All that is asked about now comes first, one instrument a page; what looks back has
pages of its own after it. Next to each other, an item about now and the same one about
before are answered as a pair: in the published comparison that was the most biased.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID, uuid4

from grantsapp.mel.instruments import Design, Instrument, Moment
from grantsapp.mel.sittings import Answers, Raw, Sitting

NOT_SAID = "-"  # what stands in a field for "prefer not to say"
LEAST_OF_A_CODE = 4  # signs: with fewer, many people have the same
LONG_CODE = 60  # signs; nobody makes a longer one
DAYS = 60  # that a device may be without a network, and a sheet of paper wait


class Kind(StrEnum):
    """What a page is about."""

    CONSENT = "consent"
    AGE = "age"
    CODE = "code"
    ABOUT = "about"
    ITEMS = "items"
    LAST = "last"


@dataclass(frozen=True)
class Page:
    """One page: of its kind alone in a sitting, or one instrument at one moment."""

    kind: Kind
    moment: Moment | None = None
    tool: Instrument | None = None
    about: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name it within its sitting, such as `t1-calm`."""
        if self.moment is None or self.tool is None:
            return self.kind
        return f"{self.moment}-{self.tool.code}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Name what can be typed or chosen on it."""
        if self.moment is not None and self.tool is not None:
            items = self.tool.items
            return tuple(field(self.moment, self.tool.code, i.code) for i in items)
        if self.kind is Kind.ABOUT:
            return tuple(f"about-{code}" for code in self.about)
        return _FIELDS.get(self.kind, ())


_FIELDS = {
    Kind.CONSENT: ("consent",),
    Kind.AGE: ("of_age", "parent"),
    Kind.CODE: ("code", "no_code"),
}


def field(moment: str, instrument: str, item: str) -> str:
    """Name the field of an item, on a page, on paper and in a key's list."""
    return f"{moment}-{instrument}-{item}"


def is_linked(design: Design, follow_ups: Collection[int]) -> bool:
    """Say whether sittings of one person are put together, by a code of their own."""
    return design is Design.MATCHED or bool(follow_ups)


def walk(
    design: Design,
    moment: Moment,
    tools: Iterable[Instrument],
    about_codes: Iterable[str] = (),
    *,
    wants_code: bool = False,
    asks_age: bool = False,
) -> tuple[Page, ...]:
    """Give the pages of a sitting in order."""
    known, about = tuple(tools), tuple(about_codes)
    pages = [Page(Kind.CONSENT)]
    pages += [Page(Kind.AGE)] * asks_age
    pages += [Page(Kind.CODE)] * wants_code
    pages += [Page(Kind.ABOUT, about=about)] if about else []
    for when in told_at(design, moment):
        pages += [Page(Kind.ITEMS, when, tool) for tool in known]
    return (*pages, Page(Kind.LAST))


def told_at(design: Design, moment: Moment) -> tuple[Moment, ...]:
    """Say of which moments a sitting speaks: now, and at the end also before."""
    if design is Design.RETROSPECTIVE and moment is Moment.T1:
        return Moment.T1, Moment.R0
    return (moment,)


def sitting_of(
    form: Mapping[str, str],
    pages: Iterable[Page],
    moment: Moment,
    options: Mapping[str, Collection[str]],
    *,
    languages: Collection[str],
    language: str,
    origin: str,
    now: datetime,
) -> Sitting:
    """Read a sitting from its fields; what was not offered is no answer.

    `options` are the codes that can be chosen for each question about a person, and
    `languages` those in which it can be asked.
    """
    met = tuple(pages)
    spoken = _spoken(form, met, languages)
    began, ended = times(form, now)
    return Sitting(
        moment=moment,
        raw=_raw(form, met),
        client_key=client_key(form),
        code="" if "no_code" in form else form.get("code", "").strip()[:LONG_CODE],
        about=_about(form, met, options),
        language=_mostly(spoken, language),
        origin=origin,
        layout=tuple(_layout(met, spoken)),
        seconds=None if began is None else int((ended - began).total_seconds()),
        answered_at=ended,
    )


def client_key(form: Mapping[str, str]) -> UUID:
    """Read the name of a sitting that a device drew, or draw one."""
    try:
        return UUID(form.get("client_key", ""))
    except ValueError:
        return uuid4()


def times(form: Mapping[str, str], now: datetime) -> tuple[datetime | None, datetime]:
    """Say when it was begun and ended by our clock, out of seconds by the device's.

    Only differences are taken from a device: its clock may stand in another year.
    """
    began, ended, sent = (_seconds(form, n) for n in ("began", "ended", "sent"))
    here = int(now.timestamp()) if sent is None else sent
    end = _ago(now, here - (here if ended is None else ended)) or now
    return (None if began is None else _ago(now, here - began)), end


def _ago(now: datetime, seconds: int) -> datetime | None:
    fits = 0 <= seconds <= timedelta(days=DAYS).total_seconds()
    return now - timedelta(seconds=seconds) if fits else None


def _seconds(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 11 else None  # noqa: PLR2004 - up to the year 5138


def answers_of(form: Mapping[str, str], page: Page) -> Answers:
    """Read one page: a value of the scale, None for not said, nothing for left out."""
    if page.moment is None or page.tool is None:
        return {}
    values: dict[str, int | None] = {str(v): v for v in page.tool.values}
    values[NOT_SAID] = None
    names = zip(page.tool.items, page.fields, strict=True)
    given = ((item.code, form.get(name, "")) for item, name in names)
    return {code: values[text] for code, text in given if text in values}


def _raw(form: Mapping[str, str], pages: Iterable[Page]) -> Raw:
    raw: Raw = {}
    for page in pages:
        answers = answers_of(form, page)
        if answers and page.moment is not None and page.tool is not None:
            raw.setdefault(page.moment, {})[page.tool.code] = answers
    return raw


def _about(
    form: Mapping[str, str],
    pages: Iterable[Page],
    options: Mapping[str, Collection[str]],
) -> dict[str, str]:
    codes = [code for page in pages for code in page.about]
    given = {code: form.get(f"about-{code}", "") for code in codes}
    return {code: text for code, text in given.items() if text in options.get(code, ())}


Spoken = list[tuple[Page, str]]


def _spoken(
    form: Mapping[str, str], pages: Iterable[Page], languages: Collection[str]
) -> Spoken:
    """Give the pages that say in which language they were answered."""
    told = ((page, form.get(f"in-{page.name}", "")) for page in pages)
    return [(page, code) for page, code in told if code in languages]


def _mostly(spoken: Spoken, last: str) -> str:
    """Say in which language most of the instruments were answered; else the last."""
    codes = [code for page, code in spoken if page.kind is Kind.ITEMS]
    return max(codes, key=codes.count) if codes else last


def _layout(pages: tuple[Page, ...], spoken: Spoken) -> Iterator[str]:
    """Name the pages as they came; where the language changed, each language too."""
    changed = {b.name: c for (_, was), (b, c) in pairwise(spoken) if was != c}
    if changed:
        yield f"language:{spoken[0][1]}"
    for page in pages:
        if page.name in changed:
            yield f"language:{changed[page.name]}"
        yield page.name
