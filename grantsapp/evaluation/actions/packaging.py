"""The evaluator's package: asked for with a reason, made by a worker, kept a while.

It is of an evaluation, and of the same answers: when those have changed since, it is
not made. Who took its file, and when, is written down; what was given stays in the
ledger when the file is gone.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import update

from grantsapp import audit, clock, files, i18n, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import dataset, queries
from grantsapp.evaluation import telling_data as words
from grantsapp.evaluation.anonymity import Generalised, generalise
from grantsapp.evaluation.dataset import Facts, People, releases
from grantsapp.evaluation.models import (
    Disclosure,
    Evaluation,
    Given,
    Package,
    PackageStage,
)
from grantsapp.evaluation.queries import packages, rows
from grantsapp.evaluation.suppression import THRESHOLD
from grantsapp.i18n import gettext as _
from grantsapp.mel import models as mel_models
from grantsapp.mel import queries as mel
from grantsapp.mel.models import Origin

if TYPE_CHECKING:
    from polars import DataFrame

ZIP, PARQUET = "application/zip", "application/vnd.apache.parquet"
READ = 10  # per cent of the work, when the rows are read


class Content(NamedTuple):
    """What goes into the files, and what was given by then of each person."""

    people: People
    facts: Facts
    kept: "DataFrame"


def few_changed(call: Call, threshold: int = THRESHOLD) -> dict[str, int] | None:
    """Say how few people came or went since the package before; nothing if not few.

    Who holds both packages can look at just those.
    """
    before = packages.given_before(call)
    if before is None:
        return None
    found = releases.changed(rows.codes_of(call), before)
    return found if _are_few(found, threshold) else None


def _are_few(changed: dict[str, int], threshold: int) -> bool:
    return any(0 < number < threshold for number in changed.values())


def ask_for(evaluation: Evaluation, *, reason: str, k: int, by: Person) -> Package:
    """Ask for a package; asking again while it is being made gives the same one."""
    if (found := packages.standing(evaluation, k)) is not None:
        return found
    package = Package(
        evaluation=evaluation, reason=reason, by_name=by.called, told={"k": k}
    )
    db.session.add(package)
    audit.record(
        "asked for a package",
        evaluation.call,
        by=by,
        evaluation=evaluation.number,
        reason=reason,
    )
    jobs.ask("package", packages.job_key(package.id), package=str(package.id))
    return package


def make(payload: dict[str, Any]) -> None:
    """Make the file of a package (a job), without holding up those who write."""
    key = UUID(payload["package"])
    package = packages.package(key)
    if package is None or package.stage is not PackageStage.WAITING:
        return
    evaluation, k = package.evaluation, package.told["k"]
    try:
        content, name = content_of(evaluation, k), _name(evaluation)
    except Refused:
        package.stage = PackageStage.FAILED
        return
    _tell(key, READ)  # lets go of the books: what follows only writes files
    with TemporaryDirectory() as place:
        folder, told = Path(place), []
        for file, digest in dataset.written(folder, content.people, content.facts):
            told.append({"name": file, "digest": digest})
            done = READ + (90 - READ) * len(told) // len(dataset.FILES)
            _tell(key, done)
        with _zipped(folder, name) as packed:
            received = files.made_here(packed, f"{name}.zip", ZIP)
    _finish(key, content, told, received)


def _name(evaluation: Evaluation) -> str:
    return f"{evaluation.call.reference}-evaluation-{evaluation.number}-data"


def _tell(key: UUID, progress: int) -> None:
    """Say how far it is, and that nobody else needs to begin."""
    said = update(Package).where(Package.id == key).values(progress=progress)
    db.session.execute(said)
    jobs.carry_on(packages.job_key(key))
    db.session.commit()


@contextmanager
def _zipped(folder: Path, name: str) -> Iterator[Any]:
    path = folder / ".zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in dataset.FILES:
            packed.write(folder / file, f"{name}/{file}")
    with path.open("rb") as stream:
        yield stream


def _finish(
    key: UUID, content: Content, told: list[dict[str, str]], received: files.Received
) -> None:
    """Keep the file with its line in the ledger; the worker commits this."""
    package = packages.package(key, lock=True)
    if package is None or package.stage is not PackageStage.WAITING:
        return
    disclosed = disclose(package.evaluation, content, told, reason=package.reason)
    disclosed.by_name = package.by_name
    package.file = files.keep(received, by=None)
    package.digest, package.told = disclosed.digest, disclosed.told
    package.stage, package.progress = PackageStage.MADE, 100
    jobs.ask(
        "drop package",
        f"drop package:{key}",
        due_at=packages.kept_until(package),
        package=str(key),
    )


def disclose(
    evaluation: Evaluation,
    content: Content,
    told: list[dict[str, str]],
    *,
    reason: str,
) -> Disclosure:
    """Write into the ledger what is given away, and keep what that was of whom."""
    call = evaluation.call
    calls.call(call.reference, lock=True)  # one line of the ledger after the other
    stream = io.BytesIO()
    content.kept.write_parquet(stream)
    stream.seek(0)
    name = f"{call.reference}-given.parquet"
    kept = files.keep(files.made_here(stream, name, PARQUET), by=None)
    facts = content.facts
    line = Disclosure(
        call=call,
        number=packages.next_disclosure(call),
        given=Given.PACKAGE,
        evaluation=evaluation,
        digest=next(one["digest"] for one in told if one["name"] == "wide.csv"),
        reason=reason,
        by_name="grantsapp",
        told={
            "k": facts.k,
            "rows": len(content.people),
            "withheld": dict(facts.safe.withheld),
            "merged": list(facts.safe.merged),
            "left_out": facts.safe.left_out,
            "minds": sum(facts.minds.values()),
            "changed": dict(facts.changed) if facts.changed else None,
            "files": told,
            "kept": str(kept.id),
        },
    )
    db.session.add(line)
    audit.record("gave a package away", call, number=line.number, hash=line.digest)
    return line


def content_of(evaluation: Evaluation, k: int) -> Content:
    """Read the rows, and make them safe beside what was given before.

    Raises Refused where they are not the answers of the figures any more.
    """
    call = evaluation.call
    before, every = packages.given_before(call), rows.rows_of(call)
    if mel.changed_since(call, evaluation.made_at):
        raise Refused(
            _("Answers changed since the figures. Work them out again first.")
        )
    people, beside, merged = releases.remembered(every, before)
    safe = generalise(people.traits, k, beside=beside, merged=merged)
    given = people.given(safe)
    with i18n.writing_in("en"):  # as the package's own words are
        facts = replace(
            _facts(evaluation, given, k, safe),
            changed=None if before is None else releases.changed(given.person, before),
        )
    known = dataset.columns(given, facts)
    facts = replace(facts, minds=dataset.of_one_mind(given, known))
    return Content(given, facts, releases.joined(given, before))


def _facts(evaluation: Evaluation, people: People, k: int, safe: Generalised) -> Facts:
    call, figures = evaluation.call, queries.public_figures(evaluation)
    titles = {key: one["title"] or key for key, one in figures["projects"].items()}
    designs = {s.design for s in queries.surveys_by_key(call).values()}
    ways = {t.name: t.values for t in people.traits}["way"]
    return Facts(
        call=call.reference,
        title=call.title.plain("en") or call.title.shown().text,
        evaluation=evaluation.number,
        worked_out=evaluation.made_at.astimezone(clock.UTC).isoformat(),
        seal=evaluation.seal,
        code=evaluation.code,
        designs=[str(mel_models.DESIGNS[design]) for design in sorted(designs)],
        moments={moment: str(said) for moment, said in words.MOMENTS.items()},
        traits=rows.forms_of(call, people, titles),
        left_out=[
            (str(words.LEFT_OUT.get(why, why)), number)
            for why, number in mel.left_out_in(call)
        ],
        threshold=figures["threshold"],
        k=k,
        safe=safe,
        figures=figures,
        is_synthetic=Origin.SYNTHETIC in ways,
    )


def drop(payload: dict[str, Any]) -> None:
    """Forget the file of a package when its time is over (a job)."""
    package = packages.package(UUID(payload["package"]), lock=True)
    if package is not None and package.file is not None:
        file, package.file = package.file, None
        db.session.flush()
        files.remove(file)


def take(package: Package, *, by: Person) -> None:
    """Write down who took the file of a package."""
    audit.record("took a package", package.evaluation.call, by=by, hash=package.digest)


JOBS = {"package": make, "drop package": drop}
