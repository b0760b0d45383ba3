"""Where a group is paid: proposed, approved or refused, stopped, revealed.

No line of the history, no letter and no log holds more of an account than is shown.
"""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from grantsapp import audit, clock, files, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.accounts import Account
from grantsapp.awards.models import AccountKind, Award, BankDetails, BankStage
from grantsapp.awards.queries import bank
from grantsapp.calls import queries as calls
from grantsapp.db import db


def propose(award: Award, account: Account, *, holder: str, by: Person) -> BankDetails:
    """Name an account for the payee of an award; all of its people hear of it.

    The caller holds the payee and has asked whether nothing waits.
    """
    payee = bank.payee_of(award)
    if payee is None:
        raise ValueError(f"{award.reference} has nobody to pay.")
    standing = bank.standing_of(payee, award.call.fund)
    details = BankDetails(
        fund=award.call.fund,
        organisation=payee,
        kind=AccountKind(account.kind),
        holder=holder,
        number=account.number,
        bic=account.bic,
        masked=account.masked,
        proposed_by=by,
    )
    db.session.add(details)
    is_change = BankStage.APPROVED in standing
    audit.record("proposed", details, by=by, kind=account.kind, is_change=is_change)
    _tell_payee(details, "bank_proposed", by)
    _tell_managers(details, "bank_waits", by)
    return details


def approve(details: BankDetails, *, evidence: files.File | None, by: Person) -> None:
    """Let the payee be paid there: at once if it is the first account, else later."""
    standing = bank.standing_of(details.organisation, details.fund)
    before = standing.get(BankStage.APPROVED)
    is_first = not _was_one_approved(details)
    _settle(details, BankStage.APPROVED, by)
    details.usable_from = clock.now() + (timedelta() if is_first else cooling())
    details.evidence = evidence
    if before is not None:
        before.stage = BankStage.REPLACED
        audit.record("replaced", before, by=by)
    digest = evidence.digest if evidence else ""
    audit.record("approved", details, by=by, evidence=digest)
    _tell_payee(details, "bank_approved", by)


def refuse(details: BankDetails, *, because: str, by: Person) -> None:
    """Pay nothing there, with the reason that the payee reads."""
    _end(details, because, by)
    audit.record("refused", details, by=by, because=because)
    _tell_payee(details, "bank_refused", by)


def stop(details: BankDetails, *, by: Person) -> None:
    """Say for the payee that this was not them; the fund's managers hear of it."""
    _end(details, "", by)
    audit.record("stopped by the payee", details, by=by)
    _tell_payee(details, "bank_stopped", by)
    _tell_managers(details, "bank_stopped", by)


def reveal(details: BankDetails, *, because: str, by: Person) -> BankDetails:
    """Show all of an account to somebody who says why; it stands in the history."""
    audit.record("revealed", details, by=by, because=because)
    return details


def cooling() -> timedelta:
    """Say for how long nothing is paid after a change."""
    return timedelta(days=current_app.config["BANK_COOLING_DAYS"])


def _was_one_approved(details: BankDetails) -> bool:
    """Say whether the fund ever approved an account of this payee."""
    query = select(BankDetails.id).where(
        BankDetails.organisation_id == details.organisation_id,
        BankDetails.fund_id == details.fund_id,
        BankDetails.usable_from.is_not(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def _settle(details: BankDetails, stage: BankStage, by: Person) -> None:
    details.stage, details.settled_by = stage, by
    details.settled_at = clock.now()


def _end(details: BankDetails, because: str, by: Person) -> None:
    """Take details out of use; a change that still cools gives way to what was before.

    What comes back waits as long as a change does: somebody should look first.
    """
    cools = details.usable_from is not None and clock.now() < details.usable_from
    was_approved = details.stage is BankStage.APPROVED
    _settle(details, BankStage.REFUSED, by)
    details.settled_because = because
    if not (was_approved and cools):
        return
    query = select(BankDetails).where(
        BankDetails.organisation_id == details.organisation_id,
        BankDetails.fund_id == details.fund_id,
        BankDetails.stage == BankStage.REPLACED,
    )
    before = db.session.scalar(query.order_by(BankDetails.made_at.desc()).limit(1))
    if before is not None:
        before.stage = BankStage.APPROVED
        before.usable_from = clock.now() + cooling()
        audit.record("put back in use", before, by=by)


def _tell_payee(details: BankDetails, template: str, by: Person) -> None:
    award = bank.award_paid_by(details)
    place = f"/awards/{award.id}/bank" if award else "/awards/mine"
    for member in details.organisation.memberships:
        _post(template, details, member.person, place, by)


def _tell_managers(details: BankDetails, template: str, by: Person) -> None:
    for role in calls.managers_of(details.fund):
        place = f"/staff/bank/{details.id}"
        _post(f"staff/{template}", details, role.person, place, by)


def _post(
    template: str, details: BankDetails, to: Person, place: str, by: Person
) -> None:
    mail.post(
        template,
        f"{template}:{details.id}:{to.id}",
        to=to.email,
        language=to.language,
        person=to,
        details=details,
        by=by,
        url=mail.address(place),
    )
