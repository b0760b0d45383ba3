"""Languages: words, directions, numbers, times, and the texts that funds translate.

Words of applicants and words of staff live in two catalogue domains, so that a new
language for applicants does not wait for six hundred words that only staff read.
`qps` is the pseudo-language of the workshop: it stretches every text by 40 % and runs
from right to left, so that what was forgotten shows.
"""

import gettext as catalogues
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from flask import Flask, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale

DIRECTORY = Path(__file__).parent.parent / "translations"
LANGUAGES = {"en": "English", "ar": "العربية", "pl": "Polski"}
# Languages that people write in; our own words are in `LANGUAGES` only.
WRITTEN = (
    "en", "am", "ar", "bn", "el", "es", "fa", "fr", "hi", "pa", "pl", "pt", "ro", "ru",
    "so", "ta", "tr", "uk", "ur", "zh",
)  # fmt: skip
PSEUDO = "qps"
RIGHT_TO_LEFT = {"ar", "fa", "ur", "he", "ps", "ckb", "yi", "dv", PSEUDO}
COOKIE = "language"
_PSEUDO_LETTERS = str.maketrans("aeiouycnAEIOUYCN", "áéíöûýçñÁÉÍÖÛÝÇÑ")
_written_in: ContextVar[str | None] = ContextVar("written_in", default=None)
_PLACEHOLDERS = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")


class Words(Domain):
    """Both catalogue domains, merged for the reader's language."""

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self._known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """Find the reader's words, once a language, or stretch the English ones."""
        code = language()
        if code == PSEUDO:
            return _PSEUDO
        if code not in self._known and has_app_context():
            self._known[code] = super().get_translations()
        return self._known.get(code) or super().get_translations()


class _Pseudo(catalogues.NullTranslations):
    """The pseudo-language, made from the English words on the fly."""

    def ugettext(self, message: str) -> str:
        return stretched(message)

    def ungettext(self, one: str, many: str, n: int) -> str:
        return stretched(one if n == 1 else many)

    def upgettext(self, _context: str, message: str) -> str:
        return stretched(message)

    def unpgettext(self, _context: str, one: str, many: str, n: int) -> str:
        return stretched(one if n == 1 else many)


_PSEUDO = _Pseudo()
WORDS = Words([str(DIRECTORY), str(DIRECTORY)], "staff;applicant")
gettext, ngettext = WORDS.gettext, WORDS.ngettext
# A lazy text stands wherever a string may; its true type would say otherwise.
lazy_gettext: Any = WORDS.lazy_gettext
lazy_ngettext: Any = WORDS.lazy_ngettext


def stretched(message: str) -> str:
    """Write a message in the pseudo-language: marked letters, 40 % longer."""
    parts = _PLACEHOLDERS.split(message)
    parts[::2] = [part.translate(_PSEUDO_LETTERS) for part in parts[::2]]
    extra = max(1, round(sum(len(part) for part in parts[::2]) * 0.4))
    tail = ("~~~~~~ " * extra)[: extra - 1] + "~"  # as words, so that lines can break
    return "[" + "".join(parts) + tail + "]"


def language() -> str:
    """Say the language of the reader: a code of `LANGUAGES`, or the pseudo one."""
    written = _written_in.get()
    if written is not None:
        return written
    if not has_request_context():
        return "en"
    known = request.environ.get("grantsapp.language")
    if known is None:
        known = request.environ["grantsapp.language"] = _negotiated()
    return known


def _negotiated() -> str:
    asked = request.args  # `in` is for one page, `language` is remembered
    for wish in (asked.get("in"), asked.get("language"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES or wish == PSEUDO:
            return str(wish)
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


@contextmanager
def writing_in(code: str) -> Iterator[None]:
    """Write in somebody else's language for a while, as in a letter to them."""
    spoken = code if code in LANGUAGES or code == PSEUDO else "en"
    token = _written_in.set(spoken)
    try:
        with force_locale(_babel_code(spoken)):
            yield
    finally:
        _written_in.reset(token)


def _babel_code(code: str) -> str:
    return "en" if code == PSEUDO else code


def locale() -> Locale:
    """Give the reader's locale, for numbers and dates; digits stay Latin."""
    return _locale(_babel_code(language()))


@lru_cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def tongue(code: str) -> str:
    """Name a language to a browser, which does not know the pseudo one."""
    return _babel_code(code)


def direction(code: str | None = None) -> str:
    """Say which way a language runs, `ltr` or `rtl`."""
    return "rtl" if (code or language()) in RIGHT_TO_LEFT else "ltr"


def language_name(code: str, into: str | None = None) -> str:
    """Name a language in the reader's language, or in `into`."""
    return _language_name(code, into or _babel_code(language()))


@lru_cache(maxsize=2_000)  # a list of bids names the same few, line after line
def _language_name(code: str, into: str) -> str:
    try:
        name = Locale.parse(code).get_display_name(into)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def number(value: Decimal | int | float, places: int | None = None) -> str:
    """Write a number as the reader does."""
    pattern = None if places is None else "#,##0." + "0" * places
    return _number(value, pattern, locale())


@lru_cache(maxsize=20_000)  # a ranking writes the same few figures a thousand times
def _number(value: Decimal | int | float, pattern: str | None, tongue: Locale) -> str:
    return format_decimal(value, format=pattern, locale=tongue)


def signless(value: float) -> str:
    """Write a figure with two decimals."""
    return number(value, 2)


def signed(value: float) -> str:
    """Write a change with its sign and two decimals; a minus that is a minus.

    In a language that runs from right to left it is an island, as an amount is.
    """
    text = number(abs(value), 2)
    zero = number(0, 2)
    sign = "" if text == zero else "+" if value > 0 else "\u2212"
    return f"\u2066{sign}{text}\u2069" if direction() == "rtl" else sign + text


def percent(share: float) -> str:
    """Write a share in per cent, without decimals."""
    text = format_percent(share, format="#,##0%", locale=locale())
    return f"\u2066{text}\u2069" if direction() == "rtl" else text


def money(minor: int, currency: str, *, is_exact: bool = False) -> str:
    """Write an amount of minor units; whole amounts lose their empty decimals.

    They keep them where an `is_exact` one stands in a column with others.

    In a language that runs from right to left the amount is an island that runs from
    left to right, or a browser would tear sign and figure apart.
    """
    island = direction() == "rtl"
    tongue = _locale("en") if island else locale()
    text = _money(minor, currency, tongue, is_exact=is_exact)
    return f"\u2066{text}\u2069" if island else text


@lru_cache(maxsize=20_000)
def _money(minor: int, currency: str, tongue: Locale, *, is_exact: bool) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    pattern = tongue.currency_formats["standard"].pattern
    if is_whole(minor, currency) and not is_exact:
        pattern = pattern.replace("0.00", "0")
    return format_currency(
        amount, currency, format=pattern, currency_digits=False, locale=tongue
    )


def is_whole(minor: int, currency: str) -> bool:
    """Say whether an amount of minor units has no decimals."""
    return minor % 10 ** get_currency_precision(currency) == 0


def moment(at: datetime, zone: str) -> str:
    """Write a moment in the fund's time zone, with the zone's place."""
    local = at.astimezone(ZoneInfo(zone))
    comma = "، " if direction() == "rtl" else ", "
    when = comma.join((day(local), format_time(local, "HH:mm", locale=locale())))
    if zone == "UTC":
        return f"{when} UTC"
    place = get_timezone_location(zone, locale=locale(), return_city=True)
    return gettext("%(when)s (%(place)s time)", when=when, place=place)


def day(value: date, zone: str = "") -> str:
    """Write a day; of a moment, the day that it was in a time zone."""
    if zone and isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone))
    return format_date(value, "d MMMM y", locale=locale())


def listed(words: list[str], style: Literal["standard", "or"] = "standard") -> str:
    """Join words as the reader does: a, b and c."""
    return format_list(words, style=style, locale=locale()) if words else ""


@dataclass(frozen=True)
class Shown:
    """One text as a reader meets it, with the language it is really in."""

    text: str
    language: str
    is_fallback: bool = False
    origin: str = "own"

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Text(Mapping[str, dict[str, Any]]):
    """A text that a fund writes in several languages.

    Shape: `{language: {text, source_hash, origin, by, at}}`. The source has no
    `source_hash`; a translation keeps the hash of the source that it was made from,
    and is stale when the source has changed since. Origins: own (the source), person,
    machine, official. A `Text` never changes: `with_text` gives a new one.
    """

    def __init__(self, entries: Mapping[str, dict[str, Any]] | None = None) -> None:
        self._entries = dict(entries or {})

    def __getitem__(self, code: str) -> dict[str, Any]:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __str__(self) -> str:
        return self.shown().text

    def __bool__(self) -> bool:
        return any(entry["text"] for entry in self._entries.values())

    @classmethod
    def of(cls, source: str = "en", **texts: str) -> "Text":
        """Make a text from plain strings, the source first."""
        made = cls().with_text(source, texts.pop(source, ""), origin="own")
        for code, words in texts.items():
            made = made.with_text(code, words)
        return made

    @classmethod
    def plainly(cls, texts: Mapping[str, str]) -> "Text":
        """Make a text from a plain mapping of languages, the first one the source."""
        return cls.of(next(iter(texts), "en"), **texts)

    @property
    def source(self) -> str | None:
        """The language the fund wrote it in."""
        found = (c for c, entry in self._entries.items() if not entry["source_hash"])
        return next(found, None)

    def plain(self, code: str) -> str:
        """Give the text in exactly this language, or nothing."""
        return self._entries.get(code, {}).get("text", "")

    def is_stale(self, code: str) -> bool:
        """Say whether the source changed after this translation was made."""
        entry, source = self._entries.get(code), self.source
        if not entry or not entry["source_hash"] or source is None:
            return False
        return entry["source_hash"] != digest(self.plain(source))

    def with_text(
        self,
        code: str,
        text: str,
        *,
        origin: str = "person",
        by: str = "",
        at: str = "",
    ) -> "Text":
        """Give the same text with one language written anew."""
        if (
            self.plain(code) == text
            and code in self._entries
            and not self.is_stale(code)
        ):
            return self
        source = self.source or code
        own = code == source
        entry = {
            "text": text,
            "source_hash": None if own else digest(self.plain(source)),
            "origin": "own" if own else origin,
            "by": by,
            "at": at,
        }
        return Text({**self._entries, code: entry})

    def shown(self, code: str | None = None) -> Shown:
        """Show it in a language; where it is missing, in the source, marked so."""
        wanted = code or _babel_code(language())
        entry = self._entries.get(wanted)
        if entry and entry["text"]:
            return Shown(entry["text"], wanted, origin=entry["origin"])
        source = self.source
        if source and self.plain(source):
            return Shown(self.plain(source), source, is_fallback=True)
        for other, found in self._entries.items():
            if found["text"]:
                return Shown(found["text"], other, True, found["origin"])
        return Shown("", wanted)


def digest(text: str) -> str:
    """Hash a source, so that a translation knows what it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_ARABIC = str.maketrans("أإآٱىةؤئکیہھۃە", "ااااي\u0647\u0648\u064aكيهههه")
# Letters that no decomposition takes apart, and the apostrophes people type for one.
_LETTERS = str.maketrans("łøđħıґ’‘ʼʻ′`", "lodhiг''''''")


def fold(text: str) -> str:
    """Fold a text for search: no case, no marks, one letter for its variants.

    The same on every database, since it happens here. Digits become ASCII; what
    cannot be seen (joiners, direction marks, soft hyphens) goes.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_LETTERS).split())
    decomposed = unicodedata.normalize("NFKD", text.translate(_ARABIC).casefold())
    kept = (c for c in decomposed if not unicodedata.combining(c) and _is_seen(c))
    digits = (str(unicodedata.digit(c, c)) if c.isdigit() else c for c in kept)
    whole = "".join(digits).translate(_ARABIC).translate(_LETTERS)
    return " ".join(whole.split())


def _is_seen(character: str) -> bool:
    return character != "ـ" and unicodedata.category(character) != "Cf"


def init_app(app: Flask) -> None:
    """Teach the app and its templates to speak."""
    two = f"{DIRECTORY};{DIRECTORY}"
    app.config.update(BABEL_DOMAIN=WORDS.domain[0], BABEL_TRANSLATION_DIRECTORIES=two)
    Babel(app, locale_selector=lambda: _babel_code(language()), configure_jinja=False)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda s: WORDS.get_translations().ugettext(s),
        ngettext=lambda s, p, n: WORDS.get_translations().ungettext(s, p, n),
        newstyle=True,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters.update(
        money=money,
        moment=moment,
        day=day,
        number=number,
        percent=percent,
        signed=signed,
        listed=listed,
        language_name=language_name,
    )
    app.jinja_env.globals.update(
        language=language,
        direction=direction,
        tongue=tongue,
        language_name=language_name,
        LANGUAGES=LANGUAGES,
        as_text=Text,
        as_text_of=Text.plainly,
    )
    app.after_request(_remember)


def _remember(response: Any) -> Any:
    wish = request.args.get("language")
    is_page = response.mimetype == "text/html"  # a document changes no habit
    if is_page and (wish in LANGUAGES or wish == PSEUDO):
        response.set_cookie(
            COOKIE,
            str(wish),
            max_age=31536000,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
    response.vary.update(("Cookie", "Accept-Language"))
    return response
