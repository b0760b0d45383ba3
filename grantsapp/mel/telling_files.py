"""What is wrong with a file of responses, in sentences; pages add line and column."""

from grantsapp import unseen
from grantsapp.i18n import lazy_gettext as _
from grantsapp.i18n import number
from grantsapp.mel.tables import Fault, Wrong
from grantsapp.mel.telling_moments import MOMENTS

_OF_THE_FILE = {
    Wrong.EMPTY: _("There is nothing in this file."),
    Wrong.TOO_LARGE: _("This file is larger than %(most)s MB. Send it in parts."),
    Wrong.TOO_LONG: _("There are more than %(most)s rows. Send them in several files."),
    Wrong.TOO_WIDE: _("There are %(count)s columns; we read at most %(most)s."),
    Wrong.UNREADABLE: _(
        "From here on this file is not written in %(encoding)s. Choose another kind of "
        "letters, or save the file as UTF-8."
    ),
    Wrong.ZERO_BYTE: _("There is a sign here that no text has. Save the file anew."),
    Wrong.NO_TABLE: _(
        "This is no table. Send a CSV file or an Excel workbook (.xlsx)."
    ),
    Wrong.OLD_WORKBOOK: _(
        "This is an old Excel file, or one with a password. Save it as .xlsx without a "
        "password."
    ),
    Wrong.NO_WORKBOOK: _(
        "This workbook cannot be opened. Save it anew as .xlsx, or as CSV in UTF-8."
    ),
    Wrong.FAR_OUT: _(
        "This workbook reaches too far out (%(said)s). Copy the answers to a new sheet."
    ),
    Wrong.NO_SHEET: _("There is no sheet “%(said)s” in this workbook."),
    Wrong.NO_HEAD: _("There is no row of column names."),
    Wrong.NO_ROWS: _("There are no answers below the column names."),
    Wrong.QUOTES: _(
        "A quotation mark is opened here and not closed, or closed too early."
    ),
    Wrong.CELLS: _("This row has %(count)s cells, but there are %(head)s columns."),
}
_OF_THE_COLUMNS = {
    Wrong.NO_ITEMS: _("No column holds answers to an instrument of this survey."),
    Wrong.ITEM_MISSING: _(
        "There is no column for the item “%(item)s” of “%(tool)s” (%(moment)s). Choose "
        "one, or say that it was not asked."
    ),
    Wrong.ITEM_TWICE: _(
        "This column and “%(first)s” are both for “%(said)s”. Leave one of them out."
    ),
    Wrong.ITEM_UNKNOWN: _("No instrument of this survey has the item “%(said)s”."),
    Wrong.NO_COLUMN: _("There is no such column in this file."),
    Wrong.COLUMN_TWICE: _("This column cannot be two things."),
    Wrong.COLUMN_EXTRA: _(
        "We do not know what this column is. Choose what it holds, or leave it out."
    ),
    Wrong.NO_MOMENT: _("Say whether these answers were given before or after."),
    Wrong.MOMENT_UNKNOWN: _("“%(said)s” is no moment of this survey."),
    Wrong.MOMENT_FOREIGN: _("This survey does not ask about this moment: %(said)s."),
    Wrong.NO_PROJECT: _("Say which project these answers come from."),
    Wrong.ZONE: _("There is no time zone “%(said)s”."),
}
_OF_A_ROW = {
    Wrong.OFF_SCALE: _("“%(said)s” is not on the scale from %(least)s to %(most)s."),
    Wrong.UNKNOWN_LABEL: _("“%(said)s” is no answer of this instrument."),
    Wrong.AMBIGUOUS: _("“%(said)s” can mean two answers."),
    Wrong.A_DATE: _(
        "“%(said)s” is a date. Excel may have made it of an answer such as 3-4."
    ),
    Wrong.BROKEN_CELL: _("This cell holds an error of the spreadsheet."),
    Wrong.NO_RESULT: _(
        "This cell holds a formula without its result. Open the file, save it and send "
        "it again."
    ),
    Wrong.UNKNOWN_OPTION: _("“%(said)s” is no answer to this question."),
    Wrong.UNKNOWN_LANGUAGE: _("“%(said)s” is no language of this survey."),
    Wrong.UNKNOWN_PROJECT: _("There is no project “%(said)s” in this call."),
    Wrong.NOT_ASKED: _(
        "The survey of “%(project)s” does not ask “%(tool)s” in this way or version."
    ),
    Wrong.NO_DATE: _("“%(said)s” is no date that we can read."),
    Wrong.TWICE: _(
        "Line %(first)s has the same identifier “%(said)s” with other answers."
    ),
}
OF_A_FILE = {**MOMENTS, "": _("in every row")}
SENTENCES = _OF_THE_FILE | _OF_THE_COLUMNS | _OF_A_ROW


def sentence(fault: Fault) -> str:
    """Say what is wrong; line and column are told beside it."""
    facts = {
        what: number(fact) if isinstance(fact, int) else fact
        for what, fact in fault.facts.items()
    }
    facts["said"] = unseen.one_line(fault.said)
    if fault.wrong is Wrong.MOMENT_FOREIGN:
        facts["said"] = str(OF_A_FILE.get(fault.said, fault.said))
    if "moment" in facts:
        facts["moment"] = str(OF_A_FILE[str(facts["moment"])])
    return str(SENTENCES[fault.wrong]) % facts
