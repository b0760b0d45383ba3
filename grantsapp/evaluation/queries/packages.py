"""Packages of a call, and the ledger of what was given away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from grantsapp import files, jobs
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.models import (
    Disclosure,
    Evaluation,
    Given,
    Package,
    PackageStage,
)
from grantsapp.files import File

if TYPE_CHECKING:
    from polars import DataFrame

KEPT_FOR = timedelta(days=30)
SHOWN = 50  # of each list on the page


def _packages() -> Select[Package]:
    call = joinedload(Package.evaluation).joinedload(Evaluation.call)
    return select(Package).options(call.joinedload(Call.fund), joinedload(Package.file))


def package(key: UUID, *, lock: bool = False) -> Package | None:
    """One package with its evaluation, call and file."""
    query = _packages().where(Package.id == key)
    return db.session.scalar(query.with_for_update(of=Package) if lock else query)


def packages_of(call: Call) -> Sequence[Package]:
    """List the packages of a call, the newest first."""
    query = _packages().join(Evaluation, Evaluation.id == Package.evaluation_id)
    query = query.where(Evaluation.call_id == call.id)
    return db.session.scalars(query.order_by(Package.made_at.desc()).limit(SHOWN)).all()


def standing(evaluation: Evaluation, k: int) -> Package | None:
    """Find a package of an evaluation that is still being made in the same way."""
    query = _packages().where(
        Package.evaluation_id == evaluation.id, Package.stage == PackageStage.WAITING
    )
    found = db.session.scalars(query.order_by(Package.made_at.desc())).all()
    return next((p for p in found if p.told["k"] == k and not is_given_up(p)), None)


def kept_until(package: Package) -> datetime:
    """Say until when a file is kept; the line in the ledger stays for good."""
    return package.made_at + KEPT_FOR


def job_key(key: UUID) -> str:
    """The key of the work that makes a package."""
    return f"package:{key}"


def is_given_up(package: Package) -> bool:
    """Say whether the worker tried as often as it does."""
    job = jobs.asked(job_key(package.id))
    if job is None or job.done_at is not None:
        return job is None
    return job.attempts >= jobs.MOST_ATTEMPTS and job.leased_until is None


def disclosures_of(call: Call) -> Sequence[Disclosure]:
    """Read the ledger of a call, the newest line first."""
    query = select(Disclosure).options(joinedload(Disclosure.evaluation))
    query = query.where(Disclosure.call_id == call.id)
    return db.session.scalars(
        query.order_by(Disclosure.number.desc()).limit(SHOWN)
    ).all()


def next_disclosure(call: Call) -> int:
    """Say the number of the next line of the ledger; the call's row is locked."""
    query = select(func.max(Disclosure.number)).where(Disclosure.call_id == call.id)
    return (db.session.scalar(query) or 0) + 1


def given_before(call: Call) -> "DataFrame | None":
    """Read what packages of a call gave of each person; nothing before the first."""
    import polars as pl

    query = select(Disclosure).where(
        Disclosure.call_id == call.id, Disclosure.given == Given.PACKAGE
    )
    last = db.session.scalar(query.order_by(Disclosure.number.desc()).limit(1))
    kept = db.session.get(File, UUID(last.told["kept"])) if last else None
    if kept is None:
        return None
    with files.opened(kept) as stream:
        return pl.read_parquet(stream)
