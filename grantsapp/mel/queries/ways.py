"""What leads into a survey: its frame, its moments, its addresses."""

import base64
from dataclasses import dataclass, field
from math import ceil
from uuid import UUID

from sqlalchemy import select

from grantsapp import i18n, mail
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import paper, walk
from grantsapp.mel.instruments import MOMENTS, Instrument, Moment
from grantsapp.mel.models import Survey
from grantsapp.mel.models.suites import MINIMUM_AGE
from grantsapp.mel.queries.surveys import suite_of, survey
from grantsapp.mel.timing import MONTHS

# How a moment is called in an address, and in words.
SLUGS = {
    Moment.T0: "before",
    Moment.T1: "after",
    Moment.T2: "after-3-months",
    Moment.T3: "after-6-months",
}
MOMENTS_IN_WORDS = {
    Moment.T0: _("Before the project"),
    Moment.T1: _("At the end of the project"),
    Moment.T2: _("3 months later"),
    Moment.T3: _("6 months later"),
}
# What a person's own code is made of: how many letters, and of what. All of it stays
# the same for years, and none of it is written anywhere beside a name.
CODE_PARTS = (
    (2, _("The first two letters of the first name of the person who raised you")),
    (2, _("The day of the month on which you were born, such as 07")),
    (2, _("The first two letters of the town or village where you were born")),
)
PER_MINUTE = 8  # statements that people read and answer
SIGNS = 10  # of the short address: fifty bits, which nobody finds by trying


@dataclass(frozen=True)
class Asked:
    """A survey with what its call says about asking; a call may have said nothing."""

    survey: Survey
    tools: tuple[Instrument, ...]
    languages: tuple[str, ...]
    follow_ups: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    consent: i18n.Text = field(default_factory=i18n.Text)
    help: i18n.Text = field(default_factory=i18n.Text)
    minimum_age: int = MINIMUM_AGE

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments at which people answer, one sitting each."""
        asked = [m for m in MOMENTS[self.survey.design] if m is not Moment.R0]
        later = [m for m, months in MONTHS.items() if months in self.follow_ups]
        return (*asked, *later)

    def pages(self, moment: Moment) -> tuple[walk.Page, ...]:
        """The pages of a sitting, on paper as on a screen."""
        return walk.walk(
            self.survey.design,
            moment,
            self.tools,
            self.about,
            wants_code=walk.is_linked(self.survey.design, self.follow_ups),
            asks_age=self.minimum_age > 0,
        )

    def lines(self, moment: Moment) -> list[paper.Line]:
        """The statements of a sitting, numbered as on paper."""
        return list(paper.lines(self.pages(moment)))

    def minutes(self, moment: Moment) -> int:
        """Say how many minutes a sitting takes, about."""
        return ceil(len(self.lines(moment)) / PER_MINUTE)


def asked_by(found: Survey) -> Asked:
    """Put a survey and the suite of its call together."""
    tools = tuple(row.tool for row in found.instruments)
    suite = suite_of(found.award.call)
    if suite is None:
        return Asked(found, tools, _spoken_by(tools))
    return Asked(
        found,
        tools,
        tuple(suite.languages) or _spoken_by(tools),
        tuple(suite.follow_ups),
        tuple(suite.about),
        suite.consent,
        suite.help,
        suite.minimum_age,
    )


def _spoken_by(tools: tuple[Instrument, ...]) -> tuple[str, ...]:
    """List what every instrument speaks, in the order of the first."""
    first, *others = tools
    return tuple(c for c in first.languages if all(c in o.languages for o in others))


def survey_for(award: Award, *, lock: bool = False) -> Survey | None:
    """The survey that a project hands on: the newest, where an older house had more."""
    query = select(Survey.key).where(Survey.award_id == award.id)
    query = query.order_by(Survey.closed_at.is_not(None), Survey.number.desc())
    key = db.session.scalar(query.limit(1))
    return None if key is None else survey(key, lock=lock)


def code_of(found: Survey) -> str:
    """Give the short name of a survey, which a hand can type."""
    return base64.b32encode(found.key.bytes).decode().lower()[:SIGNS]


def survey_by_code(code: str) -> UUID | None:
    """Find the key of the one survey that a short name stands for."""
    plain = code.replace("-", "").lower()
    try:
        known = base64.b32decode(plain.upper() + "A" * 16 + "======")[:16]
    except ValueError:
        return None
    if len(plain) != SIGNS:
        return None
    bits = 5 * SIGNS
    least = int.from_bytes(known) >> (128 - bits) << (128 - bits)
    most = least | ((1 << (128 - bits)) - 1)
    query = select(Survey.key).where(
        Survey.key.between(UUID(int=least), UUID(int=most))
    )
    found = list(db.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def short_path(found: Survey, way: str) -> str:
    """Give the short path to a survey: `/s/k3f9a-7qwer/after`."""
    code = code_of(found)
    return f"/s/{code[:5]}-{code[5:]}/{way}"


def link(found: Survey, moment: Moment, language: str) -> str:
    """Give what a code leads to: a moment of the survey, in a language."""
    path = f"/surveys/{found.key}/{SLUGS[moment]}"
    return f"{mail.address(path)}?language={language}"
