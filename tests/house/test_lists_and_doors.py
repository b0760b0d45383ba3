"""What the list of one's applications shows is just what its doors open."""

import pytest
from flask import Flask

from grantsapp.accounts import actions as accounts
from grantsapp.calls import queries
from grantsapp.calls.actions import sponsoring
from grantsapp.db import db
from tests.cast import (
    Cast,
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_helper,
    a_sponsor,
    asked_sponsor,
)


@pytest.fixture
def bids(app, cast):
    """Drafts and bids of two groups, with sponsors and helpers of every past."""
    call = a_call(a_fund(cast.stella), cast.stella)
    table, goals = a_group(cast.amina, cast.bo), a_group(cast.omar, name="Goals")
    made = [
        make(call, group, by)
        for make in (a_draft, a_bid)
        for group, by in ((table, cast.amina), (goals, cast.omar))
    ]
    sponsored, asked, gone = (a_draft(call, table, cast.amina) for _ in range(3))
    a_sponsor(sponsored, cast.sid, cast.amina)
    asked_sponsor(asked, cast.mei, cast.amina)
    a_sponsor(gone, cast.fay, cast.amina)
    sponsoring.withdraw(gone.sponsorship, by=cast.amina)
    sent = a_draft(call, goals, cast.omar)
    a_sponsor(sent, cast.sid, cast.omar)
    a_helper(cast.hana, table, cast.amina)
    ended = a_helper(cast.zed, goals, cast.omar)
    accounts.end_help(ended, by=cast.omar)
    db.session.commit()
    return [*made, sponsored, asked, gone, sent]


@pytest.mark.parametrize("name", Cast.__annotations__)
def test_a_list_shows_what_its_doors_open(app: Flask, bids, cast, browser, name):
    them, who = browser(getattr(cast, name)), getattr(cast, name)
    listed = {own.application.id: own.part for own in queries.applications_of(who)}
    page = them.get("/applications").text
    references = {bid.id: bid.reference for bid in bids}
    opens = {}
    for key in references:
        help_opens = them.post(f"/applications/{key}/help").status == 303
        if them.get(f"/applications/{key}").status == 200:
            opens[key] = "helper" if help_opens else "other"

    assert listed.keys() == opens.keys()
    assert {k for k, part in listed.items() if part == "helper"} == {
        k for k, part in opens.items() if part == "helper"
    }
    assert {k for k, words in references.items() if words in page} == listed.keys()


def test_the_list_says_as_what_one_sees_each_bid(app, bids, cast):
    parts = {
        name: sorted(own.part for own in queries.applications_of(getattr(cast, name)))
        for name in ("amina", "hana", "sid", "zed", "fay", "mei")
    }

    assert parts == {
        "amina": ["member"] * 5,
        "hana": ["helper"] * 4,
        "sid": ["sponsor"] * 2,
        "zed": [],
        "fay": [],
        "mei": [],
    }
