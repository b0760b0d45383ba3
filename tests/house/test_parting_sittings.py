"""Migration 0008 on a house that has surveys: it loses nothing, both ways."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions.answering import code_hash
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Origin, Response, ResponseScore, Survey
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, eligible

THEN = datetime(2027, 5, 1, 9, tzinfo=UTC)
OLD = {
    "code": "calm",
    "version": 1,
    "title": {"en": "Calm", "ar": "هدوء"},
    "status": "starter",
    "source": "Written here.",
    "licence": "CC BY 4.0",
    "needed": 50,
    "scale": {"minimum": 1, "maximum": 5},
    "items": [
        {"code": "bear", "text": {"en": "I bear it", "ar": "أتحمل"}},
        {"code": "snap", "text": {"en": "I snap", "ar": "أنفجر"}, "reversed": True},
    ],
}


@pytest.fixture
def award(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def insert(name, **values):
    """Write a row as the older house had it; gives its id."""
    key = values.setdefault("id", uuid4())
    with db.engine.begin() as connection:
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        is_sqlite = connection.dialect.name == "sqlite"
        told = {
            n: v.hex if is_sqlite and isinstance(v, UUID) else v
            for n, v in values.items()
        }
        told.setdefault("made_at", THEN)
        connection.execute(sa.insert(table).values(**told))
    return key


def before_0008(award_id):
    """A house with a matched survey and one that looks back, each answered."""
    db.session.remove()
    downgrade(revision="0007")
    tool = insert("instruments", code="calm", version=1, definition=OLD)
    other = insert(
        "instruments", code="calm", version=2, definition={**OLD, "version": 2}
    )
    common = {"award_id": award_id, "closed_at": None}
    matched = insert(
        "surveys", instrument_id=tool, design="matched", key=uuid4(), **common
    )
    back = insert(
        "surveys",
        instrument_id=other,
        design="retrospective",
        key=uuid4(),
        made_at=THEN + timedelta(days=1),
        **common,
    )
    told = {"language": "ar", "origin": "web", "answered_at": THEN}
    both = {"t0": {"bear": 2, "snap": 4}, "t1": {"bear": 4}}
    first = insert("responses", survey_id=matched, respondent="h1", raw=both, **told)
    insert("responses", survey_id=matched, respondent="h2", raw={}, **told)
    looked = {"t1": {"bear": 5}, "r0": {"bear": 1}}
    insert("responses", survey_id=back, respondent="x", raw=looked, **told)
    for moment, value in (("t0", 2.0), ("t1", 4.0)):
        insert(
            "response_scores",
            response_id=first,
            moment=moment,
            value=value,
            answered=2,
        )


def test_what_was_answered_is_parted_into_sittings(award):
    before_0008(award.id)

    upgrade()

    matched, back = (one.survey for one in queries.surveys_of(award))
    assert [s.instruments[0].version for s in (matched, back)] == [1, 2]
    rows = db.session.scalars(sa.select(Response)).all()
    told = {(r.survey_id, r.code_hash, str(r.moment)): r.raw for r in rows}
    assert told == {
        (matched.id, "h1", "t0"): {"t0": {"calm": {"bear": 2, "snap": 4}}},
        (matched.id, "h1", "t1"): {"t1": {"calm": {"bear": 4}}},
        (matched.id, "h2", "t1"): {},
        (back.id, None, "t1"): {
            "t1": {"calm": {"bear": 5}},
            "r0": {"calm": {"bear": 1}},
        },
    }
    assert {(r.language, str(r.origin), r.counts) for r in rows} == {
        ("ar", "web", True)
    }
    scores = db.session.execute(
        sa.select(Response.moment, ResponseScore.moment, ResponseScore.value)
        .join(Response, Response.id == ResponseScore.response_id)
        .where(ResponseScore.instrument_id == matched.instruments[0].id)
    ).all()
    assert sorted(scores) == [(Moment.T0, Moment.T0, 2.0), (Moment.T1, Moment.T1, 4.0)]


def test_names_that_came_in_a_file_are_hashed_as_codes_are(award):
    before_0008(award.id)
    old = db.session.execute(
        sa.text("SELECT id, design FROM surveys ORDER BY design")
    ).all()
    db.session.remove()
    matched, back = (as_uuid(row.id) for row in old)
    told = {"language": "en", "origin": "import", "answered_at": THEN}
    both = {"t0": {"bear": 2}, "t1": {"bear": 4}}
    looked = {"t1": {"bear": 5}, "r0": {"bear": 1}}
    insert("responses", survey_id=matched, respondent="Amina K", raw=both, **told)
    insert("responses", survey_id=back, respondent="Omar B", raw=looked, **told)

    upgrade()

    query = sa.select(Response).where(Response.origin == Origin.IMPORT)
    rows = db.session.scalars(query).all()
    surveys = {one.survey.id: one.survey for one in queries.surveys_of(award)}
    assert sorted((str(r.moment), r.code_hash) for r in rows) == sorted(
        [
            ("t0", code_hash(surveys[matched], "amina k")),
            ("t1", code_hash(surveys[matched], "Amina K")),
            ("t1", code_hash(surveys[back], "OMAR B")),
        ]
    )


def as_uuid(told):
    """Read a key as either database gives it."""
    return told if isinstance(told, UUID) else UUID(told)


def test_scores_are_found_by_their_response_while_sittings_are_parted(award):
    """Without an index each matched row would look through all scores."""
    before_0008(award.id)
    seen = []

    def listen(_connection, _cursor, words, *_rest):
        seen.append(" ".join(words.split()))

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    upgrade()
    sa.event.remove(db.engine, "before_cursor_execute", listen)

    made = [place for place, words in enumerate(seen) if UNIQUE in words]
    parted = [
        place
        for place, words in enumerate(seen)
        if words.startswith("UPDATE response_scores SET response_id")
    ]
    assert min(made) < min(parted)


UNIQUE = "uq_response_scores_response_id_instrument_id_moment_subscale"


def test_an_older_definition_is_read_in_the_second_format(award):
    before_0008(award.id)

    upgrade()

    tool = queries.versions_of("calm")[0].tool
    assert [item.is_reversed for item in tool.items] == [False, True]
    assert (tool.citation, tool.licence.name, tool.least) == (
        "Written here.",
        "CC BY 4.0",
        1,
    )


def test_going_back_refuses_where_it_would_lose_answers(award, caplog):
    before_0008(award.id)
    upgrade()
    db.session.remove()

    with pytest.raises(SystemExit):
        downgrade(revision="0007")

    assert "would lose what is in surveys" in caplog.text
    assert db.session.scalar(sa.select(sa.func.count(Survey.id))) == 2
