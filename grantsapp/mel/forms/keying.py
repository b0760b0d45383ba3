"""A sheet as it is typed in, field by field, and the sentence where one is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from grantsapp import clock, i18n, unseen
from grantsapp.figures import ascii_digits
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext
from grantsapp.mel import paper
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import ABOUT, Origin
from grantsapp.mel.queries.ways import Asked
from grantsapp.mel.sittings import Sitting
from grantsapp.mel.walk import LEAST_OF_A_CODE, LONG_CODE, Kind, sitting_of

TICKED, NOT_TICKED = "1", "0"
OLD_ENOUGH, TOO_YOUNG, NO_AGE = "1", "2", "0"
TICKS = {TICKED: lazy_gettext("1 Ticked"), NOT_TICKED: lazy_gettext("0 Not ticked")}
ANOTHERS, AGAIN = "1", "2"
WHOSE = {
    ANOTHERS: lazy_gettext("1 Yes, another person's"),
    AGAIN: lazy_gettext("2 No, the same sheet"),
}

Fault = tuple[str, str]


@dataclass(frozen=True)
class Typed:
    """What was typed for one sheet; empty where nothing was."""

    asked: Asked
    moment: Moment
    values: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")

    @property
    def kinds(self) -> set[Kind]:
        """What the sheet asks for."""
        return {page.kind for page in self.asked.pages(self.moment)}

    @property
    def lines(self) -> list[paper.Line]:
        """The statements on the sheet."""
        return self.asked.lines(self.moment)

    @property
    def is_agreed(self) -> bool:
        """Say whether the person ticked that they want to take part."""
        return self["agreed"] == TICKED

    @property
    def has_a_word(self) -> bool:
        """Say whether the person decides alone, or a parent ticked."""
        if Kind.AGE not in self.kinds or self["age"] == OLD_ENOUGH:
            return True
        return self["parent"] == TICKED

    @property
    def client_key(self) -> UUID:
        """Name the sheet by its number; without one, by the page it was typed on."""
        if self["sheet"]:
            return paper.name_of(self.asked.survey.id, self.moment, self["sheet"])
        try:
            return UUID(self["client_key"])
        except ValueError:
            return uuid4()

    @property
    def is_told_whose(self) -> bool:
        """Say whether somebody told of this very number whose the sheet is."""
        return self["whose"] in WHOSE and self["whose_of"] == self["sheet"]

    @property
    def is_anothers(self) -> bool:
        """Say whether another person has the number of this sheet too."""
        return self.is_told_whose and self["whose"] == ANOTHERS

    def whose(self) -> list[Fault]:
        """Ask whose a sheet is whose number is taken."""
        if not self["sheet"] or self.is_told_whose:
            return []
        words = _(
            "Number %(sheet)s is taken by a sheet with other answers: is this another "
            "person's?",
            sheet=self["sheet"],
        )
        return [("whose", words)]

    def faults(self) -> list[Fault]:
        """Say what is wrong, in the order of the sheet."""
        return [*self._head_faults(), *(self._body_faults() if self.is_taken else ())]

    @property
    def is_taken(self) -> bool:
        """Say whether the answers may be taken at all."""
        return self.is_agreed and self.has_a_word

    def sitting(self) -> Sitting:
        """Give what was answered on the sheet."""
        return sitting_of(
            {**self.values, "client_key": str(self.client_key)},
            self.asked.pages(self.moment),
            self.moment,
            {code: options.keys() for code, (_words, options) in ABOUT.items()},
            languages=self.asked.languages,
            language=self["spoken"],
            origin=Origin.PAPER,
            now=clock.now(),
        )

    def _head_faults(self) -> Iterator[Fault]:
        if len(self["sheet"]) > paper.MOST_SIGNS:
            yield "sheet", _("Write the number of the sheet, such as 12.")
        if self["spoken"] not in self.asked.languages:
            yield "spoken", _("Choose the language of the sheet.")
        if self["agreed"] not in TICKS:
            yield "agreed", _("Say whether the person ticked to take part.")
        if not self.is_agreed or Kind.AGE not in self.kinds:
            return
        if self["age"] not in {OLD_ENOUGH, TOO_YOUNG, NO_AGE}:
            yield "age", _("Say which age is ticked, or that none is.")
        elif self["age"] != OLD_ENOUGH and self["parent"] not in TICKS:
            yield "parent", _("Say whether a parent or guardian ticked.")

    def _body_faults(self) -> Iterator[Fault]:
        code = i18n.fold(self["code"]).replace(" ", "")
        if code and not LEAST_OF_A_CODE <= len(code) <= LONG_CODE:
            yield (
                "code",
                _("A code has four letters or more. Leave out one that is shorter."),
            )
        if self["code_dropped"] and not code:
            yield (
                "code",
                _(
                    "You were signed out, and the code was not kept. Type it in again, "
                    "or leave it out if you cannot read it."
                ),
            )
        wrong = [
            line for line in self.lines if not line.is_on_the_scale(self[line.field])
        ]
        for line in wrong:
            yield (
                line.field,
                _(
                    "Number %(number)d: write a figure from %(least)d to %(most)d, or "
                    "- for “prefer not to say”.",
                    number=line.number,
                    least=line.tool.minimum,
                    most=line.tool.maximum,
                ),
            )
        if not wrong and not any(self[line.field] for line in self.lines):
            words = _("Nothing is typed in yet. Begin with the first statement.")
            yield self.lines[0].field, words


def read(asked: Asked, moment: Moment, form: Mapping[str, str]) -> Typed:
    """Read a sheet as it was sent; figures may be typed in any script."""
    statements = {line.field for line in asked.lines(moment)}
    values = {
        name: paper.plainly(ascii_digits(text))
        if name in statements
        else unseen.one_line(text)
        for name, text in form.items()
    }
    return Typed(asked, moment, values)
