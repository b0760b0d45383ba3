"""What managers may type and send about whole calls: a file, a copy."""

import json
from typing import Any

from wtforms import SelectField, SelectMultipleField, ValidationError

from grantsapp import unseen
from grantsapp.calls import facts, packing
from grantsapp.calls.actions import packing as packing_actions
from grantsapp.calls.facts import Fault, Faults, Why
from grantsapp.calls.forms.staff import REFERENCE
from grantsapp.calls.models import Call, Fund
from grantsapp.forms import Form, LineField, MomentField, Needed, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

_SENTENCES = {
    Why.NOT_JSON: _("This is not JSON: %(detail)s."),
    Why.TWICE_IN_JSON: _("A name is there twice in one object: %(detail)s."),
    Why.FORMAT: _("%(path)s: this is not the file of a call."),
    Why.VERSION: _("%(path)s: we do not know this version: %(detail)s."),
    Why.CURRENCY: _("%(path)s: the fund gives %(detail)s, the file another currency."),
    Why.MISSING: _("%(path)s: this is missing."),
    Why.UNKNOWN: _("%(path)s: we do not know this field."),
    Why.WRONG_TYPE: _("%(path)s: this is of the wrong type."),
    Why.TOO_LONG: _("%(path)s: this is too long (the most is %(detail)s)."),
    Why.TOO_MANY: _("%(path)s: these are too many (the most is %(detail)s)."),
    Why.NOT_A_WORD: _("%(path)s: we do not know “%(detail)s”."),
    Why.NOT_A_CODE: _("%(path)s: this is no code: “%(detail)s”."),
    Why.NOT_A_TEXT: _("%(path)s: this is not a text in languages."),
    Why.NOT_A_MOMENT: _("%(path)s: this is not a time with its zone."),
    Why.OUT_OF_RANGE: _("%(path)s: this number is too large or too small."),
    Why.TWICE: _("%(path)s: this code is there already: “%(detail)s”."),
    Why.NO_QUESTION: _("%(path)s: there is no question “%(detail)s”."),
    Why.NOT_EARLIER: _("%(path)s: the question “%(detail)s” is not asked before."),
    Why.NOT_ITS_ANSWER: _("%(path)s: that question has no answer “%(detail)s”."),
    Why.LANGUAGE: _("%(path)s: we do not know the language “%(detail)s”."),
    Why.NOT_HERE: _(
        "%(path)s: this house does not have “%(detail)s”. Bring it in first, then send "
        "the file again."
    ),
    Why.RULE: _("%(path)s: this cannot be so. %(detail)s"),
}


def sentence(fault: Fault) -> str:
    """Put what is wrong with a call's file into words."""
    told = {"path": fault.path, "detail": fault.detail}
    seen = {name: unseen.one_line(words) for name, words in told.items()}
    return str(_SENTENCES[fault.why]) % seen


def document(content: bytes) -> Any:
    """Read the file of a call; raises Faults."""
    try:
        return packing.load(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Faults([Fault("", Why.NOT_JSON, str(error)[:80])]) from None


def as_file(document: facts.Values) -> str:
    """Write a call's file as people can read it, in their scripts."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def counts(values: facts.Values) -> list[tuple[str, int]]:
    """Count what a file brings, under the words that people use."""
    found = [
        (_("Themes"), len(values["themes"])),
        (_("Sizes of grant"), len(values["tiers"])),
        (_("Sections"), len(values["sections"])),
        (_("Questions"), sum(len(s["questions"]) for s in values["sections"])),
    ]
    if "phases" in values:
        criteria = sum(len(p["criteria"]) for p in values["phases"])
        found += [(_("Phases"), len(values["phases"])), (_("Criteria"), criteria)]
    if "suite" in values:
        tools = sum(len(suite["instruments"]) for suite in values["suite"])
        found += [(_("Instruments"), tools)]
    return found


class NewCallForm(Form):
    """What a call that is made from another one gets anew."""

    reference = LineField(
        _("Reference"),
        description=_("Two to twelve capital letters and digits, such as CGF2."),
    )
    opens_at = MomentField(_("Opens"), [Needed(_("Write when the call opens."))])
    closes_at = MomentField(_("Closes"), [Needed(_("Write when the call closes."))])

    def validate_reference(self, field: Any) -> None:
        """A reference is short and can be said on the phone."""
        if not REFERENCE.fullmatch(field.data or ""):
            words = gettext("Use two to twelve capital letters and digits.")
            raise ValidationError(words)

    def validate_closes_at(self, field: Any) -> None:
        """A call closes after it opens."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The call must close after it opens."))

    def facts(self) -> dict[str, Any]:
        """Give what was typed."""
        return {n: self[n].data for n in ("reference", "opens_at", "closes_at")}


class ImportForm(NewCallForm):
    """A call from a file: what it gets anew, and the themes to make."""

    themes = SelectMultipleField(
        _("Themes of the file that the fund does not have"),
        description=_("Those you tick are made."),
    )

    @classmethod
    def of(cls, fund: Fund, values: facts.Values, *, fresh: bool = False) -> Any:
        """Make the form with what the file says; a fresh one takes nothing typed."""
        codes = [theme["code"] for theme in packing_actions.new_themes(values, fund)]
        told = {n: values["call"][n] for n in ("reference", "opens_at", "closes_at")}
        form: Any = cls(**({"formdata": None} if fresh else {}), data=told)
        form.opens_at.in_zone(fund.time_zone)
        form.closes_at.in_zone(fund.time_zone)
        form.themes.choices = choices((code, code) for code in codes)
        if fresh:
            form.themes.data = codes
        if not codes:
            del form.themes
        return form

    def chosen(self) -> list[str]:
        """List the themes to make."""
        return list(self.themes.data or []) if "themes" in self else []


class CopyForm(NewCallForm):
    """A call that begins as an earlier one."""

    source = SelectField(_("Begin from"))

    @classmethod
    def of(cls, fund: Fund, calls: list[Call]) -> "CopyForm":
        """Offer the calls that can be copied into a fund."""
        form = cls()
        form.opens_at.in_zone(fund.time_zone)
        form.closes_at.in_zone(fund.time_zone)
        form.source.choices = choices(
            (call.reference, f"{call.reference} {call.title}") for call in calls
        )
        return form
