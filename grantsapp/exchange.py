"""The commands that bring data in and hand data out."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import current_app

from grantsapp.app import create_app
from grantsapp.awards import dataquality
from grantsapp.awards.actions import publishing
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import packing, writing
from grantsapp.calls.facts import Faults as CallFaults
from grantsapp.calls.forms.packing import document as document_in
from grantsapp.calls.forms.packing import sentence as call_sentence
from grantsapp.calls.forms.staff import REFERENCE
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.errors import Invalid
from grantsapp.mel import instruments, xlsforms
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import importing, library
from grantsapp.mel.forms import files as file_forms
from grantsapp.mel.forms import library as library_forms
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Instrument
from grantsapp.mel.tables import Faults

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
TO_WRITE = click.Path(dir_okay=False, path_type=Path)


def in_house(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            return command(*args, **kwargs)

    return run


def refuse(path: Path, faults: list[str]) -> NoReturn:
    """Print each fault of a file, say that nothing was stored, and stop."""
    db.session.rollback()
    for fault in faults:
        click.echo(f"{path.name}: {fault}", err=True)
    raise click.ClickException("Nothing was stored.")


@click.command("import-instrument")
@click.option("--starters", is_flag=True, help="The starters, not validated.")
@click.option("--labels-in", metavar="CODE", default="", help="Where none is told.")
@click.argument("file", type=EXISTING, required=False)
@in_house
def import_instrument(starters: bool, labels_in: str, file: Path | None) -> None:
    """Take in an instrument, or the starters.

    The file is JSON (see docs/instruments.md) or an XLSForm, which may hold several.
    What of it does not come along is named.
    """
    if starters == (file is not None):
        raise click.UsageError("Give a file, or --starters.")
    rows = _instruments_in(file, labels_in) if file else library.add_starters()
    db.session.commit()
    for row in rows:
        click.echo(f"{row.code} {row.version}: {len(row.tool.items)} items.")


def _instruments_in(file: Path, language: str) -> list[Instrument]:
    try:
        brought = library_forms.read(file.read_bytes(), language)
        rows = [library.add_tool(tool) for tool in brought.tools]
    except library_forms.NotTaken as error:
        refuse(file, [f"{at}: {why}" if at else why for at, why in error.told])
    except Invalid as error:
        refuse(file, [str(error)])
    for note in brought.notes:
        click.echo(f"{file.name}: {library_forms.sentence(note)}", err=True)
    return rows


@click.command("export-instrument")
@click.argument("code")
@click.option("--version", type=int, help="The newest one, if left out.")
@click.option("--to", "file", type=TO_WRITE, required=True, help=".json or .xlsx")
@in_house
def export_instrument(code: str, version: int | None, file: Path) -> None:
    """Write an instrument to a file: as JSON, or as an XLSForm.

    What an XLSForm has no place for is named.
    """
    found = mel.version_of(code, version) if version else mel.instrument(code)
    if found is None:
        raise click.ClickException(f"There is no instrument {code!r} in this version.")
    tool = found.tool
    if file.suffix == ".xlsx":
        file.write_bytes(xlsforms.write([tool]))
        for note in xlsforms.losses([tool]):
            click.echo(f"Aside: {library_forms.sentence(note)}", err=True)
    elif file.suffix == ".json":
        file.write_text(as_json(instruments.as_json(tool)), encoding="utf-8")
    else:
        raise click.UsageError("Give a file that ends with .json or .xlsx.")
    click.echo(f"{tool.code} {tool.version}: written to {file.name}.")


@click.command("import-responses")
@click.option("--new-call", required=True, metavar="REFERENCE", help="The past call.")
@click.option("--instrument", required=True, metavar="CODE")
@click.option("--project", required=True, metavar="COLUMN")
@click.option("--respondent", required=True, metavar="COLUMN")
@click.option("--before", required=True, metavar="PATTERN", help="Such as {item}.pre.")
@click.option("--after", required=True, metavar="PATTERN", help="Such as {item}.post.")
@click.option("--looking-back", is_flag=True, help="Before was asked at the end.")
@click.argument("file", type=EXISTING)
@in_house
def import_responses(
    new_call: str,
    instrument: str,
    project: str,
    respondent: str,
    before: str,
    after: str,
    looking_back: bool,
    file: Path,
) -> None:
    """Bring in the answers of a past round: a closed call, an award a project.

    A file with a fault is refused as a whole, each fault with its line.
    """
    if not REFERENCE.fullmatch(new_call):
        raise click.UsageError("A reference is capital letters and digits, 2 to 12.")
    design = Design.RETROSPECTIVE if looking_back else Design.MATCHED
    moments = (Moment.R0 if looking_back else Moment.T0, Moment.T1)
    patterns = dict(zip(moments, (before, after), strict=True))
    columns = importing.Columns(project, respondent, patterns)
    try:
        brought = importing.import_round(
            file.read_bytes(),
            reference=new_call,
            instrument_code=instrument,
            columns=columns,
            design=design,
            fund=_fund(),
        )
    except Faults as error:
        refuse(file, [file_forms.placed(fault) for fault in error.faults])
    except Invalid as error:
        refuse(file, [str(error)])
    db.session.commit()
    click.echo(f"{new_call}: {brought.projects} awards, {brought.responses} responses.")


def _fund() -> Fund:
    """Take the fund of the house, or make one for rounds that came without."""
    funds = calls.all_funds()
    return funds[0] if funds else writing.add_past_fund()


def call_named(reference: str) -> Call:
    """Find a call, or stop with a sentence."""
    found = calls.call(reference)
    if found is None:
        raise click.ClickException(f"There is no call {reference!r}.")
    return found


@click.command("export-call")
@click.argument("reference")
@click.option("--json", "json_file", type=TO_WRITE, required=True)
@in_house
def export_call(reference: str, json_file: Path) -> None:
    """Write a whole call to a file (see docs/call-format.md)."""
    document = packing.pack(call_named(reference))
    json_file.write_text(as_json(document), encoding="utf-8")
    db.session.rollback()
    click.echo(f"{reference}: written to {json_file.name}.")


@click.command("import-call")
@click.argument("file", type=EXISTING)
@click.option(
    "--fund", "name", metavar="NAME", help="Its name or id; else the only one."
)
@click.option("--reference", metavar="REFERENCE", help="Another one than in the file.")
@in_house
def import_call(file: Path, name: str | None, reference: str | None) -> None:
    """Make a call from a file, as a draft; the themes that the fund lacks are made.

    A file with a fault is refused as a whole, each fault with its path.
    """
    fund = _fund_named(name)
    try:
        values = packing.check(document_in(file.read_bytes()), fund)
        new = [theme["code"] for theme in packing.new_themes(values, fund)]
        told = values["call"]
        chosen = reference or told["reference"]
        if not REFERENCE.fullmatch(chosen) or calls.call(chosen):
            refuse(file, [f"{chosen!r} is taken or no reference; give --reference."])
        times = {name: told[name] for name in ("opens_at", "closes_at")}
        packing.unpack(values, fund, reference=chosen, by=None, **times)
    except CallFaults as error:
        refuse(file, [call_sentence(fault) for fault in error.faults])
    db.session.commit()
    click.echo(f"{chosen}: a draft. Themes made: {', '.join(new) or 'none'}.")


def _fund_named(name: str | None) -> Fund:
    funds = calls.all_funds()
    found = [f for f in funds if name is None or name in _names(f)]
    if len(found) != 1:
        known = ", ".join(f"{fund.name} ({fund.id})" for fund in funds)
        raise click.ClickException(f"Give --fund, one of: {known or 'none yet'}.")
    return found[0]


def _names(fund: Fund) -> set[str]:
    return {str(fund.id), *(fund.name.plain(code) for code in fund.name)}


@click.command()
@click.option("--json", "json_file", type=TO_WRITE, help="As one package.")
@click.option("--xlsx", "xlsx_file", type=TO_WRITE, help="As a sheet.")
@in_house
def publish(json_file: Path | None, xlsx_file: Path | None) -> None:
    """Write the public awards as 360Giving open data (version 1.4).

    Refuses where our own checks find a fault; prints what a reader may stumble over.
    """
    package = publishing.package(current_app.config)
    if not package["grants"]:
        raise click.ClickException("There is no public award. Nothing was written.")
    if not current_app.config["PUBLISHER"]:
        click.echo(
            "GRANTSAPP_PUBLISHER is not set: ids begin 360G-unregistered.", err=True
        )
    faults = dataquality.faults(package)
    for fault in [*faults, *publishing.warnings(package)]:
        click.echo(f"{fault.grant_id}: {fault.field}: {fault.words}", err=True)
    if faults:
        raise click.ClickException("Nothing was written.")
    if json_file:
        json_file.write_text(as_json(package), encoding="utf-8")
    if xlsx_file:
        xlsx_file.write_bytes(publishing.as_sheet(package))
    db.session.rollback()
    click.echo(f"{len(package['grants'])} awards.")


def as_json(thing: Any) -> str:
    """Write JSON as people can read it, in their scripts."""
    return json.dumps(thing, ensure_ascii=False, indent=2) + "\n"


COMMANDS = (
    import_instrument,
    export_instrument,
    import_responses,
    export_call,
    import_call,
    publish,
)
