"""What a proposal calls by key, in words."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import Moderator
from grantsapp.review.queries.panel import expertise_in


class Names(NamedTuple):
    """What a proposal calls by key: bids, the panel, and fields of expertise."""

    bids: dict[str, calls.Line]
    panel: dict[str, str]
    fields: dict[str, str]

    def bid(self, key: str) -> str:
        """The reference of a bid."""
        return self.bids[key].reference if key in self.bids else "–"

    def person(self, key: str) -> str:
        """The name of somebody on the panel."""
        return self.panel.get(key, "–")

    def people(self, keys: Iterable[str]) -> str:
        """The names of several."""
        return i18n.listed([self.person(key) for key in keys])


def names_of(call: Call) -> Names:
    """Read what the bids and the panel of a call are called, whoever left since."""
    everything = calls.submitted_lines(call), calls.withdrawn_applications(call)
    gone = {
        str(b.id): calls.Line(
            b.id,
            b.number,
            call.reference,
            b.title,
            b.language,
            b.amount,
            b.organisation.name,
            b.organisation.language,
        )
        for b in everything[1]
    }
    query = select(Moderator).where(Moderator.call_id == call.id)
    panel = db.session.scalars(query.options(joinedload(Moderator.person)))
    return Names(
        {str(line.id): line for line in everything[0]} | gone,
        {str(one.id): one.person.called for one in panel},
        {code: str(words) for code, words in expertise_in(call.fund).items()},
    )
