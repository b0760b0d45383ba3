"""Several processes at once against one database, on both databases."""

from multiprocessing.synchronize import Barrier
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import func, select

from grantsapp import audit, jobs
from grantsapp.accounts import actions as accounts
from grantsapp.app import create_app
from grantsapp.calls import queries
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Appeal, Application, Call, Duty, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import proposing
from grantsapp.review.actions.assignment_sheets import state_of
from grantsapp.review.actions.deciding import mark_told
from grantsapp.review.models import Assignment, Decision, Origin
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries.assigning import board_of
from tests import apart
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    eligible,
    scoring_phase,
)
from tests.cast import decided as decision
from tests.pages import Browser

pytestmark = pytest.mark.processes


def in_a_process(
    settings: dict[str, str],
    token: str,
    path: str,
    form: dict[str, Any],
    barrier: Barrier,
    answers: "Queue[int]",
) -> None:
    """One process of its own: sign in, wait for the others, post, tell the status."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="test")
    Browser.app = app
    with app.app_context():
        them = Browser()
        with them.client.session_transaction() as session:
            session["token"] = token
        them.get("/")
        barrier.wait(timeout=60)
        answers.put(them.post(path, form).status)


def all_at_once(
    settings: dict[str, str], posts: list[tuple[Any, str, dict[str, Any]]]
) -> list[int]:
    """Post each (person, path, form) from a process of its own, at one moment."""
    context = apart.context()
    barrier, answers = context.Barrier(len(posts)), context.Queue()
    processes = []
    for person, path, form in posts:
        token = accounts.open_sign_in(person, browser="process")
        db.session.commit()
        args = (settings, token, path, form, barrier, answers)
        processes.append(context.Process(target=in_a_process, args=args))
    db.session.rollback()
    for process in processes:
        process.start()
    statuses = sorted(answers.get(timeout=40) for _ in processes)
    for process in processes:
        process.join(timeout=30)
        process.close()
    answers.close()
    answers.join_thread()
    return statuses


def test_four_parallel_submits_count_once(app, cast, database):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina, cast.bo), cast.amina)
    key = draft.id
    path = f"/applications/{key}/submission"

    people = (cast.amina, cast.bo, cast.amina, cast.bo)
    statuses = all_at_once(database, [(person, path, {}) for person in people])

    assert statuses == [303, 409, 409, 409]
    bid = db.session.get(Application, key, populate_existing=True)
    assert bid.stage is Stage.SUBMITTED
    assert [e.verb for e in audit.history(bid)].count("submitted") == 1
    assert db.session.scalar(select(func.count(Letter.id))) == 2  # one a member


def test_two_managers_editing_one_call_do_not_overwrite_each_other(
    app, cast, database, browser
):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    path = f"/staff/calls/{call.reference}/text"
    form = browser(cast.stella).get(path).form("text")
    form.pop("csrf_token")
    texts = ("A first title", "A second title")

    statuses = all_at_once(
        database, [(cast.stella, path, {**form, "title-en": t}) for t in texts]
    )

    assert statuses == [303, 409]
    kept = db.session.scalar(select(Call)).title.plain("en")
    assert kept in texts
    again = browser(cast.stella)
    lost = next(t for t in texts if t != kept)
    page = again.post(path, {**form, "title-en": lost})
    assert page.status == 409
    assert lost in page.form("text")["title-en"]
    assert kept in page.text
    assert again.post(path, page.form("text")).status == 303
    assert db.session.scalar(select(Call)).title.plain("en") == lost


def test_parallel_starts_get_numbers_of_their_own(app, cast, database):
    call = a_call(a_fund(cast.stella), cast.stella)
    group = a_group(cast.amina, cast.bo)
    path, form = f"/calls/{call.reference}/applying", {"for": str(group.id)}

    statuses = all_at_once(
        database, [(p, path, form) for p in (cast.amina, cast.bo, cast.amina)]
    )

    assert statuses == [303, 303, 303]
    numbers = db.session.scalars(select(Application.number)).all()
    assert sorted(numbers) == [1, 2, 3]
    assert queries.call("CF1").last_number == 3


def test_two_people_at_once_cannot_exceed_the_budget(app, cast, database):
    """300,000 to give, and two who decide on 200,000 each at the same moment."""
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella)
    call.tiers[0].maximum = 25_000_000  # else it is the size that refuses
    bids = [
        a_bid(call, a_group(person, name=person.name), person)
        for person in (cast.amina, cast.omar)
    ]
    for bid in bids:
        eligible(bid, cast.stella)
    form = {"outcome": "fund", "amount": "200,000", "reason": "r", "feedback": "f"}
    paths = [f"/staff/calls/CF1/decisions/{bid.id}" for bid in bids]

    statuses = all_at_once(
        database, [(cast.stella, paths[0], form), (cast.otto, paths[1], form)]
    )

    assert statuses == [303, 422]
    assert decided.left_of(queries.call("CF1")) == 10_000_000
    assert db.session.scalar(select(func.sum(Decision.amount))) == 20_000_000


def take_jobs(
    settings: dict[str, str], barrier: Barrier, answers: "Queue[int]"
) -> None:
    """A worker: do what is due until nothing is."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="test")
    with app.app_context():
        app.extensions["jobs"]["count"] = lambda payload: accounts.send_code(
            f"n{payload['n']}@example.org", language="en", address=f"a{payload['n']}"
        )
        barrier.wait(timeout=60)
        done = 0
        while jobs.work_once():
            done += 1
        answers.put(done)


def test_three_workers_do_each_job_once(app, database):
    for n in range(12):
        jobs.ask("count", f"count:{n}", n=n)
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

    assert sum(done) == 12
    sent = db.session.scalars(select(Letter.to)).all()
    assert sorted(sent) == sorted(f"n{n}@example.org" for n in range(12))
    assert not db.session.scalar(select(jobs.Job).where(jobs.Job.done_at.is_(None)))


def test_submitting_and_withdrawing_at_once_leave_one_true_story(app, cast, database):
    """Whoever is first: in the end it is withdrawn, and what was sent is on record."""
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina, cast.bo), cast.amina)
    key = draft.id
    path = f"/applications/{key}"

    statuses = all_at_once(
        database,
        [
            (cast.amina, f"{path}/submission", {}),
            (cast.bo, f"{path}/withdrawal", {"because": "Moved."}),
        ],
    )

    bid = db.session.get(Application, key, populate_existing=True)
    sent = len(bid.submissions)
    assert statuses == ([303, 303] if sent else [303, 409])
    assert bid.stage is Stage.WITHDRAWN
    assert (bid.submitted_at is not None) is bool(sent)
    verbs = [e.verb for e in audit.history(bid)]
    assert verbs[-1] == "withdrew"
    assert verbs.count("submitted") == sent
    assert audit.first_break(audit.history(bid)) is None


def test_reopening_and_submitting_from_many_hands_lose_no_version(app, cast, database):
    call = a_call(a_fund(cast.stella), cast.stella)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    key = bid.id
    path = f"/applications/{key}"

    first = all_at_once(
        database, [(p, f"{path}/reopening", {}) for p in (cast.amina, cast.bo)]
    )
    second = all_at_once(
        database, [(p, f"{path}/submission", {}) for p in (cast.amina, cast.bo)]
    )

    assert (first, second) == ([303, 409], [303, 409])
    bid = db.session.get(Application, key, populate_existing=True)
    assert [s.number for s in bid.submissions] == [1, 2]
    assert bid.reopened_at is None


def test_two_managers_assigning_at_once_are_not_mixed(app, cast, database):
    """Two proposals and a list by hand at one moment: one of them counts, whole."""
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    panel = [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi)]
    phase = scoring_phase(call)
    phase.reviews = 1
    db.session.commit()
    state = state_of(board_of(phase))
    solves = []
    for seed in (1, 2):
        settings = {**proposing.DEFAULTS, "seed": seed}
        solves.append(proposing.ask_for(phase, settings, by=cast.stella).id)
    db.session.commit()
    while jobs.work_once():
        pass
    by_hand = {"seen": state, "pair": [f"{m.id} {bid.id}" for m in panel]}

    statuses = all_at_once(
        database,
        [
            (cast.stella, f"/staff/proposals/{solves[0]}/applied", {}),
            (cast.otto, f"/staff/proposals/{solves[1]}/applied", {}),
            (cast.otto, "/staff/calls/CF1/assignments", by_hand),
        ],
    )

    assert statuses == [303, 409, 409]
    origins = list(db.session.scalars(select(Assignment.origin)))
    assert origins in ([Origin.SOLVE], [Origin.HAND, Origin.HAND])
    letters = select(func.count(Letter.id)).where(
        Letter.template == "staff/bids_assigned"
    )
    assert db.session.scalar(letters) == len(origins)


def test_two_appeals_at_once_become_one(app, cast, database):
    call = a_call(a_fund(cast.stella), cast.stella)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    decision(bid, cast.stella, cast.otto, amount=None)
    mark_told(decided.decision_on(bid), by=cast.stella)
    db.session.commit()
    path = f"/applications/{bid.id}/appeal"

    statuses = all_at_once(
        database, [(p, path, {"words": "Why?"}) for p in (cast.amina, cast.bo)]
    )

    assert statuses == [303, 409]
    assert db.session.scalar(select(func.count(Appeal.id))) == 1
