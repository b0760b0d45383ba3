"""Somebody tells that something is wrong: kept once, whatever they answered before."""

import logging
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, inspect, select, text

from grantsapp import clock, mail
from grantsapp.accounts.models import Rescue, Tries
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import Model, db
from grantsapp.mel import queries
from grantsapp.mel.actions import asking
from grantsapp.mel.models import Concern
from tests.cast import a_bid, a_call, a_fund, a_group, a_survey, an_award
from tests.mel.confided import MARKED, a_lead, letters_to, told


@pytest.fixture
def survey(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    give_role(cast.eva, Duty.EVALUATOR, fund=call.fund)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    found = a_survey(an_award(bid, cast.stella, cast.otto))
    a_lead(call, cast.mei)
    return found


def form_of(page, **typed):
    return {**page.form(), **typed}


def rows():
    db.session.expire_all()
    return list(db.session.scalars(select(Concern)))


def path_of(survey):
    return f"/surveys/{survey.key}/concern"


def test_what_is_told_is_kept_and_thanked_for(survey, browser):
    them, path = browser(), path_of(survey)

    page = them.post(path, form_of(them.get(path), words=f"A {MARKED}.\r\nHelp me."))

    assert (page.status, page.location) == (303, f"{path}/kept")
    (row,) = rows()
    assert row.words == f"A {MARKED}.\nHelp me."
    assert (row.wants_help, row.contact, row.language) == (False, "", "en")
    assert "0800 1111" in them.follow(page).words()


def test_the_page_sets_no_cookie_and_wants_no_token(survey, browser):
    client, path = browser().client, path_of(survey)

    got = client.get(path)
    sent = client.post(path, data={"words": "x", "client_key": str(uuid4())})

    assert sent.status_code == 303
    for answer in (got, sent, client.get(f"{path}/kept")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert "csrf_token" not in got.text
    assert 'autocomplete="off"' in got.text  # nor does a browser keep a draft of it
    assert "data-draft" not in got.text
    assert len(rows()) == 1


def test_help_with_local_numbers_stands_before_the_first_field(survey, browser):
    page = browser().get(path_of(survey))

    assert page.text.index("0800 1111") < page.text.index("<textarea")
    rings = {a.get("href"): a for a in page.all("a") if "tel:" in a.get("href", "")}
    assert set(rings) == {"tel:999", "tel:08001111"}


def test_in_arabic_the_numbers_stay_in_their_order(survey, browser):
    page = browser(language="ar").get(path_of(survey))

    (link,) = page.all("a", href="tel:08001111")
    assert (link.get("dir"), link.text) == ("ltr", "0800 1111")
    assert page.all("html")[0].get("dir") == "rtl"
    assert page.all("textarea", id="words")[0].get("dir") == "auto"


def test_help_in_another_language_is_marked(survey, browser):
    page = browser(language="pl").get(path_of(survey))

    (box,) = [d for d in page.all("div") if d.get("class") == "prose"]
    assert (box.get("lang"), box.get("dir")) == ("en", "ltr")


def press(them, page, button, **typed):
    """Press a button of the page that is not the one that sends."""
    form = {k: v[-1] for k, v in page.form().items()} | typed
    form["then"] = button.get("value")
    return them.post(button.get("formaction") or page.where, form)


def test_another_language_keeps_what_was_typed_and_stores_nothing(survey, browser):
    them, path = browser(), path_of(survey)
    page = them.get(path)
    (arabic,) = [b for b in page.all("button") if b.get("lang") == "ar"]

    turned = press(them, page, arabic, words=MARKED, contact="07700 900123")

    assert (turned.status, turned.all("html")[0].get("lang")) == (200, "ar")
    form = turned.form()
    assert (form["words"], form["contact"]) == ([MARKED], ["07700 900123"])
    assert "wants_help" not in form
    assert form["client_key"] == page.form()["client_key"]
    assert turned.faults == []
    assert rows() == []
    assert db.session.scalar(select(func.count()).select_from(Tries)) == 0
    assert them.post(turned.where, {**form, "then": "send"}).status == 303
    assert rows()[0].language == "ar"


def test_the_enter_key_sends_and_changes_no_language(survey, browser):
    page = browser().get(path_of(survey))
    (form,) = [f for f in page.all("form") if f.get("id") == "telling"]
    first = next(
        b for b in page.all("button") if b in list(form.iter()) or b.get("form")
    )
    assert first.get("value") == "send"


def test_a_device_that_many_use_goes_back_to_its_start(survey, browser):
    them = browser()
    kiosk = f"/surveys/{survey.key}/kiosk"
    start = them.get(f"{kiosk}?moment=after")
    (way,) = [link for link in start.links() if "/concern" in link]
    (link,) = start.all("a", href=way)
    assert link.get("target") is None

    page = them.get(way)
    sent = them.post(way, form_of(page, words=MARKED, then="send"))
    done = them.follow(sent)

    back = f"{kiosk}?in=en&kiosk=1&moment=after"
    for seen in (page, done):
        assert seen.response.headers["Refresh"] == f"300; url={back}"
        assert back in seen.links()
    assert "After five minutes this page goes away" in page.words()
    (more,) = [b for b in page.all("button") if "Five more minutes" in (b.text or "")]
    later = press(them, page, more, words="More.")
    assert later.form()["words"] == ["More."]
    assert later.response.headers["Refresh"].startswith("300;")
    assert len(rows()) == 1


def test_on_ones_own_device_the_page_stays(survey, browser):
    page = browser().get(path_of(survey))
    assert "Refresh" not in page.response.headers
    assert "five minutes" not in page.words()
    assert "Once it is sent, nothing of it stays on this device." in page.words()


def test_without_a_lead_nobody_is_said_to_read_it(survey, browser):
    suite = queries.suite_of(survey.award.call)
    words = browser().get(path_of(survey)).words()
    assert "One person reads it" in words
    suite.lead = None
    db.session.commit()
    words = browser().get(path_of(survey)).words()
    assert "nobody is named" in words
    assert "One person reads it" not in words


def test_a_closed_survey_still_takes_it(survey, browser):
    asking.close_survey(survey, by=None)
    db.session.commit()
    them, path = browser(), path_of(survey)

    page = them.post(path, form_of(them.get(path), words="Late, but true."))

    assert page.status == 303
    assert len(rows()) == 1


@pytest.mark.parametrize("empty", ["", "  \n ", "\u200b"])
def test_an_empty_page_is_refused_with_a_sentence(survey, browser, empty):
    them, path = browser(), path_of(survey)

    page = them.post(path, form_of(them.get(path), words=empty))

    assert (page.status, page.faults) == (
        422,
        ["Write what is wrong. Nothing was sent yet."],
    )
    assert rows() == []


def test_a_tick_without_a_way_to_reach_them_keeps_what_was_typed(survey, browser):
    them, path = browser(), path_of(survey)
    first = them.get(path)

    page = them.post(path, form_of(first, words=MARKED, wants_help="y"))

    assert page.status == 422
    assert page.faults == ["Write how we can reach you, or take the tick away."]
    form = page.form()
    assert form["words"] == [MARKED]
    assert form["wants_help"] == ["y"]
    assert form["client_key"] == first.form()["client_key"]


def test_somebody_who_only_wants_to_be_called_is_heard(survey, browser):
    them, path = browser(), path_of(survey)
    typed = {"wants_help": "y", "contact": "07700 900123, after six"}

    page = them.post(path, form_of(them.get(path), **typed))

    assert page.status == 303
    (row,) = rows()
    assert (row.words, row.contact) == ("", "07700 900123, after six")


def test_too_long_a_text_is_refused_and_stays_on_the_page(survey, browser):
    them, path = browser(), path_of(survey)
    long = "a" * 20_001

    page = them.post(path, form_of(them.get(path), words=long))

    assert page.status == 422
    assert page.faults == ["This has 20,001 characters; 20,000 is the most."]
    assert page.form()["words"] == [long]
    page = them.post(path, form_of(page, words=long[1:]))
    assert page.status == 303


def test_the_same_again_is_the_same_row(survey, browser):
    them, path = browser(), path_of(survey)
    form = form_of(them.get(path), words="Once.")

    statuses = [them.post(path, form).status for _ in range(3)]

    assert statuses == [303] * 3
    assert [row.words for row in rows()] == ["Once."]


def test_other_words_under_the_same_name_are_added_and_unread(survey, cast):
    key = uuid4()
    first = told(survey, "First.", key=key)
    first.read_at = first.settled_at = clock.now()
    db.session.commit()

    second = told(survey, "Second.", key=key, contact="x@example.org", wants_help=True)
    told(survey, "First.", key=key)

    assert second.id == first.id
    assert second.words == "First.\n\n* * *\n\nSecond."
    assert (second.contact, second.wants_help) == ("x@example.org", True)
    assert (second.read_at, second.settled_at) == (None, None)


def test_a_part_of_a_word_that_was_told_is_no_repetition(survey):
    key = uuid4()
    told(survey, "He hits me every day.", key=key)

    row = told(survey, "He hits me", key=key)

    assert row.words.endswith("\n\nHe hits me")


def test_a_bad_name_from_the_page_takes_nothing_away(survey, browser):
    page = browser().post(path_of(survey), {"client_key": "?", "words": "Kept."})

    assert page.status == 303
    assert [row.words for row in rows()] == ["Kept."]


def test_nothing_finer_than_the_hour_is_kept(survey):
    moment = clock.now().replace(hour=14, minute=37, second=21)
    with clock.stopped_at(moment):
        row = told(survey)

    kept = row.made_at
    assert (kept.hour, kept.minute, kept.second, kept.microsecond) == (14, 0, 0, 0)
    columns = {column.key for column in inspect(Concern).columns}
    assert not {c for c in columns if "response" in c or "code" in c}


def test_many_from_one_address_wait_and_lose_nothing(survey, browser, app):
    them, path = browser(), path_of(survey)
    form = form_of(them.get(path), words=MARKED)
    assert them.post(path, form).status == 303
    db.session.execute(text("UPDATE tries SET count = 120"))
    db.session.commit()

    page = them.post(path, form)

    assert page.status == 429
    assert page.form()["words"] == [MARKED]
    assert page.faults == ["Too many tries. Wait 60 minutes and try again."]
    buckets = db.session.scalars(select(Tries.bucket)).all()
    assert not [bucket for bucket in buckets if "127.0.0.1" in bucket]


def test_an_unknown_link_is_not_found(cast, browser):
    assert browser().get(f"/surveys/{uuid4()}/concern").status == 404
    assert browser().post(f"/surveys/{uuid4()}/concern", {}).status == 404


def test_a_post_that_fails_midway_leaves_no_words_and_can_be_sent_again(
    survey, browser, app, caplog
):
    """No letter can be written: the page is our fault, and nothing is half kept."""
    them, path = browser(), path_of(survey)
    form = form_of(them.get(path), words=MARKED)
    db.session.rollback()
    db.session.execute(text("ALTER TABLE letters RENAME TO elsewhere"))
    db.session.commit()
    app.testing = False
    try:
        with caplog.at_level(logging.DEBUG):
            page = them.post(path, form)
    finally:
        app.testing = True
        db.session.rollback()
        db.session.execute(text("ALTER TABLE elsewhere RENAME TO letters"))
        db.session.commit()

    assert page.status == 500
    assert caplog.text
    assert MARKED not in caplog.text
    assert MARKED not in page.text
    assert rows() == []
    assert them.post(path, form).status == 303
    assert [row.words for row in rows()] == [MARKED]


def test_no_rescue_keeps_the_words(survey, cast, browser):
    a, path = browser(cast.zed), path_of(survey)
    lead = browser(cast.mei)
    key = told(survey).id
    lead.post(f"/staff/concerns/{key}/opening", {})

    a.client.post(path, data={"words": MARKED}, headers={"Origin": "http://x.test"})
    for them in (browser(), browser(cast.stella), lead):
        them.client.post(f"/staff/concerns/{key}/settling", data={"note": MARKED})
        them.post(f"/staff/concerns/{key}/settling", {"note": MARKED})

    assert db.session.scalar(select(func.count()).select_from(Rescue)) == 0


def test_the_counter_of_tries_does_not_say_when_somebody_told(survey, browser):
    with clock.stopped_at(datetime(2026, 5, 4, 10, 21, 43, 987654, UTC)):
        browser().client.post(path_of(survey), data={"words": MARKED})

    (row,) = db.session.scalars(
        select(Tries).where(Tries.bucket.startswith("concern:"))
    )
    hour = datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert (row.made_at, row.ends_at) == (hour, hour + timedelta(hours=1))


def test_a_lead_whose_page_was_open_too_long_is_not_told_that_it_is_kept(
    survey, cast, browser
):
    lead, key = browser(cast.mei), told(survey).id

    page = lead._ask("POST", f"/staff/concerns/{key}/settling", data={"note": "n"})

    assert page.status == 409
    assert "Go back and send it again." in page.words()


def test_the_words_stand_in_no_other_column_of_the_house(survey, cast):
    told(survey, MARKED, contact=MARKED, wants_help=True)

    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for column, value in zip(table.columns, row, strict=True):
                if table.name != "concerns":
                    assert MARKED not in str(value), (table.name, column.name)
    stored = db.session.execute(text("SELECT words, contact FROM concerns")).one()
    assert MARKED not in str(stored)


def test_letters_tell_where_and_nothing_of_what(survey, cast):
    told(survey, MARKED, contact=MARKED, wants_help=True)

    (letter,) = [x for x in letters_to(cast.mei) if x.key.startswith("concern:")]
    assert "Kitchen table" in letter.body
    assert "/staff/calls/CF1/concerns" in letter.body
    everything = db.session.scalars(select(mail.Letter)).all()
    assert not [x for x in everything if MARKED in x.subject + x.body]


def test_the_language_of_the_survey_stays_without_a_cookie(survey, browser):
    them, path = browser(), f"{path_of(survey)}?in=ar"
    page = them.get(path)

    sent = them.post(path, form_of(page, words="x"))

    assert page.all("html")[0].get("lang") == "ar"
    assert "Set-Cookie" not in page.response.headers
    assert sent.location == f"{path_of(survey)}/kept?in=ar"
    assert [row.language for row in rows()] == ["ar"]


def test_a_language_that_is_not_ours_is_kept_for_the_lead(survey, browser):
    them, path = browser(), f"{path_of(survey)}?in=so"

    them.post(path, form_of(them.get(path), words="Caawimaad."))

    assert [row.language for row in rows()] == ["so"]


def test_no_script_and_no_worker_touch_the_page(survey, browser):
    page = browser().get(path_of(survey))

    assert page.all("script") == []
    worker = browser().get("/surveys/worker.js").response.get_data(as_text=True)
    pattern = re.search(r"ofSurveys = /(.+)/;", worker)
    assert re.search(pattern[1], f"/surveys/{survey.key}/after")
    assert re.search(pattern[1], f"/surveys/{survey.key}")
    for ending in ("concern", "concern/kept"):
        assert not re.search(pattern[1], f"/surveys/{survey.key}/{ending}")
