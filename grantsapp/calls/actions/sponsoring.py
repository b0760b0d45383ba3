"""A sponsor for a bid: asked, confirmed or declined, and gone again."""

from typing import Any

from grantsapp import audit, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.models import Application, Sponsorship, SponsorStage
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def ask_sponsor(
    application: Application, *, name: str, email: str, language: str, by: Person
) -> Sponsorship:
    """Ask somebody of a larger organisation to stand behind a bid."""
    if application.sponsorship is not None:
        raise Refused(
            _("This application has a sponsor, or has asked one. Nothing was changed.")
        )
    sponsorship = Sponsorship(application=application, name=name, email=email, by=by)
    db.session.add(sponsorship)
    audit.record("asked for a sponsor", application, by=by, name=name, email=email)
    db.session.expire(application, ["sponsorship"])
    _write(
        sponsorship,
        "sponsor_asked",
        email,
        accounts.language_for(email, language),
        person=by,
        url=mail.address(f"/sponsorships/{sponsorship.id}"),
    )
    return sponsorship


def confirm(
    sponsorship: Sponsorship, organisation: Organisation, *, by: Person
) -> None:
    """Stand behind a bid; from now on the organisation's members can read it."""
    application = sponsorship.application
    if organisation.id == application.organisation_id:
        raise Refused(_("A group cannot be its own sponsor. Choose another one."))
    sponsorship.stage = SponsorStage.CONFIRMED
    sponsorship.organisation = organisation
    sponsorship.amount = application.amount
    audit.record(
        "confirmed as sponsor",
        application,
        by=by,
        organisation=organisation.name,
        amount=application.amount,
    )
    db.session.expire(application, ["sponsorship"])
    _tell_the_group(sponsorship, "sponsor_confirmed", by)


def decline(sponsorship: Sponsorship, *, reason: str, by: Person) -> None:
    """Say no, or step back before the bid is sent; the group reads the reason."""
    stood = sponsorship.is_confirmed
    sponsorship.stage, sponsorship.reason = SponsorStage.DECLINED, reason
    verb = "stepped back as sponsor" if stood else "declined to be sponsor"
    application = sponsorship.application
    audit.record(verb, application, by=by, reason=reason)
    db.session.expire(application, ["sponsorship"])
    _tell_the_group(sponsorship, "sponsor_declined", by)
    if stood:
        _tell_the_sponsor(sponsorship, by)


def withdraw(sponsorship: Sponsorship, *, by: Person) -> None:
    """Do without this sponsor; both sides get a letter."""
    sponsorship.stage = SponsorStage.WITHDRAWN
    application = sponsorship.application
    audit.record("withdrew its sponsor", application, by=by, name=sponsorship.name)
    db.session.expire(application, ["sponsorship"])
    _tell_the_group(sponsorship, "sponsor_withdrawn", by)
    _tell_the_sponsor(sponsorship, by)


def tell_of_submission(application: Application) -> None:
    """Write to the sponsor's members that the bid they stand behind was sent."""
    standing = application.sponsorship
    if standing is None or not standing.is_confirmed:
        return
    url = mail.address(f"/applications/{application.id}")
    for person in _people_of(standing.organisation):
        _write(standing, "sponsored_submitted", person.email, person.language, url=url)


def _tell_the_group(sponsorship: Sponsorship, template: str, by: Person) -> None:
    application = sponsorship.application
    url = mail.address(f"/applications/{application.id}/sponsor")
    for person in _people_of(application.organisation):
        words = {"reader": person, "person": by, "url": url}
        _write(sponsorship, template, person.email, person.language, **words)


def _tell_the_sponsor(sponsorship: Sponsorship, by: Person) -> None:
    """Write to the sponsor's members, or to the address that was only asked."""
    known = {p.email: p.language for p in _people_of(sponsorship.organisation)}
    asked = sponsorship.email
    known = known or {asked: accounts.language_for(asked, _spoken_by(sponsorship))}
    for email, language in known.items():
        _write(sponsorship, "sponsor_ended", email, language, person=by)


def _spoken_by(sponsorship: Sponsorship) -> str:
    return sponsorship.by.language if sponsorship.by else "en"


def _people_of(organisation: Organisation | None) -> list[Person]:
    return [m.person for m in organisation.memberships] if organisation else []


def _write(
    sponsorship: Sponsorship, template: str, to: str, language: str, **words: Any
) -> None:
    mail.post(
        template,
        f"{template}:{sponsorship.id}:{to}",
        to=to,
        language=language,
        sponsorship=sponsorship,
        application=sponsorship.application,
        **words,
    )
