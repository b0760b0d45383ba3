"""What may be typed about a suite."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.validators import NumberRange, StopValidation

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.forms.staff import TextsForm
from grantsapp.calls.models import Call
from grantsapp.forms import (
    ChoiceField,
    Needed,
    TranslatedField,
    WholeField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.forms.fields import offered, several
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import ABOUT, DESIGNS, FOLLOW_UPS, MINIMUM_AGE, OLDEST, Suite
from grantsapp.mel.wording import CONSENT

LONGEST = 6_000  # characters of a text that people read on a phone
# Who has a duty for a call, and whether it is to evaluate.
Serving = Sequence[tuple[Person, bool]]
_AGE = _("Write a whole number of years from 0 to 25.")


def not_too_long(_form: Any, field: Any) -> None:
    """Keep a text readable on a small screen, in every language."""
    if any(len(field.data.plain(code)) > LONGEST for code in field.data):
        most = i18n.number(LONGEST)
        words = gettext("At most %(most)s characters in each language.", most=most)
        raise StopValidation(words)


def not_the_evaluator(form: Any, field: Any) -> None:
    """Keep apart who reads single responses and who reads what is told."""
    if field.data in form.evaluators:
        words = gettext(
            "%(name)s evaluates the fund and can look at single answers, so they "
            "cannot be the safeguarding lead as well. Choose somebody else.",
            name=form.evaluators[field.data],
        )
        raise StopValidation(words)


class SuiteForm(TextsForm):
    """The frame around the instruments of a call."""

    design = ChoiceField(_("When do people answer?"), choices=choices(DESIGNS.items()))
    follow_ups = several(
        _("Are they asked again later?"),
        choices=choices((str(months), words) for months, words in FOLLOW_UPS.items()),
        description=_(
            "The months count from the day on which the survey of a project closes."
        ),
    )
    about = several(
        _("What do people tell about themselves?"),
        choices=choices((code, words) for code, (words, _more) in ABOUT.items()),
        description=_(
            "Every question can be left out. Ask only what you will use: each one"
            " makes it easier to recognise somebody."
        ),
    )
    minimum_age = WholeField(
        _("From which age do people decide for themselves?"),
        [Needed(_AGE), NumberRange(0, OLDEST, _AGE)],
        description=_("Somebody younger needs the consent of a parent."),
    )
    languages = several(
        _("Languages of the surveys"), Needed(_("Choose at least one language."))
    )
    consent = TranslatedField(
        _("What people agree to before they answer"), [not_too_long], rows=8
    )
    lead = SelectField(
        _("Safeguarding lead"),
        [not_the_evaluator, offered],
        validate_choice=False,
        description=_(
            "The one person who reads what somebody tells in confidence, or who asks"
            " for help. Nobody else does, not even other managers. The evaluator cannot"
            " be it, since they can look at single answers."
        ),
    )
    help = TranslatedField(
        _("Where people find help"),
        [not_too_long],
        rows=5,
        description=_(
            "Stands on the last page of every survey. Name local numbers that somebody"
            " answers, and say when. For example: If you are in danger now, call the"
            " police. To talk to somebody about hatred that you met, ring the city's"
            " helpline on (number), every day from 9 to 21."
        ),
    )

    evaluators: Mapping[str, str] = {}  # what each is called, by the id

    @classmethod
    def of(
        cls, call: Call, suite: Suite, spoken: list[str], people: Serving
    ) -> "SuiteForm":
        """Make the form with what stands, or with what we propose in its place."""
        form = cls(data=_standing(call, suite, spoken)).in_languages(call.languages)
        names = [(code, i18n.language_name(code)) for code in spoken]
        form.languages.choices = choices(names)
        named = [(str(p.id), p.called) for p, evaluates in people if not evaluates]
        form.lead.choices = choices([("", _("Nobody yet")), *named])
        form.evaluators = {str(p.id): p.called for p, evaluates in people if evaluates}
        return form

    def facts(self, people: Serving) -> dict[str, Any]:
        """Give what was typed as a suite wants it."""
        by_id = {str(person.id): person for person, _evaluates in people}
        return {
            "design": Design(self.design.data),
            "follow_ups": sorted(int(m) for m in self.follow_ups.data or []),
            "about": [code for code in ABOUT if code in (self.about.data or [])],
            "minimum_age": self.minimum_age.data,
            "languages": list(self.languages.data or []),
            "consent": self.consent.data,
            "help": self.help.data,
            "lead": by_id.get(str(self.lead.data)),
        }

    def show_theirs(self, call: Call, suite: Suite, spoken: list[str]) -> None:
        """Put what somebody else saved beside each field that differs."""
        for name, value in _standing(call, suite, spoken).items():
            field: Any = self[name]
            if name != "version" and value != field.data:
                field.theirs = _in_words(field, value)
        self.version.raw_data, self.version.data = None, str(suite.version)


def _standing(call: Call, suite: Suite, spoken: list[str]) -> dict[str, Any]:
    wanted = suite.languages or spoken
    return {
        "version": str(suite.version or 1),
        "design": str(suite.design or Design.RETROSPECTIVE),
        "follow_ups": [str(months) for months in suite.follow_ups or []],
        "about": list(suite.about or []),
        "minimum_age": MINIMUM_AGE if suite.minimum_age is None else suite.minimum_age,
        "languages": [code for code in wanted if code in spoken],
        "consent": suite.consent or proposed_consent(call.languages),
        "lead": str(suite.lead_id or ""),
        "help": suite.help or i18n.Text(),
    }


def proposed_consent(languages: Iterable[str]) -> i18n.Text:
    """Give our consent in those languages of a call that we have it in."""
    return i18n.Text.plainly({c: CONSENT[c] for c in languages if c in CONSENT})


def _in_words(field: Any, value: Any) -> str:
    """Write what somebody else saved, line by line where it is several things."""
    if isinstance(value, i18n.Text):
        codes = [c for c in value if value.plain(c) != field.data.plain(c)]
        lines = [(i18n.language_name(c), value.plain(c)) for c in codes]
        return "\n".join(f"{name}: {text}" for name, text in lines)
    if field.type == "WholeField":
        return i18n.number(value)
    wanted = value if isinstance(value, list) else [value]
    labels = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
    return "\n".join(labels.get(str(code), str(code)) for code in wanted)
