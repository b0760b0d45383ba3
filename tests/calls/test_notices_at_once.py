"""Whatever workers run, nobody gets two letters about one opening."""

import pytest
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.calls.actions import telling
from grantsapp.db import db
from grantsapp.mail import Letter
from tests import apart
from tests.cast import a_call, a_fund
from tests.house.test_processes import take_jobs

pytestmark = pytest.mark.processes


def test_three_workers_with_three_jobs_for_one_opening_write_once(cast, database):
    fund = a_fund(cast.stella)
    for number in range(8):
        email = f"n{number}@example.org"
        one = telling.wish_for_letters(fund, email=email, language="en", themes=[])
        one.confirmed_at = clock.now()
    call = a_call(fund, cast.stella)
    for number in range(2):
        jobs.ask("tell_opening", f"once-more:{number}", call=str(call.id))
    db.session.commit()
    context = apart.context()
    barrier, answers = context.Barrier(3), context.Queue()
    workers = [
        context.Process(target=take_jobs, args=(database, barrier, answers))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    done = [answers.get(timeout=90) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)
        worker.close()
    answers.close()
    answers.join_thread()

    assert sum(done) == 3
    query = select(Letter.to).where(Letter.template == "call_opened")
    sent = db.session.scalars(query).all()
    assert sorted(sent) == [f"n{number}@example.org" for number in range(8)]
    query = select(jobs.Job).where(jobs.Job.kind == "tell_opening")
    assert all(job.done_at for job in db.session.scalars(query))
