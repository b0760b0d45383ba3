"""What the public learns of an award: decided here, once, for every page and file.

Whoever writes for the public asks `told` and writes nothing else; an award that is
withheld is None there, so that a page which forgot to ask breaks and does not tell.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from grantsapp import i18n, places
from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import Award, Publication, Stage
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.i18n import gettext as _

SHORTEST = 3  # letters of a name that would be found again in a title


@dataclass(frozen=True, kw_only=True)
class Told:
    """An award as the public may know it; what is None or empty stays with us."""

    reference: str
    is_named: bool  # group and project, by name
    is_one_person: bool
    title: str
    title_language: str
    summary: str
    group: str
    group_language: str
    org_id: str  # the group's number in a register
    own_id: str  # ours; of somebody who is not named it leads nowhere
    area: str
    theme: str
    amount: int | None
    amount_asked: int | None
    starts_on: date | None
    ends_on: date | None
    awarded_at: datetime
    changed_at: datetime


def told(award: Award) -> Told | None:
    """Say what the public learns of an award; None where it learns nothing of it."""
    group = award.organisation
    if award.publication is Publication.WITHHELD:
        return None
    alone = group is not None and group.is_one_person
    is_full = award.publication is Publication.FULL
    is_named = is_full and not alone
    # A title that says the name of one person tells what the list keeps back.
    words = is_full and not (group and alone and _says(award, group.name))
    shows = group if is_named else None
    at = award.answered_at or award.offered_at or award.call.closes_at
    return Told(
        reference=award.reference,
        is_named=is_named,
        is_one_person=alone,
        title=award.title if words else "",
        title_language=award.language,
        summary=award.summary if words else "",
        group=shows.name if shows else "",
        group_language=shows.language if shows else "",
        org_id=(shows.org_id or "") if shows else "",
        own_id=str(shows.id)[:8] if shows else _untraceable(award),
        area=_area(group, is_full=is_full) if group else "",
        theme=award.theme,
        amount=award.amount,
        amount_asked=award.amount_asked if is_full else None,
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        awarded_at=award.offered_at or at,
        changed_at=at,
    )


def _says(award: Award, name: str) -> bool:
    said = set(i18n.fold(f"{award.title} {award.summary}").split())
    return any(w in said for w in i18n.fold(name).split() if len(w) >= SHORTEST)


def _area(group: Organisation, *, is_full: bool) -> str:
    """Name the borough; a place in somebody's own words may be their door."""
    return group.borough if is_full else places.borough(group.borough) or ""


def _untraceable(award: Award) -> str:
    """Name who gets an award, the same each time and for this award alone."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"recipient:{award.id}".encode()
    return "r" + hmac.new(secret, words, hashlib.sha256).hexdigest()[:16]


def project_name(one: Told) -> i18n.Shown:
    """Name a project to the public: by its title, or by where it is."""
    if one.title:
        return i18n.Shown(one.title, one.title_language)
    return i18n.Shown(nameless(one.area), i18n.language())


def told_project(award: Award) -> i18n.Shown:
    """Name the project of an award to whoever has a link from it."""
    one = told(award)
    return project_name(one) if one else i18n.Shown(nameless(""), i18n.language())


def nameless(area: str) -> str:
    """Name a project whose title stays with us."""
    return _("A project in %(place)s", place=area) if area else _("A project")


def group_name(one: Told) -> i18n.Shown:
    """Name who gets an award to the public: by name, or by where they are."""
    if one.is_named:
        return i18n.Shown(one.group, one.group_language)
    if one.is_one_person:
        words = _("One person")
    elif one.area:
        words = _("An organisation in %(place)s", place=one.area)
    else:
        words = _("An organisation")
    return i18n.Shown(words, i18n.language())


@dataclass(frozen=True)
class Published:
    """The awards of a call as the public reads them; the totals are of all."""

    call: Call
    awards: tuple[Told, ...]
    count: int
    amount: int

    @property
    def withheld(self) -> int:
        """How many awards are only counted."""
        return self.count - len(self.awards)


def public_awards() -> list[Published]:
    """List the awards that the public sees, by call, the newest call first.

    Accepted ones, and those of past rounds whose group and amount are known.
    """
    query = _with_groups().join(Call, Call.id == Award.call_id)
    query = query.where(
        Award.stage.in_([Stage.ACCEPTED, Stage.PAST]),
        Award.amount.is_not(None),
        Award.organisation_id.is_not(None),
    ).order_by(Call.closes_at.desc(), Call.id, Award.number)
    found = db.session.scalars(query)
    return [_published(call, list(g)) for call, g in groupby(found, lambda a: a.call)]


def _published(call: Call, awards: list[Award]) -> Published:
    return Published(
        call=call,
        awards=tuple(_shown(awards)),
        count=len(awards),
        amount=sum(a.amount or 0 for a in awards),
    )


def _shown(awards: Iterable[Award]) -> list[Told]:
    return [one for one in map(told, awards) if one is not None]


def told_in(call: Call) -> dict[str, Told]:
    """Say what the public learns of the awards of a call, by reference."""
    found = db.session.scalars(_with_groups().where(Award.call_id == call.id))
    return {one.reference: one for one in _shown(found)}


def _with_groups() -> Select[Award]:
    call = joinedload(Award.call).joinedload(Call.fund)
    return select(Award).options(
        joinedload(Award.organisation), call.selectinload(Fund.themes)
    )
