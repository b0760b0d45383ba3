"""Invitations that meet: asked twice, accepted twice, two who take out each other."""

import pytest
from sqlalchemy import func, select

from grantsapp.accounts import actions
from grantsapp.accounts.models import Invitation, Membership, Part
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_group
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes


def count(table):
    return db.session.scalar(select(func.count(table.id)))


def test_two_members_who_invite_one_address_at_once_send_one_letter(
    app, cast, database
):
    group = a_group(cast.amina, cast.bo)
    path = f"/organisations/{group.id}/members/new"
    form = {"email": "zed@example.org", "language": "en"}

    statuses = all_at_once(database, [(cast.amina, path, form), (cast.bo, path, form)])

    assert statuses == [303, 422]
    assert count(Invitation) == 1
    assert count(Letter) == 1


def test_one_invitation_accepted_twice_at_once_joins_once(app, cast, database):
    group = a_group(cast.amina)
    facts = {"email": "zed@example.org", "part": Part.MEMBER, "language": "en"}
    key = actions.invite(group, **facts, by=cast.amina).id
    db.session.commit()
    path = f"/team/invitations/{key}/acceptance"

    statuses = all_at_once(database, [(cast.zed, path, {}), (cast.zed, path, {})])

    assert statuses == [303, 409]
    assert count(Membership) == 2


def test_two_members_who_leave_at_once_do_not_leave_the_group_alone(
    app, cast, database
):
    group = a_group(cast.amina, cast.bo)
    paths = {m.person_id: f"/memberships/{m.id}/ending" for m in group.memberships}

    statuses = all_at_once(
        database, [(p, paths[p.id], {}) for p in (cast.amina, cast.bo)]
    )

    assert statuses == [303, 409]
    assert count(Membership) == 1
