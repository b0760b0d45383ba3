"""What the public learns of an award: the setting, its reason, who is told."""

from grantsapp import audit, mail
from grantsapp.accounts.models import Person
from grantsapp.awards import queries
from grantsapp.awards.models import Award, Publication


def disclose(
    award: Award, publication: Publication, *, reason: str, by: Person
) -> None:
    """Set what the public learns of an award, and tell the group where that changed."""
    before = {"was": str(award.publication), "because": award.publication_reason}
    changed = award.publication is not publication
    award.publication, award.publication_reason = publication, reason
    now = {"now": str(publication), "reason": reason}
    line = audit.record("set the publication", award, by=by, **before, **now)
    if changed and award.organisation:
        for member in award.organisation.memberships:
            _tell(award, member.person, line.sequence)


def _tell(award: Award, person: Person, number: int) -> None:
    mail.post(
        "publication_set",
        f"publication:{award.id}:{number}:{person.id}",
        to=person.email,
        language=person.language,
        award=award,
        person=person,
        told=queries.told(award),
        url=mail.address(f"/awards/{award.id}"),
    )
