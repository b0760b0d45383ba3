"""The rules of data quality in words: what each looks for, and what a flag says."""

from collections.abc import Mapping, Sequence
from typing import Any

from grantsapp.i18n import language_name, listed, number
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.quality.limits import Flag, Limits, Rule
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.quality.reliability import Reason
from grantsapp.mel.telling_moments import MOMENTS

NAMED = 5  # sittings that a sentence names; the page lists all of them

NAMES: Mapping[Rule, Any] = {
    Rule.BROKEN_OFF: _("Broken off"),
    Rule.PART_INCOMPLETE: _("An instrument is incomplete"),
    Rule.STRAIGHT_LINE: _("One column in an instrument"),
    Rule.STRAIGHT_THROUGHOUT: _("One column throughout"),
    Rule.TOO_FAST: _("Too fast"),
    Rule.OFF_SCALE: _("A value is not on the scale"),
    Rule.UNKNOWN_ITEM: _("An item is not known"),
    Rule.UNKNOWN_INSTRUMENT: _("An instrument is not owed"),
    Rule.LANGUAGES_MIXED: _("More than one language"),
    Rule.LANGUAGE_CHANGED: _("Another language than before"),
    Rule.SAME_ANSWERS: _("Equal answers"),
    Rule.CODE_TWICE: _("A code is used twice"),
    Rule.SENT_AGAIN: _("Sent again with other answers"),
}
_LOOKS_FOR: Mapping[Rule, Any] = {
    Rule.BROKEN_OFF: _("Less than %(whole)s per cent of all items are answered."),
    Rule.PART_INCOMPLETE: _(
        "Less than %(part)s per cent of the items of an instrument are answered."
    ),
    Rule.STRAIGHT_LINE: _(
        "All answers to an instrument are the same number: at least "
        "%(straight_reversed)s where an item among them is reversed and the number is "
        "not the middle of the scale, otherwise at least %(straight)s."
    ),
    Rule.STRAIGHT_THROUGHOUT: _(
        "All answers to several instruments, at least %(straight)s, are the same "
        "number."
    ),
    Rule.TOO_FAST: _(
        "On a screen, less than %(seconds)s seconds for each answer, with at least "
        "%(paced)s answers. “Prefer not to say” is an answer here."
    ),
    Rule.OFF_SCALE: _("A number that this version of the instrument does not offer."),
    Rule.UNKNOWN_ITEM: _("An item that this version of the instrument does not have."),
    Rule.UNKNOWN_INSTRUMENT: _("An instrument that the project does not owe."),
    Rule.LANGUAGES_MIXED: _(
        "Parts of one sitting were answered in different languages."
    ),
    Rule.LANGUAGE_CHANGED: _(
        "A person answered later in another language than at first."
    ),
    Rule.SAME_ANSWERS: _(
        "At least %(same)s answers are equal to those of somebody else in the same "
        "survey, and not all in one column. On a screen, at most %(window)s minutes "
        "lie between the two."
    ),
    Rule.CODE_TWICE: _(
        "Two people used one code at the same time, or one person answered twice. Both "
        "are kept, and neither is matched with another time."
    ),
    Rule.SENT_AGAIN: _(
        "One sitting was sent twice with different answers, or two sheets of paper "
        "have one number. The second is left out of the figures until you decide."
    ),
}
_SAYS: Mapping[Rule, Any] = {
    Rule.BROKEN_OFF: _(
        "Answered: %(answered)s of %(items)s items. Preferred not to say: %(declined)s."
    ),
    Rule.PART_INCOMPLETE: _(
        "%(instrument)s (%(moment)s). Answered: %(answered)s of %(items)s items. "
        "Preferred not to say: %(declined)s."
    ),
    Rule.STRAIGHT_LINE: _(
        "%(instrument)s (%(moment)s). Every answer is %(value)s. Answers: %(answered)s."
    ),
    Rule.STRAIGHT_THROUGHOUT: _(
        "Every answer is %(value)s (%(moment)s). Answers: %(answered)s. Instruments: "
        "%(instruments)s."
    ),
    Rule.TOO_FAST: _("Seconds: %(seconds)s. Answers: %(answered)s."),
    Rule.OFF_SCALE: _(
        "%(instrument)s (%(moment)s). Item %(item)s has the answer %(value)s, and the "
        "scale goes from %(minimum)s to %(maximum)s."
    ),
    Rule.UNKNOWN_ITEM: _(
        "%(instrument)s (%(moment)s). Version %(version)s has no item %(item)s."
    ),
    Rule.UNKNOWN_INSTRUMENT: _("%(instrument)s (%(moment)s) is not owed."),
    Rule.LANGUAGES_MIXED: _("Languages: %(languages)s."),
    Rule.LANGUAGE_CHANGED: _(
        "First answered in %(first)s (number %(earlier)s), now in %(now)s."
    ),
    Rule.SAME_ANSWERS: _(
        "All %(answered)s answers are equal. It is about the numbers %(sittings)s."
    ),
    Rule.CODE_TWICE: _(
        "One code stands on each of the numbers %(sittings)s (%(moment)s)."
    ),
    Rule.SENT_AGAIN: _("Compare with the numbers %(sittings)s."),
}
_ALONE = _("What came before it of the same sitting is left out.")
REASONS: Mapping[Reason, Any] = {
    Reason.FEW_PEOPLE: _("Fewer than three people answered every item."),
    Reason.ONE_ITEM: _("A single item has nothing to be compared with."),
    Reason.NO_SPREAD: _("All gave the same answers, or came to the same total."),
}

LEFT_OUT: Mapping[str, Any] = {
    Why.TOO_LITTLE: _("Too little is answered"),
    Why.CARELESS: _("The answers were not given with care"),
    Why.TWICE: _("The same person answered twice"),
    Why.NOT_MEANT: _("The survey is not meant for this person"),
    Why.TRIAL: _("It was a trial"),
    Why.OTHER: _("Another reason"),
    Why.SUPERSEDED: _("Another response of the same sitting counts"),
    Why.TAKEN_BACK: _("The file that brought it was taken back"),
    Why.LATE: _("It came after the survey had closed"),
    Why.NO_LINK: _("It came by the public link after that had been closed"),
    "": _("Sent again with other answers, and not decided yet"),
}

ORIGINS: Mapping[str, Any] = {
    "web": _("On a device of their own"),
    "kiosk": _("On a shared device"),
    "paper": _("On paper"),
    "import": _("From a file"),
    "synthetic": _("Made up for demonstration"),
}


def looks_for(rule: Rule, limits: Limits) -> str:
    """Say what a rule looks for, with its limits."""
    return str(_LOOKS_FOR[rule]) % vars(limits)


def sentence(flag: Flag, titles: Mapping[str, str]) -> str:
    """Say what a flag has found; `titles` of instruments in the reader's language."""
    if flag.rule is Rule.SENT_AGAIN and not flag.said["sittings"]:
        return str(_ALONE)
    said = {name: _said(name, value, titles) for name, value in flag.said.items()}
    return str(_SAYS[flag.rule]) % said


def _said(name: str, value: Any, titles: Mapping[str, str]) -> str:
    match name:
        case "instrument":
            return titles.get(value, value)
        case "moment":
            return str(MOMENTS.get(value, value))
        case "first" | "now":
            return language_name(value)
        case "languages":
            return listed([language_name(code) for code in value])
        case "sittings":
            return _numbers(value)
        case "earlier" | "item":
            return str(value)  # an id or a code; no figure of the reader's
    return number(value)


def _numbers(sittings: Sequence[int]) -> str:
    """Name the first of some sittings, and show that there are more."""
    named = listed([str(each) for each in sittings[:NAMED]])
    return named if len(sittings) <= NAMED else f"{named} …"
