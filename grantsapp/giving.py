"""The command that gives the answers of a call away as data."""

import json
from pathlib import Path

import click

from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import dataset, queries
from grantsapp.evaluation.actions import packaging
from grantsapp.evaluation.anonymity import LEAST, MOST
from grantsapp.evaluation.models import Evaluation
from grantsapp.exchange import in_house

ALIKE = click.IntRange(LEAST, MOST)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--call", "reference", required=True, metavar="REFERENCE")
@click.option("--to", "folder", type=FOLDER, required=True, help="Made if missing.")
@click.option("--reason", default="By command.", help="For the ledger.")
@click.option("--alike", type=ALIKE, default=LEAST, show_default=True, help="People.")
@click.option("--all-the-same", is_flag=True, help="Though few people came or went.")
@in_house
def export(
    reference: str, folder: Path, reason: str, alike: int, all_the_same: bool
) -> None:
    """Write the answers of a call as files for other programs.

    They are of its newest figures, pseudonymous, and noted in the ledger. A file has
    its name only when it is whole; datapackage.json comes last. What is there already
    is not given away again.
    """
    evaluation = _evaluation(reference)
    if _is_there(folder, evaluation):
        click.echo(f"{reference}: the package is in {folder.name} already.")
        return
    few = packaging.few_changed(evaluation.call)
    if few and not all_the_same:
        raise click.ClickException(
            f"Since the package before, {few['added']} people came and "
            f"{few['removed']} went: both together show single people. "
            "Give --all-the-same to go on."
        )
    try:
        content = packaging.content_of(evaluation, alike)
        told = _write(content, folder)
        line = packaging.disclose(evaluation, content, told, reason=reason)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{reference}: {len(content.people)} people. Ledger: {line.number}.")


def _write(content: packaging.Content, folder: Path) -> list[dict[str, str]]:
    """Write each file, and say so."""
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for name, digest in dataset.written(folder, content.people, content.facts):
        told.append({"name": name, "digest": digest})
        click.echo(f"{digest[:12]}  {name}")
    return told


def _evaluation(reference: str) -> Evaluation:
    call = calls.call(reference)
    if call is None:
        raise click.ClickException(f"There is no call {reference!r}.")
    found = queries.newest(call)
    if found is None:
        raise click.ClickException("Work the figures out first, on the call's page.")
    return found


def _is_there(folder: Path, evaluation: Evaluation) -> bool:
    """Say whether a whole package of these figures is there, each file as written."""
    try:
        told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        ours = told["grantsapp"]
        if (ours["call"], ours["evaluation"]) != (
            evaluation.call.reference,
            evaluation.number,
        ):
            return False
        return all(dataset.is_as_told(folder, one) for one in told["resources"])
    except (OSError, ValueError, KeyError):
        return False
