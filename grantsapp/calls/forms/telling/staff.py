"""What managers type: announcements, answers, links, and surveys of needs."""

from typing import Any
from urllib.parse import urlsplit

from wtforms import SelectField, ValidationError
from wtforms.validators import Length

from grantsapp import clock, i18n
from grantsapp.calls.actions.telling_consulting import KINDS
from grantsapp.calls.forms.questions import KINDS as KIND_WORDS
from grantsapp.calls.forms.staff import TextsForm
from grantsapp.calls.models import AUDIENCES, FORMATS
from grantsapp.calls.questions import Kind
from grantsapp.forms import (
    Form,
    LineField,
    MomentField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

MOST_TYPED, LONGEST_TITLE, LONGEST_ADDRESS = 5000, 200, 500
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


def in_first_language(_form: Any, field: Any) -> None:
    """Demand the text in the first language; in the others it may be missing."""
    if not field.data.plain(field.languages[0]):
        name = i18n.language_name(field.languages[0])
        raise ValidationError(gettext("Write this in %(language)s.", language=name))


class NotLonger:
    """Refuse a text that is too long in any of its languages."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        """Name the language in which it is."""
        for code in field.data:
            if len(field.data.plain(code)) > self.most:
                words = gettext(
                    "Write at most %(most)s characters in %(language)s.",
                    most=i18n.number(self.most),
                    language=i18n.language_name(code),
                )
                raise ValidationError(words)


class AnnouncementForm(TextsForm):
    """Something to say to everybody who bids."""

    title = TranslatedField(_("Title"), [in_first_language, NotLonger(LONGEST_TITLE)])
    text = TranslatedField(
        _("Text"),
        [in_first_language, NotLonger(MOST_TYPED)],
        rows=6,
        description=_(
            "Whoever reads a language that is left empty gets the first one, marked so."
        ),
    )
    audience = SelectField(
        _("Who gets a letter"),
        choices=choices(AUDIENCES.items()),
        description=_("On the page of the call everybody can read it."),
    )


PUBLIC, PRIVATE = "public", "private"


class AnswerForm(TextsForm):
    """The answer to a question, and the question as everybody may read it."""

    question = TranslatedField(
        _("The question, as it is published"),
        [NotLonger(MOST_TYPED)],
        rows=3,
        description=_("Take out names, places and plans by which one could be known."),
    )
    answer = TranslatedField(
        _("Answer"), [in_first_language, NotLonger(MOST_TYPED)], rows=6
    )
    way = SelectField(
        _("Who reads it"),
        choices=choices(
            [
                (PUBLIC, _("Everybody, on the page of the call")),
                (PRIVATE, _("Only the person who asked")),
            ]
        ),
    )

    def validate_question(self, field: Any) -> None:
        """What is published needs its question."""
        if self.way.data == PUBLIC and not field.data.shown().text:
            raise ValidationError(gettext("Write the question."))


class AlternativeForm(Form):
    """A link to the call in another format."""

    format = SelectField(_("Format"), choices=choices(FORMATS.items()))
    language = SelectField(_("Language"))
    title = LineField(
        _("Title of the link"),
        [
            Needed(_("Write a title.")),
            Length(max=200, message=_("Write at most 200 characters.")),
        ],
        description=_("In the language of what it leads to."),
    )
    address = LineField(_("Address"), description=_("It begins with https://."))

    def in_languages(self, languages: list[str]) -> "AlternativeForm":
        """Offer the languages of a call."""
        names = ((code, i18n.language_name(code)) for code in languages)
        self.language.choices = choices(names)
        return self

    def validate_address(self, field: Any) -> None:
        """An address is a safe one that leads to another house."""
        typed = field.raw_data[0].strip() if field.raw_data else field.data or ""
        if not is_safe_address(typed):  # as typed: nothing unseen stands in an address
            words = gettext("Write an address such as https://example.org/easy-read.")
            raise ValidationError(words)


def is_safe_address(typed: str) -> bool:
    """Say whether something is an https address without a name or password in it."""
    try:
        parts = urlsplit(typed)
        _port = parts.port
    except ValueError:
        return False
    plain = typed.isprintable() and " " not in typed and "\\" not in typed
    host = parts.hostname or ""
    return (
        plain
        and len(typed) <= LONGEST_ADDRESS
        and parts.scheme == "https"
        and "@" not in parts.netloc
        and "." in host.strip(".")
    )


class ConsultationForm(TextsForm):
    """What a survey of needs says of itself."""

    title = TranslatedField(_("Title"), [in_first_language, NotLonger(LONGEST_TITLE)])
    intro = TranslatedField(
        _("What it is for"), [in_first_language, NotLonger(MOST_TYPED)], rows=4
    )
    consent = TranslatedField(
        _("What people agree to"),
        [in_first_language, NotLonger(MOST_TYPED)],
        rows=3,
        description=_("It stands beside a box that people tick before they send."),
    )
    closes_at = MomentField(_("Closes"), [Needed(_("Write when the survey closes."))])

    def validate_closes_at(self, field: Any) -> None:
        """It closes in the time to come."""
        if field.data and field.data <= clock.now():
            raise ValidationError(gettext("The closing time has passed already."))


def usual_consent(languages: list[str]) -> i18n.Text:
    """Offer words of our own for what people agree to."""
    words = _(
        "I agree that the fund keeps my answers and publishes figures about many "
        "people together. I have written nothing that leads to me or anybody else."
    )
    text = i18n.Text()
    for code in [c for c in languages if c in i18n.LANGUAGES] or ["en"]:
        with i18n.writing_in(code):
            text = text.with_text(code, str(words))
    return text


class NeedForm(TextsForm):
    """A question of a survey of needs."""

    kind = SelectField(
        _("Kind of answer"), choices=choices((k, KIND_WORDS[k]) for k in KINDS)
    )
    label = TranslatedField(_("Question"), [in_first_language, NotLonger(500)])
    options = TranslatedField(
        _("Answers to choose from"),
        [NotLonger(2000)],
        rows=5,
        description=_("One a line, in the same order in every language."),
    )

    def validate_options(self, field: Any) -> None:
        """A choice offers two to twelve answers, as many in every language."""
        if self.kind.data == Kind.LONG:
            return
        first, *others = field.languages
        count = len(_lines(field.data, first))
        if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
            raise ValidationError(gettext("Write two to twelve answers, one a line."))
        for code in others:
            if _lines(field.data, code) and len(_lines(field.data, code)) != count:
                words = gettext(
                    "Write as many answers in %(language)s as in the first language.",
                    language=i18n.language_name(code),
                )
                raise ValidationError(words)

    def options_made(self) -> list[i18n.Text]:
        """Give each answer with its text in every language."""
        if self.kind.data == Kind.LONG:
            return []
        source = self.options.languages[0]
        made = [i18n.Text.plainly({source: w}) for w in self._in(source)]
        for code in self.options.languages[1:]:
            lines = self._in(code)
            pairs = zip(made, lines, strict=True) if lines else ()
            made = [text.with_text(code, words) for text, words in pairs] or made
        return made

    def _in(self, code: str) -> list[str]:
        return _lines(self.options.data, code)


def _lines(text: i18n.Text, code: str) -> list[str]:
    return [line.strip() for line in text.plain(code).splitlines() if line.strip()]
