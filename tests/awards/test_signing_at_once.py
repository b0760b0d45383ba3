"""Names put under one agreement at the same moment: each side counts once."""

import pytest
from sqlalchemy import func, select

from grantsapp.awards import queries
from grantsapp.awards.actions import agreeing, offering
from grantsapp.awards.models import Agreement, Signature, Stage
from grantsapp.awards.queries import agreements
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.ledger import Line
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes
NAME = {"name": "Amina Yusuf", "role": "Chair", "confirmed": "y"}


@pytest.fixture
def offer(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_offer(bid, cast.stella, cast.otto)


def count(table):
    return db.session.scalar(select(func.count(table.id)))


def test_two_members_who_sign_at_once_sign_once(offer, cast, database):
    form = {**NAME, "version": agreements.standing(offer).digest}
    path = f"/awards/{offer.id}/acceptance"

    statuses = all_at_once(database, [(cast.amina, path, form), (cast.bo, path, form)])

    assert statuses == [303, 409]
    assert count(Signature) == 1


def test_two_managers_who_sign_at_once_sign_once(offer, cast, database):
    offering.accept(offer, name="Amina", by=cast.amina)
    db.session.commit()
    form = {**NAME, "version": agreements.standing(offer).digest}
    path = f"/staff/awards/{offer.id}/agreement"

    statuses = all_at_once(
        database, [(cast.stella, path, form), (cast.otto, path, form)]
    )

    assert statuses == [303, 409]
    assert count(Signature) == 2


def test_a_signature_and_newer_conditions_at_once_never_mix(offer, cast, database):
    digest = agreements.standing(offer).digest
    sign = {**NAME, "version": digest}
    change = {"conditions": "Two adults.", "version": digest}

    statuses = all_at_once(
        database,
        [
            (cast.amina, f"/awards/{offer.id}/acceptance", sign),
            (cast.stella, f"/staff/awards/{offer.id}/conditions", change),
        ],
    )

    assert statuses == [303, 409]
    db.session.expire_all()
    signed = queries.award(offer.id).stage is Stage.ACCEPTED
    assert count(Signature) == int(signed)
    assert count(Agreement) == (1 if signed else 2)


def test_an_offer_signed_and_given_back_at_once_is_one_of_both(offer, cast, database):
    before = db.session.scalar(select(func.count(Line.id)))
    form = {**NAME, "version": agreements.standing(offer).digest}

    statuses = all_at_once(
        database,
        [
            (cast.amina, f"/awards/{offer.id}/acceptance", form),
            (cast.bo, f"/awards/{offer.id}/refusal", {"because": "No hall."}),
        ],
    )

    assert statuses == [303, 409]
    db.session.expire_all()
    stage = queries.award(offer.id).stage
    lines = db.session.scalar(select(func.count(Line.id))) - before
    assert (stage, lines) in {(Stage.ACCEPTED, 0), (Stage.REFUSED, 2)}


def test_the_database_itself_refuses_a_second_version_that_waits(offer, cast):
    from sqlalchemy.exc import IntegrityError

    second = agreements.drafted(offer, number=2)
    db.session.add(second)

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    agreeing.write(queries.award(offer.id, lock=True), by=cast.stella)
    db.session.commit()
