"""What stands around the questions of a survey: consent, help, languages, pages."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from grantsapp import clock, i18n
from grantsapp.db import db
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import ABOUT, Suite, Survey
from grantsapp.mel.models.suites import MINIMUM_AGE
from grantsapp.mel.queries.surveys import survey
from grantsapp.mel.rules.surveys import open_at
from grantsapp.mel.walk import Page, is_linked, walk

OPTIONS = {code: frozenset(options) for code, (_words, options) in ABOUT.items()}


@dataclass(frozen=True)
class Frame:
    """A survey as people meet it; one of an older house has no suite around it."""

    survey: Survey
    suite: Suite | None

    @cached_property
    def tools(self) -> tuple[Instrument, ...]:
        """The instruments in the order in which people meet them."""
        return tuple(row.tool for row in self.survey.instruments)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages to choose from; at least those of our own words."""
        told = self.suite.languages if self.suite else []
        return tuple(told or i18n.LANGUAGES)

    @property
    def consent(self) -> i18n.Text | None:
        """What the call says before it asks."""
        return self.suite.consent if self.suite and self.suite.consent else None

    @property
    def help(self) -> i18n.Text | None:
        """Where people can turn to."""
        return self.suite.help if self.suite and self.suite.help else None

    @property
    def minimum_age(self) -> int:
        """From which age on somebody decides alone."""
        return self.suite.minimum_age if self.suite else MINIMUM_AGE

    @property
    def is_linked(self) -> bool:
        """Say whether people make a code, so that their sittings are put together."""
        later = self.suite.follow_ups if self.suite else []
        return is_linked(self.survey.design, later)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments about which people can answer now."""
        return open_at(self.survey, clock.now())

    def pages(self, moment: Moment) -> tuple[Page, ...]:
        """The pages of a sitting in order."""
        return walk(
            self.survey.design,
            moment,
            self.tools,
            [
                code
                for code in (self.suite.about if self.suite else [])
                if code in ABOUT
            ],
            wants_code=self.is_linked,
            asks_age=self.minimum_age > 0,
        )


def frame(key: UUID) -> Frame | None:
    """A survey by the key in its public link, with what its call says around it."""
    found = survey(key)
    if found is None:
        return None
    query = select(Suite).where(Suite.call_id == found.award.call_id)
    return Frame(found, db.session.scalar(query))
