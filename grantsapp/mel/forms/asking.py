"""What may be typed about what projects are asked."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from wtforms.validators import StopValidation

from grantsapp import i18n
from grantsapp.forms import ChoiceField, Form, Needed, WholeField, choices
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.forms.fields import several
from grantsapp.mel.models import Instrument

MOST = 100_000
_NUMBER = _("Write a whole number from 1 to 100,000.")

WHICH = {
    "theme": _("The instruments of its theme, and those of no theme"),
    "whole": _("The whole suite"),
}


class AskForm(Form):
    """Which instruments every project gets that was not asked yet."""

    which = ChoiceField(
        _("What is each project asked?"),
        choices=choices(WHICH.items()),
        default="theme",
    )


class Standing(NamedTuple):
    """What a project is asked, or what we propose; number 0 is not asked yet."""

    tools: list[Instrument]
    expected: int | None = None
    number: int = 0

    @property
    def mark(self) -> str:
        """Name it, so that a newer one is seen."""
        keys = "+".join(f"{row.code}.{row.version}" for row in self.tools)
        return f"{self.number}/{self.expected or 0}/{keys if self.number else ''}"


class OwesForm(Form):
    """What the people of one project are asked, and how many are expected."""

    standing = Standing([])
    tools = several(
        _("Instruments"), Needed(_("Choose at least one instrument.")), choices=[]
    )
    expected = WholeField(
        _("How many people are expected to answer?"),
        description=_("As agreed with the group; leave it empty if nobody knows."),
    )

    @classmethod
    def of(
        cls, standing: Standing, offered: Iterable[Instrument], *, is_fixed: bool
    ) -> "OwesForm":
        """Make the form, the instruments in the order in which people meet them.

        What people have answered already is fixed, so that it is not asked about.
        """
        tools = [str(row.id) for row in standing.tools]
        facts = {"tools": tools, "expected": standing.expected}
        form = cls(data={**facts, "version": standing.mark})
        form.standing = standing
        form.tools.choices = choices((str(row.id), named(row)) for row in offered)
        if is_fixed:
            del form.tools
        return form

    def validate_expected(self, field: WholeField) -> None:
        """Nobody expects less than one."""
        if field.data is not None and not 1 <= field.data <= MOST:
            raise StopValidation(str(_NUMBER))

    @property
    def seen(self) -> str:
        """The mark of what stands now."""
        return self.standing.mark

    def show_theirs(self) -> None:
        """Put what somebody else saved beside each field that differs."""
        tools, expected = self.standing.tools, self.standing.expected
        if "tools" in self and {str(row.id) for row in tools} != set(
            self.tools.data or []
        ):
            self._beside(self.tools, "\n".join(map(named, tools)))
        if expected != self.expected.data:
            self._beside(self.expected, i18n.number(expected) if expected else "")
        self.version.raw_data, self.version.data = None, self.seen

    @staticmethod
    def _beside(field: Any, words: str) -> None:
        field.theirs = words


def named(row: Instrument) -> str:
    """Name an instrument with its code and version."""
    title = i18n.Text.plainly(row.tool.title).shown().text
    return f"{title} ({row.code}\u00a0{row.version})"
