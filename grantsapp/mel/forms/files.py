"""What may be sent and said about a file of responses as a whole."""

from flask import request
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from grantsapp import files, i18n
from grantsapp.forms import Form, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.forms.fields import offered
from grantsapp.mel.tables import Dialect, Fault
from grantsapp.mel.tables.encodings import CHOICES
from grantsapp.mel.tables.opening import LARGEST
from grantsapp.mel.telling_files import sentence

ENCODINGS = {
    "utf-8": _("UTF-8 (most programs of today)"),
    "utf-16": _("UTF-16 (“Unicode text” of Excel)"),
    "cp1256": _("Windows-1256 (Arabic)"),
    "cp1250": _("Windows-1250 (Polish and neighbours)"),
    "cp1252": _("Windows-1252 (Western Europe)"),
    "cp1251": _("Windows-1251 (Cyrillic)"),
}
SEPARATORS = {
    ",": _("Comma"),
    ";": _("Semicolon"),
    "\t": _("Tab"),
    "|": _("Upright stroke"),
}
_SIGNS = {"\t": "tab"}  # a value that a page can carry


def taken() -> tuple[files.Received | None, list[str]]:
    """Take in the file of the form, before the database is asked for anything."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None, [gettext("Choose a file first.")]
    try:
        most = LARGEST
        return files.receive_table(upload.stream, upload.filename, most=most), []
    except files.NotTaken as reason:
        return None, [str(reason)]


def placed(fault: Fault) -> str:
    """Say what is wrong with its line and column, where it has them."""
    words = sentence(fault)
    facts = {"line": i18n.number(fault.line), "column": fault.column, "why": words}
    if fault.line and fault.column:
        return gettext("Line %(line)s, “%(column)s”: %(why)s", **facts)
    if fault.line:
        return gettext("Line %(line)s: %(why)s", **facts)
    return words


class ReadAsForm(Form):
    """How a file is written, where we guessed otherwise."""

    encoding = SelectField(_("Letters"), [offered], validate_choice=False)
    separator = SelectField(
        _("What parts the columns"), [offered], validate_choice=False
    )
    sheet = SelectField(_("Sheet"), [offered], validate_choice=False)

    @classmethod
    def of(cls, dialect: Dialect, version: int) -> "ReadAsForm":
        """Offer what a file of this kind can be."""
        facts = {"encoding": dialect.encoding, "sheet": dialect.sheet}
        facts["separator"] = _SIGNS.get(dialect.separator, dialect.separator)
        form = cls(data=facts | {"version": str(version)})
        pages = [(code, ENCODINGS[code]) for code in CHOICES]
        if dialect.encoding not in CHOICES:
            pages.append((dialect.encoding, dialect.encoding))
        signs = [(_SIGNS.get(sign, sign), name) for sign, name in SEPARATORS.items()]
        form.encoding.choices = choices(pages)
        form.separator.choices = choices(signs)
        form.sheet.choices = choices((name, name) for name in dialect.sheets)
        if dialect.kind == "xlsx":
            del form.encoding, form.separator
        else:
            del form.sheet
        return form

    def said(self) -> dict[str, str]:
        """Give what was chosen, as the opening of a file wants it."""
        found = {
            field.name: str(field.data or "")
            for field in self
            if field.name in {"encoding", "separator", "sheet"}
        }
        signs = {value: sign for sign, value in _SIGNS.items()}
        if "separator" in found:
            found["separator"] = signs.get(found["separator"], found["separator"])
        return found


class TakeBackForm(Form):
    """Why a file is taken back."""

    reason = TextAreaField(
        _("Why is it taken back?"),
        [
            Needed(_("Write a reason: others will read it.")),
            Length(max=2000, message=_("At most 2,000 characters.")),
        ],
    )
