"""What is wrong with an instrument's file, in sentences; pages add the place."""

from grantsapp import unseen
from grantsapp.i18n import lazy_gettext as _
from grantsapp.i18n import number
from grantsapp.mel.instruments import Fault, Wrong

_OF_A_PART = {
    Wrong.NO_FILE: _("The file must hold one JSON object."),
    Wrong.UNKNOWN: _(
        "This is not a part of the format. Take it out, or correct its name."
    ),
    Wrong.NO_OBJECT: _("Here an object is needed, with %(names)s."),
    Wrong.NO_CODE: _(
        "A code has small Latin letters, digits and _, begins with a letter, and has "
        "at most 31 signs."
    ),
    Wrong.TWICE: _("“%(said)s” stands there twice."),
    Wrong.VERSION: _("A version is a whole number from 1 to %(most)s."),
    Wrong.NOT_ONE_OF: _("This must be one of these words: %(words)s."),
    Wrong.NO_FLAG: _("This is either true or false, without quotation marks."),
}
_OF_A_TEXT = {
    Wrong.NO_TEXT: _("Here a text is needed."),
    Wrong.NO_TEXTS: _(
        'Here a text in each language is needed, such as {"en": "...", "ar": "..."}.'
    ),
    Wrong.EMPTY_TEXT: _("There is a language here without any words."),
    Wrong.TOO_LONG: _("A text has at most %(most)s characters."),
    Wrong.CONTROL: _("There is a control character in this text. Type it anew."),
    Wrong.NO_LANGUAGE: _("“%(said)s” is no code of a language."),
    Wrong.LACKS: _("There is no text in these languages of the title: %(languages)s."),
    Wrong.MORE: _("These languages are not in the title: %(languages)s."),
}
_OF_WHAT_IS_TOLD = {
    Wrong.THEMES: _("Here a list of the codes of themes is needed."),
    Wrong.THEME_TWICE: _("A theme stands there twice."),
    Wrong.NO_LICENCE: _(
        "The licence is missing: its status, its name, and what proves it."
    ),
    Wrong.WHICH_LICENCE: _("Say which open licence it is."),
    Wrong.WHOSE_PERMISSION: _("Say who gave the permission, and when."),
    Wrong.AGES: _("Ages are whole years from 0 to %(most)s, or null."),
    Wrong.AGES_TURNED: _("Name at least one end, and the younger one first."),
    Wrong.ADAPTED: _("Name the code and the version of what was changed."),
    Wrong.CHANGES: _("Here a list of lines is needed, one for each change."),
    Wrong.TRANSLATIONS: _(
        "Here an object is needed: where the words of each language come from."
    ),
}
_OF_THE_MEASURE = {
    Wrong.SCALE: _(
        "The scale needs a minimum and a maximum above it, whole numbers at most "
        "%(most)s apart."
    ),
    Wrong.LABELS: _("Here the words for each value are needed, in each language."),
    Wrong.OFF_SCALE: _("This value is not on the scale."),
    Wrong.SUBSCALES: _("Here a list of subscales is needed, with codes and titles."),
    Wrong.NO_ITEM_OF: _("No item belongs to this subscale."),
    Wrong.ITEMS: _("Here a list of 1 to %(most)s items is needed."),
    Wrong.NO_SUBSCALE: _("There is no subscale with this code."),
    Wrong.PER_CENT: _("This is how many per cent of the items are needed, 1 to 100."),
    Wrong.LEAST: _("This is how many items are needed, 1 to %(most)s."),
    Wrong.EITHER: _("Say either how many per cent are needed, or how many items."),
    Wrong.COMPLETE: _(
        "Where every item is needed (complete), neither per cent nor a number of "
        "items can be named."
    ),
}
SENTENCES = _OF_A_PART | _OF_A_TEXT | _OF_WHAT_IS_TOLD | _OF_THE_MEASURE


def sentence(fault: Fault) -> str:
    """Say what is wrong; its place is told beside it."""
    facts = {
        name: number(fact) if isinstance(fact, int) else unseen.one_line(fact)
        for name, fact in fault.facts.items()
    }
    return str(SENTENCES[fault.wrong]) % facts
