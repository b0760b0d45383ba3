"""What is wrong or doubtful in a 360Giving package. Plain values only.

`faults` are what makes a package invalid; `warnings` are what the official quality tool
flags, as facts of its documentation, in checks and words of our own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from math import isfinite
from typing import Any

from grantsapp.awards.opendata import BOROUGH_TYPE, TITLES, VERSION
from grantsapp.sheets import Way, leaves

LONGEST_TITLE = 140
GEO_CODE_TYPES = {BOROUGH_TYPE, "UA", "NMD", "MD", "CTY", "RGN/GOR", "WD", "LSOA", "CA"}
# Registers that org-id.guide knows, as far as groups in a British city are on them.
REGISTERS = {
    "360G", "GB-CASC", "GB-CHC", "GB-COH", "GB-EDU", "GB-GOR", "GB-LAE", "GB-LANI",
    "GB-LAS", "GB-MPR", "GB-NHS", "GB-NIC", "GB-NIEDU", "GB-PLA", "GB-REV", "GB-SC",
    "GB-SCOTEDU", "GB-SHPE", "GB-UKPRN", "GB-WALEDU", "IE-CHY", "US-EIN", "XI-GRID",
    "XI-ROR",
}  # fmt: skip
_PREFIXES = tuple(f"{register}-" for register in REGISTERS)
_GROUPS = ("recipientOrganization", "fundingOrganization")
_PERIODS = {"plannedDates": 12, "actualDates": 5}  # years that they may lie ahead
_ENDS = ("startDate", "endDate")
_DATES = {*_ENDS, "issued", "modified", "dateModified", "awardDate"}
_NUMBERS = {"amountAppliedFor", "amountAwarded", "amountDisbursed", "duration"}
_LISTS = {
    *_GROUPS, *_PERIODS, "grants", "location", "beneficiaryLocation", "grantProgramme",
    "classifications",
}  # fmt: skip
_OBJECTS = {"publisher", "recipientIndividual"}
_REQUIRED = {
    "package": ("version", "publisher", "license", "issued", "modified", "grants"),
    "publisher": ("name",),
    "grants": ("id", "title", "description", "currency", "amountAwarded", "awardDate",
               "fundingOrganization"),
    **dict.fromkeys((*_GROUPS, "recipientIndividual"), ("id", "name")),
}  # fmt: skip
_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_DAY = _MONTH + r"-(0[1-9]|[12]\d|3[01])"
_MOMENT = _DAY + r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
_WEB = r"https?://[^\s/]+\S*"
_SHAPES = {
    "version": re.escape(VERSION), "license": _WEB, "dataSource": _WEB, "id": r"\S+",
    "currency": "[A-Z]{3}", "fromOpenCall": "Yes|No",
    "geoCodeType": "|".join(sorted(GEO_CODE_TYPES)),
    "awardDate": f"{_DAY}|{_MOMENT}", "issued": f"{_DAY}|{_MOMENT}",
    "modified": _MOMENT, "dateModified": _MOMENT,
    **dict.fromkeys(_ENDS, rf"\d{{4}}|{_MONTH}|{_DAY}|{_MOMENT}"),
}  # fmt: skip
_GRANT_ID = re.compile(r"360G-[A-Za-z0-9]+-[^/]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_CHARITY, _COMPANY = "[0-9]{6,7}", "[A-Za-z0-9]{2}[0-9]{6}"
_IN_ID = {"GB-CHC-": _CHARITY, "GB-COH-": _COMPANY}
_NUMBER_OF = {"charityNumber": "([A-Za-z]{2})?" + _CHARITY, "companyNumber": _COMPANY}
WORDS = {
    "missing": "This is required and not there.",
    "kind": "This is not of the kind that the standard wants here.",
    "shape": "This is not written as the standard wants it.",
    "duplicate": "Another grant in this package has the same identifier.",
    "one-recipient": "A grant has either a group or a person as its recipient.",
    "zero-amount": "The amount is zero.",
    "long-title": f"The title is longer than {LONGEST_TITLE} characters.",
    "title-is-description": "Title and description are the same.",
    "unknown-register": "The identifier names no register that we know.",
    "wrong-number": "This does not look like a number of its register.",
    "no-number": "The recipient has no charity or company number.",
    "e-mail": "There seems to be an e-mail address in it.",
    "impossible-date": "There is no such day.",
    "ends-before-start": "The end comes before the start.",
    "far-ahead": "This date is very far ahead.",
    "award-ahead": "The award is dated in the future.",
    "several-funders": "There is more than one funder in this package.",
    "several-ids": "One name goes with several identifiers.",
    "several-names": "One identifier goes with several names.",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong or doubtful, and where; without a grant, in the whole package."""

    grant_id: str
    field: str
    code: str
    words: str


Doubts = Iterator[tuple[Way, str]]  # where, and which word


def _fault(grant: Mapping[str, Any], path: Way, code: str) -> Fault:
    field = "/".join(map(str, path))
    return Fault(str(grant.get("id", "")), field, code, WORDS[code])


def faults(package: Mapping[str, Any]) -> list[Fault]:
    """List what makes a package invalid."""
    found = [_place(package, path, code) for path, code in _misfits(package, "package")]
    ids = Counter(str(grant.get("id")) for grant in _grants(package))
    for grant in _grants(package):
        found += [_fault(grant, *doubt) for doubt in _identity(grant, ids)]
    return found


def _place(package: Mapping[str, Any], path: Way, code: str) -> Fault:
    match path:
        case ("grants", int(place), *inside) if inside:
            return _fault(package["grants"][place], tuple(inside), code)
    return _fault({}, path, code)


def _grants(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    grants = package.get("grants")
    return (
        [g for g in grants if isinstance(g, dict)] if isinstance(grants, list) else []
    )


def _identity(grant: Mapping[str, Any], ids: Mapping[str, int]) -> Doubts:
    own = str(grant.get("id") or "")
    if own and ids[own] > 1:
        yield ("id",), "duplicate"
    if own and not _GRANT_ID.fullmatch(own):
        yield ("id",), "shape"
    recipients = [grant[f] for f in (_GROUPS[0], "recipientIndividual") if f in grant]
    if len(recipients) != 1 or not recipients[0]:
        yield (_GROUPS[0],), "one-recipient"


def _misfits(node: Any, name: str, path: Way = ()) -> Doubts:
    """Walk through a node: what it must have, then each field by its kind."""
    if not isinstance(node, dict):
        yield path, "kind"
        return
    empty = {field for field, value in node.items() if value in (None, "", [], {})}
    missing = [f for f in _REQUIRED.get(name, ()) if f in empty or f not in node]
    yield from (((*path, field), "missing") for field in missing)
    for field in (f for f in node if f in TITLES and f not in missing):
        value, here = node[field], (*path, field)
        if field in _LISTS and isinstance(value, list):
            for place, item in enumerate(value):
                yield from _misfits(item, field, (*here, place))
        elif field in _OBJECTS:
            yield from _misfits(value, field, here)
        elif code := _misfit(field, value):
            yield here, code


def _misfit(field: str, value: Any) -> str | None:
    if field in _NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if number and isfinite(value) else "kind"
    if field in _LISTS or not isinstance(value, str):
        return "kind"
    if not re.fullmatch(_SHAPES.get(field, r"(?s:.*)"), value, re.ASCII):
        return "shape"
    # A day that never was is only doubtful; a moment that never was is malformed.
    lost = field in _DATES and "T" in value and _day(value) is None
    return "shape" if lost else None


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None


def warnings(package: Mapping[str, Any], *, today: date) -> list[Fault]:
    """List what the official quality tool flags, in those grants that have no fault."""
    grants = [g for g in _grants(package) if not any(_misfits(g, "grants"))]
    found = [_fault({}, (field,), code) for field, code in _across(grants)]
    for grant in grants:
        doubts = (_texts(grant), _numbers(grant), _days(grant, today), _periods(grant))
        found += [_fault(grant, *doubt) for doubt in chain(*doubts)]
    return found


def _texts(grant: Mapping[str, Any]) -> Doubts:
    if grant["amountAwarded"] == 0:
        yield ("amountAwarded",), "zero-amount"
    if len(grant["title"]) > LONGEST_TITLE:
        yield ("title",), "long-title"
    if grant["title"] == grant["description"]:
        yield ("description",), "title-is-description"
    for path, value in leaves(grant):
        if isinstance(value, str) and _EMAIL.search(value):
            yield path, "e-mail"


def _groups(grant: Mapping[str, Any]) -> Iterator[tuple[Way, dict[str, Any]]]:
    for role in _GROUPS:
        for place, group in enumerate(grant.get(role, ())):
            yield (role, place), group


def _numbers(grant: Mapping[str, Any]) -> Doubts:
    for path, group in _groups(grant):
        if not group["id"].startswith(_PREFIXES):
            yield (*path, "id"), "unknown-register"
        for register, number in _IN_ID.items():
            _start, found, rest = group["id"].partition(register)
            if found and not re.fullmatch(number, rest):
                yield (*path, "id"), "wrong-number"
        for field, number in _NUMBER_OF.items():
            if field in group and not re.fullmatch(number, group[field]):
                yield (*path, field), "wrong-number"
        if path[0] == _GROUPS[0] and not _NUMBER_OF.keys() & group.keys():
            yield path, "no-number"


def _days(grant: Mapping[str, Any], today: date) -> Doubts:
    for path, value in leaves(grant):
        if path[-1] in _DATES and (day := _day(value)):
            ahead = _PERIODS.get(str(path[0]), 0 if path[0] == "awardDate" else None)
            latest = (today.year + (ahead or 0), today.month, today.day)
            if ahead is not None and (day.year, day.month, day.day) > latest:
                yield path, "far-ahead" if ahead else "award-ahead"
        elif path[-1] in _DATES and re.match(_DAY, value):
            yield path, "impossible-date"


def _periods(grant: Mapping[str, Any]) -> Doubts:
    for kind in _PERIODS:
        for place, period in enumerate(grant.get(kind, ())):
            start, end = (_day(period.get(field)) for field in _ENDS)
            if start and end and start > end:
                yield (kind, place, "startDate"), "ends-before-start"


def _across(grants: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Compare the groups of all grants; a name is the same in any case and spacing."""
    groups = [pair for grant in grants for pair in _groups(grant)]
    ids: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for _path, group in groups:
        name = " ".join(group["name"].casefold().split())
        ids[name].add(group["id"])
        names[group["id"]].add(name)
    if len({group["id"] for path, group in groups if path[0] == _GROUPS[1]}) > 1:
        yield _GROUPS[1], "several-funders"
    yield from ((name, "several-ids") for name, own in ids.items() if len(own) > 1)
    yield from ((own, "several-names") for own, name in names.items() if len(name) > 1)
