"""How often a page asks the database: as often for many things as for few."""

import pytest
from sqlalchemy import select

from grantsapp.calls.models import Application
from grantsapp.db import db
from tests.bench import programme_of_many, round_of_bids
from tests.bench.round_of_a_thousand import fill
from tests.counting import counted

PAGES = {
    "ranking": ("stella", "/staff/calls/{call}/ranking", 12),
    "decisions": ("stella", "/staff/calls/{call}/decisions", 21),
    "portfolio": ("stella", "/staff/calls/{call}/portfolio", 20),
    "release": ("stella", "/staff/calls/{call}/release", 12),
    "letters": ("stella", "/staff/calls/{call}/letters", 12),
    "bid": ("stella", "/staff/applications/{bid}", 12),
    "section": ("amina", "/applications/{draft}/sections/details", 12),
}


@pytest.fixture
def rounds(cast):
    """Two calls, of few bids and of many; a draft and a bid of each."""

    def of(reference, bids):
        call, draft = fill(cast, bids, reference)
        query = select(Application.id).where(
            Application.number == 2, Application.call_id == call.id
        )
        bid = db.session.scalar(query)
        return {"call": reference, "draft": draft, "bid": bid}

    return of("CF1", 3), of("CF2", 40)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_many_bids_as_for_few(rounds, cast, browser, name):
    who, path, most = PAGES[name]
    them = browser(getattr(cast, who))
    few, many = (path.format(**one) for one in rounds)
    them.get(few)

    counts = {counted(lambda p=p: them.get(p)) for p in (few, many)}

    assert len(counts) == 1
    assert max(counts) <= most


def test_a_save_asks_at_most_twelve_times(rounds, cast, browser):
    amina = browser(cast.amina)
    path = f"/applications/{rounds[1]['draft']}/sections/details"
    form = {**amina.get(path).form("details"), "need": ["Something else."]}

    assert counted(lambda: amina.post(path, form)) <= 12


LISTS = {
    "list": "",
    "search": "?search=cook+thursday",
    "every column": "?columns=first&columns=answer.people&sort=group&stage=any",
}


@pytest.fixture
def bids(cast):
    """Two calls of thirty answers a bid: of twenty bids and of two hundred."""
    return [
        (reference, round_of_bids.fill(cast, count, reference)[1])
        for reference, count in (("TWENTY", 20), ("HUNDREDS", 200))
    ]


def test_lists_of_bids_ask_as_often_for_two_hundred_as_for_twenty(bids, cast, browser):
    stella = browser(cast.stella)
    for name, asked in LISTS.items():
        paths = [f"/staff/calls/{call}/applications{asked}" for call, _bid in bids]
        stella.get(paths[0])
        counts = {counted(lambda p=p: stella.get(p)) for p in paths}

        assert len(counts) == 1, name
        assert max(counts) <= 12, name


def test_a_bid_of_thirty_answers_and_its_document_ask_at_most_twelve_times(
    bids, cast, browser
):
    stella = browser(cast.stella)
    for place in ("", "/application.pdf"):
        path = f"/staff/applications/{bids[1][1]}{place}"
        stella.get(path)

        assert counted(lambda p=path: stella.get(p)) <= 12


@pytest.fixture
def programmes(cast):
    """Two funds of one call each: with three awards and with sixty."""
    return [
        (programme_of_many.fill(cast, count, reference)[0].id, reference)
        for reference, count in (("FEW1", 3), ("MANY1", 60))
    ]


@pytest.mark.parametrize(
    "asked", ["", "?call={call}", "?health=any&sort=deadline&order=down"]
)
def test_a_programme_asks_as_often_for_many_awards_as_for_few(
    programmes, cast, browser, asked
):
    stella = browser(cast.stella)
    paths = [
        f"/staff/funds/{fund}/programme{asked.format(call=call)}"
        for fund, call in programmes
    ]
    stella.get(paths[0])

    counts = {counted(lambda p=p: stella.get(p)) for p in paths}

    assert len(counts) == 1
    assert max(counts) <= 12
