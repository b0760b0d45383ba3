"""The suite of a call: which instruments its projects use, how, and in which words."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.instruments import Design
from grantsapp.mel.models.library import Instrument

DESIGNS = {
    Design.RETROSPECTIVE: _("Once, at the end, looking back"),
    Design.MATCHED: _("Twice: before and after, matched by a code of their own"),
    Design.AFTER_ONLY: _("Once, at the end, about now alone"),
}
FOLLOW_UPS = {3: _("3 months later"), 6: _("6 months later")}
# How old somebody is who decides for themselves, where the call says nothing else.
MINIMUM_AGE = 16
OLDEST = 25


class Suite(Model):
    """One set of instruments for all projects of a call, and the frame around it."""

    __tablename__ = "suites"
    __table_args__ = (
        CheckConstraint("minimum_age BETWEEN 0 AND 25", name="age_is_an_age"),
    )

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), unique=True
    )
    design: Mapped[Design] = mapped_column(Word(Design), default=Design.RETROSPECTIVE)
    follow_ups: Mapped[list[int]] = mapped_column(JSON, default=list)  # months
    about: Mapped[list[str]] = mapped_column(JSON, default=list)  # codes of ABOUT
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    consent: Mapped[i18n.Text] = mapped_column(Translated, default=i18n.Text)
    help: Mapped[i18n.Text] = mapped_column(Translated, default=i18n.Text)
    # Somebody younger needs a parent's word; nobody is turned away by it.
    minimum_age: Mapped[int] = mapped_column(default=MINIMUM_AGE)
    # Who alone reads what somebody tells in confidence.
    lead_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship()
    lead: Mapped[Person | None] = relationship()
    parts: Mapped[list["SuiteInstrument"]] = relationship(
        order_by="SuiteInstrument.position", cascade="all, delete-orphan"
    )

    @property
    def instruments(self) -> list[Instrument]:
        """The instruments in the order in which people meet them."""
        return [part.instrument for part in self.parts]


class SuiteInstrument(Model):
    """An instrument in its place in a suite."""

    __tablename__ = "suite_instruments"
    __table_args__ = (UniqueConstraint("suite_id", "instrument_id"),)

    suite_id: Mapped[UUID] = mapped_column(ForeignKey("suites.id", ondelete="CASCADE"))
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instruments.id"))
    position: Mapped[int]

    instrument: Mapped[Instrument] = relationship()


def _options(**words: Any) -> dict[str, Any]:
    return words


# What people may tell of themselves: code of the question, its words, its options.
ABOUT: dict[str, tuple[Any, dict[str, Any]]] = {
    "age": (
        _("How old are you?"),
        _options(
            under_16=_("Under 16"),
            age_16_24=_("16 to 24"),
            age_25_34=_("25 to 34"),
            age_35_49=_("35 to 49"),
            age_50_64=_("50 to 64"),
            age_65_up=_("65 or older"),
        ),
    ),
    "gender": (
        _("Which describes you best?"),
        _options(
            woman=_("A woman or a girl"), man=_("A man or a boy"), other=_("Another")
        ),
    ),
    "origin": (
        _("Which group do you count yourself to?"),
        _options(
            asian=_("Asian or Asian British"),
            black=_("Black, Black British, Caribbean or African"),
            mixed=_("Several of these groups"),
            white=_("White"),
            other=_("Another group"),
        ),
    ),
    "faith": (
        _("Which religion or belief is yours?"),
        _options(
            none=_("None"),
            buddhist=_("Buddhist"),
            christian=_("Christian"),
            hindu=_("Hindu"),
            jewish=_("Jewish"),
            muslim=_("Muslim"),
            sikh=_("Sikh"),
            other=_("Another religion or belief"),
        ),
    ),
    "disability": (
        _("Do you have an illness or a disability that limits you day to day?"),
        _options(yes=_("Yes"), no=_("No")),
    ),
    "role": (
        _("How do you take part in this project?"),
        _options(
            participant=_("I take part"),
            volunteer=_("I help as a volunteer"),
            practitioner=_("I am here for my work"),
        ),
    ),
}
