"""What a page of a survey needs before the next one, and the sentence that says so."""

from collections.abc import Mapping
from typing import NamedTuple

from grantsapp import i18n
from grantsapp.i18n import gettext as _
from grantsapp.mel.walk import LEAST_OF_A_CODE, Kind, Page


class Complaint(NamedTuple):
    """What is wrong on a page, with the id of the control to go to."""

    at: str
    words: str


def complaint(page: Page, minimum_age: int) -> Complaint | None:
    """Say what a page can complain of; most pages ask for nothing."""
    if page.kind is Kind.CONSENT:
        return Complaint("consent", _("Tick the box if you agree to take part."))
    if page.kind is Kind.AGE:
        words = _("Say whether you are %(age)s or older.", age=minimum_age)
        return Complaint("of_age", words)
    if page.kind is Kind.CODE:
        words = _("Write your code, or tick that you do not want to make one.")
        return Complaint("code", words)
    return None


def fault(page: Page, form: Mapping[str, str], minimum_age: int) -> Complaint | None:
    """Say what is missing on a page, if anything is."""
    filled = {
        Kind.CONSENT: form.get("consent") == "y",
        Kind.AGE: form.get("of_age") in {"y", "n"},
        Kind.CODE: "no_code" in form or is_code(form.get("code", "")),
    }
    return None if filled.get(page.kind, True) else complaint(page, minimum_age)


def is_code(typed: str) -> bool:
    """Say whether a code is long enough to tell people apart."""
    return len(i18n.fold(typed).replace(" ", "")) >= LEAST_OF_A_CODE


def as_left_behind(form: Mapping[str, str]) -> dict[str, str]:
    """Read what a device sends when nobody stands before it any more.

    It may have been without a network while a code came to be asked for, and it counts
    the signs of one by a simpler rule than ours. A code that is too short links
    nobody, and is none.
    """
    return {**form} if is_code(form.get("code", "")) else {**form, "no_code": "y"}


def was_never_asked(page: Page, form: Mapping[str, str]) -> bool:
    """Say whether the age came to be asked after a device kept the pages."""
    return page.kind is Kind.AGE and "of_age" not in form


def is_too_young(form: Mapping[str, str]) -> bool:
    """Say whether somebody is too young to decide, and no parent knows of it."""
    return form.get("of_age") == "n" and form.get("parent") != "y"


def nothing_answered() -> Complaint:
    """Say that no answer was given; whoever wants that sends once more."""
    words = _(
        "None of the statements has an answer. Go back if you like to, or send it once "
        "more to finish like this."
    )
    return Complaint("send", words)


def too_many() -> Complaint:
    """Say that too much comes from where the person is."""
    words = _(
        "Very many answers come from where you are. Nothing is lost: wait five "
        "minutes, then send it again."
    )
    return Complaint("send", words)


def used_link() -> Complaint:
    """Say that the link brought somebody's answers before."""
    words = _(
        "This link works once, and somebody has answered through it. Ask for another "
        "one: nothing of what you answered is lost as long as this page is open."
    )
    return Complaint("send", words)
