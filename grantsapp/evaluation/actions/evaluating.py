"""Work out the figures of a call, keep them with their snapshot, publish them.

A worker does it: it reads what is small under the lock of the call, lets go, reads the
answers at one moment, reasons, and comes back to store what it found. The moment of an
evaluation is one before the first answer is read, at which nothing was on its way.
"""

import tempfile
from datetime import datetime
from typing import IO, Any, NamedTuple
from uuid import UUID

from grantsapp import audit, clock, files, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db, let_go, snapshot
from grantsapp.errors import Refused
from grantsapp.evaluation import queries, snapshots
from grantsapp.evaluation.actions import surrounding
from grantsapp.evaluation.differencing import few_changed
from grantsapp.evaluation.later import beside_earlier
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.queries.gathering import Ground, gathered, ground_of
from grantsapp.evaluation.queries.packed import Unpacked
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.evaluation.sources import code_version
from grantsapp.evaluation.working import Figures, figures
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import rescoring, weighing

JOB = "evaluation.evaluate"
KIND = "application/zip"


class Made(NamedTuple):
    """What a worker brings back: the figures, the sealed file, and its seal."""

    figures: Figures
    file: files.Received
    seal: str
    at: datetime


def ask(call: Call, *, by: Person) -> None:
    """Have a worker work the figures out; asking again while it does changes nothing.

    The caller holds the lock of the call.
    """
    number = queries.next_number(call)
    key = queries.evaluation_key(call, number)
    told = {"call": call.reference, "number": number, "by": str(by.id)}
    job = jobs.asked(key)
    if job is not None and queries.is_given_up(job):
        job.attempts, job.due_at, job.leased_until = 0, clock.now(), None
    jobs.ask(JOB, key, **told)


def evaluate_in_job(payload: dict[str, Any]) -> None:
    """Work the figures of a call out (a job), unless somebody has meanwhile."""
    call = calls.call(payload["call"])
    by = db.session.get(Person, UUID(payload["by"]))
    if call is None or by is None or queries.next_number(call) != payload["number"]:
        return
    _make_ready(call)
    jobs.carry_on(queries.evaluation_key(call, payload["number"]))
    db.session.commit()
    call = calls.call(payload["call"], lock=True)
    if call is None:
        return
    at = mel.quiet_moment(call)
    ground = _ground(call, at)
    let_go()
    made = _made(_gathered(ground, payload["call"]), at)
    call = calls.call(payload["call"], lock=True)
    if call is not None and queries.next_number(call) == payload["number"]:
        _keep(call, made, by=db.session.get_one(Person, by.id))


def _gathered(ground: Ground, reference: str) -> Snapshot:
    """Read the answers at one moment, once those of an older house are packed."""
    try:
        with snapshot() as session:
            return gathered(ground, session)
    except Unpacked:
        _rescore(reference)
    with snapshot() as session:
        return gathered(ground, session)


def _rescore(reference: str) -> None:
    """Score a call anew, a survey a transaction; no answer changes by it."""
    call = calls.call(reference)
    for key in [survey.key for survey in mel.asked_in(call)] if call else []:
        survey = mel.survey(key, lock=True)
        if survey is not None:
            rescoring.rescore(survey)
        db.session.commit()


def evaluate(call: Call, *, by: Person) -> Evaluation:
    """Work the figures out and keep them at once; the caller holds the call's lock."""
    at = mel.quiet_moment(call)
    return _keep(call, _made(_read(call, at), at), by=by)


def work_out(call: Call) -> Figures:
    """Work out the figures of a call from what is stored now, and keep nothing."""
    found = _read(call, clock.now())
    return _sealed(figures(found), snapshots.seal_of(found))


def work_out_again(file: IO[bytes]) -> tuple[Figures, str]:
    """Work out figures from a sealed snapshot; raises snapshots.Unreadable."""
    found, seal = snapshots.read(file)
    return _sealed(figures(found), seal), seal


def _make_ready(call: Call) -> None:
    """Have a look at all answers, if nobody had since the last one came."""
    if mel.flagged_in(call) is None:
        weighing.weigh_and_keep(call)
        db.session.commit()


def _read(call: Call, at: datetime) -> Snapshot:
    """Read a call within the transaction that is open, and what it has not stored."""
    if mel.flagged_in(call) is None:
        weighing.weigh_here(call)
    ground = _ground(call, at)
    try:
        return gathered(ground, db.session())
    except Unpacked:
        for survey in mel.asked_in(call):
            rescoring.rescore(survey)
        return gathered(ground, db.session())


def _ground(call: Call, at: datetime) -> Ground:
    process, fidelity = surrounding.process_of(call), surrounding.fidelity_of(call)
    around = [
        {"process": p, "fidelity": f} for p, f in zip(process, fidelity, strict=True)
    ]
    ground = ground_of(call, {"inside": around[0], "public": around[1]})
    frame = {**ground.meta["frame"], "made_at": at.isoformat()}
    return ground._replace(meta={**ground.meta, "frame": frame})


def _made(found: Snapshot, at: datetime) -> Made:
    """Work out, and write the snapshot to where files stay; nothing is held."""
    with tempfile.TemporaryFile() as file:
        seal = snapshots.write(found, file)
        received = _received(file, found.meta["frame"]["call"])
    return Made(_sealed(figures(found), seal), received, seal, at)


def _received(file: IO[bytes], reference: str) -> files.Received:
    file.seek(0)
    received = files.made_here(file, f"{reference}-snapshot.zip", KIND)
    files.store(received)
    return received


def _sealed(found: Figures, seal: str) -> Figures:
    told = {"seal": seal, "code": code_version()}
    return Figures(found.inside | told, found.public | told)


def _keep(call: Call, made: Made, *, by: Person) -> Evaluation:
    evaluation = Evaluation(
        call=call,
        number=queries.next_number(call),
        inside=made.figures.inside,
        public=made.figures.public,
        by_name=by.called,
        made_at=made.at,
        snapshot=files.keep(made.file, by=None),
        seal=made.seal,
        code=code_version(),
    )
    db.session.add(evaluation)
    audit.record(
        "evaluated", call, by=by, number=evaluation.number, hash=evaluation.seal
    )
    return evaluation


def publish(evaluation: Evaluation, *, by: Person) -> None:
    """Give the suppressed figures to the public.

    Raises Refused where these figures, held against the ones published before, would
    show what a few single people answered.
    """
    for before in queries.published_of(evaluation.call):
        if changed := few_changed(before.public, evaluation.public):
            raise Refused(
                _(
                    "Too few answers changed since figures were last published, so "
                    "that both together would show single people: %(places)s.",
                    places=", ".join(_names(changed)),
                )
            )
        _count_as_before(before.public, evaluation.public)
    evaluation.published_at = clock.now()
    audit.record("published", evaluation, by=by)


def _count_as_before(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Refuse counts of bids that were made before others were published."""
    counted, earlier = now.get("process"), before.get("process")
    if counted and earlier and beside_earlier(counted, [earlier]) != counted:
        raise Refused(
            _(
                "These figures were worked out before others were published, and both "
                "together would show what became of single bids. Work them out again."
            )
        )


def _names(places: list[str]) -> list[str]:
    """Name what differs: the project, where it is one, or else the instrument."""
    lines = [place.partition(".by_project.") for place in places]
    return sorted({project or place.split(".")[1] for place, _by, project in lines})


JOBS = {JOB: evaluate_in_job}
