"""The same sitting, sent by many at once or to a server that dies: it is kept once."""

import http.client
import json
import urllib.parse
from multiprocessing.synchronize import Barrier
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select

from grantsapp.app import create_app
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel.models import Response, ResponseScore
from tests import apart
from tests.cast import a_bid, a_call, a_fund, a_group, a_survey, an_award, eligible
from tests.line import Line, Server
from tests.pages import Browser

pytestmark = pytest.mark.processes
KEY = "6f2b7c1e-7f0c-4c6e-9c55-6a3f0a5d2b11"
SHEET = {
    "client_key": KEY, "page": "last", "then": "next", "consent": "y", "of_age": "y",
    "t1-calm-bear": "4", "t1-calm-snap": "2", "r0-calm-bear": "2", "r0-calm-snap": "3",
}  # fmt: skip
JSON = {"Accept": "application/json"}


@pytest.fixture
def path(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    survey = a_survey(an_award(bid, cast.stella, cast.otto))
    path = f"/surveys/{survey.key}/after"
    db.session.rollback()
    return path


def device(
    settings: dict[str, str],
    path: str,
    sheet: dict[str, str],
    barrier: Barrier,
    answers: "Queue[Any]",
) -> None:
    """Wait until all are ready, then send; tell what came."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="test")
    Browser.app = app
    with app.app_context():
        them = Browser()
        them.get("/sign-in")
        barrier.wait(timeout=120)
        page = them.post(path, sheet, headers=JSON)
        answers.put((page.status, page.response.get_json()))


def send_at_once(settings, path, sheets):
    """Send each sheet from a process of its own, at the same moment."""
    context = apart.context()
    barrier, answers = context.Barrier(len(sheets)), context.Queue()
    processes = [
        context.Process(target=device, args=(settings, path, sheet, barrier, answers))
        for sheet in sheets
    ]
    for process in processes:
        process.start()
    found = [answers.get(timeout=150) for _process in processes]
    for process in processes:
        process.join(timeout=30)
        process.close()
    answers.close()
    answers.join_thread()
    db.session.expire_all()
    return found


def responses():
    db.session.rollback()
    found = list(db.session.scalars(select(Response).order_by(Response.made_at)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_one_sitting_sent_by_three_at_once_is_one_response(app, path, database):
    seen = send_at_once(database, path, [SHEET] * 3)

    assert seen == [(200, {"kept": KEY})] * 3
    assert len(responses()) == 1
    assert len(db.session.scalars(select(ResponseScore)).all()) == 2


def test_other_answers_under_its_name_at_once_are_all_kept(app, path, database):
    sheets = [{**SHEET, "t1-calm-bear": value} for value in "345"]

    seen = send_at_once(database, path, sheets)

    assert [status for status, _told in seen] == [200] * 3
    found = responses()
    assert sorted(r.raw["t1"]["calm"]["bear"] for r in found) == [3, 4, 5]
    assert sorted(r.counts for r in found) == [False, False, True]


def test_a_server_that_dies_before_it_answers_has_kept_it_once(app, path, database):
    server = Server(database).start()
    line = Line(server)
    try:
        line.cut = True
        with pytest.raises(OSError):  # noqa: PT011 - whatever a cut line raises
            sent(line, path)
        assert line.cuts == 1
        assert len(responses()) == 1

        server.start()
        assert sent(line, path) == (200, {"kept": KEY})
        assert len(responses()) == 1
    finally:
        line.close()
        server.kill()


def sent(line, path):
    """Send the sheet over a line, as a device does."""
    way = http.client.HTTPConnection("127.0.0.1", line.port, timeout=60)
    form = {"Content-Type": "application/x-www-form-urlencoded", **JSON}
    try:
        way.request("POST", path, urllib.parse.urlencode(SHEET), form)
        answer = way.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        way.close()
