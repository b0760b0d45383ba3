"""The same instrument over rounds, with what differs never hidden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from grantsapp import clock
from grantsapp.db import db
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.outcomes import public_outcome
from grantsapp.evaluation.rounds import Break, Round, series
from grantsapp.evaluation.samples import Answered, sample_of
from grantsapp.mel.actions import library
from tests.cast import CALM, a_call, a_fund, an_instrument
from tests.counting import counted


def answers(gain, people=12, projects=3):
    """People of some projects, each project a little further up than the last."""
    for project in range(projects):
        for n in range(people):
            before, after = 1.0 + n % 2, 1.0 + n % 2 + gain + project / 10 + n % 3 / 5
            yield Answered(f"P{project}", (1,), (2,), before, after)


def public(gain=1.0, **more):
    """The public figures of a round in which one instrument was asked."""
    about = {
        "version": 1,
        "title": {"en": "Calm"},
        "status": "starter",
        "scale": [1, 5],
        "items": 2,
        "designs": ["retrospective"],
    }
    of_the_round = {
        key: more.pop(key) for key in ("synthetic", "threshold") if key in more
    }
    figures = public_outcome("calm", sample_of(list(answers(gain))))
    return {
        "synthetic": False,
        "threshold": 10,
        "projects": {},
        "awards": 3,
        "awarded": None,
        "reach": None,
        "instruments": [about | figures | more],
    } | of_the_round


def a_round(call, year, **more):
    return Round(call, {"en": call}, datetime(year, 5, 1, tzinfo=UTC), public(**more))


def entries(*rounds, reworded=()):
    (found,) = series(rounds, reworded)
    return found.entries


def test_rounds_stand_in_the_order_of_time():
    late, early = a_round("B", 2026), a_round("A", 2025)
    assert [entry.call for entry in entries(late, early)] == ["A", "B"]


def test_an_instrument_of_one_round_alone_is_no_series():
    assert series([a_round("A", 2025)]) == []
    assert series([a_round("A", 2025), a_round("B", 2026, code="other")]) == []


def test_rounds_that_were_asked_alike_are_comparable():
    first, second = entries(a_round("A", 2025), a_round("B", 2026))
    assert (first.breaks, second.breaks) == ((), ())
    assert second.is_comparable


@pytest.mark.parametrize(
    ("more", "reworded", "kind", "is_comparable"),
    [
        ({"version": 2}, [("calm", 1, 2)], Break.WORDING, False),
        ({"version": 2}, [], Break.VERSION, True),
        ({"version": 2}, [("calm", 2, 1)], Break.VERSION, True),
        ({"scale": [1, 7]}, [], Break.SCALE, False),
        ({"designs": ["matched"]}, [], Break.DESIGN, False),
        ({"threshold": 20}, [], Break.THRESHOLD, True),
        ({"synthetic": True}, [], Break.MADE_UP, False),
    ],
)
def test_what_differs_is_named(more, reworded, kind, is_comparable):
    first, second = a_round("A", 2025), a_round("B", 2026, **more)
    _first, entry = entries(first, second, reworded=reworded)
    assert entry.breaks == (kind,)
    assert entry.is_comparable is is_comparable


def test_a_break_is_against_the_round_before_and_not_against_the_first():
    rounds = [
        a_round(c, y, version=v)
        for c, y, v in zip("ABC", (1, 2, 3), (1, 2, 2), strict=True)
    ]
    assert [e.breaks for e in entries(*rounds)] == [(), (Break.VERSION,), ()]


def test_two_versions_in_one_round_both_stand_there():
    old, new = a_round("A", 2025), a_round("B", 2026)
    two = [new.figures["instruments"][0] | {"version": v} for v in (2, 1)]
    both = replace(new, figures=new.figures | {"instruments": two})
    found = entries(old, both)
    assert [(e.call, e.figures["version"]) for e in found] == [
        ("A", 1),
        ("B", 1),
        ("B", 2),
    ]


@pytest.fixture
def fund(cast):
    """Two published rounds; the second asked a version with other words."""
    fund = a_fund(cast.stella)
    now = clock.now()
    an_instrument()
    words = CALM["items"][0]["text"] | {"en": "Other words"}
    items = [CALM["items"][0] | {"text": words}, *CALM["items"][1:]]
    library.add_instrument(CALM | {"version": 2, "items": items})
    for place, (name, version) in enumerate((("R1", 1), ("R2", 2))):
        day = now - timedelta(days=400 - 300 * place)
        call = a_call(fund, cast.stella, reference=name)
        call.opens_at, call.closes_at = day - timedelta(days=30), day
        db.session.add(
            Evaluation(
                call=call,
                number=1,
                inside={},
                public=public(gain=1 + place, version=version),
                by_name="Eva",
                published_at=day,
            )
        )
    db.session.commit()
    return fund


def test_the_public_reads_rounds_beside_each_other_with_the_break_between(
    fund, browser
):
    page = browser().get(f"/evaluations/funds/{fund.id}")

    words = page.words()
    assert "People read other words here: this is version 2." in words
    assert "So this round cannot be held against the one before." in words
    assert page.links().count("/evaluations/R1") == 2
    first, second = (
        one.public["instruments"][0]["pooled"]["estimate"]
        for one in db.session.query(Evaluation).order_by(Evaluation.made_at)
    )
    assert second == pytest.approx(first + 1)
    for estimate in (first, second):
        assert f"+{estimate:.2f} [" in words


def test_the_list_of_evaluations_leads_there_where_there_are_rounds(fund, browser):
    assert f"/evaluations/funds/{fund.id}" in browser().get("/evaluations").links()
    last = db.session.query(Evaluation).order_by(Evaluation.made_at.desc()).first()
    db.session.delete(last)
    db.session.commit()
    assert f"/evaluations/funds/{fund.id}" not in browser().get("/evaluations").links()


def test_what_is_not_published_is_in_no_comparison(fund, browser):
    for one in db.session.query(Evaluation):
        one.published_at = None
    db.session.commit()
    assert browser().get(f"/evaluations/funds/{fund.id}").status == 404


def test_more_rounds_ask_no_more_questions(fund, cast, browser):
    path = f"/evaluations/funds/{fund.id}"
    few = counted(lambda: browser().get(path))
    for n in range(3, 7):
        call = a_call(fund, cast.stella, reference=f"R{n}")
        row = Evaluation(call=call, number=1, inside={}, public=public(), by_name="Eva")
        row.published_at = clock.now()
        db.session.add(row)
    db.session.commit()
    assert counted(lambda: browser().get(path)) == few
