"""How the story is read from `texts/`, and how its people and groups come in."""

import tomllib
from importlib import resources
from typing import Any

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Organisation, Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.mel.actions import planning
from grantsapp.mel.models import Measure

PENNIES = 100


def read(name: str) -> dict[str, Any]:
    """Read a part of the story."""
    path = resources.files("grantsapp.demo").joinpath("texts", name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def a_text(words: dict[str, str] | None) -> i18n.Text:
    """Take what is told in several languages, English first."""
    return i18n.Text.of("en", **(words or {}))


def person(email: str, name: str, language: str) -> Person:
    """Find somebody by their address, or let them come in."""
    found = db.session.scalar(select(Person).where(Person.email == email))
    return found or accounts.add_person(email, name=name, language=language)


def organisation(by: Person, *, registry: str = "", **facts: Any) -> Organisation:
    """Find a person's group by its name, or let it come in."""
    known = {o.name: o for o in people.organisations_of(by)}
    register, number = _registry(registry)
    found = known.get(facts["name"]) or accounts.add_organisation(
        by, register=register, number=number, **facts
    )
    db.session.flush()
    db.session.refresh(found, ["memberships"])
    return found


def _registry(org_id: str) -> tuple[str, str]:
    parts = (org_id or "--").split("-", 2)
    return "-".join(parts[:2]).strip("-"), parts[2]


def plan_outputs(award: Award, told: dict[str, Any], *, by: Person) -> None:
    """Plan what is told of an award: a number, or the first of planned and done."""
    for measure in Measure:
        if measure in told:
            planned = told[measure]
            number = planned[0] if isinstance(planned, list) else planned
            planning.plan_output(award, measure, number, by=by)
