"""The letters that tell results: the same words before they go and when they go."""

from typing import Any, NamedTuple
from uuid import UUID, uuid5

from grantsapp import i18n, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.queries.terms import terms_of
from grantsapp.review.models import Decision, Outcome

TEMPLATES = {
    Outcome.FUND: "award_offered",
    Outcome.RESERVE: "bid_reserved",
    Outcome.DECLINE: "bid_declined",
}


class Draft(NamedTuple):
    """A letter as those who read one language will get it."""

    language: str
    readers: tuple[str, ...]
    subject: str
    body: str


def spoken(language: str) -> str:
    """Say in which of our languages somebody gets letters."""
    return language if language in i18n.LANGUAGES else "en"


def award_key(decision: Decision) -> UUID:
    """Name the award of a decision: a letter is read before the award is made."""
    return uuid5(decision.id, "award")


def tell(decision: Decision) -> None:
    """Write to everybody of the group, once."""
    for person in _people(decision):
        mail.post(
            TEMPLATES[decision.outcome],
            f"{_start(decision)}{person.id}:{decision.outcome}",
            to=person.email,
            language=person.language,
            **_words(decision, person),
        )


def drafts(decision: Decision) -> list[Draft]:
    """Write its letters, one a language, with the name of the first who reads it."""
    readers: dict[str, list[Person]] = {}
    for person in _people(decision):
        readers.setdefault(spoken(person.language), []).append(person)
    return [
        Draft(
            language,
            tuple(person.called for person in people),
            *mail.written(
                TEMPLATES[decision.outcome], language, **_words(decision, people[0])
            ),
        )
        for language, people in readers.items()
    ]


def sent(decision: Decision) -> list[Draft]:
    """Give the letters as they went out."""
    told = TEMPLATES[decision.outcome]  # a reserve that was called up had another
    letters = mail.letters_with(_start(decision))
    return [
        Draft(spoken(one.language), (one.to,), one.subject, one.body)
        for one in letters
        if one.template == told
    ]


def _start(decision: Decision) -> str:
    return f"result:{decision.id}:"


def _people(decision: Decision) -> list[Person]:
    return [member.person for member in decision.application.organisation.memberships]


def _words(decision: Decision, person: Person) -> dict[str, Any]:
    bid = decision.application
    is_yes = decision.outcome is Outcome.FUND
    place = f"/awards/{award_key(decision)}" if is_yes else f"/applications/{bid.id}"
    return {
        "decision": decision,
        "application": bid,
        "person": person,
        "own": decision.letter.get(spoken(person.language), ""),
        "url": mail.address(place),
        "days": terms_of(bid.call).answer_days if is_yes else 0,
    }
