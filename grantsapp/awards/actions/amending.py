"""The agreement of an award follows what was agreed to change."""

from grantsapp.accounts.models import Person
from grantsapp.awards.actions import agreeing
from grantsapp.awards.models import Award, Variation
from grantsapp.db import db


def amend(award: Award, variation: Variation, by: Person) -> None:
    """Write the next version of the agreement and send it to all sides to sign.

    The one before holds until the fund has signed the new one.
    """
    made = agreeing.write(award, by=by)
    db.session.flush()
    variation.agreement_id = made.id
    agreeing.tell(award, "agreement_changed", str(made.number))
