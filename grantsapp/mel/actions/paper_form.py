"""The survey on paper: the pages of a sitting, with the numbers that are keyed.

Nothing is asked in words: a sheet is typed in by the group, and what somebody tells in
confidence is for one named person alone. So a sheet says where that can be told.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby

from grantsapp import i18n, mail, pdf
from grantsapp.awards.queries import told_project
from grantsapp.i18n import gettext as _
from grantsapp.mel import paper, phones
from grantsapp.mel.actions.posters import how_long, invitation, spoken
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import ABOUT
from grantsapp.mel.queries import ways
from grantsapp.mel.queries.ways import Asked
from grantsapp.mel.walk import Kind

SHEET_SIGNS = 4  # squares for the number of a sheet
SIGN_NOT_SAID = "–"  # in the circle; typed as the sign on every keyboard


def as_pdf(asked: Asked, moment: Moment, language: str) -> bytes:
    """Draw the form; our own words are English where we do not speak the language."""
    with i18n.writing_in(spoken(language)):
        return _Form(asked, moment, language).build()


class _Form:
    """One form, while it is written."""

    def __init__(self, asked: Asked, moment: Moment, language: str) -> None:
        self.asked, self.moment, self.language = asked, moment, language
        award = asked.survey.award
        self.kinds = {page.kind for page in asked.pages(moment)}
        self.about = [code for p in asked.pages(moment) for code in p.about]
        when = ways.SLUGS[moment]
        footer = f"{award.reference} · {asked.survey.number} · {when} · {language}"
        self.title = _("A survey for the people who take part")
        fund = award.call.fund.name.shown(language)
        self.page = pdf.Document(
            language, title=f"{self.title} · {footer}", author=fund.text, footer=footer
        )

    def build(self) -> bytes:
        """Write the pages in their order, and give the file."""
        self._opening()
        self._consent()
        if Kind.AGE in self.kinds:
            self._age()
        if Kind.CODE in self.kinds:
            self._code()
        if self.about:
            self._about()
        self._statements()
        self._closing()
        return self.page.build()

    def _own(self, words: str, *, bold: bool = False) -> pdf.Text:
        return pdf.Text(words, i18n.language(), bold)

    def _head(self, words: str, level: int = 2) -> None:
        self.page.heading(self._own(words), level, in_line=True)

    def _say(self, words: str, *, small: bool = False, kept: bool = False) -> None:
        self.page.paragraph(
            self._own(words), small=small, muted=small, kept=kept, in_line=True
        )

    def _told(self, text: i18n.Text) -> None:
        """Put what the call wrote, a paragraph each."""
        shown = text.shown(self.language)
        for part in shown.text.replace("\r", "").split("\n\n"):
            if part.strip():
                words = phones.islands(part.strip().removeprefix("## "))
                told = pdf.Text(words, shown.language)
                self.page.paragraph(told, in_line=True)

    def _opening(self) -> None:
        project = told_project(self.asked.survey.award)
        name = pdf.Text(project.text, project.language, bold=True)
        self.page.paragraph(name, in_line=True)
        self._head(self.title, 1)
        self._say(invitation(self.moment))
        how = how_long(self.asked, self.moment)
        self._say(
            _(
                "%(minutes)s. You can leave out anything. Please do not write your "
                "name or anything else beside the answers.",
                minutes=how,
            )
        )
        number = self._own(_("Number of this sheet (the group writes it)"))
        self.page.squares([(SHEET_SIGNS, number)])

    def _consent(self) -> None:
        self._head(_("Do you want to take part?"))
        if self.asked.consent:
            self._told(self.asked.consent)
        else:
            self._say(_("Taking part is your choice, and you can stop at any time."))
        words = self._own(_("I have read this, and I want to take part."))
        self.page.choices([words], is_one=False)

    def _age(self) -> None:
        age = self.asked.minimum_age
        old, young = age_in_words(age)
        self._head(_("Your age"))
        self.page.ticks([("1", self._own(old)), ("2", self._own(young))])
        self._say(_parent(age), kept=True)
        agrees = _("I am the parent or guardian, and I agree.")
        self.page.choices([self._own(agrees)], is_one=False)

    def _code(self) -> None:
        self._head(_("A code of your own"))
        self._say(
            _(
                "You may be asked again later. The code says which answers belong "
                "together, and not who you are. Write the same one each time."
            ),
            kept=True,
        )
        groups = [(n, self._own(str(words))) for n, words in ways.CODE_PARTS]
        self.page.squares(groups)

    def _about(self) -> None:
        self._head(_("About you"))
        self._say(_("Fill in one circle for each question, or none."), kept=True)
        for letter, code in zip(paper.LETTERS, self.about, strict=False):
            words, options = ABOUT[code]
            asked = self._own(f"{letter}. {words}", bold=True)
            self.page.paragraph(asked, kept=True, in_line=True)
            told = enumerate(options.values(), 1)
            self.page.ticks([(str(n), self._own(str(label))) for n, label in told])

    def _statements(self) -> None:
        lines = self.asked.lines(self.moment)
        for moment, of_moment in groupby(lines, key=lambda line: line.moment):
            if moment is Moment.R0:  # what looks back stands by itself
                self.page.turn()
            self._head(_speaking_of(moment))
            self._say(_how(moment), kept=True)
            for _code, some in groupby(of_moment, key=lambda line: line.tool.code):
                self._grid(list(some))

    def _grid(self, lines: list[paper.Line]) -> None:
        tool = lines[0].tool
        items = [
            (str(line.number), self._theirs(line.item.text, tool)) for line in lines
        ]
        self.page.statements(list(self._options(tool)), items)

    def _options(self, tool: Instrument) -> Iterable[tuple[str, pdf.Text]]:
        for value in tool.values:
            yield str(value), self._theirs(tool.label(value), tool)
        yield SIGN_NOT_SAID, self._own(_("Prefer not to say"))

    def _theirs(self, words: Mapping[str, str], tool: Instrument) -> pdf.Text:
        """Put words of an instrument, in its own language where it lacks this one."""
        code = self.language if self.language in words else tool.languages[0]
        return pdf.Text(words.get(code, ""), code)

    def _closing(self) -> None:
        survey = self.asked.survey
        address = mail.address(ways.short_path(survey, "concern"))
        self._head(_("Is there something that worries you?"))
        if self.asked.help:
            self._told(self.asked.help)
        self._say(
            _(
                "Please do not write it on this sheet, since people of the project "
                "type it in. You can tell it in confidence here, and only the person "
                "who is named for that will read it:"
            ),
            kept=True,
        )
        link = mail.address(f"/surveys/{survey.key}/concern")
        shown = address.partition("://")[2]
        self.page.paragraph(pdf.Text(shown, "en", bold=True), kept=True, in_line=True)
        alt = _("QR code that leads to %(address)s", address=address)
        self.page.qr(f"{link}?in={self.language}", self._own(alt))
        self._say(_("Thank you. Fold the sheet, and hand it back."))


def age_in_words(age: int) -> tuple[str, str]:
    """Say the two answers to the question of age: old enough, and not yet."""
    return (
        _("I am %(age)d or older", age=age),
        _("I am younger than %(age)d", age=age),
    )


def _parent(age: int) -> str:
    return _(
        "If you are younger than %(age)d, a parent or guardian ticks here. Without "
        "that tick we cannot take the answers. No name is needed.",
        age=age,
    )


def _speaking_of(moment: Moment) -> str:
    return _("How it was before") if moment is Moment.R0 else _("How it is now")


def _how(moment: Moment) -> str:
    if moment is Moment.R0:
        return _(
            "Think back to the time before the project began. The statements are the "
            "same: fill in one circle in each line for how it was then."
        )
    return _(
        "Fill in one circle in each line for how it is now. There are no right or "
        "wrong answers."
    )
