"""Reading a call as arrays gives what reading it person by person gives."""

import random
from collections import Counter
from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import numpy as np
import pytest

from grantsapp import clock
from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.queries.gathering import gathered, ground_of
from grantsapp.evaluation.samples import SAID
from grantsapp.evaluation.sampling import asked_in
from grantsapp.evaluation.snapshots import write
from grantsapp.mel.actions import answering, asking, library, weighing
from grantsapp.mel.instruments import MOMENTS, Design, Moment
from grantsapp.mel.models import Exclusion, Response
from grantsapp.mel.sittings import Sitting
from tests.cast import CALM, a_bid, a_call, a_fund, a_group, an_award, eligible

CODES = ("", "ANNA", "BEN", "CARO", "DOT", "EMIL", "FAY")
DESIGNS = (Design.RETROSPECTIVE, Design.MATCHED, Design.AFTER_ONLY, Design.MATCHED)


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def tools(call):
    rows = [
        library.add_instrument({**CALM, "code": code, "scoring": scoring})
        for code, scoring in (
            ("calm", {"rule": "mean"}),
            ("total", {"rule": "sum", "missing": "complete"}),
            ("half", {"rule": "mean", "least": 1}),
        )
    ]
    db.session.commit()
    return rows


@pytest.fixture
def surveys(call, cast, tools):
    """Four surveys of three projects, asked in each way."""
    found = []
    for number, (design, person) in enumerate(
        zip(DESIGNS, (cast.amina, cast.omar, cast.bo, None), strict=True)
    ):
        if person is not None:
            bid = a_bid(call, a_group(person, name=person.name), person)
            eligible(bid, cast.stella)
            award = an_award(bid, cast.stella, cast.otto)
        found.append(asking.ask(award, tools[: 1 + number], design, by=None))
        db.session.flush()
    db.session.commit()
    return found


def a_sitting(survey, moment, code="", **told):
    """One sitting; `told` has answers by instrument, or by moment and instrument."""
    raw = told if set(told) <= set(Moment) else {moment: told}
    return Sitting(Moment(moment), raw, uuid4(), code=code)


def any_answers(chance, code):
    value = lambda: chance.choice([1, 2, 3, 4, 5, None])  # noqa: E731
    items = [i for i in ("bear", "snap") if chance.random() < 0.8]
    return {code: {item: value() for item in items}}


def any_raw(chance, moments):
    """Something, nothing, half of it, or what no instrument of the survey asks."""
    found = {}
    for moment in moments:
        codes = [c for c in ("calm", "total", "half", "gone") if chance.random() < 0.6]
        found[moment] = {}
        for code in codes:
            found[moment] |= any_answers(chance, code)
    return found


def awkward(chance, survey):
    """Sittings of every kind, in any order."""
    for _number in range(60):
        moments = [m for m in survey.moments if m != "r0"] + [Moment.T2, Moment.T3]
        moment = chance.choice(moments)
        about = [moment]
        if moment == "t1" and "r0" in survey.moments:
            about = [m for m in ("r0", "t1") if chance.random() < 0.9]
        given = any_raw(chance, about)
        language = chance.choice(["en", "ar"])
        sitting = Sitting(moment, given, uuid4(), code=chance.choice(CODES))
        yield replace(sitting, language=language, about={"age": chance.choice("ab")})


@pytest.fixture
def answered(surveys):
    chance = random.Random(8)  # noqa: S311 - no secrets
    for survey in surveys:
        answering.add_many(survey, awkward(chance, survey))
    db.session.flush()
    for response in db.session.query(Response).order_by(Response.id):
        if chance.random() < 0.1:
            response.counts = False
            facts = {"reason": "trial", "by_name": "Eva"}
            db.session.add(Exclusion(response_id=response.id, **facts))
    db.session.commit()


def one_by_one(call):
    """What everybody answered, read person by person."""
    tools = queries.tools_in(call)
    return {
        tools[key].code: Counter(
            (a.project, a.before, a.after, a.score_before, a.score_after)
            for a in answered
        )
        for key, answered in queries.answered_in(call).items()
    }


def values(rows, low):
    return [tuple(None if v >= SAID else int(v) + low for v in row) for row in rows]


def scores(array):
    return [None if np.isnan(v) else float(v) for v in array]


def as_arrays(call):
    """The same, from arrays."""
    snapshot = gathered(ground_of(call), db.session)
    found = {}
    for asked in asked_in(snapshot):
        people, low = asked.everybody, asked.tool.minimum
        found[asked.tool.code] = Counter(
            zip(
                [people.projects[p] for p in people.project],
                values(people.items_before, low),
                values(people.items_after, low),
                scores(people.before),
                scores(people.after),
                strict=True,
            )
        )
    return found


def test_awkward_answers_read_as_arrays_are_what_they_are_one_by_one(call, answered):
    expected = one_by_one(call)

    assert sum(expected["calm"].values()) > 40
    assert as_arrays(call) == expected


def test_a_call_without_an_answer_is_read(call, surveys):
    assert as_arrays(call) == {"calm": {}, "total": {}, "half": {}}


def test_a_call_that_asks_nobody_is_read(call):
    assert gathered(ground_of(call), db.session).arrays == {}


def test_reading_twice_gives_the_same_bytes(call, answered):
    def content():
        with clock.stopped_at(clock.now().replace(year=2030, month=1, day=1, hour=1)):
            out = BytesIO()
            frame = ground_of(call)
            frame.meta["frame"]["made_at"] = ""
            write(gathered(frame, db.session), out)
            return out.getvalue()

    assert content() == content()


def test_nobody_s_code_and_no_id_is_in_a_snapshot(call, answered):
    snapshot = gathered(ground_of(call), db.session)
    told = repr(snapshot.meta)
    whole = told.encode() + b"".join(a.tobytes() for a in snapshot.arrays.values())

    for response in db.session.query(Response):
        for secret in (response.code_hash, response.id.hex):
            if secret:
                assert secret not in told
                head = bytes.fromhex(secret)[:8]
                assert head not in whole
                assert head[::-1] not in whole


def everybody(call, code="calm", by=()):
    snapshot = gathered(ground_of(call), db.session)
    return next(a for a in asked_in(snapshot, by) if a.tool.code == code)


def sit(survey, *sittings):
    answering.add_many(survey, sittings)
    db.session.commit()


ONE, TWO = {"bear": 1, "snap": 5}, {"bear": 2, "snap": 4}


def test_a_later_answer_stands_beside_those_of_the_same_code(call, surveys):
    sit(
        surveys[1],
        a_sitting(surveys[1], "t0", "anna", calm=ONE),
        a_sitting(surveys[1], "t1", "anna", calm=TWO),
        a_sitting(surveys[1], "t2", "Anna", calm=ONE),
        a_sitting(surveys[1], "t2", "ben", calm=ONE),  # came later alone
        a_sitting(surveys[1], "t1", "caro", calm=TWO),
    )

    asked = everybody(call)

    since = asked.since("before", "t2").pairs()
    assert (list(since.before), list(since.after)) == ([1.0], [1.0])
    since = asked.since("after", "t2").pairs()
    assert (list(since.before), list(since.after)) == ([2.0], [1.0])
    assert len(asked.everybody) == 2
    assert "t3" not in asked.scores


def test_people_stand_in_groups_by_what_they_said_first(call, surveys):
    early, late = (
        replace(a_sitting(surveys[1], moment, "anna", calm=ONE), language=tongue)
        for moment, tongue in (("t0", "ar"), ("t1", "en"))
    )
    alone = replace(a_sitting(surveys[1], "t1", calm=TWO), about={"age": "age_65_up"})
    sit(surveys[1], late, early, alone)

    people = everybody(call, by=("language", "age")).everybody

    told = {
        by: sorted(people.words[by][place] for place in people.groups[by])
        for by in ("language", "age")
    }
    assert told == {"language": ["ar", "en"], "age": ["", "age_65_up"]}


def test_what_the_rules_speak_of_is_known_once_it_was_weighed(call, surveys):
    half = {"r0": {"calm": {"bear": 1}}, "t1": {"calm": TWO}}
    whole = {"r0": {"calm": ONE}, "t1": {"calm": TWO}}
    for told in (half, whole, half, whole):
        sit(surveys[0], a_sitting(surveys[0], "t1", **told))
    assert queries_flagged(call) is None

    weighing.weigh_and_keep(call)
    db.session.commit()

    people = everybody(call).everybody
    assert list(people.is_flagged) == list(np.isnan(people.before))
    assert sum(people.is_flagged) == 2
    sit(surveys[0], a_sitting(surveys[0], "t1", **whole))
    assert queries_flagged(call) is None


def queries_flagged(call):
    from grantsapp.mel import queries as mel

    return mel.flagged_in(call)


def test_people_of_a_survey_that_asks_once_are_known(call, surveys):
    sit(surveys[2], a_sitting(surveys[2], "t1", calm=TWO))
    sit(surveys[0], a_sitting(surveys[0], "t1", r0={"calm": ONE}, t1={"calm": TWO}))

    asked = everybody(call)

    assert len(asked.everybody) == 2
    assert list(asked.only_after.after) == [2.0]
    assert asked.designs == tuple(sorted({str(d) for d in MOMENTS}))
