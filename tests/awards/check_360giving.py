"""Check a package of open data against the official schemas and codelists.

    python -m tests.awards.check_360giving FILE.json FOLDER_OF_SCHEMAS [FILE.xlsx]

The folder holds `360-giving-schema.json`, `360-giving-package-schema.json` and
`codelists/*.csv` of one version of the standard. They are not ours to keep here.
"""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from python_calamine import CalamineWorkbook
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from grantsapp.awards.dataquality import GEO_CODE_TYPES

PACKAGE, GRANT = "360-giving-package-schema.json", "360-giving-schema.json"
NEEDED = ("version", "publisher", "license", "issued", "modified")
# Which list a field draws from; the schema says so only for some of them.
CODELISTS = {
    "currency": "currency",
    "geoCodeType": "geoCodeType",
    "countryCode": "countryCode",
    "locationScope": "locationScope",
    "regrantType": "regrantType",
    "primaryGrantReason": "grantToIndividualsReason",
    "secondaryGrantReason": "grantToIndividualsReason",
    "grantPurpose": "grantToIndividualsPurpose",
}


class Standard:
    """The official files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.grant = json.loads((folder / GRANT).read_text())
        self.package = json.loads((folder / PACKAGE).read_text())
        self.codes = {path.stem: codes(path) for path in folder.glob("codelists/*.csv")}
        # `$schema` is the address of 2020-12 with http and an extra slash, by which
        # no library knows it; so we say ourselves what the files are.
        named = [(schema["$id"], schema) for schema in (self.grant, self.package)]
        self.registry: Registry[Any] = Registry().with_resources(
            (address, DRAFT202012.create_resource(schema)) for address, schema in named
        )

    def validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """Make a validator that knows dates; without formats, true dates fail."""
        formats = FormatChecker()
        if "date-time" not in formats.checkers:
            sys.exit("rfc3339-validator is missing: dates cannot be checked.")
        formats.checks("uri")(is_web_address)
        return Draft202012Validator(
            schema, registry=self.registry, format_checker=formats
        )


def is_web_address(value: Any) -> bool:
    """Say whether a text is an address; what is no text is judged by its type."""
    return not isinstance(value, str) or bool(
        re.fullmatch(r"https?://[^\s/]\S*", value)
    )


def codes(path: Path) -> set[str]:
    """Read the codes of one list."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row["Code"].strip() for row in csv.DictReader(file)}


def faults(package: Mapping[str, Any], standard: Standard) -> list[str]:
    """Say every fault, with the identifier of its grant."""
    found = [f"package: {words}" for words in _in_package(package, standard)]
    grants = package.get("grants", [])
    validator = standard.validator(standard.grant)
    for grant in grants:
        named = f"grant {grant.get('id', '?')}"
        found += [f"{named}: {words}" for words in _in_grant(grant, validator)]
        found += [f"{named}: {words}" for words in _in_codes(grant, standard)]
    ids = Counter(grant.get("id") for grant in grants)
    found += [f"grant {i}: {n} grants have this id" for i, n in ids.items() if n > 1]
    ours = GEO_CODE_TYPES - standard.codes["geoCodeType"]
    return [
        *found,
        *(f"dataquality.py: {code} is no geoCodeType" for code in sorted(ours)),
    ]


def _in_package(package: Mapping[str, Any], standard: Standard) -> Iterator[str]:
    """Check all but the grants: those go one by one, since all at once is quadratic."""
    outer = json.loads(json.dumps(standard.package))
    outer["properties"]["grants"] = {"type": "array", "minItems": 1}
    yield from _errors(package, standard.validator(outer))
    yield from (f"{field} is missing" for field in NEEDED if not package.get(field))
    published, official = package.get("version"), standard.package["$id"].split("/")[-3]
    if official.split(".")[:2] != str(published).split("."):
        yield f"version {published!r} is not the schema's {official}"


def _in_grant(grant: Mapping[str, Any], validator: Any) -> Iterator[str]:
    yield from _errors(grant, validator)
    if any(c in str(grant.get("id")) for c in "/ \t\n"):
        yield "id has a space or a slash"


def _errors(node: Any, validator: Any) -> Iterator[str]:
    for error in validator.iter_errors(node):
        if error.validator == "oneOf" and not error.path:
            yield _one_recipient(node, error)
        else:
            yield f"{error.json_path}: {error.message[:200]}"


def _one_recipient(grant: Mapping[str, Any], error: Any) -> str:
    if {"recipientOrganization", "recipientIndividual"} <= grant.keys():
        return "has both recipientOrganization and recipientIndividual"
    cause = best_match(error.context) or error
    return f"{cause.json_path}: {cause.message[:200]}"


def _in_codes(node: Any, standard: Standard, field: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _in_codes(value, standard, name)
    elif isinstance(node, list):
        for item in node:
            yield from _in_codes(item, standard, field)
    elif field in CODELISTS and node not in standard.codes[CODELISTS[field]]:
        yield f"{field}: {node!r} is not in {CODELISTS[field]}.csv"


def title_faults(workbook: Path, standard: Standard) -> list[str]:
    """Say which titles of a workbook lead nowhere in the schemas."""
    book = CalamineWorkbook.from_path(workbook)
    if book.sheet_names != ["grants", "Meta"]:
        return [f"{workbook.name}: the tabs are {', '.join(book.sheet_names)}"]
    heads = book.get_sheet_by_name("grants").to_python()[0]
    names = [row[0] for row in book.get_sheet_by_name("Meta").to_python()]
    return [
        f"{workbook.name}: {tab} has {title!r}, which leads nowhere"
        for tab, titles, schema in (
            ("grants", heads, standard.grant),
            ("Meta", names, standard.package),
        )
        for title in titles
        if not leads_somewhere(str(title).split(":"), schema, schema)
    ]


def leads_somewhere(path: list[str], node: Any, schema: Mapping[str, Any]) -> bool:
    """Follow a title such as `Recipient Org:0:Name` down to a plain field."""
    node = _referred(node, schema)
    if node.get("type") == "array":
        items = node.get("items", {})
        rest = path[1:] if path and path[0].isdigit() else []
        return bool(rest) and leads_somewhere(rest, items, schema)
    if not path:
        return "properties" not in node
    return any(
        leads_somewhere(path[1:], inner, schema)
        for inner in node.get("properties", {}).values()
        if path[0] in (inner.get("title"), _referred(inner, schema).get("title"))
    )


def _referred(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if (address := node.get("$ref", "")).startswith("#/$defs/"):
        return schema["$defs"][address.removeprefix("#/$defs/")]
    return node


def main(arguments: list[str]) -> int:
    """Print every fault, and say with the exit code whether there was one."""
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    file, folder, *workbook = map(Path, arguments)
    standard = Standard(folder)
    package = json.loads(file.read_text(encoding="utf-8"))
    found = faults(package, standard)
    for path in workbook:
        found += title_faults(path, standard)
    for fault in found:
        print(fault)  # noqa: T201 - the voice of a script
    if not found:
        print(f"{file}: {len(package['grants'])} grants, no fault")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
