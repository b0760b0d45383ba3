"""Awards as open data of the 360Giving Data Standard, version 1.4. Plain values only.

The standard (CC BY 4.0, standard.threesixtygiving.org) is by the 360Giving project;
here are its field names, titles and codes as facts. Our checks stand in dataquality.py.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from grantsapp.places import BOROUGHS, borough
from grantsapp.sheets import Table, flat

VERSION = "1.4"
BOROUGH_TYPE = "LONB"
# Every field that we know, in the order of the columns, with the title of its column.
TITLES = {
    "version": "Version", "publisher": "Publisher", "license": "License",
    "issued": "Issued", "modified": "Modified", "identifier": "Identifier",
    "id": "Identifier", "vocabulary": "Vocabulary", "code": "Code", "title": "Title",
    "name": "Name", "description": "Description", "currency": "Currency",
    "amountAppliedFor": "Amount Applied For", "amountAwarded": "Amount Awarded",
    "amountDisbursed": "Amount Disbursed", "awardDate": "Award Date",
    "plannedDates": "Planned Dates", "actualDates": "Actual Dates",
    "startDate": "Start Date", "endDate": "End Date", "duration": "Duration (months)",
    "recipientOrganization": "Recipient Org", "recipientIndividual": "Recipient Ind",
    "charityNumber": "Charity Number", "companyNumber": "Company Number",
    "postalCode": "Postal Code", "location": "Location",
    "beneficiaryLocation": "Beneficiary Location", "geoCode": "Geographic Code",
    "geoCodeType": "Geographic Code Type", "fundingOrganization": "Funding Org",
    "grantProgramme": "Grant Programme", "fromOpenCall": "From An Open Call?",
    "classifications": "Classifications", "dateModified": "Last Modified",
    "dataSource": "Data Source", "grants": "Grants",
}  # fmt: skip


@dataclass(frozen=True)
class Location:
    """A place, with its official code where there is one."""

    name: str
    code: str | None = None
    code_type: str | None = None


@dataclass(frozen=True)
class Organisation:
    """Who gives a grant, or who gets it."""

    id: str
    name: str
    charity_number: str | None = None
    company_number: str | None = None
    postal_code: str | None = None
    location: Location | None = None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the public may know about one award; amounts in minor units."""

    reference: str
    title: str
    description: str
    currency: str
    amount_minor: int
    places: int = 2
    awarded_on: date
    recipient: Organisation
    funder: Organisation
    amount_applied_minor: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    programme_code: str | None = None
    programme_title: str | None = None
    classifications: tuple[tuple[str, str, str], ...] = ()  # vocabulary, code, title
    beneficiary_locations: tuple[Location, ...] = ()
    from_open_call: bool = True
    to_one_person: bool = False  # whose name stays with us
    modified_at: datetime
    data_source: str | None = None


def borough_location(name: str) -> Location:
    """Find the code of a London borough; any other place keeps only its name."""
    known = borough(name)
    return Location(known, BOROUGHS[known], BOROUGH_TYPE) if known else Location(name)


def grant_id(prefix: str, reference: str) -> str:
    """Make the identifier of a grant; it never changes while the reference stays."""
    return f"360G-{_safe(prefix)}-{_safe(reference)}"


def organisation_id(prefix: str, org_id: str | None, own_reference: str) -> str:
    """Give a group's number in its register, or one of our own where it has none."""
    return "".join((org_id or "").split()) or grant_id(prefix, own_reference)


def _safe(reference: str) -> str:
    """Keep letters, digits and hyphens; a digest stands for what else there was."""
    if re.fullmatch(r"[A-Za-z0-9-]+", reference):
        return reference
    bare = re.sub(r"[^A-Za-z0-9-]+", "-", reference).strip("-")
    return f"{bare}-{hashlib.sha256(reference.encode()).hexdigest()[:8]}".lstrip("-")


def package(
    grants: Sequence[Grant],
    *,
    publisher_name: str,
    publisher_prefix: str,
    licence: str,
    issued: datetime,
) -> dict[str, Any]:
    """Write grants as a package of the standard; what is empty is left out."""
    own = (g.funder.id for g in grants if g.funder.name == publisher_name)
    identifier = next(own, f"360G-{_safe(publisher_prefix)}")
    return {
        "version": VERSION,
        "publisher": {"name": publisher_name, "identifier": identifier},
        "license": licence,
        "issued": _moment(issued),
        "modified": max(map(_moment, (issued, *(g.modified_at for g in grants)))),
        "grants": [_full(_grant(grant, publisher_prefix)) for grant in grants],
    }


def _recipient(grant: Grant) -> dict[str, Any]:
    """Name a group; of one person alone nobody outside reads the name."""
    if grant.to_one_person:
        person = {"id": grant.recipient.id, "name": "Individual recipient"}
        return {"recipientIndividual": person}
    return {"recipientOrganization": [_organisation(grant.recipient)]}


def _grant(grant: Grant, prefix: str) -> dict[str, Any]:
    programme = {"code": grant.programme_code, "title": grant.programme_title}
    about = ("vocabulary", "code", "title")
    return {
        "id": grant_id(prefix, grant.reference),
        "title": grant.title,
        "description": grant.description,
        "currency": grant.currency,
        "amountAppliedFor": _major(grant.amount_applied_minor, grant.places),
        "amountAwarded": _major(grant.amount_minor, grant.places),
        "awardDate": grant.awarded_on,
        "plannedDates": [{"startDate": grant.starts_on, "endDate": grant.ends_on}],
        **_recipient(grant),
        "beneficiaryLocation": [_location(p) for p in grant.beneficiary_locations],
        "fundingOrganization": [_organisation(grant.funder)],
        "grantProgramme": [programme],
        "fromOpenCall": "Yes" if grant.from_open_call else "No",
        "classifications": [
            dict(zip(about, theme, strict=True)) for theme in grant.classifications
        ],
        "dateModified": _moment(grant.modified_at),
        "dataSource": grant.data_source,
    }


def _organisation(group: Organisation) -> dict[str, Any]:
    return {
        "id": group.id, "name": group.name, "postalCode": group.postal_code,
        "charityNumber": group.charity_number, "companyNumber": group.company_number,
        "location": [_location(group.location)] if group.location else None,
    }  # fmt: skip


def _location(place: Location) -> dict[str, Any]:
    return {"name": place.name, "geoCode": place.code, "geoCodeType": place.code_type}


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _major(minor: int | None, places: int) -> int | float | None:
    """Write minor units in major ones; a float prints up to 15 digits as they are."""
    if minor is None:
        return None
    exact = Decimal(minor).scaleb(-places)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _full(value: Any) -> Any:
    """Leave out what is empty, at every depth, and write days as the standard does."""
    if isinstance(value, dict):
        kept = {field: _full(inner) for field, inner in value.items()}
        return {field: v for field, v in kept.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        return [v for v in map(_full, value) if v not in (None, "", [], {})]
    return value.isoformat() if isinstance(value, date) else value


def tabs(package: Mapping[str, Any]) -> dict[str, Table]:
    """Write a package as the two tabs of its sheet form; `Meta` begins with a pair."""
    about = {field: value for field, value in package.items() if field != "grants"}
    names, [values] = flat([about], TITLES)
    first, *others = zip(names, values, strict=True)
    return {"grants": flat(package["grants"], TITLES), "Meta": (first, others)}
