"""How an instrument is scored, in words."""

from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel.instruments import Instrument, Missing, Rule


def rule_of(tool: Instrument, subscale: str = "") -> str:
    """Say how the score of the whole, or of a subscale, is made."""
    items = len(tool.items_of(subscale))
    least = tool.scoring.enough(items)
    if tool.scoring.missing is Missing.COMPLETE or least == items:
        return _complete(tool, items)
    if tool.scoring.rule is Rule.SUM:
        return ngettext(
            "The sum of %(num)d item; where an answer is missing, the mean of the "
            "others stands for it. At least %(least)d must be answered.",
            "The sum of %(num)d items; where an answer is missing, the mean of the "
            "others stands for it. At least %(least)d must be answered.",
            items,
            least=least,
        )
    return ngettext(
        "The mean of the answered items. At least %(least)d of %(num)d item must be "
        "answered.",
        "The mean of the answered items. At least %(least)d of %(num)d items must be "
        "answered.",
        items,
        least=least,
    )


def _complete(tool: Instrument, items: int) -> str:
    if tool.scoring.rule is Rule.SUM:
        return ngettext(
            "The sum of %(num)d item. Without an answer there is no score.",
            "The sum of %(num)d items. Where an answer is missing, there is no score.",
            items,
        )
    return ngettext(
        "The mean of %(num)d item. Without an answer there is no score.",
        "The mean of %(num)d items. Where an answer is missing, there is no score.",
        items,
    )


def reversal_of(tool: Instrument) -> str:
    """Say what becomes of the answers to reversed items; empty where there are none."""
    if not any(item.is_reversed for item in tool.items):
        return ""
    return _(
        "Answers to reversed items are turned round before: %(low)s becomes %(high)s, "
        "and so on.",
        low=tool.minimum,
        high=tool.maximum,
    )


def range_of(tool: Instrument, subscale: str = "") -> str:
    """Say between which values a score lies."""
    times = len(tool.items_of(subscale)) if tool.scoring.rule is Rule.SUM else 1
    low, high = tool.minimum * times, tool.maximum * times
    return _("From %(low)s to %(high)s.", low=low, high=high)
