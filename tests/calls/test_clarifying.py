"""The fund asks on one section; the group answers there; both versions stay."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.calls import queries
from grantsapp.calls.actions import clarifying, writing
from grantsapp.calls.models import Clarification, Handed
from grantsapp.calls.questions import Kind, line_of
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import declaring
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
    text,
)

OLD = "Neighbours do not know each other."
NEW = "Neighbours do not trust each other."


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def bid(call, cast):
    return a_bid(call, a_group(cast.amina, cast.bo), cast.amina)


@pytest.fixture
def closed(call):
    """A day after closing, while the clock stands."""
    with clock.stopped_at(call.closes_at + timedelta(days=1)):
        yield clock.now()


@pytest.fixture
def asked(bid, cast, closed):
    part = bid.form_version.form.section("details")
    until = closed + timedelta(days=7)
    made = clarifying.ask(
        bid, part, words="Whom exactly do you mean?", until=until, by=cast.stella
    )
    db.session.commit()
    return made.id


def again(key):
    db.session.expire_all()
    return queries.application(key)


def answer(them, key, then="send", **answers):
    form = them.get(f"/clarifications/{key}").form("clarifications")
    return them.post(f"/clarifications/{key}", {**form, **answers, "then": then})


def test_a_manager_asks_and_everybody_in_the_group_gets_the_words(
    app, bid, cast, browser, closed
):
    stella, key = browser(cast.stella), bid.id
    page = stella.get(f"/staff/applications/{key}")
    place = next(link for link in page.links() if "clarifications/new" in link)
    until = (closed + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    words = "Whom exactly do you mean?"

    made = stella.post(place, {"section": "details", "words": words, "until": until})

    assert made.status == 303
    assert "Waits for an answer" in stella.follow(made).words()
    listed = stella.get("/staff/calls/CF1/clarifications")
    assert "Waits for an answer" in listed.words()
    query = select(Letter).where(Letter.template == "clarification_asked")
    letters = db.session.scalars(query.order_by(Letter.to)).all()
    assert [(x.to, x.language) for x in letters] == [
        ("amina@example.org", "ar"),
        ("bo@example.org", "en"),
    ]
    assert all(words in x.body for x in letters)
    amina = browser(cast.amina).get(f"/applications/{key}")
    assert "The fund asks you something about your application." in amina.words()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "Write what you ask."),
        ({"until": ""}, "Write until when they can answer."),
        ({"until": "2001-01-01T12:00"}, "Choose a moment that is still to come."),
        ({"until": "tomorrow"}, "Write a day and a time."),
    ],
)
def test_a_question_that_lacks_something_comes_back_with_the_form(
    app, bid, cast, browser, closed, typed, sentence
):
    until = (closed + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    form = {"section": "details", "words": "Why?", "until": until, **typed}

    page = browser(cast.stella).post(
        f"/staff/applications/{bid.id}/clarifications/new", form
    )

    assert (page.status, page.faults) == (422, [sentence])
    assert db.session.scalar(select(Clarification)) is None


def test_a_section_that_is_not_there_is_refused(app, bid, cast, browser, closed):
    until = (closed + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    form = {"section": "nowhere", "words": "Why?", "until": until}

    page = browser(cast.stella).post(
        f"/staff/applications/{bid.id}/clarifications/new", form
    )

    assert page.status == 422


def test_while_the_call_is_open_nothing_is_asked(app, bid, cast, browser):
    place = f"/staff/applications/{bid.id}/clarifications/new"

    answer = browser(cast.stella).get(place)

    assert answer.status == 409
    assert "until then the group can change its bid" in answer.words()


def test_a_second_question_on_the_same_section_waits_for_the_first(
    app, asked, bid, cast, browser, closed
):
    until = (closed + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    form = {"section": "details", "words": "A long question.", "until": until}
    stella = browser(cast.stella)

    page = stella.post(f"/staff/applications/{bid.id}/clarifications/new", form)

    assert page.status == 409
    kept = next(link for link in page.links() if "/rescued/" in link)
    assert "A long question." in stella.get(kept).text


def test_an_answer_is_kept_until_it_is_sent_and_nobody_else_sees_it(
    app, asked, bid, cast, browser
):
    key = bid.id
    answer(browser(cast.amina), asked, then="keep", need=NEW)

    assert browser(cast.bo).get(f"/clarifications/{asked}").form("clarifications")[
        "need"
    ] == [NEW]
    stella = browser(cast.stella)
    assert "trust" not in stella.get(f"/staff/applications/{key}").text
    assert "trust" not in stella.get(f"/staff/clarifications/{asked}").text
    assert stella.get(f"/clarifications/{asked}").status == 200
    assert "trust" not in stella.get(f"/clarifications/{asked}").text
    assert queries.raw_answers(again(key))["need"] == [OLD]


def test_a_sent_answer_counts_and_both_versions_stand_side_by_side(
    app, asked, bid, cast, browser
):
    key = bid.id
    amina = browser(cast.amina)

    sent = answer(amina, asked, need=NEW)

    page = amina.follow(sent)
    bid = again(key)
    assert [s.kind for s in bid.submissions] == [Handed.FIRST, Handed.CLARIFIED]
    assert bid.submissions[0].answers["need"]["raw"] == [OLD]
    assert bid.submissions[1].answers["need"]["raw"] == [NEW]
    assert bid.submissions[1].digest == bid.submissions[1].worked_out()
    assert queries.raw_answers(bid)["need"] == [NEW]
    for seen in (page, browser(cast.stella).get(f"/staff/clarifications/{asked}")):
        (gone,), (new,) = seen.all("del"), seen.all("ins")
        assert "know" in "".join(gone.itertext())
        assert "[removed:" in "".join(gone.itertext())
        assert "trust" in "".join(new.itertext())
        assert "[added:" in "".join(new.itertext())
        assert gone.get("dir") == "auto"
    assert audit.history(bid)[-1].verb == "clarified"
    letter = db.session.scalar(
        select(Letter).where(Letter.template == "staff/clarification_answered")
    )
    assert letter.to == "stella@example.org"
    assert (
        "Answered"
        in browser(cast.stella).get("/staff/calls/CF1/clarifications").words()
    )


def test_only_that_section_can_be_changed(app, asked, bid, cast, browser):
    key = bid.id

    answer(browser(cast.amina), asked, need=NEW, title="Another", amount="9,999")

    raw = queries.raw_answers(again(key))
    assert (raw["title"], raw["amount"]) == (["Kitchen table"], ["8,450"])
    assert again(key).title == "Kitchen table"


def test_an_answer_with_a_fault_is_kept_and_told_at_its_field(
    app, asked, bid, cast, browser
):
    amina, key = browser(cast.amina), bid.id

    page = amina.follow(answer(amina, asked, need="", people="many"))

    assert "need: Write an answer." in page.faults
    assert any("Write a whole number" in fault for fault in page.faults)
    assert page.form("clarifications")["people"] == ["many"]
    assert queries.raw_answers(again(key))["need"] == [OLD]
    assert len(again(key).submissions) == 1


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_the_date_is_kept_to_the_second_and_what_is_late_is_kept(
    app, asked, bid, cast, browser, seconds, status
):
    key = bid.id
    until = db.session.get(Clarification, asked).until
    form = browser(cast.amina).get(f"/clarifications/{asked}").form("clarifications")
    form.pop("csrf_token")

    with clock.stopped_at(until + timedelta(seconds=seconds)):
        amina = browser(cast.amina)
        page = amina.post(
            f"/clarifications/{asked}", {**form, "need": NEW, "then": "send"}
        )
        if status == 409:
            assert "The time for this answer has passed." in page.words()
            kept = next(link for link in page.links() if "/rescued/" in link)
            assert NEW in amina.get(kept).text
            shown = amina.get(f"/clarifications/{asked}")
            assert "It was to be answered until" in shown.words()

    assert page.status == status
    assert queries.raw_answers(again(key))["need"] == [NEW if status == 303 else OLD]


def test_sending_twice_is_told_and_changes_nothing(app, asked, bid, cast, browser):
    amina, key = browser(cast.amina), bid.id
    form = amina.get(f"/clarifications/{asked}").form("clarifications")
    amina.post(f"/clarifications/{asked}", {**form, "need": NEW, "then": "send"})

    twice = amina.post(
        f"/clarifications/{asked}", {**form, "need": "Other.", "then": "send"}
    )

    assert twice.status == 409
    assert queries.raw_answers(again(key))["need"] == [NEW]
    assert len(again(key).submissions) == 2


def test_two_members_do_not_overwrite_each_other(app, asked, bid, cast, browser):
    amina, bo = browser(cast.amina), browser(cast.bo)
    form = bo.get(f"/clarifications/{asked}").form("clarifications")
    answer(amina, asked, then="keep", need=NEW)

    second = bo.post(f"/clarifications/{asked}", {**form, "need": "Of Bo."})

    assert second.status == 409
    kept = next(link for link in second.links() if "/rescued/" in link)
    assert "Of Bo." in bo.get(kept).text
    assert db.session.get(Clarification, asked, populate_existing=True).after["need"][
        "raw"
    ] == [NEW]


def test_a_moderator_reads_the_clarified_version_with_its_mark(
    app, asked, bid, call, cast, browser
):
    eligible(bid, cast.stella)
    mine = assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)[0]
    declaring.clear_conflict(mine, by=cast.rosa)
    db.session.commit()
    place = f"/reviews/{mine.id}"
    before = browser(cast.rosa).get(place)
    answer(browser(cast.amina), asked, need=NEW)

    page = browser(cast.rosa).get(place)

    assert "Clarified" not in before.words()
    assert "Clarified" in page.words()
    assert len(page.all("del")) == len(page.all("ins")) == 1
    assert "As it was sent first" in page.words()


def test_an_answer_in_arabic_is_compared_in_its_own_direction(
    app, asked, bid, cast, browser
):
    bid.language = "ar"
    db.session.commit()
    amina = browser(cast.amina, "ar")

    page = amina.follow(answer(amina, asked, need="جيراننا لا يعرف بعضهم بعضًا."))

    columns = [p for p in page.all("p") if "typed" in (p.get("class") or "")]
    assert all(p.get("dir") == "auto" for p in columns)
    assert {p.get("lang") for p in columns} >= {"ar"}


def test_a_withdrawn_bid_is_asked_nothing_and_answers_nothing(
    app, asked, bid, cast, browser
):
    key = bid.id
    amina = browser(cast.amina)
    form = amina.get(f"/clarifications/{asked}").form("clarifications")
    amina.post(f"/applications/{key}/withdrawal")

    assert amina.post(f"/clarifications/{asked}", form).status == 409
    assert amina.get(f"/clarifications/{asked}").status == 200
    assert (
        browser(cast.stella).get(f"/staff/applications/{key}/clarifications/new").status
        == 409
    )


def test_what_was_changed_and_not_sent_does_not_slip_in_with_a_clarification(
    app, bid, call, cast, browser
):
    key, closes = bid.id, call.closes_at
    amina = browser(cast.amina)
    amina.post(f"/applications/{key}/reopening")
    section = f"/applications/{key}/sections/project"
    form = amina.get(section).form("sections")
    amina.post(section, {**form, "title": "Not sent"})
    details = f"/applications/{key}/sections/details"
    form = amina.get(details).form("sections")
    amina.post(details, {**form, "need": "Not sent either.", "people": "99"})

    with clock.stopped_at(closes + timedelta(days=1)):
        bid = again(key)
        until = clock.now() + timedelta(days=3)
        part = bid.form_version.form.section("details")
        made = clarifying.ask(bid, part, words="?", until=until, by=cast.stella)
        db.session.commit()
        made_key = made.id
        them = browser(cast.amina)
        shown = them.get(f"/clarifications/{made_key}").form("clarifications")
        answer(them, made_key, need=NEW)
        page = browser(cast.stella).get(f"/staff/applications/{key}")

    assert (shown["need"], shown["people"]) == ([OLD], ["40"])
    raw = queries.raw_answers(again(key))
    assert raw["need"] == [NEW]
    assert raw["title"] == ["Kitchen table"]
    assert raw["people"] == ["40"]
    assert "Not sent" not in page.text
    assert again(key).title == "Kitchen table"


def test_a_clarified_name_and_amount_count_even_beside_changes_never_sent(
    app, bid, call, cast, browser
):
    key = bid.id
    amina = browser(cast.amina)
    amina.post(f"/applications/{key}/reopening")
    section = f"/applications/{key}/sections/project"
    form = amina.get(section).form("sections")
    amina.post(section, {**form, "title": "Not sent"})

    with clock.stopped_at(call.closes_at + timedelta(days=1)):
        bid = again(key)
        until = clock.now() + timedelta(days=3)
        part = bid.form_version.form.section("project")
        made = clarifying.ask(bid, part, words="?", until=until, by=cast.stella)
        db.session.commit()
        made_key = made.id
        answer(browser(cast.amina), made_key, title="Big table", amount="9,000")

    bid = again(key)
    assert (bid.title, bid.amount) == ("Big table", 900_000)
    assert {"big", "table"} <= set(bid.search_text.split())


def test_lines_of_a_budget_are_changed_and_compared(app, cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    (section,) = queries.sections_of(call)
    facts = {"code": "budget", "kind": Kind.BUDGET, "label": text("budget")}
    writing.add_question(section, call, by=cast.stella, help=text("?"), **facts)
    db.session.commit()
    db.session.expire_all()
    writing.open_call(queries.call("CF1"), by=cast.stella)
    hall = line_of({"what": "Hall", "amount": "8,450"})
    bid = a_bid(queries.call("CF1"), a_group(cast.amina), cast.amina, budget=[hall])
    part = bid.form_version.form.section("details")
    with clock.stopped_at(bid.call.closes_at + timedelta(days=1)):
        until = clock.now() + timedelta(days=7)
        made = clarifying.ask(bid, part, words="Food?", until=until, by=cast.stella)
        db.session.commit()
        key, amina = made.id, browser(cast.amina)

        more = answer(
            amina,
            key,
            then="more:budget",
            **{"budget.0.amount": "8,000", "budget.1.what": "Food"},
        )
        kept = amina.get(more.location.partition("#")[0])
        answer(amina, key, **{"budget.1.amount": "450"})
        page = browser(cast.stella).get(f"/staff/clarifications/{key}")

    assert kept.form("clarifications")["budget.1.what"] == ["Food"]
    assert queries.readings(again(bid.id))["budget"].value == [
        {"what": "Hall", "amount": 800_000, "other": None},
        {"what": "Food", "amount": 45_000, "other": None},
    ]
    assert "Hall · [removed: 8,450]" in page.words()
    assert "[added: 8,000 Food · 450]" in page.words()
