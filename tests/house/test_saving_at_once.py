"""Four volunteers save in one bid at the same moment: nothing of theirs is lost."""

from multiprocessing.synchronize import Barrier
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select

from grantsapp import audit
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Rescue
from grantsapp.app import create_app
from grantsapp.calls import queries
from grantsapp.db import db
from tests import apart
from tests.cast import a_call, a_draft, a_fund, a_group
from tests.pages import Browser

pytestmark = pytest.mark.processes


def volunteer(
    settings: dict[str, str],
    token: str,
    path: str,
    typed: dict[str, str],
    barrier: Barrier,
    answers: "Queue[tuple[str, int, str]]",
) -> None:
    """Open the section, type, wait until all have typed, save; tell what came."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="test")
    Browser.app = app
    with app.app_context():
        them = Browser()
        with them.client.session_transaction() as session:
            session["token"] = token
        form: dict[str, Any] = {**them.get(path).form("sections"), **typed}
        form.pop("csrf_token")
        barrier.wait(timeout=120)
        page = them.post(path, form)
        answers.put((token, page.status, page.text))


def save_at_once(settings, path, typed):
    """Let each (person, answers) save from a process of its own, and see what came."""
    context = apart.context()
    barrier, answers = context.Barrier(len(typed)), context.Queue()
    tokens = [accounts.open_sign_in(person, browser="process") for person, _ in typed]
    db.session.commit()
    processes = [
        context.Process(
            target=volunteer, args=(settings, token, path, words, barrier, answers)
        )
        for token, (_person, words) in zip(tokens, typed, strict=True)
    ]
    db.session.rollback()
    for process in processes:
        process.start()
    found = {}
    for _process in processes:
        token, status, text = answers.get(timeout=150)
        found[tokens.index(token)] = (status, text)
    for process in processes:
        process.join(timeout=30)
        process.close()
    answers.close()
    answers.join_thread()
    db.session.expire_all()
    return [found[number] for number in range(len(typed))]


@pytest.fixture
def draft(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    group = a_group(cast.amina, cast.bo, cast.omar, cast.zed)
    return a_draft(call, group, cast.amina)


def four(cast):
    return (cast.amina, cast.bo, cast.omar, cast.zed)


def raw(key):
    return queries.raw_answers(queries.application(key))


def test_four_answers_of_one_section_saved_at_once_are_all_kept(
    app, cast, draft, database
):
    key = draft.id
    typed = [
        {"need": "Written by Amina."},
        {"people": "71"},
        {"starts": "2027-10-04"},
        {"safeguarding": "no"},
    ]

    seen = save_at_once(
        database,
        f"/applications/{key}/sections/details",
        list(zip(four(cast), typed, strict=True)),
    )

    assert [status for status, _text in seen] == [303] * 4
    kept = raw(key)
    for one in typed:
        ((code, words),) = one.items()
        assert kept[code] == [words]
    lines = audit.history(queries.application(key))
    assert [line.verb for line in lines].count("saved") == 1 + 4
    assert audit.first_break(lines) is None
    assert db.session.scalars(select(Rescue)).all() == []


def test_of_four_texts_in_one_answer_one_wins_and_three_see_both(
    app, cast, draft, database
):
    key = draft.id
    texts = [f"The text of volunteer number {n}." for n in range(4)]

    seen = save_at_once(
        database,
        f"/applications/{key}/sections/details",
        [(p, {"need": t}) for p, t in zip(four(cast), texts, strict=True)],
    )

    assert sorted(status for status, _text in seen) == [200, 200, 200, 303]
    (winner,) = raw(key)["need"]
    assert winner == texts[[status for status, _text in seen].index(303)]
    for mine, (status, page) in zip(texts, seen, strict=True):
        if status == 200:
            assert mine in page
            assert winner in page
            assert "Both texts are below" in page
    # Who closes the page now finds the own text among what was kept.
    kept = db.session.scalars(select(Rescue)).all()
    owners = {p.id: t for p, t in zip(four(cast), texts, strict=True)}
    assert len(kept) == 3
    assert {r.person_id for r in kept} == {i for i, t in owners.items() if t != winner}
    for rescue in kept:
        assert owners[rescue.person_id] in str(rescue.typed)
    stored = queries.answer(queries.application(key), "need")
    assert [edit.typed for edit in stored.edits] == [
        ["Neighbours do not know each other."]
    ]
