"""Bids in a language that a moderator does not read: who translates what, who sees."""

import pytest
from sqlalchemy import select

from grantsapp import clock, i18n
from grantsapp.accounts.models import Rescue
from grantsapp.calls.questions import line_of
from grantsapp.db import db
from grantsapp.review.actions import declaring, reviewing
from grantsapp.review.models import BidTranslation, Reading, Seat
from grantsapp.review.queries import translating
from grantsapp.review.rules import forget_ties
from grantsapp.review.rules.translating import needed_in, read_by, target
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scoring_phase,
    text,
    withdrawn,
)
from tests.every_kind import ANSWERED, a_call_of_every_kind
from tests.house.test_queries import counted

ARABIC = "الجيران لا يعرفون بعضهم."


def a_seat(call, person, cast, languages, seat=Seat.MODERATOR):
    found = a_moderator(call, person, cast.stella)
    found.languages, found.seat = languages, seat
    db.session.commit()
    return found


def a_bid_in(language, call, cast, **answers):
    told = {"title": ["مائدة المطبخ"], "need": [ARABIC], **answers}
    bid = a_bid(call, a_group(cast.amina), cast.amina, **told)
    bid.language = language
    db.session.commit()
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def mei(call, cast):
    return a_seat(call, cast.mei, cast, ["ar", "en"], Seat.TRANSLATOR)


@pytest.fixture
def rosa(call, cast):
    """A moderator who reads English alone."""
    return a_seat(call, cast.rosa, cast, ["en"])


@pytest.fixture
def bid(call, cast, rosa):
    bid = a_bid_in("ar", call, cast)
    (one,) = assigned(bid, rosa, by=cast.stella)
    declaring.clear_conflict(one, by=cast.rosa)
    db.session.commit()
    forget_ties()
    return bid


def where(seat, bid, language="en"):
    return f"/translations/{seat.id}/{bid.id}/{language}"


def review_of(bid):
    from grantsapp.review import queries

    (one,) = queries.assignments_in(scoring_phase(bid.call))
    return f"/reviews/{one.id}"


def send(browser, person, path, **texts):
    them = browser(person)
    form = them.get(path).form("/translations/")
    return them.post(path, {**form, **{f"text-{k}": v for k, v in texts.items()}})


# -- who is asked for what (pure)


@pytest.mark.parametrize(
    ("written_in", "reads", "translators", "into"),
    [
        ("ar", ["en"], [["ar", "en"]], "en"),
        ("ar", ["pl", "en"], [["ar", "en", "pl"]], "pl"),  # what they name first
        ("ar", ["pl", "en"], [["ar", "en"]], "en"),  # what somebody can write
        ("ar", ["en"], [["en", "pl"]], None),  # nobody reads the bid
        ("ar", ["so"], [["ar", "en"]], None),  # nobody writes what they read
        ("ar", ["en"], [], None),
        ("ar", ["en"], [["ar"], ["en"]], None),  # two halves are no translator
    ],
)
def test_a_bid_is_put_into_the_first_language_that_can_be(
    written_in, reads, translators, into
):
    assert target(written_in, reads, translators) == into


def test_whoever_names_no_language_reads_the_first_of_the_call(app, call):
    assert read_by([], call) == ["en"]
    assert read_by(["pl"], call) == ["pl"]


# -- what is needed


def test_only_what_a_moderator_cannot_read_is_to_be_translated(
    app, call, cast, rosa, mei, browser
):
    english = a_bid_in("en", call, cast, title=["English one"])
    arabic = a_bid_in("ar", call, cast)
    unasked = a_bid_in("ar", call, cast, title=["Unasked"])
    assigned(english, rosa, by=cast.stella)
    assigned(arabic, rosa, by=cast.stella)

    page = browser(cast.mei).get("/translations")

    doors = [link for link in page.links() if link.startswith("/translations/")]
    assert doors == [where(mei, arabic)]
    them = browser(cast.mei)
    assert them.get(where(mei, english, "ar")).status == 409
    assert them.get(where(mei, unasked)).status == 409


@pytest.mark.parametrize(
    "ends", ["withdrawn", "phase closed", "declined", "conflict of the moderator"]
)
def test_what_nobody_has_to_read_any_more_is_not_to_be_translated(
    app, call, cast, bid, mei, browser, ends
):
    from grantsapp.review import queries

    phase = scoring_phase(call)
    (one,) = queries.assignments_in(phase)
    if ends == "withdrawn":
        withdrawn(bid, cast.amina)
    elif ends == "phase closed":
        phase.closed_at = clock.now()
    elif ends == "declined":
        reviewing.decline(one, because="no time", by=cast.rosa)
    else:
        declaring.declare_conflict(one, reason="a tie", by=cast.rosa)
    db.session.commit()
    forget_ties()

    them = browser(cast.mei)

    assert "There is nothing to translate" in them.get("/translations").words()
    late = them.post(where(mei, bid), {"text-need": "Typed late."})
    assert late.status == 409
    assert [link for link in late.links() if "/rescued/" in link]
    assert db.session.scalar(select(BidTranslation)) is None


def test_a_translator_in_conflict_sees_nothing_of_the_bid(
    app, call, cast, bid, mei, browser
):
    declaring.declare_conflict(
        Reading(mei, bid, scoring_phase(call)), reason="a tie", by=cast.mei
    )
    db.session.commit()
    them = browser(cast.mei)

    assert them.get(where(mei, bid)).status == 403
    assert "مائدة" not in them.get("/translations").text
    assert needed_in(call).helpless == {bid.id}


def test_the_seat_of_somebody_else_opens_nothing(app, call, cast, bid, mei, browser):
    other = a_seat(call, cast.ravi, cast, ["ar", "pl"], Seat.TRANSLATOR)

    assert browser(cast.ravi).get(where(mei, bid)).status == 403
    assert browser(cast.ravi).get(where(other, bid)).status == 403  # writes no English
    assert browser(cast.rosa).get(where(mei, bid)).status == 403
    assert browser(cast.mei).get(where(mei, bid, "pl")).status == 403
    assert browser(cast.mei).get(where(mei, bid, "xx")).status == 403


def test_a_translator_opens_no_review_and_no_phase(app, call, cast, bid, mei, browser):
    them = browser(cast.mei)

    assert them.get(review_of(bid)).status == 403
    assert them.get(f"/scoring-sheets/{scoring_phase(call).id}").status == 403


def test_the_header_leads_a_translator_to_translations_and_nobody_else(
    app, bid, cast, mei, browser
):
    assert "/translations" in browser(cast.mei).get("/calls").links()
    assert "/reviews" not in browser(cast.mei).get("/calls").links()
    assert "/translations" not in browser(cast.rosa).get("/calls").links()
    assert "/translations" not in browser(cast.zed).get("/calls").links()


# -- what a translator sees


def test_a_translator_sees_words_and_nothing_else(app, cast, browser):
    call = a_call_of_every_kind(cast)
    budget = [line_of({"what": "Sala", "amount": "8,450"})]
    bid = a_bid_in("pl", call, cast, **{**ANSWERED, "budget": budget})
    rosa = a_seat(call, cast.rosa, cast, ["en"])
    assigned(bid, rosa, by=cast.stella)
    mei = a_seat(call, cast.mei, cast, ["pl", "en"], Seat.TRANSLATOR)

    page = browser(cast.mei).get(where(mei, bid))

    keys = {f.get("name") for f in page.all("textarea")}
    assert {"text-title", "text-need", "text-nick", "text-why_not"} <= keys
    assert f"text-budget:{i18n.digest('Sala')}" in keys
    hidden = (
        "Kitchen Table",
        "We cook",
        "Haringey",
        "Amina",
        "8,450",
        "1,000",
        "Quiet",
    )
    hidden += ("table@example.org", "7946", "secret")
    assert [words for words in hidden if words in page.words()] == []


def test_a_table_with_ways_to_reach_people_is_not_shown(app, cast, browser):
    from grantsapp.calls.questions import Column, Question, Reading, kinds
    from grantsapp.review.queries.translated import sources_of

    name = Column("name", kinds.Kind.SHORT, dict(text("Name")))
    mail = Column("mail", kinds.Kind.EMAIL, dict(text("Mail")))
    row = Reading([{"name": "Sara", "mail": "sara@example.org"}])
    things = Question("a", kinds.Kind.GROUP, {}, columns=(name,))
    people = Question("a", kinds.Kind.GROUP, {}, columns=(name, mail))

    assert [s.text for s in sources_of(things, row)] == ["Sara"]
    assert list(sources_of(people, row)) == []


def test_nothing_hidden_from_a_translator_changes_their_pages(
    app, cast, bid, mei, browser
):
    them, paths = browser(cast.mei), ("/translations", where(mei, bid))
    before = [them.get(path).words() for path in paths]

    bid.organisation.name, bid.organisation.about = "Another", "Other"
    bid.organisation.borough, bid.amount = "Elsewhere", 1
    cast.amina.name = "Somebody"
    db.session.commit()

    assert [them.get(path).words() for path in paths] == before


# -- saving


def test_a_translation_stands_beside_the_original_for_whom_does_not_read_it(
    app, cast, bid, mei, browser
):
    send(browser, cast.mei, where(mei, bid), need="Neighbours are strangers.")

    page = browser(cast.rosa).get(review_of(bid))

    (beside,) = [d for d in page.all("div") if d.get("class") == "two-versions"]
    words = " ".join("".join(beside.itertext()).split())
    assert "Original, in Arabic" in words
    assert "Translated from Arabic by Mei" in words
    by_tongue = {s.get("lang"): s for s in beside.iter("span") if s.get("lang")}
    assert by_tongue["en"].get("dir") == "ltr"
    assert "".join(by_tongue["en"].itertext()) == "Neighbours are strangers."
    assert "".join(by_tongue["ar"].itertext()) == ARABIC


def test_whoever_reads_the_original_finds_the_translation_behind_a_disclosure(
    app, call, cast, bid, rosa, mei, browser
):
    send(browser, cast.mei, where(mei, bid), need="Neighbours are strangers.")
    rosa.languages = ["en", "ar"]
    db.session.commit()

    page = browser(cast.rosa).get(review_of(bid))

    (more,) = page.all("details")
    words = " ".join("".join(more.itertext()).split())
    assert words.startswith("Translation into English")
    assert "Neighbours are strangers." in words
    assert [d for d in page.all("div") if d.get("class") == "two-versions"] == []


def test_a_translation_into_a_language_that_one_does_not_read_is_not_shown(
    app, call, cast, bid, rosa, mei, browser
):
    send(browser, cast.mei, where(mei, bid), need="Neighbours are strangers.")
    rosa.languages = ["pl"]
    db.session.commit()

    page = browser(cast.rosa).get(review_of(bid))

    assert "Neighbours are strangers." not in page.text
    assert "not translated into a language that you read yet" in page.words()


def test_the_title_is_translated_on_the_list_too(app, cast, bid, mei, browser):
    send(browser, cast.mei, where(mei, bid), title="Kitchen table")

    assert "Kitchen table" in browser(cast.rosa).get("/reviews").words()


def test_a_table_is_translated_cell_by_cell(app, cast, browser):
    call = a_call_of_every_kind(cast)
    budget = [line_of({"what": "Sala", "amount": "8,450"})]
    bid = a_bid_in("pl", call, cast, **{**ANSWERED, "budget": budget})
    rosa = a_seat(call, cast.rosa, cast, ["en"])
    (one,) = assigned(bid, rosa, by=cast.stella)
    declaring.clear_conflict(one, by=cast.rosa)
    mei = a_seat(call, cast.mei, cast, ["pl", "en"], Seat.TRANSLATOR)

    send(
        browser,
        cast.mei,
        where(mei, bid),
        **{f"budget:{i18n.digest('Sala')}": "The hall"},
    )

    page = browser(cast.rosa).get(f"/reviews/{one.id}")
    assert "The hall" in page.words()
    assert "Sala" in page.words()


def test_a_translation_knows_when_its_source_has_changed(app, cast, bid, mei, browser):
    send(browser, cast.mei, where(mei, bid), need="Old words.", title="Table")
    change_need(bid, "نص جديد.", cast)

    review = browser(cast.rosa).get(review_of(bid))
    page = browser(cast.mei).get(where(mei, bid))

    assert review.words().count("The original has changed since") == 1
    assert "Old words." in review.words()
    assert page.all("input", name="fits-need")
    assert not page.all("input", name="fits-title")
    staff = browser(cast.stella).get("/staff/calls/CF1/translations-of-bids")
    row = " ".join("".join(staff.all("tbody")[0].itertext()).split())
    assert row == "CF1-0001 Arabic English 2 1 1"


def change_need(bid, words, cast):
    answer = next(a for a in bid.answers if a.question == "need")
    answer.raw = [words]
    db.session.commit()


def test_a_stale_translation_that_is_left_as_it_was_stays_stale(
    app, cast, bid, mei, browser
):
    send(browser, cast.mei, where(mei, bid), need="Old words.")
    change_need(bid, "نص جديد.", cast)

    send(browser, cast.mei, where(mei, bid))
    still = translating.translator_views([(bid, "en")])[0].stale
    them = browser(cast.mei)
    form = them.get(where(mei, bid)).form("/translations/")
    them.post(where(mei, bid), {**form, "fits-need": "y"})

    assert still == 1
    assert translating.translator_views([(bid, "en")])[0].stale == 0


def test_a_source_that_changed_while_one_translated_shows_as_changed(
    app, cast, bid, mei, browser
):
    them = browser(cast.mei)
    form = them.get(where(mei, bid)).form("/translations/")
    change_need(bid, "نص جديد.", cast)

    them.post(where(mei, bid), {**form, "text-need": "Of the old words."})

    assert translating.translator_views([(bid, "en")])[0].stale == 1


def test_two_translators_at_one_text_lose_nothing(app, call, cast, bid, mei, browser):
    ravi = a_seat(call, cast.ravi, cast, ["ar", "en"], Seat.TRANSLATOR)
    them = browser(cast.ravi)
    form = them.get(where(ravi, bid)).form("/translations/")
    send(browser, cast.mei, where(mei, bid), need="Mei's words.")

    mine = {"text-need": "Ravi's words.", "text-title": "Ravi's title"}
    page = them.post(where(ravi, bid), {**form, **mine})

    assert page.status == 200
    assert page.form("/translations/")["text-need"] == ["Ravi's words."]
    assert "Mei's words." in page.words()
    stored = {t.question: t.text for t in db.session.scalars(select(BidTranslation))}
    assert stored == {"need": "Mei's words.", "title": "Ravi's title"}
    (kept,) = db.session.scalars(select(Rescue))
    assert kept.person_id == cast.ravi.id
    again = them.post(where(ravi, bid), {**page.form("/translations/")})
    assert again.status == 303
    stored = {t.question: t.text for t in db.session.scalars(select(BidTranslation))}
    assert stored["need"] == "Ravi's words."


@pytest.mark.parametrize(
    "sent",
    [
        {"text-secret": "x"},
        {"text-amount": "1"},
        {"text-nothing": "x"},
        {"text-need": ""},
        {},
    ],
)
def test_only_what_the_page_asks_for_is_stored(app, cast, bid, mei, browser, sent):
    answer = browser(cast.mei).post(where(mei, bid), sent)

    assert answer.status == 303
    assert db.session.scalar(select(BidTranslation)) is None


def test_a_hash_that_is_none_makes_the_translation_stale(app, cast, bid, mei, browser):
    typed = {"text-need": "Words.", "hash-need": "../../etc", "version-need": "x"}

    browser(cast.mei).post(where(mei, bid), typed)

    row = db.session.scalar(select(BidTranslation))
    assert (row.text, row.source_hash, row.by_name) == ("Words.", "", "Mei")
    assert translating.translator_views([(bid, "en")])[0].stale == 1


def test_saving_opens_the_next_bid_that_lacks_words(
    app, call, cast, bid, rosa, mei, browser
):
    second = a_bid_in("ar", call, cast, title=["الثاني"])
    assigned(second, rosa, by=cast.stella)
    them = browser(cast.mei)
    form = them.get(where(mei, bid)).form("/translations/")

    onward = them.post(where(mei, bid), {**form, "text-need": "N", "then": "next"})

    assert onward.location == where(mei, second)


def test_what_nobody_can_translate_is_told_to_the_fund(app, cast, bid, browser):
    page = browser(cast.stella).get("/staff/calls/CF1/translations-of-bids")

    assert "Nobody on the panel can translate these" in page.words()
    assert "CF1-0001" in page.words()
    assert "مائدة" not in page.text  # counts alone


def test_pages_of_translations_ask_as_often_for_many_bids_as_for_few(
    app, call, cast, rosa, mei, browser
):
    def another():
        bid = a_bid_in("ar", call, cast)
        (one,) = assigned(bid, rosa, by=cast.stella)
        declaring.clear_conflict(one, by=cast.rosa)
        db.session.commit()
        send(browser, cast.mei, where(mei, bid), need="Words.", title="T")
        return f"/reviews/{one.id}"

    paths = [
        (cast.mei, "/translations"),
        (cast.rosa, another()),
        (cast.rosa, "/reviews"),
        (cast.stella, "/staff/calls/CF1/translations-of-bids"),
    ]
    counts = []
    for _ in range(2):
        them = [(browser(person), path) for person, path in paths]
        counts.append([counted(lambda b=b, p=p: b.get(p)) for b, p in them])
        for _ in range(4):
            another()

    assert counts[0] == counts[1]


def test_a_bid_that_nobody_is_asked_to_score_is_not_to_be_translated(app, call, cast):
    a_bid_in("ar", call, cast)

    assert needed_in(call).wanted == frozenset()
    assert needed_in(call).helpless == frozenset()


def test_a_withdrawn_bid_keeps_its_translations(app, cast, bid, mei, browser):
    send(browser, cast.mei, where(mei, bid), need="Words.")
    withdrawn(bid, cast.amina)

    assert db.session.scalar(select(BidTranslation.text)) == "Words."
