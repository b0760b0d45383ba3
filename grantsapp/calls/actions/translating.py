"""What managers do with the texts of a call: translate, bring in, open without."""

from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls import texts
from grantsapp.calls.models import Call
from grantsapp.calls.models.translations import Waiver
from grantsapp.calls.queries.parts import Part, Place, lines_of, places_of
from grantsapp.calls.queries.translations import waiver, waivers_of
from grantsapp.calls.texts import Brought, Change, Line, State
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext, ngettext

FUNDS_OWN = ("fund/", "theme/")  # texts of the fund, which several calls share
NAMED = 6  # places in one sentence

FIELDS = {
    "title": lazy_gettext("title"),
    "summary": lazy_gettext("summary"),
    "prospectus": lazy_gettext("prospectus"),
    "name": lazy_gettext("name"),
    "description": lazy_gettext("description"),
    "label": lazy_gettext("wording"),
    "help": lazy_gettext("help"),
    "options": lazy_gettext("answer to choose"),
    "guidance": lazy_gettext("guidance"),
    "rubric": lazy_gettext("meaning of a score"),
}


def in_words(place: Place) -> str:
    """Say where a text stands, as people speak of it."""
    name, *codes = place.path.split("/")
    field = FIELDS.get(place.column)
    words = str(field) if field else place.column
    if name == "call":
        return words
    thing = str(place.part.words) or name
    if name == "fund":
        return _("%(thing)s: %(field)s", thing=thing, field=words)
    at = codes.index(place.column)
    code, inner = " ".join(codes[:at]), " ".join(codes[at + 1 :])
    return _(
        "%(thing)s %(code)s: %(field)s",
        thing=thing,
        code=code,
        field=f"{words} {inner}".strip(),
    )


def translate(
    call: Call, place: Place, language: str, text: str, *, origin: str, by: Person
) -> None:
    """Write a text of a call in one language; who saves it stands by it."""
    stood = place.text
    if language == (stood.source or call.languages[0]):
        source = call.languages[0]
        newer = stood if stood else i18n.Text.of(source)
        _put(place, newer.with_text(language, text, origin="own"))
    else:
        made_from = i18n.digest(stood.plain(stood.source or ""))
        more = {"made_from": made_from, "origin": origin, "by": by.called}
        _put(place, _with(stood, language, text, **more))
    thing = call.fund if place.path.startswith(FUNDS_OWN) else call
    details = {"path": place.path, "language": language, "origin": origin}
    audit.record("translated a text", thing, by=by, **details)


def _with(
    text: i18n.Text, language: str, words: str, *, made_from: str, **more: str
) -> i18n.Text:
    at = clock.now().date().isoformat()
    entry = {"text": words, "source_hash": made_from, **more, "at": at}
    return i18n.Text({**text, language: entry})


def _put(place: Place, text: i18n.Text) -> None:
    """Write a text where it stands; a second editor's page is out of date then."""
    value: Any = text
    if place.way:
        value = deepcopy(getattr(place.row, place.column))
        inner = value
        for step in place.way[:-1]:
            inner = inner[step]
        inner[place.way[-1]] = dict(text)
    setattr(place.row, place.column, value)
    if place.part.name in {"call", "fund"}:
        place.row.version += 1


def preview(call: Call, brought: Iterable[Brought], *, with_fund: bool) -> list[Change]:
    """Say what becomes of everything that is brought; stores nothing."""
    closed = () if with_fund else FUNDS_OWN
    return texts.compare(lines_of(call), brought, closed=closed)


def bring_in(
    call: Call, brought: Iterable[Brought], *, with_fund: bool, by: Person | None
) -> Counter[str]:
    """Store what is new, changed or confirmed, as one deed."""
    places = {p.path: p for p in places_of(call)}
    closed = () if with_fund else FUNDS_OWN
    changes = texts.compare(lines_of(call, [*places.values()]), brought, closed=closed)
    stored: Counter[str] = Counter()
    for change in changes:
        if change.outcome not in texts.STORED:
            continue
        one, place = change.brought, places[change.brought.path]
        more = {"made_from": one.digest, "origin": one.origin or "person"}
        more["by"] = by.called if by else ""
        _put(place, _with(place.text, one.language, one.text, **more))
        stored[one.language] += 1
    if stored:
        audit.record("brought in translations", call, by=by, stored=dict(stored))
    return stored


def waive(call: Call, language: str, reason: str, *, by: Person) -> None:
    """Let a call open although a language is incomplete, and answer for it."""
    if language not in call.languages[1:] or waiver(call, language):
        raise Refused(_("This language needs no reason. Nothing was changed."))
    row = Waiver(call_id=call.id, language=language, reason=reason, by_name=by.called)
    db.session.add(row)
    details = {"language": language, "reason": reason}
    audit.record("waived a language", call, by=by, **details)


def take_back(row: Waiver, call: Call, *, by: Person) -> None:
    """Ask for every text in a language again."""
    audit.record("asked for a language again", call, by=by, language=row.language)
    db.session.delete(row)


def unready(
    call: Call, *, only: Callable[[Part], bool] = lambda part: part.holds_up
) -> list[str]:
    """Say what keeps a call, or some parts of it, from each of its languages."""
    places = places_of(call, only=only)
    lines = lines_of(call, places)
    words = {place.path: place for place in places}
    waived = {row.language for row in waivers_of(call)}
    found = []
    for code in call.languages:
        if code not in waived:
            found += _sentences(code, texts.lacking(lines, code), words)
    return found


def _sentences(code: str, lines: list[Line], places: dict[str, Place]) -> list[str]:
    missing = [p for p in lines if p.state(code) is State.MISSING]
    stale = [p for p in lines if p.state(code) is State.STALE]
    name, found = i18n.language_name(code), []
    if missing:
        sentence = _(
            "In %(language)s there is no text yet for: %(places)s.",
            language=name,
            places=_named(missing, places),
        )
        found.append(sentence)
    if stale:
        sentence = _(
            "In %(language)s the source has changed since for: %(places)s.",
            language=name,
            places=_named(stale, places),
        )
        found.append(sentence)
    return found


def _named(lines: list[Line], places: dict[str, Place]) -> str:
    words = [in_words(places[line.path]) for line in lines[:NAMED]]
    if (more := len(lines) - NAMED) > 0:
        words.append(ngettext("one more", "%(num)d more", more))
    return i18n.listed(words)
