"""Checks on a group before money is promised: clear, or a doubt with its note."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from grantsapp import audit
from grantsapp.accounts.models import Rescue
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.review.models import Vetted, Vetting
from tests.cast import a_bid, a_call, a_fund, a_group, decided, eligible, vetted

LIST = "/staff/calls/CF1/decisions"


@pytest.fixture
def bid(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella)
    bid = a_bid(call, a_group(cast.amina, name="One"), cast.amina)
    eligible(bid, cast.stella)
    return bid


def path(bid):
    return f"{LIST}/{bid.id}/checks"


def noted(browser, bid, **typed):
    form = browser.get(path(bid)).form("checks")
    return browser.post(path(bid), {**form, **typed})


def found():
    return {v.what: v for v in db.session.scalars(select(Vetting))}


def test_both_checks_are_noted_with_name_and_version(bid, cast, browser):
    stella = browser(cast.stella)

    assert noted(stella, bid, organisation="clear", trustees="clear").status == 303

    assert {v.by_name for v in found().values()} == {"Stella"}
    page = stella.get(path(bid))
    assert "Stella on" in page.words()
    assert "version 1" in page.words()
    verbs = [e.verb for e in audit.history(bid)]
    assert verbs[-2:] == ["checked organisation: clear", "checked trustees: clear"]


def test_a_doubt_has_its_note(bid, cast, browser):
    page = noted(browser(cast.stella), bid, trustees="doubt", trustees_note="  ")

    assert page.status == 422
    assert page.faults == ["Write what the doubt is."]
    assert found() == {}
    with pytest.raises(IntegrityError, match="a_doubt_has_its_note"):
        vetted_without_note(bid, cast)


def vetted_without_note(bid, cast):
    from grantsapp.review.actions import vetting

    vetting.vet(bid, Vetted.TRUSTEES, is_clear=False, note="", by=cast.stella)
    db.session.flush()


def test_a_doubt_is_settled_with_a_new_version(bid, cast, browser):
    vetted(bid, cast.stella, doubt="Who is the treasurer?")
    otto = browser(cast.otto)

    page = noted(otto, bid, trustees="clear", trustees_note="It is Bo.")

    assert page.status == 303
    settled = found()[Vetted.TRUSTEES]
    assert (settled.is_clear, settled.version, settled.by_name) == (True, 2, "Otto")
    assert found()[Vetted.ORGANISATION].version == 1  # left as it was
    notes = [e.details.get("note") for e in audit.history(bid)]
    assert "Who is the treasurer?" in notes


def test_one_may_be_noted_before_the_other(bid, cast, browser):
    assert noted(browser(cast.stella), bid, organisation="clear").status == 303

    assert set(found()) == {Vetted.ORGANISATION}


def test_a_verdict_that_was_not_offered_is_refused(bid, cast, browser):
    page = noted(browser(cast.stella), bid, organisation="maybe")

    assert page.status == 422
    assert found() == {}


def test_a_note_over_one_that_came_meanwhile_is_kept_for_its_author(bid, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(path(bid)).form("checks")
    vetted(bid, cast.otto)

    page = stella.post(
        path(bid), {**form, "trustees": "doubt", "trustees_note": "Odd."}
    )

    assert page.status == 409
    assert found()[Vetted.TRUSTEES].is_clear
    assert "Odd." in db.session.scalar(select(Rescue)).typed


def test_nobody_checks_their_own_group(bid, cast, browser):
    own = a_bid(bid.call, a_group(cast.stella, name="Own"), cast.stella)

    assert browser(cast.stella).get(path(own)).status == 409


def test_a_bid_of_another_call_is_not_found_here(bid, cast, browser):
    other = a_call(bid.call.fund, cast.stella, reference="CF2")
    away = a_bid(other, a_group(cast.omar, name="Away"), cast.omar)

    assert browser(cast.stella).get(path(away)).status == 404


def test_the_list_of_decisions_says_what_is_missing_and_what_is_in_doubt(
    bid, cast, browser
):
    decided(bid, cast.stella, cast.otto)
    stella = browser(cast.stella)
    assert path(bid) in stella.get(LIST).links()
    assert "Missing" in stella.get(LIST).words()
    assert bid.title in stella.get(f"{LIST}?state=held").words("table")

    vetted(bid, cast.stella, doubt="?")
    assert "In doubt" in stella.get(LIST).words()
    db.session.rollback()
    vetted(bid, cast.stella)
    assert "Clear" in stella.get(LIST).words("table")
    assert "No decision fits these filters." in stella.get(f"{LIST}?state=held").words()
