"""Awards as open data: the package that the page and the command line hand out."""

from collections.abc import Mapping
from typing import Any

from grantsapp import clock, sheets
from grantsapp.awards import dataquality, opendata, queries

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
UNREGISTERED = "unregistered"


def package(config: Mapping[str, Any]) -> dict[str, Any]:
    """Write every public award as one 360Giving package."""
    prefix = config["PUBLISHER"] or UNREGISTERED
    by_call = queries.public_awards()
    by = queries.Publisher(prefix, config["FUNDER_ID"])
    name = by_call[0].call.fund.name.shown("en").text if by_call else "grantsapp"
    return opendata.package(
        queries.grants(by_call, by),
        publisher_name=name,
        publisher_prefix=prefix,
        licence=config["LICENCE"] or LICENCE,
        issued=clock.now(),
    )


def warnings(package: dict[str, Any]) -> list[dataquality.Fault]:
    """Say what a reader of the package may stumble over."""
    return dataquality.warnings(package, today=clock.now().date())


def as_sheet(package: dict[str, Any]) -> bytes:
    """Write a package as a workbook with the standard's titles."""
    return sheets.workbook_bytes(opendata.tabs(package))
