"""A file brought, changed and taken by several processes at one moment."""

from multiprocessing.synchronize import Barrier
from queue import Queue

import pytest
from sqlalchemy import func, select

from grantsapp import jobs
from grantsapp.app import create_app
from grantsapp.db import db
from grantsapp.mel.actions import bringing
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import (
    FileStage,
    Response,
    ResponseFile,
    ResponseScore,
    Survey,
)
from tests import apart
from tests.house.test_processes import all_at_once
from tests.mel.files import HEAD, ROW, a_file, only_file, table, work
from tests.mel.ways import a_suite

pytestmark = pytest.mark.processes

PEOPLE = 300


@pytest.fixture
def asked(cast):
    return a_suite(cast, Design.AFTER_ONLY)


def people(count=PEOPLE):
    """Rows without a name, of which many are alike."""
    return table(HEAD, *[[str(n % 5 + 1), *ROW[1:]] for n in range(count)])


def counted(kind=Response):
    db.session.rollback()
    return db.session.scalar(select(func.count(kind.id)))


def working(settings: dict[str, str], barrier: Barrier, done: "Queue[int]") -> None:
    """A worker of its own, that begins with the others and stops when nothing waits."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="test")
    with app.app_context():
        db.session.scalar(select(func.count(ResponseFile.id)))
        db.session.rollback()
        barrier.wait(timeout=60)
        count = 0
        while jobs.work_once():
            count += 1
        done.put(count)


def workers(settings: dict[str, str], number: int) -> None:
    """Let several workers loose at one moment, and wait for them."""
    db.session.rollback()
    context = apart.context()
    barrier, done = context.Barrier(number), context.Queue()
    found = [
        context.Process(target=working, args=(settings, barrier, done))
        for _worker in range(number)
    ]
    for process in found:
        process.start()
    for _process in found:
        done.get(timeout=90)
    for process in found:
        process.join(timeout=30)
        process.close()
    done.close()
    done.join_thread()


def test_a_file_taken_twice_at_once_is_asked_for_once(asked, cast, database):
    file = a_file(asked.award.call, cast.eva, people(5))
    path = f"/staff/responses/files/{file.id}/taking"

    statuses = all_at_once(
        database, [(who, path, {"version": "1"}) for who in (cast.eva, cast.stella)]
    )

    assert statuses == [303, 409]
    work()
    assert counted() == 5


def test_taken_by_one_while_another_changes_its_columns(asked, cast, database):
    file = a_file(asked.award.call, cast.eva, people(5))
    path = f"/staff/responses/files/{file.id}"
    typed = {"version": "1", "then": "save", "what-0": "out"}

    statuses = all_at_once(
        database,
        [
            (cast.eva, f"{path}/taking", {"version": "1"}),
            (cast.stella, f"{path}/columns", typed),
        ],
    )

    assert statuses == [303, 409]
    work()
    assert only_file().stage in {FileStage.TAKEN, FileStage.MAPPED}
    assert counted() in {0, 5}


def test_one_content_in_two_files_taken_by_two_workers_comes_in_once(
    asked, cast, database
):
    call, content = asked.award.call, people()
    for _number in range(2):
        file = a_file(call, cast.eva, content)
        bringing.take(file, by=cast.eva)
        db.session.commit()

    workers(database, 3)

    assert counted() == PEOPLE
    assert counted(ResponseScore) == 2 * PEOPLE
    told = sorted(
        (f.stage, f.told["new"], f.told["here"])
        for f in db.session.scalars(select(ResponseFile))
    )
    assert told == [(FileStage.TAKEN, 0, PEOPLE), (FileStage.TAKEN, PEOPLE, 0)]


def test_two_files_for_a_project_that_nobody_asked_make_one_survey(
    asked, cast, database
):

    call = asked.award.call
    db.session.delete(asked.survey)
    db.session.commit()
    for content in (people(40), table([*HEAD, "_uuid"], [*ROW, "one"])):
        file = a_file(call, cast.eva, content)
        bringing.take(file, by=cast.eva)
        db.session.commit()

    workers(database, 2)

    assert counted() == 41
    assert counted(Survey) == 1
