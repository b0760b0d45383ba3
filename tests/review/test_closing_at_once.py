"""Two managers close one phase at the same moment, each in a process of their own."""

import pytest
from sqlalchemy import select

from grantsapp import audit
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.review.models import Advance, Passage
from tests.cast import a_bid, a_call, a_fund, a_group, eligible, scoring_phase
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes


def test_of_two_who_close_at_once_one_closes_and_the_other_is_told(app, cast, database):
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella)
    give_role(cast.sven, Duty.MANAGER, fund=fund)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    phase = scoring_phase(call)
    phase.advance = Advance.BY_HAND
    db.session.commit()

    path = f"/staff/phases/{phase.id}/closing"
    choice = {f"goes-{bid.id}": "on", f"reason-{bid.id}": "Stella says so."}
    other = {f"goes-{bid.id}": "out", f"reason-{bid.id}": "Sven says so."}
    posts = [(cast.stella, path, choice), (cast.sven, path, other)]
    statuses = all_at_once(database, posts)

    assert sorted(statuses) == [303, 409]
    (passage,) = db.session.scalars(select(Passage))
    assert passage.goes_on is (passage.reason == "Stella says so.")
    verbs = [line.verb for line in audit.history(phase)]
    assert verbs.count("closed the phase") == 1
