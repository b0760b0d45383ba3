"""Who gives the account that a group is paid on, who settles it, who sees all of it."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, when, who
from grantsapp.accounts import queries as people
from grantsapp.awards.models import Award, BankDetails, BankStage
from grantsapp.awards.rules.diligence import stands
from grantsapp.awards.rules.sides import takes_side_of_payee
from grantsapp.calls.rules import fund_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _

STANDING = (BankStage.PROPOSED, BankStage.APPROVED)


@who
def paid_for(person: Any, award: Award) -> bool:
    """Somebody of the payee: of the sponsor where there is one, else of the group."""
    payee = award.sponsor_id or award.organisation_id
    return payee is not None and payee in people.groups_of(person).own


@when(
    _(
        "New bank details wait for the fund's answer already. Stop those first, if "
        "they are wrong."
    )
)
def none_waits(_person: Any, award: Award) -> bool:
    """No account of its payee waits for the fund's answer."""
    query = select(BankDetails.id).where(
        BankDetails.organisation_id == (award.sponsor_id or award.organisation_id),
        BankDetails.fund_id == award.call.fund_id,
        BankDetails.stage == BankStage.PROPOSED,
    )
    return db.session.scalar(query.limit(1)) is None


@who
def of_the_payee(person: Any, details: BankDetails) -> bool:
    """Somebody who acts for whom the account is said to be."""
    return details.organisation_id in people.groups_of(person).own


@who
def its_fund_manager(person: Any, details: BankDetails) -> bool:
    """A manager of the fund: an account is the same for all of its calls."""
    return fund_manager.why_not(person, details.fund) is None


@when(_("These details were settled already. Nothing was changed."))
def waits(_person: Any, details: BankDetails) -> bool:
    """Nobody has approved or refused them."""
    return details.stage is BankStage.PROPOSED


@when(_("These details are not in use any more. Nothing was changed."))
def in_use(_person: Any, details: BankDetails) -> bool:
    """They wait, or were approved and not replaced."""
    return details.stage in STANDING


@when(_("You proposed these details. Another person must approve them."))
def second_person(person: Any, details: BankDetails) -> bool:
    """Another than the one who proposed them."""
    return person.id != details.proposed_by_id


@when(
    _(
        "You belong to those who are paid, or to a group that they are paid for, have "
        "helped them, or have a tie to its bid. Somebody else must do this."
    )
)
def on_no_side(person: Any, details: BankDetails) -> bool:
    """Not of the payee's side."""
    return not takes_side_of_payee(person, details.organisation_id, details.fund)


_SETTLES = its_fund_manager & on_no_side

POLICY: Policy = {
    ("see the bank details of", Award): paid_for & stands,
    ("give bank details for", Award): paid_for & stands & none_waits,
    ("stop", BankDetails): of_the_payee & in_use,
    ("handle", BankDetails): its_fund_manager,
    ("approve", BankDetails): _SETTLES & waits & second_person,
    ("refuse", BankDetails): _SETTLES & in_use,
    ("reveal", BankDetails): _SETTLES,
}
