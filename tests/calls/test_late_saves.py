"""Saves that come too late, whatever made them late: what was typed is shown back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts.actions import teams
from grantsapp.accounts.models import Membership, Rescue
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.db import db
from tests.cast import a_draft, a_group, a_helper, withdrawn
from tests.every_kind import ANSWERED, a_call_of_every_kind

WORDS = "Typed for an hour, ساعة كاملة."


@pytest.fixture
def draft(cast):
    call = a_call_of_every_kind(cast)
    group = a_group(cast.amina, cast.bo)
    return a_draft(call, group, cast.amina, **ANSWERED)


def closed(draft, cast):
    """The call has closed, and its grace is over."""
    return clock.stopped_at(draft.call.grace_ends_at + timedelta(seconds=1))


def submitted(draft, cast):
    applying.submit_application(draft, by=cast.bo, at=clock.now())


def taken_back(draft, cast):
    withdrawn(draft, cast.bo)


def taken_out(draft, cast):
    """Bo has taken Amina out of the group meanwhile."""
    group = draft.organisation
    membership = db.session.scalar(
        select(Membership).where(
            Membership.person_id == cast.amina.id,
            Membership.organisation_id == group.id,
        )
    )
    teams.end_membership(membership, by=cast.bo)


def typed(browser, where):
    form = browser.get(where).form("sections")
    form.pop("csrf_token")
    cells = {"helpers.0.name": "Typed in a cell"}
    return {**form, "need": WORDS, **cells}


def shown_back(browser, page):
    """What a person reads who follows the link to what was kept."""
    (link,) = {link for link in page.links() if "/rescued/" in link}
    back = browser.get(link)
    assert back.status == 200
    return back.text


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("meanwhile", [submitted, taken_back, taken_out])
def test_what_was_typed_into_a_bid_that_changed_its_life_is_shown_back(
    draft, cast, browser, meanwhile, language
):
    amina, where = (
        browser(cast.amina, language),
        f"/applications/{draft.id}/sections/details",
    )
    form, key = typed(amina, where), draft.id
    meanwhile(queries.application(draft.id), cast)
    db.session.commit()

    answer = amina.post(where, form)

    assert answer.status == (403 if meanwhile is taken_out else 409)
    text = shown_back(amina, answer)
    assert WORDS in text
    assert "Typed in a cell" in text
    db.session.expire_all()
    kept = queries.raw_answers(queries.application(key), working=True)
    assert kept["need"] != [WORDS]
    assert [r.person_id for r in db.session.scalars(select(Rescue))] == [cast.amina.id]


def test_a_save_after_the_deadline_is_shown_back(draft, cast, browser):
    amina, where = browser(cast.amina), f"/applications/{draft.id}/sections/details"
    form = typed(amina, where)

    with closed(draft, cast):
        amina.sign_in(cast.amina)
        answer = amina.post(where, form)

        assert answer.status == 409
        assert WORDS in shown_back(amina, answer)


def test_a_helper_whose_time_ended_while_typing_loses_nothing(draft, cast, browser):
    helping = a_helper(cast.hana, draft.organisation, cast.amina)
    hana, where = browser(cast.hana), f"/applications/{draft.id}/sections/details"
    hana.post(f"/applications/{draft.id}/help")
    form = typed(hana, where)
    teams.end_help(helping, by=cast.amina)
    db.session.commit()

    answer = hana.post(where, form)

    assert answer.status == 403
    assert WORDS in shown_back(hana, answer)


def test_a_save_with_an_expired_token_is_shown_back(draft, cast, browser):
    amina, where = browser(cast.amina), f"/applications/{draft.id}/sections/details"

    answer = amina.post(where, {**typed(amina, where), "csrf_token": "expired"})

    assert answer.status == 409
    assert WORDS in shown_back(amina, answer)


def test_a_save_after_signing_out_is_shown_back_after_signing_in(draft, cast, browser):
    amina, where = browser(cast.amina), f"/applications/{draft.id}/sections/details"
    form = typed(amina, where)
    token = amina._csrf
    amina.post("/sign-out")

    answer = amina.post(where, {**form, "csrf_token": token})

    assert answer.location.startswith("/sign-in")
    (rescue,) = db.session.scalars(select(Rescue)).all()
    with amina.client.session_transaction() as session:
        assert session["rescue"] == str(rescue.id)
    assert WORDS in str(rescue.typed)


@pytest.mark.parametrize("who", ["zed", "omar"])
def test_a_stranger_who_posts_leaves_nothing_behind(draft, cast, browser, who):
    stranger = browser(getattr(cast, who))
    where = f"/applications/{draft.id}/sections/details"

    answer = stranger.post(where, {"need": WORDS, "version-need": "1"})

    assert answer.status == 403
    assert queries.raw_answers(queries.application(draft.id))["need"] != [WORDS]
