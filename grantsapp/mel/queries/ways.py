"""What leads into a survey: its frame, its moments, its addresses."""

import base64
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from grantsapp import mail
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import paper
from grantsapp.mel.instruments import MOMENTS, Moment
from grantsapp.mel.models import Origin, Response, Survey
from grantsapp.mel.pace import minutes_for
from grantsapp.mel.queries.frames import Frame
from grantsapp.mel.queries.surveys import suite_of, survey
from grantsapp.mel.timing import MONTHS

# How a moment is called in an address, and in words.
SLUGS = {
    Moment.T0: "before",
    Moment.T1: "after",
    Moment.T2: "after-3-months",
    Moment.T3: "after-6-months",
}
PLACES = {slug: moment for moment, slug in SLUGS.items()}
MOMENTS_IN_WORDS = {
    Moment.T0: _("Before the project"),
    Moment.T1: _("At the end of the project"),
    Moment.T2: _("3 months later"),
    Moment.T3: _("6 months later"),
}
# What a person's own code is made of, in the words of the survey's page: how many
# signs, and of what.
CODE_PARTS = (
    (2, _("the first two letters of the street that you remember first")),
    (2, _("the day of the month on which you were born, in two figures")),
    (
        2,
        _(
            "the last two letters of the name of your first school, or of the place "
            "where you grew up"
        ),
    ),
)
SIGNS = 10  # of the short address: fifty bits, which nobody finds by trying


class Asked(Frame):
    """A survey as those hand it on who bring people to it, on screen and on paper."""

    @property
    def all_moments(self) -> tuple[Moment, ...]:
        """The moments at which people answer, one sitting each, open now or not."""
        asked = [m for m in MOMENTS[self.survey.design] if m is not Moment.R0]
        wanted = self.suite.follow_ups if self.suite else ()
        later = [m for m, months in MONTHS.items() if months in wanted]
        return (*asked, *later)

    @property
    def moments_for_links(self) -> tuple[Moment, ...]:
        """The moments for which a link that works once lets people in, now or later."""
        if self.survey.is_open:
            return self.all_moments
        return tuple(m for m in self.all_moments if m in self.moments)

    @property
    def about(self) -> list[str]:
        """The codes of what people are asked about themselves."""
        return [code for page in self.pages(Moment.T1) for code in page.about]

    def lines(self, moment: Moment) -> list[paper.Line]:
        """The statements of a sitting, numbered as on paper."""
        return list(paper.lines(self.pages(moment)))

    def minutes(self, moment: Moment) -> int:
        """Say how many minutes a sitting takes, about."""
        return minutes_for(len(self.lines(moment)))


def asked_by(found: Survey) -> Asked:
    """Put a survey and the suite of its call together."""
    return Asked(found, suite_of(found.award.call))


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


def keyed_since(found: Survey, since: datetime) -> int:
    """Count the sheets of a survey that were keyed since a moment."""
    query = select(func.count()).select_from(Response)
    query = query.where(
        Response.survey_id == found.id,
        Response.origin == Origin.PAPER,
        Response.made_at >= since,
    )
    return db.session.scalar(query) or 0


def short_path(found: Survey, way: str) -> str:
    """Give the short path to a survey: `/s/k3f9a-7qwer/after`."""
    code = code_of(found)
    return f"/s/{code[:5]}-{code[5:]}/{way}"


def link_to_send(found: Survey, moment: Moment, language: str) -> str:
    """Give what fits a message: the short address, in a language."""
    return f"{mail.address(short_path(found, SLUGS[moment]))}?in={language}"


def kiosk_link(found: Survey, moment: Moment) -> str:
    """Give what a shared device opens: it waits for one person after the other."""
    return f"{mail.address(short_path(found, 'kiosk'))}?moment={SLUGS[moment]}"


def link(found: Survey, moment: Moment, language: str) -> str:
    """Give what a code leads to: a moment of the survey, in a language."""
    path = f"/surveys/{found.key}/{SLUGS[moment]}"
    return f"{mail.address(path)}?in={language}"
