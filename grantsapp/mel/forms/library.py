"""The library of instruments: its filter, what may be sent, and its sentences."""

import json
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import SelectField

from grantsapp import i18n, unseen
from grantsapp.calls import tables
from grantsapp.calls.forms import carrying
from grantsapp.calls.forms.translating import sent_file
from grantsapp.calls.forms.translating import sentence as workbook_sentence
from grantsapp.calls.texts import Malformed
from grantsapp.forms import Form, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import instruments, telling_instruments, xlsforms
from grantsapp.mel.instruments import Faults, Instrument
from grantsapp.mel.xlsforms import Note, Unreadable, Why

_MOST_FAULTS = 50
KINDS = {"json": "application/json", "xlsx": tables.KIND}
_SENTENCES = {
    Why.REVERSED: _("%(place)s: that it is reversed."),
    Why.SUBSCALE: _("%(place)s: that it belongs to the subscale “%(detail)s”."),
    Why.SCORING: _("%(place)s: how it is scored."),
    Why.LICENCE: _("%(place)s: its licence, and what proves it."),
    Why.CITATION: _("%(place)s: where it comes from, as one cites it."),
    Why.ORIGINS: _("%(place)s: where its translations come from, and who read them."),
    Why.ABOUT: _("%(place)s: what it is to show."),
    Why.STANDING: _(
        "%(place)s: its status, themes and ages, and whether it is adapted."
    ),
    Why.NOT_SHARED: _(
        "%(place)s: its words in %(language)s, since not all instruments of the form "
        "speak it."
    ),
    Why.REFERENCE_OUT: _(
        "%(place)s (%(language)s): “${” would be a reference, so a space stands in it."
    ),
    Why.TAB: _("The sheet “%(place)s” is left out."),
    Why.COLUMN: _("%(place)s: the column “%(detail)s” is left out."),
    Why.TYPE: _("%(place)s: a row of the type “%(detail)s” is left out."),
    Why.REPEATED: _("%(place)s: “%(detail)s” is asked more than once, and left out."),
    Why.HEADING: _(
        "%(place)s: the group “%(detail)s” holds no items, so its heading is left out."
    ),
    Why.NO_SCALE: _(
        "%(place)s: the list “%(detail)s” is no scale of whole numbers, so the "
        "question is left out."
    ),
    Why.OTHER_LIST: _(
        "%(place)s: most of its group is asked on another list than “%(detail)s”, so "
        "the question is left out."
    ),
    Why.UNUSED_LIST: _("%(place)s: the list “%(detail)s” is not used, and left out."),
    Why.CHOICE: _("%(place)s: the choice “%(detail)s” is not on the scale; left out."),
    Why.OR_OTHER: _("%(place)s: “%(detail)s” comes in without its “other”."),
    Why.INCOMPLETE: _(
        "%(place)s: no words in %(language)s, so this language is left out."
    ),
    Why.RENAMED: _("%(place)s: the name is changed: %(detail)s."),
    Why.TITLE: _(
        "%(place)s: there is no heading in %(language)s; another one stands in its "
        "place."
    ),
    Why.VERSION: _(
        "%(place)s: “%(detail)s” is not a version that we can hold (a whole number "
        "from 1 to 10,000)."
    ),
    Why.REFERENCE_IN: _(
        "%(place)s: the words of “%(detail)s” refer to another answer; they come in as "
        "they stand."
    ),
    Why.NO_REVERSED: _(
        "%(place)s: nothing says which items are reversed, so none of them is."
    ),
    Why.NO_SCORING: _(
        "%(place)s: nothing says how it is scored, so it is the mean of at least 80 "
        "per cent of the items."
    ),
    Why.NO_LICENCE: _(
        "%(place)s: nothing says under which licence it may be used, so it counts as "
        "restricted."
    ),
    Why.NO_ORIGINS: _("%(place)s: nothing says where its translations come from."),
    Why.OLD_KIND: _("This is a workbook of the old kind (.xls). Save it as .xlsx."),
    Why.NO_TAB: _("There is no sheet “%(place)s”."),
    Why.NO_COLUMN: _("%(place)s: there is no column “%(detail)s”."),
    Why.TWICE: _("%(place)s: “%(detail)s” is there twice."),
    Why.NOT_A_TEXT: _("%(place)s: this is neither a text nor a number."),
    Why.WHICH_LANGUAGE: _(
        "%(place)s: which language is this? Choose it below, or name the column like "
        "“label::English (en)”."
    ),
    Why.NO_LANGUAGE: _(
        "%(place)s: there is no language in which every label is there."
    ),
    Why.NO_LIST: _("%(place)s: the list “%(detail)s” has no choices."),
    Why.UNKNOWN_VALUE: _("%(place)s: we do not know “%(detail)s”."),
    Why.UNCLOSED: _("%(place)s: a group begins or ends here without its other end."),
    Why.NOTHING: _("There is no group of questions on a scale of whole numbers."),
}  # fmt: skip
_OF_A_LANGUAGE = {Why.NOT_SHARED, Why.REFERENCE_OUT, Why.INCOMPLETE, Why.TITLE}


def sentence(note: Note) -> str:
    """Put into words what does not come along, or why a form is refused."""
    told = {"place": note.place, "detail": note.detail}
    if note.why in _OF_A_LANGUAGE:
        names = [i18n.language_name(code) for code in note.detail.split(", ")]
        told["language"] = i18n.listed(names)
    seen = {name: unseen.one_line(words) for name, words in told.items()}
    return str(_SENTENCES[note.why]) % seen


class FilterForm(Form):
    """Which instruments are shown."""

    theme = SelectField(_("Theme"))
    spoken = SelectField(_("Language"))  # `language` in an address is the reader's

    class Meta(Form.Meta):
        """It is sent by GET and changes nothing."""

        csrf = False

    @classmethod
    def of(cls, tools: list[Instrument], themes: dict[str, i18n.Text]) -> "FilterForm":
        """Offer the themes and languages that the library has."""
        form = cls(request.args)
        codes = sorted({code for tool in tools for code in tool.themes})
        tongues = sorted({code for tool in tools for code in tool.languages})
        named = [(c, str(themes[c]) if c in themes else c) for c in codes]
        spoken = [(c, i18n.language_name(c)) for c in tongues]
        form.theme.choices = choices([("", gettext("All themes")), *named])
        form.spoken.choices = choices([("", gettext("All languages")), *spoken])
        return form

    @property
    def is_filtered(self) -> bool:
        """Say whether anything is left out."""
        return bool(self.theme.data or self.spoken.data)

    def keeps(self, tool: Instrument) -> bool:
        """Say whether an instrument fits."""
        theme, spoken = self.theme.data, self.spoken.data
        fits = not theme or theme in tool.themes
        return fits and (not spoken or spoken in tool.languages)


class BringForm(Form):
    """A file, and the language of an XLSForm that does not say its own."""

    language = SelectField(
        _("Language of the labels"),
        description=_(
            "Only for an XLSForm whose labels do not say which language they are in."
        ),
    )

    @classmethod
    def of(cls) -> "BringForm":
        """Offer the languages that people write in."""
        form = cls()
        named = [(code, i18n.language_name(code)) for code in i18n.WRITTEN]
        form.language.choices = choices([("", gettext("The file says it")), *named])
        return form


class NotTaken(Exception):
    """A file that cannot be taken: a sentence for each reason, at its place if any."""

    def __init__(self, sentences: list[str], places: Sequence[str] = ()) -> None:
        super().__init__("\n".join(sentences))
        named = (*places, *("" for _sentence in sentences[len(places) :]))
        self.told = list(zip(named, sentences, strict=True))[:_MOST_FAULTS]


def sent(language: str) -> xlsforms.Brought:
    """Read the file of this request; raises NotTaken."""
    try:
        content = sent_file()
    except Malformed as malformed:
        raise NotTaken([workbook_sentence(f) for f in malformed.faults]) from None
    if content is None:
        raise NotTaken([gettext("Choose a file first.")])
    return read(content, language)


def read(content: bytes, language: str = "") -> xlsforms.Brought:
    """Read instruments from JSON or an XLSForm, whichever it is; raises NotTaken."""
    try:
        if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            return xlsforms.read(content, language=language)
        stored = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
        return xlsforms.Brought([instruments.read(stored)], [])
    except Malformed as malformed:
        raise NotTaken([workbook_sentence(f) for f in malformed.faults]) from None
    except Unreadable as unreadable:
        raise NotTaken([sentence(note) for note in unreadable.notes]) from None
    except Faults as found:
        sentences = [telling_instruments.sentence(f) for f in found.faults]
        places = [unseen.one_line(f.place) for f in found.faults]
        raise NotTaken(sentences, places) from None
    except (ValueError, RecursionError) as error:
        why = unseen.one_line(str(error))[:100]
        raise NotTaken([gettext("This is not JSON: %(why)s", why=why)]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice in one object: the first would be dropped."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands there twice")
    return found


def carried(tools: list[Instrument]) -> str:
    """Pack instruments for the page that shows them."""
    return carrying.packed([instruments.as_json(tool) for tool in tools])


def brought_back() -> list[Instrument]:
    """Read what the page carried, as strictly as a file; raises NotTaken."""
    told = carrying.unpacked(request.form.get("carried", ""))
    try:
        found = [instruments.read(one) for one in told if isinstance(told, list)]
    except (Faults, TypeError):
        found = []
    if not found:
        raise NotTaken(
            [gettext("This page was changed on its way. Send the file again.")]
        )
    return found
