"""The agreement of an award follows what was agreed to change."""

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award, Variation


def amend(award: Award, variation: Variation, by: Person) -> None:
    """Note that the agreement is to be amended by a change that was agreed.

    The next version is written, and told to all sides, by those who make agreements.
    """
    facts = {"variation": variation.number, "asks": variation.asks}
    audit.record("amended the agreement", award, by=by, **facts)
