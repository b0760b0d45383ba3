"""Where two versions of an instrument differ, in words."""

from grantsapp import i18n
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.instruments import Change

_PARTS = {
    "items": _("The order of the items"),
    "scale": _("The scale"),
    "about": _("What it is to show"),
    "construct": _("What it measures"),
    "themes": _("Themes"),
    "status": _("What is known of its validity"),
    "citation": _("Source"),
    "licence": _("Licence"),
    "ages": _("For which ages it is suited"),
    "subscales": _("Subscales"),
    "scoring": _("Scoring"),
    "translations": _("Where the words of each language come from"),
}


def place_of(change: Change) -> str:
    """Name the part that differs."""
    tongue = i18n.language_name(change.language) if change.language else ""
    match change.place.split("."):
        case ["items", code, "text", *_rest]:
            return gettext("Item %(code)s in %(tongue)s", code=code, tongue=tongue)
        case ["items", code, "reversed"]:
            return gettext("Item %(code)s: whether it is reversed", code=code)
        case ["items", code, "subscale"]:
            return gettext("Item %(code)s: its subscale", code=code)
        case ["items", code]:
            return gettext("Item %(code)s", code=code)
        case ["scale", "labels", value, *_rest]:
            return gettext("Answer %(value)s in %(tongue)s", value=value, tongue=tongue)
        case ["title", *_rest]:
            return gettext("The title in %(tongue)s", tongue=tongue)
        case [part, *_rest]:
            return str(_PARTS[part])
        case _:
            return change.place
