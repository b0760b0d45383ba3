"""The command that writes figures to files, and works them out again from a seal."""

import json
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import click

from grantsapp.db import db
from grantsapp.evaluation import queries, recounting, snapshots
from grantsapp.evaluation.actions import assembling, evaluating, reporting
from grantsapp.evaluation.sources import code_version
from grantsapp.evaluation.working import differences
from grantsapp.exchange import EXISTING, TO_WRITE, as_json, call_named, in_house

Figures = dict[str, Any]
CODE = "code"  # which code worked figures out, told apart from what they are


@click.command()
@click.option("--call", "reference", metavar="REFERENCE")
@click.option("--json", "json_file", type=TO_WRITE)
@click.option("--html", "html_file", type=TO_WRITE)
@click.option("--pdf", "pdf_file", type=TO_WRITE)
@click.option("--public", is_flag=True, help="Small groups hidden, for publication.")
@click.option("--language", default="en", show_default=True)
@click.option("--verify", "sealed", type=EXISTING, help="A sealed snapshot.")
@click.option("--against", type=EXISTING, help="Figures as JSON, in place of ours.")
@in_house
def report(
    reference: str | None,
    json_file: Path | None,
    html_file: Path | None,
    pdf_file: Path | None,
    public: bool,
    language: str,
    sealed: Path | None,
    against: Path | None,
) -> None:
    """Work out the figures of a call, and write the draft of its report to files.

    With --verify work them out again from a sealed snapshot instead, and say whether
    they are the same as those that are stored; each that differs is named. Of a
    released package, what its generalised answers allow is worked out again, and the
    rest is counted with the reason.
    """
    if (reference is None) == (sealed is None) or (against and not sealed):
        raise click.UsageError("Give --call, or --verify with a sealed snapshot.")
    if sealed is not None and is_package(sealed):
        verify_package(sealed)
    elif sealed is not None:
        _verify(sealed, against)
    if sealed is not None:
        return
    call = call_named(str(reference))
    figures = evaluating.work_out(call)
    document = assembling.draft(call, figures.public if public else figures.inside)
    if html_file:
        html_file.write_text(reporting.as_html(document, language), encoding="utf-8")
    if pdf_file:
        pdf_file.write_bytes(reporting.as_pdf(document, language))
    chosen = document.pop("figures")
    if json_file:
        json_file.write_text(as_json(chosen | {"report": document}), encoding="utf-8")
    db.session.rollback()
    click.echo(f"{reference}: {len(chosen['instruments'])} instruments.")


def is_package(file: Path) -> bool:
    """Say whether a file is a released package, and no sealed snapshot."""
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as packed:
        return "datapackage.json" in packed.namelist()


def verify_package(file: Path) -> None:
    """Say what of a package's figures comes out again from its own rows, and stop."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
        found = recounting.recount(Path(folder))
    for line in found.other:
        was, now = _short(line.published), _short(line.found)
        click.echo(f"{line.place}: {was} was told, {now} comes out")
    for why, count in Counter(line.why_not for line in found.unchecked).items():
        click.echo(f"{count} figures cannot be worked out from this file: {why}")
    click.echo(f"{len(found.same)} figures are equal, {len(found.other)} differ.")
    raise SystemExit(1 if found.other else 0)


def _verify(sealed: Path, against: Path | None) -> None:
    """Compare figures worked out now with those that were; stop with 1 if one differs.

    Names of projects are of the day on which they are read, and are left aside.
    """
    try:
        with sealed.open("rb") as file:
            found, seal = evaluating.work_out_again(file)
    except snapshots.Unreadable as error:
        raise click.ClickException(f"{sealed.name}: {error}") from error
    stored = [_read(against)] if against else _stored(seal)
    faults = []
    for one in stored:
        kind = "public" if one.get("public") else "inside"
        fresh: Figures = json.loads(json.dumps(getattr(found, kind)))
        faults += [(kind, *told) for told in _differing(one, fresh)]
    for kind, place, was, now in faults:
        click.echo(f"{kind}: {place}: {_short(was)} was told, {_short(now)} comes out")
    code = stored[0].get(CODE, "")
    if code != (now := code_version()):
        click.echo(f"Worked out by {code or 'an older house'} then, by {now} now.")
    click.echo(f"{len(faults)} figures differ." if faults else "equal")
    raise SystemExit(1 if faults else 0)


def _stored(seal: str) -> list[Figures]:
    evaluation = queries.of_seal(seal)
    if evaluation is None:
        raise click.ClickException(
            f"No evaluation of this house has the seal {seal}. Give --against."
        )
    return [evaluation.inside, evaluation.public]


def _read(file: Path) -> Figures:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{file.name}: This is not JSON.") from error
    if isinstance(found, dict) and "figures" in found:
        found = found["figures"]  # of an edition
    if not isinstance(found, dict) or "instruments" not in found:
        raise click.ClickException(f"{file.name}: There are no figures in this file.")
    return found


def _differing(stored: Figures, fresh: Figures) -> list[tuple[str, Any, Any]]:
    if stored.get("public"):
        stored, fresh = _nameless(stored), _nameless(fresh)
    return differences(stored | {CODE: ""}, fresh | {CODE: ""})


def _nameless(figures: Figures) -> Figures:
    """Leave aside what `queries.told` adds."""
    return {k: v for k, v in figures.items() if k not in {"projects", "withheld"}}


def _short(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 80 else f"{told[:77]}..."  # noqa: PLR2004
