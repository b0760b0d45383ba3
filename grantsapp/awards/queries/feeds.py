"""What the public learns of awards, as plain values for open data."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from grantsapp import i18n
from grantsapp.awards import opendata
from grantsapp.awards.queries.publication import (
    Published,
    Told,
    group_name,
    project_name,
)
from grantsapp.calls.models import Call


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the prefix that 360Giving gave, and the funder's own org-id."""

    prefix: str
    funder_id: str = ""


def grants(published: Iterable[Published], by: Publisher) -> list[opendata.Grant]:
    """Write what the public learns as plain values for open data, in English.

    What the public reads of a project is what the fund wrote, never the bid's own text.
    """
    with i18n.writing_in("en"):
        return [
            _grant(of.call, one, one.amount, by)
            for of in published
            for one in of.awards
            if one.amount
        ]


def _grant(call: Call, one: Told, amount: int, by: Publisher) -> opendata.Grant:
    theme = next((t for t in call.fund.themes if t.code == one.theme), None)
    fund = call.fund.name.shown("en").text
    place = opendata.borough_location(one.area) if one.area else None
    about = ((fund, theme.code, theme.name.shown("en").text),) if theme else ()
    own_id = opendata.organisation_id(by.prefix, by.funder_id or None, "fund")
    return opendata.Grant(
        reference=one.reference,
        title=project_name(one).text[:140],
        description=one.summary or _plain_summary(call, one),
        currency=call.fund.currency,
        amount_minor=amount,
        awarded_on=one.awarded_at.astimezone(ZoneInfo(call.fund.time_zone)).date(),
        recipient=_recipient(by.prefix, one),
        to_one_person=one.is_one_person,
        funder=opendata.Organisation(id=own_id, name=fund),
        amount_applied_minor=one.amount_asked,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        programme_code=call.reference,
        programme_title=call.title.shown("en").text,
        classifications=about,
        beneficiary_locations=(place,) if place else (),
        modified_at=one.changed_at,
    )


def _plain_summary(call: Call, one: Told) -> str:
    """Say in one English sentence what a project is, where nobody wrote more."""
    theme = next((t for t in call.fund.themes if t.code == one.theme), None)
    under = f", under the theme “{theme.name.shown('en').text}”" if theme else ""
    return f"A project of the call “{call.title.shown('en').text}”{under}."


def _recipient(prefix: str, one: Told) -> opendata.Organisation:
    register, _dash, number = one.org_id.rpartition("-")
    return opendata.Organisation(
        id=opendata.organisation_id(prefix, one.org_id, one.own_id),
        name=group_name(one).text,
        charity_number=number if register in {"GB-CHC", "GB-SC"} else None,
        company_number=number if register == "GB-COH" else None,
    )
