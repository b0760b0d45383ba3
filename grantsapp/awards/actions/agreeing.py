"""What is agreed on: terms are written, versions made, names put under them."""

from io import BytesIO
from typing import Any

from grantsapp import audit, clock, files, i18n, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import agreement_paper, letter
from grantsapp.awards.models import (
    Agreement,
    AgreementStage,
    AgreementTerms,
    Award,
    Party,
    Signature,
    Stage,
)
from grantsapp.awards.queries import agreements
from grantsapp.awards.queries.terms import own_terms
from grantsapp.awards.rules.agreements import waiting
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _


def write_terms(
    call: Call, text: i18n.Text, *, binding: str, answer_days: int, by: Person
) -> AgreementTerms:
    """Write the terms of a call's agreements; those that were offered stay."""
    own = own_terms(call, lock=True)
    if own is None:
        own = AgreementTerms(call_id=call.id, version=0)
        db.session.add(own)
    own.text, own.binding, own.answer_days = text, binding, answer_days
    own.version += 1
    words = {code: i18n.digest(text.plain(code)) for code in text}
    facts = {"binding": binding, "days": answer_days, "words": words}
    audit.record("wrote the terms of agreements", call, by=by, **facts)
    return own


def drop_terms(call: Call, *, by: Person) -> None:
    """Go back to the words of the house."""
    own = own_terms(call, lock=True)
    if own is not None:
        db.session.delete(own)
        audit.record("took the house's terms of agreements", call, by=by)


def write(award: Award, *, by: Any, conditions: str | None = None) -> Agreement:
    """Make the next version from how the award stands now; it waits for all names.

    One that still waited gives way at once, one in force when the fund has signed this.
    Conditions stay what they were, unless others are given. The award is locked.
    """
    before = agreements.versions_of(award)
    last = before[0] if before else None
    if conditions is None and last is not None:
        conditions = last.conditions
    number = last.number + 1 if last else 1
    made = agreements.drafted(award, number=number, conditions=conditions)
    if last is not None:
        made.conditions_language = last.conditions_language
        made.digest = agreements.digest_of(made)
    for old in before:
        if old.stage in agreements.WAITS:
            old.stage = AgreementStage.SUPERSEDED
    db.session.flush()
    db.session.add(made)
    facts = {"number": number, "digest": made.digest}
    audit.record("wrote an agreement", award, by=by, **facts)
    return made


def change_conditions(award: Award, conditions: str, *, by: Person) -> Agreement:
    """Change what the fund asks of this grant alone: a new version, told to all."""
    made = write(award, conditions=conditions, by=by)
    tell(award, "agreement_changed", f"{made.number}")
    return made


def begin(award: Award, *, by: Person) -> Agreement:
    """Ask for names under an award that was accepted before there were agreements."""
    made = write(award, by=by)
    tell(award, "agreement_to_sign", f"{made.number}")
    return made


def sign(award: Award, party: Party, *, name: str, role: str, by: Person) -> None:
    """Put a name under the version that waits; the last side takes the grant.

    The award is locked. An offer of before agreements gets its first version here.
    """
    found = waiting(award)
    if found is None and award.stage is Stage.OFFERED:
        found = write(award, by=by)
    if found is None or found.stage is not AgreementStage.OPEN:
        raise Late(_("You have answered this offer already."))
    _put_name(found, party, name=name, role=role, by=by)
    missing = _missing(found)
    if missing:
        if party is Party.GRANTEE:
            tell(award, "agreement_to_sign", f"{found.number}", missing)
        return
    found.stage = AgreementStage.SIGNED
    if award.stage is Stage.OFFERED:
        _take(award, found, by=by)
    _tell_managers(award, found)


def _put_name(
    agreement: Agreement, party: Party, *, name: str, role: str, by: Person
) -> None:
    signature = Signature(
        agreement=agreement,
        party=party,
        name=name,
        role=role,
        digest=agreement.digest,
        at=clock.now(),
        by_id=by.id,
        by_email=by.email,
    )
    db.session.add(signature)
    facts = {"number": agreement.number, "digest": agreement.digest}
    audit.record(
        "signed", agreement.award, by=by, party=party, name=name, role=role, **facts
    )


def _missing(agreement: Agreement) -> list[Party]:
    signed = {one.party for one in agreement.signatures}
    return [side for side in agreements.sides_of(agreement) if side not in signed]


def _take(award: Award, agreement: Agreement, *, by: Person) -> None:
    """Accept the grant, and keep its letter as it was at that moment."""
    award.move(Stage.ACCEPTED)
    theirs = next(s for s in agreement.signatures if s.party is Party.GRANTEE)
    award.signed_name, award.answered_at = theirs.name, clock.now()
    pdf, name = BytesIO(letter.as_pdf(award)), f"{award.reference}.pdf"
    kept = files.keep(files.made_here(pdf, name, "application/pdf"), by=by)
    award.letter = kept
    audit.record("accepted", award, by=by, name=theirs.name, letter=kept.digest)


def sign_for_fund(award: Award, *, name: str, role: str, by: Person) -> Agreement:
    """Put the fund's name under it: from now on it holds, and is kept as a file.

    The award is locked.
    """
    found = waiting(award)
    if found is None or found.stage is not AgreementStage.SIGNED:
        raise Late(_("The group, and its sponsor if it has one, must sign first."))
    _put_name(found, Party.FUND, name=name, role=role, by=by)
    for old in agreements.versions_of(award):
        if old.stage is AgreementStage.IN_FORCE:
            old.stage = AgreementStage.SUPERSEDED
    db.session.flush()
    found.stage = AgreementStage.IN_FORCE
    pdf = BytesIO(agreement_paper.as_pdf(found, award))
    its_name = agreement_paper.name_of(found, award)
    kept = files.keep(files.made_here(pdf, its_name, "application/pdf"), by=by)
    found.file = kept
    facts = {"number": found.number, "file": kept.digest}
    audit.record("signed for the fund", award, by=by, **facts)
    tell(award, "agreement_in_force", f"{found.number}")
    return found


def decline(award: Award) -> None:
    """Close what waited: the offer was given back, or nobody answered it."""
    found = waiting(award)
    if found is not None:
        found.stage = AgreementStage.DECLINED


def tell(
    award: Award, template: str, which: str, sides: list[Party] | None = None
) -> None:
    """Write to everybody who acts for these sides of an award: both, unless told."""
    both = [Party.GRANTEE, Party.SPONSOR]
    for person in agreements.people_of(award, both if sides is None else sides):
        mail.post(
            template,
            f"{template}:{award.id}:{which}:{person.id}",
            to=person.email,
            language=person.language,
            person=person,
            award=award,
            url=mail.address(f"/awards/{award.id}/agreement"),
        )


def _tell_managers(award: Award, agreement: Agreement) -> None:
    for role in calls.managers_of(award.call.fund):
        mail.post(
            "staff/agreement_signed",
            f"agreement-signed:{agreement.id}:{role.person_id}",
            to=role.person.email,
            language=role.person.language,
            person=role.person,
            award=award,
            url=mail.address(f"/staff/awards/{award.id}/agreement"),
        )
