"""A page that saves by itself: its turns, other people's texts, and the history."""

from datetime import timedelta

import pytest

from grantsapp import audit, clock
from grantsapp.accounts.models import Rescue
from grantsapp.calls.models import Application
from grantsapp.db import db
from tests.cast import a_call, a_draft, a_fund, a_group


@pytest.fixture
def draft(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    return a_draft(call, a_group(cast.amina, cast.bo), cast.amina)


def opened(them, draft):
    """What the section's page would send."""
    return them.get(f"/applications/{draft.id}/sections/details").form("sections")


def saved(them, draft, form, turn, **typed):
    sent = {**form, **typed, "version.turn": str(turn), "then": "by-itself"}
    path = f"/applications/{draft.id}/sections/details"
    return them.post(path, sent).response.json


def need(draft):
    answers = db.session.get(Application, draft.id).answers
    return next(a for a in answers if a.question == "need").typed


def test_a_page_hears_at_which_edits_it_stands(app, draft, cast, browser):
    amina = browser(cast.amina)

    told = saved(amina, draft, opened(amina, draft), 1, need="One")

    assert need(draft) == ["One"]
    assert told["versions"]["need"] == 2
    assert told["versions"]["people"] == 1
    assert (told["clashes"], told["corrected"]) == ([], False)


def test_a_page_whose_answer_got_lost_is_not_somebody_else(app, draft, cast, browser):
    amina = browser(cast.amina)
    form = opened(amina, draft)
    saved(amina, draft, form, 1, need="One")

    told = saved(amina, draft, form, 2, need="One and two")  # still at the first edit

    assert told["clashes"] == []
    assert need(draft) == ["One and two"]


def test_an_earlier_turn_that_comes_late_does_not_win(app, draft, cast, browser):
    amina = browser(cast.amina)
    form = opened(amina, draft)
    saved(amina, draft, form, 2, need="Newer")

    told = saved(amina, draft, form, 1, need="Older")

    assert told["clashes"] == []
    assert need(draft) == ["Newer"]


def test_somebody_elses_newer_text_stays_and_the_button_shows_both(
    app, draft, cast, browser
):
    amina, bo = browser(cast.amina), browser(cast.bo)
    form = opened(amina, draft)
    saved(bo, draft, opened(bo, draft), 1, need="Bo wrote this")

    told = saved(amina, draft, form, 2, need="Amina wrote that")
    path = f"/applications/{draft.id}/sections/details"
    page = amina.post(path, {**form, "need": "Amina wrote that", "version.turn": "3"})

    assert told["clashes"] == ["need"]
    assert need(draft) == ["Bo wrote this"]
    assert "Bo wrote this" in page.text
    assert page.form("sections")["need"] == ["Amina wrote that"]


def test_without_a_script_a_page_that_is_sent_twice_clashes_as_ever(
    app, draft, cast, browser
):
    amina = browser(cast.amina)
    form, path = opened(amina, draft), f"/applications/{draft.id}/sections/details"
    amina.post(path, {**form, "need": "One"})

    page = amina.post(path, {**form, "need": "Two"})

    assert "Saved meanwhile by somebody else:" in page.text
    assert need(draft) == ["One"]


def test_a_sitting_leaves_one_line_in_the_history(app, draft, cast, browser):
    bo = browser(cast.bo)
    form, before = opened(bo, draft), len(audit.history(draft))

    for turn in range(1, 6):
        saved(bo, draft, form, turn, need=f"Text {turn}")
    one = len(audit.history(db.session.get(Application, draft.id)))
    saved(bo, draft, form, 6, need="Text 6", people="41")
    two = len(audit.history(db.session.get(Application, draft.id)))

    assert (one, two) == (before + 1, before + 2)


def test_a_later_sitting_leaves_another_line(app, draft, cast, browser, monkeypatch):
    amina = browser(cast.amina)
    form = opened(amina, draft)
    saved(amina, draft, form, 1, need="Now")
    before = len(audit.history(db.session.get(Application, draft.id)))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    saved(amina, draft, form, 2, need="Later")

    assert len(audit.history(db.session.get(Application, draft.id))) == before + 1


def test_after_signing_out_what_was_typed_is_kept(app, draft, cast, browser):
    amina = browser(cast.amina)
    form = opened(amina, draft)
    amina.post("/sign-out")
    path = f"/applications/{draft.id}/sections/details"

    answer = amina.post(path, {**form, "need": "Late", "then": "by-itself"})

    assert answer.location.startswith("/sign-in")
    assert "Late" in db.session.query(Rescue).one().typed
    assert need(draft) == ["Neighbours do not know each other."]
