"""What managers may type and send about the texts of a call."""

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from grantsapp import i18n, unseen
from grantsapp.calls import tables, xliff
from grantsapp.calls.forms.carrying import LARGEST, packed, unpacked
from grantsapp.calls.models import Call
from grantsapp.calls.texts import (
    LONGEST,
    Brought,
    Fault,
    Line,
    Malformed,
    Outcome,
    State,
    Why,
)
from grantsapp.forms import Form, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

ORIGINS = {
    "person": _("A person translated or checked it"),
    "machine": _("A machine translated it; readers see it marked so"),
    "official": _("It is an official translation"),
}
STATES = {
    State.MISSING: _("Missing"),
    State.STALE: _("Source changed"),
    State.COMPLETE: _("Complete"),
}
OUTCOMES = {
    Outcome.NEW: _("New"),
    Outcome.CHANGED: _("Changed"),
    Outcome.CONFIRMED: _("Same words, confirmed"),
    Outcome.STALE: _("Made from an older source; stored, and marked so"),
    Outcome.OLDER: _("Made from an older source; what stands is newer and stays"),
    Outcome.LOST: _("A placeholder, tag or heading is lost; not stored"),
    Outcome.OWN: _("The language it is written in; change it in the call itself"),
    Outcome.NOT_YOURS: _("A text of the fund; its managers change it"),
    Outcome.UNKNOWN: _("No such text in this call; not stored"),
    Outcome.UNCHANGED: _("Unchanged"),
}
_SENTENCES = {
    Why.TOO_LARGE: _("This file is larger than 2 MB."),
    Why.NOT_XML: _("This is not XML, or it is broken (line and column: %(place)s)."),
    Why.FORBIDDEN: _("%(place)s: document types and entities are not taken."),
    Why.NOT_XLIFF: _("This is not XLIFF 2: %(detail)s."),
    Why.OTHER_CALL: _("%(place)s: this is the file of another call: %(detail)s."),
    Why.LANGUAGE: _("%(place)s: this language is not expected here: %(detail)s."),
    Why.NO_NAME: _("%(place)s: there is no path."),
    Why.TWICE: _("%(place)s: this text is there twice."),
    Why.NO_SOURCE: _("%(place)s: the hash of its source is lost."),
    Why.INLINE: _("%(place)s: something in the text cannot be kept: %(detail)s."),
    Why.NOT_A_WORKBOOK: _("This is not an .xlsx workbook, or it is broken. %(place)s"),
    Why.BOMB: _("%(place)s: this workbook is far larger than it looks. %(detail)s"),
    Why.NO_COLUMN: _("Row %(place)s: there is no column “%(detail)s”."),
    Why.NOT_A_TEXT: _("Row and column %(place)s: this is not a text."),
    Why.STATE: _("%(place)s: we do not know the state “%(detail)s”."),
    Why.TOO_LONG: _("%(place)s: this text is too long for the file."),
}  # fmt: skip


def sentence(fault: Fault) -> str:
    """Put what is wrong with a file into words."""
    told = {"place": fault.place, "detail": fault.detail}
    seen = {name: unseen.one_line(words) for name, words in told.items()}
    return str(_SENTENCES[fault.why]) % seen


class TranslationForm(Form):
    """One text in one language."""

    text = TextAreaField(
        _("Translation"), [Needed(_("Write the translation.")), Length(max=LONGEST)]
    )
    origin = RadioField(
        _("Where it comes from"), choices=choices(ORIGINS.items()), default="person"
    )

    @classmethod
    def of(cls, line: Line, language: str) -> "TranslationForm":
        """Make the form as the text stands now."""
        form = cls(text=line.text(language), origin=line.origin(language) or "person")
        form.text.data = (form.text.data or "").replace("\r\n", "\n").strip()
        return form


def version_of(line: Line, language: str) -> str:
    """Tell one state of a text from another, for two people at the same text."""
    return i18n.digest(f"{line.digest} {line.text(language)}")


class WaiverForm(Form):
    """Why a call may open although a language is incomplete."""

    language = SelectField(_("Language"))
    reason = TextAreaField(
        _("Why may the call open without the rest?"),
        [Needed(_("Write why.")), Length(max=1000)],
        description=_(
            "It is kept in the history with your name. Readers see the missing texts "
            "in the language they were written in, marked so."
        ),
    )

    def offer(self, languages: list[str]) -> "WaiverForm":
        """Offer the languages that lack something."""
        self.language.choices = choices((c, i18n.language_name(c)) for c in languages)
        return self


def sent_file() -> bytes | None:
    """Give the file of this request; None where there is none, raises Malformed."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Malformed(Fault(Why.TOO_LARGE))
    return content


def read(content: bytes, call: Call, lines: list[Line]) -> list[Brought]:
    """Read a translator's file, whichever of the two it is; raises Malformed."""
    reader: Callable[..., list[Brought]] = tables.read
    if content.startswith(b"PK"):
        return reader(content, languages=call.languages, digest=i18n.digest)
    return xliff.read(
        content,
        reference=call.reference,
        sources={line.source_language for line in lines},
        targets=call.languages,
    )


def carried(brought: list[Brought]) -> str:
    """Pack what was read for the page."""
    return packed([[b.path, b.language, b.text, b.digest, b.origin] for b in brought])


def brought_back(words: str, call: Call) -> list[Brought] | None:
    """Read what the page carried, as strictly as a file; None where it is not ours."""
    told: Any = unpacked(words)
    if not isinstance(told, list):
        return None
    fits = all(
        isinstance(one, list)
        and len(one) == len(Brought.__dataclass_fields__)
        and all(isinstance(part, str) for part in one)
        and one[1] in call.languages
        and len(one[2]) <= LONGEST
        and one[4] in {"", *ORIGINS}
        for one in told
    )
    return [Brought(*one) for one in told] if fits else None


def choose_first() -> str:
    """Say that there is no file."""
    return gettext("Choose a file first.")
