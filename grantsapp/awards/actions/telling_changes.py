"""The letters about a change: to the fund when it is asked for, to the group after."""

from typing import Any

from grantsapp import mail
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Variation
from grantsapp.awards.rules.sides import takes_its_side
from grantsapp.calls import queries as calls


def asked(variation: Variation) -> None:
    """Tell the managers that a group asks for a change."""
    for person in _managers(variation):
        _to_staff("staff/variation_asked", "asked", variation, person)


def proposed(variation: Variation, by: Person) -> None:
    """Tell the other managers that a second person is needed."""
    for person in _managers(variation):
        if person.id != by.id:
            _to_staff("staff/variation_proposed", "proposed", variation, person)


def decided(variation: Variation) -> None:
    """Tell everybody of the group what the fund said."""
    group = variation.award.organisation
    for member in group.memberships if group else []:
        person = member.person
        mail.post(
            "variation_decided",
            f"variation-decided:{variation.id}:{person.id}",
            to=person.email,
            language=person.language,
            url=mail.address(f"/awards/changes/{variation.id}"),
            **_words(variation, person),
        )


def _managers(variation: Variation) -> list[Person]:
    """List those who may decide on it."""
    award = variation.award
    found = (role.person for role in calls.managers_of(award.call.fund))
    return [person for person in found if not takes_its_side(person, award)]


def _to_staff(template: str, deed: str, variation: Variation, person: Person) -> None:
    mail.post(
        template,
        f"variation-{deed}:{variation.id}:{person.id}",
        to=person.email,
        language=person.language,
        url=mail.address(f"/staff/awards/changes/{variation.id}"),
        **_words(variation, person),
    )


def _words(variation: Variation, person: Person) -> dict[str, Any]:
    award = variation.award
    return {"variation": variation, "award": award, "person": person}
