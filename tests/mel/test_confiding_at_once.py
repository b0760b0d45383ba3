"""A concern is sent by several processes at one moment: one row, and one letter."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from grantsapp import jobs
from grantsapp.db import db
from grantsapp.mel.models import Concern
from tests.cast import a_bid, a_call, a_fund, a_group, a_survey, an_award
from tests.house.test_processes import all_at_once
from tests.mel.confided import a_lead, letters_to

pytestmark = pytest.mark.processes


@pytest.fixture
def survey(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    a_lead(call, cast.mei)
    return a_survey(an_award(bid, cast.stella, cast.otto))


def seen(database, survey, cast, forms):
    path = f"/surveys/{survey.key}/concern"
    people = (cast.zed, cast.omar, cast.ravi, cast.hana)
    posts = [(p, path, form) for p, form in zip(people, forms, strict=False)]
    statuses = all_at_once(database, posts)
    db.session.expire_all()
    letters = [x for x in letters_to(cast.mei) if x.key.startswith("concern:")]
    return statuses, list(db.session.scalars(select(Concern))), letters


def test_the_same_sent_twice_at_once_is_one_row_and_one_letter(cast, survey, database):
    form = {"client_key": str(uuid4()), "words": "Once."}

    statuses, rows, letters = seen(database, survey, cast, [form, form])

    assert statuses == [303, 303]
    assert [row.words for row in rows] == ["Once."]
    assert len(letters) == 1


def test_other_words_under_one_name_at_once_are_all_kept(cast, survey, database):
    key = str(uuid4())
    forms = [{"client_key": key, "words": f"Text {n}."} for n in range(4)]

    statuses, rows, _letters = seen(database, survey, cast, forms)

    assert statuses == [303] * 4
    (row,) = rows
    assert sorted(row.words.split("\n\n* * *\n\n")) == [f"Text {n}." for n in range(4)]


def test_four_concerns_at_once_make_four_rows_and_at_most_two_letters(
    cast, survey, database
):
    """One letter goes now; one in an hour speaks for those that arrived after it."""
    forms = [{"client_key": str(uuid4()), "words": f"{n}"} for n in range(4)]

    statuses, rows, letters = seen(database, survey, cast, forms)

    assert statuses == [303] * 4
    assert sorted(row.words for row in rows) == ["0", "1", "2", "3"]
    assert len(letters) in {1, 2}
    query = select(jobs.Job).where(jobs.Job.kind == "mel.watch_concerns")
    assert len(db.session.scalars(query).all()) == 1
